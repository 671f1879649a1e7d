"""What the message of a snapshot's commit says, and its ref's name."""

from __future__ import annotations

import re
from datetime import datetime  # noqa: TC003, msgspec reads the type

import msgspec

from core.model.snapshot import Boundary, LeftOut, Snapshot

REFS = "refs/groundstop"
_ODD, _CODE = re.compile("[^A-Za-z0-9_/-]"), re.compile("%([0-9A-F]{4})")
FORMAT = "%(refname) %(objectname) %(tree) %(contents:subject)"
NAMED = 50
"""Files left out that are named; the rest is counted."""


class Written(msgspec.Struct, kw_only=True, frozen=True):
    """The message, as JSON."""

    at: datetime
    boundary: Boundary
    attempt: str
    base: str
    branch: str
    files: int
    left_out: tuple[LeftOut, ...]
    left_out_more: int


def name_of(task: str) -> str:
    """Name a task as git and folders take it; its slash stays.

    >>> name_of("Batch.42-0a/ai..962.lock")
    'Batch%002E42-0a/ai%002E%002E962%002Elock'
    """
    return _ODD.sub(lambda odd: f"%{ord(odd[0]):04X}", task)


def task_of(name: str) -> str:
    """Give the task that has a name.

    >>> task_of(name_of("Batch.42-0a/ai~962"))
    'Batch.42-0a/ai~962'
    """
    return _CODE.sub(lambda code: chr(int(code[1], 16)), name)


def refs_of(task: str) -> str:
    """Name what the refs of a task begin with."""
    return f"{REFS}/{name_of(task)}"


def ref_of(task: str, number: int) -> str:
    """Name a snapshot's ref."""
    return f"{refs_of(task)}/{number}"


def message(snapshot: Snapshot) -> bytes:
    """Write down what the commit's tree does not tell."""
    return msgspec.json.encode(
        Written(
            at=snapshot.at,
            boundary=snapshot.boundary,
            attempt=snapshot.attempt,
            base=snapshot.base,
            branch=snapshot.branch,
            files=snapshot.files,
            left_out=snapshot.left_out[:NAMED],
            left_out_more=max(0, len(snapshot.left_out) - NAMED),
        )
    )


def snapshot(line: bytes, repository: str, store: str) -> Snapshot | None:
    """Read a line that git wrote in `FORMAT`; None where the message is none of ours."""
    ref, commit, tree, words = line.split(b" ", 3)
    try:
        told = msgspec.json.decode(words, type=Written)
    except msgspec.DecodeError:
        return None
    folder, _, number = ref.decode().rpartition("/")
    return Snapshot(
        task=task_of(folder.removeprefix(f"{REFS}/")),
        number=int(number),
        commit=commit.decode(),
        tree=tree.decode(),
        repository=repository,
        store=store,
        **{name: getattr(told, name) for name in told.__struct_fields__},
    )
