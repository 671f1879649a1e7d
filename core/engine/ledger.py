"""The engine's transactions: each is whole or not at all, and harmless when it comes twice."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from core.engine.dispatch import ordered
from core.errors import NotFound
from core.model.admission import Admit, Guard, Hold, Refuse, Request
from core.model.command import Verb
from core.model.gate import Halting
from core.model.pace import TOP, WAVE, safest
from core.model.quota import Budget
from core.model.run import SETTLED, Outcome
from core.runs.escalations.store import decide, note_for
from core.runs.outcome import following
from core.runs.store import LIVE, OVER
from core.spawn import breaker
from core.spawn.admission import admission
from core.spawn.checklist import checklist
from core.spawn.halts import waited_out
from core.spawn.permits import age, answered, checked, permitted, released
from core.spawn.policy.budgets import budgeted
from core.spawn.store import GateRow
from core.spawn.windows import accounted, measured

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from core.model.admission import Admission, Check, Surroundings
    from core.model.gate import Gate
    from core.model.moment import Moment
    from core.model.plan import Plan
    from core.model.quota import Reading
    from core.model.run import Attempt, Task, Verdict
    from core.model.runner import Runner
    from core.model.suspend import Suspend
    from core.model.worktree import Made
    from core.runs.store import State


class Ledger:
    """Everything that is decided and must be remembered goes through here."""

    def __init__(self, state: State, moment: Callable[[], Moment]) -> None:
        self._state = state
        self._moment = moment
        self._holding: tuple[tuple[Guard, bool], ...] = ()

    def obey(self) -> None:
        """Take the orders that wait."""
        with self._state.transaction() as db:
            self._take_orders(GateRow(db), self._moment())

    def admit(self, around: Surroundings) -> Admission | None:
        """Ask the gate for the next start; a yes is a permit, in this same transaction.

        Orders that wait come first: whoever has ordered a pause sees no permit after it.
        """
        with self._state.transaction() as db:
            at, row = self._moment(), GateRow(db)
            now = self._take_orders(row, at)
            asked: dict[str, Request] = {}
            checks: tuple[Check, ...] = ()
            answer = admission(now, self._requests(asked), around, at)
            match answer:
                case Admit(attempt=key):
                    checks = checklist(now, asked[key].pace, at)
                    row.write(permitted(now, asked[key], at))
                    self._state.move(key, LIVE)
                    self._state.settle(asked[key].task, Outcome.RUNNING)
                case Refuse(attempt=key):
                    self._state.move(key, OVER)
            self._tell(answer, now, at, checks)
        return answer

    def prepare(self, make: Callable[[Task, Plan], Made]) -> None:
        """See that the next tasks have their worktrees, five at a time at most (S3-24)."""
        for task in self._state.unprepared(WAVE):
            made = make(task, self.plan(task.run))
            with self._state.transaction():
                at = self._moment()
                if made.because:
                    self._state.settle(task.key, Outcome.ESCALATED, made.because)
                    self._note("no worktree", task.key, at, because=made.because)
                else:
                    self._state.prepare(task.key, made.path, task.start_commit or made.commit)

    def live(self) -> list[tuple[Attempt, Task]]:
        """Give the attempts that have permits."""
        with self._state.transaction():
            return self._state.live()

    def resumes(self) -> bool:
        """Whether every run that is not over goes on by itself at a reset."""
        with self._state.transaction():
            plans = [self._state.known(run) for run in self._state.unfinished()]
        return all(plan is not None and plan.resume_at_reset for plan in plans)

    def is_drained(self) -> bool:
        """Whether a person wants an end, and nobody runs any more."""
        with self._state.transaction() as db:
            gate = self._take_orders(GateRow(db), self._moment())
            is_draining = any(halt.kind is Halting.DRAIN for halt in gate.halts)
            return is_draining and not self._state.live()

    def unfinished(self) -> list[str]:
        """Name the runs in which anything runs or waits."""
        with self._state.transaction():
            return self._state.unfinished()

    def find(self, key: str) -> tuple[Attempt, Task, float | None]:
        """Give an attempt, its task, and the age of its permit if it has one."""
        with self._state.transaction() as db:
            attempt, task, _ = self._state.find(key)
            return attempt, task, age(GateRow(db).read(), key, self._moment())

    def permit(self, key: str) -> int:
        """Give the number of an attempt's permit; 0 where it has none."""
        with self._state.transaction() as db:
            permits = GateRow(db).read().permits
        return next((one.number for one in permits if one.attempt == key), 0)

    def note_for(self, task: str) -> str:
        """Give what a person said when they had a task begun anew."""
        with self._state.transaction() as db:
            return note_for(db, task)

    def plan(self, run: str) -> Plan:
        """Give the plan of a run."""
        with self._state.transaction():
            found = self._state.known(run)
        if found is None:
            raise NotFound(f"there is no run {run}.")
        return found

    def check(self, key: str, *, is_running: bool) -> None:
        """Note that a start was seen to work, or given up on."""
        with self._state.transaction() as db:
            at, row = self._moment(), GateRow(db)
            now = row.read()
            _, task, _ = self._state.find(key)
            after = checked(now, key, task.pace, at, is_running=is_running)
            if after != now:
                self._change(row, now, after, at)
                self._note("started" if is_running else "start failed", key, at)

    def finish(self, key: str, verdict: Verdict) -> bool:
        """Write down an end, give the permit back, queue what follows; tell if it was news."""
        with self._state.transaction() as db:
            at, row = self._moment(), GateRow(db)
            now = row.read()
            attempt, task, state = self._state.find(key)
            if state != LIVE:
                return False
            then = following(task, attempt, verdict, at, self._state.ends(task.key))
            self._change(row, now, released(now, key, verdict, task.pace, at), at)
            self._state.move(key, OVER, verdict)
            self._state.settle(task.key, then.outcome, then.because)
            if then.attempt is not None:
                self._state.queue(then.attempt)
            self._note("ended", key, at, verdict=verdict, outcome=then.outcome)
            if verdict.unsent:
                why = f"messages that did not reach it: {len(verdict.unsent)}"
                self._note("unsent", key, at, verdict={"because": why})
            return True

    def tend(
        self,
        readings: Iterable[Reading],
        *,
        resumes: bool,
        is_well: bool,
        tokens: Mapping[str, int],
    ) -> None:
        """Hold, or go on, by what is used of the quota, and when the breaker's hold is over.

        `tokens` says how many each attempt has used so far (S1-10).
        """
        with self._state.transaction() as db:
            at, row = self._moment(), GateRow(db)
            now = row.read()
            for attempt, used in tokens.items():
                self._state.spend(attempt, used)
            after = accounted(waited_out(now, at), self._account())
            after = measured(after, readings, at, resumes=resumes)
            after = answered(budgeted(after, self._budgets(), at), tokens)
            broken = breaker.looked(after.breaker, at, is_well=is_well)
            self._change(row, now, replace(after, breaker=broken), at)

    def is_account_held(self) -> bool:
        """Whether quota or an outage holds: then nobody's silence is its own."""
        with self._state.transaction() as db:
            halts = GateRow(db).read().halts
        return any(halt.kind in (Halting.QUOTA, Halting.OUTAGE) for halt in halts)

    def remark(self, kind: str, subject: str, because: str = "") -> None:
        """Write something down that has changed nothing here."""
        with self._state.transaction():
            why = {"verdict": {"because": because}} if because else {}
            self._note(kind, subject, self._moment(), **why)

    def note_suspend(self, slept: Suspend) -> None:
        """Write down that the machine has slept until now."""
        with self._state.transaction():
            minutes = (slept.until - slept.since).total_seconds() / 60
            subject = f"the machine slept for {minutes:.0f} min"
            self._note("suspended", subject, self._moment(), since=slept.since)

    def _account(self) -> Runner | None:
        """Name the account of the runs that are not over; they have one (`core.runs.act.enter`)."""
        plans = map(self._state.known, self._state.unfinished())
        return next((plan.runner for plan in plans if plan is not None), None)

    def _budgets(self) -> Iterator[Budget]:
        """Give what the runs that are not over may use, and what their agents have used."""
        for run in self._state.unfinished():
            plan = self._state.known(run)
            if plan is None or (plan.token_budget is None and plan.window_budget is None):
                continue
            yield Budget(
                run=run,
                tokens=plan.token_budget,
                share=plan.window_budget,
                used=self._state.spent(run),
            )

    def _take_orders(self, row: GateRow, at: Moment) -> Gate:
        before = after = row.read()
        for command in self._state.orders():
            most = self._most() if command.verb is Verb.SLOTS else TOP
            after = ordered(after, command, at, most)
            if command.verb is Verb.STOP:
                self._state.stop(command.subject)
            decide(self._state, command)
            self._note("order", command.verb, at, order=command)
            if most < command.number:
                why = f"{command.number} slots were asked for, {most} are safe by the pre-flight"
                self._note("slots", command.verb, at, verdict={"because": why})
        self._change(row, before, after, at)
        return after

    def _most(self) -> int:
        """How many slots are safe for every run that is not over: they share one quota (S1-32)."""
        plans = [self._state.known(run) for run in self._state.unfinished()]
        return safest(plan.pace.most for plan in plans if plan is not None)

    def _requests(self, asked: dict[str, Request]) -> Iterator[Request]:
        """Give those who wait, as the gate asks for them."""
        for attempt, task, outcome in self._state.waiting():
            is_settled = outcome in SETTLED
            request = Request(
                attempt=attempt.key,
                task=task.key,
                role=task.role,
                run=task.run,
                pace=task.pace,
                wait=attempt.wait,
                is_prepared=bool(task.worktree),
                validates=task.validates,
                settled=f"{task.key} is {outcome} already" if is_settled else "",
            )
            asked[attempt.key] = request
            yield request

    def _change(self, row: GateRow, before: Gate, after: Gate, at: Moment) -> None:
        """Keep the gate if it is another, and say so where somebody would ask why."""
        if after == before:
            return
        row.write(after)
        if after.breaker.hold is not None and before.breaker.hold is None:
            why = breaker.SILENCE if after.breaker.is_silent else breaker.OVERLOAD
            self._note("breaker", why, at, breaker=after.breaker)
        for halt in (one for one in after.halts if one not in before.halts):
            self._note("halted", halt.kind, at, halt=halt)
        for halt in (one for one in before.halts if one not in after.halts):
            self._note("lifted", halt.kind, at, halt=halt)

    def _tell(
        self, answer: Admission | None, now: Gate, at: Moment, checks: tuple[Check, ...]
    ) -> None:
        """Write every verdict down with what it rests on; a hold again only when it is another."""
        if isinstance(answer, Hold):
            holding = tuple((held.by, held.left is None) for held in answer.held)
            if holding == self._holding:
                return
            self._holding = holding
            subject = ", ".join(held.by for held in answer.held)
        elif answer is None:
            return
        else:
            self._holding = ()
            subject = answer.attempt
        word = type(answer).__name__.lower()
        self._note(word, subject, at, verdict=answer, gate=now, checks=checks)

    def _note(self, kind: str, subject: str, at: Moment, **inputs: object) -> None:
        self._state.note(at.wall, kind, subject, inputs)
