"""`groundstop plan`: writes a plan file, and says what comes next."""

from __future__ import annotations

import os
import re
import shlex
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from core.errors import Misuse
from core.model.runner import Runner
from core.worktrees.watch import place
from tui.commands.options import family
from tui.present.numbers import count

if TYPE_CHECKING:
    from core.runs.authoring.tasks import Draft

LARGEST = 8 << 20
REPOSITORY = re.compile(r"^([\w.-]+/)?[\w.-]+/[\w.-]+$")
PLAN = "plan.toml"
SAMPLE = (
    "rounds 3 thinks 2   Replace this: what is one agent to do, and how does it know it is done?"
)

app = family("Write a plan file; nothing is started.", "groundstop plan from-csv tasks.csv")
Out = Annotated[str, typer.Option("--out", help="The file to write.")]
Name = Annotated[str, typer.Option("--name", help="The plan's name.")]
By = Annotated[str, typer.Option("--runner", help="rehearsal, or claude.")]
Template = Annotated[str, typer.Option("--template", help="A file with {id}, {title} and so on.")]
Force = Annotated[bool, typer.Option("--force", help="Write over a file that is there.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Target:
    """What is to be written where."""

    out: str
    name: str
    runner: str
    is_forced: bool


@app.command(epilog="Example: groundstop plan new plan.toml")
def new(
    file: Annotated[str, typer.Argument(help="The file to write.")] = PLAN,
    *,
    name: Name = "",
    runner: By = Runner.REHEARSAL,
    template: Template = "",
    force: Force = False,
) -> None:
    """Write a plan with one task to begin with."""
    from core.runs.authoring.tasks import Draft, checked  # noqa: PLC0415, slow to load
    from core.template.places import filled, refuse_unknown  # noqa: PLC0415, likewise

    known = _template(template)
    if known is not None:
        refuse_unknown(*known, ("id",))
    prompt = SAMPLE if known is None else filled(known[1], {"id": "first"})
    task = Draft(where=template or file, values={"id": "first", "prompt": prompt})
    title = name or _name(Path.cwd().name)
    target = _Target(out=file, name=title, runner=runner, is_forced=force)
    _write(target, "groundstop plan new", checked([task]))


@app.command("from-csv", epilog="Example: groundstop plan from-csv tasks.csv --out plan.toml")
def from_csv(  # noqa: PLR0913, one parameter an option
    file: Annotated[str, typer.Argument(help="Columns: id, prompt, role, branch, expects ...")],
    *,
    out: Out = PLAN,
    name: Name = "",
    runner: By = Runner.REHEARSAL,
    template: Template = "",
    force: Force = False,
) -> None:
    """Write a plan with a task for every row of a table."""
    from core.runs.authoring.table import tasks_of  # noqa: PLC0415, slow to load

    tasks = tasks_of(file, _text(file), _template(template))
    title = name or _name(Path(file).stem)
    target = _Target(out=out, name=title, runner=runner, is_forced=force)
    _write(target, Path(file).name, tasks)


@app.command("from-issues", epilog="Example: groundstop plan from-issues --label fan-out")
def from_issues(  # noqa: PLR0913, one parameter an option
    *,
    label: Annotated[str, typer.Option("--label", help="Open issues that have it.")],
    repo: Annotated[str, typer.Option("--repo", help="OWNER/NAME; else the one here.")] = "",
    out: Out = PLAN,
    name: Name = "",
    runner: By = Runner.REHEARSAL,
    template: Template = "",
    force: Force = False,
) -> None:
    """Write a plan with a task for every open issue that has a label, by way of gh."""
    from core.runs.authoring.issues import tasks_from  # noqa: PLC0415, slow to load
    from core.runs.authoring.watch import MOST, issues  # noqa: PLC0415, likewise

    if not label.strip():
        raise Misuse("--label: expected the name of a label.")
    if repo and not REPOSITORY.match(repo):
        raise Misuse(f"--repo {repo}: expected OWNER/NAME.")
    known = _template(template)
    found = issues(label, repo)
    tasks = tasks_from(found, known)
    target = _Target(out=out, name=name or _name(label), runner=runner, is_forced=force)
    _write(target, f"issues with label {label}", tasks)
    if len(found) >= MOST:
        sys.stderr.write(f"groundstop: there may be more: the first {MOST} issues are in it.\n")


@app.command(epilog="Example: groundstop plan brief > brief.md")
def brief() -> None:
    """Print what agents are told besides their task, as a template.

    A plan with `brief = "brief.md"` tells them yours; it may ask for what stands in braces here,
    and for {last_checkpoint}.
    """
    from core.runners.brief import TEMPLATE  # noqa: PLC0415, slow to load

    sys.stdout.write(f"{TEMPLATE}\n")


def _write(target: _Target, origin: str, tasks: list[Draft]) -> None:
    from core.runs.authoring.act import write  # noqa: PLC0415, slow to load
    from core.runs.authoring.text import Heading, plan_text  # noqa: PLC0415, likewise

    if target.runner not in (*Runner,):
        raise Misuse(f"--runner {target.runner}: expected one of {', '.join(Runner)}.")
    here, out = place(str(Path.cwd())), target.out
    folder = Path(out).absolute().parent
    heading = Heading(
        name=target.name,
        repo=os.path.relpath(here.worktree, folder) if here.worktree else ".",
        base=here.branch or "main",
        runner=target.runner,
        origin=origin,
    )
    write(out, plan_text(out, heading, tasks), is_forced=target.is_forced)
    command = f"groundstop preflight {shlex.quote(out)}"
    sys.stdout.write(f"{out}: {count(len(tasks), 'task')}. Next: {command}\n")


def _name(text: str) -> str:
    return re.sub(r"[^A-Za-z0-9._-]+", "-", text).lstrip("._-")[:64] or "plan"


def _template(path: str) -> tuple[str, str] | None:
    return (path, _text(path)) if path else None


def _text(path: str) -> str:
    try:
        with Path(path).open("rb") as file:
            found = file.read(LARGEST + 1)
    except FileNotFoundError:
        raise Misuse(f"{path}: there is no such file.") from None
    except OSError as error:
        raise Misuse(f"{path} cannot be read: {error.strerror}.") from None
    if len(found) > LARGEST:
        raise Misuse(f"{path} is larger than {LARGEST >> 20} MiB.")
    try:
        return found.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Misuse(f"{path}: this is no text in UTF-8.") from None
