"""Clocks that go by a file."""

from __future__ import annotations

import os
from datetime import datetime, timedelta

from core.clock import SystemClock
from core.course.records import read_course
from core.errors import Misuse
from core.model.course import Course

NAMED = "GROUNDSTOP_CLOCK_FILE"
"""Names the file that a rehearsal's clocks go by."""
LOOK_S = 0.5
"""Seconds of the machine after which whoever sleeps looks whether time is faster by now."""


class RehearsedClock(SystemClock):
    """The machine's clocks on a course that a file gives, and may change at any time.

    The file is JSON: any of `speed`, `wall`, `boottime`, `monotonic` and `since`, which is the time
    of its last change unless it is given. Raises Misuse where it says something else at first;
    later on what cannot be read changes nothing.
    """

    def __init__(self, path: str) -> None:
        self._path, self._machine = path, SystemClock()
        self._stamp = (0, 0)
        self._course = Course()
        self._follow(is_first=True)

    @property
    def course(self) -> Course:
        """What the file says."""
        self._follow()
        return self._course

    @property
    def speed(self) -> float:
        """Seconds of this clock in a second of the machine."""
        return self.course.speed

    @property
    def _gained(self) -> float:
        return self.course.gained(self._machine.boottime())

    def now(self) -> datetime:
        """Wall time of the rehearsal, aware, UTC."""
        return self._machine.now() + timedelta(seconds=self.course.wall + self._gained)

    def monotonic(self) -> float:
        """Seconds of the rehearsal that stop while the machine sleeps."""
        course = self.course
        return (
            self._machine.monotonic() + course.monotonic + course.gained(self._machine.boottime())
        )

    def boottime(self) -> float:
        """Seconds of the rehearsal that go on while the machine sleeps."""
        return self._machine.boottime() + self.course.boottime + self._gained

    async def sleep(self, seconds: float) -> None:
        """Wait in the rehearsal's time, however its speed changes meanwhile."""
        end = self.monotonic() + seconds
        await super().sleep(0)
        while (left := (end - self.monotonic()) / self.speed) > 0:
            await super().sleep(min(left, LOOK_S))

    def _follow(self, *, is_first: bool = False) -> None:
        try:
            found = os.stat(self._path)
            if (found.st_mtime_ns, found.st_ino) == self._stamp:
                return
            age = self._machine.now().timestamp() - found.st_mtime
            with open(self._path, "rb") as file:
                course = read_course(file.read(4096), self._machine.boottime() - age)
        except OSError as error:
            if is_first:
                raise Misuse(f"{self._path} cannot be read: {error.strerror}.") from error
            return
        if course is None and is_first:
            raise Misuse(
                f"{self._path}: expected JSON with a speed above 0, and seconds for wall, boottime"
                " and monotonic."
            )
        self._stamp = (found.st_mtime_ns, found.st_ino)
        self._course = course or self._course


def clock_by(named: str = "") -> SystemClock:
    """Give the machine's clock; in a rehearsal that of its file, where the file is there.

    The environment's `GROUNDSTOP_CLOCK_FILE` comes before `named`.
    """
    path = os.environ.get(NAMED, "") or (named if named and os.path.exists(named) else "")
    return RehearsedClock(path) if path else SystemClock()
