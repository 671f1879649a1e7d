"""The shim's protocol as `engine.md` 3 has it, step by step, on the kernel in small."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.simulation.agents import Agent
from tests.simulation.folders import Word
from tests.simulation.world import Until

if TYPE_CHECKING:
    from collections.abc import Generator

    from tests.simulation.folders import Folder
    from tests.simulation.kernel import Kernel, Process
    from tests.simulation.world import Course

LEASED, FULL, CLAIMED, LATE = 75, 74, 76, 77
HANGS = 0.02
"""How often a machine that is out of breath does not get to a shim."""
PATIENCE = 1.0
LOOK = 0.5


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a shim is told."""

    attempt: str
    branch: str
    boot: str
    not_after: float
    """Boottime from which on it must not claim any more."""


def shim(kernel: Kernel, me: Process, sheet: Sheet) -> Course:
    """Live the life of a shim, from exec to exit."""
    world = kernel.world
    yield world.rng.choice((0.05,) if world.is_calm else (0.03, 0.05, 0.4, 0.8, 3.0))
    if not world.is_calm and world.rng.random() < HANGS:
        yield 60.0
    code = yield from _claim(kernel, me, sheet)
    if code:
        kernel.refused[sheet.attempt] = code
    else:
        yield from _carry(kernel, me, sheet)
    kernel.kill(me)


def _claim(kernel: Kernel, me: Process, sheet: Sheet) -> Generator[float, None, int]:
    """Steps 2 to 4: lease, life lock, sweep, blocks, deadline, claim."""
    world = kernel.world
    if "no lease" not in world.flaws and not (
        yield from _lock(kernel, kernel.leases[sheet.branch], me)
    ):
        return LEASED
    if not (yield from _lock(kernel, kernel.lives[sheet.attempt], me)):
        return LEASED
    yield 0.001
    last = kernel.last_holder.get(sheet.branch, sheet.attempt)
    if last != sheet.attempt and "no sweep under the lease" not in world.flaws:
        while not kernel.sweep(last):
            yield 0.1
    kernel.last_holder[sheet.branch] = sheet.attempt
    yield 0.001
    if not world.is_calm and world.rng.random() < 0.03:
        return FULL
    at = world.moment()
    is_late = at.boot != sheet.boot or at.boottime > sheet.not_after
    if is_late and "no deadline" not in world.flaws:
        return LATE
    if "no claim" in world.flaws:
        kernel.claims[sheet.attempt] = str(me.pid)
    claim = kernel.claims.setdefault(sheet.attempt, str(me.pid))
    return 0 if claim == str(me.pid) else CLAIMED


def _lock(kernel: Kernel, lock: set[Process], me: Process) -> Generator[float, None, bool]:
    waited = 0.0
    while not kernel.take(lock, me):
        if waited >= PATIENCE:
            return False
        yield 0.1
        waited += 0.1
    return True


def _carry(kernel: Kernel, me: Process, sheet: Sheet) -> Course:
    """Steps 5 to 10: the agent, its messages, its end, the sweep, the verdict."""
    world, folder = kernel.world, kernel.folders[sheet.attempt]
    yield 0.002
    agent = kernel.fork("agent", sheet.attempt, sheet.branch, me)
    agent.is_marked = world.rng.random() < 0.8
    agent.dies_with_parent = world.rng.random() < 0.5
    if "no inherited locks" not in world.flaws:
        kernel.leases[sheet.branch].add(agent)
        kernel.lives[sheet.attempt].add(agent)
    folder.progress = world.monotonic()
    world.start(Agent(kernel, agent, folder).work(), agent)
    world.happened()
    while agent in kernel.live:
        if folder.stops:
            folder.word = folder.word or Word(-15, "order")
            kernel.kill(agent)
        yield from _hand_on(kernel, agent, folder)
        yield LOOK if world.patience == 1 else Until(LOOK * world.patience)
    yield 0.001
    while not kernel.sweep(sheet.attempt):
        yield 0.1
    if folder.inbox is not None:
        folder.shut()
    yield 0.005
    word = folder.word or Word(-9)
    kernel.verdicts[sheet.attempt] = word
    nature = kernel.natures.get(sheet.attempt, "stopped" if word.by else "passing")
    if folder.overdue and nature == "stopped":
        nature = "passing"
    kernel.history.add(world.true, "told", sheet.attempt, word.code, nature)
    world.happened()
    yield 0.002


def _hand_on(kernel: Kernel, agent: Process, folder: Folder) -> Course:
    """Write messages in their order, each before it is moved; close when that is asked."""
    flaws = kernel.world.flaws
    while folder.inbox and agent in kernel.live:
        first = max if "the last message first" in flaws else min
        name = first(folder.inbox)
        kernel.hand(agent.attempt, name)
        yield 0.001
        if folder.inbox is None:
            return
        if "sent messages stay" not in flaws or name in folder.sent:
            folder.inbox.remove(name)
        folder.sent.append(name)
    if folder.closes and folder.inbox is not None and not folder.is_at_end:
        if "closes by another name" in flaws:
            yield 1.0
            folder.inbox.clear()
        if not folder.inbox:
            folder.inbox, folder.is_at_end = None, True
            kernel.world.happened()
