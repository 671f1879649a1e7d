"""Processes live and die as the recording says."""

from __future__ import annotations

from core.model.process import Life
from core.rehearsal.change import Change, Kind, Recording
from core.rehearsal.lives import life, lives

ENTRY = b'{"pid":7,"procStart":"70"}'


def entry(at: float, kind: Kind, content: bytes = b"", name: str = "7") -> Change:
    return Change(at=at, path=f"sessions/{name}.json", kind=kind, content=content)


def told(*changes: Change, kills: tuple[float, ...] = (), start: str = "70") -> list[Life]:
    spans = lives(Recording(changes=changes, kills=kills))
    return [life(spans, 7, start, at) for at in (1.0, 3.0, 5.0)]


def test_a_process_lives_while_its_entry_is_there() -> None:
    changes = (entry(2, Kind.CREATE, ENTRY), entry(4, Kind.REMOVE))

    assert [Life.UNKNOWN, Life.ALIVE, Life.GONE] == told(*changes)


def test_a_killed_process_leaves_its_entry_behind() -> None:
    assert [Life.UNKNOWN, Life.ALIVE, Life.GONE] == told(entry(2, Kind.CREATE, ENTRY), kills=(4.0,))


def test_a_kill_ends_only_those_that_lived_then() -> None:
    changes = (entry(0, Kind.CREATE, ENTRY), entry(2, Kind.CREATE, b'{"pid":9}', "9"))
    spans = lives(Recording(changes=changes, kills=(1.0,)))

    assert Life.GONE is life(spans, 7, "70", 3)
    assert Life.ALIVE is life(spans, 9, "", 3)


def test_a_reused_pid_is_another_process() -> None:
    assert [Life.UNKNOWN, Life.GONE, Life.GONE] == told(entry(2, Kind.CREATE, ENTRY), start="71")


def test_a_half_written_entry_ends_nothing() -> None:
    halves = (entry(2.5, Kind.CHANGE, b""), entry(4, Kind.CHANGE, b"{"))

    assert [Life.UNKNOWN, Life.ALIVE, Life.ALIVE] == told(entry(2, Kind.CREATE, ENTRY), *halves)


def test_nothing_is_known_of_processes_that_were_never_recorded() -> None:
    assert [Life.UNKNOWN] * 3 == told()
