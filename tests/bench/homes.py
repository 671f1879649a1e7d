"""Claude Code homes for the dashboard: live agents in front of a gigabyte of history."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from tests.bench.corpus import agents

if TYPE_CHECKING:
    from collections.abc import Mapping

AGENTS, SESSIONS = 1000, 20
ALL = AGENTS + SESSIONS
"""Rows: the subagents, and the main agent of every session."""
COMMAND = (sys.executable, "-E", "-P", "-c", "from tui.cli import main; main()")


@dataclass(frozen=True, slots=True)
class Home:
    """One home with live agents and history, and where groundstop keeps its own things."""

    folder: Path

    @property
    def claude(self) -> str:
        """Claude Code's folder."""
        return f"{self.folder}/.claude"

    @property
    def env(self) -> Mapping[str, str]:
        """Nothing of this machine's own: no real home, no real state."""
        return {
            "HOME": str(self.folder),
            "XDG_CACHE_HOME": f"{self.folder}/cache",
            "XDG_CONFIG_HOME": f"{self.folder}/config",
            "GROUNDSTOP_STATE_DIR": f"{self.folder}/state",
        }

    def command(self, *args: str) -> list[str]:
        """Give a command line that looks at this home."""
        return [*COMMAND, *args, "--claude-home", self.claude]

    def live(self) -> list[Path]:
        """Give the transcripts of the live subagents, in one order."""
        return sorted(Path(f"{self.claude}/projects").glob("-home-dev-scene-*/*/subagents/*.jsonl"))

    def warm(self) -> None:
        """Let both indexes be written."""
        for args in (("usage", "--json"), ("status", "--line"), ("status", "--line")):
            subprocess.run(
                self.command(*args), env=dict(self.env), cwd="/", check=True, capture_output=True
            )


def made(folder: Path, history: Path | None, *, aged: timedelta = timedelta()) -> Home:
    """Make a home with 1000 live agents, as they were `aged` ago, before all of the history.

    The history is linked, folder by folder: it is large, and nobody writes to it.
    """
    agents(folder, AGENTS, datetime.now(UTC) - aged, sessions=SESSIONS)  # noqa: TID251 - live
    projects = folder / ".claude" / "projects"
    if history is not None:
        for project in sorted((history / ".claude" / "projects").iterdir()):
            (projects / project.name).symlink_to(project)
    home = Home(folder)
    home.warm()
    return home


def name_of(transcript: Path) -> str:
    """Give the name that the row of a subagent has."""
    meta = transcript.with_suffix(".meta.json")
    return str(json.loads(meta.read_text())["description"])
