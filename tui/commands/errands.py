"""What a person asks of a run with a key: the question before it, then the order that is left."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, assert_never

from core.errors import Trouble
from core.model.command import Verb
from core.model.orders import Answer, Drain, GiveUp, Halt, Retry, Slots, Stop, TakeOver
from core.worktrees.watch import uncommitted
from tui.commands.deciding import decided, refuse_owned, taken
from tui.commands.orders import left
from tui.commands.sending import hand

if TYPE_CHECKING:
    from core.model.ground import TaskSeen
    from core.model.orders import Asked
    from core.model.where import StateFolder
    from tui.app import Tui


async def run_errand(tui: Tui, folder: StateFolder | None, asked: Asked) -> None:
    """Do what is asked; what comes of it is seen in a later frame."""
    if folder is None:
        tui.notify("This view only looks: it gives no orders.", markup=False)
        return
    try:
        if isinstance(asked, Halt | Slots | Drain):
            await asyncio.to_thread(left, folder, asked)
        elif (task := _task(tui, asked.task)) is not None:
            await _about(tui, folder, task, asked)
    except Trouble as trouble:
        tui.notify(str(trouble), severity="error", markup=False)


async def _about(
    tui: Tui,
    folder: StateFolder,
    task: TaskSeen,
    asked: Answer | GiveUp | Retry | Stop | TakeOver,
) -> None:
    match asked:
        case Stop():
            if await _is_sure(tui, task):
                await asyncio.to_thread(left, folder, asked)
        case Answer():
            question = dict(tui.frame.ground.questions).get(task.key, "")
            if words := await tui.ask_words(task.id, question):
                await asyncio.to_thread(hand, folder, task, words)
                tui.notify(f"{task.id} is told.", timeout=4, markup=False)
        case Retry():
            refuse_owned(task)
            words = await tui.ask_words(task.id, "", again=True)
            if words is not None:
                await asyncio.to_thread(decided, folder, Verb.RETRY, task.key, words)
                tui.notify(f"{task.id} waits for its next attempt.", timeout=4, markup=False)
        case GiveUp():
            await asyncio.to_thread(decided, folder, Verb.GIVE_UP, task.key)
            tui.notify(f"{task.id} is given up. w tries it again.", timeout=6, markup=False)
        case TakeOver():
            _, command = await asyncio.to_thread(taken, folder, task)
            tui.copy_to_clipboard(command)
            tui.notify(f"It is yours. Copied: {command}", timeout=12, markup=False)
        case _:
            assert_never(asked)


async def _is_sure(tui: Tui, task: TaskSeen) -> bool:
    """Ask whether a task is to be stopped, with what it has not committed."""
    place = task.worktree
    unsaved = await asyncio.to_thread(uncommitted, place) if place else 0
    return await tui.confirm_stop(task.id, task.branch, unsaved)


def _task(tui: Tui, key: str) -> TaskSeen | None:
    return next((one for one in tui.frame.ground.tasks if one.key == key), None)
