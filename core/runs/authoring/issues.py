"""Tasks from issues: what anybody may have written there is made harmless first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.clean import clean
from core.runs.authoring.tasks import Draft, checked
from core.template.places import filled, refuse_unknown

if TYPE_CHECKING:
    from collections.abc import Iterable

    from core.runs.authoring.records import Issue

PLACES = ("id", "number", "title", "body", "url")
TEMPLATE = """Work on issue {number}: {title}
{url}

{body}

Commit after each step that works.
"""
LONGEST = 100_000
"""Characters of an issue, at most."""


def tasks_from(issues: Iterable[Issue], template: tuple[str, str] | None = None) -> list[Draft]:
    """Make a task of every issue, the oldest first; `template` is a file's name and text."""
    name, text = template or ("", TEMPLATE)
    refuse_unknown(name, text, PLACES)
    return checked(_draft(one, text) for one in sorted(issues, key=lambda one: one.number))


def _draft(issue: Issue, template: str) -> Draft:
    id_ = f"issue-{issue.number}"
    values = {
        "id": id_,
        "number": str(issue.number),
        "title": clean(issue.title, limit=500),
        "body": clean(issue.body, limit=LONGEST, lines=True).strip(),
        "url": clean(issue.url, limit=500),
    }
    prompt = filled(template, values)
    return Draft(where=f"issue {issue.number}", values={"id": id_, "prompt": prompt})
