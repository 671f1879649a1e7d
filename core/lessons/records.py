"""The file of what one repository's runs have taught, a version in it."""

from __future__ import annotations

import hashlib

import msgspec

from core.model.past import PastRun  # noqa: TC001, msgspec reads the fields' types

VERSION = 1


class Kept(msgspec.Struct, kw_only=True):
    """One file, one repository."""

    version: int = VERSION
    repository: str = ""
    """The git folder that all its worktrees share."""
    runs: tuple[PastRun, ...] = ()


class Numbered(msgspec.Struct):
    """A file of whatever version."""

    version: int = 0


encode = msgspec.json.encode
_kept = msgspec.json.Decoder(Kept)
_numbered = msgspec.json.Decoder(Numbered)


def file_of(state: str, repository: str) -> str:
    """Name the file, below a state folder."""
    mark = hashlib.sha256(repository.encode("utf-8", "surrogateescape")).hexdigest()[:16]
    return f"{state}/lessons/{mark}.json"


def kept(raw: bytes) -> Kept | None:
    """Read a file; None: it is of a later version. One that is broken is as good as empty."""
    try:
        if _numbered.decode(raw).version > VERSION:
            return None
        return _kept.decode(raw)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return Kept()
