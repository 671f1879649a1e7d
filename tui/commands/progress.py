"""What a command does that takes long, on a terminal that waits for it."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@contextmanager
def saying(words: str) -> Iterator[None]:
    """Say on stderr what goes on, if that is a terminal; it is taken away at the end."""
    is_heard = sys.stderr.isatty()
    if is_heard:
        sys.stderr.write(words)
        sys.stderr.flush()
    try:
        yield
    finally:
        if is_heard:
            sys.stderr.write(f"\r{' ' * len(words)}\r")
            sys.stderr.flush()


@contextmanager
def telling() -> Iterator[Callable[[int, int], None]]:
    """Give a function that tells (files read, files to read) on stderr, if that is a terminal.

    What it said is taken away at the end. A reading that is over at once says nothing.
    """
    longest = 0

    def told(done: int, total: int) -> None:
        nonlocal longest
        if done and sys.stderr.isatty():
            words = f"Reading transcripts: {done} of {total}"
            longest = max(longest, len(words))
            sys.stderr.write(f"\r{words}")
            sys.stderr.flush()

    try:
        yield told
    finally:
        if longest:
            sys.stderr.write(f"\r{' ' * longest}\r")
            sys.stderr.flush()
