"""The filter language: words, !words, and words about one thing such as state:stalled."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING

from core.model.agent import Kind
from core.model.diagnosis import State
from tui.present.spans import Span, Tone

if TYPE_CHECKING:
    from collections.abc import Callable

    from core.model.agent import Agent

FIELDS: dict[str, Callable[[Agent], str]] = {
    "state": lambda agent: agent.diagnosis.state.value,
    "model": lambda agent: agent.model or "",
    "branch": lambda agent: agent.branch or "",
    "kind": lambda agent: agent.kind.value,
    "session": lambda agent: agent.id.session_id,
    "repo": lambda agent: agent.repository or "",
    "type": lambda agent: agent.agent_type or "",
    "cause": lambda agent: agent.diagnosis.cause.value,
}
"""What can stand before a colon, and where it looks."""
_CLOSED = {
    "state": tuple(state.value for state in State),
    "kind": tuple(kind.value for kind in Kind),
}


@dataclass(frozen=True, slots=True)
class Term:
    """One word of a filter: all of them must hold."""

    text: str
    field: str = ""
    """Empty: name, branch, last action, and why."""
    is_inverse: bool = False

    def holds(self, agent: Agent) -> bool:
        """Whether an agent is meant."""
        return (self.text in self._searched(agent)) is not self.is_inverse

    def _searched(self, agent: Agent) -> str:
        if self.field:
            return FIELDS[self.field](agent).lower()
        because = agent.diagnosis.because
        parts = (agent.name, agent.branch or "", agent.last_action, because, agent.key)
        return "\n".join(parts).lower()


@dataclass(frozen=True, slots=True)
class Filter:
    """What a person typed, understood."""

    text: str = ""
    terms: tuple[Term, ...] = ()
    problem: str = ""
    """What could not be understood, as a sentence; such a filter hides nothing."""

    def holds(self, agent: Agent) -> bool:
        """Whether an agent passes."""
        return all(term.holds(agent) for term in self.terms)


EVERYONE = Filter()


def parse(text: str) -> Filter:
    """Understand a filter; what is wrong with it is said, not raised.

    >>> parse("cart !docs state:stalled").terms[2]
    Term(text='stalled', field='state', is_inverse=False)
    >>> parse("state:staled").problem
    'No state is called "staled". Did you mean stalled?'
    >>> parse("colour:red").problem
    'Nothing is called "colour:". It can be state, model, branch, kind, session, repo, type, cause.'
    """
    terms: list[Term] = []
    for word in text.lower().split():
        is_inverse = word.startswith("!")
        bare = word.removeprefix("!")
        field, colon, value = bare.partition(":")
        if not colon or not field.isalpha():
            field, value = "", bare
        if problem := _problem(field, value):
            return Filter(text, problem=problem)
        if value:
            terms.append(Term(_spelt(field, value), field, is_inverse))
    return Filter(text, tuple(terms))


def grid_note(shown: Filter, marked: int, hidden: int) -> tuple[Span, ...]:
    """Say beside the title of the agents what is filtered, marked, or not shown."""
    spans: list[Span] = []
    if shown.problem:
        return (Span(shown.problem, Tone.STALLED),)
    if shown.text:
        spans.append(Span(f"/{shown.text}", Tone.ACCENT, None, "screen.filter"))
    if marked:
        spans.append(Span(f"{'  ' if spans else ''}{marked} marked", Tone.ACCENT))
    if hidden and not spans:
        spans += [
            Span(f"{hidden} hidden  ", Tone.FAINT, None, "screen.widen"),
            Span(".", Tone.KEY, None, "screen.widen"),
            Span(" shows all", Tone.FAINT, None, "screen.widen"),
        ]
    return tuple(spans)


def _spelt(field: str, value: str) -> str:
    return value.replace("-", "_") if field == "state" else value


def _problem(field: str, value: str) -> str:
    if field and field not in FIELDS:
        close = get_close_matches(field, FIELDS, n=1)
        if close:
            return f'Nothing is called "{field}:". Did you mean {close[0]}:?'
        return f'Nothing is called "{field}:". It can be {", ".join(FIELDS)}.'
    known = _CLOSED.get(field, ())
    value = _spelt(field, value)
    if not known or any(value in word for word in known):
        return ""
    close = get_close_matches(value, known, n=1)
    advice = f"Did you mean {close[0]}?" if close else f"It can be {', '.join(known)}."
    return f'No {field} is called "{value}". {advice}'
