"""The shim's protocol as `engine.md` 3 has it, step by step, on the kernel in small."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Generator

    from tests.simulation.kernel import Kernel, Process
    from tests.simulation.world import Course

LEASED, FULL, CLAIMED, LATE = 75, 74, 76, 77
ACCOUNT = 2
"""Exit code of an agent that the account's limits have ended."""
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
    """Steps 5 to 10: the agent, its end, the sweep, the verdict."""
    world = kernel.world
    yield 0.002
    agent = kernel.fork("agent", sheet.attempt, sheet.branch, me)
    agent.is_marked = world.rng.random() < 0.8
    agent.dies_with_parent = world.rng.random() < 0.5
    if "no inherited locks" not in world.flaws:
        kernel.leases[sheet.branch].add(agent)
        kernel.lives[sheet.attempt].add(agent)
    world.start(_work(kernel, agent), agent)
    world.happened()
    while agent in kernel.live:
        if sheet.attempt in kernel.asked_to_stop:
            kernel.kill(agent)
        yield LOOK
    yield 0.001
    while not kernel.sweep(sheet.attempt):
        yield 0.1
    yield 0.005
    code = 0 if world.is_calm else world.rng.choice((0,) * 7 + (1, 1, ACCOUNT))
    kernel.verdicts[sheet.attempt] = code
    if code == 0:  # its work is done
        kernel.history.add(world.true, "ended well", sheet.attempt)
    world.happened()
    yield 0.002


def _work(kernel: Kernel, me: Process) -> Course:
    """What an agent does: a first record, perhaps a child that outlives it, an end."""
    world = kernel.world
    yield world.rng.uniform(0.05, 2.5)
    kernel.recorded.add(me.attempt)
    kernel.tokens[me.attempt] += world.rng.randint(10, 200)
    world.happened()
    yield world.rng.uniform(0.1, 4.0)
    kernel.tokens[me.attempt] += world.rng.randint(10, 200)
    if world.rng.random() < 0.4:
        child = kernel.fork("child", me.attempt, me.branch)
        world.start(_linger(kernel, child), child)
    yield world.rng.uniform(0.5, 40.0)
    kernel.kill(me)


def _linger(kernel: Kernel, me: Process) -> Course:
    yield kernel.world.rng.uniform(20.0, 300.0)
    kernel.kill(me)
