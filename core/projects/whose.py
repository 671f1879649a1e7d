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
    folder, _, name = relative.rpartition("/")
    return named(name, family(folder))


def family(folder: str) -> str | None:
    """Tell whose subagents have their files in a folder below `projects/`.

    Empty where main agents have theirs; None where no agent has any.
    """
    parts = folder.split("/")
    if len(parts) == 1 and folder:
        return ""
    if len(parts) >= 3 and parts[2] == "subagents":  # noqa: PLR2004
        return clean(parts[1])
    return None


def named(name: str, session_id: str | None) -> Whose | None:
    """Tell whose file of this name is in a folder of this family."""
    if session_id is None:
        return None
    if not session_id:
        is_main = name.endswith(LINES) and len(name) > len(LINES)
        return Whose(clean(name[: -len(LINES)])) if is_main else None
    if not name.startswith(AGENT):
        return None
    if name.endswith(LINES):
        return Whose(session_id, clean(name[len(AGENT) : -len(LINES)]))
    if name.endswith(META):
        return Whose(session_id, clean(name[len(AGENT) : -len(META)]), is_meta=True)
    return None
