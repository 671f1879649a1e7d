"""Writes a plan file: whole or not at all, and never over another one unasked."""

from __future__ import annotations

import os
from contextlib import suppress

from core.errors import Misuse


def write(path: str, text: str, *, is_forced: bool) -> None:
    """Write a file; Misuse where it is there already and nobody has said to write it anew."""
    draft = f"{path}.{os.getpid()}.new"
    there = f"{path} is there already: --force writes it anew, or name another file."
    if os.path.lexists(path) and not is_forced:
        raise Misuse(there)
    try:
        try:
            _fill(draft, text)
            if is_forced:
                os.replace(draft, path)
            else:
                _place(draft, path)
        finally:
            with suppress(FileNotFoundError):
                os.unlink(draft)
    except FileExistsError:
        raise Misuse(there) from None
    except OSError as error:
        raise Misuse(f"{path} cannot be written: {error.strerror}.") from None


def _place(draft: str, path: str) -> None:
    """Give a draft its name, unless that is taken; some file systems have no links."""
    try:
        os.link(draft, path)
    except FileExistsError:
        raise
    except OSError:
        if os.path.lexists(path):
            raise
        os.replace(draft, path)


def _fill(path: str, text: str) -> None:
    descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_CLOEXEC, 0o666)
    with open(descriptor, "wb") as file:
        file.write(text.encode())
        file.flush()
        os.fsync(file.fileno())
