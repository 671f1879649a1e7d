"""Is an attempt's work there, as its plan expects? The tree is looked at, then `validate` asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.clean import clean
from core.model.validation import Answer, Said, When

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from core.model.validation import Question

WILD = frozenset("*?[")
SHOWN = 200
"""Letters of the names that are missing."""


def lacking(names: Sequence[str]) -> str:
    """Say which files are missing of one that ended well (S4-29).

    >>> lacking(("src/cart.py", "docs"))
    'it ended well, but these are missing: src/cart.py, docs'
    """
    return f"it ended well, but these are missing: {clean(', '.join(names), limit=SHOWN)}"


def proven(
    question: Question,
    has_changed: Callable[[str, str, Sequence[str]], bool | None],
    absent: Callable[[Sequence[str], str], tuple[str, ...]],
    ask: Callable[[Question], Answer],
) -> Answer:
    """Answer a question; `has_changed` tells whether a path that matches has, None: unknown.

    `absent` gives those of the names that are not below a folder.
    """
    if question.expects:
        globs = clean(", ".join(question.expects), limit=SHOWN)
        changed = has_changed(question.cwd, question.commit, question.expects)
        if changed is None:
            why = f"git cannot tell whether {globs} was changed in {question.cwd}"
            return Answer(said=Said.NO, because=why)
        if not changed:
            why = f"nothing that matches {globs} was changed"
            return Answer(said=Said.NO, because=why, missing=question.expects)
        plain = [one for one in question.expects if not WILD & set(one)]
        if gone := absent(plain, question.cwd):
            return Answer(said=Said.NO, because=lacking(gone), missing=gone)
    if not question.command:
        return Answer(said=Said.YES)
    answer = ask(question)
    if answer.said is Said.NO and question.when is When.AFTER:
        return Answer(said=Said.NO, because=f"validate said no at its end: {answer.because}")
    return answer
