"""What an agent does: says so line by line, works, asks, hangs, and ends in one of many ways."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.simulation.folders import Word
from tests.simulation.world import Until

if TYPE_CHECKING:
    from tests.simulation.folders import Folder
    from tests.simulation.kernel import Kernel, Process
    from tests.simulation.world import Course


@dataclass(frozen=True, slots=True)
class End:
    """One way to end, and what a person would call it."""

    nature: str
    """well, passing (another try may mend it), hopeless, unknown, account, incomplete."""
    error: str = ""
    """Class of the API error that is the last word."""
    status: int | None = None
    said: str = ""
    code: int = 1
    failed: str = ""
    missing: tuple[str, ...] = ()


WELL = End("well", code=0)
BADLY = (
    End("passing"),
    End("passing", "api_error", 500, "API Error: 500 Internal server error"),
    End("passing", code=0, failed="Network timed out"),
    End("hopeless", "invalid_request", 400, "prompt is too long"),
    End("hopeless", code=0, failed="the issue contradicts itself"),
    End("unknown", "odd_error", None, "something odd"),
    End("incomplete", code=0, missing=("report.md",)),
)
BY_THE_ACCOUNT = (
    End("account", "overloaded_error", 529, "Overloaded"),
    End("account", "rate_limit", 429, "Request rejected (429)"),
    End("account", "rate_limit", 429, "You've hit your 5-hour limit"),
    End("account", "unknown", None, "Unable to connect to API (ECONNREFUSED)"),
    End("account", "billing_error", None, "Credit balance is too low"),
    End("account", "authentication_failed", 401, "Please run /login"),
)
DEAF = 0.9
"""How often an agent that hangs does not wake up for a message."""
BEGUN = b'{"type":"system","subtype":"init"}'
REPLAY = b'{"type":"user","isReplay":true,"message":{"content":"go on"}}'
RESULT = b'{"type":"result","subtype":"success"}'
RETRY = b'{"type":"system","subtype":"api_retry","attempt":1}'
ASKS = (
    b'{"type":"assistant","message":{"content":[{"type":"tool_use","id":"t","name":"Bash"}]}}',
    b'{"type":"user","message":{"content":[{"type":"tool_result","tool_use_id":"t",%b}]}}'
    % b'"is_error":true,"content":"This command requires approval"',
)


@dataclass(eq=False)
class Agent:
    """One agent's process."""

    kernel: Kernel
    me: Process
    folder: Folder

    def work(self) -> Course:
        """Live from the first record to the end."""
        world, rng = self.kernel.world, self.kernel.world.rng
        yield rng.uniform(0.05, 2.5)
        self._tell(BEGUN)
        world.happened()
        yield rng.uniform(0.1, 4.0)
        self._answer()
        if rng.random() < 0.4:
            child = self.kernel.fork("child", self.me.attempt, self.me.branch)
            world.start(_linger(self.kernel, child), child)
        yield from self._stay()
        end = self._end()
        if end.error:
            error = {"error": end.error, "message": {"content": [{"type": "text"}]}}
            self._tell(json.dumps({"type": "assistant", **error}).encode())
            told = {"is_error": True, "api_error_status": end.status, "result": end.said}
            self._tell(json.dumps({"type": "result", **told}).encode())
        elif end.code == 0:
            yield from self._listen()
        self.folder.failed, self.folder.missing = end.failed, end.missing
        self.folder.word = Word(end.code)
        self.kernel.natures[self.me.attempt] = end.nature
        handed_in = ("handed in",) if end.failed or end.missing else ()
        self.kernel.history.add(world.true, "fell", self.me.attempt, 0.0, end.nature, *handed_in)
        self.kernel.kill(self.me)

    def _stay(self) -> Course:
        """Work for a while; now and then for long, without a sign of progress, or not at all."""
        world, rng, kernel = self.kernel.world, self.kernel.world.rng, self.kernel
        yield rng.uniform(0.5, 40.0)
        if not world.is_calm and rng.random() < kernel.idles:
            ways = (self._plod, self._plod, self._hang, self._hang, self._retry)
            yield from rng.choice(ways)()
            self._answer()
        while kernel.down_at <= world.true and not world.is_calm:
            yield Until(600.0)

    def _plod(self) -> Course:
        """Make progress every few minutes, while the API answers."""
        world, kernel = self.kernel.world, self.kernel
        for _ in range(world.rng.randint(2, 9)):
            end = world.true + world.rng.uniform(100.0, 590.0)
            while world.true < min(end, kernel.down_at):
                yield Until(min(end, kernel.down_at) - world.true)
            if kernel.down_at <= world.true:
                return
            self._answer()

    def _hang(self) -> Course:
        """For ever, unless a message wakes it, or stdin is closed because its shim is gone."""
        heard, rng, kernel = self.folder.taken, self.kernel.world.rng, self.kernel
        while self.me.parent in kernel.live and kernel.world.true < kernel.down_at:
            is_told = len(self.folder.read) > heard
            if is_told and (rng.random() >= DEAF or kernel.world.is_calm):
                break
            heard = max(heard, len(self.folder.read))
            yield Until(5000.0)
        self._take()

    def _retry(self) -> Course:
        self.folder.waits = True
        self._tell(RETRY)
        yield self.kernel.world.rng.uniform(100.0, 3000.0)
        self.folder.waits = False

    def _end(self) -> End:
        kernel, rng = self.kernel, self.kernel.world.rng
        if rng.random() >= kernel.fails:
            return WELL
        return rng.choice(BY_THE_ACCOUNT if rng.random() < kernel.events else BADLY)

    def _listen(self) -> Course:
        """Be at rest until stdin is closed; every message is another turn."""
        world = self.kernel.world
        if world.rng.random() < 0.05:
            for line in ASKS:
                self._tell(line)
        self._take()
        self._tell(RESULT)
        world.happened()
        while not self.folder.is_at_end and self.me.parent in self.kernel.live:
            yield Until(5.0 * world.patience)
            if self.folder.taken < len(self.folder.read):
                self._take()
                yield world.rng.uniform(0.1, 3.0)
                self._answer()
                self._tell(RESULT)
                world.happened()

    def _take(self) -> None:
        """Take up what is in the pipe."""
        while self.folder.taken < len(self.folder.read):
            self.folder.taken += 1
            self._tell(REPLAY)

    def _answer(self) -> None:
        """Make progress, and use tokens for it."""
        used = self.kernel.world.rng.randint(10, 200)
        self.kernel.tokens[self.me.attempt] += used
        number = len(self.folder.stream)
        usage = b'"usage":{"output_tokens":%d}' % used
        self._tell(b'{"type":"assistant","message":{"id":"m%d",%b}}' % (number, usage))

    def _tell(self, line: bytes) -> None:
        self.folder.stream.append(line)
        self.folder.progress = self.kernel.world.monotonic()


def _linger(kernel: Kernel, me: Process) -> Course:
    yield kernel.world.rng.uniform(20.0, 300.0)
    kernel.kill(me)
