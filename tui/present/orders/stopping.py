"""Whether a task can be ended or told something, and what is asked before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.model.agent import Kind
from core.model.orders import Answer, GiveUp, Retry, Stop
from core.model.run import STUCK, Outcome
from tui.present.numbers import count
from tui.present.spans import Line, Span, Tone

if TYPE_CHECKING:
    from core.model.agent import Agent
    from core.model.frame import Frame
    from core.model.ground import TaskSeen


def aimed(agent: Agent | None, frame: Frame, key: str = "") -> TaskSeen | str:
    """Give the task that a key is about, or the sentence that says why there is none.

    `key` names it where the cursor is on a task; else it is that of the agent under the cursor.
    """
    key = key or (agent.task or "" if agent is not None else "")
    task = next((task for task in frame.ground.tasks if task.key == key), None) if key else None
    if agent is None and task is None:
        return "No agent is selected."
    if task is None:
        name = agent.name if agent is not None else key
        return (
            f"{name} was not started by groundstop: only its own client can stop it, or tell it"
            " something. y copies the command that resumes its session there."
        )
    if agent is not None and agent.kind is not Kind.TASK:
        return f"{agent.name} is an agent of {task.id}: stop {task.id}, or tell it in its session."
    return task


def ending(task: TaskSeen) -> Stop | GiveUp | str:
    """Give the order that ends a task, or the sentence that says why there is none."""
    if task.outcome in STUCK:
        return GiveUp(task.key)
    return f"{task.id} is over: there is nothing to stop." if task.is_settled else Stop(task.key)


def telling(task: TaskSeen) -> Answer | Retry | str:
    """Give the order that passes words on, or the sentence that says why nobody listens."""
    if task.outcome is Outcome.RUNNING:
        return Answer(task.key)
    if task.outcome is Outcome.DONE:
        return f"{task.id} is over: there is nothing to tell."
    if task.is_settled:
        return Retry(task.key)
    return f"{task.id} is {task.outcome}: there is no agent that listens."


def invitation(task: str, question: str, *, again: bool = False) -> tuple[Line, ...]:
    """Say whom the words are for, and what its agent has asked, or why it was given up on."""
    title = f"{task} asks:" if question else f"Tell {task}:"
    if again:
        title = f"Try {task} again; what you write goes into its brief."
    head = Line((Span(title, Tone.STRONG),), hang=0)
    asked = (Line((Span(question, Tone.PLAIN),), hang=0), Line()) if question else ()
    keys = (
        Span(" ⏎ ", Tone.BUTTON),
        Span(" try again   " if again else " send   ", Tone.MUTED),
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
