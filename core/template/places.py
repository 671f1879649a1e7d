"""Templates: `{name}` is filled in, `{{` and `}}` are braces."""

from __future__ import annotations

import re
from difflib import get_close_matches
from typing import TYPE_CHECKING

from core.clean import clean
from core.errors import Misuse

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

_PLACE = re.compile(r"\{\{|\}\}|\{(\w+)\}")


def refuse_unknown(path: str, template: str, known: Collection[str]) -> None:
    """Raise Misuse where a template asks for something that there is not."""
    for place in _PLACE.finditer(template):
        name = place[1]
        if name and name not in known:
            line = template.count("\n", 0, place.start()) + 1
            close = get_close_matches(name, known, n=1)
            advice = f"did you mean {{{close[0]}}}" if close else f"there is {', '.join(known)}"
            raise Misuse(
                f"{path} line {line}: nothing is known as {{{clean(name, limit=60)}}}; {advice}?"
                " {{ stands for a brace."
            )


def named(template: str) -> set[str]:
    """Give what a template asks for.

    >>> sorted(named("{b} {{c}} {a} {b}"))
    ['a', 'b']
    """
    return {place[1] for place in _PLACE.finditer(template) if place[1]}


def asks_for_checkpoints(template: str, *, is_rehearsed: bool = False) -> bool:
    """Whether agents with this brief save what is done: those of a rehearsal do so unasked.

    >>> asks_for_checkpoints(""), asks_for_checkpoints("{prompt}")
    (True, False)
    """
    return is_rehearsed or not template or "checkpoint" in named(template)


def filled(template: str, values: Mapping[str, str]) -> str:
    """Fill a template; what is not known stays empty. Values are not read as templates again.

    >>> filled("Do {id}: {{not this}} { nor this }", {"id": "{a}"})
    'Do {a}: {not this} { nor this }'
    """
    braces = {"{{": "{", "}}": "}"}
    return _PLACE.sub(lambda place: braces.get(place[0]) or values.get(place[1], ""), template)
