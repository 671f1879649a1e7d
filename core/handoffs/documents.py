"""Checkpoints and handoffs as agents write them: what does not fit is said in one sentence."""

from __future__ import annotations

import json
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from core.clean import clean, redact

STRICT = ConfigDict(extra="ignore", strict=True, frozen=True, regex_engine="python-re")
LONGEST = 2000
"""Characters of one text."""
MOST = 500
"""Entries of one list."""
COMMIT = r"^[0-9a-f]{7,64}$"
BELOW = r"^(?![/-])(?!(.*/)?\.\.(/|$))[^\x00-\x1f\x7f]{1,1000}$"


def _said(text: str) -> str:
    """Give a text that may be kept: harmless, and without secrets."""
    text = text.strip()
    if not 1 <= len(text) <= LONGEST:
        raise ValueError(f"text of 1 to {LONGEST} characters")
    return redact(clean(text, limit=LONGEST, lines=True))


Text = Annotated[str, AfterValidator(_said)]
Path = Annotated[str, Field(pattern=BELOW), AfterValidator(_said)]
Texts = Annotated[list[Text], Field(max_length=MOST)]


class EvidenceDocument(BaseModel):
    """A file that proves something: never its content."""

    model_config = STRICT

    path: str
    sha256: str
    size: int


class CheckpointDocument(BaseModel):
    """What is done and proven, and what comes next (S1-14)."""

    model_config = STRICT

    at: str
    done: Text
    next: Text
    commit: Annotated[str, Field(pattern=COMMIT)] | None = None
    """The one that the agent names as proof."""
    head: str = ""
    """Where its worktree was."""
    evidence: list[EvidenceDocument] = []


class FindingDocument(BaseModel):
    """Something that was found out."""

    model_config = STRICT

    topic: Text
    claim: Text
    evidence: Texts = []
    confidence: Annotated[float, Field(ge=0, le=1)] | None = None


class MemoryDocument(BaseModel):
    """A lesson for later runs."""

    model_config = STRICT

    text: Text
    evidence: Texts = []


def _lesson(given: object) -> object:
    """A lesson may be told as a text alone."""
    return {"text": given} if isinstance(given, str) else given


Memory = Annotated[MemoryDocument, BeforeValidator(_lesson)]


class RanTestDocument(BaseModel):
    """A command that was run to prove the work."""

    model_config = STRICT

    command: Text
    passed: bool
    output: Text | None = None


class BlockerDocument(BaseModel):
    """What stands in the way."""

    model_config = STRICT

    text: Text
    critical: bool = False


class HandoffDocument(BaseModel):
    """An agent's final handoff (S4-16)."""

    model_config = STRICT

    status: Literal["complete", "blocked", "failed"]
    summary: Text
    deliverables: Annotated[list[Path], Field(max_length=MOST)] = []
    findings: Annotated[list[FindingDocument], Field(max_length=MOST)] = []
    decisions: Texts = []
    memoryCandidates: Annotated[list[Memory], Field(max_length=MOST)] = []  # noqa: N815, their name
    tests: Annotated[list[RanTestDocument], Field(max_length=MOST)] = []
    blockers: Annotated[list[BlockerDocument], Field(max_length=MOST)] = []
    fromAgent: Text | None = None  # noqa: N815, their name


def checkpoint(values: dict[str, object]) -> CheckpointDocument | str:
    """Give a checkpoint, or the sentence that says what does not fit."""
    try:
        return CheckpointDocument.model_validate(values)
    except ValidationError as error:
        return _sentence("checkpoint --", error)


def handoff(raw: bytes, name: str) -> tuple[HandoffDocument, list[str]] | str:
    """Give a handoff and the keys that it has too many, or the sentence that says what is wrong."""
    try:
        found = json.loads(raw)
    except json.JSONDecodeError as error:
        place = f"{name}, line {error.lineno}, column {error.colno}"
        return f"{place}: expected JSON, but {error.msg.lower()}. Correct it and hand it in again."
    except (ValueError, RecursionError):
        return f"{name}: expected JSON in UTF-8. Correct it and hand it in again."
    if not isinstance(found, dict):
        return f"{name}: expected one JSON object with status and summary."
    try:
        return HandoffDocument.model_validate(found), _unknown(found)
    except ValidationError as error:
        return _sentence(f"{name}: ", error)


_KNOWN: dict[str, type[BaseModel]] = {
    "findings": FindingDocument,
    "memoryCandidates": MemoryDocument,
    "tests": RanTestDocument,
    "blockers": BlockerDocument,
}


def _unknown(found: dict[str, object]) -> list[str]:
    """Name the keys that are kept out, those of entries once for all."""
    names = [name for name in found if name not in HandoffDocument.model_fields]
    for name, model in _KNOWN.items():
        entries = found.get(name)
        for one in entries if isinstance(entries, list) else ():
            keys = one if isinstance(one, dict) else ()
            names += [f"{name}[].{key}" for key in keys if key not in model.model_fields]
    return [clean(one, limit=80) for one in dict.fromkeys(names)]


def _sentence(before: str, error: ValidationError) -> str:
    """Say where the first mistake is, and what was expected there."""
    first = error.errors(include_url=False)[0]
    context = first.get("ctx", {})
    place = first["loc"]
    where = "".join(f"[{one}]" if isinstance(one, int) else f".{one}" for one in place).lstrip(".")
    if first["type"] == "missing":
        return f"{before}{where} is missing. Add it and hand it in again."
    if first["type"] == "string_pattern_mismatch":
        form = _FORMS.get(str(place[0]), "text of another form")
        return f"{before}{where} is {_shown(first['input'])}; expected {form}."
    words = context.get("error") or context.get("expected") or _KINDS.get(first["type"], "")
    expected = str(words or first["msg"].lower()).replace("'", "")
    return f"{before}{where} is {_shown(first['input'])}; expected {expected}."


def _shown(value: object) -> str:
    return redact(clean(json.dumps(value, ensure_ascii=False, default=str), limit=60))


_FORMS = {
    "commit": "a commit: 7 to 64 of 0-9 and a-f",
    "deliverables": "a path below the worktree, such as src/cart.py",
}
_KINDS = {
    "string_type": "text in quotes",
    "bool_type": "true or false",
    "list_type": "a list",
    "dict_type": "an object",
    "model_type": "an object",
    "float_type": "a number from 0 to 1",
    "greater_than_equal": "a number from 0 to 1",
    "less_than_equal": "a number from 0 to 1",
    "too_long": f"at most {MOST} entries",
}
