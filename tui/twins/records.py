"""Our JSON documents as schemas that other programs may rely on; the same as `documents.py`."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from core.model.agent import Kind  # noqa: TC001, pydantic reads the types
from core.model.diagnosis import State

Instant = Annotated[str, Field(pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$")]
"""ISO 8601, UTC, to the second."""
Count = Annotated[int, Field(ge=0)]
Counts = Annotated[dict[State, Count], Field(json_schema_extra={"required": list(State)})]


class Record(BaseModel):
    """Every key is there and no other; what is unknown is null."""

    model_config = ConfigDict(extra="forbid", use_attribute_docstrings=True)


class Tokens(Record):
    """Four kinds, always all of them."""

    input_tokens: Count
    output_tokens: Count
    cache_creation_input_tokens: Count
    cache_read_input_tokens: Count


class Scope(Record):
    """What of the machine is shown."""

    since: Instant | None
    """Sessions with activity after this; null: all."""
    repository: str | None
    """Only this family of worktrees; null: the whole machine."""


class Quota(Record):
    """One official word on one window: five_hour, seven_day ...; 0.62 is 62 %."""

    window: str
    fraction: float | None
    resets_at: Instant | None
    source: str
    observed_at: Instant


class Engine(Record):
    """The engine of this state folder."""

    pid: int
    since: Instant
    state_dir: str
    version: str


class Hold(Record):
    """What holds spawns."""

    kind: str
    by: str | None
    since: Instant
    until: Instant | None
    because: str


class Slots(Record):
    """Permits in use, and how many there are."""

    used: Count
    allowed: Count


class NextSpawn(Record):
    """When the next start comes, and what it waits for."""

    at: Instant | None
    held_by: list[str]


class MassStall(Record):
    """Agents, by key, that fell still together; suspended: the whole harness is still."""

    since: Instant
    agents: list[str]
    suspended: bool
    because: str


class Unread(Record):
    """Lines that could not be read."""

    lines: Count
    files: Count


class Claims(Record):
    """What an agent's status file says; progress is 0.0 to 1.0."""

    status: str | None
    progress: float | None
    phase: str | None
    milestone: str | None
    updated_at: Instant | None
    anomaly: str | None
    """blocked, failed, stale or slow."""


class Agent(Record):
    """One agent."""

    key: str
    """Short, and unique in its document."""
    kind: Kind
    session_id: str | None
    agent_id: str | None
    """Null for the main agent of a session."""
    name: str
    agent_type: str | None
    parent: str | None
    """The key of the agent that started it."""
    state: State
    cause: str
    """Which evidence decided; a newer version may know more of them."""
    because: str
    """The evidence, as a sentence."""
    revived: bool
    """It was dead and went on in its old file."""
    last_progress_at: Instant | None
    quiet_s: Count | None
    last_action: str | None
    tokens: Tokens
    """Each answer is counted once, whatever files repeat it."""
    context_tokens: Count | None
    """Size of the last answer's context."""
    model: str | None
    cwd: str | None
    branch: str | None
    worktree: str | None
    pull_request: None
    claims: Claims | None
    task: str | None
    checkpointed: bool | None
    tokens_at_risk: Count | None
    """Used since the last snapshot; both null but for agents at work that are asked for both."""


class Status(Record):
    """The fleet at one instant: `groundstop status --json`."""

    schema_: Literal["groundstop.status/1"] = Field(alias="schema")
    at: Instant
    scope: Scope
    counts: Counts
    """Agents by state, every state named."""
    tokens: Tokens
    quota: list[Quota]
    engine: Engine | None
    holds: list[Hold]
    slots: Slots | None
    next_spawn: NextSpawn | None
    mass_stall: MassStall | None
    unread: Unread
    agents: list[Agent]
    """Worst first."""


class Agents(Record):
    """Every agent in scope, worst first: `groundstop agents --json`."""

    schema_: Literal["groundstop.agents/1"] = Field(alias="schema")
    at: Instant
    scope: Scope
    agents: list[Agent]


class Step(Record):
    """One thing an agent did."""

    at: Instant
    text: str


class AgentShown(Record):
    """One agent as its room shows it: `groundstop agents show NAME --json`."""

    schema_: Literal["groundstop.agent/1"] = Field(alias="schema")
    at: Instant
    agent: Agent
    prompt: str
    """Its first prompt, cut short."""
    process: str
    transcript: str
    stall_limit_s: Count
    """Seconds of silence until it counts as stalled."""
    steps: list[Step]
    """What it did last, oldest first."""
    unread_lines: Count
    unread_offsets: list[Count]
    """Byte offsets of lines that could not be read; the first hundred."""


class UsageRow(Tokens):
    """Tokens of one day, model, agent or session."""

    key: str


class Usage(Record):
    """Tokens over all of history: `groundstop usage --json`."""

    schema_: Literal["groundstop.usage/1"] = Field(alias="schema")
    at: Instant
    by: Literal["day", "model", "agent", "session"]
    since: Instant | None
    until: Instant | None
    rows: list[UsageRow]
    totals: Tokens


class Check(Record):
    """One thing that was looked at, and what to do about it."""

    name: str
    status: Literal["ok", "warn", "fail"]
    says: str
    fix: str | None


class Doctor(Record):
    """What works here, and the worst of all checks: `groundstop doctor --json`."""

    schema_: Literal["groundstop.doctor/1"] = Field(alias="schema")
    at: Instant
    version: str
    status: Literal["ok", "warn", "fail"]
    checks: list[Check]


class SettingsFile(Record):
    """A file that settings come from."""

    source: Literal["user", "limits file", "project"]
    path: str
    exists: bool


class Setting(Record):
    """One setting, and who won."""

    name: str
    value: bool | float | str | list[str]
    source: Literal["default", "user", "limits file", "project", "plan", "environment", "flag"]
    place: str | None
    """File and line, or the variable; null for a default."""
    description: str


class Config(Record):
    """Every setting and who won: `groundstop config show --json`."""

    schema_: Literal["groundstop.config/1"] = Field(alias="schema")
    files: list[SettingsFile]
    settings: list[Setting]


class Key(Record):
    """What the keys of one binding do, and in which room."""

    id: str
    """What `[keys]` in the settings calls it."""
    room: str
    keys: list[str]
    remapped: bool
    description: str
    tooltip: str


class Keys(Record):
    """Every key, and what is wrong with remapped ones: `groundstop keys --json`."""

    schema_: Literal["groundstop.keys/1"] = Field(alias="schema")
    keys: list[Key]
    faults: list[str]


PUBLISHED: dict[str, type[Record]] = {
    "status": Status,
    "usage": Usage,
    "agents": Agents,
    "agent": AgentShown,
    "doctor": Doctor,
    "config": Config,
    "keys": Keys,
}
"""By the name that `groundstop schema` takes."""
