"""Where Claude Code and we keep files: path arithmetic, no disk."""

from __future__ import annotations

import os.path

META = ".meta.json"
LINES = ".jsonl"


def claude_home(environ: dict[str, str]) -> str:
    """Claude Code's folder: `CLAUDE_CONFIG_DIR`, else `~/.claude`."""
    moved = environ.get("CLAUDE_CONFIG_DIR", "")
    return moved or os.path.join(environ.get("HOME", "/"), ".claude")


def cache_dir(environ: dict[str, str]) -> str:
    """Where the index lives; everything in it can be made again."""
    base = environ.get("XDG_CACHE_HOME", "")
    if not base.startswith("/"):
        base = os.path.join(environ.get("HOME", "/"), ".cache")
    return f"{base}/groundstop"


def state_dir(environ: dict[str, str]) -> str:
    """Where snapshots and our own state live."""
    named = environ.get("GROUNDSTOP_STATE_DIR", "")
    base = environ.get("XDG_STATE_HOME", "")
    if not base.startswith("/"):
        base = os.path.join(environ.get("HOME", "/"), ".local/state")
    return named or f"{base}/groundstop"


def config_dir(environ: dict[str, str]) -> str:
    """Where a person keeps settings for all projects."""
    base = environ.get("XDG_CONFIG_HOME", "")
    if not base.startswith("/"):
        base = os.path.join(environ.get("HOME", "/"), ".config")
    return f"{base}/groundstop"


def index_mark(home: str) -> str:
    """What tells the indexes of one Claude home from those of another."""
    slug = "".join(letter if letter.isalnum() else "-" for letter in home)[-80:]
    return f"{_stable(home):08x}{slug}"


def _stable(text: str) -> int:
    """A checksum that is the same in every process (FNV-1a, 32 bits)."""
    value = 0x811C9DC5
    for byte in text.encode("utf-8", "surrogateescape"):
        value = ((value ^ byte) * 0x01000193) & 0xFFFFFFFF
    return value
