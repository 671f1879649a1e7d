"""Nouns become the right words."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC
from typing import TYPE_CHECKING

import pytest

from core.model.agent import Saving
from core.model.diagnosis import State
from core.model.quota import Reading
from tests import scenes
from tui.present.agents import row
from tui.present.burn import resampled
from tui.present.fleet import banners, masthead
from tui.present.glyphs import ASCII, UNICODE, Manner
from tui.present.notices import nothing, too_small
from tui.present.quota import panel, windows
from tui.present.view.columns import Column, columns_for
from tui.present.view.facts import facts

if TYPE_CHECKING:
    from collections.abc import Iterable

    from core.model.agent import Agent
    from tui.present.spans import Line


MANNER = Manner(zone=UTC, home="/home/ada")


def said(lines: Iterable[Line]) -> str:
    return "\n".join("".join(span.text for span in (*line.left, *line.right)) for line in lines)


def words(agent: Agent, width: int = 200, *, has_run: bool = False) -> dict[Column, str]:
    slots = columns_for(width, has_run=has_run)
    cells = row(agent, scenes.NOW, MANNER, slots)
    return {
        slot.column: "".join(span.text for span in cell)
        for slot, cell in zip(slots, cells, strict=True)
    }


def test_a_row_says_what_matters() -> None:
    stalled = next(a for a in scenes.BUSY.agents if a.name == "ws-reconnect")
    found = words(stalled)

    assert "▲" == found[Column.STATE_GLYPH]
    assert "STALLED" == found[Column.STATE]
    assert "16m" == found[Column.QUIET]
    assert "Bash npm run build" == found[Column.ACTION]
    assert "130k" == found[Column.TOKENS]
    assert "sonnet 4.5" == found[Column.MODEL]
    assert "fan/ws-reconnect" == found[Column.BRANCH]
    assert "━━━━━━━━" == found[Column.FUSE]


@pytest.mark.parametrize("width", range(40, 240, 7))
def test_the_mark_of_who_has_written_no_checkpoint_never_leaves(width: int) -> None:
    agent = scenes.BUSY.agents[-8]
    unsaved, saved = (
        replace(agent, saving=Saving(has_checkpoint=has_one, at_risk=48_000))
        for has_one in (False, True)
    )

    assert "†" == words(unsaved, width, has_run=True)[Column.UNSAVED]
    assert "" == words(saved, width, has_run=True)[Column.UNSAVED]
    assert "" == words(agent, width, has_run=True)[Column.UNSAVED]
    assert Column.UNSAVED not in words(agent, width)


def test_what_may_be_lost_with_an_agent_is_said_in_words() -> None:
    agent = scenes.BUSY.agents[-8]
    unsaved = replace(agent, saving=Saving(has_checkpoint=False, at_risk=48_000))
    saved = replace(agent, saving=Saving(has_checkpoint=True, at_risk=0))
    page = said(facts(unsaved, scenes.NOW, MANNER))

    assert "saved     † no checkpoint yet, 48.0k tokens at risk" in page
    assert "saved     has a checkpoint\n" in said(facts(saved, scenes.NOW, MANNER))
    assert "saved" not in said(facts(agent, scenes.NOW, MANNER))


def test_an_error_says_why_instead_of_what_was_done_last() -> None:
    dead = next(a for a in scenes.BUSY.agents if a.name == "payout-retry")

    assert "API 529 overloaded, 6 attempts" == words(dead)[Column.ACTION]


def test_what_is_not_known_is_never_zero() -> None:
    queued = next(a for a in scenes.BUSY.agents if a.name == "webhook-sign")
    found = words(queued)

    assert "—" == found[Column.TOKENS]
    assert "—" == found[Column.CONTEXT]
    assert "" == found[Column.QUIET]
    assert "" == found[Column.FUSE]


@pytest.mark.parametrize("width", range(40, 240, 7))
def test_columns_fill_the_width_and_never_lose_glyph_name_and_age(width: int) -> None:
    slots = columns_for(width)

    assert width == sum(slot.width + slot.gap for slot in slots)
    assert {Column.STATE_GLYPH, Column.NAME, Column.QUIET} <= {slot.column for slot in slots}


def test_every_state_has_a_glyph_and_an_ascii_twin() -> None:
    assert set(State) == set(UNICODE.states) == set(ASCII.states)
    assert "".join(ASCII.states.values()).isascii()


def test_official_windows_name_their_source_and_age() -> None:
    text = said(windows(scenes.BUSY, MANNER, 90))

    assert "5 h limit   62%" in text
    assert "resets 16:00" in text
    assert "official, rate limit event, 4s old" in text
    assert "resets Mon 09:00" in text


def test_without_an_official_number_the_limit_is_unknown() -> None:
    silent = Reading(
        window="five_hour",
        fraction=None,
        resets_at=None,
        source="quotaLimits",
        observed_at=scenes.NOW,
    )

    assert "Usage limit unknown." in said(windows(scenes.CALM, MANNER, 60))
    assert "Usage limit unknown." in said(
        windows(replace(scenes.CALM, quota=(silent,)), MANNER, 60)
    )
    assert "%" not in said(windows(scenes.CALM, MANNER, 60))


def test_the_panel_adds_up() -> None:
    text = said(panel(scenes.BUSY, MANNER, 70))

    assert "25.7M  tokens of 30 agents shown" in text
    assert "last 5 h    31.4M" in text


def test_an_old_picture_says_since_when_nothing_was_written() -> None:
    old = replace(scenes.BUSY, newest_at=scenes.NOW.replace(hour=13, minute=0))

    assert "last line 1h32 ago" in said([masthead(old, MANNER, 120)])


def test_one_problem_is_spoken_of_in_the_singular() -> None:
    one = replace(scenes.BUSY, agents=scenes.BUSY.agents[:1])

    assert "1 agent  ·  1 needs a look" in said([masthead(one, MANNER, 120)])


def test_a_mass_stall_is_one_sentence() -> None:
    assert "The whole harness is still since 14:20" in said(banners(scenes.MASS_STALL, MANNER))
    assert "3 lines in 2 files could not be read." in said(banners(scenes.MASS_STALL, MANNER))


def test_all_done_is_said() -> None:
    assert "All 14 agents are done. Nothing needs you." in said(banners(scenes.ALL_DONE, MANNER))
    assert () == banners(scenes.BUSY, MANNER)


def test_empty_pages_say_what_is_so_and_what_to_press() -> None:
    assert "(412 transcripts, newest 3d old)" in said(nothing(scenes.NO_AGENTS, MANNER))
    assert "has not been used on this computer" in said(nothing(scenes.NO_CLAUDE, MANNER))
    assert "214 of 412" in said(nothing(scenes.LOADING, MANNER))
    assert "38x10 is too small" in said(too_small(38, 10))


def test_minutes_are_neither_lost_nor_invented() -> None:
    assert 60 == len(resampled(range(7), 60))
    assert sum(range(300)) / 300 == sum(resampled(range(300), 60)) / 60
