"""Runs the command that a person has set for notifications, with a JSON document on stdin."""

from __future__ import annotations

import json
import subprocess
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.model.alarm import Alarm


def document(alarm: Alarm) -> bytes:
    """`groundstop.alarm/1`."""
    return json.dumps(
        {
            "schema": "groundstop.alarm/1",
            "kind": alarm.kind,
            "at": alarm.at.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "title": alarm.title,
            "text": alarm.text,
            "agents": list(alarm.keys),
        }
    ).encode()


def run(command: Sequence[str], alarm: Alarm, seconds: float = 10.0) -> str:
    """Run it to its end, without a shell; a sentence if it failed."""
    try:
        done = subprocess.run(  # noqa: S603, the person's own command, no shell
            list(command),
            input=document(alarm),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=seconds,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return f"The notification command failed: {error}."
    if done.returncode:
        return f"The notification command ended with exit code {done.returncode}."
    return ""
