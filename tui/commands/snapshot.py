"""`groundstop snapshot`, and the key for it: the fleet as pictures and texts to send around."""

from __future__ import annotations

import asyncio
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from core.errors import Misuse, Trouble
from core.fleet.assemble import glance
from core.places import state_dir
from tui.app import Tui
from tui.commands.looking import folder_of, grounded, look, scope
from tui.pictures.discreet import Discretion, discreet, own
from tui.pictures.png import png
from tui.pictures.rows import screen_rows
from tui.pictures.svg import draw
from tui.pictures.veil import redacted
from tui.present.times import clock
from tui.theme import THEMES
from tui.twins.markdown import caption, chat, markdown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.model.frame import Frame
    from tui.commands.hot import Looking
    from tui.pictures.rows import Row

FORMATS = ("svg", "png", "md", "text")
ENDINGS = {"svg": "svg", "png": "png", "md": "md", "text": "txt"}
LEAST, MOST = 20, 400


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which pictures of what."""

    looking: Looking
    formats: str = "svg,png,md"
    size: str = "120x36"
    out: str = ""
    redact: str = ""
    """Empty: nothing is taken out; yes, or names."""
    since: str = ""
    here: bool = False
    all: bool = False
    theme: str = "dark"


def run(wanted: Wanted) -> int:
    """Look once and write every format that is asked for; `-` prints a single one."""
    formats = _formats(wanted.formats)
    size = _size(wanted.size)
    if wanted.out == "-" and len(formats) > 1:
        raise Misuse("--out -: one format fits into stdout; say --format svg, png, md or text.")
    found = look(wanted.looking)
    asked = scope(wanted.since, everything=wanted.all, here_only=wanted.here, found=found)
    at = found.clock.now()
    fleet = glance(found.where, asked, at, found.judge(), found.limits)
    looking = wanted.looking
    grounded(fleet, found, folder_of(looking.state_dir, read_only=looking.read_only), at)
    frame = fleet.frame(at)
    if wanted.theme not in THEMES:
        raise Misuse(f"--theme {wanted.theme}: expected one of {', '.join(THEMES)}.")
    if wanted.redact not in ("", "yes", "names"):
        raise Misuse(f"--redact={wanted.redact}: expected --redact or --redact=names.")
    discretion = own(names=wanted.redact == "names") if wanted.redact else None
    if discretion is not None:
        frame = discreet(frame, discretion)
    is_drawn = {"svg", "png"} & set(formats)
    rows = asyncio.run(posed(frame, size, wanted.theme)) if is_drawn else ()
    made = pictures(frame, rows, formats, discretion)
    if wanted.out == "-":
        sys.stdout.buffer.write(next(iter(made.values())))
        return 0
    folder = wanted.out or f"{state_dir(dict(os.environ))}/snapshots"
    for path in written(made, folder, frame, share=discretion is not None):
        sys.stdout.write(path + "\n")
    return 0


async def posed(frame: Frame, size: tuple[int, int], theme: str) -> tuple[Row, ...]:
    """The dashboard with this frame, drawn without a terminal."""
    environment = {"HOME": os.environ.get("HOME", ""), "LANG": "C.UTF-8"}
    tui = Tui(submit=lambda _: None, theme=theme, environment=environment, color_system="truecolor")
    async with tui.run_test(size=size) as pilot:
        tui.frame = frame
        await pilot.pause()
        return screen_rows(tui)


def pictures(
    frame: Frame, rows: Sequence[Row], formats: Sequence[str], discretion: Discretion | None
) -> dict[str, bytes]:
    """Every format of one frame, by its name."""
    shown = redacted(rows, discretion) if discretion is not None else rows
    svg = draw(shown, caption=caption(frame)) if {"svg", "png"} & set(formats) else ""
    texts = {"svg": lambda: svg, "md": lambda: markdown(frame), "text": lambda: chat(frame)}
    return {
        name: png(svg) if name == "png" else texts[name]().encode("utf-8", "replace")
        for name in formats
    }


def written(made: dict[str, bytes], folder: str, frame: Frame, *, share: bool = False) -> list[str]:
    """Write the files under a name of their own; nothing that is there is overwritten."""
    stem = f"groundstop-{clock(frame.at).replace(':', '')}" if frame.at else "groundstop"
    stem += "-redacted" if share else ""
    base = Path(folder).expanduser()
    try:
        base.mkdir(parents=True, exist_ok=True)
        number = 1
        while any((base / _name(stem, number, kind)).exists() for kind in made):
            number += 1
        paths = []
        for kind, content in made.items():
            path = base / _name(stem, number, kind)
            path.write_bytes(content)
            paths.append(str(path))
    except OSError as error:
        raise Trouble(f"{folder}: {error.strerror}; choose another folder with --out.") from error
    return paths


def _formats(text: str) -> list[str]:
    """The formats that are named."""
    names = [name.strip() for name in text.split(",") if name.strip()]
    wrong = next((name for name in names if name not in FORMATS), None)
    if wrong is not None or not names:
        raise Misuse(f"--format {text}: expected some of {', '.join(FORMATS)}.")
    return names


def _size(text: str) -> tuple[int, int]:
    """Columns and rows out of `120x36`."""
    columns, _, rows = text.partition("x")
    if not (columns.isdigit() and rows.isdigit()):
        raise Misuse(f"--size {text}: expected columns and rows such as 120x36.")
    size = int(columns), int(rows)
    if not all(LEAST // 2 <= side <= MOST for side in size):
        raise Misuse(f"--size {text}: expected between {LEAST // 2} and {MOST} each way.")
    return size


def _name(stem: str, number: int, kind: str) -> str:
    return f"{stem}{f'-{number}' if number > 1 else ''}.{ENDINGS[kind]}"
