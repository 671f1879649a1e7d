"""One host: the state's file, the carrier's rows, and one engine after the other."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from core.attempts.standing import standing
from core.engine import stages, workflows
from core.engine.ledger import Ledger
from core.engine.policy.proofs import Proofs
from core.engine.stages import is_fresh
from core.model.effects import Do, Finish, On, Rest, Stage, Whole
from core.model.gate import Halt, Halting
from core.model.moment import span
from core.model.run import Standing, Verdict
from core.model.validation import Answer, Said
from core.model.worktree import Made
from core.runs.store import LIVE
from core.spawn.permits import START_WITHIN
from core.spawn.store import GateRow
from tests.simulation.history import RIVAL
from tests.simulation.shim import ACCOUNT, Sheet, shim
from tests.simulation.world import Until

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from core.model.admission import Surroundings
    from core.model.effects import Effect
    from core.model.gate import Gate
    from tests.simulation.kernel import Kernel
    from tests.simulation.state import Watched
    from tests.simulation.world import World

MISSING = object()
RARELY = 6
"""How much longer a watch rests here: what happens wakes it anyway, and it is most of the time."""
SPENT = 0.03
"""How often the machine has nothing left for another process."""
HASTE = 0.25
"""How often an engine dies while the shim that it forked is still on its way."""


def next_effect(flow: Generator[Effect, Any, None], answer: object) -> Effect | None:
    """Give what a flow asks for next; None at its end."""
    try:
        return flow.send(answer)
    except StopIteration:
        return None


@dataclass(eq=False)
class Engine:
    """One life of the engine's process."""

    asking: set[str] = field(default_factory=set)


@dataclass(eq=False)
class Carried:
    """One workflow as the carrier keeps it: its answers so far, and whether it is over."""

    answers: list[Any] = field(default_factory=list)
    is_over: bool = False


@dataclass(eq=False)
class Host:
    """What stays when an engine dies, and what the next one finds."""

    world: World
    kernel: Kernel
    state: Watched
    around: Callable[[], Surroundings]
    """What surrounds the gate now."""
    carried: dict[str, Carried] = field(default_factory=dict)
    engine: Engine | None = None

    def boot(self, after: float) -> None:
        """Start an engine, a while from now."""
        self.engine = Engine()
        self.world.mortal = self.engine
        self.world.start(self._life(self.engine), self.engine, after=after)

    def die(self) -> None:
        """Kill the engine; somebody starts the next one."""
        if self.engine is not None:
            self.world.end(self.engine)
            self.world.stopped.pop(self.engine, None)
        calm = self.world.is_calm
        self.boot(0.5 if calm else self.world.rng.choice((0.01, 0.01, 0.3, 2.0, 40.0)))

    def _life(self, me: Engine) -> Generator[float | Until, None, None]:
        ledger, proofs = (
            Ledger(self.state, self.world.moment),
            Proofs(self.state, self.world.moment),
        )
        flow, answer = workflows.engine(), None
        yield self.world.rng.choice((0.05, 0.3))
        while True:
            effect = flow.send(answer)
            answer = None
            if effect is Whole.LAUNCH:
                for key, carried in self.carried.items():
                    if not carried.is_over:
                        self.world.start(self._carry(key, ledger), me)
            elif isinstance(effect, On) and effect.do is Do.CARRY:
                self._enqueue(effect.attempt, ledger, me)
            elif isinstance(effect, On) and effect.do is Do.ASK:
                if effect.attempt not in me.asking:
                    me.asking.add(effect.attempt)
                    self.world.start(self._answer(effect.attempt, proofs, me), me)
            elif effect is Whole.PROVE:
                self.world.point()
                answer = proofs.due()
            elif isinstance(effect, Rest):
                yield Until(effect.seconds)
            else:
                answer = self._perform(effect, ledger)
            yield 0.001

    def _answer(self, key: str, proofs: Proofs, me: Engine) -> Generator[float, None, None]:
        """Ask the tracker, as a thread does; its word is for the audit, too."""
        question, rng = proofs.question(key), self.world.rng
        if question is not None:
            yield rng.choice((0.02, 0.3) if self.world.is_calm else (0.02, 0.3, 3.0, 29.0))
            some = (Said.YES,) * 5 + (Said.NOT_YET,) * 2 + (Said.NO,)
            said = Said.YES if self.world.is_calm else rng.choice(some)
            self.kernel.history.add(self.world.true, "said", key, 0.0, question.when, said)
            proofs.take(key, question.when, Answer(said=said, because="the tracker"))
            self.world.happened()
        me.asking.discard(key)

    def _enqueue(self, key: str, ledger: Ledger, me: Engine) -> None:
        self.world.point()
        if key not in self.carried:
            self.carried[key] = Carried()
            self.world.point()
            self.world.start(self._carry(key, ledger), me, after=0.05)

    def _carry(self, key: str, ledger: Ledger) -> Generator[float | Until, None, None]:
        """Run a workflow as the carrier does: on behind the last answer that was written down."""
        carried = self.carried[key]
        flow, answers, answer = workflows.attempt(key), iter([*carried.answers]), None
        while (effect := next_effect(flow, answer)) is not None:
            answer = next(answers, MISSING)
            if answer is not MISSING:
                continue
            if isinstance(effect, On) and isinstance(effect.do, Stage):
                answer = yield from self._stage(effect.do, key, ledger)
            else:
                answer = self._perform(effect, ledger)
            self.world.point()
            carried.answers.append(answer)
            self.world.point()
        carried.is_over = True
        self.world.happened()

    def _stage(
        self, stage: Stage, key: str, ledger: Ledger
    ) -> Generator[float | Until, None, Verdict | None]:
        flow, answer = stages.staged(stage, key), None
        while True:
            try:
                effect = flow.send(answer)
            except StopIteration as end:
                verdict: Verdict | None = end.value
                return verdict
            answer = None
            if isinstance(effect, Rest):
                yield Until(effect.seconds * (RARELY if stage is Stage.WATCH else 1))
            else:
                answer = self._perform(effect, ledger)

    def _perform(self, effect: Effect, ledger: Ledger) -> Any:  # noqa: ANN401, an effect's answer
        self.world.point()
        match effect:
            case Whole.OBEY:
                return ledger.obey()
            case Whole.LIVE:
                return [attempt.key for attempt, _ in self.state.live()]
            case Whole.ADMIT:
                return ledger.admit(self.around())
            case Whole.PREPARE:
                return ledger.prepare(lambda task, _: Made(path=f"/wt/{task.key}", commit="c0"))
            case Whole.TEND:
                return self._tend(ledger)
            case Finish(attempt=key, verdict=verdict):
                self._tend(ledger)
                if verdict.is_silent and self.state.find(key)[2] == LIVE:
                    self.kernel.history.add(self.world.true, "silence", key)
                ledger.finish(key, verdict)
                return self.world.happened()
            case On(attempt=key, do=Do() as do):
                return self._do(key, do, ledger)
            case _:
                raise AssertionError(effect)

    def _tend(self, ledger: Ledger) -> None:
        live, told = self.state.live(), self.kernel.tokens
        tokens = {attempt.key: told[attempt.key] for attempt, _ in live}
        ledger.tend(self.around().quota, resumes=True, is_well=True, tokens=tokens)
        ours = sum(used for key, used in told.items() if not key.startswith(RIVAL))
        self.kernel.history.add(self.world.true, "used", "run", ours)
        for attempt, task in live:
            if task.is_stopped:
                self.kernel.asked_to_stop.add(attempt.key)

    def _do(self, key: str, do: Do, ledger: Ledger) -> Any:  # noqa: ANN401, C901 - an arm each
        kernel = self.kernel
        match do:
            case Do.LOOK:
                return standing(kernel.traces(key))
            case Do.IS_FRESH:
                return is_fresh(ledger.find(key)[2])
            case Do.FORK:
                return self._fork(key)
            case Do.CODE:
                return kernel.refused.get(key)
            case Do.CLOSE:
                return None
            case Do.HAS_RECORD:
                return key in kernel.recorded
            case Do.VERDICT:
                return self._verdict(key)
            case Do.REVOKE:
                return kernel.revoke(key)
            case Do.SWEEP:
                return kernel.sweep(key)
            case Do.PASS | Do.FAIL:
                return ledger.check(key, is_running=do is Do.PASS)
            case _:
                raise AssertionError(do)

    def _gate(self) -> Gate:
        return GateRow(self.state._db).read()

    def _fork(self, key: str) -> Verdict | None:
        _, task, _ = self.state.find(key)
        permit = next(one for one in self._gate().permits if one.attempt == key)
        not_after = permit.granted.start + START_WITHIN
        sheet = Sheet(key, task.branch, permit.granted.boot, not_after)
        process = self.kernel.fork("shim", key, task.branch)
        self.kernel.refused.pop(key, None)
        if not self.world.is_calm and self.world.rng.random() < SPENT:
            self.kernel.kill(process)
            return Verdict(standing=Standing.NEVER, because="no process is left", is_silent=True)
        self.world.start(shim(self.kernel, process, sheet), process)
        if self.world.risk and not self.world.is_calm and self.world.rng.random() < HASTE:
            self.world.start(self._die_soon(), self)
        return None

    def _die_soon(self) -> Generator[float, None, None]:
        yield self.world.rng.uniform(0.0, 0.4)
        self.die()

    def _verdict(self, key: str) -> Verdict:
        code = self.kernel.verdicts.get(key)
        if code is None:
            return Verdict(standing=Standing.LOST, because="it died with its shim")
        halt = None
        if code == ACCOUNT:
            at = self.world.moment()
            halt = Halt(
                kind=Halting.OUTAGE,
                by="agent",
                since=at.wall,
                because="the account's limit",
                wait=span(at, 60.0),
            )
        return Verdict(standing=Standing.ENDED, code=code, because=f"exit {code}", halt=halt)
