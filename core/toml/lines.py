"""In which line of a TOML file something stands, tables and lists of tables included."""

from __future__ import annotations

import re

HEADER = re.compile(r"^\s*\[\[?\s*([\w.-]+)\s*\]\]?")


def line_in(text: str, where: tuple[object, ...]) -> int:
    """Find the line of a key, in the top of the file, in a table, or in the n-th [[task]].

    The line of its table where the key is not there; 0 for nowhere.
    """
    *tables, key = where
    wanted = [part for part in tables if isinstance(part, str)]
    index = next((part for part in tables if isinstance(part, int)), 0)
    header, seen, current = 0, -1, [""]
    for number, line in enumerate(text.splitlines(), 1):
        if found := HEADER.match(line):
            current = found[1].split(".")
            seen += current == wanted[:1]
            if current == wanted and index in (seen, 0):
                header = header or number
        is_here = current == (wanted or [""]) and (wanted[:1] != ["task"] or seen == index)
        if is_here and re.match(rf"\s*{re.escape(str(key))}\s*=", line):
            return number
    return header
