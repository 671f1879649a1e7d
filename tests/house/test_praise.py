"""No text of ours praises starting all agents at once: that praise was one of the causes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
import typer

from core.model.pace import PROFILES, WAVES
from core.model.plan import Plan
from core.model.runner import Runner
from core.runs.authoring.tasks import Draft
from core.runs.authoring.text import Heading, plan_text
from core.runs.records import PlanFile
from tests.house.source import ROOT
from tui.commands.typed import app

if TYPE_CHECKING:
    from collections.abc import Iterator

    import click

PRAISE = re.compile(
    r"\b(all|every|any number|thirty|30|many)\b[^.]{0,40}\b(at once|simultaneously|in one go)\b"
    r"|\bunlimited\b|\bwithout (a |any )?limits?\b|\bas many (agents )?as you (like|want|wish)\b"
    r"|\bno need to (wait|stagger)\b|\b(max|full|massive)(imum)? parallelism\b",
    re.IGNORECASE,
)
WARNS = re.compile(r"\b(never|not|no|nobody|cannot|lost|cliff|crashed|refused?)\b", re.IGNORECASE)
TEXTS = ("README.md", ".github/CHANGELOG.md", ".github/CONTRIBUTING.md")


def praises(text: str) -> list[str]:
    """Find the sentences that praise a start of all at once, and warn of nothing."""
    flowing = re.sub(r"\s+", " ", re.sub(r"^#.*$", ".", text, flags=re.MULTILINE))
    sentences = re.split(r"(?<=[.!?])\s|\s\* |\s- ", flowing)
    return [one for one in sentences if PRAISE.search(one) and not WARNS.search(one)]


def helps(command: click.Command, context: click.Context) -> Iterator[str]:
    """Give the help of a command, and of those below it."""
    yield command.get_help(context)
    for name, below in getattr(command, "commands", {}).items():
        yield from helps(below, type(context)(below, info_name=name, parent=context))


@pytest.mark.requirement("S3-33")
def test_neither_documents_nor_helps_praise_all_at_once() -> None:
    group = typer.main.get_command(app)
    context = group.make_context("groundstop", ["status"], resilient_parsing=True)
    texts = [(ROOT / name).read_text("utf-8") for name in TEXTS]
    written = list(helps(group, context))

    assert len(written) > len(PROFILES)
    assert [] == [found for text in (*texts, *written) for found in praises(text)]


@pytest.mark.requirement("S3-33")
def test_a_plan_that_says_nothing_starts_five_and_lets_them_settle() -> None:
    task = Draft(where="x", values={"id": "a", "prompt": "do"})
    heading = Heading(name="x", repo=".", base="main", runner=Runner.CLAUDE, origin="x")
    file = PlanFile.model_validate({"name": "x", "task": [{"id": "a", "prompt": "do"}]})
    ours = plan_text("p", heading, [task])

    assert ("waves", 5) == (file.profile, file.max_concurrent)
    assert 'profile = "waves"' in ours
    assert [] == praises(ours)
    assert WAVES == Plan.__dataclass_fields__["pace"].default


@pytest.mark.parametrize(
    "text",
    [
        "Start all thirty agents at once and lean back.",
        "Spawns\nevery task simultaneously!",
        "Run as many agents as you like.",
        "Maximum parallelism out of the box.",
        "Unlimited agents.",
    ],
)
def test_a_planted_praise_is_found(text: str) -> None:
    assert praises(text)


@pytest.mark.parametrize(
    "text",
    [
        "Never start all of them at once.",
        "Thirty agents that started at once hit the cliff together and lost all work.",
        "What the index knows is on the screen at once.",
    ],
)
def test_a_warning_is_no_praise(text: str) -> None:
    assert [] == praises(text)
