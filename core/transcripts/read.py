"""What one more record adds to the signs of its transcript."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from core.clean import clean
from core.instants import from_epoch, instant
from core.model.signs import (
    ApiError,
    Backoff,
    Call,
    Request,
    Signs,
    Spent,
    Step,
    Turn,
)
from core.model.tokens import Tokens
from core.transcripts import actions, records
from core.transcripts.faults import fault_of
from core.transcripts.notices import notices
from core.transcripts.results import asked, notified, resulted

if TYPE_CHECKING:
    from datetime import datetime

    from core.transcripts.records import Block, Line, Message

STEPS = 12
"""How many of an agent's last actions are kept."""
PROMPT = 400
ANSWERS = 48
"""How many of its latest answers are kept for the burn rate."""
BOOKKEEPING = frozenset({"api-request", "queue-operation", "api-request-shape"})
"""Timed records that are no progress; records without a time are none either."""
ECHOES = (
    "<command-name>",
    "<command-message>",
    "<local-command-",
    "<bash-",
    "[Request interrupted",
)
"""What the client writes as a user record that the API is never asked about."""
INTERRUPTED = "[Request interrupted by user"
OPEN_STOPS = frozenset({"", "tool_use", "pause_turn"})
"""Stop reasons after which the same turn goes on."""
HEADLESS = "sdk-cli"
UNNAMED = (None, "", "HEAD")
"""What stands for a branch where there is none: no repository, or a detached head."""


def hear(signs: Signs, line: Line) -> Signs:
    """Fold one record into the signs; the order of records is that of the file."""
    at = instant(line.timestamp) if line.timestamp else None
    if at is None:
        return replace(signs, title=clean(line.aiTitle, limit=120)) if line.aiTitle else signs
    signs = _stamped(signs, line, at)
    match line.type:
        case "assistant" if line.message is not None:
            return _answered(signs, line, line.message, at)
        case "user" if line.message is not None:
            return _told(signs, line, line.message, at)
        case "api-request":
            return _requested(signs, line, at)
        case "attachment":
            return _attached(signs, line, at)
        case "system" if line.subtype == "api_error":
            return _backed_off(signs, line, at)
        case _:
            return signs


def _stamped(signs: Signs, line: Line, at: datetime) -> Signs:
    """Times, and where the agent is, as every record of the conversation says."""
    is_progress = line.type not in BOOKKEEPING and line.subtype != "api_error"
    latest = signs.wrote_at if signs.wrote_at is not None and signs.wrote_at > at else at
    progress = signs.progress_at
    if is_progress and (progress is None or progress < at):
        progress = at
    return replace(
        signs,
        wrote_at=latest,
        progress_at=progress,
        cwd=clean(line.cwd) if line.cwd else signs.cwd,
        branch=signs.branch if line.gitBranch in UNNAMED else clean(line.gitBranch),
        version=clean(line.version, limit=40) if line.version else signs.version,
        headless=line.entrypoint == HEADLESS if line.entrypoint else signs.headless,
    )


def _answered(signs: Signs, line: Line, message: Message, at: datetime) -> Signs:
    """An assistant record: one block of an answer, the error in its place, or a stand-in.

    The client puts in `<synthetic>` records of its own on resume; they neither end a turn nor are
    an answer.
    """
    if line.isApiErrorMessage:
        return _erred(signs, line, message, at)
    if message.model.startswith("<"):
        return signs
    blocks = message.content if isinstance(message.content, list) else []
    asked = signs.request
    is_named = asked is not None and line.requestRef in asked.attempts
    stop = message.stop_reason or ""
    total = _total(message)
    return replace(
        signs,
        turn=Turn.ANSWERING if stop in OPEN_STOPS else Turn.ENDED,
        stop_reason=stop,
        error=None,
        revived=signs.revived or signs.died_at is not None,
        backoff=None,
        request=None if is_named else asked,
        calls=_with(signs.calls, blocks, signs.cwd, at),
        model=clean(message.model, limit=80) if message.model else signs.model,
        context_tokens=total or signs.context_tokens,
        spent=_spent(signs.spent, message.id, total, at),
        steps=_stepped(signs.steps, blocks, signs.cwd, at),
    )


def _erred(signs: Signs, line: Line, message: Message, at: datetime) -> Signs:
    """The client gave up; what came before is no retry any more."""
    words = _prose(message)
    limits = line.quotaLimits
    error = ApiError(
        at=at,
        fault=fault_of(
            name=records.text(line.error),
            status=line.apiErrorStatus,
            api_error=line.apiError or "",
            limits=limits,
            text=words,
        ),
        text=actions.text_words(words),
        status=records.count(line.apiErrorStatus) or None,
        window=clean(limits.rateLimitType, limit=40) if limits else None,
        resets_at=from_epoch(limits.resetsAt) if limits and limits.resetsAt else None,
    )
    step = Step(at=at, text=error.text or "API error")
    return replace(
        signs,
        turn=Turn.FAILED,
        stop_reason="",
        error=error,
        died_at=at,
        revived=False,
        backoff=None,
        request=None,
        steps=(*signs.steps, step)[-STEPS:],
    )


def _told(signs: Signs, line: Line, message: Message, at: datetime) -> Signs:
    """A user record: tool results, a prompt, or a notification of the client."""
    if isinstance(message.content, list):
        results = [block for block in message.content if block.type == "tool_result"]
        if results:
            return resulted(signs, line, results, at)
    words = _prose(message)
    origin = line.origin.kind if line.origin is not None else ""
    if origin == "task-notification":
        told = notified(signs, notices(words, at))
        return told if line.queueTranscriptOnly else replace(told, turn=asked(told.turn))
    if words.startswith(INTERRUPTED):
        return replace(signs, turn=Turn.ENDED, stop_reason="interrupted", request=None, calls=())
    if words.startswith(ECHOES) or line.turnCompanion:
        return signs
    is_prompt = not line.isMeta
    if signs.error is not None and not is_prompt and origin != "coordinator":
        return signs
    return replace(
        signs,
        turn=Turn.ASKED,
        stop_reason="",
        error=None,
        revived=signs.revived or signs.died_at is not None,
        backoff=None,
        refused="" if is_prompt else signs.refused,
        began_at=signs.began_at or at,
        prompt=signs.prompt or (_line(words) if is_prompt else ""),
    )


def _attached(signs: Signs, line: Line, at: datetime) -> Signs:
    """A notification may be queued into a running turn."""
    found = records.attachment(line.attachment)
    if found is None or found.type != "queued_command":
        return signs
    kind = found.origin.kind if found.origin else found.commandMode
    if kind != "task-notification":
        return signs
    return notified(signs, notices(records.text(found.prompt), at))


def _requested(signs: Signs, line: Line, at: datetime) -> Signs:
    """One attempt of a request; equal digests are retries of the same."""
    digest, attempt = line.requestDigest or "", line.id or ""
    asked = signs.request
    if asked is not None and asked.digest == digest:
        request = replace(asked, attempts=(*asked.attempts, attempt), last_at=at)
    else:
        request = Request(digest=digest, attempts=(attempt,), first_at=at, last_at=at)
    if signs.error is None:
        return replace(signs, request=request)
    return replace(signs, request=request, error=None, turn=Turn.ASKED, backoff=None)


def _backed_off(signs: Signs, line: Line, at: datetime) -> Signs:
    """The client says that it will try again (retry watchdog)."""
    found = records.retry_error(line.error)
    limits = found.rateLimits if found else None
    backoff = Backoff(
        at=at,
        until=from_epoch(limits.resetsAt) if limits and limits.resetsAt else None,
        window=clean(limits.rateLimitType or "", limit=40) or None if limits else None,
        attempt=records.count(line.retryAttempt),
    )
    return replace(signs, backoff=backoff)


def _with(calls: tuple[Call, ...], blocks: list[Block], cwd: str, at: datetime) -> tuple[Call, ...]:
    """Open calls and the new ones among the blocks."""
    known = {call.id for call in calls}
    return calls + tuple(
        Call(
            id=clean(block.id, limit=100),
            name=clean(block.name, limit=60),
            summary=_call_summary(block, cwd),
            opened_at=at,
        )
        for block in blocks
        if block.type == "tool_use" and block.id and block.id not in known
    )


def _call_summary(block: Block, cwd: str) -> str:
    """Words for a call; one that stops a task is said by the task it names."""
    if block.name in actions.STOPS:
        return clean(f"{block.name} {actions.target(block)}".strip(), limit=actions.WORDS)
    return actions.call_words(block, cwd)


def _stepped(
    steps: tuple[Step, ...], blocks: list[Block], cwd: str, at: datetime
) -> tuple[Step, ...]:
    """Add what the blocks say was done."""
    new = []
    for block in blocks:
        if block.type == "tool_use":
            new.append(Step(at=at, text=_call_summary(block, cwd)))
        elif block.type == "thinking":
            new.append(Step(at=at, text="thinking…"))
        elif block.type == "text" and (words := actions.text_words(block.text)):
            new.append(Step(at=at, text=words))
    return (*steps, *new)[-STEPS:] if new else steps


def _total(message: Message) -> int:
    """Tokens of this answer: input of all kinds and output; its context's size (trap 5)."""
    usage = records.usage(message.usage)
    if usage is None:
        return 0
    return Tokens(
        input_tokens=records.count(usage.input_tokens),
        output_tokens=records.count(usage.output_tokens),
        cache_creation_input_tokens=records.count(usage.cache_creation_input_tokens),
        cache_read_input_tokens=records.count(usage.cache_read_input_tokens),
    ).total


def _spent(
    before: tuple[Spent, ...], message_id: str, total: int, at: datetime
) -> tuple[Spent, ...]:
    """Count an answer once, however many records repeat it."""
    if not total or not message_id:
        return before
    known = next((one for one in before if one.message_id == message_id), None)
    if known is None:
        return (*before, Spent(message_id=message_id, at=at, total=total))[-ANSWERS:]
    if known.total >= total:
        return before
    return tuple(replace(one, total=total) if one is known else one for one in before)


def _line(words: str) -> str:
    """A prompt on one line."""
    return clean(" ".join(words[: 2 * PROMPT].split()), limit=PROMPT)


def _prose(message: Message) -> str:
    """The text of a message, whichever form it has."""
    if isinstance(message.content, str):
        return message.content
    return "\n".join(block.text for block in message.content if block.type == "text")
