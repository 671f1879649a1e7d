"""Takes a lock for as long as this process, or one that inherits it, lives."""

from __future__ import annotations

import fcntl
import os
import struct

_LOCK = struct.pack("hhqqi4x", fcntl.F_WRLCK, os.SEEK_SET, 0, 0, 0)


def take(path: str, words: bytes) -> int | None:
    """Lock a file and write into it who holds it; None if somebody else does.

    The descriptor holds the lock: it must be kept.
    """
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.fcntl(descriptor, fcntl.F_OFD_SETLK, _LOCK)
    except OSError:
        os.close(descriptor)
        return None
    os.ftruncate(descriptor, 0)
    os.pwrite(descriptor, words, 0)
    return descriptor
