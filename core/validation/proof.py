"""Is an attempt's work there, as its plan expects? The tree is looked at, then `validate` asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.clean import clean
from core.model.validation import Answer, Said, When

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from core.model.validation import Question


def proven(
    question: Question,
    has_changed: Callable[[str, str, Sequence[str]], bool | None],
    ask: Callable[[Question], Answer],
) -> Answer:
    """Answer a question; `has_changed` tells whether a path that matches has, None: unknown."""
    if question.expects:
        globs = clean(", ".join(question.expects), limit=200)
        changed = has_changed(question.cwd, question.commit, question.expects)
        if changed is None:
            why = f"git cannot tell whether {globs} was changed in {question.cwd}"
            return Answer(said=Said.NO, because=why)
        if not changed:
            return Answer(said=Said.NO, because=f"nothing that matches {globs} was changed")
    if not question.command:
        return Answer(said=Said.YES)
    answer = ask(question)
    if answer.said is Said.NO and question.when is When.AFTER:
        return Answer(said=Said.NO, because=f"validate said no at its end: {answer.because}")
    return answer
