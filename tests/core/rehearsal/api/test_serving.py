"""The pretended API over real sockets, asked by the real library."""

from __future__ import annotations

import json
import urllib.request
from typing import TYPE_CHECKING, Any

import pytest

from tests.core.rehearsal.api.serving import serving

if TYPE_CHECKING:
    from collections.abc import Iterator

    import anthropic

TOOLS: Any = [{"name": "Write", "input_schema": {"type": "object"}}]


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with serving("--five-hour", "100000", "--seed", "4", speed=50) as address:
        yield address


def client(address: str) -> anthropic.Anthropic:
    import anthropic  # noqa: PLC0415, most of a second, in the one worker that needs it

    return anthropic.Anthropic(base_url=address, api_key="dummy", max_retries=0, timeout=5)


def ask(api: anthropic.Anthropic, prompt: str) -> anthropic.types.Message:
    return api.messages.create(
        model="m",
        max_tokens=100,
        messages=[{"role": "user", "content": prompt}],
        tools=TOOLS,
    )


def steer(address: str, **how: object) -> dict[str, Any]:
    asked = urllib.request.Request(f"{address}/_rehearsal", json.dumps(how).encode())  # noqa: S310
    with urllib.request.urlopen(asked, timeout=5) as answer:  # noqa: S310, loopback
        found: dict[str, Any] = json.load(answer)
        return found


def test_the_library_is_answered_whole_and_in_a_stream(address: str) -> None:
    with client(address) as api:
        whole = ask(api, "rounds 1")
        with api.messages.stream(
            model="m",
            max_tokens=100,
            messages=[{"role": "user", "content": "rounds 1"}],
            tools=TOOLS,
        ) as stream:
            streamed = stream.get_final_message()

    assert ["text", "tool_use"] == [block.type for block in whole.content]
    assert [block.to_dict() for block in whole.content] == [
        block.to_dict() for block in streamed.content
    ]
    assert whole.usage.output_tokens == streamed.usage.output_tokens


def test_tokens_are_counted_and_models_named(address: str) -> None:
    with client(address) as api:
        counted = api.messages.count_tokens(
            model="m", messages=[{"role": "user", "content": "x" * 400}]
        )
        assert 100 < counted.input_tokens < 150
        assert "claude-sonnet-4-5" in [model.id for model in api.models.list()]


@pytest.mark.parametrize(
    ("fault", "status"),
    [("throttle", 429), ("window", 429), ("credit", 400), ("overload", 529), ("broken", 500)],
)
def test_what_goes_wrong_by_hand_goes_wrong(address: str, fault: str, status: int) -> None:
    steer(address, fault=fault, fill=0.1)
    from anthropic import APIStatusError  # noqa: PLC0415, likewise

    try:
        with client(address) as api, pytest.raises(APIStatusError) as caught:
            ask(api, "rounds 1")
    finally:
        steer(address, fault="", fill=0.1)

    assert status == caught.value.status_code
    unified = caught.value.response.headers.get("anthropic-ratelimit-unified-status")
    assert {"throttle": None, "window": "rejected"}.get(fault, "allowed") == unified


def test_a_stream_that_is_cut_is_an_error(address: str) -> None:
    steer(address, fault="cut")
    said: Any = [{"role": "user", "content": "x"}]
    try:
        with (
            client(address) as api,
            pytest.raises(Exception, match=r"peer|incomplete|closed"),
            api.messages.stream(model="m", max_tokens=9, messages=said) as stream,
        ):
            stream.get_final_message()
    finally:
        steer(address, fault="")


def test_it_says_what_it_has_answered(address: str) -> None:
    assert steer(address)["answered"]["200"] > 0
