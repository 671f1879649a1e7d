"""Whether one agent can be stopped or told something, and what is asked before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.model.agent import Kind
from core.model.run import Outcome
from tui.present.numbers import count
from tui.present.spans import Line, Span, Tone

if TYPE_CHECKING:
    from core.model.agent import Agent
    from core.model.frame import Frame
    from core.model.ground import TaskSeen


def stoppable(agent: Agent | None, frame: Frame) -> TaskSeen | str:
    """Give the task that can be stopped, or the sentence that says why there is none."""
    if agent is None:
        return "No agent is selected."
    task = next((task for task in frame.ground.tasks if task.key == agent.task), None)
    if task is None:
        return (
            f"{agent.name} was not started by groundstop: only its own client can stop it."
            " y copies the command that resumes its session there."
        )
    if agent.kind is not Kind.TASK:
        return f"{agent.name} is an agent of {task.id}: stop {task.id}, or tell it in its session."
    if task.is_settled:
        return f"{task.id} is over: there is nothing to stop."
    return task


def tellable(agent: Agent | None, frame: Frame) -> TaskSeen | str:
    """Give the task whose agent listens, or the sentence that says why nobody does."""
    found = stoppable(agent, frame)
    if isinstance(found, str):
        return found.replace("stop it", "tell it something").replace("to stop", "to tell")
    if found.outcome is not Outcome.RUNNING:
        return f"{found.id} is {found.outcome}: there is no agent that listens."
    return found


def invitation(task: str, question: str) -> tuple[Line, ...]:
    """Say whom the words are for, and what its agent has asked."""
    head = Line((Span(f"{task} asks:" if question else f"Tell {task}:", Tone.STRONG),), hang=0)
    asked = (Line((Span(question, Tone.PLAIN),), hang=0), Line()) if question else ()
    keys = (
        Span(" ⏎ ", Tone.BUTTON),
        Span(" send   ", Tone.MUTED),
        Span(" Esc ", Tone.BUTTON, None, "screen.leave"),
        Span(" go back", Tone.MUTED, None, "screen.leave"),
    )
    return (head, Line(), *asked, Line(keys), Line())


def question(task: str, branch: str, unsaved: int | None) -> tuple[Line, ...]:
    """Say what a stop ends, what stays, and what has to be typed."""
    head = Line((Span(f"Stop {task}?", Tone.STRONG),), hang=0)
    stays = f"What is committed stays on {branch}."
    words: tuple[str, ...]
    if unsaved == 0:
        words = (f"Its agent ends. {stays}",)
    elif unsaved is None:
        words = (
            f"Its agent ends. {stays}",
            "Whether its worktree has changes that no commit has cannot be told; its files stay.",
            "Type the name to stop it.",
        )
    else:
        stay = "is not committed. It stays" if unsaved == 1 else "are not committed. They stay"
        words = (
            f"{count(unsaved, 'changed file')} {stay} in the worktree.",
            stays,
            "Type the name to stop it.",
        )
    return (head, Line(), *(Line((Span(one, Tone.PLAIN),), hang=0) for one in words), Line())
