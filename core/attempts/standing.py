"""What disk and kernel say of an attempt: the same question at run time and after a crash."""

from __future__ import annotations

from dataclasses import dataclass

from core.model.run import Standing

REVOKED = "revoked"
"""Stands in a claim that was taken so that the attempt can never run."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Traces:
    """What was found, read in this order: so that nothing which moves meanwhile deceives."""

    claim: str
    """Who claimed it: nobody, the shim, or whoever revoked it."""
    is_locked: bool
    """Whether somebody holds the life lock."""
    has_verdict: bool
    """Whether `exit.json` is there, whole."""
    is_shim_alive: bool
    """Whether the process that claimed is there, and is the same one."""


def standing(traces: Traces) -> Standing:
    """Judge an attempt by its traces (`engine.md` 3): what is final is final whatever is locked."""
    if traces.claim == REVOKED:
        return Standing.REVOKED
    if traces.has_verdict:
        return Standing.ENDED
    if not traces.claim:
        return Standing.STARTING if traces.is_locked else Standing.NEVER
    if not traces.is_locked:
        return Standing.LOST
    return Standing.ALIVE if traces.is_shim_alive else Standing.ORPHANED
