"""Runs with their tasks, as lines: how far each has come, and what it has to show."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from core.model.run import Outcome
from tui.present.agents import WORDS
from tui.present.numbers import count
from tui.present.orders.finishing import next_steps
from tui.present.runs.outcomes import STATES, tone_for
from tui.present.spans import Line, Span, Tone
from tui.present.times import when

if TYPE_CHECKING:
    from datetime import datetime

    from core.model.agent import Agent
    from core.model.frame import Frame
    from core.model.ground import TaskSeen
    from tui.present.glyphs import Manner

_WIDE = 100
_NOT_DONE = (
    *(Outcome.RUNNING, Outcome.QUEUED, Outcome.PROVING),
    *(Outcome.UNPROVEN, Outcome.ESCALATED, Outcome.CANCELLED, Outcome.TAKEN),
)
"""As they are counted behind those that are done: who is at work first."""
_OWN_WORDS = frozenset({Outcome.PROVING, Outcome.ESCALATED, Outcome.CANCELLED, Outcome.TAKEN})
"""Outcomes that a row names by their own word, not by the state of its agent."""


class RunRow(NamedTuple):
    """A line of the list: a run, or one of its tasks."""

    run: str
    tasks: tuple[TaskSeen, ...]
    task: TaskSeen | None = None


def run_rows(tasks: tuple[TaskSeen, ...]) -> list[RunRow]:
    """Give the rows: the run that was begun last first, its tasks in the order of the plan."""
    runs: dict[str, list[TaskSeen]] = {}
    for task in tasks:
        runs.setdefault(task.run, []).append(task)
    rows: list[RunRow] = []
    for run, mine in sorted(runs.items(), key=lambda one: _began(one[1]), reverse=True):
        rows.append(RunRow(run, tuple(mine)))
        rows += [RunRow(run, (), task) for task in mine]
    return rows


def run_line(row: RunRow, frame: Frame, manner: Manner) -> Line:
    """Give the line of a run: its name, and how many tasks have come how far."""
    outcomes = [task.outcome for task in row.tasks]
    parts = [f"{outcomes.count(Outcome.DONE)} of {count(len(outcomes), 'task')} done"]
    parts += [f"{number} {one}" for one in _NOT_DONE if (number := outcomes.count(one))]
    began = row.tasks[0].began_at
    since = f"  begun {when(began, frame.at, manner.zone)}" if began and frame.at else ""
    return Line(
        (Span(row.run, Tone.STRONG), Span(f"  {', '.join(parts)}", Tone.PLAIN)),
        (Span(since, Tone.FAINT),),
    )


def widths(tasks: tuple[TaskSeen, ...], width: int) -> tuple[int, int]:
    """Give the cells that ids and branches get of so many."""
    most = 26 if width >= _WIDE else 16
    ids = max((len(task.id) for task in tasks), default=0)
    branches = max((len(task.branch) for task in tasks), default=0)
    return min(max(ids, 6), most), min(max(branches, 6), most)


def task_line(
    task: TaskSeen, agent: Agent | None, commits: int | None, manner: Manner, room: tuple[int, int]
) -> Line:
    """Give the line of a task: state, id, attempts, commits, branch, and why.

    `agent` is its row where the frame shows it, `room` what `widths` gives; the first span is
    for the cursor.
    """
    state = agent.diagnosis.state if agent is not None else STATES[task.outcome]
    tone = tone_for(task.outcome, state)
    word = task.outcome.value if task.outcome in _OWN_WORDS else WORDS[state].lower()
    because = agent.diagnosis.because if agent is not None else task.because
    if task.outcome is Outcome.DONE and commits:
        because = next_steps(task.branch)[1]
    name, branch = room
    cells = (
        (" ", Tone.ACCENT),
        (f"{manner.glyphs.states[state]} ", tone),
        (f"{word:<11}", tone),
        (_cut(task.id, name), Tone.PLAIN),
        (f"{_tries(task.attempts):<9}", Tone.MUTED if task.attempts else Tone.FAINT),
        (f"{_commits(commits):<12}", Tone.MUTED if commits else Tone.FAINT),
        (_cut(task.branch, branch), Tone.MUTED),
        (because, Tone.FAINT if task.outcome is Outcome.DONE else Tone.MUTED),
    )
    action = f"screen.choose({task.key!r})" if task.key.isascii() else ""
    return Line(tuple(Span(text, shade, None, action) for text, shade in cells))


def _began(tasks: list[TaskSeen]) -> tuple[datetime | bool, ...]:
    began = tasks[0].began_at
    return (began is not None, began) if began is not None else (False,)


def _tries(number: int) -> str:
    return "—" if not number else "1 try" if number == 1 else f"{number} tries"


def _commits(number: int | None) -> str:
    return "—" if number is None else count(number, "commit")


def _cut(text: str, width: int) -> str:
    return f"{text if len(text) <= width else text[: width - 1] + '…':<{width}}  "
