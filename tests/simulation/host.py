"""One host: the state's file, the carrier's rows, and one engine after the other."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from core.attempts.records import Ended
from core.attempts.standing import standing
from core.engine import stages, workflows
from core.engine.agents import overdue
from core.engine.agents.rest import Next, after_turn
from core.engine.agents.verdict import judged
from core.engine.ledger import Ledger
from core.engine.policy.proofs import Proofs
from core.engine.stages import is_fresh
from core.model.effects import Do, Finish, On, Rest, Stage, Whole
from core.model.run import Standing, Verdict
from core.model.validation import Answer, Said
from core.model.worktree import Made
from core.runners.stream import Told, take
from core.runs.store import LIVE
from core.spawn.permits import START_WITHIN
from core.spawn.store import GateRow
from core.validation.proof import lacking
from tests.simulation.doors import Clocks
from tests.simulation.history import RIVAL
from tests.simulation.lives import Carried, Engine
from tests.simulation.shim import Sheet, shim
from tests.simulation.world import Until

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from core.model.admission import Surroundings
    from core.model.effects import Effect
    from core.model.gate import Gate
    from core.model.run import Attempt, Task
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
        watchdog = overdue.Watchdog(ledger, "", Clocks(self.world))
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
                self._ask(effect.attempt, proofs, me)
            elif effect is Whole.PROVE:
                self.world.point()
                answer = proofs.due()
            elif effect is Whole.TEND:
                watchdog.look(self._tend(ledger))
            elif isinstance(effect, Rest):
                yield Until(effect.seconds * self.world.patience)
            else:
                answer = self._perform(effect, ledger)
            yield 0.001

    def _ask(self, key: str, proofs: Proofs, me: Engine) -> None:
        if key not in me.asking:
            me.asking.add(key)
            self.world.start(self._answer(key, proofs, me), me)

    def _answer(self, key: str, proofs: Proofs, me: Engine) -> Generator[float, None, None]:
        """Ask the tracker, as a thread does; its word is for the audit, too."""
        question, rng = proofs.question(key), self.world.rng
        if question is not None:
            yield rng.choice((0.02, 0.3) if self.world.is_calm else (0.02, 0.3, 3.0, 29.0))
            some = (Said.YES,) * 5 + (Said.NOT_YET,) * 2 + (Said.NO,)
            said = Said.YES if self.world.is_calm else rng.choice(some)
            word = "said", key, 0.0, question.when, said
            self.kernel.history.add(self.world.true, *word)
            proofs.take(key, question.when, Answer(said=said, because="the tracker"))
            self.kernel.history.add(self.world.true, *word)  # the machine may have slept meanwhile
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
                rarely = RARELY * self.world.patience if stage is Stage.WATCH else 1
                yield Until(effect.seconds * rarely)
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
            case Finish(attempt=key, verdict=verdict):
                self.world.point()
                self._tend(ledger)
                if verdict.is_silent and self.state.find(key)[2] == LIVE:
                    self.kernel.history.add(self.world.true, "silence", key)
                is_open = "the inbox stays open" in self.world.flaws
                unsent = () if is_open else self.kernel.folders[key].shut()
                ledger.finish(key, replace(verdict, unsent=unsent))
                return self.world.happened()
            case On(attempt=key, do=Do() as do):
                return self._do(key, do, ledger)
            case _:
                raise AssertionError(effect)

    def _tend(self, ledger: Ledger) -> list[tuple[Attempt, Task, Told]]:
        self.world.point()
        live = [(*one, self._told(one[0].key)) for one in self.state.live()]
        readings = [*self.around().quota]
        for attempt, task, told in live:
            readings += told.readings.values()
            if task.is_stopped:
                self.kernel.folders[attempt.key].stops = True
        tokens = {attempt.key: told.tokens for attempt, _, told in live}
        ledger.tend(readings, resumes=True, is_well=True, tokens=tokens)
        ours = sum(n for key, n in self.kernel.tokens.items() if not key.startswith(RIVAL))
        self.kernel.history.add(self.world.true, "used", "run", ours)
        return live

    def _told(self, key: str) -> Told:
        """Read on what an agent tells."""
        assert self.engine is not None
        told = self.engine.told.setdefault(key, Told())
        lines = self.kernel.folders[key].stream[told.lines :]
        if lines:
            take(told, lines, self.world.moment().wall)
        return told

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
                return self._close(key)
            case Do.HAS_RECORD:
                return self._told(key).lines > 0
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
        self.kernel.folders[key].furnish()
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

    def _close(self, key: str) -> None:
        told, folder = self._told(key), self.kernel.folders[key]
        if not told.is_at_rest:
            return
        then = after_turn(told, folder.question, folder.messages, "")
        if then.next is Next.CLOSE:
            folder.closes = True
        elif then.next is Next.ASK:
            self.kernel.ask(key)

    def _verdict(self, key: str) -> Verdict:
        word, folder = self.kernel.verdicts.get(key), self.kernel.folders[key]
        ended = None if word is None else Ended(code=word.code, by=word.by)
        verdict = judged(ended, self._told(key), folder.overdue, self.world.moment().wall)
        if verdict.code:
            return verdict
        if folder.failed:
            return replace(verdict, because=folder.failed, is_failed=True)
        if folder.missing:
            return replace(verdict, because=lacking(folder.missing), missing=folder.missing)
        return verdict
