"""What lies in a folder."""

from __future__ import annotations

from pathlib import Path


def sizes(home: str) -> dict[str, int]:
    """Sizes of all files by their relative path."""
    root = Path(home)
    return {
        str(path.relative_to(root)): path.stat().st_size
        for path in root.rglob("*")
        if path.is_file()
    }


def transcripts(home: str) -> dict[str, bytes]:
    """The bytes of all files below `projects/`."""
    files = (path for path in Path(home).glob("projects/**/*") if path.is_file())
    return {str(path.relative_to(home)): path.read_bytes() for path in files}
