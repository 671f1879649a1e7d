"""The limits of a run: flags, environment, the plan, files; the strongest of them wins."""

from __future__ import annotations

import os
from dataclasses import replace
from typing import TYPE_CHECKING

from core.errors import Misuse
from core.model.pace import PROFILES
from core.settings.layers import Layer, Source
from core.settings.pacing import paced
from core.settings.store import find

if TYPE_CHECKING:
    from core.model.plan import Plan
    from core.runs.plan import Written


def limited(plan: Plan, found: Written, profile: str = "", most: int | None = None) -> Plan:
    """Give a plan the limits that are set (S3-28, S3-34); `profile` and `most` are flags."""
    if profile not in ("", *PROFILES):
        raise Misuse(f"--profile {profile}: expected one of {', '.join(PROFILES)}.")
    is_said = "max_concurrent" in found.file.model_fields_set
    said = {"spawn.max_concurrent": found.file.max_concurrent} if is_said else {}
    layer = Layer(source=Source.PLAN, path=found.path, values=said)
    flags = {"spawn.max_concurrent": most}
    limits = find(os.environ, plan.repository, flags, has_limits=True, plan=layer)
    pace = PROFILES[profile or plan.pace.profile]
    own = replace(pace, caps=plan.pace.caps, retry_waits=plan.pace.retry_waits)
    return replace(plan, pace=paced(own, limits))
