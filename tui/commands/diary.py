"""The diary of a command, where one was asked for: began, ended, and what went wrong."""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

from core.errors import Misuse
from core.places import state_dir
from core.version import VERSION

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tui.commands.hot import StatusWanted


@contextmanager
def diary(asked: StatusWanted) -> Iterator[None]:
    """Keep one while the block runs; without `--log-level`, or read-only, there is none."""
    if not asked.log_level or asked.read_only:
        yield
        return
    from core.log import LEVELS, Log  # noqa: PLC0415, slow to load

    if asked.log_level not in LEVELS:
        raise Misuse(f"--log-level {asked.log_level}: expected one of {', '.join(LEVELS)}.")
    moved = asked.state_dir or os.environ.get("GROUNDSTOP_STATE_DIR", "")
    state = state_dir({**os.environ, "GROUNDSTOP_STATE_DIR": os.path.expanduser(moved)})
    log = Log(os.path.abspath(state), asked.log_level)
    log.note("began", command="watch", version=VERSION, pid=os.getpid())
    try:
        yield
    finally:
        error = sys.exception()
        if error is None:
            log.note("ended")
        else:
            log.note("broke", level="error", error=repr(error), exc_info=True)
        log.close()
