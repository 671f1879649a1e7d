"""How an attempt ended: its shim's word, and what the API said last; never what it claims."""

from __future__ import annotations

import errno
from datetime import timedelta
from typing import TYPE_CHECKING

from core.clean import clean
from core.model.gate import Halt, Halting
from core.model.run import Standing, Verdict
from core.model.signs import Fault
from core.transcripts.faults import fault_of

if TYPE_CHECKING:
    from datetime import datetime

    from core.attempts.records import Ended
    from core.model.validation import Answer
    from core.runners.stream import Told

SPENT = (errno.EAGAIN, errno.ENOMEM, errno.EMFILE, errno.ENFILE)
"""What the kernel says where the machine has nothing left for another process."""
SHORT = timedelta(minutes=1)
"""How long all starts wait after an overload or without a network. Source: ours, as S3-23."""
OUTAGES = {
    Fault.BILLING: "the account's credit is used up",
    Fault.AUTH: "the login was refused; somebody must log in",
    Fault.THROTTLE: "the API takes fewer requests",
    Fault.OVERLOAD: "the API is overloaded",
    Fault.NETWORK: "the API cannot be reached",
}
"""Errors that are nobody's fault but the account's, or the line's (S1-05)."""
LASTING = (Fault.BILLING, Fault.AUTH)
"""Those that only a person ends."""


def judged(ended: Ended | None, told: Told, last_words: str, at: datetime) -> Verdict:
    """Give the verdict; no verdict of a shim means that it died with its agent."""
    if ended is None:
        return Verdict(standing=Standing.LOST, because="it died with its shim")
    fault = _fault(told) if ended.code and told.error else None
    words = (ended.because, told.said if fault else "", last_words)
    said = next(filter(None, (clean(one, limit=200) for one in words)), "")
    because = f"exit code {ended.code}" if ended.code >= 0 else f"killed by signal {-ended.code}"
    if ended.by:
        because += f" after {ended.by}"
    return Verdict(
        standing=Standing.ENDED,
        code=ended.code,
        because=f"{because}: {said}" if said and ended.code else because,
        halt=_halt(fault, told, at) if fault else None,
        fault=fault,
        by=ended.by,
    )


def unforked(error: OSError) -> Verdict:
    """Give the verdict on a start for which there was not even a process."""
    because = f"its shim could not be started: {error.strerror or error}".lower()
    return Verdict(standing=Standing.NEVER, because=clean(because), is_silent=error.errno in SPENT)


def unproven(answer: Answer) -> Verdict:
    """Give the verdict on one that ended well, when what its plan expects is missing."""
    return Verdict(standing=Standing.ENDED, code=0, because=answer.because, missing=answer.missing)


def _fault(told: Told) -> Fault:
    """Classify the API's last word; a window that is full explains a refused request."""
    fault = fault_of(
        name=told.error, status=told.status, api_error=told.api_error, limits=None, text=told.said
    )
    return Fault.WINDOW if fault is Fault.THROTTLE and _full(told) else fault


def _full(told: Told) -> bool:
    return any(one.fraction is not None and one.fraction >= 1 for one in told.readings.values())


def _halt(fault: Fault, told: Told, at: datetime) -> Halt | None:
    """The account's event that ended it holds everybody: until its reset, or until it is lifted."""
    if fault is Fault.WINDOW:
        full = [one for one in told.readings.values() if (one.fraction or 0) >= 1]
        window = full[0].window if full else ""
        return Halt(
            kind=Halting.QUOTA,
            by=full[0].source if full else "agent",
            since=at,
            because=f"{window or 'a quota window'} is used up",
            window=window,
            resets_at=full[0].resets_at if full else None,
        )
    if fault not in OUTAGES:
        return None
    until = None if fault in LASTING else at + SHORT
    return Halt(kind=Halting.OUTAGE, by="agent", since=at, because=OUTAGES[fault], until=until)
