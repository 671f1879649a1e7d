"""What happened last tells of every start, and of nothing that comes and goes by itself."""

from __future__ import annotations

from core.model.events import Grounded, Heard
from core.model.ground import Ground
from core.model.run import Outcome
from tests.core.fleet.test_tasks import ENGINE, fleet, task, wrote
from tests.core.lines import when


def test_a_start_of_ours_is_told_once() -> None:
    found = fleet(task("t1"), task("t2"))
    assert () == found.frame(when(0)).notices

    tasks = (task("t1", Outcome.RUNNING), task("t2"))
    found.fold(Grounded(ground=Ground(engine=ENGINE, tasks=tasks)), when(1))
    found.frame(when(1))
    found.fold(Heard(transcripts=(wrote("t1-session"),)), when(2))

    assert [("t1", "has begun")] == [(one.who, one.text) for one in found.frame(when(2)).notices]
