"""S3's limits file: read where it is, between a project's settings and a user's own."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from core.errors import Misuse
from core.model.pace import BURST, CAREFUL, WAVES
from core.settings.layers import Layer, Source
from core.settings.pacing import paced
from core.settings.store import find

if TYPE_CHECKING:
    from pathlib import Path

    from core.settings.layers import Found

THEIRS = {
    "agents": {
        "implementation": {"maxConcurrent": 3, "spawnDelayMs": 4000, "batchCooldownMs": 9000},
        "qa": {"maxConcurrent": 2, "model": "theirs"},
    },
    "systemTotal": {"maxConcurrentAgents": 4},
}


class Desk:
    """A repository with files in it, and a user's own."""

    def __init__(self, where: Path) -> None:
        self.repository = where / "shop"
        self.limits = self.repository / ".claude/config/execution-limits.json"
        self.limits.parent.mkdir(parents=True)
        self.environ = {"HOME": str(where), "XDG_CONFIG_HOME": str(where / "config")}
        self.user = where / "config/groundstop/config.toml"
        self.user.parent.mkdir(parents=True)

    def find(self, flag: int | None = None, plan: int | None = None) -> Found:
        """Put all that is set on top of each other."""
        here = str(self.repository)
        said = {} if plan is None else {"spawn.max_concurrent": plan}
        return find(
            self.environ,
            here,
            {"spawn.max_concurrent": flag},
            has_limits=True,
            plan=Layer(source=Source.PLAN, path="plan.toml", values=said),
        )


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


@pytest.mark.requirement("S3-28", "S3-34")
def test_its_limits_hold(desk: Desk) -> None:
    desk.limits.write_text(json.dumps(THEIRS))
    pace = paced(WAVES, desk.find())

    assert (4, 4.0, 9.0) == (pace.total, pace.spacing, pace.cooldown)
    assert ((("implementation", 3),), (("qa", 2),)) == (
        pace.caps_of("IMPLEMENTER"),
        pace.caps_of("QA-UI"),
    )
    assert 30.0 == paced(CAREFUL, desk.find()).spacing


@pytest.mark.requirement("S3-34")
def test_its_keys_may_be_dotted(desk: Desk) -> None:
    desk.limits.write_text('{"systemTotal.maxConcurrentAgents": 7}')

    assert 7 == paced(BURST, desk.find()).total


@pytest.mark.requirement("S3-28")
def test_without_any_file_there_are_five_two_seconds_apart_and_five_after_five(desk: Desk) -> None:
    assert BURST == paced(BURST, desk.find())
    assert (5, 2.0, 5.0) == (BURST.total, BURST.spacing, BURST.cooldown)
    assert replace(CAREFUL, total=2) == paced(CAREFUL, desk.find(flag=2))


@pytest.mark.requirement("S3-34")
def test_the_stronger_source_wins_and_is_named(desk: Desk) -> None:
    def winner(**more: int) -> tuple[int, str]:
        found = desk.find(**more)
        return found.settings.spawn.max_concurrent, found.winner("spawn.max_concurrent").source

    assert (5, "default") == winner()
    desk.user.write_text("[spawn]\nmax_concurrent = 6\n")
    assert (6, "user") == winner()
    desk.limits.write_text(json.dumps(THEIRS))
    assert (4, "limits file") == winner()
    (desk.repository / "groundstop.toml").write_text("[spawn]\nmax_concurrent = 7\n")
    assert (7, "project") == winner()
    assert (8, "plan") == winner(plan=8)
    desk.environ["GROUNDSTOP_SPAWN_MAX_CONCURRENT"] = "9"
    assert (9, "environment") == winner(plan=8)
    assert (10, "flag") == winner(plan=8, flag=10)


@pytest.mark.requirement("S3-34")
@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ('{\n"agents": {\n}', "limits.json line 3: this is not JSON: expecting ',' delimiter"),
        ("[]", "limits.json: expected an object with limits such as systemTotal."),
        (
            '{"agents": {"qa": {"maxConcurrent": "five"}}}',
            'agents.qa.maxConcurrent = "five" should be a whole number from 1 to 50.',
        ),
        (
            '{"systemTotal": {"maxConcurrentAgents": 99}}',
            "systemTotal.maxConcurrentAgents = 99 should be a whole number from 1 to 50.",
        ),
        ('{"agents": {"implementation": {"spawnDelayMs": true}}}', "spawnDelayMs = true should"),
    ],
)
def test_a_mistake_in_it_is_one_sentence(desk: Desk, text: str, sentence: str) -> None:
    desk.limits.write_text(text)
    with pytest.raises(Misuse) as caught:
        desk.find()

    assert sentence in str(caught.value)
