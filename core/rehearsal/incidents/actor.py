"""One subagent of the scene: its transcript and its meta file, act by act."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple, assert_never

from core.rehearsal.change import Change, Kind
from core.rehearsal.incidents.cast import Act, Do
from core.rehearsal.incidents.craft import long_move, moves
from core.rehearsal.incidents.hand import Hand
from core.rehearsal.incidents.pen import Pen, dumped

if TYPE_CHECKING:
    from random import Random

    from core.rehearsal.incidents.cast import Role

SLOWEST = 24.0
"""Seconds that a turn may take."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hired:
    """A role in its session: who plays it, and what its parent calls it by."""

    role: Role
    agent: str
    call: str
    """The parent's tool call that started it."""
    session: str
    folder: str
    """The session's folder, where its files lie."""
    cwd: str
    worktree: str
    branch: str
    prompt: str


class Ended(NamedTuple):
    """An agent stopped, and its parent is told."""

    at: float
    hired: Hired
    status: str
    text: str


class Actor(Hand):
    """Plays one role to its end."""

    def __init__(self, hired: Hired, rng: Random, began: float) -> None:
        pen = Pen(
            path=f"{hired.folder}/subagents/agent-{hired.agent}.jsonl",
            rng=rng,
            session=hired.session,
            cwd=hired.cwd,
            branch=hired.branch,
            model=hired.role.model,
            agent=hired.agent,
        )
        super().__init__(pen, began, hired.role.spawn + hired.role.slow)
        self._hired = hired
        self._moves = moves(rng, hired.role, hired.cwd)
        self._metas: list[Change] = []
        self.ends: list[Ended] = []

    def play(self) -> list[Change]:
        """Give all changes of its files."""
        self._announce(self.began + self._hired.role.spawn)
        self.begin(self._hired.prompt)
        for act in self._hired.role.acts:
            self._act(act)
        return self._metas + self.pen.changes

    def _act(self, act: Act) -> None:  # noqa: C901, one line an act
        match act.do:
            case Do.WORK:
                while self.at + SLOWEST < act.at:
                    self.turn(next(self._moves))
            case Do.HANG:
                self.turn(next(self._moves), answered=act.at)
            case Do.TOOL:
                self.turn(long_move(*_LONG[self._hired.role.name]), ended=act.at)
            case Do.RETRY:
                ref, _ = self.retry(act.at - 1.0)
                self.wait_for(act.at)
                self._answered(ref)
            case Do.OVERLOADED:
                self._failed(self.overload(), "server_error, HTTP 529")
            case Do.WEEK:
                self._failed(self.exhaust(act.at, "seven_day_opus"), "rate_limit, HTTP 429")
            case Do.CLIFF:
                self._failed(self.exhaust(act.at, "five_hour"), "rate_limit, HTTP 429")
            case Do.WAKE:
                self._wake(act.at)
            case Do.DONE:
                self.wait_for(act.at - 9.0)
                self.say(self._hired.role.report, 9.0)
                self._end("completed", self._hired.role.report)
            case Do.LOST:
                self.call(long_move("npm test", ""), self.ask())
            case _:
                assert_never(act.do)

    def _answered(self, ref: str) -> None:
        move = next(self._moves)
        call = self.call(move, ref)
        self.at += move.took + 0.05
        self.pen.result(self.epoch, call, move.output)
        self.pen.land(self.epoch)
        self.at += 0.2

    def _wake(self, at: float) -> None:
        """The coordinator's message goes into the old file; the meta file is no longer finished."""
        self.wait_for(at)
        self._announce(self.epoch - 0.05)
        text = (
            "The coordinator sent a message while you were working:\n"
            "The API is back. Go on where you stopped; run the tests first.\n\n"
            "Address this before completing your current task."
        )
        self.pen.prompt(self.epoch, text, isMeta=True, origin={"kind": "coordinator"})
        self.pen.land(self.epoch)
        self.at += 0.3

    def _failed(self, text: str, kind: str) -> None:
        words = f"Agent terminated early due to an API error: {text} (error type {kind})"
        self._end("failed", words)

    def _end(self, status: str, text: str) -> None:
        self._announce(self.epoch - 0.05, finished=True)
        self.ends.append(Ended(self.at + 0.4, self._hired, status, text))

    def _announce(self, at: float, **more: bool) -> None:
        hired = self._hired
        fields: dict[str, Any] = {"agentType": hired.role.agent_type, "isBuiltIn": True}
        if hired.worktree:
            fields |= {
                "worktreePath": hired.worktree,
                "spawnedWithWorktree": True,
                "worktreeBranch": hired.branch,
            }
        fields |= {
            "launchedWithDefaults": True,
            "description": hired.role.name,
            "toolUseId": hired.call,
            "spawnDepth": 1,
            "requestShape": "background",
            "requestNonInteractive": False,
            "model": hired.role.model,
        } | more
        path = f"{hired.folder}/subagents/agent-{hired.agent}.meta.json"
        kind = Kind.CHANGE if self._metas else Kind.CREATE
        change = Change(at=round(at, 4), path=path, kind=kind, content=dumped(fields).encode())
        self._metas.append(change)


_LONG = {
    "image-lazy-load": ("npm run build", "built in 3m 28s, 214 modules, 1.1 MB"),
    "coupon-stacking": ("npm run test:e2e", "12 passed, 1 retried (checkout waits for a mail)"),
}
"""Calls that take long, by who makes them: the command and what it says at last."""
