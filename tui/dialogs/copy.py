"""What of an agent shall be copied?"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.containers import Vertical

from tui.keys import COPY
from tui.present.spans import Line, Span, Tone
from tui.present.view.facts import resume_command
from tui.room import Dialog, Room
from tui.widgets.lines import Lines
from tui.widgets.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from core.model.agent import Agent

_WIDTH = 18


class Choices(Lines):
    """A key, a word, and what would be copied."""

    def __init__(self, choices: Sequence[tuple[str, str, str, str]]) -> None:
        super().__init__()
        self._choices = choices

    def words(self, width: int, height: int) -> Sequence[Line]:
        """Give a line a choice."""
        del width, height
        return [
            Line(
                (
                    Span(f" {key} ", Tone.BUTTON if text else Tone.OFF, None, f"screen.{action}"),
                    Span(f"  {word:<{_WIDTH}}", Tone.PLAIN, None, f"screen.{action}"),
                    Span(text or "not known", Tone.MUTED if text else Tone.OFF),
                )
            )
            for key, word, action, text in self._choices
        ]


class CopyMenu(Dialog[str]):
    """One key a thing; it answers with the text."""

    BINDINGS: ClassVar[list[BindingType]] = [*COPY]

    def __init__(self, agent: Agent) -> None:
        super().__init__()
        self.agent = agent
        self.texts = {
            "name": agent.name,
            "session": agent.id.session_id,
            "resume": resume_command(agent),
            "path": agent.path,
            "branch": agent.branch or "",
        }

    def compose(self) -> ComposeResult:
        """Arrange the menu."""
        rows = [
            (key.key, key.description, key.action, self.texts[key.action.split("'")[1]])
            for key in COPY
            if key.action != "choose('')"
        ]
        with Vertical():
            yield Rule("copy").data_bind(CopyMenu.manner)
            yield Choices(rows).data_bind(CopyMenu.manner)

    def action_choose(self, what: str) -> None:
        """Answer with a text, or with None."""
        text = self.texts.get(what, "")
        if what and not text:
            self.notify("That is not known of this agent.", timeout=3)
            return
        self.dismiss(text or None)


async def offer_copy(room: Room[None], agent: Agent) -> None:
    """Ask, and copy the answer."""
    if text := await room.app.push_screen_wait(CopyMenu(agent)):
        room.app.copy_to_clipboard(text)
        room.notify(f"Copied: {text}", markup=False, timeout=3)
