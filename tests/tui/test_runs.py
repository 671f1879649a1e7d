"""Keys for a run of ours: what they order, and what they say where there is none."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from core.model.frame import EMPTY
from core.model.ground import Ground, Health
from core.model.orders import Drain, Halt, Slots
from core.model.run import Outcome
from tests import run_scenes, scenes
from tui.present.numbers import short

if TYPE_CHECKING:
    from tests.tui.conftest import Letters, Pose

RUNNING = replace(scenes.CALM, ground=run_scenes.GROUND)


async def test_p_holds_a_run_and_lets_it_go_on(posed: Pose) -> None:
    async with posed(RUNNING) as (app, pilot):
        await pilot.press("p")
        app.frame = run_scenes.PAUSED
        await pilot.press("p")

        assert [Halt(is_on=True), Halt(is_on=False)] == app.orders


async def test_minus_and_plus_change_the_slots(posed: Pose) -> None:
    async with posed(RUNNING) as (app, pilot):
        await pilot.press("minus", "plus", "underscore", "equals_sign")

        assert [Slots(4), Slots(6), Slots(4), Slots(6)] == app.orders


@pytest.mark.parametrize(("allowed", "key", "expected"), [(0, "minus", 0), (50, "plus", 50)])
async def test_slots_stay_between_none_and_fifty(
    posed: Pose, allowed: int, key: str, expected: int
) -> None:
    ground = replace(run_scenes.GROUND, allowed=allowed)
    async with posed(replace(RUNNING, ground=ground)) as (app, pilot):
        await pilot.press(key)

        assert [Slots(expected)] == app.orders


async def test_plus_stops_at_the_safe_count_and_says_so(posed: Pose) -> None:
    ground = replace(run_scenes.GROUND, allowed=6, most=6)
    async with posed(replace(RUNNING, ground=ground)) as (app, pilot):
        await pilot.press("plus")

        assert [] == app.orders
        assert "6 agents at a time are safe" in app.said[0]


@pytest.mark.parametrize(
    "ground", [Ground(), Ground(tasks=run_scenes.tasks(Outcome.DONE))], ids=["none", "over"]
)
async def test_agents_that_are_not_ours_are_not_held_and_never_called_paused(
    posed: Pose, letters: Letters, ground: Ground
) -> None:
    async with posed(replace(scenes.CALM, ground=ground)) as (app, pilot):
        await pilot.press("p", "minus", "plus", "D")
        await pilot.pause()

        assert [] == app.orders
        assert 4 == len(app.said)
        assert "are not held" in app.said[0]
        assert "PAUSED" not in letters(app)


@pytest.mark.requirement("S1-08")
async def test_a_run_says_what_comes_next_and_who_holds_it(posed: Pose, letters: Letters) -> None:
    async with posed(RUNNING) as (app, pilot):
        await pilot.pause()
        told = "Run 2 of 30 tasks, 5 of 5 slots, next spawn in 3 s, held by: cooldown"
        assert told in letters(app)
        assert "Saved: checkpoints 0 of 30, snapshots 0 of 30" in letters(app)

        done = frozenset({"run/t0", "run/t3"})
        risks = (("run/t1", 400_000), ("run/t2", 12_000))
        safe = replace(run_scenes.GROUND, checkpointed=done, snapshotted=done, risks=risks)
        app.frame = replace(RUNNING, ground=safe)
        await pilot.pause()
        assert "checkpoints 2 of 30, snapshots 2 of 30, at risk 412k tokens" in letters(app)

        app.frame = run_scenes.PAUSED
        await pilot.pause()
        assert "5 of 5 slots, 23 tasks held" in letters(app)
        assert "PAUSED  lunch (ada, since 14:30)  p lets agents start" in letters(app)
        assert "HELD by quota until 16:00  81% of five_hour is used" in letters(app)

        app.frame = replace(RUNNING, ground=replace(run_scenes.GROUND, engine=None))
        await pilot.pause()
        assert "no engine: it is being started" in letters(app)


async def test_what_may_be_old_is_marked_with_the_reason(posed: Pose, letters: Letters) -> None:
    assert run_scenes.GROUND.engine is not None
    silent = replace(run_scenes.GROUND.engine, is_silent=True)
    async with posed(replace(RUNNING, ground=replace(run_scenes.GROUND, engine=silent))) as posing:
        app, pilot = posing
        await pilot.pause()
        assert "STALE  the engine (process 4242) shows no sign of life" in letters(app)

        lost = replace(run_scenes.GROUND, engine=None, trouble="state.db is damaged.")
        app.frame = replace(RUNNING, ground=lost)
        await pilot.pause()
        assert "STALE  state.db is damaged." in letters(app)
        assert "is being started" not in letters(app)


async def test_d_drains_a_run_and_undoes_it(posed: Pose, letters: Letters) -> None:
    async with posed(RUNNING) as (app, pilot):
        await pilot.press("D")
        app.frame = run_scenes.DRAINING
        await pilot.pause()
        assert (
            "DRAINING  the engine ends with the last agent (ada, since 14:31)  D lets"
            in letters(app)
        )
        await pilot.press("D")
        assert [Drain(is_on=True), Drain(is_on=False)] == app.orders

        ground = replace(run_scenes.DRAINING.ground, engine=None, used=0)
        app.frame = replace(run_scenes.DRAINING, ground=ground)
        await pilot.pause()
        assert "DRAINED" in letters(app)
        assert "is being started" not in letters(app)

        over = replace(ground, tasks=run_scenes.tasks(Outcome.DONE))
        app.frame = replace(run_scenes.DRAINING, ground=over)
        await pilot.press("D")
        assert Drain(is_on=False) == app.orders[-1]


@pytest.mark.requirement("S3-07", "S3-08", "S3-11")
async def test_four_lights_say_whether_the_next_may_start_and_who_holds_it(
    posed: Pose, letters: Letters
) -> None:
    async with posed(run_scenes.FAN) as (app, pilot):
        assert "○ agents  ○ slots  ○ delay  ✓ health" in letters(app)
        await pilot.press("4")
        shown = letters(app)

        for line in (
            "○ wait agents    5 agents: t2 working, t3 working, t4 stalled, t5 working",
            "t6 starting; 2 done, 2 ended otherwise",
            "○ wait slots     5 of 5 slots used: waits until any agent ends",
            "○ wait delay     1 s since the last start, 2 s at least",
            "✓ go   health    0 status calls failed in a row",
            "next spawn in 3 s, held by: cooldown",
            "cooldown  5 s after every 5 starts, 3 s left",
            "spawn delay  2 s from start to start, 1 s left",
        ):
            assert line in shown

        ground = replace(
            run_scenes.FAN_GROUND,
            used=0,
            allowed=0,
            engine=None,
            health=Health(failures=3, is_open=True),
        )
        app.frame = replace(run_scenes.FAN, ground=ground)
        await pilot.pause()
        shown = letters(app)
        for line in (
            "× stop agents    no engine sees to them",
            "× stop slots     0 of 0 slots used",
            "✓ go   delay     nobody was started yet",
            "× stop health    overload: starts rest",
        ):
            assert line in shown


@pytest.mark.requirement("S1-26")
async def test_a_run_shows_states_together_with_the_sum_of_tokens(
    posed: Pose, letters: Letters
) -> None:
    total = sum(agent.tokens.total for agent in run_scenes.FAN.agents)
    async with posed(run_scenes.FAN) as (app, _):
        shown = letters(app)

        assert total == run_scenes.FAN.tokens.total
        assert f"{short(total)}  tokens of 31 agents shown" in shown
        assert "agents  31 · worst first · † no checkpoint: 2" in shown
        assert all(word in shown for word in ("NEEDS YOU   t7", "STALLED   † t4", "queued      t9"))


async def test_runs_are_listed_with_tasks_attempts_commits_and_branches(
    posed: Pose, letters: Letters
) -> None:
    async with posed(run_scenes.FAN) as (app, pilot):
        await pilot.press("4")
        shown = letters(app)

        assert "2 of 30 tasks done, 5 running, 21 queued, 1 escalated, 1 cancelled" in shown
        assert "▸✓ done       t0      1 try    3 commits   fan/t0" in shown
        assert " ? escalated  t7      3 tries  4 commits   fan/t7   3 attempts failed" in shown
        assert " × cancelled  t8      1 try    —           fan/t8   stopped by order" in shown
        assert " · queued     t9      —        —           fan/t9   next spawn in 3 s" in shown

        await pilot.press("G")
        assert "▸· queued     t29" in letters(app)
        await pilot.press("g", "j", "j", "enter")
        assert "t2" == app.screen.pointed
        await pilot.press("escape", "escape")
        assert "agents  31" in letters(app)


async def test_the_list_of_runs_has_its_empty_and_its_broken_state(
    posed: Pose, letters: Letters
) -> None:
    async with posed(scenes.CALM) as (app, pilot):
        await pilot.press("4")
        assert "Nothing was ever run from here." in letters(app)
        await pilot.press("j", "enter", "x")
        assert "No agent is selected." == app.said[-1]

        app.frame = run_scenes.UNREADABLE
        await pilot.pause()
        assert "state.db cannot be read: it is no database." in letters(app)
        await pilot.press("3")
        assert "state.db cannot be read: it is no database." in letters(app)
        app.frame = EMPTY
        await pilot.pause()
        assert "Looking for runs" in letters(app)


async def test_the_journal_is_live_and_shows_one_kind_if_asked(
    posed: Pose, letters: Letters
) -> None:
    async with posed(run_scenes.FAN) as (app, pilot):
        await pilot.press("3")
        assert "journal  all 9  admit 2  ended 1  halted 1  hold 2" in letters(app)
        assert "211 older lines: groundstop journal --last 220" in letters(app)
        assert "14:31:36  ended        t7-retry-2" in letters(app)

        await pilot.press("greater_than_sign")
        assert "t7-retry-2" not in letters(app)
        assert 2 == letters(app).count("  admit        t")
        more = replace(run_scenes.JOURNAL[-2], number=221, subject="batch/t10")
        ground = replace(run_scenes.FAN_GROUND, journal=(*run_scenes.JOURNAL, more))
        app.frame = replace(run_scenes.FAN, ground=ground, at=scenes.NOW + timedelta(seconds=1))
        await pilot.pause()
        assert "admit        t10" in letters(app)

        await pilot.press("k")
        assert "1 below, G follows" in letters(app)
        await pilot.press("less_than_sign", "less_than_sign", "escape")
        assert "journal  all 10" in letters(app)
        await pilot.press("escape")
        assert "agents  31" in letters(app)


async def test_an_empty_journal_says_what_will_stand_there(posed: Pose, letters: Letters) -> None:
    async with posed(scenes.CALM) as (app, pilot):
        await pilot.press("3")

        assert "Nothing was decided yet." in letters(app)
