"""Rows of a screen without what others must not see, cell for cell as wide as before."""

import re
from collections.abc import Callable, Sequence
from difflib import SequenceMatcher
from operator import itemgetter

from rich.cells import cell_len, set_cell_size

from tui.pictures.rows import Ink, Row, Run, merged


def redacted(rows: Sequence[Sequence[Run]], redact: Callable[[str], str]) -> tuple[Row, ...]:
    """Give the rows as `redact` leaves their text, each as wide as before, borders in place."""
    return tuple(_redacted(tuple(runs), redact) for runs in rows)


def _redacted(runs: Row, redact: Callable[[str], str]) -> Row:
    before = "".join(run.text for run in runs)
    after = redact(before)
    if after == before:
        return runs
    inks = [run.ink for run in runs for _ in run.text]
    shown = _laid_out(before, after, inks)
    width, text = cell_len(before), "".join(map(itemgetter(0), shown))
    fitting = set_cell_size(text, width)
    inks = [ink for _, ink in shown] + [inks[-1]] * len(fitting)
    return merged(list(zip(fitting, inks, strict=False)))


def _laid_out(before: str, after: str, inks: Sequence[Ink]) -> list[tuple[str, Ink]]:
    """Give the letters of `after` with inks of `before`; gaps absorb what marks add or save."""
    shown: list[tuple[str, Ink]] = []
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for _, start, end, begin, stop in matcher.get_opcodes():
        is_same = before[start:end] == after[begin:stop]
        if not is_same:
            ink = inks[min(start, len(inks) - 1)]
            shown += [(letter, ink) for letter in after[begin:stop]]
            continue
        for place in range(start, end):
            _keep_place(shown, before, place, inks)
            shown.append((before[place], inks[place]))
    return shown


def _keep_place(shown: list[tuple[str, Ink]], before: str, place: int, inks: Sequence[Ink]) -> None:
    """Bring what is shown so far to the width of `before` where a gap or a border allows it."""
    drift = len(shown) - place
    if drift == 0:
        return
    is_border = bool(_BORDER.match(before, place))
    ends_gap = before[place] != " " and before[max(place - 2, 0) : place] == "  "
    if drift < 0 and (is_border or ends_gap):
        fill = inks[max(place - 1, 0)]
        at = len(shown)
        shown[at:at] = [(" ", fill)] * -drift
    while drift > 0 and shown and (is_border or (ends_gap and _has_room(shown))):
        shown.pop()
        drift -= 1


_BORDER = re.compile("[\u2500-\u259f\U0001fb00-\U0001fbaf]")


def _has_room(shown: Sequence[tuple[str, Ink]]) -> bool:
    """Whether two blanks stand at the end, one of which may go."""
    return [letter for letter, _ in shown[-2:]] == [" ", " "]
