"""Textual style sheets, read just far enough to see what a rule dresses and with what."""

from __future__ import annotations

import re
from dataclasses import dataclass

COMMENT = re.compile(r"/\*.*?\*/|(?m:^\s*#\s.*$)", re.DOTALL)
QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")


@dataclass(frozen=True, slots=True)
class Sheet:
    """Selectors of the outermost rules, and every declaration at any depth."""

    selectors: tuple[str, ...]
    declarations: tuple[tuple[str, str], ...]


def read(text: str) -> Sheet:
    """Split a sheet at its braces and semicolons."""
    text = QUOTED.sub('""', COMMENT.sub(" ", text))
    selectors: list[str] = []
    declarations: list[tuple[str, str]] = []
    depth, pending = 0, ""
    for letter in text:
        if letter == "{":
            if depth == 0:
                selectors += [part.strip() for part in pending.split(",")]
            depth += 1
        elif letter in ";}":
            name, _, value = pending.partition(":")
            if value.strip():
                declarations.append((name.strip(), value.strip()))
            depth -= letter == "}"
        else:
            pending += letter
            continue
        pending = ""
    return Sheet(tuple(selectors), tuple(declarations))
