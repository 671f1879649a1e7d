"""What a demo runs: how many agents, what each does, how small the account, how fast time is."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from core.model.pace import WAVES
from core.model.plan import Plan, PlannedTask, branch_for
from core.model.runner import Runner

if TYPE_CHECKING:
    from core.model.pace import Pace

WORK = (
    "cart-merge-race",
    "checkout-3ds-flow",
    "search-synonyms",
    "price-rounding",
    "webhook-replay",
    "stock-reservation",
    "image-lazy-load",
    "invoice-pdf",
    "address-autocomplete",
    "gift-card-balance",
    "tax-matrix",
    "email-templates",
    "coupon-stacking",
    "returns-portal",
    "loyalty-points",
    "sitemap-split",
    "a11y-focus-order",
    "changelog-draft",
    "api-docs-errors",
    "flaky-cart-tests",
    "bundle-size-audit",
    "licence-check",
    "order-export",
    "wishlist-sync",
    "refund-partial",
    "session-expiry",
    "currency-switch",
    "review-moderation",
    "stock-alerts",
    "delivery-slots",
)
"""Thirty branches of an online shop."""
CHECKS = (
    "qa-cart",
    "qa-checkout",
    "qa-search",
    "qa-account",
    "qa-orders",
    "qa-returns",
    "qa-mail",
    "qa-mobile",
    "qa-payments",
)


class Incident(StrEnum):
    """What is rehearsed."""

    NONE = "none"
    CLIFF = "cliff"
    """Thirty agents at once meet the quota's cliff together (S1-01..06)."""
    CRASH = "crash"
    """Five and four agents at once are more than is borne (S3-32)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Script:
    """One fan-out."""

    incident: Incident
    title: str
    names: tuple[str, ...]
    rounds: int
    """Edits of each agent, one an answer."""
    thinks: float
    """Seconds of an answer, in the rehearsal's time."""
    account: tuple[str, ...]
    """Options of the pretended API."""
    speed: float
    """Seconds of the rehearsal in a second."""
    bare_speed: float = 1.0
    """The same without groundstop, where nobody waits for anybody."""
    role: str = "IMPLEMENTER"
    pace: Pace = WAVES

    def plan(self, repository: str) -> Plan:
        """Give the same as a plan of a repository."""
        return Plan(
            name=self.incident if self.incident is not Incident.NONE else "demo",
            repository=repository,
            git_folder=f"{repository}/.git",
            base="main",
            runner=Runner.REHEARSAL,
            pace=self.pace,
            rehearsal=self.account,
            resume_at_reset=True,
            tasks=tuple(self._task(name) for name in self.names),
        )

    def _task(self, name: str) -> PlannedTask:
        work = f"rounds {self.rounds} thinks {self.thinks:g} file src/{name}.ts"
        prompt = f"Work on {name.replace('-', ' ')}, then report. Rehearsal: {work}"
        return PlannedTask(id=name, prompt=prompt, branch=branch_for(name), role=self.role)


def script(incident: Incident, seed: int) -> Script:
    """Give the fan-out of an incident.

    An answer costs some 7 000 tokens. In the demo an agent uses 4 % of the account's window, so
    that five of them in flight fit between the hold at 80 % and the cliff; at the cliff it is 9 %,
    which makes 270 % for thirty agents at once (S1-25).
    """
    return {Incident.NONE: _demo, Incident.CLIFF: _cliff, Incident.CRASH: _crash}[incident](seed)


def _demo(seed: int) -> Script:
    return Script(
        incident=Incident.NONE,
        title="thirty agents, five at a time",
        names=WORK,
        rounds=11,
        thinks=16,
        account=(
            f"--seed={seed}",
            "--five-hour=2050000",
            "--five-hour-left=6000",
            "--faults=throttle@330+25,hang@760+780",
        ),
        speed=24,
    )


def _cliff(seed: int) -> Script:
    return Script(
        incident=Incident.CLIFF,
        title="thirty agents at once, and the quota's cliff",
        names=WORK,
        rounds=19,
        thinks=105,
        account=(f"--seed={seed}", "--five-hour=1600000", "--blunt"),
        speed=100,
        bare_speed=30,
    )


def _crash(seed: int) -> Script:
    return Script(
        incident=Incident.CRASH,
        title="nine agents at once, which is more than is borne",
        names=CHECKS,
        rounds=5,
        thinks=20,
        account=(f"--seed={seed}", "--bears=5"),
        speed=20,
        bare_speed=10,
        role="AUDITOR",
    )


def hurried(one: Script, speed: float) -> Script:
    """Give the same with so many seconds in one of the machine's."""
    return replace(one, speed=speed, bare_speed=speed)
