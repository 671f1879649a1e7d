"""What the dashboard shows that is not life: where it stands, and how it is moved."""

from __future__ import annotations

from typing import Protocol

from core.model.frame import Playing

FASTEST, SLOWEST = 1000.0, 0.125


class Played(Protocol):
    """What is shown and is not life: a recording, a scene, a rehearsal that really runs."""

    title: str
    can_stop: bool

    @property
    def position(self) -> float:
        """Its own seconds since its beginning."""

    @property
    def duration(self) -> float:
        """Likewise to its end; nought where that is not known."""

    @property
    def speed(self) -> float:
        """Its seconds in a second."""

    @property
    def is_playing(self) -> bool:
        """Whether time passes in it."""

    def pause(self) -> None:
        """Stop time."""

    def resume(self) -> None:
        """Let it pass."""

    def step(self) -> object:
        """Go to the next change."""

    def set_speed(self, speed: float) -> None:
        """Go on at another speed."""


def playing(player: Played) -> Playing:
    """Give where it stands."""
    return Playing(
        title=player.title,
        position=player.position,
        duration=player.duration,
        speed=player.speed,
        is_paused=not player.is_playing,
    )


def moved(player: Played, how: str) -> str:
    """Pause it, step it, or change its speed; say why not where it cannot be done."""
    if how in ("pause", "step") and not player.can_stop:
        return "Agents really work here: L hurries them, H slows them down."
    match how:
        case "pause":
            (player.pause if player.is_playing else player.resume)()
        case "step":
            player.step()
        case "faster":
            player.set_speed(min(FASTEST, player.speed * 2))
        case "slower":
            player.set_speed(max(SLOWEST, player.speed / 2))
    return ""
