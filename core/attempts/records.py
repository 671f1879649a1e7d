"""What lies in a run folder; read leniently, for a crash may have cut it."""

from __future__ import annotations

import msgspec

from core.attempts.standing import REVOKED
from core.model.given_up import GivenUp
from core.model.run import Begun, Ender, Verdict


class Claim(msgspec.Struct):
    """Which process has claimed an attempt."""

    pid: int = 0
    tick: int = 0
    """When it started, in the kernel's ticks: a later process with its number has another."""
    boot: str = ""

    @property
    def name(self) -> str:
        """Who it is, as one word."""
        return f"{self.boot} {self.pid} {self.tick}" if self.pid else REVOKED


class Ended(msgspec.Struct):
    """How an agent ended, by its shim."""

    code: int
    """Exit code; below nought: the signal that killed it."""
    by: Ender = Ender.ITSELF
    because: str = ""
    """Why its engine gave up on it."""
    seconds: float = 0.0
    left: list[int] = []
    """Processes that could not be ended."""


_claim = msgspec.json.Decoder(Claim | str)
_ended = msgspec.json.Decoder(Ended)
_begun = msgspec.json.Decoder(Begun)
_judged = msgspec.json.Decoder(Verdict)
_given_up = msgspec.json.Decoder(GivenUp)
encode = msgspec.json.encode


def claimed(text: bytes) -> Claim | None:
    """Read a claim; whatever is there and cannot be read belongs to somebody."""
    if not text:
        return None
    try:
        found = _claim.decode(text)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return Claim(pid=-1)
    return Claim() if isinstance(found, str) else found


def verdict(text: bytes) -> Ended | None:
    """Read a verdict; one that is not whole is none."""
    try:
        return _ended.decode(text)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return None


def begun(text: bytes) -> Begun | None:
    """Read what an engine wrote down before it began an attempt."""
    try:
        return _begun.decode(text)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return None


def judged(text: bytes) -> Verdict | None:
    """Read what an engine wrote down when an attempt was over."""
    try:
        return _judged.decode(text)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return None


def given_up(text: bytes) -> GivenUp | None:
    """Read what an engine wrote down when an agent's time had run out."""
    try:
        return _given_up.decode(text)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return None
