"""Sees that a pretended API runs for a state folder, and gives its address."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING

from core.errors import Trouble
from core.locks.watch import is_locked

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

PROGRAM = str(Path(__file__).parents[2] / "programs" / "rehearsal_api.py")
TRIES, PAUSE = 200, 0.05
"""How often it is looked for, and seconds in between."""


def address(
    folder: str,
    words: Sequence[str],
    wait: Callable[[float], None],
    more: Mapping[str, str] | None = None,
) -> str:
    """Give the address of the one that serves this folder; it is started if there is none.

    `more` is added to its environment.

    It outlives whoever started it, and ends by itself when nobody has asked it for a while.
    """
    door = f"{folder}/rehearsal-api"
    for tried in range(TRIES):
        port = _port(door)
        if port:
            return f"http://127.0.0.1:{port}"
        if tried == 0 or (tried % 40 == 0 and not is_locked(door)):
            _start(folder, door, words, more or {})
        wait(PAUSE)
    raise Trouble(f"the rehearsal's API does not begin; {folder}/rehearsal-api.log says why.")


def _port(door: str) -> str:
    if not is_locked(door):
        return ""
    try:
        return Path(door).read_text("ascii").strip()
    except FileNotFoundError:
        return ""


def _start(folder: str, door: str, words: Sequence[str], more: Mapping[str, str]) -> None:
    python = [sys.executable, "-E", "-P"]
    with open(f"{folder}/rehearsal-api.log", "ab") as log:
        started = subprocess.Popen(  # noqa: S603, our own program, and no shell
            [*python, PROGRAM, "--door", door, "--beside", f"{folder}/engine.lock", *words],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd="/",
            env={**os.environ, **more},
            start_new_session=True,
        )
    threading.Thread(target=started.wait, daemon=True).start()
