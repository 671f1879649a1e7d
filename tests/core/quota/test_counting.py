"""Tokens of a prompt are counted by the API, where there is a key, and else it is said why not."""

from __future__ import annotations

import os

import pytest

from core.quota.act import counted
from tests.core.rehearsal.api.serving import serving

AWAY = {"ANTHROPIC_BASE_URL": "http://127.0.0.1:9", "ANTHROPIC_API_KEY": "sk-ant-nobody"}


def test_the_api_counts_for_whoever_has_a_key() -> None:
    with serving() as address:
        environ = {**os.environ, **AWAY, "ANTHROPIC_BASE_URL": address}
        found = counted("x" * 4000, "", environ)

    assert isinstance(found, int)
    assert 1000 <= found <= 1100


@pytest.mark.parametrize(
    ("environ", "why"),
    [
        ({"ANTHROPIC_API_KEY": ""}, "no ANTHROPIC_API_KEY to count tokens with"),
        (AWAY, "tokens could not be counted: the API does not answer"),
    ],
)
def test_without_an_answer_it_is_said_why(environ: dict[str, str], why: str) -> None:
    assert why == counted("x", "m", {**os.environ, **environ})
