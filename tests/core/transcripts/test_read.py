"""What each type of record adds to the signs of its transcript."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.model.signs import NO_SIGNS, Turn
from core.transcripts import records
from core.transcripts.read import ANSWERS, STEPS, hear
from tests.core.lines import (
    answer,
    call,
    error,
    notification,
    prompt,
    record,
    request,
    result,
    signs_of,
    text,
    when,
)

END = answer(9, text("all done"), stop="end_turn")


def test_a_prompt_begins_a_session() -> None:
    signs = signs_of(prompt(3, "look", cwd="/src", gitBranch="main", version="2", entrypoint="cli"))

    assert (Turn.ASKED, when(3), "look") == (signs.turn, signs.began_at, signs.prompt)
    assert ("/src", "main", "2", False) == (signs.cwd, signs.branch, signs.version, signs.headless)


def test_an_answer_that_calls_a_tool_goes_on() -> None:
    signs = signs_of(prompt(), answer(1, call("t1", command="make all")))

    assert Turn.ANSWERING is signs.turn
    assert [("t1", "Bash make all", when(1))] == [
        (one.id, one.summary, one.opened_at) for one in signs.calls
    ]


def test_a_result_closes_its_call_and_asks_again() -> None:
    signs = signs_of(prompt(), answer(1, call("t1"), call("t2")), result(2, "t1"))

    assert (["t2"], Turn.ASKED) == ([one.id for one in signs.calls], signs.turn)


@pytest.mark.parametrize("stop", ["end_turn", "max_tokens", "refusal", "stop_sequence"])
def test_an_answer_that_stops_ends_the_turn(stop: str) -> None:
    signs = signs_of(prompt(), answer(1, text("so"), stop=stop))

    assert (Turn.ENDED, stop) == (signs.turn, signs.stop_reason)


@pytest.mark.parametrize("stop", [None, "tool_use", "pause_turn"])
def test_other_stops_leave_it_open(stop: str | None) -> None:
    assert Turn.ANSWERING is signs_of(prompt(), answer(1, text("so"), stop=stop)).turn


def test_an_error_record_is_the_last_word_until_something_comes_after() -> None:
    died = [prompt(), error(5, "Credit balance is too low", error="billing_error")]
    signs = signs_of(*died)

    assert (Turn.FAILED, when(5)) == (signs.turn, signs.died_at)
    assert signs.error is not None
    for later in (request(6, "r9"), answer(6, text("back")), prompt(6, "go on")):
        assert signs_of(*died, later).error is None
    for still in (notification(6, "a1", status="failed"), result(6, "t1")):
        assert signs_of(*died, still).error is not None


def test_going_on_below_an_error_is_a_revival() -> None:
    assert not signs_of(prompt(), error(5)).revived
    assert signs_of(prompt(), error(5), answer(9, text("back"))).revived
    assert signs_of(
        prompt(),
        error(5),
        prompt(9, "The coordinator ...", isMeta=True, origin={"kind": "coordinator"}),
    ).revived


def test_a_stand_in_of_the_client_is_no_answer() -> None:
    before = signs_of(prompt(), answer(1, call("t1")))
    stand_in = answer(2, text("No response requested."), model="<synthetic>", stop="end_turn")

    assert before.turn is signs_of(prompt(), answer(1, call("t1")), stand_in).turn


def test_equal_digests_are_attempts_of_one_request() -> None:
    signs = signs_of(prompt(), request(1, "r1"), request(4, "r2"), request(9, "r3"))

    assert signs.request is not None
    assert (("r1", "r2", "r3"), when(1), when(9)) == (
        signs.request.attempts,
        signs.request.first_at,
        signs.request.last_at,
    )
    assert when(0) == signs.progress_at
    assert when(9) == signs.wrote_at


def test_an_answer_closes_the_request_that_it_names() -> None:
    asked = [prompt(), request(1, "r1"), request(4, "r2")]

    assert signs_of(*asked, answer(5, requestRef="r2")).request is None
    assert signs_of(*asked, answer(5, requestRef="other")).request is not None
    assert ("r9",) == (signs_of(*asked, request(6, "r9", "d2")).request or NO_SIGNS).attempts


def test_the_retry_watchdog_says_until_when_it_sleeps() -> None:
    limits = {"rateLimits": {"resetsAt": when(600).timestamp(), "rateLimitType": "five_hour"}}
    signs = signs_of(
        prompt(), record("system", 5, subtype="api_error", error=limits, retryAttempt=4)
    )

    assert signs.backoff is not None
    assert (when(600), "five_hour", 4) == (
        signs.backoff.until,
        signs.backoff.window,
        signs.backoff.attempt,
    )
    assert when(0) == signs.progress_at
    assert signs_of(prompt(), error(1), answer(7, text("on"))).backoff is None


@pytest.mark.parametrize("kind", ["result", "attachment"])
def test_a_background_agent_is_launched_and_reported(kind: str) -> None:
    launch = {"isAsync": True, "status": "async_launched", "agentId": "a1"}
    told = notification(9, "a1", status="completed")
    if kind == "attachment":
        words = told["message"]["content"]
        queued = {"type": "queued_command", "commandMode": "task-notification", "prompt": words}
        told = record("attachment", 9, attachment=queued)
    signs = signs_of(
        prompt(), answer(1, call("t1", "Agent")), result(2, "t1", toolUseResult=launch), told
    )

    assert ("a1",) == signs.launched
    assert [("a1", "completed")] == [(one.about, one.status) for one in signs.notices]


def test_a_background_shell_runs_until_it_is_named() -> None:
    begun = [
        prompt(),
        answer(1, call("t1", command="npm run dev")),
        result(2, "t1", toolUseResult={"backgroundTaskId": "b1"}),
    ]
    stopped = [answer(5, call("t2", "TaskStop", task_id="b1")), result(6, "t2")]

    assert [("b1", "Bash npm run dev")] == [
        (one.id, one.command) for one in signs_of(*begun).shells
    ]
    assert () == signs_of(*begun, notification(7, "b1", status="killed")).shells
    assert () == signs_of(*begun, *stopped).shells
    assert ["stopped"] == [one.status for one in signs_of(*begun, *stopped).notices]


def test_a_lost_task_is_told_apart_from_a_stopped_one() -> None:
    lost = signs_of(prompt(), notification(5, "a1", "a2", status="stopped", call_id="")).notices
    stopped = signs_of(prompt(), notification(5, "a1", status="stopped")).notices

    assert [("a1", True), ("a2", True)] == [(one.about, one.lost) for one in lost]
    assert [False] == [one.lost for one in stopped]


def test_words_that_look_like_a_notification_are_only_words() -> None:
    words = notification(5, "a1", status="completed")["message"]["content"]

    assert () == signs_of(prompt(5, words)).notices
    assert () == signs_of(prompt(5, words, origin={"kind": "human"})).notices


def test_an_interrupted_call_may_still_run() -> None:
    lost = result(5, "t1", is_error=True, toolDenialKind="interrupted")
    signs = signs_of(prompt(), answer(1, call("t1")), lost)

    assert [("t1", True)] == [(one.id, one.interrupted) for one in signs.calls]
    assert () == signs_of(prompt(), answer(1, call("t1")), lost, result(9, "t1")).calls


def test_a_refused_tool_is_remembered_until_one_is_carried_out() -> None:
    refused = [
        prompt(entrypoint="sdk-cli"),
        answer(1, call("t1", command="rm -rf x")),
        result(2, "t1", is_error=True, toolDenialKind="permission"),
    ]

    assert ("Bash rm -rf x", True) == (signs_of(*refused).refused, signs_of(*refused).headless)
    assert "" == signs_of(*refused, answer(3, call("t2")), result(4, "t2")).refused


def test_an_interruption_by_the_user_ends_the_turn() -> None:
    signs = signs_of(
        prompt(), answer(1, call("t1")), prompt(2, "[Request interrupted by user for tool use]")
    )

    assert (Turn.ENDED, "interrupted", ()) == (signs.turn, signs.stop_reason, signs.calls)


def test_echoes_of_local_commands_ask_nobody() -> None:
    assert (
        Turn.ENDED is signs_of(prompt(), END, prompt(12, "<command-name>/cost</command-name>")).turn
    )


def test_records_out_of_time_order_leave_the_latest_time() -> None:
    signs = signs_of(prompt(10), answer(4, text("late")), record("attachment", 7, attachment={}))

    assert (when(10), when(10)) == (signs.wrote_at, signs.progress_at)


def test_bookkeeping_is_no_progress() -> None:
    odd = [
        record("queue-operation", 50, operation="enqueue"),
        record("api-request-shape", 51),
        record("last-prompt", None, lastPrompt="x"),
    ]

    assert when(0) == signs_of(prompt(), *odd).progress_at


def test_a_title_needs_no_time() -> None:
    assert "Fix it" == signs_of(prompt(), record("ai-title", None, aiTitle="Fix it")).title


def test_an_answer_in_several_records_is_spent_once_at_its_largest() -> None:
    counts = ({"input_tokens": 5, "output_tokens": n} for n in (1, 46, 46))
    signs = signs_of(prompt(), *(answer(1, text("x"), id="m", usage=one) for one in counts))

    assert [("m", 51)] == [(one.message_id, one.total) for one in signs.spent]
    assert 51 == signs.context_tokens


def test_only_the_latest_is_kept() -> None:
    many = [answer(n, text(f"s{n}"), id=f"m{n}", usage={"output_tokens": 1}) for n in range(200)]
    signs = signs_of(prompt(), *many)

    assert (STEPS, ANSWERS, "s199") == (len(signs.steps), len(signs.spent), signs.steps[-1].text)


@pytest.mark.parametrize("time", ["9999-12-31T23:59:59Z", "0001-01-01T00:00:00Z", "soon", "", "²"])
def test_a_time_out_of_this_world_is_none(time: str) -> None:
    assert NO_SIGNS == signs_of({**prompt(), "timestamp": time})


ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from([*records.Message.__struct_fields__, "x"]), inner)
    ),
    max_leaves=8,
)
FIELDS = st.dictionaries(st.sampled_from(records.Line.__struct_fields__), ANY, max_size=8)
KINDS = st.sampled_from(["user", "assistant", "system", "attachment", "api-request", "x"])


@settings(max_examples=25)
@given(st.lists(st.tuples(KINDS, FIELDS), max_size=5))
def test_no_record_breaks_the_fold(made: list[tuple[str, dict[str, object]]]) -> None:
    signs = NO_SIGNS
    for kind, fields in made:
        raw = json.dumps({"timestamp": "2026-11-20T12:00:00Z", **fields, "type": kind}).encode()
        line = records.line(raw)
        signs = hear(signs, line) if line is not None else signs

    assert signs.title.isprintable()


@given(st.binary(max_size=60))
def test_no_bytes_break_the_decoder(raw: bytes) -> None:
    line = records.line(raw)

    assert line is None or isinstance(line.type, str)
