"""A mistake in a TOML file as one sentence: where, what, what was expected, what to do."""

from __future__ import annotations

import json
import tomllib
from difflib import get_close_matches
from typing import TYPE_CHECKING

from core.clean import clean

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

CLOSE = 0.6


def flat(values: Mapping[str, object], above: str = "") -> dict[str, object]:
    """A tree of tables as one table with dotted names.

    >>> flat({"ui": {"theme": "dark"}, "keys": {"grid": {"down": "e"}}})
    {'ui.theme': 'dark', 'keys.grid.down': 'e'}
    """
    found: dict[str, object] = {}
    for name, value in values.items():
        dotted = f"{above}{name}"
        if isinstance(value, dict) and value:
            found |= flat(value, f"{dotted}.")
        else:
            found[dotted] = value
    return found


def line_of(text: str, name: str) -> int:
    r"""The line in which a setting begins; 0 if it is not there.

    Each beginning of a file that is whole in itself is read: the setting stands below the last
    one that does not have it yet.

    >>> line_of("# mine\n[ui]\nglyphs = 'ascii'\ntheme = 'dark'\n", "ui.theme")
    4
    """
    lines = text.splitlines(keepends=True)
    last = 0
    for number in range(1, len(lines) + 1):
        try:
            found = flat(tomllib.loads("".join(lines[:number])))
        except tomllib.TOMLDecodeError:
            continue
        if any(one == name or one.startswith(f"{name}.") for one in found):
            return last + 1
        last = number
    return 0


def misspelt(name: str, known: Iterable[str]) -> str:
    """What to do about a setting that there is not.

    >>> misspelt("ui.them", ["ui.theme", "ui.glyphs"])
    'there is no setting ui.them. Did you mean ui.theme?'
    """
    names = [*known]
    close = get_close_matches(name, names, n=1, cutoff=CLOSE)
    table = f"{name.partition('.')[0]}."
    near = [one for one in names if one.startswith(table)]
    listed = dict.fromkeys(near or (one.partition(".")[0] for one in names))
    advice = f"Did you mean {close[0]}?" if close else f"It can be {', '.join(listed)}."
    return f"there is no setting {clean(name, limit=80)}. {advice}"


def misfit(name: str, value: object, expected: str) -> str:
    """What to do about a value that does not fit.

    >>> misfit("ui.theme", "drak", "one of 'auto', 'dark'")
    'ui.theme = "drak" should be one of auto, dark. Did you mean "dark"?'
    """
    shown = clean(json.dumps(value, ensure_ascii=False, default=str), limit=60)
    words = expected.replace("'", "")
    sentence = f"{name} = {shown} should be {words}."
    choices = words.removeprefix("one of ").split(", ") if words.startswith("one of ") else []
    close = get_close_matches(str(value), choices, n=1, cutoff=CLOSE)
    return f'{sentence} Did you mean "{close[0]}"?' if close else sentence
