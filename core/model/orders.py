"""What is asked: the union that a person may submit."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Show:
    """Follow the end of one agent's transcript."""

    key: str


@dataclass(frozen=True, slots=True)
class Hide:
    """Stop following it."""

    key: str


@dataclass(frozen=True, slots=True)
class Widen:
    """Show the whole machine, or this repository only."""

    all: bool


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Make a picture of what is on the screen."""

    redact: bool


@dataclass(frozen=True, slots=True)
class Refresh:
    """Look at everything again now."""


@dataclass(frozen=True, slots=True)
class Play:
    """Move the play that is shown: pause, step, faster or slower."""

    how: str


@dataclass(frozen=True, slots=True)
class Halt:
    """Let no further agent start, or let them start again."""

    is_on: bool


@dataclass(frozen=True, slots=True)
class Slots:
    """So many agents at a time."""

    number: int


@dataclass(frozen=True, slots=True)
class Drain:
    """Let no further agent start, and the engine end with the last; or go on."""

    is_on: bool


@dataclass(frozen=True, slots=True)
class Stop:
    """End one task's agent, after a person was asked."""

    task: str


@dataclass(frozen=True, slots=True)
class Answer:
    """Tell a task's agent something, after a person was asked for the words."""

    task: str


@dataclass(frozen=True, slots=True)
class Retry:
    """Begin a task anew that was given up on, after a person was asked for a note."""

    task: str


@dataclass(frozen=True, slots=True)
class GiveUp:
    """Ask nobody about a task any more."""

    task: str


@dataclass(frozen=True, slots=True)
class TakeOver:
    """Let a person go on with a task by hand."""

    task: str


@dataclass(frozen=True, slots=True)
class Collect:
    """Put together what a run has brought home by now."""

    run: str


Asked = Answer | GiveUp | Halt | Drain | Retry | Slots | Stop | TakeOver
Order = Asked | Show | Hide | Widen | Snapshot | Refresh | Play | Collect
