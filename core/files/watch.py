"""Reads small files that others write, and hears when they do."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from watchfiles._rust_notify import RustNotify


def content(path: str, most: int) -> bytes | None:
    """Give a file's bytes, at most so many; None where it cannot be read.

    A pipe under its name keeps nobody waiting.
    """
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
    except OSError:
        return None
    try:
        return os.read(descriptor, most)
    except OSError:
        return None
    finally:
        os.close(descriptor)


def ear(folders: Iterable[str], *, is_recursive: bool) -> RustNotify:
    """Listen for changes in folders, without polling.

    Raises OSError where one has gone or the machine has no more ears, UnicodeEncodeError for a name
    that is not UTF-8; while it listens, RuntimeError for such a name.
    """
    from watchfiles._rust_notify import RustNotify  # noqa: PLC0415, only who follows

    return RustNotify(
        [*folders],
        debug=False,
        force_polling=False,
        poll_delay_ms=0,
        recursive=is_recursive,
        ignore_permission_denied=True,
    )
