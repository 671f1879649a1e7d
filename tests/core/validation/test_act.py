"""`validate` is a real command: what it ends with, what it says, and what it must not do."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from core.model.validation import Answer, Question, Said, When
from core.validation.act import MOST, Questions, asked
from tests.core.attempts.stage import is_gone, until

if TYPE_CHECKING:
    from pathlib import Path


def answer(where: Path, script: str, when: When = When.BEFORE, patience: float = 20.0) -> Answer:
    words = (sys.executable, "-S", "-c", script)
    return asked(Question(when=when, command=words, cwd=str(where)), patience)


@pytest.mark.parametrize(
    ("script", "said", "because"),
    [
        ("", Said.YES, ""),
        ("print('open\\n')", Said.YES, "open"),
        ("raise SystemExit(75)", Said.NOT_YET, "exit code 75"),
        ("print('is\\nblocked by 7'); raise SystemExit(75)", Said.NOT_YET, "blocked by 7"),
        ("raise SystemExit('closed: \\33[31mduplicate')", Said.NO, "closed: ␛[31mduplicate"),
        ("import os; os.kill(os.getpid(), 9)", Said.NO, "killed by signal 9"),
    ],
)
def test_the_exit_code_answers_and_the_last_line_is_the_reason(
    tmp_path: Path, script: str, said: Said, because: str
) -> None:
    assert Answer(said=said, because=because) == answer(tmp_path, script)


def test_it_is_told_at_which_end_and_where(tmp_path: Path) -> None:
    script = "import os; print(os.environ['GROUNDSTOP_STAGE'], os.getcwd())"

    assert f"after {tmp_path}" == answer(tmp_path, script, When.AFTER).because


def test_a_command_that_is_not_there_says_no(tmp_path: Path) -> None:
    told = asked(Question(when=When.BEFORE, command=("./tracker.sh",), cwd=str(tmp_path)))

    assert Said.NO is told.said
    assert "./tracker.sh cannot be started: No such file or directory" == told.because


def test_one_that_hangs_is_ended_with_its_group_and_that_is_no_answer(tmp_path: Path) -> None:
    script = (
        "import subprocess, sys, time, pathlib\n"
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(99)'])\n"
        "pathlib.Path('child').write_text(str(child.pid))\n"
        "time.sleep(99)"
    )
    told = answer(tmp_path, script, patience=1.5)

    assert Answer(said=Said.NOT_YET, because="no answer within 2 s") == told
    until(lambda: is_gone(int((tmp_path / "child").read_text())))


def test_a_child_that_keeps_the_pipe_open_delays_nothing_and_does_not_stay(tmp_path: Path) -> None:
    script = (
        "import subprocess, sys, pathlib\n"
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(99)'])\n"
        "pathlib.Path('child').write_text(str(child.pid))\n"
        "print('fine')"
    )

    assert "fine" == answer(tmp_path, script).because
    until(lambda: is_gone(int((tmp_path / "child").read_text())))


def test_one_that_writes_without_end_fills_no_memory(tmp_path: Path) -> None:
    told = answer(tmp_path, "while True: print('x' * 9999)", patience=0.5)

    assert Said.NOT_YET is told.said


def test_a_question_that_is_open_is_not_asked_again_and_few_are_open_at_a_time() -> None:
    import threading  # noqa: PLC0415, this test's own

    gate, asks, questions = threading.Event(), list[str](), Questions()

    def ask(key: str) -> None:
        asks.append(key)
        gate.wait(20)

    for key in ["a", "a", *map(str, range(2 * MOST))]:
        questions.begin(key, lambda key=key: ask(key))  # type: ignore[misc]
    until(lambda: len(asks) == MOST)
    assert 1 == asks.count("a")
    gate.set()

    def is_asked_again() -> bool:
        questions.begin("a", lambda: asks.append("again"))
        return "again" in asks

    until(is_asked_again)
