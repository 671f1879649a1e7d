"""Messages to an agent: whole, in order, through the shim, until the inbox closes."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import pytest

from tests.core.attempts.stage import Try, until

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="locks and marks are Linux's")


def test_messages_arrive_whole_and_in_order_until_the_inbox_closes(tmp_path: Path) -> None:
    echo = "import sys\nfor line in sys.stdin: print(len(line), line[:12].strip(), flush=True)"
    one = Try(tmp_path).fork(echo, prompt=b"p" * 300_000)
    until(lambda: "300001" in one.text())
    for number in range(1, 20):
        one.folder.drop(f"{number:04}", f"message {number}".encode())
    one.folder.ask("close")

    assert 0 == one.code()
    assert [f"{number}" for number in range(1, 20)] == [
        line.split()[-1] for line in one.text().splitlines()[1:]
    ]
    assert 20 == len(os.listdir(one.path / "sent"))
    with pytest.raises(FileNotFoundError):
        one.folder.drop("0099", b"too late")
    assert not (one.path / ".0099").exists()


def test_what_an_agent_did_not_read_lies_in_unsent(tmp_path: Path) -> None:
    one = Try(tmp_path).fork("import time; time.sleep(0.2)", prompt=b"p" * 3_000_000)

    assert 0 == one.code()
    assert ["0000.json"] == os.listdir(one.path / "unsent")
    with pytest.raises(FileNotFoundError):
        one.folder.drop("0001", b"hello?")


def test_whoever_comes_after_a_shim_that_was_killed_finds_no_inbox(tmp_path: Path) -> None:
    one = Try(tmp_path).fork("import time; time.sleep(60)", prompt=b"p" * 3_000_000)
    one.agent()
    one.folder.drop("0001", b"never read")
    one.kill_shim()

    assert ("0001.json",) == one.folder.shut() == one.folder.shut()
    with pytest.raises(FileNotFoundError):
        one.folder.drop("0002", b"too late")
