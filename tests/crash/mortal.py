"""An engine that kills itself at its k-th effect: before or after a commit, a fork, an answer.

mortal.py K STATE_DIR; says how many effects there were if it lives to the end.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from core.attempts.act import RunFolder
from core.engine.carrier import Dbos
from core.programs import daemon
from core.runs.store import State

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

lock, left = threading.Lock(), [0]
seen = [0]


def point() -> None:
    """Die here, if it is time."""
    with lock:
        seen[0] += 1
        if seen[0] == left[0]:
            os.kill(os.getpid(), signal.SIGKILL)


class MortalState(State):
    """The real one."""

    @contextmanager
    def transaction(self) -> Iterator[Any]:
        """Die before, within or after."""
        point()
        with super().transaction() as db:
            yield db
            point()
        point()


def mortal(deed: Callable[..., Any]) -> Callable[..., Any]:
    """Die before a deed, or after it."""

    def done(*words: Any, **named: Any) -> Any:  # noqa: ANN401, anything
        point()
        answer = deed(*words, **named)
        point()
        return answer

    return done


def main() -> int:
    """Be an engine, for a while."""
    left[0] = int(sys.argv[1])
    daemon.State = MortalState
    daemon.IDLE = 0.5
    daemon.host = lambda: None
    for owner, names in (
        (RunFolder, ("remember", "fork", "revoke", "sweep", "conclude")),
        (Dbos, ("enqueue", "step")),
    ):
        for name in names:
            setattr(owner, name, mortal(getattr(owner, name)))
    code = daemon.main(sys.argv[2])
    sys.stdout.write(f"effects: {seen[0]}\n")
    sys.stdout.flush()
    return code


if __name__ == "__main__":
    os._exit(main())
