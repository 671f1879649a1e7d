"""Asks the API how many tokens a prompt has; in a process of its own, for its client is slow."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from core.clean import clean

if TYPE_CHECKING:
    from collections.abc import Mapping

PROGRAM = str(Path(__file__).parents[1] / "programs" / "token_counter.py")
KEY = "ANTHROPIC_API_KEY"
"""Without it nobody is asked: a subscription's login is never read (D8)."""
WITHIN_S = 25.0
"""The program gives up before, after two questions."""


def counted(prompt: str, model: str, environ: Mapping[str, str]) -> int | str:
    """Give the number of tokens, or why it is not known."""
    if not environ.get(KEY):
        return f"no {KEY} to count tokens with"
    try:
        done = subprocess.run(  # noqa: S603, our own program, and no shell
            [sys.executable, "-E", "-P", PROGRAM],
            input=json.dumps({"model": model, "prompt": prompt}).encode(),
            capture_output=True,
            env=dict(environ),
            cwd="/",
            timeout=WITHIN_S,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return "tokens could not be counted"
    if done.returncode == 0 and done.stdout.isdigit():
        return int(done.stdout)
    why = clean(done.stderr.decode(errors="replace"), limit=60) if done.returncode == 1 else ""
    return f"tokens could not be counted: {why}" if why else "tokens could not be counted"
