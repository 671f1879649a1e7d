"""One agent on the side: why it is judged so, its facts, its last steps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.reactive import var

from tui.present.notices import steps
from tui.present.spans import Line, Span, Tone
from tui.present.view.facts import facts, title, why
from tui.widgets.lines import Lines

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.model.agent import Agent


class Selected(Lines):
    """The agent under the cursor."""

    TELLS_TIME = True

    key: var[str] = var("")

    def watch_key(self) -> None:
        """Show another agent."""
        self.renew()

    @property
    def agent(self) -> Agent | None:
        """The agent, if it is in the frame."""
        return next((agent for agent in self.frame.agents if agent.key == self.key), None)

    def words(self, width: int, height: int) -> Sequence[Line]:
        """Give the lines."""
        del width, height
        agent = self.agent
        if agent is None:
            return (Line((Span("No agent is selected.", Tone.FAINT),)),)
        done = steps(agent.steps[::-1][:8], self.manner)
        lately = (Line(), Line((Span("last steps", Tone.HEADING),)), *done) if done else ()
        return (
            title(agent, self.manner),
            Line(),
            *why(agent, self.frame.at),
            Line(),
            *facts(agent, self.frame.at, self.manner, is_short=True),
            *lately,
        )


class AgentTitle(Selected):
    """The name of one agent and how it is."""

    def words(self, width: int, height: int) -> Sequence[Line]:
        """Give the line."""
        del width, height
        agent = self.agent
        if agent is None:
            return (Line((Span("This agent is not shown any more.", Tone.STRONG),)),)
        return (title(agent, self.manner),)


class Why(Selected):
    """The because of one diagnosis."""

    def words(self, width: int, height: int) -> Sequence[Line]:
        """Give the lines."""
        del width, height
        agent = self.agent
        if agent is None:
            words = "Its session is out of scope, or its transcript is gone. Esc goes back."
            return (Line((Span(words, Tone.MUTED),), hang=0),)
        return why(agent, self.frame.at)


class Facts(Selected):
    """What is known of one agent."""

    def words(self, width: int, height: int) -> Sequence[Line]:
        """Give the lines."""
        del width, height
        agent = self.agent
        return facts(agent, self.frame.at, self.manner) if agent else ()
