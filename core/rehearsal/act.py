"""The player: writes a recording's changes as real files, each at its time, and owns the clock."""

from __future__ import annotations

import os
import shutil
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Self

from core.clock import Clock, SystemClock
from core.errors import Misuse
from core.rehearsal.change import Change, Kind, Recording, Slice, Where
from core.rehearsal.lives import life, lives
from core.rehearsal.pace import FINEST, Pace
from core.rehearsal.recordings.timeline import LINES
from core.rehearsal.store import Home

if TYPE_CHECKING:
    from collections.abc import Callable

    from core.model.process import Life, Registered
    from core.rehearsal.lives import Span

TAIL = 3.0
"""Play seconds after the last change: an entry that is gone is believed after one."""
MOUTHFUL = 64
"""Changes that are written before others get their turn."""
APPEND = os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC | os.O_NOFOLLOW
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Player:
    """Plays a recording, or a scene composed for its own repository, in a temporary home.

    It is a Clock: all who watch the home ask it what time it is. A context manager: the files are
    there from entering on, and gone after leaving it, however it is left.
    """

    title = "play"
    can_stop = True

    def __init__(
        self,
        play: Recording | Callable[[str], Recording],
        *,
        speed: float = 1.0,
        base: Clock | None = None,
        parent: str | None = None,
    ) -> None:
        """`play` may be a function of the repository's path; `parent` holds the temporary home."""
        self._play = play
        self._base = base or SystemClock()
        self._parent = parent
        self._home: Home | None = None
        self._root = Path()
        self._changes: tuple[Change, ...] = ()
        self._lives: tuple[Span, ...] = ()
        self._next = 0
        self._pace = Pace(self._base, speed=speed, duration=0.0)
        self._begin = 0.0
        self._is_paused = False

    def __enter__(self) -> Self:
        with ExitStack() as undo:
            undo.callback(self.close)
            self._home = Home(self._parent)
            self._root = self._home.root
            self._compose()
            self._furnish()
            undo.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Take the temporary home away; more than once does no harm."""
        if self._home is not None:
            self._home.close()

    @property
    def claude_home(self) -> str:
        """The Claude folder that is played into."""
        return str(self._root / Where.HOME)

    @property
    def repository(self) -> str:
        """The folder that a scene's agents work in."""
        return str(self._root / Where.REPOSITORY)

    @property
    def position(self) -> float:
        """Play seconds since the beginning."""
        return self._pace.position

    @property
    def duration(self) -> float:
        """Play seconds from the beginning to the end."""
        return self._changes[-1].at - self._begin + TAIL if self._changes else 0.0

    @property
    def speed(self) -> float:
        """Play seconds a second."""
        return self._pace.speed

    @property
    def is_playing(self) -> bool:
        """Whether time passes now."""
        return self._pace.is_running

    @property
    def has_ended(self) -> bool:
        """Whether all is written and time stands at the end."""
        return self._next == len(self._changes) and self.position >= self.duration - FINEST

    def now(self) -> datetime:
        """The recorded time at this position, aware, UTC."""
        return EPOCH + timedelta(seconds=self._begin + self.position)

    def monotonic(self) -> float:
        """Play seconds that never go back, not even when the play begins again."""
        return self._pace.elapsed

    def boottime(self) -> float:
        """The same: a play does not know that the machine slept."""
        return self._pace.elapsed

    async def sleep(self, seconds: float) -> None:
        """Wait in play time; while the player pauses, until it goes on or is moved."""
        await self._pace.sleep(seconds)

    async def play(self) -> None:
        """Let time pass, unless paused, and write every change at its time, until the end."""
        self._pace.run(on=not self._is_paused)
        while not self.has_ended:
            if self._write(self.position, at_most=MOUTHFUL):
                await self._pace.sleep(0)
            else:
                await self._pace.nap(self._upcoming())

    def pause(self) -> None:
        """Stop time, and keep it stopped until `resume`, even if the play begins again."""
        self._is_paused = True
        self._pace.run(on=False)

    def resume(self) -> None:
        """Let time pass again."""
        self._is_paused = False
        self._pace.run(on=True)

    def set_speed(self, speed: float) -> None:
        """Go on at another speed."""
        self._pace.scale(speed)

    def step(self) -> tuple[Change, ...]:
        """Stop time, go to the next change, give all changes of that instant; none at the end."""
        self.pause()
        first = self._next
        self._go(self._upcoming())
        return self._changes[first : self._next]

    def jump(self, position: float) -> None:
        """Go to a position, forward or back; the files are as they were then."""
        if position < self.position:
            self._clean()
        self._go(position)

    def restart(self) -> None:
        """Clean the home and begin again; whether time passes stays as it was."""
        self._clean()
        self._pace.move(0.0)

    def liveness(self, pid: int, proc_start: str, now: datetime) -> Life:
        """Whether a process lives, as the recording says."""
        return life(self._lives, pid, proc_start, (now - EPOCH).total_seconds())

    def judge(self, entry: Registered) -> Life:
        """The same of a registry entry, now."""
        return self.liveness(entry.pid, entry.proc_start, self.now())

    def _compose(self) -> None:
        found = self._play if isinstance(self._play, Recording) else self._play(self.repository)
        self._changes = tuple(sorted(found.changes, key=lambda one: one.at))
        self._lives = lives(found)
        self._begin = self._changes[0].at if self._changes else 0.0
        self._pace = Pace(self._base, speed=self._pace.speed, duration=self.duration)

    def _furnish(self) -> None:
        """Make the folders that are there before the first change, and stay to the end."""
        home = self._root / Where.HOME
        has_registry = any(one.path.startswith("sessions/") for one in self._changes)
        for folder in (home / "projects", home / "sessions" if has_registry else home):
            folder.mkdir(parents=True, exist_ok=True)
        if any(one.where is Where.REPOSITORY for one in self._changes):
            Path(self.repository).mkdir(exist_ok=True)

    def _clean(self) -> None:
        """Take away all but the folders that others watch, and be before the first change."""
        kept = {self.claude_home, f"{self.claude_home}/projects", f"{self.claude_home}/sessions"}
        for top in (*kept, self.repository):
            for entry in os.scandir(top) if Path(top).is_dir() else ():
                if entry.path not in kept:
                    _remove(entry.path)
        self._next = 0
        self._furnish()

    def _upcoming(self) -> float:
        """The position of the next change, else the end."""
        if self._next == len(self._changes):
            return self.duration
        return self._changes[self._next].at - self._begin

    def _go(self, position: float) -> None:
        self._pace.move(position)
        self._write(position)

    def _write(self, position: float, *, at_most: int | None = None) -> int:
        """Write what is due; give how many changes that was."""
        first = self._next
        while self._next < len(self._changes) and self._upcoming() <= position + FINEST:
            change = self._changes[self._next]
            self._next += 1
            try:
                _apply(change, f"{self._root}/{change.where}/{change.path}")
            except OSError as error:
                raise Misuse(f"{change.path} cannot be played: {error.strerror}.") from error
            if self._next - first == at_most:
                break
        return self._next - first


def _apply(change: Change, path: str) -> None:
    """Do one change as Claude Code does it: lines are appended, documents renamed into place."""
    if change.kind is Kind.REMOVE:
        _remove(path)
        return
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    if change.kind is Kind.CREATE and path.endswith("/"):
        Path(path).mkdir(exist_ok=True)
        return
    content = _bytes(change.content)
    at = round(change.at * 1e9)
    if change.kind is Kind.GROW or (change.kind is Kind.CREATE and path.endswith(LINES)):
        _append(path, content, at)
    else:
        _replace(path, content, at)


def _bytes(content: bytes | Slice) -> bytes:
    if isinstance(content, bytes):
        return content
    descriptor = os.open(content.file, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK)
    try:
        return os.pread(descriptor, content.end - content.begin, content.begin)
    finally:
        os.close(descriptor)


def _append(path: str, content: bytes, at: int) -> None:
    descriptor = os.open(path, APPEND, 0o600)
    try:
        while content:
            content = content[os.write(descriptor, content) :]
        os.utime(descriptor, ns=(at, at))
    finally:
        os.close(descriptor)


def _replace(path: str, content: bytes, at: int) -> None:
    draft = f"{path}.tmp.play"
    _append(draft, content, at)
    Path(draft).replace(path)


def _remove(path: str) -> None:
    found = Path(path)
    if found.is_dir() and not found.is_symlink():
        shutil.rmtree(found, ignore_errors=True)
    else:
        found.unlink(missing_ok=True)
