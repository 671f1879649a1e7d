"""What came of an incident, without groundstop and with it, side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.present.numbers import short
from tui.twins.runs import documents

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from core.model.demo import Act

WIDTH = 20


def incident_document(incident: str, acts: Iterable[Act]) -> documents.Incident:
    """Each act in numbers."""
    return documents.Incident(
        incident=incident,
        acts=[
            documents.IncidentAct(
                groundstop=not act.is_bare,
                agents=act.agents,
                done=act.end.done,
                answered=act.end.told.answered,
                refused=act.end.told.refused,
                refused_after_hold=act.refused_after_hold,
                tokens=act.end.told.spent,
                minutes=round(act.end.position / 60, 1),
            )
            for act in acts
        ],
    )


def incident_text(title: str, acts: Sequence[Act]) -> str:
    """The same as a table, a column an act."""
    rows = [
        ("", [("without" if act.is_bare else "with") + " groundstop" for act in acts]),
        ("agents that did their work", [f"{act.end.done} of {act.agents}" for act in acts]),
        ("requests answered", [str(act.end.told.answered) for act in acts]),
        ("requests refused", [str(act.end.told.refused) for act in acts]),
        ("refused after the hold", [_known(act.refused_after_hold) for act in acts]),
        ("tokens", [short(act.end.told.spent) for act in acts]),
        ("minutes, as agents count", [f"{act.end.position / 60:.0f}" for act in acts]),
    ]
    lines = [f"{name:<28}" + "".join(f"{cell:>{WIDTH}}" for cell in cells) for name, cells in rows]
    return "\n".join((f"\n{title}", *lines)) + "\n"


def _known(number: int | None) -> str:
    return "-" if number is None else str(number)
