"""How an attempt ended: its shim's word, and what the API said last; never what it claims."""

from __future__ import annotations

import errno
from datetime import timedelta
from typing import TYPE_CHECKING

from core.clean import clean
from core.model.gate import Halt, Halting
from core.model.run import Standing, Verdict
from core.runners.stream import ACCOUNT

if TYPE_CHECKING:
    from datetime import datetime

    from core.attempts.records import Ended
    from core.runners.stream import Told

SPENT = (errno.EAGAIN, errno.ENOMEM, errno.EMFILE, errno.ENFILE)
"""What the kernel says where the machine has nothing left for another process."""
OVERLOAD = timedelta(minutes=1)
"""How long all starts wait after an overload. Source: ours, as S3-23."""


def judged(ended: Ended | None, told: Told, last_words: str, at: datetime) -> Verdict:
    """Give the verdict; no verdict of a shim means that it died with its agent."""
    if ended is None:
        return Verdict(standing=Standing.LOST, because="it died with its shim")
    said = clean(last_words, limit=200)
    because = f"exit code {ended.code}" if ended.code >= 0 else f"killed by signal {-ended.code}"
    if ended.by:
        because += f" after {ended.by}"
    return Verdict(
        standing=Standing.ENDED,
        code=ended.code,
        because=f"{because}: {said}" if said and ended.code else because,
        halt=_halt(told, at) if ended.code and told.error in ACCOUNT else None,
    )


def unforked(error: OSError) -> Verdict:
    """Give the verdict on a start for which there was not even a process."""
    because = f"its shim could not be started: {error.strerror or error}".lower()
    return Verdict(standing=Standing.NEVER, because=clean(because), is_silent=error.errno in SPENT)


def _halt(told: Told, at: datetime) -> Halt:
    """The account's event that ended it holds everybody: until its reset, or until it is lifted."""
    full = [one for one in told.readings.values() if one.fraction is not None and one.fraction >= 1]
    if told.error.startswith("rate_limit") and full:
        return Halt(
            kind=Halting.QUOTA,
            by=full[0].source,
            since=at,
            because=f"{full[0].window} is used up",
            window=full[0].window,
            resets_at=full[0].resets_at,
        )
    until = None if told.error == "billing_error" else at + OVERLOAD
    why = "the account's credit is used up" if until is None else f"the API said {told.error}"
    return Halt(kind=Halting.OUTAGE, by="agent", since=at, because=why, until=until)
