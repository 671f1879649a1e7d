"""An engine listens to whoever writes into its state, and ends when that is gone."""

from __future__ import annotations

import sys
import threading
from typing import TYPE_CHECKING

import pytest

from core.engine.watch import listen
from core.locks.act import take
from core.locks.watch import is_locked
from core.model.where import StateFolder
from core.runs.store import State

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="locks are Linux's")


@pytest.fixture
def folder(tmp_path: Path) -> StateFolder:
    (tmp_path / "runs/batch/one").mkdir(parents=True)
    return StateFolder(str(tmp_path))


def test_a_lock_is_seen_and_not_taken_by_looking(tmp_path: Path) -> None:
    import os  # noqa: PLC0415, one descriptor

    path = str(tmp_path / "lock")

    assert not is_locked(path)
    lock = take(path, b"me")
    assert lock is not None
    assert is_locked(path)
    assert None is take(path, b"you")
    assert b"me" == (tmp_path / "lock").read_bytes()
    os.close(lock)
    assert not is_locked(path)


def test_a_state_that_is_unlinked_ends_its_engine(folder: StateFolder, tmp_path: Path) -> None:
    state, over, woken = State(folder.state), threading.Event(), threading.Event()
    listening = threading.Thread(target=listen, args=(state, folder, woken.set, over))
    listening.start()
    (tmp_path / "state.db").unlink()
    listening.join(10)

    assert over.is_set()
    assert woken.is_set()
    state.close()


def test_whoever_writes_wakes_the_engine(folder: StateFolder) -> None:
    state, over, woken = State(folder.state), threading.Event(), threading.Event()
    listening = threading.Thread(target=listen, args=(state, folder, woken.set, over))
    listening.start()
    other = State(folder.state)
    for number in range(100):
        with other.transaction() as db:
            db.execute("insert into command values (?, '', '{}', 1)", (number,))
        if woken.wait(0.1):
            break

    assert woken.is_set()
    over.set()
    listening.join(10)
    state.close()
    other.close()
