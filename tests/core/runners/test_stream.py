"""What an agent's stream tells, whatever else stands in it."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from core.runners.command import message
from core.runners.stream import Told, take
from core.runners.watch import Stream

if TYPE_CHECKING:
    from pathlib import Path

AT = datetime(2026, 11, 20, 12, tzinfo=UTC)
LIMIT = {
    "type": "rate_limit_event",
    "rate_limit_info": {
        "status": "rejected",
        "resetsAt": 1795208955,
        "rateLimitType": "five_hour",
        "unifiedWindows": {
            "five_hour": {"utilization": 1, "resetsAt": 1795208955, "status": "rejected"},
            "seven_day": {"utilization": 0.42, "resetsAt": 1795608955, "status": "allowed"},
        },
    },
}


def told(*lines: object) -> Told:
    found = Told()
    take(found, [json.dumps(line).encode() for line in lines], AT)
    return found


def test_every_window_of_a_limit_event_is_read() -> None:
    found = told(LIMIT).readings

    assert {"five_hour": 1.0, "seven_day": 0.42} == {n: r.fraction for n, r in found.items()}
    assert datetime(2026, 11, 20, 21, 9, 15, tzinfo=UTC) == found["five_hour"].resets_at
    assert "rate_limit_event" == found["five_hour"].source


def test_a_top_level_word_on_one_window_is_enough() -> None:
    one = {"rateLimitType": "five_hour", "utilization": 0.8, "resetsAt": 1795208955}

    assert (
        0.8
        == told({"type": "rate_limit_event", "rate_limit_info": one}).readings["five_hour"].fraction
    )


def test_mad_numbers_are_no_reading() -> None:
    for used in (-1, 7, None):
        one = {"rateLimitType": "five_hour", "utilization": used, "resetsAt": 10**30}
        assert {} == told({"type": "rate_limit_event", "rate_limit_info": one}).readings


def test_an_answer_is_counted_once_however_many_lines_tell_of_it() -> None:
    usage = {"input_tokens": 1, "output_tokens": 2, "cache_read_input_tokens": 30}
    one = {"type": "assistant", "message": {"id": "a", "usage": usage}}
    two = {"type": "assistant", "message": {"id": "b", "usage": {"output_tokens": 7}}}

    assert 40 == told(one, one, two, {"type": "assistant"}).tokens


def test_an_agent_is_at_rest_when_its_turn_and_its_tasks_have_ended() -> None:
    result = {"type": "result"}
    start = {"type": "system", "subtype": "task_started"}
    end = {"type": "system", "subtype": "task_notification"}
    none = {"type": "system", "subtype": "background_tasks_changed", "tasks": []}

    assert told(result).is_at_rest
    assert not told(result, {"type": "user"}).is_at_rest
    assert not told(start, result).is_at_rest
    assert told(start, result, end, {"type": "assistant"}, result).is_at_rest
    assert told(start, start, none, result).is_at_rest


def test_an_error_counts_until_the_model_answers_again() -> None:
    error = {"type": "assistant", "error": "rate_limit", "message": {}}
    answer = {"type": "assistant", "message": {"content": []}}

    assert "rate_limit" == told(answer, error, {"type": "result"}).error
    assert "" == told(error, answer).error


@given(st.lists(st.binary(max_size=60), max_size=8))
def test_no_line_ends_the_reader(lines: list[bytes]) -> None:
    found = Told()
    take(found, lines, AT)

    assert len(lines) == found.lines


def test_a_stream_is_read_on_and_a_torn_line_waits(tmp_path: Path) -> None:
    path = tmp_path / "stream.jsonl"
    stream = Stream(str(path))

    assert 0 == stream.read(AT).lines
    path.write_bytes(b'{"type": "user"}\n{"type": "assis')
    assert 1 == stream.read(AT).lines
    with path.open("ab") as file:
        file.write(b'tant", "error": "billing_error"}\n\n')
    assert (2, "billing_error") == (stream.read(AT).lines, stream.told.error)


def test_a_message_is_one_line() -> None:
    line = message("two\nlines \u2028 and more")

    assert 1 == line.count(b"\n")
    assert "two\nlines \u2028 and more" == json.loads(line)["message"]["content"][0]["text"]


def test_the_name_of_a_window_steers_no_terminal() -> None:
    one = {"rateLimitType": "five\x1b[2J\nhour", "utilization": 0.5, "resetsAt": 1}
    (found,) = told({"type": "rate_limit_event", "rate_limit_info": one}).readings.values()

    assert found.window.isprintable()
