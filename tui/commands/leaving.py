"""Ends a command whom nobody is left to end: its terminal has gone, or the machine says so."""

from __future__ import annotations

import asyncio
import os
import select
import signal
from contextlib import contextmanager
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import FrameType

    from core.clock import Clock

UNCAUGHT = (signal.SIGTERM, signal.SIGHUP)
"""Python itself ends at these without taking anything away."""
SIGNALS = (*UNCAUGHT, signal.SIGINT)
SAID = 128
"""What a shell adds to the number of the signal that ended a program."""
GONE_S = 1.0
STDIN = 0
GONE = select.POLLHUP | select.POLLERR | select.POLLNVAL


async def watched(clock: Clock, leave: Callable[[int], object]) -> None:
    """Call `leave` with an exit code once this program is told to end, or has no terminal.

    Without the second, Textual would read from a terminal that is no more, as fast as it can.
    Runs until cancelled; the signals are then as they were.
    """
    loop = asyncio.get_running_loop()
    before = {number: signal.getsignal(number) for number in SIGNALS}
    for number in SIGNALS:
        if before[number] is not signal.SIG_IGN:
            loop.add_signal_handler(number, leave, SAID + number)
    try:
        while not has_gone(STDIN):
            await clock.sleep(GONE_S)
        _be_quiet()
        leave(SAID + signal.SIGHUP)
    finally:
        for number, handler in before.items():
            if handler is not signal.SIG_IGN:
                loop.remove_signal_handler(number)
                signal.signal(number, handler)


def has_gone(descriptor: int) -> bool:
    """Whether nobody is at the other end of a terminal any more."""
    poll = select.poll()
    poll.register(descriptor, 0)
    return any(how & GONE for _, how in poll.poll(0))


def _be_quiet() -> None:
    """Let nothing be written to a terminal that has gone, and nothing be read from it."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for descriptor in (STDIN, 1, 2):
        os.dup2(nowhere, descriptor)
    os.close(nowhere)


@contextmanager
def tidily() -> Iterator[None]:
    """Let a command without a dashboard be ended so that it takes away what it has made."""
    before = {number: signal.getsignal(number) for number in UNCAUGHT}
    for number in UNCAUGHT:
        if before[number] is not signal.SIG_IGN:
            signal.signal(number, _leave)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _leave(number: int, frame: FrameType | None) -> NoReturn:
    del frame
    raise SystemExit(SAID + number)
