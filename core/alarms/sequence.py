"""The control sequences by which terminals show a notification."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.clean import clean

if TYPE_CHECKING:
    from collections.abc import Mapping

    from core.model.alarm import Alarm

BELL = "\a"
LIMIT = 200


def sequence(alarm: Alarm, environ: Mapping[str, str]) -> str:
    """Bell, OSC 9 and OSC 777; inside tmux wrapped so that it is passed on.

    Semicolons separate the fields of OSC 777, so they do not stand in them. tmux passes it on
    only with `allow-passthrough on`.
    """
    title = clean(alarm.title, limit=LIMIT).replace(";", ",")
    text = clean(alarm.text, limit=LIMIT).replace(";", ",")
    told = f"\x1b]9;{title}: {text}{BELL}\x1b]777;notify;{title};{text}{BELL}"
    if "TMUX" in environ:
        told = "\x1bPtmux;" + told.replace("\x1b", "\x1b\x1b") + "\x1b\\"
    return BELL + told
