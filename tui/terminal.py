"""The terminal that is drawn on, which may go away at any time."""

from __future__ import annotations

from contextlib import suppress
from typing import IO, TYPE_CHECKING, Any

from textual.drivers.linux_driver import LinuxDriver

if TYPE_CHECKING:
    from textual.app import App


class Terminal(LinuxDriver):
    """Textual's own, whose thread that writes does not die with its terminal.

    The dashboard would wait for that thread for ever, deaf to every signal.
    """

    def __init__(self, app: App[Any], **how: Any) -> None:  # noqa: ANN401, as Textual has it
        super().__init__(app, **how)
        self._file: Any = Lasting(self._file) if self._file is not None else None


class Lasting:
    """A file that may go away: what cannot be written any more is dropped."""

    def __init__(self, file: IO[str]) -> None:
        self._file = file

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401, whatever a file has
        return getattr(self._file, name)

    def write(self, text: str) -> int:
        """Write, as long as somebody is there."""
        with suppress(OSError):
            self._file.write(text)
        return len(text)

    def flush(self) -> None:
        """Likewise."""
        with suppress(OSError):
            self._file.flush()
