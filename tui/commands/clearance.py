"""Between a plan and its first agent: the pre-flight is seen, and whoever takes a risk says so."""

from __future__ import annotations

import asyncio
import os
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import typer

from core.clock import SystemClock
from core.errors import Misuse
from core.model.pace import TOP
from core.model.preflight import Figure
from core.runs.watch import ground
from tui.commands import hot
from tui.commands.looking import look
from tui.commands.preflight import calculate, recovered, to_start
from tui.present.preflight.page import recovered as price
from tui.twins.runs.preflight import past_text, preflight_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from core.model.plan import Plan
    from core.model.preflight import Preflight, Recovery
    from core.model.where import StateFolder
    from core.runs.records import PlanFile
    from core.settings.hot import Settings
    from tui.commands.preflight import Wish


UNKNOWN = Figure(value=None, source="no task of it is done yet")


def cleared(
    file: PlanFile, plan: Plan, folder: StateFolder, wish: Wish, *, has_screen: bool
) -> tuple[Plan, Mapping[str, object] | None]:
    """Give the plan as it may start, and what is to be remembered of its calculation.

    Raises Misuse where a person must say yes and has not, and leaves where one says no. A start
    that begins nothing new asks nothing.
    """
    waiting = to_start(plan, folder, wish.again)
    if not waiting:
        _tell_price(recovered(plan, folder, UNKNOWN))
        return _at_most(plan, ground(folder).most), None
    found = look(hot.Looking(state_dir=folder.root))
    asked = calculate(file, plan, folder, found, wish)
    is_fewer = wish.is_fewer
    if is_fewer:
        _refuse_fewer(asked)
    elif not wish.is_agreed and has_screen and asked.is_shown:
        is_fewer = _ask(asked, found.settings)
    elif asked.is_shown:
        sys.stderr.write(preflight_text(asked) + "\n")
        if asked.needs_consent and not wish.is_agreed:
            raise Misuse(_what_to_do(asked))
    else:
        _tell_price(asked.recovery)
        sys.stderr.write(past_text(asked.past))
    starts = waiting
    if is_fewer and asked.safe_count is not None:
        starts = waiting[: asked.safe_count]
        left = set(waiting) - set(starts)
        plan = replace(plan, tasks=tuple(one for one in plan.tasks if one.id not in left))
    if wish.budget is not None:
        plan = plan.budgeted(wish.budget)
    if asked.safe_count is not None:
        plan = _at_most(plan, max(1, asked.safe_count + asked.fanout.busy))
    return plan, _remembered(asked, len(starts))


def _tell_price(found: Recovery | None) -> None:
    """Say what a start does again, before it does."""
    if found is not None:
        words = "".join(span.text for span in price(found).left)
        sys.stderr.write(f"{words.strip()}\n")


def _at_most(plan: Plan, most: int) -> Plan:
    return replace(plan, pace=replace(plan.pace, most=min(TOP, most)))


def _refuse_fewer(found: Preflight) -> None:
    if found.safe_count is None:
        raise Misuse("--fewer: how many are safe is unknown; groundstop preflight PLAN says why.")
    if not found.safe_count:
        raise Misuse("--fewer: none is safe with what is left of the quota; wait for its reset.")


def _what_to_do(found: Preflight) -> str:
    wanted, safe = found.fanout.wanted, found.safe_count
    if safe is None:
        return (
            f"how many of {wanted} agents are safe is unknown: give token_budget and"
            " worst_case_tokens in the plan, or take the risk with --yes; nothing was started."
        )
    fewer = f"--fewer starts {safe}, " if safe else ""
    return (
        f"{wanted} agents are wanted, {safe} are safe: {fewer}--yes takes the risk;"
        " nothing was started."
    )


def _remembered(found: Preflight, started: int) -> dict[str, object]:
    """What the journal keeps: the count, so that the next one can be held against it (S1-24)."""
    safe = "unknown" if found.safe_count is None else str(found.safe_count)
    because = f"{found.fanout.wanted} wanted, safe: {safe}, started: {started}"
    figures = {"quota_left": found.quota_left, "worst_case": found.worst_case}
    return {
        "wanted": started,
        "safe_count": found.safe_count,
        "inputs": {name: [one.value, one.unit, one.source] for name, one in figures.items()},
        "verdict": {"because": because},
    }


def _ask(found: Preflight, settings: Settings) -> bool:
    """Show the pre-flight on the screen; tell whether fewer are to start, or leave."""
    answer = asyncio.run(_answer(found, settings))
    if not answer:
        sys.stderr.write("Nothing was started.\n")
        raise typer.Exit(1)
    return answer == "fewer"


async def _answer(found: Preflight, settings: Settings) -> str:
    from tui.app import Tui  # noqa: PLC0415, only with a screen
    from tui.commands import leaving  # noqa: PLC0415, likewise
    from tui.screens.preflight import PreflightRoom  # noqa: PLC0415, likewise

    answers: list[str] = []
    tui = Tui(
        submit=lambda _: None,
        room=lambda: PreflightRoom(found, answers.append),
        theme=settings.ui.theme,
        glyphs=settings.ui.glyphs,
        keymap=settings.keys,
        environment=dict(os.environ),
    )
    async with asyncio.TaskGroup() as tasks:
        watching = tasks.create_task(
            leaving.watched(SystemClock(), lambda code: tui.exit(return_code=code))
        )
        await tui.run_async()
        watching.cancel()
    if tui.return_code:
        raise typer.Exit(tui.return_code)
    return answers[-1] if answers else ""
