"""Settings as every command reads them, without a slow guest; `records.py` explains the same."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

Minutes = Annotated[float, msgspec.Meta(gt=0, le=1440)]
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


class Settings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All that a user may set."""

    coordination_dir: Below = "data"
    snapshot_dir: Anywhere = ""
    ui: Ui = Ui()
    limits: Limits = Limits()
    notifications: Notifications = Notifications()
    keys: dict[str, str] = {}


DEFAULTS: dict[str, object] = msgspec.to_builtins(Settings())
"""Every setting that nobody set, as a tree."""


def read(tree: dict[str, object]) -> Settings:
    """Fit a tree of values into their types; what is not in it has its default."""
    return msgspec.convert(tree, Settings)
