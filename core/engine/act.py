"""Performs the effects of the engine's flows on the real world."""

from __future__ import annotations

import threading
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, assert_never

from core.attempts.act import RunFolder
from core.attempts.standing import standing
from core.attempts.watch import ended, last_words, look
from core.clock import SystemClock
from core.engine.agents.act import Keeper, Preparer
from core.engine.agents.launching import launch_of
from core.engine.agents.overdue import Watchdog
from core.engine.agents.rest import Next, after_turn
from core.engine.agents.verdict import judged, unforked, unproven
from core.engine.agents.watch import Blockers, handoff_of, trouble
from core.engine.past.act import Recorder
from core.engine.stages import is_fresh, staged
from core.handoffs.watch import absent
from core.model.admission import Surroundings
from core.model.effects import Do, Finish, On, Rest, Stage, Whole
from core.model.run import Begun, Standing
from core.model.runner import Runner
from core.rehearsal.api.act import address
from core.runners.command import rehearsing
from core.runners.watch import Streams
from core.runs.letters.act import ask
from core.runs.letters.watch import messages, open_question
from core.spawn.permits import START_WITHIN
from core.spawn.settle import means
from core.validation.act import Questions, asked
from core.validation.proof import lacking, proven
from core.worktrees.act import make
from core.worktrees.changes.watch import has_changed

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable

    from core.clock import Clock
    from core.engine.carrier import Dbos
    from core.engine.ledger import Ledger
    from core.engine.policy.proofs import Proofs
    from core.model.admission import Host
    from core.model.effects import Effect
    from core.model.plan import Plan
    from core.model.quota import Reading
    from core.model.run import Attempt, Task, Verdict
    from core.model.where import StateFolder
    from core.model.worktree import Made
    from core.runners.command import Programs
    from core.runners.stream import Told


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """Where an engine works."""

    folder: StateFolder
    programs: Programs
    clock: Clock
    host: Callable[[], Host | None]


class Performer:
    """One engine's hands. Flows run on threads of their own; a wake wakes them all."""

    def __init__(
        self, ledger: Ledger, proofs: Proofs, site: Site, carrier: Callable[[], Dbos]
    ) -> None:
        self._proofs, self._questions = proofs, Questions()
        self._ledger, self._site, self._carrier = ledger, site, carrier
        self._preparer = Preparer(lambda: ledger.prepare(self._make), self.wake)
        self._keeper = Keeper(ledger, site.folder, site.clock)
        self._recorder = Recorder(ledger, site.folder, site.clock)
        self._blockers = Blockers(site.folder, SystemClock())
        self._watchdog = Watchdog(ledger, site.folder.runs, site.clock)
        self._shims: dict[str, subprocess.Popen[bytes]] = {}
        self._streams = Streams(site.folder.runs, site.clock, self.wake)
        self._asked: set[tuple[str, str]] = set()
        """Which blockers of which agents somebody was asked about."""
        self._happened = threading.Condition()

    def wake(self) -> None:
        """Let everybody look again who waits for something."""
        with self._happened:
            self._happened.notify_all()

    def perform(self, effect: Effect) -> Any:  # noqa: ANN401, an effect's answer
        """Do one thing, and give its answer."""
        match effect:
            case Finish(attempt=key, verdict=verdict):
                self._tend()
                folder = RunFolder(f"{self._site.folder.runs}/{key}")
                verdict = replace(verdict, unsent=folder.shut())
                folder.conclude(verdict)
                if self._ledger.finish(key, verdict):
                    task = self._ledger.find(key)[1]
                    self._keeper.end(key, task, self._streams.told(key))
                    self._recorder.note(task.run)
                self._forget(key)
                return self.wake()
            case On(attempt=key, do=do):
                return self._stage(key, do) if isinstance(do, Stage) else self._do(key, do)
            case Rest(seconds=seconds, is_real=is_real):
                return self._rest(seconds if is_real else seconds / self._site.clock.speed)
            case Whole():
                return self._whole(effect)
            case _:
                assert_never(effect)

    def _whole(self, effect: Whole) -> Any:  # noqa: ANN401, likewise
        match effect:
            case Whole.OBEY:
                return self._ledger.obey()
            case Whole.LIVE:
                return [attempt.key for attempt, _ in self._ledger.live()]
            case Whole.LAUNCH:
                return self._carrier().launch()
            case Whole.PREPARE:
                return self._preparer.look()
            case Whole.PROVE:
                return self._proofs.due()
            case Whole.ADMIT:
                return self._ledger.admit(self._around())
            case Whole.TEND:
                return self._care()
            case _:
                assert_never(effect)

    def _do(self, key: str, do: Do) -> Any:  # noqa: ANN401, likewise
        folder = RunFolder(f"{self._site.folder.runs}/{key}")
        deeds: dict[Do, Callable[[], Any]] = {
            Do.LOOK: lambda: standing(look(folder.path)),
            Do.IS_FRESH: lambda: is_fresh(self._age(key)),
            Do.FORK: lambda: self._fork(key, folder),
            Do.CODE: lambda: self._shims[key].poll() if key in self._shims else None,
            Do.HAS_RECORD: lambda: self._streams.told(key).lines > 0,
            Do.VERDICT: lambda: self._verdict(key, folder),
            Do.CLOSE: lambda: self._close(key, folder),
            Do.REVOKE: folder.revoke,
            Do.SWEEP: folder.sweep,
            Do.PASS: lambda: self._ledger.check(key, is_running=True),
            Do.FAIL: lambda: self._ledger.check(key, is_running=False),
            Do.ASK: lambda: self._questions.begin(key, lambda: self._answer(key)),
            Do.CARRY: lambda: self._carrier().enqueue(key),
        }
        answer = deeds[do]()
        if do in (Do.PASS, Do.FAIL):
            self.wake()
        return answer

    def _answer(self, key: str) -> None:
        question = self._proofs.question(key)
        if question is not None:
            answer = proven(question, has_changed, absent, asked)
            if answer.missing:
                RunFolder(f"{self._site.folder.runs}/{key}").conclude(unproven(answer))
            self._proofs.take(key, question.when, answer)
            self._recorder.note(key.partition("/")[0])
            self.wake()

    def _stage(self, key: str, stage: Stage) -> Verdict | None:
        flow, answer = staged(stage, key), None
        while True:
            try:
                effect = flow.send(answer)
            except StopIteration as end:
                verdict: Verdict | None = end.value
                return verdict
            answer = self.perform(effect)

    def _rest(self, seconds: float) -> None:
        """Wait in the machine's seconds."""
        with self._happened:
            self._happened.wait(seconds)

    def _tend(self) -> list[tuple[Attempt, Task, Told]]:
        """Take in what the streams tell, and pass on what is to be stopped; give who lives."""
        readings: list[Reading] = []
        tokens: dict[str, int] = {}
        is_well = True
        live = [(*one, self._streams.told(one[0].key)) for one in self._ledger.live()]
        for attempt, task, told in live:
            seen = standing(look(f"{self._site.folder.runs}/{attempt.key}"))
            is_well = is_well and seen not in (Standing.LOST, Standing.ORPHANED)
            readings += told.readings.values()
            tokens[attempt.key] = told.tokens
            if task.is_stopped:
                RunFolder(f"{self._site.folder.runs}/{attempt.key}").ask("stop")
        resumes = self._ledger.resumes()
        self._ledger.tend(readings, resumes=resumes, is_well=is_well, tokens=tokens)
        return live

    def _care(self) -> None:
        """Look after everybody who lives; the engine's own flow does, one look at a time."""
        live = self._tend()
        self._keeper.look(live)
        self._watchdog.look(live)
        self._recorder.look()

    def close(self) -> None:
        """Wait until what has ended is saved."""
        self._preparer.close()
        self._recorder.look(is_last=True)
        self._keeper.close()

    def _around(self) -> Surroundings:
        used = means(self._streams.spent(), self._site.clock.boottime())
        return Surroundings(host=self._site.host(), means=used, blockers=self._blockers.look())

    def _make(self, task: Task, plan: Plan) -> Made:
        self.wake()  # the one before it is there
        self._surroundings(plan)  # so that no start waits for it
        path = f"{plan.worktrees}/{plan.task(task.key).id}"
        return make(plan.repository, path, task.branch, plan.base, self._rest)

    def _fork(self, key: str, folder: RunFolder) -> Verdict | None:
        attempt, task, _ = self._ledger.find(key)
        plan = self._ledger.plan(task.run)
        env = self._surroundings(plan)
        try:
            begun = Begun(attempt=attempt, task=task, permit=self._ledger.permit(key))
            note = self._ledger.note_for(task.key)
            launch = launch_of(begun, plan, folder.path, self._site.programs, env, note)
            folder.remember(begun)
            left = START_WITHIN - (self._age(key) or START_WITHIN)
            self._shims[key] = folder.fork(launch, left)
        except OSError as error:
            return unforked(error)
        return None

    def _age(self, key: str) -> float | None:
        """Give the real seconds since an attempt was permitted; None where it has no permit."""
        age = self._ledger.find(key)[2]
        return None if age is None else age / self._site.clock.speed

    def _surroundings(self, plan: Plan) -> dict[str, str]:
        """What an agent is told besides its command; a rehearsal's never meets the real API."""
        if plan.runner is not Runner.REHEARSAL:
            return {}
        where = address(self._site.folder.root, plan.rehearsal, self._rest)
        return rehearsing(where)

    def _verdict(self, key: str, folder: RunFolder) -> Verdict:
        at = self._site.clock.now()
        verdict = judged(ended(folder.path), self._streams.told(key), last_words(folder.path), at)
        if verdict.code:
            return verdict
        told = handoff_of(folder.path)
        if why := trouble(told, "failed", "blocked"):
            return replace(verdict, because=why, is_failed=True)
        worktree = self._ledger.find(key)[1].worktree
        gone = absent(told.deliverables, worktree) if told is not None and worktree else ()
        return replace(verdict, because=lacking(gone), missing=gone) if gone else verdict

    def _close(self, key: str, folder: RunFolder) -> None:
        """The client ends only when its stdin is closed (D17): not while it waits for an answer."""
        told, path = self._streams.told(key), folder.path
        if not told.is_at_rest:
            return
        blocked = trouble(handoff_of(path), "blocked")
        is_new = (key, blocked) not in self._asked
        then = after_turn(told, open_question(path), messages(path), blocked if is_new else "")
        if then.next is Next.CLOSE:
            folder.ask("close")
        elif then.next is Next.ASK:
            self._asked.add((key, then.question))
            ask(path, then.question, self._site.clock.now())

    def _forget(self, key: str) -> None:
        self._streams.forget(key)
        shim = self._shims.pop(key, None)
        if shim is not None:
            shim.wait()
