"""What is to be thought of an installed Claude Code: its version, and the kind of its login."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection

OLDEST, TESTED = (2, 1, 197), (2, 1, 329)
"""Between these two every version is taken as it is. Source: `claude-code.md`, both measured."""
NUMBER = re.compile(r"(?<![\d.])(\d{1,6})\.(\d{1,6})\.(\d{1,6})(?![\d.])")
OFF = ("", "0", "false", "no", "off")
"""What a switch of the environment is that is not on."""
CLOUDS = {
    "CLAUDE_CODE_USE_BEDROCK": "Amazon Bedrock",
    "CLAUDE_CODE_USE_VERTEX": "Google Vertex AI",
    "CLAUDE_CODE_USE_FOUNDRY": "Microsoft Foundry",
}
KEYS = {"ANTHROPIC_AUTH_TOKEN": "bearer token", "ANTHROPIC_API_KEY": "API key"}


class Fit(StrEnum):
    """How a version stands to those that were tried."""

    OLD = "old"
    TRIED = "tried"
    NEW = "new"
    STRANGE = "strange"
    """It is no version."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """What there is that a login can rest on: names and presence, never a value."""

    environment: Collection[str]
    """Variables that are set and not off."""
    settings: Collection[str] = ()
    """The same from `env` in Claude Code's settings, and `apiKeyHelper` itself."""
    has_credentials: bool = False
    """Whether its file of credentials is there; nobody opens it."""
    has_keychain: bool = False
    """Whether this system keeps credentials where they cannot be seen."""


def version_in(text: str) -> str:
    """Give the version in what a program says of itself, empty if there is none.

    >>> version_in("2.1.329 (Claude Code)"), version_in("unknown option --version")
    ('2.1.329', '')
    """
    found = NUMBER.search(text)
    return ".".join(str(int(one)) for one in found.groups()) if found else ""


def fit(version: str) -> Fit:
    """Say how a version stands to those that were tried.

    >>> fit("2.1.197").value, fit("2.1.99").value, fit("2.2.0").value, fit("").value
    ('tried', 'old', 'new', 'strange')
    """
    found = NUMBER.fullmatch(version)
    if found is None:
        return Fit.STRANGE
    number = tuple(int(one) for one in found.groups())
    if number < OLDEST:
        return Fit.OLD
    return Fit.NEW if number > TESTED else Fit.TRIED


def login(marks: Marks) -> str:
    """Say by what Claude Code logs in, the strongest first; empty: nothing was found.

    >>> login(Marks(environment=["ANTHROPIC_API_KEY"], has_credentials=True))
    'API key in the environment (ANTHROPIC_API_KEY)'
    """
    for name, called in CLOUDS.items():
        if where := _where(name, marks):
            return f"{called} ({name} in {where})"
    for name, called in KEYS.items():
        if where := _where(name, marks):
            return f"{called} in {where} ({name})"
    if "apiKeyHelper" in marks.settings:
        return "API key from a helper program (apiKeyHelper in settings.json)"
    if where := _where("CLAUDE_CODE_OAUTH_TOKEN", marks):
        return f"subscription, by a token in {where} (CLAUDE_CODE_OAUTH_TOKEN)"
    if marks.has_credentials:
        return "subscription or Console, logged in (.credentials.json)"
    return "not to be seen: the keychain keeps it" if marks.has_keychain else ""


def _where(name: str, marks: Marks) -> str:
    if name in marks.environment:
        return "the environment"
    return "settings.json" if name in marks.settings else ""
