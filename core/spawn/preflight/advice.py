"""What follows from a calculation: warnings with an action, ways out, safeguards, questions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.model.preflight import Option, Question, Safeguard, Warned
from core.model.runner import Runner
from core.spawn.windows import FULL

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from core.model.preflight import Allowance, Fanout, Figure

QUESTIONS = (
    ("Can each task be done without the others?", "independent"),
    ("Do the tasks differ enough for an agent each?", "varied"),
    ("Is putting the results together cheap?", "cheap_to_join"),
)
"""A fan-out pays when all three are so (S1-35)."""
WINDOWS = ("five_hour", "seven_day")
"""Windows that every account may have; they begin anew by themselves."""
RUNS_AT_MOST = 10
"""Runs of a division that are listed."""


def safeguards(fanout: Fanout, found: Iterable[Allowance]) -> tuple[Safeguard, ...]:
    """Say which of the four are on; all four are required, none is an option (S1-29)."""
    pace = fanout.pace
    waits = f"{pace.spacing:.0f} s from start to start"
    is_staggered = pace.settles or pace.profile == "careful"
    how = "five, then until use has settled" if pace.settles else "one by one"
    is_told = fanout.runner is not Runner.REHEARSAL or any(one.window in WINDOWS for one in found)
    return (
        Safeguard(
            name="staggered starts",
            is_on=is_staggered,
            because=f"{waits}, {how}" if is_staggered else f"{waits}; no wave waits to settle",
        ),
        Safeguard(
            name="tokens of all agents, summed",
            is_on=True,
            because="the engine adds up every answer from the first start on",
        ),
        Safeguard(
            name=f"no start from {FULL:.0%} of the quota on",
            is_on=is_told,
            because="by what the account tells the agents"
            if is_told
            else "this rehearsal's account has no window: [rehearsal] five_hour gives it one",
        ),
        Safeguard(
            name="checkpoints",
            is_on=fanout.asks_for_checkpoints,
            because="every brief asks for three; files are saved after turns that edited"
            if fanout.asks_for_checkpoints
            else "the plan's own brief never says {checkpoint}",
        ),
    )


def questions(fanout: Fanout) -> tuple[Question, ...]:
    """Give the three questions with the plan's answers."""
    return tuple(
        Question(words=words, key=key, answer=answer)
        for (words, key), answer in zip(QUESTIONS, fanout.answers, strict=True)
    )


def options(
    fanout: Fanout, safe: int | None, whole: int | None, least: Allowance | None
) -> tuple[Option, ...]:
    """Show both ways out where more is wanted than is safe: fewer, or several runs (S1-22)."""
    if safe is None or fanout.wanted <= safe:
        return ()
    when = (
        f"once {least.window} begins anew"
        if least is not None and least.window in WINDOWS
        else "after a new calculation"
    )
    if safe == 0:
        return (Option(words=f"none now; the same command again {when}", counts=(0,)),)
    rest, counts = fanout.wanted - safe, [safe]
    while rest and len(counts) < RUNS_AT_MOST:
        counts.append(min(rest, whole or safe))
        rest -= counts[-1]
    if rest:
        counts.append(rest)
    return (
        Option(words=f"fewer: {safe} now (--fewer, or f on the screen)", counts=(safe,)),
        Option(
            words=f"several runs: {' + '.join(map(str, counts))}; the same command {when} starts"
            " what is left",
            counts=tuple(counts),
        ),
    )


def warnings(
    fanout: Fanout,
    safe: int | None,
    left: Figure,
    worst: Figure,
    found: Sequence[Allowance],
) -> tuple[Warned, ...]:
    """List everything that may go wrong; each carries its action (S1-30)."""
    return (
        *_too_many(fanout, safe),
        *_unknown(fanout, safe, left, worst),
        *_grown(fanout, safe),
        *_nearly_full(found),
        *_stuck(fanout),
        *_unguarded(fanout, found),
        *_unjustified(fanout),
    )


def _too_many(fanout: Fanout, safe: int | None) -> Iterator[Warned]:
    if safe is not None and fanout.wanted > safe:
        text = f"{fanout.wanted} agents are wanted, {safe} are safe."
        yield Warned(text=text, action="Start fewer, or several runs.")
    elif safe is not None and fanout.pace.total > max(safe, fanout.wanted):
        text = f"max_concurrent = {fanout.pace.total} is more than the {safe} that are safe."
        yield Warned(text=text, action=f"No more than {safe} will run at a time.")


def _unknown(fanout: Fanout, safe: int | None, left: Figure, worst: Figure) -> Iterator[Warned]:
    if safe is not None or fanout.runner is Runner.REHEARSAL:
        return
    if left.value is None:
        text = "What is left of the quota is unknown."
        action = 'Give token_budget (tokens, or "38%") in the plan or as --token-budget;'
    elif worst.value is None:
        text = f"What one agent takes at worst is unknown: {worst.source}."
        action = 'Give worst_case_tokens (tokens, or "10%" of a window) in the plan;'
    else:
        text = f"The quota is known in {left.unit}, the worst case in {worst.unit}."
        action = f"Give worst_case_tokens or token_budget in {left.unit} as well;"
    risk = "--yes takes the risk that all agents meet the end of the quota together."
    yield Warned(text=text, action=f"{action} {risk}")


def _grown(fanout: Fanout, safe: int | None) -> Iterator[Warned]:
    """It worked with three: that is no calculation (S1-24)."""
    before = fanout.before
    if safe is None and before is not None and fanout.wanted > before:
        text = f"{before} agents were started last time, {fanout.wanted} are wanted now, and"
        text += " nothing was calculated: that it worked with fewer proves nothing."
        action = "Give worst_case_tokens and token_budget, so that there is a number to go by."
        yield Warned(text=text, action=action)


def _nearly_full(found: Iterable[Allowance]) -> Iterator[Warned]:
    for one in found:
        if one.used >= FULL:
            text = f"{one.used:.0%} of {one.window} is used: no agent starts from {FULL:.0%} on."
            action = "Wait for its reset."
            if one.resets_at is not None:
                action = f"Wait for its reset at {one.resets_at:%H:%M} UTC."
            yield Warned(text=text, action=action)


def _stuck(fanout: Fanout) -> Iterator[Warned]:
    """Nobody answers a headless agent that asks for permission."""
    if fanout.runner is not Runner.CLAUDE:
        return
    mode, tools = fanout.permission_mode or "default", fanout.allowed_tools
    tells = "and allowed_tools for what it must run."
    if mode == "plan":
        text = 'permission_mode = "plan": the agents plan, and change no file.'
        yield Warned(text=text, action=f'Set permission_mode = "acceptEdits" {tells}')
    elif mode == "default" and not tools:
        text = 'permission_mode = "default" without allowed_tools: an agent stops at its first'
        text += " edit, and nobody can answer it."
        yield Warned(text=text, action=f'Set permission_mode = "acceptEdits" {tells}')
    elif mode == "acceptEdits" and not tools:
        text = "No allowed_tools: an agent may edit files, and every command that it runs is"
        text += " refused."
        yield Warned(text=text, action='Allow some, such as allowed_tools = ["Bash(git *)"].')


def _unguarded(fanout: Fanout, found: Iterable[Allowance]) -> Iterator[Warned]:
    if not fanout.is_checked:
        return
    actions = {
        "staggered starts": 'Choose profile = "waves".',
        "checkpoints": "Say in it how work is saved; groundstop plan brief prints one that does.",
    }
    for one in safeguards(fanout, found):
        if not one.is_on:
            action = actions.get(one.name, "Give the account a window to rehearse with.")
            yield Warned(text=f"Safeguard off: {one.name} ({one.because}).", action=action)


def _unjustified(fanout: Fanout) -> Iterator[Warned]:
    for one in questions(fanout):
        if one.answer is False:
            text = f"The plan says no: {one.words}"
            yield Warned(text=text, action="Let one agent do it, or cut the work differently.")
