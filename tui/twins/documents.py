"""The shapes of our JSON documents, as they are written; `records.py` publishes the same."""

from __future__ import annotations

import msgspec


class Tokens(msgspec.Struct, kw_only=True):
    """Four kinds, always all of them."""

    input_tokens: int
    output_tokens: int
    cache_creation_input_tokens: int
    cache_read_input_tokens: int


class Scope(msgspec.Struct, kw_only=True):
    """What of the machine is shown."""

    since: str | None
    repository: str | None


class Quota(msgspec.Struct, kw_only=True):
    """One official word on one window."""

    window: str
    fraction: float | None
    resets_at: str | None
    source: str
    observed_at: str


class Engine(msgspec.Struct, kw_only=True):
    """The engine of this state folder."""

    pid: int
    since: str
    state_dir: str
    version: str


class Hold(msgspec.Struct, kw_only=True):
    """What holds spawns."""

    kind: str
    by: str | None
    since: str
    until: str | None
    because: str


class Slots(msgspec.Struct, kw_only=True):
    """Permits in use, and how many there are."""

    used: int
    allowed: int


class NextSpawn(msgspec.Struct, kw_only=True):
    """When the next start comes, and what it waits for."""

    at: str | None
    held_by: list[str]


class MassStall(msgspec.Struct, kw_only=True):
    """Many agents that fell still together."""

    since: str
    agents: list[str]
    suspended: bool
    because: str


class Unread(msgspec.Struct, kw_only=True):
    """Lines that could not be read."""

    lines: int
    files: int


class Claims(msgspec.Struct, kw_only=True):
    """What an agent's status file says."""

    status: str | None
    progress: float | None
    phase: str | None
    milestone: str | None
    updated_at: str | None
    anomaly: str | None


class Agent(msgspec.Struct, kw_only=True):
    """One agent."""

    key: str
    kind: str
    session_id: str | None
    agent_id: str | None
    name: str
    agent_type: str | None
    parent: str | None
    state: str
    cause: str
    because: str
    revived: bool
    last_progress_at: str | None
    quiet_s: int | None
    last_action: str | None
    tokens: Tokens
    context_tokens: int | None
    model: str | None
    cwd: str | None
    branch: str | None
    worktree: str | None
    pull_request: None
    claims: Claims | None
    task: str | None
    checkpointed: bool | None
    tokens_at_risk: int | None


class Status(msgspec.Struct, kw_only=True):
    """`groundstop.status/1`."""

    schema: str = "groundstop.status/1"
    at: str
    scope: Scope
    counts: dict[str, int]
    tokens: Tokens
    quota: list[Quota]
    engine: Engine | None
    holds: list[Hold]
    slots: Slots | None
    next_spawn: NextSpawn | None
    mass_stall: MassStall | None
    unread: Unread
    agents: list[Agent]


class Step(msgspec.Struct, kw_only=True):
    """One thing an agent did."""

    at: str
    text: str


class AgentShown(msgspec.Struct, kw_only=True):
    """`groundstop.agent/1`: one agent, with what the agent screen shows."""

    schema: str = "groundstop.agent/1"
    at: str
    agent: Agent
    prompt: str
    process: str
    transcript: str
    stall_limit_s: int
    steps: list[Step]
    unread_lines: int
    unread_offsets: list[int]


class UsageRow(msgspec.Struct, kw_only=True):
    """Tokens of one day, model, agent or session."""

    key: str
    input_tokens: int
    output_tokens: int
    cache_creation_input_tokens: int
    cache_read_input_tokens: int


class Usage(msgspec.Struct, kw_only=True):
    """`groundstop.usage/1`."""

    schema: str = "groundstop.usage/1"
    at: str
    by: str
    since: str | None
    until: str | None
    rows: list[UsageRow]
    totals: Tokens


class Agents(msgspec.Struct, kw_only=True):
    """`groundstop.agents/1`: every agent in scope, worst first."""

    schema: str = "groundstop.agents/1"
    at: str
    scope: Scope
    agents: list[Agent]


class Check(msgspec.Struct, kw_only=True):
    """One thing that was looked at, and what to do about it."""

    name: str
    status: str
    says: str
    fix: str | None


class Doctor(msgspec.Struct, kw_only=True):
    """`groundstop.doctor/1`."""

    schema: str = "groundstop.doctor/1"
    at: str
    version: str
    status: str
    checks: list[Check]


class SettingsFile(msgspec.Struct, kw_only=True):
    """A file that settings come from."""

    source: str
    path: str
    exists: bool


class Setting(msgspec.Struct, kw_only=True):
    """One setting, and who won."""

    name: str
    value: bool | float | str | list[str]
    source: str
    place: str | None
    description: str


class Config(msgspec.Struct, kw_only=True):
    """`groundstop.config/1`."""

    schema: str = "groundstop.config/1"
    files: list[SettingsFile]
    settings: list[Setting]


class Key(msgspec.Struct, kw_only=True):
    """What the keys of one binding do, and in which room."""

    id: str
    room: str
    keys: list[str]
    remapped: bool
    description: str
    tooltip: str


class Keys(msgspec.Struct, kw_only=True):
    """`groundstop.keys/1`."""

    schema: str = "groundstop.keys/1"
    keys: list[Key]
    faults: list[str]
