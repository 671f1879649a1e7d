"""Small files are read as far as they go, and nothing else keeps the reader."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from core.files.watch import content

if TYPE_CHECKING:
    from pathlib import Path


def test_a_file_is_read_up_to_a_size(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"abcdef")

    assert b"abcdef" == content(str(tmp_path / "file"), 100)
    assert b"abc" == content(str(tmp_path / "file"), 3)


def test_what_is_no_readable_file_is_nothing_at_once(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")

    assert None is content(str(tmp_path), 100)
    assert None is content(str(tmp_path / "gone"), 100)
    assert b"" == content(str(tmp_path / "pipe"), 100)
