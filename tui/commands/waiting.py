"""Waits for a run without a screen: says what changes, and ends with what became of it."""

from __future__ import annotations

import asyncio
import sys
from contextlib import closing
from typing import TYPE_CHECKING

from core.model.gate import Halting
from core.model.run import Outcome
from core.runs.act import call_engine
from core.runs.watch import Watch, ground
from tui.twins.runs.written import run_document
from tui.twins.status import written

if TYPE_CHECKING:
    from core.clock import Clock
    from core.model.ground import Ground, TaskSeen
    from core.model.where import StateFolder

LOOK = 0.2
"""Seconds between two looks."""
CALL = 3.0
"""Seconds between two calls for an engine that is not there."""
HELD = 4
LIFTED = (Halting.OPERATOR, Halting.DRAIN)
"""Holds that a person lifts with `resume`."""


def wait(folder: StateFolder, run: str, clock: Clock, *, json: bool) -> int:
    """Wait until every task has its outcome, or nobody can go on without a person."""
    code = wait_at_most(folder, run, clock, None)
    return _end(folder, run, code, json=json)


def wait_at_most(folder: StateFolder, run: str, clock: Clock, seconds: float | None) -> int:
    """Wait so long for every task's outcome (S4-14, S4-21); None: for as long as it takes.

    0: all are done. 1: some are not, or the time is up. 4: held, and nobody but a person ends that.
    """
    try:
        return asyncio.run(_waited(folder, run, clock, seconds))
    except KeyboardInterrupt:
        sys.stderr.write(
            f"\nThe agents of {run} work on; the same command waits for them again,"
            " groundstop stop ends them.\n"
        )
        raise


async def _waited(folder: StateFolder, run: str, clock: Clock, seconds: float | None) -> int:
    said: dict[str, Outcome] = {}
    called, held = clock.monotonic(), ""
    ends = float("inf") if seconds is None else called + seconds
    with closing(Watch(folder)) as watch:
        while True:
            seen = watch.look()
            tasks = [task for task in seen.tasks if task.run == run]
            _tell(tasks, said)
            held = _tell_hold(seen, held)
            code = _over(seen, run, tasks)
            if code is not None:
                return code
            now = clock.monotonic()
            if now >= ends:
                ended = sum(task.is_settled for task in tasks)
                sys.stderr.write(
                    f"waited {seconds:g} s: {ended}/{len(tasks)} have ended; the rest is to do.\n"
                )
                return 1
            if seen.engine is None and seen.wants_engine and now - called > CALL:
                call_engine(folder)
                called = now
            await clock.sleep(min(LOOK, ends - now))


def _over(seen: Ground, run: str, tasks: list[TaskSeen]) -> int | None:
    """Give the exit code where there is nothing more to wait for."""
    if all(task.is_settled for task in tasks):
        return int(any(task.outcome is not Outcome.DONE for task in tasks))
    if _all_ask(seen, tasks):
        _tell_questions(seen, tasks)
        return 1
    if not _is_stuck(seen, run):
        return None
    if any(halt.kind in LIFTED for halt in seen.halts):
        sys.stderr.write("groundstop resume lets agents start.\n")
    return HELD


def _is_stuck(seen: Ground, run: str) -> bool:
    """Whether something holds that only a person can lift, and nobody runs any more."""
    mine = [halt for halt in seen.halts if halt.run in ("", run)]
    is_held = any(halt.until is None and halt.wait is None for halt in mine)
    return is_held and not seen.used and not seen.orders


def _all_ask(seen: Ground, tasks: list[TaskSeen]) -> bool:
    """Whether everybody who is not done waits for an answer of a person."""
    asked = dict(seen.questions)
    return all(task.is_settled or task.key in asked for task in tasks)


def _tell_questions(seen: Ground, tasks: list[TaskSeen]) -> None:
    asked = dict(seen.questions)
    for task in tasks:
        if task.key in asked:
            sys.stderr.write(f"{task.id} asks: {asked[task.key]}\n")
            sys.stderr.write(f'groundstop send {task.id} "..." answers it.\n')


def _tell(tasks: list[TaskSeen], said: dict[str, Outcome]) -> None:
    for task in tasks:
        if said.get(task.key, Outcome.QUEUED) is not task.outcome:
            said[task.key] = task.outcome
            done = sum(one.is_settled for one in tasks)
            why = f": {task.because}" if task.because else ""
            sys.stderr.write(f"{done}/{len(tasks)}  {task.id}  {task.outcome}{why}\n")


def _tell_hold(seen: Ground, before: str) -> str:
    held = ", ".join(f"{halt.kind}: {halt.because}" for halt in seen.halts)
    if held != before:
        sys.stderr.write(f"held by {held}\n" if held else "no hold any more\n")
    return held


def _end(folder: StateFolder, run: str, code: int, *, json: bool) -> int:
    seen = ground(folder)
    tasks = [task for task in seen.tasks if task.run == run]
    done = sum(task.outcome is Outcome.DONE for task in tasks)
    if json:
        from tui.commands.past import counted  # noqa: PLC0415, slow to load

        sys.stdout.write(written(run_document(run, tasks, counted(tasks), seen.checkpointed)))
    else:
        sys.stdout.write(f"{run}: {done} of {len(tasks)} tasks are done.\n")
    return code
