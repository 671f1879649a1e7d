"""An SVG of ours as PNG, drawn with the very font that the SVG carries."""

import re
from base64 import b64decode
from pathlib import Path
from tempfile import TemporaryDirectory

import resvg_py

from tui.pictures.svg import STRANGE

_FONT = re.compile(r"data:font/ttf;base64,([A-Za-z0-9+/=]+)")


def png(svg: str, *, scale: float = 2) -> bytes:
    """Give the picture as PNG; fonts of the system are asked only for letters ours lacks."""
    has_strange_letters = f'class="{STRANGE}"' in svg
    with TemporaryDirectory(prefix="groundstop-") as folder:
        files: list[str] = []
        for number, font in enumerate(_FONT.findall(svg)):
            file = Path(folder, f"{number}.ttf")
            file.write_bytes(b64decode(font))
            files.append(str(file))
        return resvg_py.svg_to_bytes(
            svg_string=_FONT.sub("", svg),
            font_files=files,
            skip_system_fonts=not has_strange_letters,
            zoom=scale,
            text_rendering="geometric_precision",
        )
