"""The pre-flight in words: the number, what it comes from, what will happen, what may go wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.model.preflight import Unit
from tui.present.numbers import count, short
from tui.present.preflight.past import past_lines
from tui.present.spans import Line, Span, Tone
from tui.present.times import ago

if TYPE_CHECKING:
    from collections.abc import Iterator

    from core.model.preflight import Figure, Preflight, Recovery, Safeguard

HANG = 4
"""Columns by which later lines of a long one stand back."""
_NAME = 12
_VALUE = 12
_BEHIND = 2 + _NAME + _VALUE + 2
_GUARD = 33
SHOWN_WAVES = 4
"""Waves that are told one by one."""

Section = tuple[str, tuple[Line, ...]]


def sections(found: Preflight) -> tuple[Section, ...]:
    """Give the page, part by part; what may go wrong follows at once after the number."""
    parts: list[Section] = [(f"pre-flight of {found.fanout.plan}", tuple(_number(found)))]
    if found.warnings:
        parts.append(("warnings", tuple(_warnings(found))))
    parts += [
        ("waves", tuple(_waves(found))),
        *((("earlier runs here", tuple(past_lines(found.past))),) if found.past.runs else ()),
        ("safeguards, all four required", tuple(map(_safeguard, found.safeguards))),
        ("is a fan-out the right means?", tuple(_questions(found))),
    ]
    return tuple(parts)


def verdict(found: Preflight) -> Line:
    """Say how many are wanted and how many are safe."""
    wanted = found.fanout.wanted
    if found.safe_count is None:
        safe = Span("how many are safe is unknown", Tone.STALLED)
    else:
        is_safe = wanted <= found.safe_count
        are = "is" if found.safe_count == 1 else "are"
        tone = Tone.DONE if is_safe else Tone.QUOTA
        safe = Span(f"{found.safe_count} {are} safe", tone)
    return Line((Span(f"  {count(wanted, 'agent')} wanted, ", Tone.STRONG), safe), hang=HANG)


def recovered(found: Recovery) -> Line:
    """Say what stays, and the price of the rest: units and tokens, beside a full restart."""
    if not found.again:
        words = f"  {count(found.done, 'task')} done; nothing is to be done again"
        return Line((Span(words, Tone.DONE),))
    price = ""
    if found.need.value is not None:
        price = f", about {amount(found.need)} instead of {amount(found.whole)}"
    words = f"  {count(found.done, 'task')} done already; redo {count(found.units, 'unit')}{price}"
    lost = f"; {found.unsaved} without a checkpoint" if found.unsaved else ""
    source = f" ({found.need.source}{lost})"
    return Line((Span(words, Tone.PLAIN), Span(source, Tone.FAINT)), hang=HANG)


def amount(one: Figure) -> str:
    """Give a number with its unit.

    >>> from core.model.preflight import Figure
    >>> amount(Figure(value=400_000, source="")), amount(Figure(value=None, source=""))
    ('400k tokens', 'unknown')
    >>> amount(Figure(value=62.0, source="", unit=Unit.PERCENT))
    '62%'
    """
    if one.value is None:
        return "unknown"
    return f"{one.value:.4g}%" if one.unit is Unit.PERCENT else f"{short(one.value)} tokens"


def _number(found: Preflight) -> Iterator[Line]:
    yield verdict(found)
    if found.recovery is not None:
        yield recovered(found.recovery)
    yield _row("quota left", amount(found.quota_left), found.quota_left.source)
    yield _row("worst case", amount(found.worst_case), found.worst_case.source)
    yield _row("factor", f"{found.factor.value:g}", found.factor.source)
    if found.fanout.busy:
        shares = "at work or waiting already; the same quota is for them"
        yield _row("busy", count(found.fanout.busy, "agent"), shares)
    yield _row("safe count", _count(found.safe_count), _formula(found))
    if found.whole_quota.value is not None:
        whole = f"the same with the whole of it, {amount(found.whole_quota)}"
        yield _row("whole quota", _count(found.whole_count), whole)
    if found.need.value is not None:
        yield _row("all need", amount(found.need), _leaves(found))
    others = [one for one in found.allowances if not found.quota_left.source.startswith(one.window)]
    for one in others:
        value = f"{one.left:.4g}%" if one.unit is Unit.PERCENT else f"{short(one.left)} tokens"
        yield _row("besides", value, f"{one.window}: {one.source}")
    shared = "One quota is divided among all agents, not multiplied; none of them can see it."
    yield Line((Span(f"  {shared}", Tone.FAINT),), hang=HANG)


def _row(name: str, value: str, source: str) -> Line:
    return Line(
        (
            Span(f"  {name:<{_NAME}}", Tone.MUTED),
            Span(f"{value:>{_VALUE}}", Tone.PLAIN),
            Span(f"  {source}", Tone.FAINT),
        ),
        hang=_BEHIND,
    )


def _count(number: int | None) -> str:
    return "unknown" if number is None else count(number, "agent")


def _formula(found: Preflight) -> str:
    busy = f" - {found.fanout.busy} busy" if found.fanout.busy else ""
    if found.safe_count is None:
        return f"floor(quota left / worst case x {found.factor.value:g})"
    left, worst = amount(found.quota_left), amount(found.worst_case)
    return f"floor({left} / {worst} x {found.factor.value:g}){busy}".replace(" tokens", "")


def _leaves(found: Preflight) -> str:
    """Say what all that are wanted would leave, or how far beyond the quota they go (S1-25)."""
    left, need = found.quota_left, found.need
    if left.value is None or need.value is None or left.unit is not need.unit:
        return need.source
    if need.value <= left.value:
        rest = left.value - need.value
        words = f"{rest:.4g}%" if need.unit is Unit.PERCENT else f"{short(rest)} tokens"
        return f"{need.source}; leaves {words}"
    if not left.value:
        return f"{need.source}; nothing is left"
    return f"{need.source}: {need.value / left.value:.0%} of what is left"


def _warnings(found: Preflight) -> Iterator[Line]:
    for one in found.warnings:
        yield Line((Span("  ! ", Tone.STALLED), Span(one.text, Tone.PLAIN)), hang=HANG)
        yield Line((Span("    "), Span(one.action, Tone.MUTED)), hang=HANG)
    for option in found.options:
        yield Line((Span("  - ", Tone.MUTED), Span(option.words, Tone.PLAIN)), hang=HANG)


def _waves(found: Preflight) -> Iterator[Line]:
    told = [
        f"{one.agents} when slots are free"
        if one.begins is None
        else f"{one.agents} after {ago(one.begins)}"
        if one.begins
        else f"{one.agents} from the start on"
        for one in found.waves[:SHOWN_WAVES]
    ]
    rest = found.waves[SHOWN_WAVES:]
    if rest:
        agents = sum(one.agents for one in rest)
        told.append(f"{agents} more in {count(len(rest), 'wave')}")
    pace = found.fanout.pace
    yield Line((Span(f"  {', '.join(told)}", Tone.PLAIN),), hang=HANG)
    how = f"profile {pace.profile}, {count(pace.total, 'agent')} at a time; at the earliest"
    yield Line((Span(f"  {how}", Tone.FAINT),), hang=HANG)
    if found.ends.value is None:
        ends = f"when the last one ends is unknown: {found.ends.source}"
    else:
        ends = f"the last one ends after about {ago(found.ends.value)} ({found.ends.source})"
    yield Line((Span(f"  {ends}", Tone.MUTED),), hang=HANG)


def _safeguard(one: Safeguard) -> Line:
    tone = Tone.DONE if one.is_on else Tone.STALLED
    return Line(
        (
            Span(f"  {'on ' if one.is_on else 'off'} ", tone),
            Span(f"{one.name:<{_GUARD}}", Tone.PLAIN),
            Span(f"  {one.because}", Tone.FAINT),
        ),
        hang=_GUARD + 8,
    )


def _questions(found: Preflight) -> Iterator[Line]:
    for one in found.questions:
        words = {True: "yes", False: "no ", None: "?  "}[one.answer]
        tone = {True: Tone.DONE, False: Tone.STALLED, None: Tone.QUIET}[one.answer]
        where = "" if one.answer is not None else f"  [fan_out] {one.key}"
        yield Line(
            (
                Span(f"  {words} ", tone),
                Span(f"{one.words:<46}", Tone.PLAIN),
                Span(where, Tone.FAINT),
            ),
            hang=HANG + 2,
        )
