"""Results as text, Markdown and document: every side, every failure, nothing that a page obeys."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from core.handoffs.aggregate import results
from core.model.results import NO_RESULTS
from core.model.run import Outcome
from tests.result_scenes import MIXED, WELL
from tui.twins.results.markdown import results_markdown
from tui.twins.results.written import results_document, results_text
from tui.twins.runs.records import EVERY
from tui.twins.status import written


@pytest.mark.requirement("S4-24", "S4-25", "S4-48")
@pytest.mark.parametrize("form", [results_text, results_markdown], ids=["text", "markdown"])
def test_both_sides_failures_and_what_is_left_are_told(form: object) -> None:
    assert callable(form)
    page = " ".join(str(form(MIXED)).replace("\\", "").split())

    for words in (
        "2 of 5 can be used, 1 failed, 2 still to do; 2 to be decided by a person",
        "p95 is 120 ms",
        "p95 is 140 ms",
        "a person decides: numbers are never averaged",
        "src/stock.py",
        "cart-merge, stock-count",
        "two writers race in merge()",
        "the cache is stale",
        "settled by stronger evidence",
        "MAIL_KEY is not set",
        "3 attempts",
        "mail-retry-retry-1",
        "search-index",
        "tidy-styles",
        "rejected",
        "the cache is too large",
        "Lock before you read.",
        "The merge locks the cart before it reads",
        "step 0; step 1",
        "it is no JSON object",
        "4 commits, 3 files +120 -14",
        "pytest -q tests/stock",
    ):
        assert words in page, words


def test_where_all_is_well_nothing_is_made_up() -> None:
    page = results_markdown(WELL)

    assert "6 of 6 can be used." in page
    for heading in ("Failed", "Still to do", "To be decided", "Settled", "Blockers"):
        assert heading not in page


@pytest.mark.parametrize("form", [results_text, results_markdown], ids=["text", "markdown"])
def test_what_a_person_has_taken_over_is_still_to_do_and_no_failure(form: object) -> None:
    assert callable(form)
    mine = replace(
        WELL.parts[0], outcome=Outcome.TAKEN, because="taken over by a person", branch="fan/mine"
    )
    page = str(form(results([mine, *WELL.parts[1:]]))).replace("\\", "")

    assert "5 of 6 can be used, 1 still to do" in page
    assert "fan/mine, taken over by a person" in page
    assert "failed" not in page.lower()


@pytest.mark.parametrize("found", [MIXED, WELL, NO_RESULTS], ids=["mixed", "well", "none"])
def test_the_document_is_as_published(found: object) -> None:
    assert isinstance(found, type(MIXED))
    document = json.loads(written(results_document(found)))

    EVERY["results"].model_validate(document)
    assert len(found.parts) == document["expected"]
    assert document["expected"] == sum(document[one] for one in ("succeeded", "failed", "todo"))


def test_nothing_that_an_agent_wrote_is_markup() -> None:
    evil = "[x](http://evil) <img src=x> | `rm` @ada **b** #1"
    told = replace(MIXED.parts[0], id=evil, outcome=Outcome.ESCALATED, because=evil)
    page = results_markdown(replace(MIXED, parts=(told,)))

    for markup in ("[x](", "<img", "`rm", "**b", "@ada"):
        assert markup not in page.replace(f"\\{markup[0]}", "")
    table = [line for line in page.splitlines() if line.startswith("| ")]
    assert {7} == {line.replace("\\|", "").count("|") for line in table}
