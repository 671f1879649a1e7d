"""The command palette: the keys in force, agents by name, and the four themes."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from textual.command import DiscoveryHit, Hit, Provider
from textual.content import Content

from tui.room import Room
from tui.theme import THEMES
from tui.widgets.paint import harmless

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from textual.command import Hits

_MOST = 200
"""Agents that are looked at."""
_BY_HAND = ("move", "page", "edge", "scroll_tail", "submit")
"""Actions that nobody looks up."""


class Palette(Provider):
    """Whatever can be done now."""

    async def discover(self) -> Hits:
        """Offer all of it."""
        for words, tip, act in self._offers(""):
            yield DiscoveryHit(Content(words), act, text=words, help=tip)

    async def search(self, query: str) -> Hits:
        """Offer what matches."""
        matcher = self.matcher(query)
        for words, tip, act in self._offers(query):
            score, places = matcher.fuzzy_search.match(query, words)
            if score > 0:
                shown = Content(words)
                for place in places:
                    shown = shown.stylize("underline", place, place + 1)
                yield Hit(score, shown, act, text=words, help=tip)

    def _offers(self, query: str) -> Iterator[tuple[str, str, Callable[[], object]]]:
        seen: set[str] = set()
        for active in self.screen.active_bindings.values():
            binding = active.binding
            is_useful = binding.action.partition("(")[0] not in _BY_HAND
            if binding.id and binding.id not in seen and is_useful:
                seen.add(binding.id)
                key = self.app.get_key_display(binding)
                act = partial(self.app.run_action, binding.action, active.node)
                yield f"{binding.description}  {key}", binding.tooltip, act
        for theme in THEMES:
            act = partial(self.app.run_action, f"theme({theme!r})", self.app)
            yield f"Theme: {theme}", "Change the colours.", act
        if query:
            yield from self._agents(query.lower())

    def _agents(self, query: str) -> Iterator[tuple[str, str, Callable[[], object]]]:
        first = query[:1]
        agents = self.screen.frame.agents if isinstance(self.screen, Room) else ()
        named = [a for a in agents if first in a.name.lower()]
        for agent in named[:_MOST]:
            act = partial(self.app.run_action, f"open_agent({agent.key!r})", self.app)
            yield harmless(agent.name), f"Open the agent: {agent.diagnosis.state.value}.", act
