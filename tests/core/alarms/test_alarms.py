"""What is told to a person who looks elsewhere, and that it is told once."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from core.alarms.act import run
from core.alarms.find import alarms
from core.alarms.sequence import sequence
from core.alarms.store import Told
from core.model.agent import Agent, AgentId, Kind
from core.model.diagnosis import Cause, Diagnosis, State
from core.model.frame import Frame, MassStall

if TYPE_CHECKING:
    from pathlib import Path

AT = datetime(2026, 11, 20, 14, 32, tzinfo=UTC)
ASKS = Agent(
    id=AgentId("6f1c", "a3b9"),
    key="6f1c/a3b9",
    kind=Kind.SUBAGENT,
    name="cart",
    progress_at=AT,
    diagnosis=Diagnosis(
        state=State.NEEDS_YOU, cause=Cause.PERMISSION, because="waits; for a \x1b]0;x\a permission"
    ),
)
FRAME = Frame(at=AT, agents=(ASKS,))


def test_an_agent_that_needs_you_is_one_event_however_often_it_is_seen(tmp_path: Path) -> None:
    told = Told(str(tmp_path / "told"))
    later = replace(FRAME, at=AT + timedelta(seconds=9))

    assert [True] == [told.first(alarm) for alarm in alarms(FRAME)]
    assert [False] == [told.first(alarm) for alarm in alarms(later)]


def test_another_face_does_not_tell_it_again(tmp_path: Path) -> None:
    first, second = Told(str(tmp_path)), Told(str(tmp_path))

    assert [True, False] == [one.first(next(alarms(FRAME))) for one in (first, second)]


def test_asking_again_is_another_event() -> None:
    again = replace(ASKS, progress_at=AT + timedelta(minutes=4))
    events = {
        alarm.event for agent in (ASKS, again) for alarm in alarms(Frame(at=AT, agents=(agent,)))
    }

    assert 2 == len(events)


def test_a_mass_stall_is_one_alarm_with_all_its_agents() -> None:
    mass = MassStall(since=AT, keys=("a", "b", "c"), suspended=True, because="3 agents fell still")
    found = list(alarms(Frame(at=AT, mass_stall=mass)))

    assert [("mass_stall", ("a", "b", "c"))] == [(one.kind, one.keys) for one in found]


def test_what_is_muted_is_not_told() -> None:
    assert [] == list(alarms(FRAME, {"needs_you"}))
    assert [] == list(alarms(FRAME, {"6f1c/a3b9"}))


def test_no_sequence_of_an_agent_reaches_the_terminal() -> None:
    told = sequence(next(alarms(FRAME)), {})

    assert 2 == told.count("\x1b")
    assert "]0;x" not in told.replace("]0,x", "")
    assert told.startswith("\a\x1b]9;cart needs you: waits, for a")


def test_inside_tmux_it_is_wrapped_to_be_passed_on() -> None:
    told = sequence(next(alarms(FRAME)), {"TMUX": "1"})

    assert told.startswith("\a\x1bPtmux;\x1b\x1b]9;")
    assert told.endswith("\x1b\\")


def test_the_persons_command_gets_the_document_on_stdin(tmp_path: Path) -> None:
    out = tmp_path / "out.json"
    command = [sys.executable, "-c", f"import sys; open({str(out)!r}, 'w').write(sys.stdin.read())"]
    trouble = run(command, next(alarms(FRAME)))

    assert "" == trouble
    assert "needs_you" == json.loads(out.read_text())["kind"]


def test_a_command_that_fails_is_a_sentence() -> None:
    alarm = next(alarms(FRAME))

    assert "exit code 3" in run([sys.executable, "-c", "raise SystemExit(3)"], alarm)
    assert "No such file" in run(["/nowhere/notify"], alarm)
