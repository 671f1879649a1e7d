"""Live: agents that begin in brand-new folders and write once are heard."""

from __future__ import annotations

import os
import shutil
import threading
from queue import Queue
from typing import TYPE_CHECKING

import pytest

from core.clock import SystemClock
from core.fleet.follow import Follower
from core.model.events import Heard, Lost
from core.model.frame import Scope
from core.model.where import ClaudeHome, Where
from core.projects.watch import Changes
from tests.core.lines import jsonl, prompt

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

PATIENCE_S = 20.0


class Listener:
    """Follows a home in a thread, as the observer does, until it is told to stop."""

    def __init__(self, home: Path) -> None:
        where = Where(home=ClaudeHome(str(home)), cache="", mark="m")
        self._changes = Changes(where.home.projects)
        self._follower = Follower(where, Scope(), SystemClock())
        self._events: Queue[object] = Queue()
        self.seen: dict[str, str] = {}
        self.lost: set[str] = set()
        self.thread = threading.Thread(target=self._run)
        self.thread.start()

    def _run(self) -> None:
        for event in self._follower.begin():
            self._events.put(event)
        for batch in self._changes.batches():
            for event in self._follower.go_on(batch):
                self._events.put(event)
            self._events.put(batch)
        self._follower.close()

    def until(self, is_enough: Callable[[], bool]) -> None:
        """Take events until it is enough; gives up after a while."""
        while not is_enough():
            event = self._events.get(timeout=PATIENCE_S)
            if isinstance(event, Heard):
                self.seen |= {one.path: one.signs.prompt for one in event.transcripts}
            elif isinstance(event, Lost):
                self.lost |= set(event.paths)

    def batch(self) -> None:
        """Wait for the end of a turn."""
        while not isinstance(self._events.get(timeout=PATIENCE_S), frozenset):
            pass

    def stop(self) -> None:
        """End it, and see that it has ended."""
        self._changes.stop()
        self.thread.join(PATIENCE_S)

        assert not self.thread.is_alive()


@pytest.fixture
def listener(tmp_path: Path) -> Iterator[Listener]:
    (tmp_path / "projects").mkdir()
    one = Listener(tmp_path)
    yield one
    one.stop()


def write(path: Path, words: str) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(jsonl(prompt(words=words)))
    return str(path)


def test_agents_in_new_folders_that_write_once_are_found(
    listener: Listener, tmp_path: Path
) -> None:
    listener.batch()
    written = {}
    for number in range(20):
        folder = tmp_path / f"projects/-src-{number % 5}/s{number}/subagents"
        name = f"agent-a{number}"
        written[write(folder / f"{name}.jsonl", f"task {number}")] = f"task {number}"
    listener.until(lambda: written.keys() <= listener.seen.keys())

    assert written == listener.seen


def test_what_is_made_while_the_watch_begins_is_found(tmp_path: Path) -> None:
    listener = Listener(tmp_path)
    path = write(tmp_path / "projects/-src/s1/subagents/agent-a1.jsonl", "early")
    listener.until(lambda: path in listener.seen)
    listener.stop()

    assert {path: "early"} == listener.seen


def test_a_file_that_goes_is_told_and_one_that_comes_again_is_heard(
    listener: Listener, tmp_path: Path
) -> None:
    path = write(tmp_path / "projects/-src/s1.jsonl", "first")
    listener.until(lambda: listener.seen.get(path) == "first")
    shutil.rmtree(tmp_path / "projects/-src")
    listener.until(lambda: path in listener.lost)
    write(tmp_path / "projects/-src/s1.jsonl", "second")
    listener.until(lambda: listener.seen.get(path) == "second")

    assert {path} == listener.lost


def test_it_ends_soon_although_nothing_happens(listener: Listener) -> None:
    listener.stop()

    assert not listener.thread.is_alive()


def test_a_name_that_is_not_utf_8_ends_nothing(tmp_path: Path) -> None:
    changes = Changes(str(tmp_path))
    batches: Queue[frozenset[str]] = Queue()

    def listen() -> None:
        for batch in changes.batches():
            batches.put(batch)

    listening = threading.Thread(target=listen, daemon=True)
    listening.start()
    batches.get(timeout=PATIENCE_S)
    os.mkdir(os.fsencode(tmp_path) + b"/odd-\xff")
    heard: set[str] = set()
    while str(tmp_path) not in heard:
        heard |= batches.get(timeout=PATIENCE_S)
    changes.stop()
    listening.join(PATIENCE_S)

    assert not listening.is_alive()
