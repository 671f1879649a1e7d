"""Output for pipes and terminals that cannot take every letter."""

from __future__ import annotations

import codecs
import io
import sys

from tui.present.glyphs import plain

NAME = "groundstop.plain"


def settle() -> None:
    """From now on a letter that stdout cannot take becomes one that it can, never a crash."""
    codecs.register_error(NAME, _twin)
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors=NAME)


def _twin(error: UnicodeError) -> tuple[str, int]:
    """The ASCII twin of each letter."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return plain(error.object[error.start : error.end]), error.end
