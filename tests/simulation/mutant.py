"""A mutant: an engine that is wrong in one way, and how it is put in the right one's place."""

from __future__ import annotations

from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING
from unittest.mock import patch

from tests.simulation.climate import BRISK, Climate

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True)
class Mutant:
    """What is wrong with one, and the promises one of which it must break."""

    breaks: frozenset[str]
    flaws: frozenset[str] = frozenset()
    """Of the model of shim and kernel."""
    patches: tuple[tuple[object, str, object], ...] = ()
    """Of the engine itself: where, what, by what."""
    climate: Climate = BRISK
    """Where it is found out."""
    first: int = 0
    """History with which the search begins: a rare mistake is found there at once."""


@contextmanager
def infected(mutant: Mutant) -> Iterator[None]:
    """Put a mutant in the engine's place for a while."""
    with ExitStack() as stack:
        for where, name, wrong in mutant.patches:
            stack.enter_context(patch.object(where, name, wrong))
        yield
