"""A start that takes long holds up nobody: neither orders, nor signs of life, nor a screen."""

from __future__ import annotations

import asyncio
import os
import sys
import threading
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from core.clock import SystemClock, boot_id
from core.engine import workflows
from core.engine.act import Performer, Site
from core.engine.agents.act import Preparer
from core.engine.ledger import Ledger
from core.engine.policy.proofs import Proofs
from core.engine.watch import listen
from core.fleet.frames import Fleet
from core.fleet.observer import Observer
from core.locks.act import take
from core.model.command import Command, Verb
from core.model.gate import Halting
from core.model.moment import Moment
from core.model.plan import PlannedTask
from core.model.runner import Runner
from core.model.where import StateFolder
from core.runners.command import Programs
from core.runs.act import enter, order
from core.runs.store import State
from core.runs.watch import ground, grounds
from tests.core.attempts.stage import until
from tests.core.worktrees.shop import git
from tests.plans import PLAN

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from core.model.ground import Ground

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="locks are Linux's")
HANGS = """#!/bin/sh
touch "{began}"
while [ ! -e "{ends}" ]; do sleep 0.02; done
"""


class Nobody:
    """A carrier that carries nothing: no attempt is begun with."""

    def launch(self) -> None:
        """Do nothing."""

    def enqueue(self, key: str) -> None:
        """Do nothing."""


class Slow:
    """An engine on a repository in which git hangs in the middle of every new worktree."""

    def __init__(self, where: Path) -> None:
        self.began, self.ends = where / "began", where / "ends"
        self.folder = StateFolder(str(where / "state"))
        shop = where / "shop"
        shop.mkdir()
        git(shop, "init", "-qb", "main")
        git(shop, "commit", "-qm", "Begin", "--allow-empty")
        hook = shop / ".git/hooks/post-checkout"
        hook.write_text(HANGS.format(began=self.began, ends=self.ends))
        hook.chmod(0o755)
        tasks = (PlannedTask(id="a", prompt="x", branch="fan/a"),)
        here = {"repository": str(shop), "git_folder": str(shop / ".git")}
        plan = replace(PLAN, runner=Runner.CLAUDE, tasks=tasks, **here)  # type: ignore[arg-type]
        os.makedirs(self.folder.runs)
        enter(self.folder, plan, SystemClock().now())

    @contextmanager
    def engine(self) -> Iterator[None]:
        """Run its flow on a thread, as the daemon does, until whoever asked has seen enough."""
        clock, state, over = SystemClock(), State(self.folder.state), threading.Event()

        def moment() -> Moment:
            return Moment(boot=boot_id(), boottime=clock.boottime(), wall=clock.now())

        programs = Programs(python="/none", agent="/none", groundstop="/none")
        site = Site(folder=self.folder, programs=programs, clock=clock, host=lambda: None)
        ledger = Ledger(state, moment)
        performer = Performer(ledger, Proofs(state, moment), site, Nobody)  # type: ignore[arg-type]

        def rule() -> None:
            flow, answer = workflows.engine(), None
            while not over.is_set():
                answer = performer.perform(flow.send(answer))

        lock = take(self.folder.lock, b'{"pid": 1, "since": "2026-01-01T00:00:00Z"}')
        assert lock is not None
        ears = (state, self.folder, performer.wake, over)
        threads = [threading.Thread(target=rule), threading.Thread(target=listen, args=ears)]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            self.ends.touch()
            over.set()
            performer.wake()
            for thread in threads:
                thread.join(20)
            performer.close()
            state.close()
            os.close(lock)

    def pause(self) -> None:
        """Order what a person orders with `p`."""
        order(self.folder, Command(id="one", verb=Verb.PAUSE, by="ada"), SystemClock().now())

    def seen(self) -> Ground:
        """Look as a face does."""
        return ground(self.folder)


def is_paused(seen: Ground) -> bool:
    """Whether the order was taken, and holds."""
    return not seen.orders and any(one.kind is Halting.OPERATOR for one in seen.halts)


@pytest.fixture
def slow(tmp_path: Path) -> Slow:
    return Slow(tmp_path)


@pytest.mark.requirement("S4-01")
def test_orders_are_obeyed_and_signs_of_life_given_while_a_worktree_is_being_made(
    slow: Slow,
) -> None:
    with slow.engine():
        until(slow.began.exists)
        slow.pause()
        until(lambda: is_paused(slow.seen()))
        before = os.stat(slow.folder.lock).st_mtime_ns
        until(lambda: os.stat(slow.folder.lock).st_mtime_ns > before)

        seen = slow.seen()
        assert seen.engine is not None
        assert not seen.engine.is_silent
        assert not slow.ends.exists()
        assert [""] == [task.worktree for task in seen.tasks]

        slow.ends.touch()
        until(lambda: bool(slow.seen().tasks[0].worktree))


@pytest.mark.requirement("S4-01")
async def test_a_screen_goes_on_while_a_worktree_is_being_made(slow: Slow) -> None:
    clock = SystemClock()
    observer = Observer(clock, Fleet(), (grounds(slow.folder, clock),))
    with slow.engine():
        until(slow.began.exists)
        slow.pause()
        async with asyncio.timeout(20), asyncio.TaskGroup() as tasks:
            looking = tasks.create_task(observer.run())
            async for frame in observer.frames():
                if is_paused(frame.ground):
                    break
            looking.cancel()

        assert not slow.ends.exists()


def test_what_goes_wrong_beside_the_flow_is_raised_in_it() -> None:
    def broken() -> None:
        raise ZeroDivisionError

    preparer = Preparer(broken, lambda: None)

    with pytest.raises(ZeroDivisionError):
        preparer.look()
    preparer.close()


def test_one_batch_is_made_at_a_time_and_its_end_wakes_the_engine() -> None:
    ends, woken = threading.Event(), threading.Event()
    begun: list[int] = []

    def prepare() -> None:
        begun.append(1)
        ends.wait(20)

    preparer = Preparer(prepare, woken.set)
    preparer.look()
    preparer.look()
    assert 1 == len(begun)
    assert not woken.is_set()

    ends.set()
    assert woken.wait(20)
    preparer.look()
    preparer.look()
    assert 2 == len(begun)
    preparer.close()
