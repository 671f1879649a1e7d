"""`groundstop preflight`: how many agents of a plan are safe, before the first token is spent."""

from __future__ import annotations

import os
import re
import sys
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from core.errors import Misuse
from core.lessons.watch import recalled
from core.model.preflight import Fanout
from core.model.run import KEPT, Outcome
from core.model.runner import Runner
from core.runs.past.watch import planned_before, used
from core.runs.watch import ground
from core.spawn.preflight.count import preflight as calculated
from core.spawn.preflight.quota import allowances, length, worst_case
from core.spawn.preflight.recovery import Progress, recovery
from core.template.places import asks_for_checkpoints
from tui.commands import hot
from tui.commands.looking import folder_of, look
from tui.commands.options import Dir, Home, Json, Now, ReadOnly  # noqa: TC001, typer reads them
from tui.commands.progress import saying, telling
from tui.twins.runs.preflight import preflight_document, preflight_text
from tui.twins.status import written

if TYPE_CHECKING:
    from collections.abc import Container

    from core.model.plan import Plan
    from core.model.preflight import Figure, Preflight, Recovery
    from core.model.quota import Reading
    from core.model.where import StateFolder
    from core.runs.records import PlanFile
    from core.spawn.preflight.quota import Amount
    from tui.commands.looking import Look

Budget = Annotated[
    str, typer.Option("--token-budget", help='Tokens to plan with, or "38%" of a window.')
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What a person asks for besides the plan."""

    budget: Amount | None = None
    again: tuple[str, ...] = ()
    """Tasks to do anew."""
    is_fewer: bool = False
    """Start only as many as are safe."""
    is_agreed: bool = False
    """The risk is taken."""
    speed: float | None = None
    """Of a rehearsal, times real time."""
    profile: str = ""
    """Instead of the plan's."""
    most: int | None = None
    """Agents at a time, instead of what the plan says."""


PERCENT = re.compile(r"^(100|[1-9]\d?)%$")
LATELY = timedelta(days=1)
"""Sessions without activity for longer say nothing of the quota."""
AT_WORK = (Outcome.QUEUED, Outcome.RUNNING)


def preflight(  # noqa: PLR0913, one parameter an option
    plan: Annotated[str, typer.Argument(help="A plan file, such as plan.toml.")],
    *,
    token_budget: Budget = "",
    json: Json = False,
    claude_home: Home = "",
    state_dir: Dir = "",
    now: Now = "",
    read_only: ReadOnly = False,
) -> None:
    """Calculate how many agents of a plan are safe, and show what that rests on. Starts nothing."""
    from tui.commands.plans import understood  # noqa: PLC0415, it imports this file

    budget = amount(token_budget)
    folder = folder_of(state_dir)
    file, meant = understood(plan, folder, is_start=False)
    looking = hot.Looking(
        claude_home=claude_home, state_dir=state_dir, now=now, read_only=read_only
    )
    found = look(looking)
    answer = calculate(file, meant, folder, found, Wish(budget=budget))
    if json:
        sys.stdout.write(written(preflight_document(answer, found.clock.now())))
    else:
        sys.stdout.write(preflight_text(answer))


def calculate(
    file: PlanFile,
    plan: Plan,
    folder: StateFolder,
    found: Look,
    wish: Wish,
) -> Preflight:
    """Gather everything that a pre-flight rests on, and calculate."""
    tasks = ground(folder).tasks
    budget = (wish.budget, "--token-budget") if wish.budget is not None else None
    if budget is None and file.token_budget is not None:
        budget = (file.token_budget, "token_budget of the plan")
    windows = file.rehearsal.windows if _rehearses(plan) else {}
    limits = allowances(windows, _readings(plan, folder, found), budget, found.clock.now())
    who, history = _history(file, plan, found)
    answer = worst_case(file.worst_case_tokens, [tokens for tokens, _ in history], who, limits)
    if answer.value is None and not _rehearses(plan):
        answer = _counted(plan, answer)
    fanout = Fanout(
        plan=plan.name,
        runner=plan.runner,
        wanted=len(to_start(plan, folder, wish.again)),
        pace=plan.pace,
        permission_mode=plan.permission_mode,
        allowed_tools=plan.allowed_tools,
        busy=sum(task.outcome in AT_WORK for task in tasks),
        before=planned_before(folder),
        answers=file.fan_out.answers,
        speed=wish.speed or 1.0,
        asks_for_checkpoints=asks_for_checkpoints(plan.brief, is_rehearsed=_rehearses(plan)),
    )
    lasts = length(file.agent_minutes, [seconds for _, seconds in history], who)
    found_before = recovered(plan, folder, answer, wish.again)
    past = recalled(folder.root, plan.git_folder, plan.runner)
    found_now = calculated(fanout, limits, answer, lasts)
    return replace(found_now, recovery=found_before, past=past)


def recovered(
    plan: Plan, folder: StateFolder, worst: Figure, again: Container[str] = ()
) -> Recovery | None:
    """Say what is left of a run of this plan, by state, checkpoints and tokens used."""
    from core.handoffs.watch import papers  # noqa: PLC0415, slow to load
    from core.runs.act import run_key  # noqa: PLC0415, likewise

    run, ids = run_key(plan), {one.id for one in plan.tasks}
    tasks = [task for task in ground(folder).tasks if task.run == run and task.id in ids]
    if not tasks:
        return None
    tokens, written_down = used(folder), papers(folder.runs, tasks)
    known = [
        Progress(
            is_done=task.outcome is Outcome.DONE and task.id not in again,
            is_at_work=task.outcome in (Outcome.RUNNING, Outcome.PROVING)
            or (task.outcome is Outcome.TAKEN and task.id not in again),
            checkpoints=len(written_down[task.key].checkpoints),
            tokens=tokens.get(task.key, 0),
        )
        for task in tasks
    ]
    new = [Progress(is_done=False, is_at_work=False, checkpoints=0, tokens=0)]
    return recovery([*known, *new * (len(ids) - len(tasks))], worst)


def to_start(plan: Plan, folder: StateFolder, again: Container[str] = ()) -> tuple[str, ...]:
    """Name the tasks that a start would begin: not what is done, a person's, or going on."""
    from core.runs.act import run_key  # noqa: PLC0415, slow to load

    run = run_key(plan)
    known = {task.id: task.outcome for task in ground(folder).tasks if task.run == run}
    stays = (*AT_WORK, *KEPT)
    return tuple(one.id for one in plan.tasks if one.id in again or known.get(one.id) not in stays)


def amount(text: str) -> Amount | None:
    """Read --token-budget; None where it was not given."""
    if not text:
        return None
    if PERCENT.match(text):
        return text
    number = text.replace("_", "")
    if number.isascii() and number.isdigit() and int(number):
        return int(number)
    raise Misuse(f'--token-budget {text}: expected tokens, such as 2000000, or "38%" of a window.')


def _rehearses(plan: Plan) -> bool:
    return plan.runner is Runner.REHEARSAL


def _counted(plan: Plan, unknown: Figure) -> Figure:
    """Let the API count the longest prompt, where nothing else says what an agent takes."""
    from core.spawn.preflight.counting import from_prompt  # noqa: PLC0415, only where it is needed

    longest = max(plan.tasks, key=lambda task: len(task.prompt))
    with saying("Asking the API how many tokens the longest prompt has."):
        from core.quota.act import counted  # noqa: PLC0415, slow to load

        answer = counted(longest.prompt, longest.model or plan.model, os.environ)
    if isinstance(answer, str):
        return replace(unknown, source=f"{unknown.source}; {answer}")
    return from_prompt(answer)


def _readings(plan: Plan, folder: StateFolder, found: Look) -> tuple[Reading, ...]:
    """Give the latest words on the account: of agents of ours, and of all that have met its end."""
    seen = ground(folder)
    told = seen.readings if seen.account in (plan.runner, None) else ()
    if _rehearses(plan):
        return told
    from core.fleet.follow import listen  # noqa: PLC0415, likewise
    from core.fleet.survey import active  # noqa: PLC0415, only for a real account
    from core.model.frame import Scope  # noqa: PLC0415, likewise
    from core.projects.watch import walk  # noqa: PLC0415, likewise
    from core.quota.windows import readings  # noqa: PLC0415, likewise

    at, there = found.clock.now(), walk(found.where.home.projects)
    heard = listen(found.where, there, active(there, Scope(since=at - LATELY)))
    return (*told, *readings(heard, at))


def _history(file: PlanFile, plan: Plan, found: Look) -> tuple[str, list[tuple[int, int]]]:
    """Give tokens and seconds of a person's own agents, where the plan leaves one of them open."""
    is_told = file.worst_case_tokens is not None and file.agent_minutes is not None
    if _rehearses(plan) or is_told:
        return "agents", []
    from core.projects.watch import walk  # noqa: PLC0415, only where it is needed
    from core.usage.catch_up import spent  # noqa: PLC0415, likewise
    from core.usage.sums import by_agent  # noqa: PLC0415, likewise

    files = walk(found.where.home.projects).files
    with telling() as told:
        sums, _ = spent(found.where, files, all_files=True, told=told)
    return by_agent(sums)
