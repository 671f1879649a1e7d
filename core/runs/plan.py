"""A plan file's mistakes, each as one sentence with its place; and the plan that it means."""

from __future__ import annotations

import re
import shlex
import tomllib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from core.clean import clean
from core.errors import Misuse
from core.model.brief import LARGEST, PLACEHOLDERS, REQUIRED
from core.model.pace import PROFILES
from core.model.plan import Plan, PlannedTask, branch_for, worktrees_of
from core.model.run import attempt_of
from core.model.runner import Runner
from core.runs.outcome import OTHERS, RETRIES
from core.runs.records import (
    AMOUNTS,
    FanOutTable,
    Misfit,
    PlanFile,
    RehearsalTable,
    RoleTable,
    TaskTable,
    plan_file,
)
from core.template.places import named, refuse_unknown
from core.toml.lines import line_in
from core.toml.mistakes import misfit, misspelt

if TYPE_CHECKING:
    from collections.abc import Callable, Container

    from core.model.worktree import Repository

LINE = re.compile(r"line (\d+)")
EXPECTED = {
    "string_type": "a text in quotes",
    "int_type": "a whole number",
    "bool_type": "true or false",
    "list_type": "a list in brackets",
    "dict_type": "a table",
    "model_type": "a table",
    "string_too_short": "a text that is not empty",
    "too_short": "at least one [[task]]",
}
PATTERNS = {
    "id": "at most 64 of a-z, 0-9, dot, dash and underscore, with a letter or digit first",
    "name": "at most 64 letters, digits, dots, dashes and underscores, a letter or digit first",
    "branch": "a name that git takes for a branch, such as fan/ai-962",
    "expects": "globs of paths below the repository, such as src/cart/**",
    "token_budget": 'a number of tokens, or a part of a window such as "38%"',
    "worst_case_tokens": 'a number of tokens, or a part of a window such as "10%"',
    "retry_waits": 'one to three waits such as "30s", "2m" or "1h"',
}
UNITS = {"s": 1.0, "m": 60.0, "h": 3600.0}
"""Seconds."""


@dataclass(frozen=True, slots=True)
class Written:
    """A plan file that fits its form, with its text, to say where something stands."""

    path: str
    text: str
    file: PlanFile

    def wrong(self, sentence: str, key: str = "", task: int | None = None) -> Misuse:
        """Say what is wrong, where."""
        return _wrong(
            self.path, self.text, sentence, ("task", task, key) if task is not None else (key,)
        )


def _wrong(path: str, text: str, sentence: str, where: tuple[object, ...]) -> Misuse:
    """Make the sentence of a mistake: file, line, what was expected, what to do."""
    line = line_in(text, where)
    place = f"{path} line {line}" if line else path
    return Misuse(f"{place}: {sentence}")


def written(path: str, text: str) -> Written:
    """Read a plan file; Misuse names the file, the line, the key and what was expected."""
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        line = LINE.search(str(error))
        number = line[1] if line else len(text.splitlines())
        said = str(error).partition(" (at")[0]
        raise Misuse(f"{path} line {number}: this is no TOML: {said}.") from error
    file = plan_file(tables)
    if isinstance(file, Misfit):
        raise _wrong(path, text, sentence(file), file.where)
    found = Written(path, text, file)
    _coherent(found)
    return found


def refuse(
    found: Written,
    seen: Repository,
    *,
    is_root: bool,
    is_start: bool = True,
    mine: Container[str] = (),
) -> None:
    """Raise Misuse where a plan fits its form, and not the machine or the repository.

    What only a start needs is asked only where one `is_start`. `mine` are the branches that
    earlier attempts have begun: those are gone on with.
    """
    file = found.file
    if seen.trouble:
        raise found.wrong(seen.trouble, seen.key)
    if file.permission_mode == "bypassPermissions" and is_root:
        raise found.wrong(
            "Claude Code refuses bypassPermissions to root: run as another user, or choose"
            ' "acceptEdits" and allowed_tools.',
            "permission_mode",
        )
    if seen.is_dirty and is_start:
        what = "has changes that are in no commit, so no agent would see them"
        raise Misuse(f"{seen.top} {what}: commit or stash them first.")
    _refuse_branches(found, seen, mine)


def _refuse_branches(found: Written, seen: Repository, mine: Container[str]) -> None:
    """Raise Misuse where a branch is somebody else's."""
    for number, task in enumerate(found.file.task):
        branch = task.branch or branch_for(task.id)
        there = seen.in_use.get(branch)
        if there is not None and there != f"{worktrees_of(seen.top)}/{task.id}":
            says = f"branch {branch} is checked out in {there}: give the task another one."
            raise found.wrong(says, "branch", number)
        if branch not in mine and seen.branches.get(branch, seen.commit) != seen.commit:
            raise found.wrong(
                f"branch {branch} is there already, with commits that no run from here has made:"
                f" give the task another one, or take it away with git branch -D {branch}.",
                "branch",
                number,
            )


def meant(
    found: Written, seen: Repository, read: Callable[[str], str | None], program: str = ""
) -> Plan:
    """Give the plan that a file means.

    `read` gives a prompt file's text, None if it has none; `program` is its runner's.
    """
    file = found.file
    caps = tuple(
        (name, one.max_concurrent) for name, one in file.roles.items() if one.max_concurrent
    )
    waits = tuple(int(one[:-1]) * UNITS[one[-1]] for one in file.retry_waits or ())
    plan = Plan(
        name=file.name,
        repository=seen.top,
        git_folder=seen.git_folder,
        base=file.base,
        runner=Runner(file.runner),
        pace=replace(
            PROFILES[file.profile], total=file.max_concurrent, caps=caps, retry_waits=waits
        ),
        model=file.model or "",
        program=program,
        permission_mode=file.permission_mode,
        allowed_tools=tuple(file.allowed_tools),
        resume_at_reset=file.resume_at_reset,
        asks_at_limit=file.on_timeout == "ask",
        worst_case_tokens=(
            file.worst_case_tokens if isinstance(file.worst_case_tokens, int) else None
        ),
        brief=_brief(found, read),
        rehearsal=file.rehearsal.options,
        tasks=tuple(_planned(found, number, read) for number in range(len(file.task))),
    )
    return plan if file.token_budget is None else plan.budgeted(file.token_budget)


def _brief(found: Written, read: Callable[[str], str | None]) -> str:
    """Give the template of the plan's briefs; Misuse where it could not be filled."""
    name = found.file.brief
    if name is None:
        return ""
    text, key = read(name), f'brief = "{clean(name)}"'
    if not text or not text.strip():
        what = "is empty" if text is not None else "cannot be read"
        raise found.wrong(f"{key} {what}; groundstop plan brief prints one to begin with.", "brief")
    if len(text) > LARGEST:
        raise found.wrong(f"{key} has more than {LARGEST} characters.", "brief")
    refuse_unknown(clean(name), text, PLACEHOLDERS)
    if REQUIRED not in named(text):
        what = "without it no agent is told its task"
        raise found.wrong(f"{key} has no {{{REQUIRED}}}: {what}.", "brief")
    return text


def _planned(found: Written, number: int, read: Callable[[str], str | None]) -> PlannedTask:
    task = found.file.task[number]
    prompt = task.prompt or ""
    if task.prompt_file:
        text = read(task.prompt_file)
        if not text or not text.strip():
            what = "is empty" if text is not None else "cannot be read"
            raise found.wrong(f'prompt_file = "{task.prompt_file}" {what}.', "prompt_file", number)
        prompt = text
    role = found.file.roles.get(task.role)
    return PlannedTask(
        id=task.id,
        prompt=prompt,
        branch=task.branch or branch_for(task.id),
        role=task.role,
        model=task.model or (role.model if role and role.model else ""),
        retries=_retries(found.file, task),
        expects=tuple(task.expects),
        validate=_command(found, number),
    )


def _retries(file: PlanFile, task: TaskTable) -> int:
    """Give how often a task is tried again: its own word, its role's, then the plan's (S4-44)."""
    role = file.roles.get(task.role)
    own = (task.retries, role.retries if role else None, RETRIES.get(task.role), file.retries)
    return next((one for one in own if one is not None), OTHERS)


def _command(found: Written, number: int) -> tuple[str, ...]:
    """Split `validate` as a shell would, which there is none of; `{id}` is the task's."""
    task = found.file.task[number]
    return tuple(word.replace("{id}", task.id) for word in shlex.split(task.check or ""))


def _coherent(found: Written) -> None:
    """Check what no single field can tell."""
    ids: dict[str, int] = {}
    branches: dict[str, int] = {}
    for number, task in enumerate(found.file.task):
        if attempt_of(task.id).task != task.id:
            raise found.wrong(f'id = "{task.id}" must not end in -retry-<n>.', "id", number)
        if (task.prompt is None) == (task.prompt_file is None):
            says = "has neither prompt nor prompt_file" if task.prompt is None else "has both"
            key = "prompt" if task.prompt is None else "prompt_file"
            raise found.wrong(f'task "{task.id}" {says}: give one of the two.', key, number)
        branch = task.branch or branch_for(task.id)
        for what, name, seen in (("id", task.id, ids), ("branch", branch, branches)):
            if name in seen:
                first = line_in(found.text, ("task", seen[name], what))
                again = f'{what} "{name}" stands in line {first}, too: two agents need two.'
                raise found.wrong(again, what, number)
            seen[name] = number


def sentence(one: Misfit) -> str:
    """Say what one misfit means for the writer of the file."""
    *above, name = [str(part) for part in one.where]
    match one.kind:
        case "missing":
            return f"{name} is missing." if name != "task" else "there is no [[task]]."
        case "extra_forbidden":
            return misspelt(name, _known(above)).replace("setting", "key")
        case "value_error":
            return f"{name} {one.expected}"
        case "literal_error":
            return misfit(name, one.value, f"one of {one.expected}".replace(" or ", ", "))
        case "greater_than_equal":
            return misfit(name, one.value, f"at least {one.expected}")
        case "less_than_equal":
            return misfit(name, one.value, f"at most {one.expected}")
        case kind if kind in EXPECTED and name not in (*AMOUNTS, "retry_waits"):
            return misfit(name, one.value, EXPECTED[kind])
        case _:
            return misfit(name, one.value, PATTERNS.get(name, one.expected))


def _known(above: list[str]) -> list[str]:
    tables = {"task": TaskTable, "roles": None, "rehearsal": RehearsalTable, "fan_out": FanOutTable}
    fields = tables.get(above[0], PlanFile) if above else PlanFile
    if fields is None:
        return [*RoleTable.model_fields]
    return [field.alias or name for name, field in fields.model_fields.items()]
