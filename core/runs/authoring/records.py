"""An issue as GitHub's program tells of it; unknown fields are ignored."""

from __future__ import annotations

import msgspec


class Issue(msgspec.Struct):
    """One open issue."""

    number: int
    title: str = ""
    body: str = ""
    url: str = ""


def issues_of(text: bytes) -> list[Issue] | None:
    """Read what `gh issue list --json` prints; None for something else."""
    try:
        return msgspec.json.decode(text, type=list[Issue])
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return None
