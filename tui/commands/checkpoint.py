"""`groundstop checkpoint`: an agent writes down what is done, or hands in its work; offline."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.course.watch import clock_by
from core.errors import Misuse, Trouble
from core.handoffs.act import append, given, keep, proof
from core.worktrees.changes.watch import is_tracked, tip
from core.worktrees.watch import place
from tui.present.numbers import count
from tui.twins.results import documents
from tui.twins.status import utc, written

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

RUN, ATTEMPT = "GROUNDSTOP_RUN", "GROUNDSTOP_ATTEMPT"
TEXTS = ("done", "next", "commit", "handoff")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What an agent says."""

    done: str = ""
    next: str = ""
    evidence: tuple[str, ...] = ()
    commit: str = ""
    handoff: str = ""
    json: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """Who says it, when, and from which worktree."""

    run: str
    attempt: str
    worktree: str
    at: datetime


def wanted(arguments: Sequence[str]) -> Wanted | None:
    """Read plain options; None for anything else, which typer explains."""
    said: dict[str, str] = {}
    evidence: list[str] = []
    is_json = False
    rest = list(arguments)
    while rest:
        option, is_joined, value = rest.pop(0).partition("=")
        name = option.removeprefix("--")
        if not option.startswith("--") or (name == "json" and is_joined):
            return None
        if name == "json":
            is_json = True
        elif name not in (*TEXTS, "evidence") or not (is_joined or rest):
            return None
        elif name == "evidence":
            evidence.append(value if is_joined else rest.pop(0))
        elif name in said:
            return None
        else:
            said[name] = value if is_joined else rest.pop(0)
    return Wanted(evidence=tuple(evidence), json=is_json, **said)


def run(asked: Wanted) -> int:
    """Store it in the run folder of the agent that asks."""
    around = _surroundings()
    document = _handed_in(asked, around) if asked.handoff else _checkpointed(asked, around)
    if asked.json:
        sys.stdout.write(written(document))
    elif isinstance(document, documents.Checkpoint):
        sys.stdout.write(f"Checkpoint {document.number} is stored. Next: {document.next}\n")
    else:
        sys.stdout.write(_told(document))
    if isinstance(document, documents.Handoff):
        for one in document.warnings:
            sys.stderr.write(f"groundstop: {one}\n")
    return 0


def _surroundings() -> Surroundings:
    folder, attempt = os.environ.get(RUN, ""), os.environ.get(ATTEMPT, "")
    if not folder or not attempt:
        missing = RUN if not folder else ATTEMPT
        raise Misuse(f"checkpoint is for agents of a run, in their worktree: {missing} is not set.")
    if not os.path.isdir(folder):
        raise Trouble(f"the run folder {folder} is not there any more; nothing was stored.")
    try:
        here = os.getcwd()
    except FileNotFoundError as error:
        raise Misuse("this folder is not there any more; go into the worktree.") from error
    worktree, at = place(here).worktree, clock_by().now()
    return Surroundings(run=folder, attempt=attempt, worktree=worktree, at=at)


def _checkpointed(asked: Wanted, around: Surroundings) -> documents.Checkpoint:
    if not asked.done or not asked.next:
        named = "--done" if not asked.done else "--next"
        raise Misuse(f"checkpoint: {named} is missing: say what is done, and what comes next.")
    from core.handoffs.documents import checkpoint  # noqa: PLC0415, slow to load

    values: dict[str, object] = {
        "at": utc(around.at),
        "done": asked.done,
        "next": asked.next,
        "commit": asked.commit.lower() or None,
        "head": tip(around.worktree) if around.worktree else "",
        "evidence": [proof(one, around.worktree) for one in asked.evidence],
    }
    found = checkpoint(values)
    if isinstance(found, str):
        raise Misuse(found)
    number = append(around.run, found.model_dump_json().encode())
    return documents.Checkpoint(
        attempt=around.attempt,
        number=number,
        at=found.at,
        done=found.done,
        next=found.next,
        commit=found.commit,
        head=found.head or None,
        evidence=[
            documents.Evidence(path=one.path, sha256=one.sha256, size=one.size)
            for one in found.evidence
        ],
    )


def _handed_in(asked: Wanted, around: Surroundings) -> documents.Handoff:
    if asked.done or asked.next or asked.evidence or asked.commit:
        raise Misuse("checkpoint: --handoff stands alone; what is done belongs into its summary.")
    from core.handoffs.documents import handoff  # noqa: PLC0415, slow to load

    found = handoff(given(asked.handoff), os.path.basename(asked.handoff))
    if isinstance(found, str):
        raise Misuse(found)
    work, unknown = found
    base = around.worktree
    missing = [one for one in work.deliverables if not os.path.exists(os.path.join(base, one))]
    bare = sum(not one.evidence for one in work.findings)
    at = utc(around.at) or ""
    stamped = {"at": at, "attempt": around.attempt, **work.model_dump()}
    is_known = bool(base) and is_tracked(base, asked.handoff)
    is_gone = keep(around.run, _encoded(stamped), asked.handoff, base, is_tracked=is_known)
    told = {
        "these keys were left out": ", ".join(unknown),
        "these deliverables are not there": ", ".join(missing),
        "without evidence a finding is rejected": count(bare, "finding") if bare else "",
    }
    return documents.Handoff(
        attempt=around.attempt,
        at=at,
        status=work.status,
        deliverables=len(work.deliverables),
        missing=missing,
        findings=len(work.findings),
        unproven_findings=bare,
        tests=len(work.tests),
        blockers=len(work.blockers),
        removed=is_gone,
        warnings=[f"{what}: {which}." for what, which in told.items() if which],
    )


def _encoded(fields: dict[str, object]) -> bytes:
    import json  # noqa: PLC0415, only for a handoff

    return json.dumps(fields, ensure_ascii=False, indent=1).encode("utf-8", "replace")


def _told(document: documents.Handoff) -> str:
    parts = (
        count(document.deliverables, "deliverable"),
        count(document.findings, "finding"),
        count(document.tests, "test"),
        count(document.blockers, "blocker"),
    )
    gone = " Its file was taken out of the worktree." if document.removed else ""
    return f"The handoff is stored: {document.status}, {', '.join(parts)}.{gone}\n"
