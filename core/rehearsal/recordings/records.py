"""Lines of a recording as they were written: the timeline, its marks, and what bears a time."""

from __future__ import annotations

import math
from typing import TypeVar

import msgspec

from core.clean import clean
from core.errors import Misuse

T = TypeVar("T")
LATEST = 4_102_444_800.0
"""The year 2100: no recording is younger."""


class Entry(msgspec.Struct, frozen=True, gc=False):
    """A line of `fs-timeline.jsonl`: what a file had become when it was looked at."""

    t: float
    ev: str
    path: str
    size: int | None = None
    content: str | None = None
    link: str | None = None


class Mark(msgspec.Struct, frozen=True, gc=False):
    """A line of `marks.jsonl`: something that was done to the recorded programs."""

    t: float
    mark: str


class Stamp(msgspec.Struct, frozen=True, gc=False):
    """The time of a transcript's line, if it bears one."""

    timestamp: str = ""


class Live(msgspec.Struct, frozen=True, gc=False):
    """Which process a file of the live registry names."""

    pid: int
    procStart: str | int | None = None
    startedAt: float | None = None


_stamp = msgspec.json.Decoder(Stamp)
_live = msgspec.json.Decoder(Live)


def told(raw: bytes, shape: type[T], where: str, expected: str) -> T:
    """Read one line; a broken one is said with its place and with what was expected."""
    try:
        found = msgspec.json.decode(raw, type=shape)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        words = clean(str(error), limit=160)
        raise Misuse(f"{where}: expected {expected}, but {words[:1].lower()}{words[1:]}.") from None
    at = getattr(found, "t", 0.0)
    if not math.isfinite(at) or not 0 <= at <= LATEST:
        raise Misuse(f"{where}: expected t in seconds since 1970, found {at:g}.")
    return found


def stamp(raw: bytes) -> str:
    """The time that a transcript's line bears, as it is written; empty if none."""
    try:
        return _stamp.decode(raw).timestamp
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return ""


def live(raw: bytes) -> Live | None:
    """The process that a registry file names; None while it is half-written."""
    try:
        return _live.decode(raw)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None
