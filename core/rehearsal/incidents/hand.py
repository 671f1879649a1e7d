"""What every agent of the scene can do: ask, call a tool, answer, fail; each takes its time."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from core.rehearsal.incidents.craft import Move
    from core.rehearsal.incidents.pen import Pen

DELAYS = (0.5, 1.2, 2.4, 4.1, 8.5, 17.9, 38.4, 33.1, 32.6, 34.1)
"""Seconds between the attempts of one request, as the client was seen to wait."""
HOUR = 3600
NOON = 12
MARKETED = {"opus": "Opus 5.5", "sonnet": "Sonnet 5.5", "haiku": "Haiku 4.5"}


class Hand:
    """Holds a pen, and knows what second of the scene it is for its agent."""

    def __init__(self, pen: Pen, began: float, at: float) -> None:
        self.pen = pen
        self.began = began
        self.at = at
        self.rng = pen.rng

    @property
    def epoch(self) -> float:
        """Its time, in epoch seconds."""
        return self.began + self.at

    def wait_for(self, at: float) -> None:
        """Be at that second, unless it is past."""
        self.at = max(self.at, at)

    def begin(self, text: str, **more: Any) -> None:  # noqa: ANN401, JSON is anything
        """Be asked, and be given what the client adds."""
        pen = self.pen
        family = next(name for name in MARKETED if name in pen.model)
        pen.prompt(self.epoch, text, **more)
        pen.attach(
            self.epoch,
            "environment",
            snapshot={"workingDirectory": pen.cwd, "isGitRepo": True, "platform": "linux"},
        )
        identity = {"modelId": pen.model, "marketingName": MARKETED[family]}
        pen.attach(self.epoch, "model", identity=identity)
        pen.attach(self.epoch, "date", date=f"{datetime.fromtimestamp(self.epoch, UTC):%Y-%m-%d}")
        pen.land(self.epoch)
        self.at += 0.3

    def ask(self) -> str:
        """Send a request; give its id."""
        ref, _ = self.pen.request(self.epoch)
        self.pen.land(self.epoch)
        return ref

    def call(self, move: Move, ref: str, call: str = "") -> str:
        """Answer with a tool call, now; give the call's id."""
        call = call or f"toolu_01{self.rng.getrandbits(80):020X}"
        blocks: list[dict[str, Any]] = []
        if move.thought:
            block = {"type": "thinking", "thinking": move.thought, "signature": "c2NlbmU="}
            blocks.append(block)
        if move.words:
            blocks.append({"type": "text", "text": move.words})
        use = {"type": "tool_use", "id": call, "name": move.tool, "input": move.arguments}
        self.pen.answer(self.epoch, ref, [*blocks, use], "tool_use")
        self.pen.land(self.epoch)
        return call

    def turn(self, move: Move, *, answered: float = 0.0, ended: float = 0.0, **more: Any) -> None:  # noqa: ANN401, JSON is anything
        """One request, its answer and the call's result, both when told or after a while."""
        ref = self.ask()
        self.wait_for(answered or self.at + self.rng.uniform(4.0, 12.0))
        call = self.call(move, ref)
        self.wait_for(ended or self.at + move.took + 0.05)
        self.pen.result(self.epoch, call, move.output, **more)
        self.pen.land(self.epoch)
        self.at += 0.2

    def say(self, text: str, after: float = 5.0) -> None:
        """Ask, and end the turn with a text."""
        ref = self.ask()
        self.at += after
        self.pen.answer(self.epoch, ref, [{"type": "text", "text": text}], "end_turn")
        self.pen.land(self.epoch)
        self.at += 0.3

    def retry(self, until: float) -> tuple[str, float]:
        """Send the same request again and again; give the last attempt's id, and when it was."""
        ref, digest = self.pen.request(self.epoch)
        self.pen.land(self.epoch)
        for delay in DELAYS:
            if until and self.at + delay > until:
                break
            self.at += delay
            ref, _ = self.pen.request(self.epoch, digest=digest, base=ref)
            self.pen.land(self.epoch)
        return ref, self.at

    def overload(self) -> str:
        """Try until the client gives up; give its words."""
        self.retry(0.0)
        self.at += 0.4
        text = (
            "API Error: 529 Overloaded. This is a server-side issue, usually temporary — "
            "try again in a moment."
        )
        self.pen.error(
            self.epoch,
            text,
            error="server_error",
            apiErrorStatus=529,
            apiErrorType="overloaded_error",
        )
        self.pen.land(self.epoch)
        return text

    def exhaust(self, at: float, window: str) -> str:
        """Ask, and be refused because a quota window is used up; give the client's words."""
        self.wait_for(at - 0.6)
        self.ask()
        self.wait_for(at)
        resets = reset_of(self.began, window)
        text = f"You've hit your {words_of(window)} limit · resets {_local(resets)}"
        limits = {
            "status": "rejected",
            "resetsAt": int(resets),
            "unifiedRateLimitFallbackAvailable": False,
            "rateLimitType": window,
            "overageStatus": "rejected",
            "overageDisabledReason": "org_level_disabled",
            "isUsingOverage": False,
        }
        self.pen.error(
            self.epoch,
            text,
            error="rate_limit",
            apiError="usage_limit_reached",
            apiErrorStatus=429,
            apiErrorType="rate_limit_error",
            quotaLimits=limits,
        )
        self.pen.land(self.epoch)
        self.at += 0.3
        return text


def reset_of(began: float, window: str) -> float:
    """When a window opens again: the second full hour, or nine o'clock three days later."""
    if window == "five_hour":
        return began - began % HOUR + 2 * HOUR
    return began - began % (24 * HOUR) + 81 * HOUR


def words_of(window: str) -> str:
    """A window as the client names it."""
    return "5-hour" if window == "five_hour" else "Opus"


def _local(at: float) -> str:
    when = datetime.fromtimestamp(at, UTC)
    half = "am" if when.hour < NOON else "pm"
    return f"{when:%b} {when.day}, {when.hour % NOON or NOON}{half} (UTC)"
