"""What is asked about attempts before they start and when they have ended, and what follows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.engine.agents.verdict import unproven
from core.errors import NotFound
from core.model.run import Outcome
from core.model.validation import Answer, Question, Said, When
from core.runs.outcome import following
from core.runs.store import OVER, QUEUED
from core.spawn.policy.validations import answer_of, answered
from core.spawn.store import GateRow

if TYPE_CHECKING:
    from collections.abc import Callable

    from core.model.moment import Moment
    from core.runs.store import State


class Proofs:
    """The transactions of validation; an answer that comes twice counts once."""

    def __init__(self, state: State, moment: Callable[[], Moment]) -> None:
        self._state, self._moment = state, moment

    def due(self) -> list[str]:
        """Name the attempts that ended well and whose proof is to be asked for now."""
        with self._state.transaction() as db:
            keys = self._state.proving()
            if not keys:
                return []
            gate, at = GateRow(db).read(), self._moment()
        return [key for key in keys if answer_of(gate, key, at) is None]

    def question(self, key: str) -> Question | None:
        """Give what is to be asked about an attempt; None where that is settled."""
        with self._state.transaction():
            when = self._when(key)
            _, task, _ = self._state.find(key)
            plan = self._state.known(task.run)
        if plan is None:
            raise NotFound(f"there is no run {task.run}.")
        if when is None:
            return None
        planned = plan.task(task.key)
        if when is When.BEFORE:
            return Question(when=when, command=planned.validate, cwd=plan.repository)
        return Question(
            when=when,
            command=planned.validate,
            cwd=task.worktree,
            expects=planned.expects,
            commit=task.start_commit,
        )

    def take(self, key: str, when: When, answer: Answer) -> None:
        """Write an answer down: a yes lets it start or be done, a no ends it there.

        Where files are missing another attempt is to deliver them (S4-29).
        """
        with self._state.transaction() as db:
            if self._when(key) is not when:
                return
            at, row = self._moment(), GateRow(db)
            _, task, _ = self._state.find(key)
            self._state.note(at.wall, f"validation {when}", key, {"verdict": answer})
            if when is When.AFTER and answer.said is Said.YES:
                self._state.settle(task.key, Outcome.DONE)
            elif answer.missing:
                self._correct(key, answer, at)
            elif answer.said is Said.NO:
                self._state.settle(task.key, *_refused(when, answer))
            else:
                row.write(answered(row.read(), key, answer, at))
                if when is When.AFTER:
                    because = f"validate says not yet: {answer.because}"
                    self._state.settle(task.key, Outcome.PROVING, because)

    def _correct(self, key: str, answer: Answer, at: Moment) -> None:
        attempt, task, _ = self._state.find(key)
        verdict = unproven(answer)
        then = following(task, attempt, verdict, at)
        self._state.move(key, OVER, verdict)
        self._state.settle(task.key, then.outcome, then.because)
        if then.attempt is not None:
            self._state.queue(then.attempt)
        self._state.note(at.wall, "incomplete", key, {"verdict": verdict, "outcome": then.outcome})

    def _when(self, key: str) -> When | None:
        """At which end of its life an attempt waits for an answer."""
        _, task, state = self._state.find(key)
        outcome = self._state.outcome(task.key)
        if state == QUEUED and outcome is Outcome.QUEUED:
            return When.BEFORE
        return When.AFTER if state == OVER and outcome is Outcome.PROVING else None


def _refused(when: When, answer: Answer) -> tuple[Outcome, str]:
    if when is When.BEFORE:
        return Outcome.ESCALATED, f"validate said no before its start: {answer.because}"
    return Outcome.UNPROVEN, answer.because
