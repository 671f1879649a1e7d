"""Reads the plans that lie in the run folders."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from core.model.plan import Entered

if TYPE_CHECKING:
    from collections.abc import Iterator

    from core.model.where import StateFolder

PLANS = "*/.plan.json"
_entered = msgspec.json.Decoder(Entered)


def entered(folder: StateFolder) -> Iterator[Entered]:
    """Give the plans that lie in the run folders; one that cannot be read is left out."""
    for path in sorted(Path(folder.runs).glob(PLANS)):
        try:
            yield _entered.decode(path.read_bytes())
        except (OSError, msgspec.MsgspecError, UnicodeDecodeError):
            continue
