"""Status, handoff and registry files in S4's layout, leniently: any field may be missing."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.clean import clean, redact
from core.handoffs.registry.entries import entries
from core.instants import instant
from core.model.handoff import Blocker, Checkpoint, Finding, Handoff, MemoryCandidate, RanTest

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

WORDS = 300
LONGEST = 2000
"""Characters of one text of a handoff."""
GIVEN_UP = ".failed"
"""What the name of a status file has behind the agent's, once its time was over (S4-33)."""
MOST = 500
"""Entries of one list that are read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusFile:
    """`data/agent-status/<id>.json` (S4-10)."""

    agent_id: str
    status: str | None
    progress: float | None
    phase: str | None
    milestone: str | None
    finding: str | None
    updated_at: datetime | None
    role: str | None
    spawned_at: datetime | None = None
    """As the registry has it: a status file does not say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoffFile:
    """`data/handoffs/*.json` (S4-16)."""

    agent_id: str
    deliverables: tuple[str, ...]


def status_file(raw: bytes, stem: str) -> StatusFile | None:
    """Read a status file; its name stands in for an agent id that it does not say."""
    fields = _object(raw)
    if fields is None:
        return None
    progress = fields.get("progress")
    is_share = isinstance(progress, int | float) and not isinstance(progress, bool)
    is_given_up = stem.endswith(GIVEN_UP)
    return StatusFile(
        agent_id=_text(fields, "agentId") or clean(stem.removesuffix(GIVEN_UP), limit=WORDS),
        status="failed" if is_given_up else _text(fields, "status") or None,
        progress=min(1.0, max(0.0, float(str(progress)))) if is_share else None,
        phase=_text(fields, "phase") or None,
        milestone=_text(fields, "milestone") or None,
        finding=_last(fields.get("findings")),
        updated_at=instant(_text(fields, "lastUpdate")),
        role=_text(fields, "role") or None,
    )


def handoff_file(raw: bytes) -> HandoffFile | None:
    """Read a handoff: who it is from, and the files it says were delivered."""
    fields = _object(raw)
    sender = _text(fields, "fromAgent") or _text(fields, "agentId") if fields else ""
    if fields is None or not sender:
        return None
    return HandoffFile(agent_id=sender, deliverables=tuple(_paths(fields.get("deliverables"))))


def spawned(raw: bytes) -> list[StatusFile]:
    """Read `data/spawn-registry.json`: one document, or whatever was appended to it (S4-06)."""
    return [
        StatusFile(
            agent_id=_text(one, "agentId"),
            status=_text(one, "status") or None,
            progress=None,
            phase=None,
            milestone=_text(one, "task") or None,
            finding=None,
            updated_at=instant(_text(one, "spawnedAt")),
            spawned_at=instant(_text(one, "spawnedAt")),
            role=_text(one, "role") or None,
        )
        for one in entries(raw)
        if _text(one, "agentId")
    ]


def escalations(raw: bytes) -> dict[str, str]:
    r"""Read `data/escalations.txt`, a line `id: reason` each; of one agent the last counts (S4-32).

    >>> escalations(b"impl-1: the database is gone\nnonsense\n")
    {'impl-1': 'the database is gone'}
    """
    lines = raw.decode("utf-8", "replace").splitlines()[-MOST:]
    split = (line.partition(":") for line in lines)
    found = {clean(one.strip(), limit=WORDS): _said(why) for one, _, why in split}
    return {agent: why for agent, why in found.items() if agent and why}


def handoff(raw: bytes, agent: str = "") -> Handoff | str:
    """Read a whole handoff, ours or of S4's layout, or say why it is none.

    `agent` stands in for a sender that it does not name.
    """
    fields = _object(raw)
    if fields is None:
        return "it is no JSON object"
    sender = _text(fields, "fromAgent") or _text(fields, "agentId") or agent
    if not sender:
        return "it does not say from which agent it is"
    summary = next((fields[name] for name in ("summary", "result") if name in fields), "")
    candidates = fields.get("memoryCandidates", fields.get("memory_candidates"))
    return Handoff(
        agent=sender,
        status=_text(fields, "status"),
        summary=_said(summary),
        at=instant(_text(fields, "at") or _text(fields, "timestamp")),
        attempt=_text(fields, "attempt"),
        deliverables=tuple(dict.fromkeys(_paths(fields.get("deliverables")))),
        findings=tuple(_findings(fields.get("findings"))),
        decisions=tuple(_words(one, "decision", "text") for one in _entries(fields, "decisions")),
        memory_candidates=tuple(_lessons(candidates)),
        tests=tuple(_tests(fields.get("tests"))),
        blockers=tuple(_blockers(fields.get("blockers"))),
    )


def checkpoints(raw: bytes) -> list[Checkpoint]:
    """Read the lines of a checkpoint file; one that says nothing of what is done is left out."""
    found = (_object(line) for line in raw.splitlines())
    return [
        Checkpoint(
            done=_said(one.get("done")),
            next=_said(one.get("next")),
            at=instant(_text(one, "at")),
            commit=_text(one, "commit"),
            head=_text(one, "head"),
            evidence=tuple(_paths(one.get("evidence"))),
        )
        for one in found
        if one is not None and _said(one.get("done"))
    ]


def _findings(entries: object) -> Iterator[Finding]:
    """Findings, whether objects or texts; a text alone is a claim without evidence."""
    for one in _list(entries):
        fields = one if isinstance(one, dict) else {"claim": one}
        claim = _words(fields, "claim", "finding", "summary", "text")
        share = fields.get("confidence")
        is_share = isinstance(share, int | float) and not isinstance(share, bool)
        if claim:
            yield Finding(
                topic=_words(fields, "topic", "title") or claim,
                claim=claim,
                evidence=tuple(_evidence(fields.get("evidence"))),
                confidence=min(1.0, max(0.0, float(str(share)))) if is_share else None,
            )


def _evidence(entries: object) -> Iterator[str]:
    """Evidence as texts: an object with a kind, such as a test, begins with it."""
    for one in _list(entries if isinstance(entries, list) else [entries]):
        if isinstance(one, dict):
            kind = _words(one, "type", "kind")
            what = _words(one, "command", "path", "file", "value", "text", "description")
            text = f"{kind}: {what}" if kind and what else what
        else:
            text = _said(one)
        if text.strip():
            yield text


def _lessons(entries: object) -> Iterator[MemoryCandidate]:
    for one in _list(entries):
        text = _words(one, "text", "lesson", "content", "pattern")
        evidence = one.get("evidence") if isinstance(one, dict) else None
        if text:
            yield MemoryCandidate(text=text, evidence=tuple(_evidence(evidence)))


def _tests(entries: object) -> Iterator[RanTest]:
    for one in _list(entries):
        command = _words(one, "command", "name")
        passed = one.get("passed") if isinstance(one, dict) else None
        if command:
            output = _words(one, "output") if isinstance(one, dict) else ""
            yield RanTest(command=command, has_passed=passed is True, output=output)


def _blockers(entries: object) -> Iterator[Blocker]:
    for one in _list(entries):
        text = _words(one, "text", "blocker", "description")
        critical = one.get("critical") if isinstance(one, dict) else None
        if text:
            yield Blocker(text=text, is_critical=critical is True)


def _entries(fields: Mapping[str, object], name: str) -> list[object]:
    return _list(fields.get(name))


def _list(entries: object) -> list[object]:
    return entries[:MOST] if isinstance(entries, list) else []


def _words(one: object, *names: str) -> str:
    """Give an entry that is a text, or the first of these fields that it has."""
    if isinstance(one, dict):
        return next((said for name in names if (said := _said(one.get(name)))), "")
    return _said(one)


def _said(value: object) -> str:
    """Give a text, on one line, without secrets."""
    return redact(clean(value.strip(), limit=LONGEST)) if isinstance(value, str) else ""


def _object(raw: bytes) -> dict[str, object] | None:
    try:
        found = json.loads(raw)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _text(fields: Mapping[str, object], name: str) -> str:
    value = fields.get(name)
    return clean(value, limit=WORDS) if isinstance(value, str) else ""


def _last(findings: object) -> str | None:
    """The last finding, whether it is a text or an object with one."""
    if not isinstance(findings, list) or not findings:
        return None
    last = findings[-1]
    if isinstance(last, dict):
        last = next((last[name] for name in ("finding", "summary", "text") if name in last), None)
    return clean(last, limit=WORDS) if isinstance(last, str) else None


def _paths(deliverables: object) -> Iterator[str]:
    """File names among the deliverables, whether texts or objects with a path."""
    for one in deliverables if isinstance(deliverables, list) else ():
        named = one.get("path") or one.get("file") if isinstance(one, dict) else one
        if isinstance(named, str) and named:
            yield clean(named, limit=WORDS)
