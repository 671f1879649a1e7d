"""Settings that fit each for itself, and not together."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from core.settings.hot import Settings


def contradiction(settings: Settings) -> tuple[str, str]:
    """The setting that contradicts another one, and the sentence; empty: none does."""
    limits = settings.limits
    if limits.quiet_minutes >= limits.stalled_minutes:
        return "limits.quiet_minutes", (
            f"limits.quiet_minutes = {limits.quiet_minutes:g} should be less than"
            f" limits.stalled_minutes, which is {limits.stalled_minutes:g}."
        )
    if limits.stalled_while_pending_minutes < limits.stalled_minutes:
        return "limits.stalled_while_pending_minutes", (
            f"limits.stalled_while_pending_minutes = {limits.stalled_while_pending_minutes:g}"
            f" should be at least limits.stalled_minutes, which is {limits.stalled_minutes:g}."
        )
    return "", ""
