"""Tasks that are to stand in a plan file: each fits its form, and no two are the same."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.errors import Misuse
from core.model.plan import branch_for
from core.runs.plan import sentence
from core.runs.records import Misfit, plan_file

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

LONGEST = 64
_STRANGE = re.compile(r"[^a-z0-9._-]+")
_RETRY = re.compile(r"-retry-(?=\d+$)")

Value = str | list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """One task, and where it was found."""

    where: str
    """A file and a line, or an issue."""
    values: Mapping[str, Value]
    """By the keys of a [[task]]; what is empty is left out."""


def slug(text: str) -> str:
    """Make an id of any text: a task's id is part of a branch's and a folder's name, too.

    >>> slug("AI-962: Fix the cart"), slug("Straße 7"), slug("a..b.lock"), slug("x-retry-2")
    ('ai-962-fix-the-cart', 'stra-e-7', 'a.b-lock', 'x-retry2')
    >>> slug("???")
    ''
    """
    found = _STRANGE.sub("-", text.lower())
    found = re.sub(r"\.{2,}", ".", found).lstrip("._-")[:LONGEST].rstrip(".-")
    found = re.sub(r"\.lock$", "-lock", found)
    return _RETRY.sub("-retry", found)


def checked(drafts: Iterable[Draft]) -> list[Draft]:
    """Give the tasks; Misuse names the place of one that does not fit, or stands there twice."""
    ids: dict[str, str] = {}
    branches: dict[str, str] = {}
    found = list(drafts)
    for draft in found:
        misfit = plan_file({"name": "x", "task": [dict(draft.values)]})
        if isinstance(misfit, Misfit):
            raise Misuse(f"{draft.where}: {sentence(misfit)}")
        id_ = str(draft.values["id"])
        branch = str(draft.values.get("branch", branch_for(id_)))
        for what, name, seen in (("id", id_, ids), ("branch", branch, branches)):
            if name in seen:
                raise Misuse(f'{draft.where}: {what} "{name}" stands in {seen[name]}, too.')
            seen[name] = draft.where
    return found
