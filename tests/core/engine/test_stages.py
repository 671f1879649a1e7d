"""The stages of an attempt beside real shims: begun means an id, over means a verdict."""

from __future__ import annotations

import errno
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from core.attempts.watch import ended
from core.engine.agents.verdict import judged, unforked
from core.engine.stages import BEGIN, RUNNING, staged
from core.model.effects import Do, On, Rest, Stage
from core.model.gate import OPEN
from core.model.pace import BURST
from core.model.run import Standing, Verdict
from core.runners.stream import Told
from core.spawn.permits import permitted, released
from tests.core.attempts.stage import Try, kill, until
from tests.core.spawn.gates import NOON, asks, at

if TYPE_CHECKING:
    from collections.abc import Callable

linux = pytest.mark.skipif(sys.platform != "linux", reason="locks and marks are Linux's")
LONG = "import time; time.sleep(60)"


class Hands:
    """Performs a stage's effects on one real attempt; its rests take no time, and are counted."""

    def __init__(self, one: Try, fork: Callable[[], Verdict | None] = lambda: None) -> None:
        self.one, self.fork = one, fork
        self.rested = 0.0
        self.asked: list[Do] = []

    def go(self, stage: Stage, rest: Callable[[], object] = lambda: None) -> Verdict | None:
        """Take the attempt through one stage."""
        flow, answer = staged(stage, self.one.name), None
        while True:
            try:
                effect = flow.send(answer)
            except StopIteration as end:
                verdict: Verdict | None = end.value
                return verdict
            if isinstance(effect, Rest):
                self.rested += effect.seconds
                answer = rest()
            else:
                assert isinstance(effect, On)
                assert isinstance(effect.do, Do)
                self.asked.append(effect.do)
                answer = self._do(effect.do)

    def _do(self, do: Do) -> Any:  # noqa: ANN401, an effect's answer
        one = self.one
        match do:
            case Do.LOOK:
                return one.standing
            case Do.FORK:
                return self.fork()
            case Do.CODE:
                return one.shim.poll() if one.shim else None
            case Do.VERDICT:
                return judged(ended(str(one.path)), Told(), "", NOON)
            case Do.REVOKE:
                return one.folder.revoke()
            case Do.SWEEP:
                return one.folder.sweep()
            case _:
                return do is Do.IS_FRESH


def begun(one: Try, script: str = LONG) -> Hands:
    """Begin an attempt as the engine does."""

    def fork() -> None:
        one.fork(script)

    return Hands(one, fork)


@linux
@pytest.mark.requirement("S3-06")
def test_a_start_gives_the_id_of_a_process_that_is_there_and_without_one_it_has_failed(
    tmp_path: Path,
) -> None:
    first, second = Try(tmp_path, "run/a"), Try(tmp_path, "run/b")
    assert begun(first).go(Stage.START, rest=lambda: until((first.path / "claim").exists)) is None
    agent = first.agent()
    environment = Path(f"/proc/{agent}/environ")
    until(lambda: b"GROUNDSTOP_ATTEMPT=run/a" in environment.read_bytes().split(b"\0"))

    hands = begun(second)  # its branch is the first one's
    verdict = hands.go(Stage.START, rest=lambda: until(lambda: second.shim and second.shim.poll()))
    assert Verdict(standing=Standing.NEVER, because=TAKEN) == verdict
    assert not (second.path / "started.json").exists()
    assert "revoked" in (second.path / "claim").read_text()
    gate = permitted(OPEN, asks("run/b"), at(0))
    assert 1 == released(gate, "run/b", verdict, BURST, at(1)).breaker.failures
    kill(agent)
    first.code()


TAKEN = "another process writes on its branch"


@linux
@pytest.mark.requirement("S3-26")
def test_an_end_is_what_its_shim_says_however_much_time_has_passed(tmp_path: Path) -> None:
    one = Try(tmp_path)
    hands = begun(one)
    hands.go(Stage.START, rest=lambda: until((one.path / "claim").exists))
    agent = one.agent()
    flow = staged(Stage.WATCH, one.name)
    assert On(one.name, Do.LOOK) == flow.send(None)
    for _ in range(50_000):  # half a second each: seven hours
        assert On(one.name, Do.CLOSE) == flow.send(Standing.ALIVE)
        assert isinstance(flow.send(None), Rest)
        assert On(one.name, Do.LOOK) == flow.send(None)
    assert Standing.ALIVE is one.standing
    kill(agent)
    one.code()
    verdict = hands.go(Stage.WATCH)

    assert Verdict(standing=Standing.ENDED, code=-9, because="killed by signal 9") == verdict
    assert -9 == json.loads((one.path / "exit.json").read_text())["code"]


@linux
@pytest.mark.requirement("S2-17")
def test_who_has_reported_an_attempt_declines_it(tmp_path: Path) -> None:
    script = "open('works', 'a').write('once ')"
    one = Try(tmp_path).fork(script)
    assert 0 == one.code()
    assert 76 == one.fork(script).code()

    assert "once " == (tmp_path / "works").read_text()
    assert 0 == one.verdict.code
    assert Standing.ENDED is one.standing


@pytest.mark.requirement("S3-22")
def test_a_start_that_nothing_answers_is_called_back_and_is_silence(tmp_path: Path) -> None:
    hands = Hands(Try(tmp_path))
    verdict = hands.go(Stage.START)

    assert BEGIN == hands.rested
    assert Verdict(standing=Standing.NEVER, because=NOTHING, is_silent=True) == verdict
    assert [Do.REVOKE] == hands.asked[-1:]
    assert Standing.REVOKED is hands.one.standing


NOTHING = "nothing began within 10 s"


@pytest.mark.requirement("S3-22")
@pytest.mark.parametrize(
    ("number", "is_silent"), [(errno.EAGAIN, True), (errno.ENOMEM, True), (errno.ENOSPC, False)]
)
def test_a_machine_that_has_no_process_left_does_not_answer(
    tmp_path: Path, number: int, *, is_silent: bool
) -> None:
    error = OSError(number, "Nothing left")
    verdict = Hands(Try(tmp_path), lambda: unforked(error)).go(Stage.START)

    because = "its shim could not be started: nothing left"
    assert Verdict(standing=Standing.NEVER, because=because, is_silent=is_silent) == verdict


def test_a_first_record_that_does_not_come_is_given_up_after_a_while() -> None:
    flow, rested = staged(Stage.CHECK, "a"), 0.0
    effect = flow.send(None)
    while effect != On("a", Do.FAIL):
        rested += effect.seconds if isinstance(effect, Rest) else 0.0
        effect = flow.send(Standing.ALIVE if effect == On("a", Do.LOOK) else None)

    assert RUNNING == rested
