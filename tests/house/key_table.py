"""README's table of keys, made from `tui/keys.py`.

python -m tests.house.key_table            prints it
python -m tests.house.key_table --write    puts it into README.md, between its two marks
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from textual.keys import format_key

from tests.house.source import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from textual.binding import Binding

README = ROOT / "README.md"
BEGIN, END = "<!-- keys -->", "<!-- /keys -->"
FACES = {
    "backspace": "Backspace",
    "down": "↓",
    "end": "End",
    "enter": "Enter",
    "escape": "Esc",
    "home": "Home",
    "left": "←",
    "pagedown": "PgDn",
    "pageup": "PgUp",
    "right": "→",
    "shift+tab": "Shift+Tab",
    "space": "Space",
    "tab": "Tab",
    "up": "↑",
}


def face(key: str) -> str:
    """Write a key as it stands on a keyboard.

    >>> face("less_than_sign"), face("pagedown"), face("ctrl+d"), face("f1")
    ('<', 'PgDn', 'Ctrl+D', 'F1')
    """
    if key in FACES:
        return FACES[key]
    if "+" in key:
        return "+".join(part.capitalize() for part in key.split("+"))
    if len(key) > 1 and key[0] == "f" and key[1:].isdigit():
        return key.upper()
    return format_key(key)


def table(rooms: Iterable[tuple[str, Sequence[Binding]]]) -> str:
    """Lay all keys out, room by room."""
    rows = ["| where | key | what it does |", "|---|---|---|"]
    for title, bindings in rooms:
        where = title
        for binding in bindings:
            keys = " ".join(f"`{face(key)}`".replace("|", "\\|") for key in binding.key.split(","))
            rows.append(f"| {where} | {keys} | {binding.tooltip} |")
            where = ""
    return "\n".join(rows)


def shown(text: str) -> str | None:
    """Take the table out of README; None where its marks are missing."""
    _, begun, rest = text.partition(BEGIN)
    inside, ended, _ = rest.partition(END)
    return inside.strip() if begun and ended else None


def renewed(text: str, keys: str) -> str:
    """Put the table between README's marks."""
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n{keys}\n{END}{after}"


def main(arguments: Sequence[str]) -> int:
    """Print the table, or write it."""
    from tui.keys import ROOMS  # noqa: PLC0415, `table` needs no page of its own

    if "--write" not in arguments:
        print(table(ROOMS))  # noqa: T201
        return 0
    text = README.read_text("utf-8")
    if shown(text) is None:
        print(f"README.md has no lines {BEGIN} and {END}", file=sys.stderr)  # noqa: T201
        return 1
    README.write_text(renewed(text, table(ROOMS)), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
