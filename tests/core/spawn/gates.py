"""Gates, requests and moments as tests need them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from core.model.admission import Admit, Request, Surroundings
from core.model.gate import OPEN, Gate
from core.model.moment import Moment
from core.model.pace import BURST, Pace
from core.model.run import Standing, Verdict
from core.spawn.admission import admission
from core.spawn.breaker import looked
from core.spawn.permits import checked, permitted, released

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
CALM = Surroundings(means=(100.0, 100.0))
WELL = Verdict(standing=Standing.ENDED, code=0)
BADLY = Verdict(standing=Standing.ENDED, code=1)
NOT_AT_ALL = Verdict(standing=Standing.NEVER)
SILENCE = Verdict(standing=Standing.NEVER, is_silent=True)


def at(seconds: float, boot: str = "boot") -> Moment:
    """So many seconds after noon."""
    return Moment(boot=boot, boottime=1000 + seconds, wall=NOON + timedelta(seconds=seconds))


def asks(task: str, *, role: str = "IMPLEMENTER", pace: Pace = BURST) -> Request:
    """Ask for a task's first start."""
    return Request(attempt=task, task=task, role=role, pace=pace)


class Tower:
    """A gate with a queue, tried at any second: what the engine does, without an engine."""

    def __init__(self, *requests: Request, around: Surroundings = CALM, gate: Gate = OPEN) -> None:
        self.queue = list(requests)
        self.around = around
        self.gate = gate
        self.starts: list[tuple[str, float]] = []

    def ask(self, seconds: float) -> object:
        """Ask the gate once; a start is granted, and seen to run at once."""
        answer = admission(self.gate, self.queue, self.around, at(seconds))
        if isinstance(answer, Admit):
            request = next(one for one in self.queue if one.attempt == answer.attempt)
            self.queue.remove(request)
            self.gate = permitted(self.gate, request, at(seconds))
            self.gate = checked(
                self.gate, request.attempt, request.pace, at(seconds), is_running=True
            )
            self.starts.append((request.attempt, seconds))
        return answer

    def run(self, until: float, begin: float = 0.0) -> list[float]:
        """Ask every tenth of a second, and give the times of the starts."""
        for tenth in range(round(begin * 10), round(until * 10) + 1):
            self.ask(tenth / 10)
        return [seconds for _, seconds in self.starts]

    def look(self, seconds: float) -> None:
        """Find all agents well, when the breaker's hold is over."""
        calm = looked(self.gate.breaker, at(seconds), is_well=True)
        self.gate = replace(self.gate, breaker=calm)

    def end(self, task: str, seconds: float, verdict: Verdict = WELL) -> None:
        """Let an agent end."""
        self.gate = released(self.gate, task, verdict, BURST, at(seconds))
