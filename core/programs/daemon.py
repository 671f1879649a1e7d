"""The engine's process: one per host and state folder, started by whoever needs it."""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
from contextlib import ExitStack, suppress
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from core.clock import SystemClock, boot_id
from core.course.watch import clock_by
from core.engine import workflows
from core.engine.act import Performer, Site
from core.engine.carry import carry
from core.engine.ledger import Ledger
from core.engine.policy.proofs import Proofs
from core.engine.recovery.watch import refuse_damage
from core.engine.watch import host_name, listen
from core.errors import Trouble
from core.host.watch import host
from core.locks.act import take
from core.log import Log
from core.model.effects import Rest
from core.model.moment import Moment
from core.model.where import StateFolder
from core.runners.command import Programs
from core.runs.store import State
from core.version import VERSION

if TYPE_CHECKING:
    from types import FrameType

    from core.clock import Clock
    from core.engine.carrier import Dbos, Step

AGENT = str(Path(__file__).with_name("rehearsal_agent.py"))
BROKE = 70
"""Exit code after a mistake of ours."""
IDLE = 30.0
"""Seconds of the machine without any work after which the engine ends by itself."""


def main(state_dir: str) -> int:
    """Be the engine of a state folder until there is nothing to do; 0 also where one is already."""
    folder = StateFolder(state_dir)
    clock = clock_by()
    os.makedirs(folder.runs, mode=0o700, exist_ok=True)
    me = {"pid": os.getpid(), "since": clock.now().isoformat(), "version": VERSION}
    if take(folder.lock, json.dumps(me).encode()) is None:
        return 0
    log = Log(state_dir)
    log.note("engine began", pid=os.getpid())
    try:
        with ExitStack() as undo:
            refuse_damage(folder)
            state = State(folder.state)
            undo.callback(state.close)
            Path(folder.refusal).unlink(missing_ok=True)
            run(state, folder, clock, log, undo)
    except Trouble as trouble:
        log.note("engine refused", level="error", because=str(trouble))
        with suppress(OSError):
            Path(folder.refusal).write_text(str(trouble), "utf-8")
        sys.stderr.write(f"{trouble}\n")
        return trouble.exit_code
    except Exception:
        log.note("engine broke", level="error", exc_info=True)
        raise
    log.note("engine ended", pid=os.getpid())
    return 0


def run(state: State, folder: StateFolder, clock: Clock, log: Log, undo: ExitStack) -> None:
    """Perform the engine's flow, and the carrier's, until all work has been done for a while."""

    def moment() -> Moment:
        return Moment(boot=boot_id(), boottime=clock.boottime(), wall=clock.now())

    ledger, over = Ledger(state, moment), threading.Event()
    site = Site(folder=folder, programs=programs(), clock=clock, host=host)

    def work(key: str, step: Step) -> None:
        """See one attempt through; what nobody expected ends the engine, and the next goes on."""
        try:
            carry(key, step, performer)
        except Exception:  # noqa: BLE001, left alone it would keep its permit for ever
            log.note("work broke", level="error", attempt=key, exc_info=True)
            os._exit(BROKE)

    carriers = undo.enter_context(ExitStack())

    @cache
    def carrier() -> Dbos:
        from core.engine.carrier import Dbos  # noqa: PLC0415, ends are learnt while it is not there

        made = Dbos(folder.carried, host_name(), work)
        carriers.callback(made.close)
        return made

    performer = Performer(ledger, Proofs(state, moment), site, carrier)
    undo.callback(performer.close)
    undo.callback(over.set)
    listening = (state, folder, performer.wake, over)
    threading.Thread(target=listen, args=listening, daemon=True).start()
    rule(performer, ledger, over)


def rule(performer: Performer, ledger: Ledger, over: threading.Event) -> None:
    """Go through the engine's flow until its state is gone, or nothing is left to do."""
    machine = SystemClock()
    flow, answer, busy_at = workflows.engine(), None, machine.boottime()
    while not over.is_set():
        effect = flow.send(answer)
        answer = performer.perform(effect)
        if isinstance(effect, Rest):
            busy_at = machine.boottime() if ledger.unfinished() else busy_at
            if machine.boottime() - busy_at > IDLE or ledger.is_drained():
                return


def programs() -> Programs:
    """Find what agents are started with; this program as its users have it, else as a module."""
    script = Path(sys.executable).with_name("groundstop")
    ours = str(script) if script.exists() else f"{sys.executable} -P -m tui"
    return Programs(python=sys.executable, agent=AGENT, groundstop=ours)


def leave(number: int, _: FrameType | None) -> None:
    """End at once: agents go on, and the next engine knows everything."""
    os._exit(128 + number)


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, leave)
    signal.signal(signal.SIGINT, leave)
    code = main(sys.argv[1])
    sys.stderr.flush()
    os._exit(code)
