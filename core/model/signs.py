"""What one transcript shows so far: observed facts with their times, no conclusions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime  # noqa: TC003, the index decodes these nouns by their types
from enum import StrEnum


class Turn(StrEnum):
    """Where a conversation stands: whose move is next."""

    UNBEGUN = "unbegun"
    ASKED = "asked"
    """A prompt or a tool result is last: the API's move."""
    ANSWERING = "answering"
    """An answer is last that has not ended, or that called a tool."""
    ENDED = "ended"
    FAILED = "failed"
    """An API-error record is last."""


class Fault(StrEnum):
    """Classes of API errors, by what helps against them."""

    WINDOW = "window"
    BILLING = "billing"
    THROTTLE = "throttle"
    OVERLOAD = "overload"
    SERVER = "server"
    NETWORK = "network"
    AUTH = "auth"
    REFUSED = "refused"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiError:
    """The client gave a request up and wrote this instead of an answer."""

    at: datetime
    fault: Fault
    text: str
    status: int | None = None
    window: str | None = None
    """five_hour, seven_day ... of an exhausted window."""
    resets_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Backoff:
    """The client says that it sleeps before it tries again (retry watchdog)."""

    at: datetime
    until: datetime | None = None
    window: str | None = None
    attempt: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A tool call that has no result yet."""

    id: str
    name: str
    summary: str
    opened_at: datetime
    interrupted: bool = False
    """A second writer declared it lost; the first may still be running it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """API requests of one digest that no answer names: one is open, two are a retry."""

    digest: str
    attempts: tuple[str, ...]
    first_at: datetime
    last_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """What the client told a parent about one of its agents or background shells."""

    about: str
    """Agent id or shell id."""
    status: str
    """completed, failed, stopped or killed: the client's word, not the truth."""
    at: datetime
    text: str = ""
    lost: bool = False
    """It names no call: the task went down with an earlier process, nobody stopped it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shell:
    """A background shell that was started and has not been reported as ended."""

    id: str
    command: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One thing an agent did, in a few words."""

    at: datetime
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Spent:
    """What one answer cost, of all kinds of tokens."""

    message_id: str
    at: datetime
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Signs:
    """The facts of one transcript, folded record by record."""

    began_at: datetime | None = None
    """First prompt; a session has a row from then on."""
    wrote_at: datetime | None = None
    """Latest record of any kind that carries a time."""
    progress_at: datetime | None = None
    """Latest record that is neither a retry nor bookkeeping."""
    turn: Turn = Turn.UNBEGUN
    stop_reason: str = ""
    """Why the last turn ended, in the API's word."""
    error: ApiError | None = None
    """The last word is an error."""
    died_at: datetime | None = None
    """When an error last ended it, also if it has gone on since."""
    revived: bool = False
    """Went on below an error record."""
    backoff: Backoff | None = None
    request: Request | None = None
    calls: tuple[Call, ...] = ()
    shells: tuple[Shell, ...] = ()
    launched: tuple[str, ...] = ()
    """Ids of agents started in the background."""
    notices: tuple[Notice, ...] = ()
    """Latest notice per agent or shell."""
    refused: str = ""
    """Tool calls refused since the last one that was carried out."""
    headless: bool = False
    """Started without a terminal: nobody can answer it."""
    model: str = ""
    cwd: str = ""
    branch: str = ""
    prompt: str = ""
    title: str = ""
    context_tokens: int | None = None
    steps: tuple[Step, ...] = ()
    spent: tuple[Spent, ...] = ()
    """Its latest answers, for the burn rate."""
    version: str = ""


NO_SIGNS = Signs()


@dataclass(frozen=True, slots=True, kw_only=True)
class Meta:
    """A subagent's meta file: who started it, and as what."""

    agent_type: str = ""
    description: str = ""
    name: str = ""
    tool_use_id: str = ""
    parent_agent_id: str = ""
    worktree: str = ""
    branch: str = ""
    background: bool | None = None
    teammate: bool = False
    model: str = ""


NO_META = Meta()


@dataclass(frozen=True, slots=True, kw_only=True)
class Transcript:
    """One transcript file: whose it is, what it shows, what could not be read of it."""

    path: str
    session_id: str
    agent_id: str = ""
    exists: bool = True
    """False while only the meta file is there."""
    announced_at: datetime | None = None
    """When the meta file was written, where there is no transcript yet."""
    meta: Meta = NO_META
    signs: Signs = NO_SIGNS
    unread: tuple[int, ...] = ()
    """Byte offsets of lines that could not be read; the first hundred."""
    unread_lines: int = 0
