"""A plan file's text: whatever stands in a task is read back as it was."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.clean import clean
from core.errors import Misuse
from core.runs.plan import written

if TYPE_CHECKING:
    from collections.abc import Iterable

    from core.runs.authoring.tasks import Draft, Value

LARGEST = 1 << 20
"""Bytes of a plan file that are read."""
BACKSLASH = "\\"
_STRANGE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """What stands above the tasks."""

    name: str
    repo: str
    base: str
    runner: str
    origin: str
    """What it was made from, for the first line."""


def plan_text(path: str, heading: Heading, tasks: Iterable[Draft]) -> str:
    """Give the text of a plan file that is valid; Misuse where it cannot be one."""
    text = "\n".join((_head(heading), *(_task(task) for task in tasks)))
    if len(text.encode()) > LARGEST:
        limit = f"{LARGEST >> 20} MiB"
        raise Misuse(f"{path}: the plan would be larger than {limit}: make several of it.")
    written(path, text)
    return text


def quoted(text: str) -> str:
    r"""Write a text as TOML; one with several lines keeps them.

    >>> quoted('say "hi"\\'), quoted("a\r\x00")
    ('"say \\"hi\\"\\\\"', '"a\\u000D\\u0000"')
    >>> print(quoted('one\ntwo "three"'))
    '''
    one
    two "three"'''
    """
    if "\n" in text and "'''" not in text and not _STRANGE.search(text) and text[-1] != "'":
        return f"'''\n{text}'''"
    told = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    told = _STRANGE.sub(lambda strange: f"{BACKSLASH}u{ord(strange[0]):04X}", told)
    return f'"{told}"'


def _head(heading: Heading) -> str:
    origin = clean(heading.origin, limit=200)
    return f"""# A plan of groundstop, from {origin}. Next: groundstop preflight
name = {quoted(heading.name)}
repo = {quoted(heading.repo)}
base = {quoted(heading.base)}
runner = {quoted(heading.runner)}
permission_mode = "acceptEdits"    # nobody can answer a headless agent
allowed_tools = ["Bash(git *)"]
profile = "waves"                  # five, then the next five once use has settled
max_concurrent = 5
# worst_case_tokens = 400_000      # of one agent, or "10%" of a window; else learned from history
# token_budget = 2_000_000         # to plan with where the quota is unknown, or "38%"
# agent_minutes = 20               # how long one takes, to foresee the end

# [fan_out]                        # is a fan-out the right means?
# independent = true               # each task can be done without the others
# varied = true                    # the tasks differ enough for an agent each
# cheap_to_join = true             # putting the results together is cheap
"""


def _task(task: Draft) -> str:
    lines = [f"{key} = {_value(value)}" for key, value in task.values.items()]
    return "\n".join(("[[task]]", *lines, ""))


def _value(value: Value) -> str:
    if isinstance(value, str):
        return quoted(value)
    return f"[{', '.join(map(quoted, value))}]"
