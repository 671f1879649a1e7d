"""What goes wrong with a pretended API, and when: on a time line, or by hand."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from core.errors import Misuse

PATTERN = re.compile(r"^(?P<kind>[a-z]+)@(?P<begin>\d+(\.\d+)?)(\+(?P<length>\d+(\.\d+)?))?$")
FOREVER = float("inf")
FLAP = 1.0
"""Seconds up, seconds down."""


class Kind(StrEnum):
    """What can go wrong."""

    THROTTLE = "throttle"
    """429 of the server: no word on any window."""
    PATIENCE = "patience"
    """429 with a long retry-after."""
    WINDOW = "window"
    """429: the five-hour window is used up."""
    CREDIT = "credit"
    """400: the credit balance is too low."""
    OVERLOAD = "overload"
    BROKEN = "broken"
    HANG = "hang"
    """No answer before it is over."""
    CUT = "cut"
    """An answer that breaks off in the middle."""
    FLAP = "flap"
    """A second up, a second down."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One thing that goes wrong for a while; seconds of the API's clock since its start."""

    kind: Kind
    begin: float
    end: float = FOREVER


@dataclass(frozen=True, slots=True)
class Error:
    """A refusal as the API words it."""

    status: int
    type: str
    message: str
    retry_after: int | None = None


ERRORS = {
    Kind.THROTTLE: Error(
        429,
        "rate_limit_error",
        "Number of request tokens has exceeded your per-minute rate limit.",
        5,
    ),
    Kind.PATIENCE: Error(429, "rate_limit_error", "Too many requests.", 600),
    Kind.CREDIT: Error(
        400,
        "invalid_request_error",
        "Your credit balance is too low to access the Anthropic API. Please go to Plans & Billing.",
    ),
    Kind.OVERLOAD: Error(529, "overloaded_error", "Overloaded"),
    Kind.BROKEN: Error(500, "api_error", "Internal server error"),
    Kind.FLAP: Error(529, "overloaded_error", "Overloaded"),
}
"""WINDOW is worded by the account's own headers; HANG and CUT have no words."""


def faults(text: str) -> tuple[Fault, ...]:
    """Read a time line such as `overload@20+15,credit@90`: kind, second, and how long.

    Raises Misuse with the words that cannot be read.
    """
    return tuple(_fault(word.strip()) for word in text.split(",") if word.strip())


def active(line: tuple[Fault, ...], at: float) -> Kind | None:
    """Give what is wrong now; of several the latest to begin."""
    now = [one for one in line if one.begin <= at < one.end]
    latest = max(now, key=lambda one: one.begin, default=None)
    if latest is None:
        return None
    if latest.kind is Kind.FLAP and (at - latest.begin) % (2 * FLAP) >= FLAP:
        return None
    return latest.kind


def _fault(word: str) -> Fault:
    found = PATTERN.match(word)
    if found is None or found["kind"] not in set(Kind):
        kinds = ", ".join(Kind)
        raise Misuse(f"fault {word}: expected KIND@SECOND+LENGTH with one of {kinds}.")
    begin = float(found["begin"])
    end = begin + float(found["length"]) if found["length"] else FOREVER
    return Fault(kind=Kind(found["kind"]), begin=begin, end=end)
