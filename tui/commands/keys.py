"""`groundstop keys`: every key of the dashboard, and what is wrong with remapped ones."""

from __future__ import annotations

import os
import sys
import unicodedata
from functools import cache
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from core.errors import Misuse
from core.settings.store import settings
from core.settings.watch import working_directory
from core.toml.mistakes import misspelt
from tui.commands.options import Json  # noqa: TC001, typer reads the types
from tui.twins import documents
from tui.twins.status import written

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

NAMED = {
    *("backspace", "delete", "down", "end", "enter", "escape", "home", "insert", "left"),
    *("pagedown", "pageup", "right", "space", "tab", "up", *(f"f{one}" for one in range(1, 25))),
}
"""Keys without a letter."""
OURS = {
    "solidus": "slash",
    "reverse_solidus": "backslash",
    "commercial_at": "at",
    "hyphen_minus": "minus",
    "plus_sign": "plus",
    "low_line": "underscore",
}
"""Letters that Textual calls otherwise than Unicode."""
KEPT = {
    "ctrl+i": "tab",
    "ctrl+m": "enter",
    "ctrl+j": "a new line",
    "ctrl+h": "backspace",
    "ctrl+left_square_bracket": "escape",
    "ctrl+s": "nothing, where flow control is on",
}
"""What a terminal sends in place of these."""
LAST_LETTER = 0x250
"""Latin, with all its accents."""
MODIFIERS = ("ctrl+", "shift+", "alt+", "super+", "meta+", "hyper+")
TOGETHER = (
    ("Agents", "Dashboard", "A run of ours", "While a play is shown", "Everywhere", "Not yet"),
    ("One agent", "A run of ours", "While a play is shown", "Everywhere", "Not yet"),
    ("Runs", "A run of ours", "While a play is shown", "Everywhere"),
    ("Needs you", "A run of ours", "While a play is shown", "Everywhere"),
    ("Journal", "A run of ours", "While a play is shown", "Everywhere"),
    ("Results", "A run of ours", "While a play is shown", "Everywhere"),
    ("Stop one task",),
    ("Tell an agent",),
    ("Copy menu",),
    ("Before a run",),
    ("Help",),
)
"""Groups of keys that are in force at the same time."""


def keys(
    *,
    json: Json = False,
    check: Annotated[bool, typer.Option("--check", help="Exit 2 if keys clash.")] = False,
) -> None:
    """Print every key and its id. `[keys]` in the settings changes them."""
    remapped = settings(os.environ, working_directory()).keys
    found = faults(remapped)
    if json:
        sys.stdout.write(written(documents.Keys(keys=_rows(remapped), faults=found)))
    elif not check:
        sys.stdout.write(_table(remapped))
    elif not found:
        sys.stdout.write("No keys clash.\n")
    if check and found:
        raise Misuse("\ngroundstop: ".join(found))


def faults(remapped: Mapping[str, str]) -> list[str]:
    """What is wrong with remapped keys, each as a sentence."""
    ids = [one.id for one in _bound()]
    found = []
    for name, spelt in remapped.items():
        if name not in ids:
            sentence = misspelt(f"keys.{name}", [f"keys.{one}" for one in ids])
            found.append(f"keys.{name}: {sentence}")
            continue
        for key in _split(spelt):
            if not _is_key(key):
                found.append(
                    f'keys.{name} = "{spelt}": there is no key called "{key}". Write a letter,'
                    " ctrl+ and a letter, or a name such as space, enter, pagedown, f5."
                )
            elif key in KEPT:
                found.append(
                    f'keys.{name} = "{spelt}": a terminal sends {KEPT[key]} for {key}.'
                    " Choose another."
                )
    return found + list(dict.fromkeys(_clashes(remapped)))


class _Bound(NamedTuple):
    """A binding in its room."""

    room: str
    id: str
    key: str
    description: str
    tooltip: str


def _bound() -> list[_Bound]:
    """The page of keys."""
    from tui.keys import ROOMS  # noqa: PLC0415, slow to load

    return [
        _Bound(room, str(one.id), one.key, one.description, str(one.tooltip))
        for room, bindings in ROOMS
        for one in bindings
    ]


def _clashes(remapped: Mapping[str, str]) -> Iterator[str]:
    """Keys that would mean two things in one room, one of them by remapping."""
    for together in TOGETHER:
        taken: dict[str, str] = {}
        there = [one for one in _bound() if one.room in together]
        for _, name, own, *_ in sorted(there, key=lambda one: one.id in remapped):
            spelt = remapped.get(name, own)
            for key in _split(spelt):
                other = taken.setdefault(key, name)
                if other != name and name in remapped:
                    yield (
                        f'keys.{name} = "{spelt}": {key} is the key of {other} in the same room.'
                        f" Choose another, or remap {other} too."
                    )


def _split(spelt: str) -> list[str]:
    """Every key of a binding, in Textual's long names."""
    return [_long(key.strip()) for key in spelt.split(",")]


def _long(key: str) -> str:
    """Give the long name of a key that was written as its letter.

    >>> _long("?"), _long("ctrl+["), _long("j"), _long("space")
    ('question_mark', 'ctrl+left_square_bracket', 'j', 'space')
    """
    for modifier in MODIFIERS:
        if key.startswith(modifier) and key != modifier:
            return modifier + _long(key.removeprefix(modifier))
    if len(key) != 1 or key.isalnum():
        return key
    name = unicodedata.name(key, key).lower().replace("-", "_").replace(" ", "_")
    return OURS.get(name, name)


def _is_key(key: str) -> bool:
    """Whether a terminal may send it."""
    for modifier in MODIFIERS:
        if key.startswith(modifier) and key != modifier:
            return _is_key(key.removeprefix(modifier))
    return key in NAMED or key in _letters() or (len(key) == 1 and key.isprintable())


@cache
def _letters() -> frozenset[str]:
    """The long names of what stands on keyboards."""
    return frozenset(_long(chr(code)) for code in range(ord("!"), LAST_LETTER))


def _rows(remapped: Mapping[str, str]) -> list[documents.Key]:
    """Every binding as it is in force."""
    return [
        documents.Key(
            id=one.id,
            room=one.room,
            keys=_split(remapped.get(one.id, one.key)),
            remapped=one.id in remapped,
            description=one.description,
            tooltip=one.tooltip,
        )
        for one in _bound()
    ]


def _table(remapped: Mapping[str, str]) -> str:
    """Room by room: keys, id, what it does."""
    rows = _rows(remapped)
    wide = max(len(" ".join(row.keys)) for row in rows)
    ids = max(len(row.id) for row in rows)
    lines, before = [], ""
    for row in rows:
        if row.room != before:
            lines += ["", row.room] if before else [row.room]
            before = row.room
        mark = "*" if row.remapped else " "
        lines.append(f" {mark}{' '.join(row.keys):<{wide}}  {row.id:<{ids}}  {row.tooltip}")
    if remapped:
        lines += ["", "* changed by [keys] in your settings"]
    return "\n".join(lines) + "\n"
