"""Settings as every command reads them, without a slow guest; `records.py` explains the same."""

from __future__ import annotations

from functools import partial
from typing import Annotated, Literal

import msgspec

Minutes = Annotated[float, msgspec.Meta(gt=0, le=1440)]
Slots = Annotated[int, msgspec.Meta(ge=1, le=50)]
Cap = Annotated[int, msgspec.Meta(ge=0, le=50)]
Wait = Annotated[float, msgspec.Meta(ge=0, le=3_600_000)]
Span = Annotated[str, msgspec.Meta(pattern=r"^(all|[1-9][0-9]{0,5}[smhdw])$")]
Anywhere = Annotated[str, msgspec.Meta(pattern=r"^[^\x00-\x1f\x7f]*$")]
Below = Annotated[str, msgspec.Meta(pattern=r"^(?!/)(?!(.*/)?\.\.(/|$))[^\x00-\x1f\x7f]+$")]
MISFIT = msgspec.ValidationError
"""What `read` raises where a value does not fit."""


class Ui(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How the dashboard looks."""

    theme: Literal["auto", "dark", "light", "high-contrast", "terminal"] = "auto"
    glyphs: Literal["auto", "unicode", "ascii"] = "auto"
    motion: Literal["full", "reduced"] = "full"
    group: Literal["none", "session", "repository"] = "none"


class Limits(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How long still is too long, and how far back is looked."""

    quiet_minutes: Minutes = 2.0
    stalled_minutes: Minutes = 5.0
    stalled_while_pending_minutes: Minutes = 10.0
    since: Span = "24h"


class Notifications(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is told to somebody who does not watch."""

    needs_you: bool = True
    mass_stall: bool = True
    command: list[str] = []


class Spawn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How many agents at a time, and how fast one after the other."""

    max_concurrent: Slots = 5
    implementation_max: Cap = 0
    qa_max: Cap = 0
    delay_ms: Wait = 2000.0
    cooldown_ms: Wait = 5000.0


class Settings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All that a user may set."""

    coordination_dir: Below = "data"
    snapshot_dir: Anywhere = ""
    ui: Ui = Ui()
    limits: Limits = Limits()
    notifications: Notifications = Notifications()
    spawn: Spawn = Spawn()
    keys: dict[str, str] = {}


DEFAULTS: dict[str, object] = msgspec.to_builtins(Settings())
"""Every setting that nobody set, as a tree."""

read = partial(msgspec.convert, type=Settings)
"""Fits a tree of values into their types; what is not in it has its default."""
