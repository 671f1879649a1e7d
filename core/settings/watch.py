"""Where settings lie: the user's file, the nearest project file, the environment."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NamedTuple

from core.places import config_dir

if TYPE_CHECKING:
    from collections.abc import Mapping

PREFIX = "GROUNDSTOP_"
SECTIONS = ("UI_", "LIMITS_", "NOTIFICATIONS_", "SPAWN_", "COORDINATION_DIR", "SNAPSHOT_DIR")
"""How names of settings begin in the environment; other names there are no settings."""
PROJECT = "groundstop.toml"
LIMITS = ".claude/config/execution-limits.json"
"""S3's file in a repository (S3-34)."""
PARENTS = 40


class Files(NamedTuple):
    """The files that settings come from."""

    user: str
    """Need not exist."""
    project: str
    """Empty: there is none here or above."""
    here: str

    @property
    def limits(self) -> str:
        """S3's limits file, which only those look for who start agents; empty: there is none."""
        return _nearest(self.here, LIMITS)


def files(environ: Mapping[str, str], cwd: str) -> Files:
    """Find both files; the user's own is never taken for a project's."""
    user = f"{config_dir(dict(environ))}/config.toml"
    return Files(user, _nearest(cwd, PROJECT), cwd)


def steering(environ: Mapping[str, str]) -> dict[str, str]:
    """The part of the environment that sets something."""
    return {
        name: value
        for name, value in environ.items()
        if name.startswith(PREFIX) and name[len(PREFIX) :].startswith(SECTIONS)
    }


def working_directory() -> str:
    """Where we are called from; the root if that folder is gone."""
    try:
        return os.getcwd()
    except OSError:
        return "/"


def variable(name: str) -> str:
    """How a setting is called in the environment."""
    return PREFIX + name.upper().replace(".", "_")


def _nearest(folder: str, name: str) -> str:
    for _ in range(PARENTS):
        path = os.path.join(folder, name)
        if os.path.isfile(path):
            return path
        above = os.path.dirname(folder)
        if above == folder or not folder.startswith("/"):
            return ""
        folder = above
    return ""
