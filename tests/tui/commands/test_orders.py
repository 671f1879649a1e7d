"""Orders from a shell or a key: each is left once, told as a document, and undone by another."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from core.engine.ledger import Ledger
from core.model.gate import Halting
from core.model.orders import Drain, Halt, Slots, Stop
from core.model.pace import BURST
from core.model.run import Task
from core.model.where import StateFolder
from core.runs.store import State
from core.runs.watch import ground
from tests.core.spawn.gates import CALM, NOON, at
from tests.plans import PLAN
from tests.tui.commands.calls import said
from tui.commands.orders import left
from tui.twins.runs.records import EVERY

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> StateFolder:
    """A run of three tasks without an engine: inside an agent nobody starts one."""
    monkeypatch.setenv("GROUNDSTOP_ATTEMPT", "x")
    found = StateFolder(str(tmp_path))
    tasks = [
        Task(key=f"run/t{n}", run="run", branch=f"fan/t{n}", role="QA", pace=BURST, retries=1)
        for n in range(3)
    ]
    state = State(found.state)
    with state.transaction():
        state.plan("run", NOON, PLAN, tasks)
    state.close()
    return found


def obeyed(folder: StateFolder) -> None:
    """Let an engine take what was left."""
    state = State(folder.state)
    Ledger(state, lambda: at(0)).obey()
    state.close()


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("pause", "--because", "lunch"), {"order": "pause", "because": "lunch"}),
        (("drain",), {"order": "drain", "subject": None}),
        (("resume",), {"order": "resume", "number": None}),
        (("resume", "--quota", "--yes"), {"order": "waive"}),
        (("slots", "0"), {"order": "slots", "number": 0}),
        (("stop", "t1", "--yes"), {"order": "stop", "subject": "run/t1"}),
    ],
    ids=lambda given: given[0] if isinstance(given, tuple) else "",
)
def test_an_order_is_told_as_a_document(
    folder: StateFolder,
    words: tuple[str, ...],
    told: dict[str, object],
    capsys: pytest.CaptureFixture[str],
) -> None:
    code, out, _ = said(capsys, *words, "--json", "--state-dir", folder.root)
    document = json.loads(out)

    assert 0 == code
    EVERY["order"].model_validate(document)
    assert told.items() <= document.items()
    assert 1 == ground(folder).orders
    obeyed(folder)
    assert 0 == ground(folder).orders
    code, out, _ = said(capsys, "journal", "--json", "--kind", "order", "--state-dir", folder.root)
    assert [told["order"]] == [entry["subject"] for entry in json.loads(out)["entries"]]


def test_drain_says_what_follows_and_how_to_undo_it(
    folder: StateFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, _ = said(capsys, "drain", "--because", "upgrade", "--state-dir", folder.root)
    obeyed(folder)

    assert (0, True) == (code, "nobody runs, then the engine ends" in out)
    assert "groundstop resume" in out
    assert [(Halting.DRAIN, "upgrade")] == [(h.kind, h.because) for h in ground(folder).halts]
    status = said(capsys, "status", "--plain", "--state-dir", folder.root)[1]
    assert "DRAINED" in status
    said(capsys, "resume", "--state-dir", folder.root)
    obeyed(folder)
    assert () == ground(folder).halts


def test_keys_leave_the_same_orders(folder: StateFolder) -> None:
    for asked in (Halt(is_on=True), Drain(is_on=True), Slots(2), Stop("run/t1")):
        left(folder, asked)
    obeyed(folder)
    seen = ground(folder)
    assert [Halting.OPERATOR, Halting.DRAIN] == [halt.kind for halt in seen.halts]
    assert (2, "cancelled") == (seen.allowed, seen.tasks[1].outcome)

    left(folder, Halt(is_on=False))
    obeyed(folder)
    assert [Halting.DRAIN] == [halt.kind for halt in ground(folder).halts]
    left(folder, Drain(is_on=False))
    obeyed(folder)
    assert () == ground(folder).halts


def test_runs_and_journal_are_calm_tables(
    folder: StateFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    said(capsys, "stop", "t1", "--yes", "--state-dir", folder.root)
    obeyed(folder)
    state = State(folder.state)
    with state.transaction():
        state.prepare("run/t0", "/nowhere", "c0")
    Ledger(state, lambda: at(0)).admit(CALM)
    state.close()
    out = said(capsys, "runs", "--state-dir", folder.root)[1]

    assert "run: 0 of 3 tasks are done, 1 ended otherwise\n" in out
    assert "cancelled  t1" in out
    assert "stopped by order" in out
    journal = said(capsys, "journal", "--kind", "admit", "--state-dir", folder.root)[1]
    assert "no agent runs; 0 of 5 slots used; the first start" in journal
    code, _, err = said(capsys, "journal", "--kind", "nonsense", "--state-dir", folder.root)
    assert (2, True) == (code, "the journal has admit, order" in err)


def test_where_nothing_was_run_there_is_a_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    nowhere = ("--state-dir", str(tmp_path))

    assert "Nothing was decided yet." in said(capsys, "journal", *nowhere)[1]
    assert "Nothing was ever run from here." in said(capsys, "runs", *nowhere)[1]
    assert (2, True) == (
        said(capsys, "drain", *nowhere)[0],
        "are not held" in said(capsys, "drain", *nowhere)[2],
    )


def test_a_state_that_cannot_be_read_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "state.db").write_text("this is no database, and long enough to be told from one")

    assert "cannot be read (file is not a database)" in ground(StateFolder(str(tmp_path))).trouble
    code, out, _ = said(capsys, "status", "--json", "--state-dir", str(tmp_path))
    assert (0, None) == (code, json.loads(out)["slots"])
    for words in (("runs",), ("journal",), ("pause",), ("drain",), ("stop", "t1", "--yes")):
        code, out, err = said(capsys, *words, "--state-dir", str(tmp_path))
        assert (1, "") == (code, out)
        assert "cannot be read (file is not a database)" in err
    assert "cannot be read" in said(capsys, "status", "--state-dir", str(tmp_path))[1]
