"""The letterbox: enters plans, leaves orders, and sees that there is an engine to take them."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING

from core.clock import SystemClock
from core.course.records import course_text
from core.course.watch import NAMED, clock_by
from core.errors import Misuse
from core.files.act import put
from core.locks.watch import is_locked
from core.model.command import Verb
from core.model.course import Course
from core.model.plan import Entered, tasks_of
from core.model.run import SETTLED, Outcome
from core.runs.escalations.store import refuse_second_writer
from core.runs.plans.watch import entered
from core.runs.store import REBUILD, State, Unusable, encode

if TYPE_CHECKING:
    from collections.abc import Collection, Container, Iterable, Mapping
    from datetime import datetime

    from core.model.command import Command
    from core.model.plan import Plan
    from core.model.where import StateFolder

NESTED = ("CLAUDECODE", "CLAUDE_CODE_ENTRYPOINT", "CLAUDE_CODE_SSE_PORT", "CLAUDE_CODE_SESSION_ID")
DAEMON = str(Path(__file__).parents[1] / "programs" / "daemon.py")


def run_key(plan: Plan) -> str:
    """Name a run: a plan's name and its repository, so that a second start is the same run."""
    where = hashlib.sha256(plan.git_folder.encode("utf-8", "surrogateescape")).hexdigest()
    return f"{plan.name}-{where[:8]}"


def enter(
    folder: StateFolder,
    plan: Plan,
    at: datetime,
    again: Collection[str] = (),
    calculated: Mapping[str, object] | None = None,
) -> str:
    """Write a plan down, whole, and give its run; once however often it is entered.

    What was `calculated` before stands in the journal with it, for the next calculation (S1-24).

    Raises Misuse where a task that is done has another text now, unless it is named in `again`,
    and where a task that is named there is not in the plan or not over. Neither do rehearsals and
    real agents work from one state folder at a time: they have different accounts.
    """
    run = run_key(plan)
    _refuse_empty(folder)
    state = State(folder.state)
    try:
        with state.transaction():
            _refuse_account(folder, state, plan)
            _refuse_again(state, run, plan, again)
            _refuse_changed(state, run, plan, again)
            state.plan(run, at, plan, tasks_of(run, plan), {f"{run}/{name}" for name in again})
            if calculated:
                state.note(at, "preflight", run, calculated)
            _remember(folder, Entered(run=run, began=at, plan=plan))
    finally:
        state.close()
    return run


def order(folder: StateFolder, command: Command, at: datetime) -> None:
    """Leave an order; it counts from this moment on, whether an engine runs or not.

    Raises Misuse where a task is to begin anew beside agents of another account, or where an
    agent has the task that a person takes over.
    """
    _refuse_empty(folder)
    state = State(folder.state)
    try:
        with state.transaction():
            plan = state.known(command.subject.rpartition("/")[0])
            if command.verb is Verb.RETRY and plan is not None:
                _refuse_account(folder, state, plan)
            refuse_second_writer(state, command)
            state.order(at, command)
    finally:
        state.close()


def keep_time(folder: StateFolder, speed: float | None, *, is_idle: bool) -> None:
    """Settle how fast a state folder's clocks go; None: as they do, or as life once it is idle.

    Raises Misuse where what is at work there goes at another speed.
    """
    known = clock_by(folder.clock).speed
    if is_idle and (speed or 1.0) != known:
        _write_course(folder, Course(since=SystemClock().boottime(), speed=speed or 1.0))
    elif speed not in (None, known):
        raise Misuse(
            f"--speed {speed:g}: what is at work in {folder.root} goes {known:g} times as fast as"
            " life; wait for its end, or name another --state-dir."
        )


def _write_course(folder: StateFolder, course: Course) -> None:
    if course.speed == 1:
        Path(folder.clock).unlink(missing_ok=True)
        return
    os.makedirs(folder.root, mode=0o700, exist_ok=True)
    put(folder.clock, course_text(course))


def call_engine(folder: StateFolder, more: Mapping[str, str] | None = None) -> None:
    """Start an engine where there is none; of several that are started, one stays.

    It and all that it starts go by the clock of the state folder, and have `more` in their
    environment. Inside an agent nobody starts one: it would be swept with the agent (D24).
    """
    if "GROUNDSTOP_ATTEMPT" in os.environ or is_locked(folder.lock):
        return
    own = {NAMED: folder.clock} if os.path.exists(folder.clock) else {}
    os.makedirs(folder.root, mode=0o700, exist_ok=True)
    with open(f"{folder.root}/engine.log", "ab") as log:
        engine = subprocess.Popen(  # noqa: S603, our own program, and no shell
            [sys.executable, "-E", "-P", DAEMON, folder.root],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd="/",
            env={**own, **_unnested(os.environ), **(more or {})},
            start_new_session=True,
        )
    threading.Thread(target=engine.wait, daemon=True).start()  # so that none stays a zombie


def _unnested(environ: Mapping[str, str]) -> dict[str, str]:
    """Leave out by what Claude Code knows its own children: our agents are none of them."""
    return {name: value for name, value in environ.items() if name not in NESTED}


def _refuse_empty(folder: StateFolder) -> None:
    """Never make an empty state where runs have been: it would begin them anew (P13)."""
    if not os.path.exists(folder.state) and next(entered(folder), None) is not None:
        raise Unusable(f"{folder.state} is missing, and there are run folders. {REBUILD}")


def _remember(folder: StateFolder, plan: Entered) -> None:
    """Lay a plan into its run's folder, whole or not at all."""
    path = folder.plan(plan.run)
    os.makedirs(os.path.dirname(path), mode=0o700, exist_ok=True)
    put(path, encode(plan))


def _refuse_account(folder: StateFolder, state: State, plan: Plan) -> None:
    for run in state.unfinished():
        known = state.known(run)
        if known is not None and known.runner != plan.runner:
            raise Misuse(
                f'{plan.name} has runner = "{plan.runner}", and {known.name}, which is not over yet'
                f' in {folder.root}, has "{known.runner}": wait for its end, or name another'
                " --state-dir."
            )


def _refuse_again(state: State, run: str, plan: Plan, again: Iterable[str]) -> None:
    outcomes, known = state.outcomes(), {task.id for task in plan.tasks}
    for name in again:
        if name not in known:
            raise Misuse(f"--again {name}: there is no such task in {plan.name}.")
        if outcomes.get(f"{run}/{name}", Outcome.DONE) not in SETTLED:
            raise Misuse(f"--again {name}: it is not over yet; groundstop stop {name} ends it.")


def _refuse_changed(state: State, run: str, plan: Plan, again: Container[str]) -> None:
    before = state.known(run)
    if before is None:
        return
    outcomes = state.outcomes()
    texts = {one.id: one.prompt for one in before.tasks}
    for task in plan.tasks:
        is_done = outcomes.get(f"{run}/{task.id}") is Outcome.DONE
        if is_done and task.id not in again and texts.get(task.id) != task.prompt:
            raise Misuse(
                f'task "{task.id}" is done, and its text has changed since: give it another id,'
                f" or start it anew with --again {task.id}."
            )
