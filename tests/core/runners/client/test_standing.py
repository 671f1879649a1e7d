"""What is thought of an installed Claude Code: its version, and by what it logs in."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.runners.client.standing import Fit, Marks, fit, login, version_in

SMALL = st.integers(0, 400)


@given(st.tuples(SMALL, SMALL, SMALL))
def test_every_version_is_older_tried_or_newer(number: tuple[int, int, int]) -> None:
    version = ".".join(map(str, number))
    expected = Fit.OLD if number < (2, 1, 197) else Fit.NEW if number > (2, 1, 329) else Fit.TRIED

    assert version == version_in(f"{version} (Claude Code)\n")
    assert expected is fit(version)


@given(st.text())
def test_whatever_a_program_says_is_a_version_or_none(text: str) -> None:
    version = version_in(text)

    assert (version == "") == (fit(version) is Fit.STRANGE)


@pytest.mark.parametrize(
    ("marks", "says"),
    [
        (Marks(environment=["CLAUDE_CODE_USE_BEDROCK", "ANTHROPIC_API_KEY"]), "Amazon Bedrock ("),
        (Marks(environment=[], settings=["CLAUDE_CODE_USE_VERTEX"]), "Google Vertex AI ("),
        (Marks(environment=["ANTHROPIC_AUTH_TOKEN", "ANTHROPIC_API_KEY"]), "bearer token in"),
        (Marks(environment=["ANTHROPIC_API_KEY"], settings=["apiKeyHelper"]), "API key in the env"),
        (Marks(environment=[], settings=["ANTHROPIC_API_KEY"]), "API key in settings.json"),
        (
            Marks(environment=["CLAUDE_CODE_OAUTH_TOKEN"], settings=["apiKeyHelper"]),
            "API key from a helper",
        ),
        (
            Marks(environment=["CLAUDE_CODE_OAUTH_TOKEN"], has_credentials=True),
            "subscription, by a token in the environment",
        ),
        (Marks(environment=[], has_credentials=True), "subscription or Console, logged in"),
        (Marks(environment=[], has_keychain=True), "not to be seen"),
    ],
)
def test_the_strongest_login_is_named(marks: Marks, says: str) -> None:
    assert login(marks).startswith(says)


def test_no_login_is_said_by_nothing() -> None:
    assert "" == login(Marks(environment=["HOME", "PATH"]))
