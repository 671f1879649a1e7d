"""Engines that are wrong in one way each: a simulation that does not notice proves nothing."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from core.attempts.standing import standing
from core.engine import ledger, stages, workflows
from core.model.effects import Do, Finish, On, Rest, Stage
from core.model.moment import Mark
from core.model.run import Standing, Verdict
from core.runs import outcome, store
from core.spawn import admission, breaker, guards, permits
from core.spawn.policy import validations
from tests.simulation import host
from tests.simulation.mutant import Mutant
from tests.simulation.mutants_at_work import AT_WORK

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

    from core.attempts.standing import Traces
    from core.model.effects import Effect
    from core.model.gate import Gate
    from core.model.moment import Moment
    from core.model.run import Task


def _adopts_all(key: str) -> Generator[Effect, Any, bool]:
    yield On(key, Do.LOOK)
    return True


def _gives_up_the_lost(key: str) -> Generator[Effect, Any, Verdict]:
    while True:
        seen = yield On(key, Do.LOOK)
        if seen is Standing.ALIVE:
            yield On(key, Do.CLOSE)
        if seen in (Standing.ENDED, Standing.LOST):
            verdict: Verdict = yield On(key, Do.VERDICT)
            return verdict
        if seen is Standing.ORPHANED:
            yield On(key, Do.SWEEP)
        yield Rest(stages.LOOK)


def _trusts_its_patience(key: str) -> Generator[Effect, Any, Verdict | None]:
    """Gives up a slow start without taking its claim."""
    seen = yield On(key, Do.LOOK)
    if seen is Standing.NEVER and (yield On(key, Do.IS_FRESH)):
        yield On(key, Do.FORK)
        yield Rest(stages.LOOK)
        seen = yield On(key, Do.LOOK)
    if seen in (Standing.NEVER, Standing.STARTING):
        return Verdict(standing=Standing.NEVER, because="too slow")
    return None


def _obeys_late(_: ledger.Ledger, row: Any, at: Moment) -> Gate:  # noqa: ANN401, a patch
    """Orders wait for the next tick."""
    del at
    gate: Gate = row.read()
    return gate


def _reads_before(self: ledger.Ledger, row: Any, at: Moment) -> Gate:  # noqa: ANN401, a patch
    """Decides on what the gate was a look ago: count first, claim later."""
    fresh = _take_orders(self, row, at)
    stale: Gate = vars(self).get("stale", fresh)
    vars(self)["stale"] = fresh
    return stale


def _forgets_early_ends(gate: Gate, *rest: Any) -> Iterator[Any]:  # noqa: ANN401, a patch
    """An agent that ends early ends its wave's cooldown, too."""
    if gate.permits:
        yield from _too_soon(gate, *rest)


def _ignores_the_lock(traces: Traces) -> Standing:
    return standing(replace(traces, is_locked=False))


def _by_the_wall(self: Mark, at: Moment) -> float:
    return max(0.0, at.wall.timestamp() - self.start)


def _mark_by_the_wall(at: Moment) -> Mark:
    return Mark(boot=at.boot, start=at.wall.timestamp())


def _finishes_first(key: str) -> Generator[Effect, Any, None]:
    """Gives the permit back when the agent was seen to run."""
    verdict = yield On(key, Stage.START)
    if verdict is None:
        yield On(key, Stage.CHECK)
        verdict = Verdict(standing=Standing.ENDED, code=0)
    yield Finish(key, verdict)


def _of_the_living(self: store.State, run: str) -> int:
    rows = self._db.execute("select tokens from attempt where state = 'live'")
    return sum(tokens for (tokens,) in rows) if run else 0


def _deaf(gate: Gate, attempt: str, verdict: Verdict, *rest: Any) -> Gate:  # noqa: ANN401, a patch
    return _released(gate, attempt, replace(verdict, is_silent=False), *rest)


def _believes(task: Task, *rest: Any) -> outcome.Next:  # noqa: ANN401, a patch
    return outcome.following(replace(task, proves=False), *rest)


_released = permits.released
_take_orders, _too_soon, _engine = (
    ledger.Ledger._take_orders,
    guards._too_soon,
    workflows.engine,
)
NEVER_LATE = (host, "is_fresh", lambda *_: True)
MUTANTS: dict[str, Mutant] = {
    "the claim is not asked for": Mutant(frozenset({"P2", "P3"}), frozenset({"no claim"}), first=1),
    "the agent does not inherit the locks": Mutant(
        frozenset({"P1", "P2"}), frozenset({"no inherited locks"})
    ),
    "counted outside the transaction": Mutant(
        frozenset({"P2", "P5", "P7"}),
        patches=((ledger.Ledger, "_take_orders", _reads_before),),
    ),
    "recovery does not ask the gate again": Mutant(
        frozenset({"P6"}),
        frozenset({"no deadline"}),
        ((workflows, "recovery", _adopts_all), NEVER_LATE),
        first=14,
    ),
    "spacing by the clock on the wall": Mutant(
        frozenset({"P5", "P7", "P10"}),
        patches=(
            (Mark, "passed", _by_the_wall),
            (permits, "mark", _mark_by_the_wall),
        ),
    ),
    "permits never grow old": Mutant(
        frozenset({"P6"}), frozenset({"no deadline"}), (NEVER_LATE,), first=14
    ),
    "the branch's lease is not asked for": Mutant(frozenset({"P1"}), frozenset({"no lease"})),
    "no sweep under the lease": Mutant(frozenset({"P1"}), frozenset({"no sweep under the lease"})),
    "the lost are not swept": Mutant(
        frozenset({"P2"}), patches=((stages, "watch", _gives_up_the_lost),), first=1
    ),
    "the life lock is not read": Mutant(
        frozenset({"P2"}), patches=((host, "standing", _ignores_the_lock),)
    ),
    "a slow shim is believed to be dead": Mutant(
        frozenset({"P2"}),
        frozenset({"no deadline"}),
        ((stages, "start", _trusts_its_patience),),
    ),
    "orders wait for the next look": Mutant(
        frozenset({"P6"}), patches=((ledger.Ledger, "_take_orders", _obeys_late),)
    ),
    "an early end shortens the cooldown": Mutant(
        frozenset({"P7"}), patches=((guards, "_too_soon", _forgets_early_ends),)
    ),
    "retries do not wait": Mutant(frozenset({"P10"}), patches=((outcome, "WAITS", (0.0, 0.0)),)),
    "the tracker is not asked before a start": Mutant(
        frozenset({"S3-25"}), patches=((admission, "unvalidated", lambda *_: None),)
    ),
    "an old yes counts": Mutant(frozenset({"S3-25"}), patches=((validations, "COUNTS", 600.0),)),
    "the budget counts only who lives": Mutant(
        frozenset({"S1-11"}), patches=((store.State, "spent", _of_the_living),)
    ),
    "a machine that does not answer is asked again at once": Mutant(
        frozenset({"S3-22"}), patches=((breaker, "UNRESPONSIVE", 1.0),), first=22
    ),
    "silence is one failure among others": Mutant(
        frozenset({"S3-22"}), patches=((ledger, "released", _deaf),), first=22
    ),
    "done is believed": Mutant(frozenset({"S3-27"}), patches=((ledger, "following", _believes),)),
    "a permit is free while its agent runs": Mutant(
        frozenset({"P2", "P4"}), patches=((workflows, "attempt", _finishes_first),)
    ),
    **AT_WORK,
}
