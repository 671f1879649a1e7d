"""What holds for all commands: exit codes, pipes, signals, letters, and nothing written unasked."""

from __future__ import annotations

import os
import re
import signal
import subprocess
from typing import TYPE_CHECKING

import pytest

from tests.tui.commands.calls import (
    NOW,
    PROGRAM,
    recording,
    said,
    surroundings,
    told,
    tree,
)

if TYPE_CHECKING:
    from pathlib import Path

HOME = ("--claude-home", recording())
WHERE = (*HOME, "--now", NOW)
QUOTA = ("--claude-home", recording("credit-exhausted"), "--now", NOW)
READING = (
    ("status",),
    ("status", "--json"),
    ("status", "--line"),
    ("usage", "--json"),
    ("agents",),
    ("agents", "show", "alpha"),
    ("doctor",),
)
FAMILIES = {"agents": ("show",), "config": ("path", "show", "init", "validate")}


def commands(text: str) -> list[str]:
    """Give the commands that a help text lists."""
    _, _, listed = text.partition("Commands:\n")
    return re.findall(r"^  ([a-z]+) ", listed.partition("\n\n")[0], re.MULTILINE)


def test_every_command_explains_itself_with_an_example(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = said(capsys, "--help")
    listed = commands(out)
    assert 0 == code
    assert "Exit codes: 0 fine" in out
    assert {"status", "usage", "agents", "doctor", "config", "keys", "schema"} <= set(listed)
    pages = [(one,) for one in listed]
    for family, expected in FAMILIES.items():
        below = commands(said(capsys, family, "--help")[1])
        assert expected == tuple(below)
        pages += [(family, one) for one in below]
    without = []
    for page in pages:
        code, out, _ = said(capsys, *page, "--help")
        assert 0 == code
        if f"Example: {'' if page == ('config', 'path') else 'groundstop '}" not in out:
            without.append(page)

    assert [] == without


@pytest.mark.parametrize(
    ("argv", "code", "sentence"),
    [
        (("status", "--json", "--plain", *HOME), 2, "choose one of --json, --plain and --line"),
        (("status", "--now", "noon", *HOME), 2, "--now noon: expected a time such as"),
        (("status", "--since", "soon", *HOME), 2, "--since soon: expected a span such as"),
        (("status", "--watch", "x", *HOME), 2, "--watch x: expected seconds between two looks"),
        (("usage", "--by", "week", *HOME), 2, "--by week: expected one of day, model"),
        (("status", "--claude-home", "/no/such"), 2, "/no/such: there is no such folder"),
        (("agents", "show", "zeppelin", *HOME), 5, "no agent is called zeppelin"),
        (("agents", "show", "", *HOME), 2, "expected a name"),
        (("completion", "tcsh"), 2, "there is no tcsh. It can be bash, zsh, fish."),
        (("stauts",), 2, "stauts"),
        (("status", "--jsn"), 2, "--jsn"),
    ],
)
def test_wrong_use_is_a_sentence(
    capsys: pytest.CaptureFixture[str], argv: tuple[str, ...], code: int, sentence: str
) -> None:
    ended, out, err = said(capsys, *argv)

    assert (code, "") == (ended, out)
    assert sentence in err
    assert "Traceback" not in err


def test_check_finds_agents_that_need_a_look(capsys: pytest.CaptureFixture[str]) -> None:
    assert 3 == said(capsys, "status", "--check", *QUOTA)[0]
    assert 3 == said(capsys, "status", "--line", "--check", *QUOTA)[0]
    assert 3 == said(capsys, "status", "--line", "--check", *QUOTA)[0], "also from what stands"
    assert 0 == said(capsys, "status", "--check", *WHERE)[0]


@pytest.mark.parametrize("argv", READING, ids=" ".join)
def test_read_only_writes_nothing(
    capsys: pytest.CaptureFixture[str],
    home: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    argv: tuple[str, ...],
) -> None:
    monkeypatch.chdir(tmp_path)
    before = tree(home), tree(tmp_path)
    code, out, _ = said(capsys, *argv, *WHERE, "--read-only")

    assert 0 == code
    assert out
    assert before == (tree(home), tree(tmp_path))


def test_without_a_terminal_there_is_plain_status(capsys: pytest.CaptureFixture[str]) -> None:
    bare = told(CLAUDE_CONFIG_DIR=recording(), GROUNDSTOP_LIMITS_SINCE="all", NO_COLOR="1")
    _, status, _ = said(capsys, "status", "--all", *HOME)
    changing = re.compile(r"at [0-9:]+| +[0-9]+[smhd] ")

    assert (0, b"") == (bare.returncode, bare.stderr)
    assert b"\x1b" not in bare.stdout
    assert changing.sub("", status) == changing.sub("", bare.stdout.decode())


@pytest.mark.parametrize("argv", [("status",), ("agents", "--json")], ids=" ".join)
def test_a_closed_pipe_is_no_traceback(argv: tuple[str, ...]) -> None:
    read, write = os.pipe()
    os.close(read)
    ended = subprocess.run(
        [*PROGRAM, *argv, *WHERE],
        env=surroundings(),
        stdin=subprocess.DEVNULL,
        stdout=write,
        stderr=subprocess.PIPE,
        timeout=30,
        check=False,
    )
    os.close(write)

    assert (0, b"") == (ended.returncode, ended.stderr)


def test_an_interrupt_ends_a_watch_with_its_own_code() -> None:
    with subprocess.Popen(
        [*PROGRAM, "status", "--watch", "30", *WHERE],
        env=surroundings(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as watch:
        assert watch.stdout is not None
        assert watch.stdout.readline()
        watch.send_signal(signal.SIGINT)
        _, err = watch.communicate(timeout=30)

    assert (130, b"") == (watch.returncode, err)


@pytest.mark.parametrize(
    "environ",
    [
        {"PYTHONIOENCODING": "ascii"},
        {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    ],
    ids=["ascii", "C"],
)
def test_letters_that_stdout_cannot_take_are_no_crash(
    tmp_path: Path, environ: dict[str, str]
) -> None:
    folder = tmp_path / "projects/-src"
    folder.mkdir(parents=True)
    name = "6f1c2a9e-1111-4222-8333-444455556666"
    line = (
        '{"type":"user","timestamp":"2026-11-20T20:00:00Z","sessionId":"ID","uuid":"1",'
        '"cwd":"/src","message":{"role":"user","content":"Café ✓ … 🚀"}}\n'
    )
    (folder / f"{name}.jsonl").write_text(line.replace("ID", name))
    where = ("--claude-home", str(tmp_path), "--now", NOW)
    shown = told("agents", "show", name, *where, **environ)
    status = told("status", "--json", *where, **environ)

    assert (0, b"") == (shown.returncode, shown.stderr)
    assert (0, b"") == (status.returncode, status.stderr)
    assert b"\x1b" not in shown.stdout
    assert shown.stdout.isascii()


def test_completion_knows_the_commands(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for shell in ("bash", "zsh", "fish"):
        code, out, _ = said(capsys, "completion", shell)

        assert 0 == code
        assert "_GROUNDSTOP_COMPLETE" in out
    asked = {"COMP_WORDS": "groundstop do", "COMP_CWORD": "1"}
    for name, value in {"_GROUNDSTOP_COMPLETE": "complete_bash", **asked}.items():
        monkeypatch.setenv(name, value)

    assert (0, "doctor\n", "") == said(capsys)


def test_a_terminal_that_cannot_draw_gets_plain_status(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CLAUDE_CONFIG_DIR", recording())
    monkeypatch.setenv("GROUNDSTOP_LIMITS_SINCE", "all")
    monkeypatch.setenv("TERM", "dumb")
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    monkeypatch.setattr("sys.stdin.isatty", lambda: True)
    code, out, err = said(capsys)

    assert (0, "") == (code, err)
    assert out.startswith("6 agents at ")
    assert "\x1b" not in out
