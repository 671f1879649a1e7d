"""The engine's flows as effects, one after the other; who performs them is another matter.

The daemon runs `engine`. The carrier runs `attempt` and writes down every answer, so that after a
crash it goes on behind the last one; an effect whose answer was lost is done again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from core.model.admission import Admit, Hold, Refuse
from core.model.effects import Do, Finish, On, Rest, Stage, Whole
from core.model.run import Standing, Verdict

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable

    from core.model.effects import Effect

BEAT = 5.0
"""Seconds between two looks at everything while nothing happens."""


def engine() -> Generator[Effect, Any, None]:
    """Run for ever: orders first, then what an earlier engine left, then starts (D24)."""
    yield Whole.OBEY
    keys = yield Whole.LIVE
    begun = []
    for key in keys:
        if (yield from recovery(key)):
            begun.append(key)  # noqa: PERF401, a comprehension cannot wait for an answer
    yield Whole.TEND
    yield Whole.LAUNCH
    for key in begun:
        yield On(key, Do.CARRY)
    while True:
        yield Whole.TEND
        yield Whole.PREPARE
        yield from _asking((yield Whole.PROVE))
        answer = yield Whole.ADMIT
        match answer:
            case Admit(attempt=key):
                yield On(key, Do.CARRY)
            case Refuse():
                pass
            case Hold(ask=ask, left=left):
                yield from _asking(ask)
                yield Rest(BEAT if left is None else min(left, BEAT))
            case _:
                yield Rest(BEAT)


def _asking(keys: Iterable[str]) -> Generator[Effect, Any, None]:
    """Begin to ask; the answers come when they come, and wake us."""
    for key in keys:
        yield On(key, Do.ASK)


def recovery(key: str) -> Generator[Effect, Any, bool]:
    """Look at an attempt of an earlier engine; tell whether it has begun and must be seen through.

    What has ended meanwhile is learnt at once: the carrier takes longer to load than this takes,
    and what it does about it later changes nothing. One that has a permit and never began must not
    begin now: the gate may have closed since. Its claim is taken, so that a shim which is still on
    its way finds it gone, and it asks again.
    """
    standing = yield On(key, Do.LOOK)
    if standing is Standing.ENDED:
        yield Finish(key, (yield On(key, Do.VERDICT)))
        return False
    if standing not in (Standing.NEVER, Standing.STARTING) or not (yield On(key, Do.REVOKE)):
        return True
    verdict = Verdict(standing=Standing.REVOKED, because="the engine ended before it began")
    yield Finish(key, verdict)
    return False


def attempt(key: str) -> Generator[Effect, Any, None]:
    """See one attempt through, from the permit that it has to the permit given back."""
    verdict = yield On(key, Stage.START)
    if verdict is None:
        yield On(key, Stage.CHECK)
        verdict = yield On(key, Stage.WATCH)
    yield Finish(key, verdict)
