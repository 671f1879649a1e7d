"""The pre-flight as a document, and as calm text."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from tui.present.preflight.page import HANG, sections
from tui.present.preflight.past import past_lines
from tui.twins.results.past import past_document
from tui.twins.runs import documents
from tui.twins.status import utc

if TYPE_CHECKING:
    from datetime import datetime

    from core.model.past import Past
    from core.model.preflight import Allowance, Figure, Preflight, Recovery
    from tui.present.spans import Line

WIDTH = 100
"""Columns of the text, at most."""


def preflight_document(found: Preflight, at: datetime) -> documents.Preflight:
    """Everything, with every source."""
    return documents.Preflight(
        at=utc(at) or "",
        plan=found.fanout.plan,
        runner=found.fanout.runner,
        wanted=found.fanout.wanted,
        safe_count=found.safe_count,
        needs_yes=found.needs_consent,
        inputs=_inputs(found),
        whole_quota=documents.WholeQuota(
            safe_count=found.whole_count, quota=_figure(found.whole_quota)
        ),
        windows=[_window(one) for one in found.allowances],
        need=_figure(found.need),
        waves=[
            documents.Wave(number=one.number, agents=one.agents, begins_s=one.begins)
            for one in found.waves
        ],
        ends_s=_figure(found.ends, "s"),
        options=[
            documents.Option(words=one.words, counts=list(one.counts)) for one in found.options
        ],
        safeguards=[
            documents.Safeguard(name=one.name, on=one.is_on, because=one.because)
            for one in found.safeguards
        ],
        warnings=[str(one) for one in found.warnings],
        questions=[
            documents.Question(question=one.words, key=one.key, answer=one.answer)
            for one in found.questions
        ],
        recovery=_recovery(found.recovery),
        past=past_document(found.past),
    )


def preflight_text(found: Preflight) -> str:
    """Give the same page as the screen, as text."""
    parts = [
        "\n".join((title, *(_wrapped(line) for line in lines))) for title, lines in sections(found)
    ]
    return "\n\n".join(parts) + "\n"


def past_text(found: Past) -> str:
    """Give what earlier runs have taught, alone."""
    return "".join(f"{_wrapped(line)}\n" for line in past_lines(found))


def _wrapped(line: Line) -> str:
    words = "".join(span.text for span in line.left).rstrip()
    indent = " " * (HANG if line.hang is None else line.hang)
    return "\n".join(textwrap.wrap(words, WIDTH, subsequent_indent=indent)) or ""


def _recovery(found: Recovery | None) -> documents.Recovery | None:
    if found is None:
        return None
    return documents.Recovery(
        done=found.done,
        again=found.again,
        unsaved=found.unsaved,
        units=found.units,
        need=_figure(found.need),
        whole=_figure(found.whole),
    )


def _inputs(found: Preflight) -> documents.Inputs:
    waiting = "at work or waiting in this state folder"
    return documents.Inputs(
        quota_left=_figure(found.quota_left),
        worst_case_tokens=_figure(found.worst_case),
        factor=_figure(found.factor, None),
        busy_agents=documents.Figure(value=found.fanout.busy, unit="agents", source=waiting),
    )


def _figure(one: Figure, unit: str | None = "") -> documents.Figure:
    said = str(one.unit) if unit == "" else unit
    return documents.Figure(value=one.value, unit=said, source=one.source)


def _window(one: Allowance) -> documents.QuotaWindow:
    return documents.QuotaWindow(
        window=one.window,
        whole=one.whole,
        left=one.left,
        unit=str(one.unit),
        source=one.source,
        resets_at=utc(one.resets_at),
    )
