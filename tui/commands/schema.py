"""`groundstop schema` and `groundstop completion`: what other programs and shells want to know."""

from __future__ import annotations

import json
import os
import sys
from difflib import get_close_matches
from typing import TYPE_CHECKING, Annotated

import typer

from core.errors import Misuse

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

DRAFT = "https://json-schema.org/draft/2020-12/schema"
SETTINGS, HANDOFF, REGISTRY = "settings", "handoff-file", "registry-file"
"""What a settings file may hold, for editors, a handoff, for agents, and `runs --registry`."""
SHELLS = ("bash", "zsh", "fish")
ASKED = "_GROUNDSTOP_COMPLETE"


def schema(
    name: Annotated[str, typer.Argument(help="A document; without it, all names.")] = "",
) -> None:
    """Print the JSON Schema of a document. Draft 2020-12.

    `settings` is the settings file, `handoff-file` what an agent hands in, `registry-file` what
    `runs --registry` prints.
    """
    from core.handoffs.documents import HandoffDocument  # noqa: PLC0415, slow to load
    from core.handoffs.registry.documents import RegistryDocument  # noqa: PLC0415, likewise
    from core.settings.records import Settings  # noqa: PLC0415, slow to load
    from tui.twins.runs.records import EVERY  # noqa: PLC0415, slow to load

    schemas = {one: model.model_json_schema for one, model in EVERY.items()}
    schemas |= {SETTINGS: Settings.model_json_schema, HANDOFF: HandoffDocument.model_json_schema}
    schemas[REGISTRY] = RegistryDocument.model_json_schema
    names = [*schemas]
    if not name:
        sys.stdout.write("".join(f"{one}\n" for one in names))
        return
    if name not in names:
        raise Misuse(_unknown("schema", name, names))
    document = published(name, schemas[name]())
    sys.stdout.write(json.dumps(document, indent=2, ensure_ascii=True) + "\n")


def published(name: str, schema: Mapping[str, object]) -> dict[str, object]:
    """A schema that stands alone, without the titles that pydantic makes of the names."""
    return {"$schema": DRAFT, "$id": f"urn:groundstop:{name}:1", **dict(_untitled(schema))}


def _untitled(schema: Mapping[str, object]) -> Iterator[tuple[str, object]]:
    for key, value in schema.items():
        if key == "title" and isinstance(value, str):
            continue
        if isinstance(value, dict):
            yield key, dict(_untitled(value))
        elif isinstance(value, list):
            yield key, [dict(_untitled(one)) if isinstance(one, dict) else one for one in value]
        else:
            yield key, value


def completion(
    shell: Annotated[str, typer.Argument(help="bash, zsh or fish.")],
) -> None:
    """Print the completion script of a shell."""
    if shell not in SHELLS:
        raise Misuse(_unknown("completion", shell, SHELLS))
    from tui.commands.typed import app  # noqa: PLC0415, it imports this file

    os.environ[ASKED] = f"source_{shell}"
    try:
        app([], prog_name="groundstop", complete_var=ASKED)
    finally:
        del os.environ[ASKED]


def _unknown(command: str, name: str, known: Iterable[str]) -> str:
    close = get_close_matches(name, [*known], n=1)
    advice = f"Did you mean {close[0]}?" if close else f"It can be {', '.join(known)}."
    return f"{command}: there is no {name}. {advice}"
