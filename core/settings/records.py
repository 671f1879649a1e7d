"""What a user may set, as people read it: every default says where it comes from."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

STRICT = ConfigDict(extra="forbid", strict=True, frozen=True, regex_engine="python-re")
ID = "urn:groundstop:settings"
Cap = Annotated[int, Field(ge=0, le=50)]
Wait = Annotated[float, Field(ge=0, le=3_600_000)]
Minutes = Annotated[float, Field(gt=0, le=1440)]


_ANYWHERE = r"^[^\x00-\x1f\x7f]*$"
_BELOW = r"^(?!/)(?!(.*/)?\.\.(/|$))[^\x00-\x1f\x7f]+$"


class Ui(BaseModel):
    """How the dashboard looks."""

    model_config = STRICT

    theme: Literal["auto", "dark", "light", "high-contrast", "terminal"] = Field(
        default="auto",
        description="Colours; auto: dark, or the terminal's own where it knows 16. Source: ours.",
    )
    glyphs: Literal["auto", "unicode", "ascii"] = Field(
        default="auto",
        description="Signs; auto: ASCII where the locale is not UTF-8 or TERM is dumb or linux."
        " Source: ours.",
    )
    motion: Literal["full", "reduced"] = Field(
        default="full", description="reduced: nothing glides or fades. Source: ours."
    )
    group: Literal["none", "session", "repository"] = Field(
        default="none", description="How agents are gathered at the start. Source: ours."
    )


class Limits(BaseModel):
    """How long still is too long, and how far back is looked."""

    model_config = STRICT

    quiet_minutes: Minutes = Field(
        default=2.0,
        description="An agent without progress for this long is quiet."
        " Source: S0, a transcript that grew within two minutes is alive.",
    )
    stalled_minutes: Minutes = Field(
        default=5.0,
        description="An agent without progress for this long is stalled."
        " Source: S0 and S4-09, five minutes.",
    )
    stalled_while_pending_minutes: Minutes = Field(
        default=10.0,
        description="The same while a request or a tool call is pending."
        " Source: Claude Code's own watchdog gives it 600 s.",
    )
    since: Annotated[str, Field(pattern=r"^(all|[1-9][0-9]{0,5}[smhdw])$")] = Field(
        default="24h",
        description="Sessions without activity for longer are hidden: 90m, 24h, 7d or all."
        " Source: ours.",
    )


class Notifications(BaseModel):
    """What is told to somebody who does not watch."""

    model_config = STRICT

    needs_you: bool = Field(default=True, description="An agent waits for a person. Source: ours.")
    mass_stall: bool = Field(
        default=True, description="Many agents fell still together. Source: S0-03."
    )
    command: list[str] = Field(
        default=[],
        description="A program and its arguments, started for each with a JSON document on"
        " stdin; only read from your own config. Source: ours, none.",
    )


class Spawn(BaseModel):
    """How many agents at a time, and how fast one after the other."""

    model_config = STRICT

    max_concurrent: Annotated[int, Field(ge=1, le=50)] = Field(
        default=5, description="Agents of a run at a time, over all roles. Source: S3-28, five."
    )
    implementation_max: Cap = Field(
        default=0,
        description="Likewise of implementers; 0: no limit of their own. Source: S3-34.",
    )
    qa_max: Cap = Field(
        default=0,
        description="Likewise of auditors and QA; 0: no limit of their own. Source: S3-34.",
    )
    delay_ms: Wait = Field(
        default=2000.0, description="Milliseconds from start to start. Source: S3-02."
    )
    cooldown_ms: Wait = Field(
        default=5000.0, description="Milliseconds after every five starts. Source: S3-03."
    )


class Settings(BaseModel):
    """All that a user may set."""

    model_config = STRICT

    coordination_dir: Annotated[str, Field(pattern=_BELOW)] = Field(
        default="data",
        description="Folder below a repository in which agents write status files and handoffs."
        " Source: S4, data/agent-status.",
    )
    snapshot_dir: Annotated[str, Field(pattern=_ANYWHERE)] = Field(
        default="",
        description="Where snapshots of the screen go; empty: snapshots/ in the state folder."
        " Source: ours.",
    )
    ui: Ui = Ui()
    limits: Limits = Limits()
    notifications: Notifications = Notifications()
    spawn: Spawn = Spawn()
    keys: dict[str, str] = Field(
        default={},
        description="Other keys, by the id that `groundstop keys` shows. Source: ours, none.",
    )


def faults(layer: dict[str, object]) -> list[tuple[str, str, bool]]:
    """What does not fit: dotted name, what was expected, whether the name itself is unknown."""
    try:
        Settings.model_validate(layer)
    except ValidationError as error:
        return [_fault(one["type"], one["loc"], one.get("ctx", {})) for one in error.errors()]
    return []


def descriptions() -> dict[str, tuple[object, str]]:
    """The default and the description of every setting, by dotted name, in their order."""
    found: dict[str, tuple[object, str]] = {}
    for name, field in Settings.model_fields.items():
        part = field.default
        if isinstance(part, BaseModel):
            for below, inner in type(part).model_fields.items():
                found[f"{name}.{below}"] = (inner.default, inner.description or "")
        else:
            found[name] = (part, field.description or "")
    return found


def _fault(
    kind: str, where: tuple[int | str, ...], context: dict[str, object]
) -> tuple[str, str, bool]:
    name = ".".join(part for part in where if isinstance(part, str))
    if kind == "extra_forbidden":
        return name, "", True
    expected = {
        "literal_error": f"one of {context.get('expected')}".replace(" or ", ", "),
        "greater_than_equal": f"at least {_number(context.get('ge'))}",
        "int_type": "a whole number",
        "greater_than": f"above {_number(context.get('gt'))}",
        "less_than_equal": f"at most {_number(context.get('le'))}",
        "float_type": "a number",
        "bool_type": "true or false",
        "string_type": "text in quotes",
        "list_type": "a list of texts",
        "dict_type": "a table",
        "model_type": "a table",
        "string_pattern_mismatch": _PATTERNS.get(name, "text of another form"),
    }
    return name, expected.get(kind, "something else"), False


def _number(value: object) -> str:
    return f"{value:g}" if isinstance(value, int | float) else str(value)


_PATTERNS = {
    "limits.since": "a span such as 24h or 7d, or all",
    "coordination_dir": "a folder below the repository, such as data",
    "snapshot_dir": "a folder, without control characters",
}
