"""An attempt's run folder: starts its shim, calls it back, hands it messages, sweeps after it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from core.attempts.records import encode
from core.attempts.standing import REVOKED
from core.clock import boot_id
from core.files.act import draft_in, put
from core.model.given_up import FILE

if TYPE_CHECKING:
    from core.model.given_up import GivenUp
    from core.model.launch import Launch
    from core.model.run import Begun, Verdict

SHIM = str(Path(__file__).parents[1] / "programs" / "shim.py")
PYTHON = (sys.executable, "-E", "-P", "-S", "-s")
"""Nothing of a user's is imported, not even by accident (D1)."""
PROMPT = "0000"
"""The first message, which is there before the fork (D17)."""


class RunFolder:
    """The folder of one attempt, which belongs to the engine and the shim alone."""

    def __init__(self, path: str) -> None:
        self.path = path

    def fork(self, launch: Launch, seconds: float) -> subprocess.Popen[bytes]:
        """Start the shim, which must have claimed the attempt within so many real seconds.

        The deadline is an instant of the kernel's clock: a shim held up beyond it refuses.
        """
        not_after = time.clock_gettime(time.CLOCK_BOOTTIME) + seconds
        self._furnish(launch.prompt)
        sheet = {
            "attempt": launch.attempt,
            "command": launch.command,
            "cwd": launch.cwd,
            "env": dict(launch.env),
            "lease": launch.lease,
            "boot": boot_id(),
            "not_after": not_after,
            "max_runtime": launch.max_runtime,
        }
        put(f"{self.path}/sheet.json", json.dumps(sheet).encode())
        with open(f"{self.path}/shim.log", "ab") as log:
            return subprocess.Popen(  # noqa: S603, our own program, and no shell
                [*PYTHON, SHIM, self.path],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=log,
                cwd="/",
                start_new_session=True,
            )

    def remember(self, begun: Begun) -> None:
        """Write down, before the fork, what a rebuilt state must know of the attempt."""
        os.makedirs(self.path, mode=0o700, exist_ok=True)
        put(f"{self.path}/attempt.json", encode(begun))

    def conclude(self, verdict: Verdict) -> None:
        """Write down what was judged; where that fails, it would be judged again."""
        with suppress(OSError):
            put(f"{self.path}/verdict.json", encode(verdict))

    def revoke(self) -> bool:
        """Take the claim, so that the attempt can never begin; tell whether it was to be had."""
        os.makedirs(self.path, mode=0o700, exist_ok=True)
        mine, claim = draft_in(self.path), f"{self.path}/claim"
        Path(mine).write_text(json.dumps(REVOKED), "ascii")
        try:
            os.link(mine, claim)
        except FileExistsError:
            return REVOKED.encode() in Path(claim).read_bytes()
        finally:
            os.unlink(mine)
        return True

    def sweep(self) -> bool:
        """End every process that carries the attempt's mark; tell whether none is left."""
        command = [*PYTHON, SHIM, "--sweep", self.path]
        return subprocess.run(command, cwd="/", check=False).returncode == 0  # noqa: S603, likewise

    def drop(self, name: str, message: bytes) -> None:
        """Put a message into the inbox, whole.

        Raises FileNotFoundError when the inbox is closed.
        """
        put(f"{self.path}/inbox/{name}.json", message, self.path)

    def shut(self) -> tuple[str, ...]:
        """Take no message any more; give those that were not sent, the prompt left out.

        Whoever comes later gets ENOENT, also where the shim has died with its inbox open.
        """
        with suppress(OSError):
            os.rename(f"{self.path}/inbox", f"{self.path}/unsent")
        with suppress(OSError):
            return tuple(sorted({*os.listdir(f"{self.path}/unsent")} - {f"{PROMPT}.json"}))
        return ()

    def ask(self, what: str) -> None:
        """Ask the shim to `stop` the agent, or to `close` its stdin when all is sent."""
        Path(f"{self.path}/{what}").touch()

    def give_up(self, told: GivenUp) -> None:
        """End the agent for a reason that is no order of a person; it is written down first."""
        put(f"{self.path}/{FILE}", encode(told))
        self.ask("stop")

    def _furnish(self, prompt: bytes) -> None:
        """Make the folder, with the prompt lying in its inbox; it may be there in part."""
        for name in ("inbox", "sent"):
            os.makedirs(f"{self.path}/{name}", mode=0o700, exist_ok=True)
        self.drop(PROMPT, prompt)


def lease_file(repository: str, branch: str) -> str:
    """Give a branch's lease, the same for every user of a repository's git folder (D20)."""
    folder = f"{repository}/groundstop/leases"
    os.makedirs(folder, exist_ok=True)
    for place in (f"{repository}/groundstop", folder):
        if os.stat(place).st_uid == os.getuid():
            os.chmod(place, 0o1777)  # noqa: S103, other users lock here, too
    return f"{folder}/{branch.replace('%', '%25').replace('/', '%2F')}"
