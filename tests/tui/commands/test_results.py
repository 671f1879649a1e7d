"""`groundstop results` on a real state, real branches and what agents really handed in."""

from __future__ import annotations

import io
import json
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from core.clock import SystemClock
from core.model.pace import BURST
from core.model.run import Outcome, Standing, Task, Verdict
from core.model.where import StateFolder
from core.runs.store import State
from core.runs.watch import Watch, ground
from core.worktrees.act import make
from tests.core.spawn.gates import NOON
from tests.plans import PLAN
from tests.tui.commands.calls import said
from tui.cli import run
from tui.commands.gathering import gather
from tui.twins.runs.records import EVERY

if TYPE_CHECKING:
    from collections.abc import Callable

WHO = ("-c", "user.name=x", "-c", "user.email=x@localhost")
SECRET = "sk-ant-" + "a1b2c3d4" * 4


@pytest.fixture
def folder(tmp_path: Path, shop: Callable[[Path], None]) -> StateFolder:
    """Two tasks that changed the same file, one that failed twice, one that waits."""
    shop(tmp_path / "shop")
    found = StateFolder(str(tmp_path / "state"))
    (tmp_path / "state").mkdir()
    tasks = [
        Task(key=f"run/{n}", run="run", branch=f"fan/{n}", role="QA", pace=BURST, retries=1)
        for n in ("one", "two", "three", "four")
    ]
    state = State(found.state)
    with state.transaction():
        state.plan("run", NOON, PLAN, tasks)
    for name in ("one", "two"):
        tree = f"{tmp_path}/shop-wt/{name}"
        made = make(str(tmp_path / "shop"), tree, f"fan/{name}", "main", lambda _: None)
        (tmp_path / "shop-wt" / name / "a").write_text(f"{name}\n")
        subprocess.run(["git", *WHO, "commit", "-qam", name], cwd=tree, check=True)
        with state.transaction():
            state.prepare(f"run/{name}", tree, made.commit)
            state.settle(f"run/{name}", Outcome.DONE)
            ended = {"verdict": Verdict(standing=Standing.ENDED, code=0), "outcome": "done"}
            state.note(NOON, "ended", f"run/{name}", ended)
    with state.transaction():
        for key in ("run/three", "run/three-retry-1"):
            verdict = Verdict(standing=Standing.ENDED, code=1, because=f"exit code 1: {SECRET}")
            state.note(NOON, "ended", key, {"verdict": verdict})
        state.settle("run/three", Outcome.ESCALATED, f"2 attempts failed: {SECRET}")
    state.close()
    hand_in(found, "one", status="complete", summary="ok", deliverables=["a", "gone"])
    return found


def hand_in(folder: StateFolder, name: str, **work: object) -> None:
    path = Path(folder.runs, "run", name)
    path.mkdir(parents=True, exist_ok=True)
    (path / "handoff.json").write_text(json.dumps(work))


def shown(folder: StateFolder, capsys: pytest.CaptureFixture[str], *words: str) -> str:
    code, out, err = said(capsys, "results", *words, "--state-dir", folder.root)
    assert (0, "") == (code, err)
    return out


@pytest.mark.requirement("S4-15", "S4-17", "S4-18")
def test_work_ends_missing_files_and_overlaps_are_in_the_document(
    folder: StateFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    document = json.loads(shown(folder, capsys, "--json"))
    one, two, three, four = document["tasks"]

    EVERY["results"].model_validate(document)
    assert (1, ["a"], 1, 1) == (
        one["commits"],
        one["files"],
        one["lines_added"],
        one["lines_deleted"],
    )
    assert [("a", False), ("gone", True)] == [
        (each["path"], each["missing"]) for each in one["handoff"]["deliverables"]
    ]
    assert (False, "missing: gone") == (one["succeeded"], one["reason"])
    assert (True, None) == (two["succeeded"], two["handoff"])
    assert NOON.strftime("%Y-%m-%dT%H:%M:%SZ") == two["ended_at"]
    assert ["run/three", "run/three-retry-1"] == [each["attempt"] for each in three["tries"]]
    assert "queued" == four["state"]
    assert [{"path": "a", "tasks": ["one", "two"]}] == document["overlaps"]


@pytest.mark.parametrize("form", ["--json", "--md", ""])
def test_no_secret_leaves_in_any_form(
    folder: StateFolder, form: str, capsys: pytest.CaptureFixture[str]
) -> None:
    hand_in(folder, "two", summary=f"key {SECRET}", blockers=[{"text": SECRET}], status="blocked")
    out = shown(folder, capsys, *([form] if form else []))

    assert SECRET not in out
    assert "anthropic-key" in out


def test_a_handoff_in_the_source_s_layout_counts_where_there_is_no_own(
    folder: StateFolder, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    layout = tmp_path / "shop-wt/two/data/handoffs"
    layout.mkdir(parents=True)
    (layout / "two-to-ORCHESTRATOR.json").write_text('{"fromAgent": "two", "summary": "mine"}')
    (layout / "z.json").write_text("{")
    document = json.loads(shown(folder, capsys, "--json"))

    assert ["ok", "mine", None, None] == [
        (each["handoff"] or {}).get("summary") for each in document["tasks"]
    ]
    assert ["it is no JSON object"] == [each["because"] for each in document["broken"]]
    alone = json.loads(shown(folder, capsys, "--folder", f"{tmp_path}/shop-wt/two", "--json"))
    assert [("two", "reported", True)] == [
        (each["id"], each["state"], each["succeeded"]) for each in alone["tasks"]
    ]


def test_a_run_is_found_by_name_and_others_are_told_in_a_sentence(
    folder: StateFolder, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert shown(folder, capsys) == shown(folder, capsys, "run")
    code, out, err = said(capsys, "results", "nope", "--state-dir", folder.root)
    assert (5, "") == (code, out)
    assert "there is no run nope; groundstop runs lists them." in err
    for words in (("--json", "--md"), ("run", "--folder", "."), ("--folder", "nowhere")):
        assert 2 == said(capsys, "results", *words, "--state-dir", folder.root)[0]
    empty = StateFolder(str(tmp_path / "empty"))
    assert "Nothing was ever run from here." in shown(empty, capsys)
    assert 0 == json.loads(shown(empty, capsys, "--json"))["expected"]


@pytest.mark.requirement("S4-52")
def test_results_grow_as_agents_hand_in(folder: StateFolder) -> None:
    def now() -> list[str]:
        found = gather(folder, ground(folder).tasks, "run", "data")
        return [part.handoff.summary if part.handoff else "" for part in found.parts]

    assert ["ok", "", "", ""] == now()
    hand_in(folder, "three-retry-1", summary="late", status="failed")
    assert ["ok", "", "late", ""] == now()


@pytest.mark.requirement("S4-19", "S4-20", "S4-48")
def test_what_agrees_is_merged_and_the_way_to_it_is_written_down(
    folder: StateFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    finding = {"topic": "race", "claim": "two writers", "evidence": ["a"]}
    measured = {"topic": "race", "claim": "one writer", "evidence": ["test: pytest"]}
    shared = {"status": "complete", "deliverables": ["a"], "decisions": ["Lock first."]}
    hand_in(folder, "one", summary="1", findings=[finding], **shared)
    hand_in(folder, "two", summary="2", findings=[measured], **shared)
    told = ["x.py"], ["lock  first."]
    hand_in(folder, "three", summary="3", status="failed", deliverables=told[0], decisions=told[1])
    document = json.loads(shown(folder, capsys, "--json"))
    text = shown(folder, capsys, "--md")

    assert [("a", ["one", "two"]), ("x.py", ["three"])] == [
        (one["path"], one["tasks"]) for one in document["deliverables"]
    ]
    assert [{"text": "Lock first.", "agents": ["one", "two", "three"]}] == document["decisions"]
    assert (3, 1, 0, 1, 0) == tuple(
        document["synthesis"][name]
        for name in ("handed_in", "topics", "agreed", "by_evidence", "left_to_a_person")
    )
    for line in (
        "- a (one, two)",
        "- Lock first. (one, two, three)",
        "- **race** (settled by stronger evidence)",
        "  - holds: one writer; two (tests or measurements: test: pytest)",
        "- [ ] four, branch fan/four",
        "- [ ] three, branch fan/three, failed",
        "- Findings on 1 topic: 0 without contradiction, 1 settled by stronger evidence.",
        "- 2 entries of several tasks listed once.",
    ):
        assert f"{line}\n" in text, line


class Hurried(SystemClock):
    """A clock that needs no time: while somebody sleeps, what is to happen next happens."""

    def __init__(self, *happens: Callable[[], None]) -> None:
        self.seconds, self.slept = 0.0, list[float]()
        self._happens = list(happens)

    def monotonic(self) -> float:
        """Give the seconds that were slept so far."""
        return self.seconds

    async def sleep(self, seconds: float) -> None:
        """Let time pass."""
        self.slept.append(seconds)
        self.seconds += seconds
        if self._happens:
            self._happens.pop(0)()


def waited(
    folder: StateFolder, clock: Hurried, monkeypatch: pytest.MonkeyPatch, *words: str
) -> tuple[int, dict[str, Any], str]:
    monkeypatch.setattr("tui.commands.waiting.call_engine", lambda _: None)
    monkeypatch.setattr("tui.commands.results.SystemClock", lambda: clock)
    out, err = io.StringIO(), io.StringIO()
    monkeypatch.setattr("sys.stdout", out)
    monkeypatch.setattr("sys.stderr", err)
    code = run(["results", "--wait", "--json", *words, "--state-dir", folder.root])
    return code, json.loads(out.getvalue()), err.getvalue()


def settle(folder: StateFolder, name: str, outcome: Outcome) -> None:
    state = State(folder.state)
    with state.transaction():
        state.settle(f"run/{name}", outcome)
    state.close()


@pytest.mark.requirement("S4-14", "S4-52")
def test_waiting_ends_when_all_have_ended_and_tells_of_each(
    folder: StateFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    settle(folder, "three", Outcome.RUNNING)
    steps = (
        lambda: settle(folder, "four", Outcome.DONE),
        lambda: None,
        lambda: settle(folder, "three", Outcome.DONE),
    )
    clock = Hurried(*steps)
    code, document, err = waited(folder, clock, monkeypatch)

    assert (0, 4, 4, 3) == (code, document["expected"], document["ended"], len(clock.slept))
    assert "3/4  four  done\n" in err
    assert err.endswith("4/4  three  done\n")
    settle(folder, "four", Outcome.ESCALATED)
    assert (1, 0) == (waited(folder, still := Hurried(), monkeypatch)[0], len(still.slept))


@pytest.mark.requirement("S4-21", "S4-48", "S4-57")
def test_after_the_time_for_all_the_partial_result_goes_on_and_waiting_was_cheap(
    folder: StateFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    reads: list[object] = []
    whole = Watch._look
    monkeypatch.setattr(Watch, "_look", lambda self, db: reads.append(db) or whole(self, db))
    clock = Hurried()
    code, document, err = waited(folder, clock, monkeypatch)

    assert (1, 900.0) == (code, pytest.approx(clock.seconds))
    assert err.endswith("waited 900 s: 3/4 have ended; the rest is to do.\n")
    assert (4, 3, 1) == (document["expected"], document["ended"], document["todo"])
    assert min(clock.slept[:-1]) >= 0.2
    assert 5 > len(reads), "what nobody has written to is not read again"
    clock = Hurried()
    assert 1 == waited(folder, clock, monkeypatch, "--timeout", "2m")[0]
    assert 120 == pytest.approx(clock.seconds)


@pytest.mark.parametrize(
    ("words", "because"),
    [
        (("--timeout", "soon"), "--timeout soon: expected a time such as 90s, 15m or 2h."),
        (("--timeout", "0s"), "--timeout 0s: expected a time"),
        (("--wait", "--folder", "."), "--wait is for a run; a folder is read as it is."),
    ],
)
def test_a_wait_that_makes_no_sense_is_told_in_a_sentence(
    folder: StateFolder, words: tuple[str, ...], because: str, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, err = said(capsys, "results", *words, "--state-dir", folder.root)

    assert (2, "") == (code, out)
    assert because in err
