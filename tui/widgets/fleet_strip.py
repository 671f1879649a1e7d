"""One glyph an agent, in the order in which they began, and the counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.message import Message

from tui.present.fleet import counts
from tui.present.spans import Line, Span, Tone, tone_of
from tui.widgets.lines import Lines

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual import events

    from core.model.agent import Agent

_ROWS = 3
"""More agents than so many rows hold are a number at the end."""
_FIVE = 5


class FleetStrip(Lines):
    """The whole fleet at a glance; it never scrolls."""

    class Picked(Message):
        """A person clicked an agent's glyph."""

        def __init__(self, key: str) -> None:
            super().__init__()
            self.key = key

    def __init__(self) -> None:
        super().__init__()
        self._keys: tuple[str, ...] = ()
        self._order: list[int] = []
        self._asked: object = None
        self._drawn: list[Line] = []
        self._rows: list[list[Agent]] = []
        self._pitch: tuple[int, bool] = (1, False)

    def words(self, width: int, height: int) -> Sequence[Line]:
        """Give the glyphs, and the counts beside or above them; anew only when a state changed."""
        del height
        agents = self._by_age()
        asked = ([agent.diagnosis.state for agent in agents], self._keys, self.manner, width)
        if asked != self._asked:
            self._asked = asked
            self._drawn = self._draw(agents, width)
        return self._drawn

    def on_click(self, event: events.Click) -> None:
        """Tell whose glyph was clicked."""
        offset = event.get_content_offset(self)
        if offset is None:
            return
        step, has_gaps = self._pitch
        y = offset.y - (len(self._drawn) > 1)
        place = offset.x - offset.x // (_FIVE + 1) if has_gaps else offset.x // step
        if 0 <= y < len(self._rows) and place < len(self._rows[y]):
            self.post_message(self.Picked(self._rows[y][place].key))

    def _draw(self, agents: list[Agent], width: int) -> list[Line]:
        numbers = counts(self.frame.counts, self.manner, width)
        room = width - sum(len(span.text) for span in numbers) - 2
        for step, has_gaps in ((2, False), (1, True), (1, False)):
            if _length(len(agents), step, has_gaps=has_gaps) <= room:
                self._rows, self._pitch = [agents], (step, has_gaps)
                return [Line(self._row(agents, step, has_gaps=has_gaps), numbers)]
        most = width * _ROWS - 6
        shown = agents[:most] if len(agents) > most + 6 else agents
        self._rows = [shown[at : at + width] for at in range(0, len(shown), width)]
        self._pitch = (1, False)
        lines = [Line(numbers), *(Line(self._row(part, 1, has_gaps=False)) for part in self._rows)]
        if len(shown) < len(agents):
            lines[-1] = lines[-1]._replace(
                right=(Span(f"+{len(agents) - len(shown)}", Tone.MUTED),)
            )
        return lines

    def _by_age(self) -> list[Agent]:
        """Give the agents in the order in which they began; sorted anew only when others came."""
        agents = self.frame.agents
        keys = tuple(agent.key for agent in agents)
        if keys != self._keys:
            self._keys = keys
            begun = [
                (a.began_at.timestamp() if a.began_at else 9e12, a.place, a.key) for a in agents
            ]
            self._order = sorted(range(len(agents)), key=begun.__getitem__)
        return [agents[place] for place in self._order]

    def _row(self, agents: Sequence[Agent], step: int, *, has_gaps: bool) -> tuple[Span, ...]:
        glyphs = self.manner.glyphs.states
        spans: list[Span] = []
        for place, agent in enumerate(agents):
            state = agent.diagnosis.state
            has_gap = step > 1 or (has_gaps and place % _FIVE == _FIVE - 1)
            text = f"{glyphs[state]} " if has_gap else glyphs[state]
            if spans and spans[-1].tone is tone_of(state):
                text = spans.pop().text + text
            spans.append(Span(text, tone_of(state)))
        return tuple(spans)


def _length(number: int, step: int, *, has_gaps: bool) -> int:
    return number * step - 1 + (number // _FIVE if has_gaps else 0)
