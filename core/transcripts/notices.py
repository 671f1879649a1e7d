"""What the client tells a parent about its background tasks, read from its own notifications."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from core.clean import clean
from core.model.signs import Notice

if TYPE_CHECKING:
    from datetime import datetime

HEAD = 4000
TASK = re.compile(r"<task-id>([^<\s]{1,100})</task-id>")
STATUS = re.compile(r"<status>(\w{1,20})</status>")
SUMMARY = re.compile(r"<summary>(.{0,600}?)</summary>", re.DOTALL)


def notices(text: str, at: datetime) -> tuple[Notice, ...]:
    """Read one notification; it may name several tasks.

    Only to be called for records whose origin says that the client wrote them: the same text in a
    prompt or a tool result is somebody's words. What comes after the status (a result, an agent's
    own text) is not looked at for ids.
    """
    head = text[:HEAD]
    status = STATUS.search(head)
    if not head.lstrip().startswith("<task-notification>") or status is None:
        return ()
    summary = SUMMARY.search(head)
    words = clean(summary.group(1), limit=300) if summary else ""
    return tuple(
        Notice(
            about=clean(task),
            status=status.group(1),
            at=at,
            text=words,
            lost="<tool-use-id>" not in head[: status.start()],
        )
        for task in TASK.findall(head[: status.start()])
    )
