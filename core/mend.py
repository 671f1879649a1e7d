"""A line that a strict decoder refuses, made readable where its meaning is not in doubt."""

from __future__ import annotations

import json

LIMIT = 2 * 1024 * 1024
"""Bytes; a mended line takes up to twenty times its length."""


def mend(raw: bytes) -> bytes | None:
    r"""Rewrite one JSON line without NUL padding, broken UTF-8 and lone surrogates.

    A crash of the machine pads files with NULs; JavaScript writes halves of emoji as `\ud83d`.
    None where it is no JSON even so, and where it is too long to be held several times over.
    """
    if len(raw) > LIMIT:
        return None
    try:
        value = json.loads(raw.strip(b"\0 \t\r\n").decode("utf-8", "replace"))
        return json.dumps(value, ensure_ascii=False).encode("utf-8", "replace")
    except (ValueError, RecursionError):
        return None
