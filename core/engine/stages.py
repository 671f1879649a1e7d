"""The stages of an attempt: begin it, see it run, wait for its end; all by looking at traces."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from core.model.effects import Do, On, Rest, Stage
from core.model.run import Standing, Verdict
from core.spawn.permits import START_WITHIN

if TYPE_CHECKING:
    from collections.abc import Generator

    from core.model.effects import Effect

LOOK = 0.25
"""Seconds between two looks at an attempt when nothing wakes us; like all here, the machine's."""
BEGIN = 10.0
"""Seconds that a shim has to claim, before its claim is taken instead. Source: ours."""
RUNNING = 30.0
"""Seconds to a first record, after which a start counts as failed (S3-05). Source: ours."""
REASONS = {
    74: "the disk is full",
    75: "another process writes on its branch",
    77: "the machine was too slow to start it in time",
}
"""What a shim means that exits without a trace."""


def is_fresh(age: float | None) -> bool:
    """Whether a permit of so many real seconds may still be begun with; None: there is none."""
    return age is not None and age <= START_WITHIN


def staged(stage: Stage, key: str) -> Generator[Effect, Any, Verdict | None]:
    """Give the flow of one stage."""
    return {Stage.START: start, Stage.CHECK: check, Stage.WATCH: watch}[stage](key)


def start(key: str) -> Generator[Effect, Any, Verdict | None]:
    """Begin an attempt; a claim that is there already means that it has begun.

    That it never began is certain only when its claim is taken: no shim on its way can claim then.
    """
    standing = yield On(key, Do.LOOK)
    never: Verdict | None = None
    waited = 0.0
    if standing is Standing.NEVER:
        if (yield On(key, Do.IS_FRESH)):
            never = yield On(key, Do.FORK)
        else:
            never = _never("its permit came too late to begin with")
    while standing in (Standing.NEVER, Standing.STARTING) and never is None:
        yield Rest(LOOK, is_real=True)
        waited += LOOK
        standing = yield On(key, Do.LOOK)
        code = yield On(key, Do.CODE)
        if standing is Standing.NEVER and code is not None:
            never = _never(REASONS.get(code, f"its shim ended with {code}"))
        elif waited >= BEGIN:
            never = _never(f"nothing began within {BEGIN:.0f} s", is_silent=True)
    if standing in (Standing.NEVER, Standing.STARTING) and (yield On(key, Do.REVOKE)):
        return never
    if standing is Standing.REVOKED:
        return Verdict(standing=Standing.REVOKED, because="it was called back before it began")
    return None


def _never(because: str, *, is_silent: bool = False) -> Verdict:
    return Verdict(standing=Standing.NEVER, because=because, is_silent=is_silent)


def check(key: str) -> Generator[Effect, Any, None]:
    """Wait for the first record, which alone shows that an agent runs; or give the start up."""
    waited = 0.0
    while (yield On(key, Do.LOOK)) in (Standing.ALIVE, Standing.STARTING):
        if (yield On(key, Do.HAS_RECORD)):
            yield On(key, Do.PASS)
            return
        if waited >= RUNNING:
            yield On(key, Do.FAIL)
            return
        yield Rest(LOOK, is_real=True)
        waited += LOOK


def watch(key: str) -> Generator[Effect, Any, Verdict]:
    """Wait for the end; what has lost its shim is over only when nothing of it is left."""
    while True:
        standing = yield On(key, Do.LOOK)
        is_over = standing is Standing.ENDED
        if standing is Standing.ALIVE:
            yield On(key, Do.CLOSE)
        if standing in (Standing.ORPHANED, Standing.LOST):
            is_swept = yield On(key, Do.SWEEP)
            is_over = is_swept and standing is Standing.LOST
        if is_over:
            verdict: Verdict = yield On(key, Do.VERDICT)
            return verdict
        yield Rest(LOOK, is_real=True)
