"""Ends a command whom nobody is left to end: its terminal has gone, or the machine says so."""

from __future__ import annotations

import asyncio
import os
import select
import signal
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, NoReturn, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Iterator
    from types import FrameType

    from core.clock import Clock

T = TypeVar("T")

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
    with _heard(_leave):
        yield


def carried(main: Callable[[], Coroutine[object, object, T]]) -> T:
    """Run a command's loop to its end; told to end, it is cancelled, and then the command leaves.

    What it runs is made in the loop: made before, it would never be awaited where the end comes
    between the two.

    An exit that is raised wherever the loop happens to be would leave its threads behind, and
    whoever ends waits for them for ever. Raises SystemExit, as `tidily` does.
    """
    told: list[int] = []
    ends: list[Callable[[], object]] = []

    def hear(number: int, _: FrameType | None) -> None:
        told.append(number)
        for end in ends:
            with suppress(RuntimeError):  # the loop is closed: it has ended
                end()

    with _heard(hear):
        try:
            answer = asyncio.run(_heeding(main, told, ends))
        except asyncio.CancelledError:
            if not told:
                raise
        else:
            if not told:
                return answer
    raise SystemExit(SAID + told[0])


async def _heeding(
    main: Callable[[], Coroutine[object, object, T]],
    told: list[int],
    ends: list[Callable[[], object]],
) -> T:
    """Do it, as a task that ends when its command is told to, be it before this began."""
    task = asyncio.current_task()
    if task is None:
        raise AssertionError
    loop = asyncio.get_running_loop()
    ends.append(lambda: loop.call_soon_threadsafe(task.cancel))
    if told:
        task.cancel()
    return await main()


@contextmanager
def _heard(handler: Callable[[int, FrameType | None], object]) -> Iterator[None]:
    """Hear signals that are not ignored by another handler for a while."""
    before = {number: signal.getsignal(number) for number in UNCAUGHT}
    for number in UNCAUGHT:
        if before[number] is not signal.SIG_IGN:
            signal.signal(number, handler)
    try:
        yield
    finally:
        for number, handled in before.items():
            signal.signal(number, handled)


def _leave(number: int, frame: FrameType | None) -> NoReturn:
    del frame
    raise SystemExit(SAID + number)
