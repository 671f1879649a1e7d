"""A frame as plain text: for pipes, logs and terminals that cannot draw."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.model.diagnosis import State
from tui.present.glyphs import Manner
from tui.present.numbers import count, short
from tui.present.runs.spawn import spawning
from tui.present.times import ago, clock

if TYPE_CHECKING:
    from datetime import datetime, tzinfo

    from core.model.agent import Agent
    from core.model.frame import Frame
    from tui.present.spans import Line

NAME = 28
ACTION = 44
WORST = tuple(State)


def plain(frame: Frame, zone: tzinfo | None = None) -> str:
    """One line an agent, worst first, under one line for the fleet."""
    run = [_words(line) for line in spawning(frame.ground, frame.at, Manner(zone=zone))]
    if not frame.agents:
        return "".join(f"{line}\n" for line in run) + _nothing(frame)
    lines = [_headline(frame, zone), *run, ""]
    lines += [_line(agent, frame.at) for agent in frame.agents]
    lines += ["", *_footnotes(frame)]
    return "\n".join(lines).rstrip() + "\n"


def _words(line: Line) -> str:
    return "".join(span.text for span in line.left)


def line(frame: Frame) -> str:
    """The fleet in one line, for a status bar."""
    counts = frame.counts
    parts = [f"{counts[state]} {_word(state)}" for state in WORST if counts[state]]
    return ", ".join(parts) if parts else "no agents"


def _headline(frame: Frame, zone: tzinfo | None) -> str:
    when = f" at {clock(frame.at, zone, seconds=True)}" if frame.at else ""
    tokens = f"{short(frame.tokens.total)} tokens"
    return f"{count(len(frame.agents), 'agent')}{when}: {line(frame)}; {tokens}"


def _line(agent: Agent, at: datetime | None) -> str:
    still = (at - agent.progress_at).total_seconds() if at and agent.progress_at else None
    age = ago(still) if still is not None else "-"
    words = agent.diagnosis.because if _is_odd(agent) else agent.last_action
    if agent.is_unsaved:
        words = f"no checkpoint; {words}" if words else "no checkpoint"
    name = agent.name if agent.parent is None else f"  {agent.name}"
    return (
        f"{_word(agent.diagnosis.state):<9} {_cut(name, NAME):<{NAME}} {age:>5} "
        f"{short(agent.tokens.total):>6}  {_cut(agent.branch or '-', 20):<20}  {words}"
    ).rstrip()


def _is_odd(agent: Agent) -> bool:
    return agent.diagnosis.state not in (State.WORKING, State.DONE)


def _footnotes(frame: Frame) -> list[str]:
    notes = []
    if frame.mass_stall is not None:
        notes.append(f"Mass stall: {frame.mass_stall.because}.")
    if frame.unread.lines:
        lines = count(frame.unread.lines, "line")
        notes.append(f"{lines} unread in {count(frame.unread.files, 'file')}.")
    notes += [f"Cannot be read: {place}" for place in frame.unread.places]
    if frame.hidden:
        notes.append(f"{count(frame.hidden, 'agent')} of older sessions hidden; --since all.")
    return notes


def _nothing(frame: Frame) -> str:
    if not frame.claude_seen:
        return (
            f"Claude Code has not been used here: {frame.searched} does not exist.\n"
            "See it at work all the same: groundstop demo\n"
        )
    hidden = f", {count(frame.hidden, 'agent')} in older sessions (--since all)"
    return (
        f"No fan-out is running. Looked in {frame.searched}: "
        f"{count(frame.found, 'transcript')}{hidden if frame.hidden else ''}.\n"
    )


def _word(state: State) -> str:
    return state.value.replace("_", " ")


def _cut(text: str, width: int) -> str:
    return text if len(text) <= width else text[: width - 1] + "…"
