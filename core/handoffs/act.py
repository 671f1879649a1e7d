"""Writes what an agent says about its work into its run folder: offline, whole or not at all."""

from __future__ import annotations

import hashlib
import os
import stat

from core.errors import Misuse, Trouble
from core.files.act import put

CHECKPOINTS, HANDOFF = "checkpoints.jsonl", "handoff.json"
LIMIT = 1 << 20
"""Bytes of a handoff, at most."""
MODE = 0o600


def append(folder: str, line: bytes) -> int:
    """Add one line to an attempt's checkpoints, in one write; give how many there are by now.

    A line that a crash has cut stays as it is, and the new one begins on its own.
    """
    path = f"{folder}/{CHECKPOINTS}"
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, MODE)
    except OSError as error:
        raise Trouble(f"{path} cannot be written: {error.strerror}.") from error
    try:
        size = os.fstat(descriptor).st_size
        is_cut = size > 0 and os.pread(descriptor, 1, size - 1) != b"\n"
        whole = (b"\n" if is_cut else b"") + line + b"\n"
        if os.write(descriptor, whole) < len(whole):
            raise Trouble(f"{path} cannot be written: there is no space left.")
        os.fsync(descriptor)
        with open(path, "rb") as file:
            return sum(bool(one.strip()) for one in file)
    except OSError as error:
        raise Trouble(f"{path} cannot be written: {error.strerror}.") from error
    finally:
        os.close(descriptor)


def proof(path: str, base: str) -> dict[str, object]:
    """Give a file of evidence as its path (below `base` where it lies there), hash and size.

    Raises Misuse where there is no such file.
    """
    try:
        if not stat.S_ISREG(os.stat(path).st_mode):
            raise Misuse(f"--evidence {path}: expected a file.")
        with open(path, "rb") as file:
            digest = hashlib.file_digest(file, "sha256")
            size = file.tell()
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else "that is no path"
        raise Misuse(f"--evidence {path}: it cannot be read ({why}).") from error
    whole = os.path.realpath(path)
    inside = bool(base) and whole.startswith(f"{os.path.realpath(base)}/")
    named = os.path.relpath(whole, os.path.realpath(base)) if inside else whole
    return {"path": named, "sha256": digest.hexdigest(), "size": size}


def given(path: str) -> bytes:
    """Read the file of a handoff; Misuse where there is none, or it is too long."""
    try:
        if not stat.S_ISREG(os.stat(path).st_mode):
            raise Misuse(f"--handoff {path}: expected a file.")
        with open(path, "rb") as file:
            raw = file.read(LIMIT + 1)
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else "that is no path"
        raise Misuse(f"--handoff {path}: it cannot be read ({why}).") from error
    if len(raw) > LIMIT:
        raise Misuse(f"--handoff {path}: it has more than {LIMIT} bytes; hand in a summary.")
    return raw


def keep(folder: str, content: bytes, path: str, base: str, *, is_tracked: bool = False) -> bool:
    """Store a handoff; then take its file out of the worktree, so that nobody commits it.

    True: the file is gone. One that lies elsewhere stays, and so does one that git knows already:
    without it the worktree would not be clean.
    """
    try:
        put(f"{folder}/{HANDOFF}", content)
    except OSError as error:
        raise Trouble(f"{folder}/{HANDOFF} cannot be written: {error.strerror}.") from error
    whole = f"{os.path.realpath(os.path.dirname(path) or '.')}/{os.path.basename(path)}"
    if is_tracked or not base or not whole.startswith(f"{os.path.realpath(base)}/"):
        return False
    try:
        os.unlink(path)
    except OSError:
        return False
    return True
