"""What is new in one transcript, and what its meta file says."""

from __future__ import annotations

import os
import stat
from dataclasses import replace
from typing import TYPE_CHECKING

from core.model.signs import NO_META, NO_SIGNS, Meta, Transcript
from core.tail import UNOPENED, Cutter, Turned, fingerprint
from core.transcripts import records
from core.transcripts.read import hear
from core.transcripts.story import story

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from core.model.files import Found
    from core.model.signs import Step
    from core.tail import Bookmark

MOUTHFUL = 1 << 20
RETOLD = 1 << 19
"""Bytes at the end of a transcript that are retold."""
OFFSETS = 100
"""How many places of unread lines are kept per file."""
META_LIMIT = 1 << 16


def read_meta(path: str) -> Meta:
    """A transcript's meta file, or nothing known."""
    name = path.removesuffix(".jsonl") + ".meta.json"
    try:
        descriptor = os.open(name, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
    except OSError:
        return NO_META
    try:
        found = records.meta(os.read(descriptor, META_LIMIT))
    except OSError:
        return NO_META
    finally:
        os.close(descriptor)
    return records.meta_of(found) if found is not None else NO_META


def follow(
    found: Found, before: Transcript | None, bookmark: Bookmark
) -> tuple[Transcript, Bookmark]:
    """Read what is new in a transcript; a file that was written anew is read from its beginning.

    One that cannot be opened counts as one unread line, until it can be and is read again.
    """
    transcript = before or Transcript(
        path=found.path, session_id=found.session_id, agent_id=found.agent_id
    )
    try:
        descriptor = os.open(found.path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
    except OSError:
        return replace(transcript, unread_lines=max(1, transcript.unread_lines)), UNOPENED
    try:
        state = os.fstat(descriptor)

        def read_at(count: int, offset: int) -> bytes:
            return os.pread(descriptor, count, offset)

        how = bookmark.turned(inode=state.st_ino, size=state.st_size, mtime_ns=state.st_mtime_ns)
        if how is Turned.REPLACED or not bookmark.still_there(read_at):
            bookmark = UNOPENED
            transcript = replace(transcript, signs=NO_SIGNS, unread=(), unread_lines=0)
        cutter = Cutter(offset=bookmark.offset, skipping=bookmark.skipping)
        transcript = _heard(transcript, _lines(read_at, cutter), cutter)
        return replace(transcript, exists=True), replace(
            bookmark,
            inode=state.st_ino,
            size=state.st_size,
            mtime_ns=state.st_mtime_ns,
            offset=cutter.offset,
            skipping=cutter.skipping,
            mark=fingerprint(read_at, cutter.offset),
        )
    except OSError:
        return transcript, bookmark
    finally:
        os.close(descriptor)


def retell(path: str, heard_at: datetime | None = None) -> tuple[Step, ...]:
    """The end of a transcript, for a person who looks at it; or of a stream, which has no times."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
    except OSError:
        return ()
    try:
        state = os.fstat(descriptor)
        if not stat.S_ISREG(state.st_mode):
            return ()
        begin = max(0, state.st_size - RETOLD)
        raw = os.pread(descriptor, RETOLD, begin).split(b"\n")
    except OSError:
        return ()
    finally:
        os.close(descriptor)
    whole = raw[1 if begin else 0 : -1]
    known = (line for one in whole if (line := records.line(one)) is not None)
    return story(known, heard_at)


def _lines(read_at: Callable[[int, int], bytes], cutter: Cutter) -> Iterator[tuple[int, bytes]]:
    """Whole lines from where the cutter stands to the end of the file."""
    size = MOUTHFUL
    while mouthful := read_at(size, cutter.offset):
        before = cutter.offset
        yield from cutter.cut(mouthful)
        if cutter.offset > before:
            size = MOUTHFUL
        elif len(mouthful) < size:
            return
        else:
            size *= 4


def _heard(
    transcript: Transcript, lines: Iterator[tuple[int, bytes]], cutter: Cutter
) -> Transcript:
    """Fold whole lines into a transcript, and count those that cannot be read."""
    signs, unread, count = transcript.signs, list(transcript.unread), transcript.unread_lines
    for offset, raw in lines:
        line = records.line(raw)
        if line is not None:
            signs = hear(signs, line)
        elif raw.strip():
            count += 1
            unread.append(offset)
    unread += cutter.too_long
    return replace(
        transcript,
        signs=signs,
        unread=tuple(unread[:OFFSETS]),
        unread_lines=count + len(cutter.too_long),
    )
