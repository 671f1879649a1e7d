"""An agent writes down what is done and hands in its work: offline, whole, in one sentence."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
from typing import TYPE_CHECKING, Any

import pytest

from tests.tui.commands.calls import said, told
from tui.twins.runs.records import EVERY

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

WORK = {
    "status": "complete",
    "summary": "The merge holds.",
    "deliverables": ["a"],
    "findings": [{"topic": "race", "claim": "two writers", "evidence": ["test: pytest -k cart"]}],
    "memoryCandidates": ["Lock before you read."],
    "tests": [{"command": "pytest -k cart", "passed": True}],
    "blockers": [],
    "fromAgent": "t1",
}


@pytest.fixture
def agent(
    tmp_path: Path, shop: Callable[[Path], None], monkeypatch: pytest.MonkeyPatch
) -> tuple[Path, Path]:
    """Be an agent in its worktree; gives the worktree and the run folder."""
    shop(tmp_path / "shop")
    (tmp_path / "run").mkdir()
    monkeypatch.chdir(tmp_path / "shop")
    monkeypatch.setenv("GROUNDSTOP_RUN", str(tmp_path / "run"))
    monkeypatch.setenv("GROUNDSTOP_ATTEMPT", "batch/t1")
    return tmp_path / "shop", tmp_path / "run"


def lines(run: Path) -> list[Any]:
    return [json.loads(one) for one in (run / "checkpoints.jsonl").read_text().splitlines()]


def hand_in(capsys: pytest.CaptureFixture[str], tree: Path, work: object) -> tuple[int, str, str]:
    (tree / "work.json").write_text(work if isinstance(work, str) else json.dumps(work))
    return said(capsys, "checkpoint", "--handoff", "work.json")


@pytest.mark.requirement("S1-14", "S1-17")
def test_a_checkpoint_is_one_line_with_what_is_done_proven_and_next(
    agent: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    tree, run = agent
    head = subprocess.check_output(["git", "rev-parse", "HEAD"], cwd=tree, text=True).strip()
    words = ("--done", "parser reads v2", "--next=write tests", "--evidence", "a", "--json")
    code, out, _ = said(capsys, "checkpoint", *words, "--commit", head[:8])
    document = json.loads(out)

    assert 0 == code
    EVERY["checkpoint"].model_validate(document)
    assert ("batch/t1", 1, head) == (document["attempt"], document["number"], document["head"])
    (line,) = lines(run)
    assert ("parser reads v2", "write tests") == (line["done"], line["next"])
    assert (head[:8], head) == (line["commit"], line["head"])
    digest = hashlib.sha256(b"x").hexdigest()
    assert [{"path": "a", "sha256": digest, "size": 1}] == line["evidence"]
    assert ["checkpoints.jsonl"] == os.listdir(run)
    assert (
        "Checkpoint 2 is stored. Next: c\n"
        == said(capsys, "checkpoint", "--done", "b", "--next", "c")[1]
    )


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--next", "x"), "--done is missing"),
        (("--done", "x"), "--next is missing"),
        (("--done", " ", "--next", "x"), '--done is " "; expected text of 1 to 2000'),
        (("--done", "x" * 2001, "--next", "x"), "expected text of 1 to 2000 characters"),
        (("--done", "x", "--next", "y", "--commit", "main"), "expected a commit: 7 to 64"),
        (("--done", "x", "--next", "y", "--evidence", "b"), "--evidence b: it cannot be read"),
        (("--done", "x", "--next", "y", "--evidence", "."), "--evidence .: expected a file"),
        (("--done", "x", "--handoff", "a"), "--handoff stands alone"),
        (("--handoff", "b"), "--handoff b: it cannot be read"),
    ],
    ids=lambda one: one if isinstance(one, str) else "",
)
def test_a_mistake_is_one_sentence_and_nothing_is_stored(
    agent: tuple[Path, Path],
    words: tuple[str, ...],
    sentence: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    code, out, err = said(capsys, "checkpoint", *words)

    assert (2, "") == (code, out)
    assert sentence in err
    assert 1 == err.count("\n")
    assert [] == os.listdir(agent[1])


@pytest.mark.parametrize("name", ["GROUNDSTOP_RUN", "GROUNDSTOP_ATTEMPT"])
def test_outside_of_an_agent_it_says_for_whom_it_is(
    agent: tuple[Path, Path],
    name: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.delenv(name)
    code, _, err = said(capsys, "checkpoint", "--done", "x", "--next", "y")

    assert (2, []) == (code, os.listdir(agent[1]))
    assert f"for agents of a run, in their worktree: {name} is not set." in err


def test_what_is_no_plain_option_typer_explains(
    agent: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    code, _, err = said(capsys, "checkpoint", "--dnoe", "x")
    (tree, _), helped = agent, said(capsys, "checkpoint", "--help")

    assert (2, 0) == (code, helped[0])
    assert "--done" in err
    assert "Example: groundstop checkpoint --done" in helped[1]
    assert (tree / "a").exists()


def test_texts_are_harmless_and_hold_no_secret(
    agent: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    secret = "sk-ant-" + "a1b2c3d4" * 4
    said(capsys, "checkpoint", "--done", f"\x1b[31mred {secret}", "--next", "x")
    (line,) = lines(agent[1])

    assert "\x1b" not in line["done"]
    assert secret not in line["done"]
    assert "«anthropic-key»" in line["done"]


def test_a_line_that_a_crash_has_cut_harms_no_other(
    agent: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    (agent[1] / "checkpoints.jsonl").write_text('{"done": "x"}\n{"do')
    out = said(capsys, "checkpoint", "--done", "b", "--next", "c")[1]
    last = (agent[1] / "checkpoints.jsonl").read_text().splitlines()[-1]

    assert "Checkpoint 3 is stored" in out
    assert "b" == json.loads(last)["done"]


def test_a_handoff_is_stored_whole_and_its_file_leaves_the_worktree(
    agent: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    tree, run = agent
    code, out, err = hand_in(capsys, tree, WORK)
    kept = json.loads((run / "handoff.json").read_text())

    assert (0, "") == (code, err)
    assert "complete, 1 deliverable, 1 finding, 1 test, 0 blockers. Its file was taken out" in out
    assert not (tree / "work.json").exists()
    assert "batch/t1" == kept["attempt"]
    assert WORK["findings"] == [
        {key: value for key, value in one.items() if value is not None} for one in kept["findings"]
    ]
    assert [{"text": "Lock before you read.", "evidence": []}] == kept["memoryCandidates"]


@pytest.mark.parametrize("is_committed", [True, False])
def test_a_handoff_that_git_knows_already_stays_so_that_the_worktree_stays_clean(
    agent: tuple[Path, Path], capsys: pytest.CaptureFixture[str], *, is_committed: bool
) -> None:
    tree, run = agent
    (tree / "work.json").write_text(json.dumps(WORK))
    subprocess.run(["git", "add", "work.json"], cwd=tree, check=True)
    if is_committed:
        who = ("-c", "user.name=x", "-c", "user.email=x@localhost")
        subprocess.run(["git", *who, "commit", "-qm", "all of it"], cwd=tree, check=True)
    _, out, _ = said(capsys, "checkpoint", "--handoff", "work.json")
    status = subprocess.check_output(["git", "status", "--porcelain"], cwd=tree, text=True)

    assert "taken out of the worktree" not in out
    assert (run / "handoff.json").exists()
    assert ("" if is_committed else "A  work.json\n") == status


def test_what_a_handoff_has_too_much_or_lacks_is_a_warning(
    agent: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    bare = [{"topic": "x", "claim": "y", "why": "z"}]
    work = {**WORK, "mood": "fine", "deliverables": ["b/c"], "findings": bare}
    (agent[0] / "w.json").write_text(json.dumps(work))
    code, out, err = said(capsys, "checkpoint", "--handoff", "w.json", "--json")
    document = json.loads(out)

    assert 0 == code
    EVERY["handoff"].model_validate(document)
    assert (["b/c"], 1, True) == (
        document["missing"],
        document["unproven_findings"],
        document["removed"],
    )
    assert "these keys were left out: mood, findings[].why." in err
    assert "these deliverables are not there: b/c." in err
    assert "without evidence a finding is rejected: 1 finding." in err
    assert "mood" not in (agent[1] / "handoff.json").read_text()


@pytest.mark.parametrize(
    ("work", "sentence"),
    [
        ('{"status": "complete",\n "summary": }', "work.json, line 2, column 13: expected JSON"),
        ([], "expected one JSON object with status and summary"),
        ({"status": "complete"}, "summary is missing"),
        ({**WORK, "status": "ok"}, 'status is "ok"; expected complete, blocked or failed'),
        ({**WORK, "deliverables": ["../x"]}, "deliverables[0] is"),
        ({**WORK, "findings": [{"topic": "x"}]}, "findings[0].claim is missing"),
        ({**WORK, "memoryCandidates": [{}]}, "memoryCandidates[0].text is missing"),
        ({**WORK, "blockers": ["x"]}, 'blockers[0] is "x"; expected an object'),
        ({**WORK, "tests": [{"command": "x", "passed": 1}]}, "expected true or false"),
        ("[" * 100_000, "expected JSON"),
    ],
)
def test_a_wrong_handoff_is_told_in_a_sentence_and_stays(
    agent: tuple[Path, Path], work: object, sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    code, _, err = hand_in(capsys, agent[0], work)

    assert 2 == code
    assert sentence in err
    assert 1 == err.count("\n")
    assert (agent[0] / "work.json").exists()
    assert [] == os.listdir(agent[1])


@pytest.mark.requirement("S1-17")
@pytest.mark.usefixtures("agent")
def test_a_checkpoint_loads_neither_typer_nor_a_screen() -> None:
    ran = told(
        *("checkpoint", "--done", "x", "--next", "y", "--evidence", "a"),
        PYTHONPROFILEIMPORTTIME="1",
    )
    seen = {line.rpartition("|")[2].strip() for line in ran.stderr.decode().splitlines()}

    assert 0 == ran.returncode
    assert "core.handoffs.documents" in seen
    assert set() == seen & {"typer", "textual", "dbos", "sqlite3", "git", "asyncio"}
