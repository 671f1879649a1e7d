"""Entries of a registry file: one array, an object a line, or objects one behind the other."""

from __future__ import annotations

import json
import re

MOST = 2000
"""Entries that are read."""
PATIENCE = 1000
"""Places at which something begins that is no entry, before the rest is given up."""
BEGINNING = re.compile(r"[{\[]")


def entries(raw: bytes) -> list[dict[str, object]]:
    r"""Give the objects of a registry in their order, as far as they are whole.

    The source appends objects to a file, pretty-printed, also behind an array (S4-06): each that
    can be read is one. A document with `agents` holds them there.

    >>> [one["a"] for one in entries(b'[{"a": 1}]\n{"a": 2}\n{"a": 3')]
    [1, 2]
    """
    text = raw.decode("utf-8", "replace")
    decoder = json.JSONDecoder()
    found: list[dict[str, object]] = []
    place, failures = 0, 0
    while (begin := BEGINNING.search(text, place)) and failures < PATIENCE:
        try:
            value, place = decoder.raw_decode(text, begin.start())
        except (ValueError, RecursionError):
            place, failures = begin.end(), failures + 1
            continue
        found += _objects(value)
        if len(found) >= MOST:
            break
    return found[:MOST]


def _objects(value: object) -> list[dict[str, object]]:
    if isinstance(value, dict):
        within = value.get("agents")
        if not isinstance(within, list):
            return [value]
        value = within
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []
