"""The family of exceptions; the message is one sentence for a person.

Trouble
├── Misuse          wrong flag, wrong setting, wrong file: exit code 2
└── NotFound        no such agent, session, recording: exit code 5
"""

from __future__ import annotations


class Trouble(Exception):  # noqa: N818, a family name, not one more error
    """Something that a person can mend, said in one sentence."""

    exit_code = 1


class Misuse(Trouble):
    """What was asked makes no sense."""

    exit_code = 2


class NotFound(Trouble):
    """What was asked for is not there."""

    exit_code = 5
