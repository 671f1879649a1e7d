"""What happens in a demo is told once, in sentences; and an act knows what came of it."""

from __future__ import annotations

import pytest

from core.demo.acts import happened
from core.demo.scripts import Incident, hurried, script
from core.model.demo import Act, Sight, Tally

HELD = "80% of five_hour is used; starts stop at 80%"
MOST = 30


@pytest.mark.parametrize(
    ("before", "now", "said"),
    [
        (Sight(), Sight(), []),
        (
            Sight(),
            Sight(told=Tally(answered=236, refused=3)),
            ["the API refuses, after 236 answers"],
        ),
        (Sight(told=Tally(refused=3)), Sight(told=Tally(refused=90)), []),
        (Sight(ended=3), Sight(ended=6, done=1), ["5 of 30 agents have given up"]),
        (Sight(ended=4, done=4), Sight(ended=5, done=5), ["5 of 30 agents are done"]),
        (Sight(), Sight(holds=(HELD,)), [f"held: {HELD}"]),
        (Sight(holds=(HELD,)), Sight(holds=(HELD,)), []),
        (
            Sight(holds=(HELD,)),
            Sight(skipped=3600.0),
            ["nobody is at work: 60 minutes pass at once", "no hold any more"],
        ),
    ],
)
def test_only_what_is_new_is_told(before: Sight, now: Sight, said: list[str]) -> None:
    assert said == list(happened(before, now, MOST))


def test_what_was_refused_before_a_hold_is_not_counted_after_it() -> None:
    end = Sight(told=Tally(refused=12))

    assert 5 == Act(is_bare=False, agents=30, end=end, refused_at_hold=7).refused_after_hold
    assert None is Act(is_bare=True, agents=30, end=end).refused_after_hold


@pytest.mark.parametrize("incident", Incident)
def test_every_agent_of_a_script_has_a_branch_of_its_own(incident: Incident) -> None:
    plan = script(incident, 3).plan("/shop")

    assert {Incident.NONE: 30, Incident.CLIFF: 30, Incident.CRASH: 9}[incident] == len(plan.tasks)
    assert len(plan.tasks) == len({task.branch for task in plan.tasks})
    assert len(plan.tasks) == len({task.prompt for task in plan.tasks})
    assert "--seed=3" in plan.rehearsal


def test_a_script_is_hurried_with_groundstop_and_without() -> None:
    one = hurried(script(Incident.CLIFF, 1), 7)

    assert (7, 7) == (one.speed, one.bare_speed)
