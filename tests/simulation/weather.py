"""A history: a plan, a host, and what goes wrong; then calm, in which all must come to an end."""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from core.model.admission import Surroundings
from core.model.command import Command, Verb
from core.model.pace import BURST, CAREFUL, WAVES
from core.model.quota import Reading
from core.model.run import SETTLED, Task
from tests.simulation.climate import BRISK, PLAN, Climate
from tests.simulation.doors import doors
from tests.simulation.history import RIVAL, History
from tests.simulation.host import Host
from tests.simulation.kernel import Kernel
from tests.simulation.retries import task_of
from tests.simulation.shim import Sheet, shim
from tests.simulation.state import Watched
from tests.simulation.world import World

if TYPE_CHECKING:
    from tests.simulation.kernel import Process
    from tests.simulation.world import Course

WINDOW = timedelta(minutes=20)
MINUTE = 60.0
HOPELESS = 4000.0
"""Seconds after which a person stops one of several that do nothing: their limits cannot."""
ASKED = (0.0, 0.0, 0.6)
"""Part of a plan's tasks whose start, or whose end, is asked about."""


@dataclass(frozen=True)
class Played:
    """A history that has come to its end."""

    history: History
    world: World
    tasks: tuple[Task, ...]
    host: Host


def play(seed: int, flaws: frozenset[str] = frozenset(), climate: Climate = BRISK) -> Played:
    """Make one history from a seed; the same seed gives the same one."""
    world = World(seed, flaws, naps=climate.naps, patience=climate.patience)
    history = History()
    kernel = Kernel(world, history, idles=climate.idles)
    state = Watched(world, history)
    sky = Sky(world, kernel, state, history, climate)
    tasks = sky.plan()
    host = Host(world, kernel, state, sky.around)
    sky.host = host
    world.risk = world.rng.choice(climate.risks)
    world.sleepy = world.rng.choice(climate.sleepy)
    world.on_crash, world.on_sleep = sky.crashed, sky.slept
    host.boot(0.0)
    world.start(sky.weather(), sky)
    world.start(sky.person(), sky)
    with doors(kernel):
        world.run(climate.end)
    state.keep()
    state.close()
    return Played(history, world, tasks, host)


class Sky:
    """What happens to a host, by chance."""

    host: Host

    def __init__(
        self, world: World, kernel: Kernel, state: Watched, history: History, climate: Climate
    ) -> None:
        self._world, self._kernel, self._state, self._history = world, kernel, state, history
        self._climate = climate
        self._ids = itertools.count(1)
        self._fraction = 0.1
        self._reset = world.moment().wall + WINDOW
        self._observed = world.moment().wall
        self._branches: list[str] = []

    def plan(self) -> tuple[Task, ...]:
        """Make up a plan; some tasks share a branch, as a mistaken plan would."""
        rng = self._world.rng
        pace = rng.choice((BURST, BURST, WAVES, CAREFUL))
        pace = replace(pace, total=rng.randint(self._climate.fewest, 6))
        if rng.random() < 0.3:
            pace = replace(pace, caps=(("IMPLEMENTER", rng.randint(1, 3)),))
        branches, asked = rng.choice((99, 3, 2)), rng.choice(ASKED)
        tasks = tuple(
            Task(
                key=f"run/{number}",
                run="run",
                branch=f"fan/{number % branches}",
                role=rng.choice(self._climate.roles),
                pace=pace,
                retries=rng.randint(0, 2),
                validates=rng.random() < asked,
                proves=rng.random() < asked,
            )
            for number in range(rng.randint(2, 10))
        )
        budget, asks = rng.choice(self._climate.budgets), rng.random() < 0.2
        plan = replace(PLAN, token_budget=budget, asks_at_limit=asks)
        self._branches = sorted({task.branch for task in tasks})
        with self._state.transaction():
            self._state.plan("run", self._reset, plan, tasks)
        self._history.add(0.0, "budget", "run", plan.token_budget or math.inf)
        return tasks

    def around(self) -> Surroundings:
        """What surrounds the gate: how full the window is, how steady the use."""
        world = self._world
        wall = world.moment().wall
        if wall >= self._reset:
            self._reset, self._fraction, self._observed = wall + WINDOW, 0.1, wall
        reading = Reading(
            window="five_hour",
            fraction=self._fraction,
            resets_at=self._reset,
            source="rate_limit_event",
            observed_at=self._observed,
        )
        return Surroundings(quota=(reading,), means=(100.0, 100.0))

    def crashed(self) -> None:
        """Note it, and let the next engine begin."""
        self._history.add(self._world.true, "engine died")
        self.host.die()

    def weather(self) -> Course:
        """Let something go wrong every few seconds; then put everything right, and keep calm."""
        world, rng = self._world, self._world.rng
        if rng.random() < self._climate.silences:
            world.start(self._fall_silent(), self)
        while world.true < self._climate.storm:
            yield rng.expovariate(1 / self._climate.every)
            rng.choice(self._events())()
        world.is_calm, self._kernel.down_at = True, math.inf
        self._order(Verb.RESUME)
        self._order(Verb.SLOTS, 5)
        self._order(Verb.WAIVE)
        self._fraction, self._observed = 0.1, world.moment().wall + timedelta(days=1)
        self._history.add(world.true, "calm")
        while any(one not in SETTLED for one in self._state.outcomes().values()):
            yield 20.0 * self._climate.patience
            self._order(Verb.RESUME)
            self._order(Verb.WAIVE)
            still = [one for one in self._kernel.silent() if self._kernel.still(one) > HOPELESS]
            if len(still) > 2:
                self._order(Verb.STOP, subject=task_of(still[0]))
        self._history.add(world.true, "all over")
        yield 30.0
        self._world.is_over = True

    def _events(self) -> tuple:
        return (
            self._pause,
            self._pause,
            self._resume,
            self._slots,
            self._kill_engine,
            self._kill_shim,
            self._kill_shim,
            self._kill_agent,
            self._freeze,
            self._suspend,
            self._set_clock,
            self._spend,
            self._reboot,
            self._stop_task,
            self._double_order,
            self._rival,
            self._rival,
        )

    def _order(self, verb: Verb, number: int = 0, subject: str = "") -> None:
        id_ = f"order-{next(self._ids)}"
        command = Command(id=id_, verb=verb, number=number, subject=subject)
        self._state.order(self._world.moment().wall, command)
        self._history.add(self._world.true, verb, subject, number)
        self._world.happened()

    def _pause(self) -> None:
        self._order(Verb.PAUSE)
        self._world.start(self._think_better_of_it(), self)

    def _think_better_of_it(self) -> Course:
        yield self._world.rng.choice((0.2, 2.0, 5.0, 15.0))
        self._order(Verb.RESUME)

    def _resume(self) -> None:
        self._order(Verb.RESUME)

    def _slots(self) -> None:
        self._order(Verb.SLOTS, self._world.rng.randint(0, 7))

    def _fall_silent(self) -> Course:
        """As soon as several agents are at work for long, all of them at once."""
        kernel, world = self._kernel, self._world
        while sum(kernel.still(one) > MINUTE for one in kernel.silent()) < 3:
            yield 20.0
            if world.is_calm:
                return
        kernel.down_at = world.true
        world.happened()

    def _double_order(self) -> None:
        """Somebody's order arrives twice, and another one in between."""
        twice = Command(id=f"order-{next(self._ids)}", verb=Verb.RESUME)
        self._state.order(self._world.moment().wall, twice)
        self._order(Verb.PAUSE)
        self._state.order(self._world.moment().wall, twice)

    def _stop_task(self) -> None:
        if self._world.rng.random() < 0.2:
            self._order(Verb.STOP, subject=f"run/{self._world.rng.randint(0, 9)}")

    def _kill_engine(self) -> None:
        self._history.add(self._world.true, "engine died")
        self.host.die()

    def _kill(self, kind: str) -> None:
        some = [one for one in self._kernel.live if one.kind == kind]
        if some:
            self._kernel.kill(self._world.rng.choice(some))

    def _kill_shim(self) -> None:
        self._kill("shim")

    def _kill_agent(self) -> None:
        self._kill("agent")

    def _freeze(self) -> None:
        """Stop a process for a while, as SIGSTOP does."""
        rng = self._world.rng
        shims = [one for one in self._kernel.live if one.kind == "shim"]
        whom = rng.choice([self.host.engine, *shims])
        self._world.stopped[whom] = self._world.true + rng.choice((0.5, 4.0, 20.0))

    def _suspend(self) -> None:
        self._world.sleep()

    def slept(self, seconds: float) -> None:
        """Note that the machine has slept, until now."""
        self._history.add(self._world.true, "slept", "", seconds)

    def person(self) -> Course:
        """Tell agents something now and then, and answer what they ask."""
        world, kernel, rng = self._world, self._kernel, self._world.rng
        while True:
            yield rng.expovariate(3 / self._climate.every) if not world.is_calm else 20.0
            live = [attempt.key for attempt, _ in self._state.live()]
            asking = [key for key in live if kernel.folders[key].question]
            whom = asking or ([] if world.is_calm else live)
            if not whom:
                continue
            key = rng.choice(whom)
            yield rng.choice((0.0, 0.0, 0.3, 3.0, 30.0))
            name = kernel.stamp()
            is_taken = kernel.folders[key].drop(name)
            what = "accepted" if is_taken else "refused"
            self._history.add(world.true, what, key, 0.0, name)
            world.happened()

    def _set_clock(self) -> None:
        self._world.wall_error += self._world.rng.choice((-3600.0, 3600.0, -2.0, 2.0))

    def _rival(self) -> None:
        """An engine with another state folder starts an agent on one of our branches."""
        attempt = f"{RIVAL}{next(self._ids)}"
        branch = self._world.rng.choice(self._branches)
        process = self._kernel.fork("shim", attempt, branch)
        sheet = Sheet(attempt, branch, f"boot-{self._world.boots}", math.inf)
        self._world.start(shim(self._kernel, process, sheet), process)
        self._world.start(self._end(process), self)

    def _end(self, process: Process) -> Course:
        """Kill a rival's shim after a while; its engine is not there to sweep what is left."""
        yield self._world.rng.uniform(2.0, 8.0)
        self._kernel.kill(process)

    def _spend(self) -> None:
        self._fraction = self._world.rng.choice((0.3, 0.79, 0.85, 0.95))
        self._observed = self._world.moment().wall

    def _reboot(self) -> None:
        if self._world.rng.random() < 0.2:
            self._world.boots += 1
            self._world.booted, self._world.slept = self._world.true, 0.0
            self._kernel.reboot()
            self._kill_engine()
