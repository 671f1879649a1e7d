"""Results of a run of ours, worth a look: all well, and everything that can go wrong."""

from __future__ import annotations

from datetime import timedelta

from core.handoffs.aggregate import results
from core.model.handoff import (
    Blocker,
    Broken,
    Checkpoint,
    Finding,
    Handoff,
    MemoryCandidate,
    RanTest,
)
from core.model.results import Part, Try
from core.model.run import Outcome
from core.model.worktree import Changes
from tests.scenes import NOW

PYTEST = RanTest(command="pytest -q tests/cart", has_passed=True)


def _found(topic: str, claim: str, *evidence: str) -> Finding:
    return Finding(topic=topic, claim=claim, evidence=evidence)


def _part(place: int, name: str, outcome: Outcome, **more: object) -> Part:
    known: dict[str, object] = {
        "attempts": int(outcome is not Outcome.QUEUED),
        "branch": f"fan/{name}",
        "ended_at": NOW - timedelta(minutes=9 - place),
    }
    return Part(
        key=f"batch/{name}",
        id=name,
        place=place,
        outcome=outcome,
        **{**known, **more},  # type: ignore[arg-type]
    )


_CART = Handoff(
    agent="cart-merge",
    status="complete",
    summary="The merge locks the cart before it reads; two writers can no longer lose a line.",
    deliverables=("src/cart/merge.py", "tests/cart/test_merge.py"),
    findings=(
        _found("cause of the lost lines", "two writers race in merge()", "pytest -q tests/cart"),
        _found("p95 of a merge", "p95 is 120 ms", "measurement: k6, 500 carts"),
        _found("lock order", "cart before stock", "src/cart/merge.py"),
    ),
    decisions=("Lock per cart, not per shop.",),
    memory_candidates=(MemoryCandidate(text="Lock before you read.", evidence=("test: race",)),),
    tests=(PYTEST, RanTest(command="ruff check", has_passed=True)),
)
_STOCK = Handoff(
    agent="stock-count",
    status="complete",
    summary="Counts are taken under the cart's lock.",
    deliverables=("src/stock.py",),
    findings=(
        _found("cause of the lost lines", "the cache is stale", "src/cache.py"),
        _found("p95 of a merge", "p95 is 140 ms", "measurement: k6, 500 carts"),
        _found("cache", "the cache is too large"),
    ),
    memory_candidates=(MemoryCandidate(text="Measure first."),),
    tests=(RanTest(command="pytest -q tests/stock", has_passed=False),),
)
_MAIL = Handoff(
    agent="mail-retry",
    status="blocked",
    summary="There is no key for the mail service in this environment.",
    deliverables=("src/mail.py",),
    missing=("src/mail.py",),
    blockers=(Blocker(text="MAIL_KEY is not set", is_critical=True), Blocker(text="slow tests")),
)
_SAVED = tuple(Checkpoint(done=f"step {n}", next=f"step {n + 1}", at=NOW) for n in range(3))
MIXED = results(
    [
        _part(
            0,
            "cart-merge",
            Outcome.DONE,
            commits=4,
            changes=Changes(
                files=("src/cart/merge.py", "src/stock.py", "tests/cart/test_merge.py"),
                added=120,
                deleted=14,
            ),
            checkpoints=_SAVED,
            handoff=_CART,
        ),
        _part(
            1,
            "stock-count",
            Outcome.DONE,
            commits=2,
            changes=Changes(files=("src/stock.py",), added=31, deleted=9),
            checkpoints=_SAVED[:1],
            handoff=_STOCK,
        ),
        _part(
            2,
            "mail-retry",
            Outcome.ESCALATED,
            attempts=3,
            because="3 attempts failed; the last: exit code 1: MAIL_KEY is not set",
            tries=tuple(
                Try(
                    attempt=f"batch/mail-retry{again}",
                    at=NOW - timedelta(minutes=ago),
                    because="exit code 1: MAIL_KEY is not set",
                )
                for again, ago in (("", 30), ("-retry-1", 20), ("-retry-2", 7))
            ),
            commits=0,
            changes=Changes(),
            handoff=_MAIL,
        ),
        _part(3, "search-index", Outcome.RUNNING, ended_at=None, commits=1, checkpoints=_SAVED[:2]),
        _part(4, "tidy-styles", Outcome.QUEUED, ended_at=None),
    ],
    run="batch-1a2b3c4d",
    broken=(Broken(path="/home/ada/shop/data/handoffs/x.json", because="it is no JSON object"),),
)
"""Of every outcome, with every kind of contradiction."""
WELL = results(
    [
        _part(
            number,
            f"issue-{number}",
            Outcome.DONE,
            commits=number,
            changes=Changes(files=(f"src/{number}.py",), added=10 * number, deleted=number),
            checkpoints=_SAVED,
            handoff=Handoff(agent=f"issue-{number}", status="complete", tests=(PYTEST,)),
        )
        for number in range(1, 7)
    ],
    run="batch-1a2b3c4d",
)
"""Everything can be used, and nobody contradicts."""
