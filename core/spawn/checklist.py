"""The four questions before every start, answered from the gate as it is (S3-07..11)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.model.admission import Check
from core.spawn.guards import allowed

if TYPE_CHECKING:
    from core.model.gate import Gate
    from core.model.moment import Moment
    from core.model.pace import Pace


def checklist(gate: Gate, pace: Pace, at: Moment) -> tuple[Check, ...]:
    """Ask who runs, whether there is room, how long ago the last start was, and how checks went."""
    return (_agents(gate), _slots(gate, pace), _spacing(gate, pace, at), _health(gate))


def _agents(gate: Gate) -> Check:
    """S3-07: agents by name and state, counted."""
    named = [
        f"{permit.task.rpartition('/')[2]} {'running' if permit.is_checked else 'starting'}"
        for permit in gate.permits
    ]
    is_good = all(permit.is_checked for permit in gate.permits)
    says = f"{len(named)} agents: {', '.join(named)}" if named else "no agent runs"
    return Check(asked="agents", is_good=is_good, says=says)


def _slots(gate: Gate, pace: Pace) -> Check:
    """S3-08: is there room."""
    used, most = len(gate.permits), allowed(gate, pace)
    return Check(asked="slots", is_good=used < most, says=f"{used} of {most} slots used")


def _spacing(gate: Gate, pace: Pace, at: Moment) -> Check:
    """S3-09: has the delay passed."""
    if gate.last is None:
        return Check(asked="delay", is_good=True, says="the first start")
    passed = gate.last.passed(at)
    says = f"{passed:.1f} s since the last start, {pace.spacing:g} s at least"
    return Check(asked="delay", is_good=passed >= pace.spacing, says=says)


def _health(gate: Gate) -> Check:
    """S3-10: three failures in a row hold all starts."""
    breaker = gate.breaker
    says = f"{breaker.failures} failed checks in a row"
    return Check(asked="health", is_good=breaker.hold is None, says=says)
