"""What tool results and notifications start and end: calls, agents and shells in the background."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from core.clean import clean
from core.model.signs import Call, Notice, Shell, Signs, Turn
from core.transcripts import actions, records

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from core.transcripts.records import Block, Line

NOTICES = 400
"""How many agents' and shells' notices are kept per transcript."""


def resulted(signs: Signs, line: Line, results: list[Block], at: datetime) -> Signs:
    """Tool results close their calls; some start or end something in the background."""
    done = {block.tool_use_id for block in results}
    lost = line.toolDenialKind == "interrupted"
    answered = [call for call in signs.calls if call.id in done]
    if lost:
        calls = tuple(
            replace(call, interrupted=True) if call.id in done else call for call in signs.calls
        )
    else:
        calls = tuple(call for call in signs.calls if call.id not in done)
    signs = replace(signs, calls=calls, turn=asked(signs.turn) if not lost else signs.turn)
    if line.toolDenialKind and not lost:
        names = ", ".join(call.summary for call in answered) or "a tool"
        signs = replace(signs, refused=clean(names, limit=actions.WORDS))
    elif not any(block.is_error for block in results):
        signs = replace(signs, refused="")
    return _backgrounded(signs, line, answered, at)


def _backgrounded(signs: Signs, line: Line, calls: list[Call], at: datetime) -> Signs:
    """Background agents and shells that a tool result started or ended."""
    ended = {
        call.summary.split(" ", 1)[1]
        for call in calls
        if call.name in actions.STOPS and " " in call.summary
    }
    if ended:
        stopped = (Notice(about=one, status="stopped", at=at) for one in ended)
        signs = notified(signs, stopped)
    found = records.result(line.toolUseResult)
    if found is None:
        return signs
    if found.backgroundTaskId:
        command = calls[0].summary if calls else ""
        shell = Shell(id=clean(found.backgroundTaskId, limit=100), command=command, at=at)
        return replace(signs, shells=(*signs.shells, shell))
    if found.isAsync and found.agentId and found.agentId not in signs.launched:
        return replace(signs, launched=(*signs.launched, clean(found.agentId, limit=100)))
    return signs


def notified(signs: Signs, found: Iterable[Notice]) -> Signs:
    """Keep the latest notice about each task; a shell that is named has ended."""
    latest = {notice.about: notice for notice in (*signs.notices, *found)}
    kept = tuple(shell for shell in signs.shells if shell.id not in latest)
    return replace(signs, notices=tuple(latest.values())[-NOTICES:], shells=kept)


def asked(turn: Turn) -> Turn:
    """A notification asks the API again, but never hides an error that stands."""
    return turn if turn is Turn.FAILED else Turn.ASKED
