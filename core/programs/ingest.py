"""A second reader for a cold gigabyte: paths in on stdin, packed answers out on stdout."""

from __future__ import annotations

import sys

import msgspec

from core.model.files import Found
from core.tail import UNOPENED
from core.usage.sheet import Sheet
from core.usage.watch import Read, Reader


def main() -> None:
    """Read every file that is named, until all are read."""
    files = msgspec.msgpack.decode(sys.stdin.buffer.read(), type=list[Found])
    reader = Reader()
    reads: list[Read] = []
    for found in files:
        read = reader.read_on(found, UNOPENED, Sheet())
        if read is not None:
            reads.append(read)
    sys.stdout.buffer.write(msgspec.msgpack.encode(reads))


if __name__ == "__main__":
    main()
