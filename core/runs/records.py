"""The plan file as a person writes it; every field that can be wrong says what was expected."""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

STRICT = ConfigDict(extra="forbid", strict=True, frozen=True, regex_engine="python-re")
ID = r"^[a-z0-9][a-z0-9._-]{0,63}$"
NAME = r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$"
BRANCH = r"^(?!/|-)(?!.*(//|\.\.|@\{|\.lock(/|$)|[\x00-\x20~^:?*\[\\\x7f]))[^/].*(?<![/.])$"
BELOW = r"^(?![/:])(?!(.*/)?\.\.(/|$))[^\x00-\x1f\x7f]+$"
Slots = Annotated[int, Field(ge=1, le=50)]
Text = Annotated[str, Field(min_length=1)]
Amount = Annotated[int, Field(ge=1)] | Annotated[str, Field(pattern=r"^(100|[1-9]\d?)%$")]
"""Tokens, or a part of a quota window."""
AMOUNTS = ("token_budget", "worst_case_tokens")
Retries = Annotated[int, Field(ge=0, le=3)]
"""More would be endless retries by another name (S4-51)."""
Waits = Annotated[
    list[Annotated[str, Field(pattern=r"^[1-9]\d{0,3}[smh]$")]], Field(min_length=1, max_length=3)
]
"""Before the first retry, the second, the third; the last one holds for all that follow."""


def _command(text: str) -> str:
    try:
        words = shlex.split(text)
    except ValueError as error:
        raise ValueError(f"is no command: {str(error).lower()}.") from None
    if not words:
        raise ValueError("is empty: give a command, or leave it out.")
    return text


Command = Annotated[str, AfterValidator(_command)]
"""Split as a shell would, which there is none of."""


class RoleTable(BaseModel):
    """What is set for one role."""

    model_config = STRICT

    max_concurrent: Slots | None = None
    model: Text | None = None
    retries: Retries | None = None


class TaskTable(BaseModel):
    """One piece of work."""

    model_config = STRICT

    id: Annotated[str, Field(pattern=ID)]
    role: Text = "IMPLEMENTER"
    prompt: Text | None = None
    prompt_file: Text | None = None
    branch: Annotated[str, Field(pattern=BRANCH)] | None = None
    model: Text | None = None
    expects: list[Annotated[str, Field(pattern=BELOW)]] = []
    pull_request: Literal["none", "open", "merged"] = "none"
    retries: Retries | None = None
    check: Annotated[Command | None, Field(alias="validate")] = None


class FanOutTable(BaseModel):
    """Whether many agents are the right means (S1-35); what is not answered is asked."""

    model_config = STRICT

    independent: bool | None = None
    varied: bool | None = None
    cheap_to_join: bool | None = None

    @property
    def answers(self) -> tuple[bool | None, bool | None, bool | None]:
        """In the order of the questions."""
        return self.independent, self.varied, self.cheap_to_join


class RehearsalTable(BaseModel):
    """How the pretended API of a rehearsal behaves."""

    model_config = STRICT

    seed: Annotated[int, Field(ge=0)] = 1
    five_hour: Annotated[int, Field(ge=1)] | None = None
    seven_day: Annotated[int, Field(ge=1)] | None = None
    requests_per_minute: Annotated[int, Field(ge=1)] | None = None
    tokens_per_minute: Annotated[int, Field(ge=1)] | None = None
    faults: str = ""

    @property
    def windows(self) -> dict[str, int]:
        """The quota windows that its account has, with their sizes in tokens."""
        sizes = {"five_hour": self.five_hour, "seven_day": self.seven_day}
        return {name: size for name, size in sizes.items() if size is not None}

    @property
    def options(self) -> tuple[str, ...]:
        """The same as options of the program."""
        named = self.model_dump(exclude_none=True, exclude_defaults=True)
        return tuple(f"--{name.replace('_', '-')}={value}" for name, value in named.items())


class PlanFile(BaseModel):
    """A plan."""

    model_config = STRICT

    name: Annotated[str, Field(pattern=NAME)]
    repo: Text = "."
    base: Text = "main"
    runner: Literal["claude", "rehearsal"] = "claude"
    model: Text | None = None
    brief: Text | None = None
    permission_mode: Literal["default", "acceptEdits", "plan", "bypassPermissions"] = "default"
    allowed_tools: list[Text] = []
    token_budget: Amount | None = None
    resume_at_reset: bool = False
    on_timeout: Literal["retry", "ask"] = "retry"
    retries: Retries | None = None
    retry_waits: Waits | None = None
    profile: Literal["burst", "waves", "careful"] = "waves"
    max_concurrent: Slots = 5
    worst_case_tokens: Amount | None = None
    agent_minutes: Annotated[int, Field(ge=1)] | None = None
    fan_out: FanOutTable = FanOutTable()
    rehearsal: RehearsalTable = RehearsalTable()
    roles: dict[str, RoleTable] = {}
    task: Annotated[list[TaskTable], Field(min_length=1)]


@dataclass(frozen=True, slots=True)
class Misfit:
    """The first thing in a file that does not fit its form."""

    where: tuple[int | str, ...]
    """Names of tables, numbers in lists, the key."""
    kind: str
    value: object
    expected: str


def plan_file(tables: dict[str, object]) -> PlanFile | Misfit:
    """Give the plan file, or what does not fit."""
    try:
        return PlanFile.model_validate(tables)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
    context = first.get("ctx", {})
    limits = (context[name] for name in ("expected", "ge", "le", "error") if name in context)
    place = first["loc"]
    while isinstance(place[-1], int):  # one of a list: the list is what stands in the file
        place = place[:-1]
    return Misfit(
        where=place[:1] if place[0] in AMOUNTS else place,
        kind=first["type"],
        value=first["input"],
        expected=str(next(limits, first["msg"])),
    )
