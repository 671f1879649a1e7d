"""A pretended Messages API on loopback: scripted, limited, faulty; the same for the same seed.

rehearsal_api.py --door FILE [--beside LOCK] [--seed N] [--five-hour TOKENS] [--seven-day TOKENS]
                 [--five-hour-left SECONDS] [--requests-per-minute N] [--tokens-per-minute N]
                 [--blunt] [--bears N] [--api-key] [--faults LINE]

`--bears 5`: at a sixth request at once all break off, and for minutes nothing is answered.

POST /_rehearsal {"fault": "overload" | "", "seconds": 20, "fill": 0.8} makes things go wrong by
hand; GET /_rehearsal tells how often what was answered.
"""

from __future__ import annotations

import argparse
import os
import socket
import sys
from collections import Counter
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

import anyio
import uvicorn
from starlette.applications import Starlette
from starlette.requests import ClientDisconnect
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from core.clock import SystemClock
from core.course.watch import clock_by
from core.errors import Misuse
from core.locks.act import take
from core.locks.watch import is_locked
from core.rehearsal.api.faults import ERRORS, Error, Fault, Kind, active, faults
from core.rehearsal.api.limits import FIVE_HOURS, Account, Allowance
from core.rehearsal.api.script import turn
from core.rehearsal.api.stream import document, events

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from starlette.requests import Request

    from core.rehearsal.api.script import Turn

USED_UP = Error(429, "rate_limit_error", "This request would exceed your account's rate limit.")
MODELS = ("claude-opus-4-5", "claude-sonnet-4-5", "claude-haiku-4-5")
FORGET = 3600.0
"""Seconds that a request hangs at most."""
BEAT = 2.0
"""Seconds between two looks at whether somebody still wants it."""
LOOK = 5.0
"""Seconds between two looks at whether a request hangs on."""
DOWN = 240.0
"""Seconds that nothing is answered after too many at once; longer than a client asks again."""


class Api:
    """One account, one seed, one time line."""

    def __init__(self, asked: argparse.Namespace) -> None:
        self.seed = asked.seed
        self.line = faults(asked.faults)
        self.account = Account(
            Allowance(
                five_hour=asked.five_hour,
                five_hour_left=asked.five_hour_left,
                seven_day=asked.seven_day,
                requests_per_minute=asked.requests_per_minute,
                tokens_per_minute=asked.tokens_per_minute,
                is_subscription=not asked.api_key,
                is_blunt=asked.blunt,
            )
        )
        self.answered: Counter[str] = Counter()
        self._bears = asked.bears
        self._open, self._broke_at = 0, -DOWN
        self._begun = self._spent = 0
        self._clock, self._machine = clock_by(), SystemClock()
        self._began = self._clock.boottime()
        self._asked_at = self._machine.monotonic()

    @property
    def passed(self) -> float:
        """Seconds of its own time since it began."""
        return self._clock.boottime() - self._began

    @property
    def idle(self) -> float:
        """Seconds of the machine since somebody last asked."""
        return self._machine.monotonic() - self._asked_at

    async def messages(self, request: Request) -> Response:
        """Answer, refuse, or let hang."""
        self._asked_at = self._machine.monotonic()
        asked = await request.json()
        self._begun += len(asked.get("messages", ())) == 1
        kind = active(self.line, self.passed)
        if kind is Kind.WINDOW:
            self.account.fill(1.0)
        admitted = self.account.ask(self._clock.now().timestamp())
        if kind is Kind.HANG:
            await self._hang()
            kind = None
        if kind in ERRORS:
            headers = admitted.headers if kind is not Kind.THROTTLE else {}
            return self._refused(ERRORS[kind], headers)
        if not admitted.is_allowed:
            return self._refused(USED_UP, admitted.headers)
        if self.passed - self._broke_at < DOWN:
            return self._refused(ERRORS[Kind.OVERLOAD], {})
        answer = turn(asked, self.seed)
        self.answered["200"] += 1
        self._spent += (tokens := sum(answer.tokens.values()))
        self.account.spend(tokens)
        number, model = self.answered["200"], str(asked.get("model"))
        headers = {**admitted.headers, "request-id": f"req_rehearsal{number:08}"}
        if asked.get("stream"):
            pieces = self._pieces(answer, number, model, is_cut=kind is Kind.CUT)
            return StreamingResponse(pieces, headers=headers, media_type="text/event-stream")
        try:
            with self._borne():
                await self._clock.sleep(answer.seconds)
        except ClientDisconnect:
            return StreamingResponse(_broken_off(), headers=headers, media_type="application/json")
        return JSONResponse(document(answer, number, model), headers=headers)

    async def _pieces(
        self, answer: Turn, number: int, model: str, *, is_cut: bool
    ) -> AsyncIterator[bytes]:
        pieces = list(events(answer, number, model))
        for place, piece in enumerate(pieces):
            if is_cut and place == len(pieces) // 2:
                raise ClientDisconnect
            yield piece
            with self._borne():
                await self._clock.sleep(answer.seconds / len(pieces))

    async def _hang(self) -> None:
        """Answer nothing before it is over."""
        self.answered["hang"] += 1
        begun = self.passed
        while active(self.line, self.passed) is Kind.HANG and self.passed - begun < FORGET:
            await self._clock.sleep(LOOK)

    @contextmanager
    def _borne(self) -> Iterator[None]:
        """Count who is answered at once; where that is more than is borne, all break off."""
        begun, self._open = self.passed, self._open + 1
        if self._bears is not None and self._open > self._bears:
            self._broke_at = begun
        try:
            yield
        finally:
            self._open -= 1
        if self._broke_at >= begun:
            self.answered["broken off"] += 1
            raise ClientDisconnect

    def _refused(self, error: Error, headers: dict[str, str]) -> Response:
        self.answered[str(error.status)] += 1
        if error.retry_after is not None:
            headers = {**headers, "retry-after": str(error.retry_after)}
        words = {"type": error.type, "message": error.message}
        body = {"type": "error", "error": words}
        return JSONResponse(body, status_code=error.status, headers=headers)

    async def count_tokens(self, request: Request) -> Response:
        """Count as roughly as a rehearsal needs."""
        return JSONResponse({"input_tokens": len(await request.body()) // 4})

    async def models(self, _: Request) -> Response:
        """Name the models."""
        listed = [{"type": "model", "id": one, "display_name": one} for one in MODELS]
        return JSONResponse({"data": listed, "has_more": False})

    async def steer(self, request: Request) -> Response:
        """Let something go wrong by hand, or tell what was answered."""
        if request.method == "POST":
            asked = await request.json()
            now = self.passed
            self.line = tuple(replace(one, end=min(one.end, now)) for one in self.line)
            if asked.get("fault"):
                end = now + float(asked.get("seconds", 1e9))
                self.line += (Fault(kind=Kind(asked["fault"]), begin=now, end=end),)
            if "fill" in asked:
                self.account.fill(float(asked["fill"]))
        told = {"begun": self._begun, "spent": self._spent, "passed": round(self.passed, 3)}
        return JSONResponse({"answered": self.answered, **told})

    def app(self) -> Starlette:
        """Give its doors."""
        return Starlette(
            routes=[
                Route("/v1/messages", self.messages, methods=["POST"]),
                Route("/v1/messages/count_tokens", self.count_tokens, methods=["POST"]),
                Route("/v1/models", self.models),
                Route("/_rehearsal", self.steer, methods=["GET", "POST"]),
                Route("/{rest:path}", _nothing, methods=["GET", "POST", "HEAD"]),
            ]
        )


async def _broken_off() -> AsyncIterator[bytes]:
    yield b"{"
    raise ClientDisconnect


async def _nothing(_: Request) -> Response:
    error = {"type": "not_found_error", "message": "This API only rehearses."}
    return JSONResponse({"type": "error", "error": error}, status_code=404)


def main(words: list[str]) -> int:
    """Serve until nobody has asked for a while; the port stands in the door's file.

    One serves a door: a second one ends at once.
    """
    parser = argparse.ArgumentParser(prog="rehearsal_api")
    parser.add_argument("--door", required=True)
    parser.add_argument("--idle", type=float, default=600.0)
    parser.add_argument("--beside", default="")
    parser.add_argument("--seed", type=int, default=1)
    for name in ("five-hour", "seven-day", "requests-per-minute", "tokens-per-minute"):
        parser.add_argument(f"--{name}", type=int)
    parser.add_argument("--five-hour-left", type=float, default=FIVE_HOURS)
    parser.add_argument("--bears", type=int)
    parser.add_argument("--blunt", action="store_true")
    parser.add_argument("--api-key", action="store_true")
    parser.add_argument("--faults", default="")
    asked = parser.parse_args(words)
    try:
        api = Api(asked)
    except Misuse as mistake:
        sys.stderr.write(f"{mistake}\n")
        return mistake.exit_code
    lock = take(asked.door, b"")
    if lock is None:
        return 0
    with socket.create_server(("127.0.0.1", 0), backlog=256) as door:
        os.pwrite(lock, str(door.getsockname()[1]).encode(), 0)
        config = uvicorn.Config(api.app(), log_level="error", access_log=False, lifespan="off")
        anyio.run(_serve, api, uvicorn.Server(config), door, asked)
    return 0


async def _serve(
    api: Api, server: uvicorn.Server, door: socket.socket, asked: argparse.Namespace
) -> None:
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(_end_idle, api, server, asked)
        await server.serve([door])
        tasks.cancel_scope.cancel()


async def _end_idle(api: Api, server: uvicorn.Server, asked: argparse.Namespace) -> None:
    """End it when nobody asks any more, or its folder is gone.

    While its engine lives somebody will ask: a hold is long.
    """
    door = anyio.Path(asked.door)
    while await door.exists() and (  # noqa: ASYNC110, the door is looked at
        api.idle < asked.idle or is_locked(asked.beside)
    ):
        await anyio.sleep(min(BEAT, asked.idle))
    server.should_exit = True


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
