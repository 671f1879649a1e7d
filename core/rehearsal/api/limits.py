"""The account behind a pretended API: windows that fill, headers that say so, refusals."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime

FIVE_HOURS, WEEK, MINUTE = 5 * 3600.0, 7 * 86400.0, 60.0
WARNING = 0.9
"""Part of a window from which on the API itself warns."""
UNIFIED = "anthropic-ratelimit-unified-"
CLAIMS = {"5h": "five_hour", "7d": "seven_day"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowance:
    """What an account may use; None: as much as it likes."""

    five_hour: int | None = None
    """Tokens in a window that begins with its first use."""
    five_hour_left: float = FIVE_HOURS
    """Seconds that are left of the first one: it may have begun before."""
    seven_day: int | None = None
    requests_per_minute: int | None = None
    tokens_per_minute: int | None = None
    is_subscription: bool = True
    """Subscriptions are told of windows in fractions, API keys of minutes in counts."""
    is_blunt: bool = False
    """Whether a refusal is silent about windows, so that clients ask again and again (S1-05)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """Whether a request is let in, and the headers that go with it."""

    is_allowed: bool
    headers: dict[str, str]


@dataclass(slots=True)
class _Window:
    most: int
    length: float
    left: float | None = None
    """Seconds of the first one, where that is shorter."""
    used: int = 0
    resets_at: float = 0.0

    def turn(self, at: float) -> None:
        """Begin anew when it is over."""
        if at >= self.resets_at:
            length = self.length if self.left is None else self.left
            self.used, self.resets_at, self.left = 0, at + length, None

    @property
    def part(self) -> float:
        """How much of it is used; 1 at most."""
        return min(1.0, self.used / self.most)


@dataclass(slots=True)
class Account:
    """One account's use so far. Times are seconds of the API's own clock, since the epoch."""

    allowance: Allowance
    _windows: dict[str, _Window] = field(default_factory=dict)
    _requests: _Window | None = None
    _tokens: _Window | None = None

    def __post_init__(self) -> None:
        may = self.allowance
        if may.five_hour is not None:
            self._windows["5h"] = _Window(may.five_hour, FIVE_HOURS, may.five_hour_left)
        if may.seven_day is not None:
            self._windows["7d"] = _Window(may.seven_day, WEEK)
        if may.requests_per_minute is not None:
            self._requests = _Window(may.requests_per_minute, MINUTE)
        if may.tokens_per_minute is not None:
            self._tokens = _Window(may.tokens_per_minute, MINUTE)

    def ask(self, at: float) -> Answered:
        """Let one request in, or refuse it."""
        for window in self._all():
            window.turn(at)
        full = [window for window in self._all() if window.used >= window.most]
        if not full and self._requests is not None:
            self._requests.used += 1
        headers = self._unified(at) if self.allowance.is_subscription else self._counts()
        if full and self.allowance.is_blunt:
            return Answered(is_allowed=False, headers={})
        if full:
            wait = max(window.resets_at for window in full) - at
            headers["retry-after"] = str(max(1, round(wait)))
        return Answered(is_allowed=not full, headers=headers)

    def spend(self, tokens: int) -> None:
        """Count an answer's tokens."""
        for window in (*self._windows.values(), *([self._tokens] if self._tokens else [])):
            window.used += tokens

    def fill(self, part: float) -> None:
        """Use up so much of every window, as other people of the account do."""
        for window in self._windows.values():
            window.used = round(window.most * part)

    def _all(self) -> list[_Window]:
        minutes = [one for one in (self._requests, self._tokens) if one is not None]
        return [*self._windows.values(), *minutes]

    def _unified(self, at: float) -> dict[str, str]:
        if not self._windows:
            return {}
        worst = max(self._windows, key=lambda name: self._windows[name].part)
        headers = {
            f"{UNIFIED}status": _status(self._windows[worst]),
            f"{UNIFIED}reset": str(round(self._windows[worst].resets_at)),
            f"{UNIFIED}representative-claim": CLAIMS[worst],
        }
        for name, window in self._windows.items():
            window.turn(at)
            headers[f"{UNIFIED}{name}-utilization"] = f"{window.part:.2f}"
            headers[f"{UNIFIED}{name}-reset"] = str(round(window.resets_at))
            headers[f"{UNIFIED}{name}-status"] = _status(window)
        return headers

    def _counts(self) -> dict[str, str]:
        headers: dict[str, str] = {}
        for name, window in (("requests", self._requests), ("tokens", self._tokens)):
            if window is not None:
                reset = datetime.fromtimestamp(window.resets_at, UTC)
                headers |= {
                    f"anthropic-ratelimit-{name}-limit": str(window.most),
                    f"anthropic-ratelimit-{name}-remaining": str(max(0, window.most - window.used)),
                    f"anthropic-ratelimit-{name}-reset": reset.strftime("%Y-%m-%dT%H:%M:%SZ"),
                }
        return headers


def _status(window: _Window) -> str:
    if window.part >= 1:
        return "rejected"
    return "allowed_warning" if window.part >= WARNING else "allowed"
