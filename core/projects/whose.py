"""Which agent a file below `projects/` belongs to."""

from __future__ import annotations

from typing import NamedTuple

from core.clean import clean
from core.places import LINES, META


class Whose(NamedTuple):
    """Which agent a path belongs to."""

    session_id: str
    agent_id: str = ""
    is_meta: bool = False


AGENT = "agent-"


def whose(relative: str) -> Whose | None:
    """Tell whose file a path below `projects/` is; None for anything else.

    A main agent has `<slug>/<sessionId>.jsonl`; a subagent, nested or not, has
    `<slug>/<sessionId>/subagents/agent-<id>.jsonl` and its `.meta.json`, also in further folders.

    >>> whose("-src-shop/6f1c.jsonl")
    Whose(session_id='6f1c', agent_id='', is_meta=False)
    >>> whose("-src-shop/6f1c/subagents/agent-a3b9.meta.json")
    Whose(session_id='6f1c', agent_id='a3b9', is_meta=True)
    >>> whose("-src-shop/6f1c/subagents/journal.jsonl")
    """
    parts = relative.split("/")
    name = parts[-1]
    if len(parts) == 2 and name.endswith(LINES) and len(name) > len(LINES):  # noqa: PLR2004
        return Whose(clean(name[: -len(LINES)]))
    if len(parts) >= 4 and parts[2] == "subagents" and name.startswith(AGENT):  # noqa: PLR2004
        if name.endswith(META):
            return Whose(clean(parts[1]), clean(name[len(AGENT) : -len(META)]), is_meta=True)
        if name.endswith(LINES):
            return Whose(clean(parts[1]), clean(name[len(AGENT) : -len(LINES)]))
    return None
