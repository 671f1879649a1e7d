"""One fan-out of a demo: how far it is, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """What the pretended API has met with so far."""

    begun: int = 0
    """Conversations."""
    answered: int = 0
    refused: int = 0
    """Or broken off."""
    spent: int = 0
    """Tokens."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """A demo at one instant."""

    position: float = 0.0
    """Seconds of the rehearsal since it began."""
    told: Tally = Tally()
    ended: int = 0
    """Agents that work no more."""
    done: int = 0
    """Those of them that have done their work."""
    holds: tuple[str, ...] = ()
    skipped: float = 0.0
    """Seconds that were skipped just before, for nobody was at work."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """What has come of one fan-out."""

    is_bare: bool
    """Without groundstop."""
    agents: int
    end: Sight
    refused_at_hold: int | None = None
    """Refused before all starts were held for the first time; None: they never were."""

    @property
    def refused_after_hold(self) -> int | None:
        """How many requests were refused once starts were held."""
        if self.refused_at_hold is None:
            return None
        return self.end.told.refused - self.refused_at_hold
