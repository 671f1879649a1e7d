"""The front door: hot doors first, then the commands."""

from __future__ import annotations

import errno
import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

INTERRUPTED = 130
FULL = (errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EFBIG)
"""Why an output may take no more."""
MISUSE = 2
COMPLETION = "_GROUNDSTOP_COMPLETE"
"""Set by a shell that asks for completions: typer answers."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Run one command and leave with its exit code."""
    sys.exit(run(sys.argv[1:] if arguments is None else list(arguments)))


def run(arguments: list[str]) -> int:
    """Run one command; every trouble that a person can mend is one sentence on stderr."""
    stranger = _stranger()
    if stranger:
        sys.stderr.write(f"groundstop: {stranger} hides our own; unset PYTHONPATH and try again.\n")
        return MISUSE
    if arguments == ["--version"]:
        from core.version import VERSION  # noqa: PLC0415, after the guard

        sys.stdout.write(f"groundstop {VERSION}\n")
        return 0
    from core.errors import Trouble  # noqa: PLC0415, after the guard

    if sys.stdout is None or sys.stderr is None:
        nowhere = os.fdopen(os.open(os.devnull, os.O_WRONLY), "w", closefd=False)
        sys.stdout, sys.stderr = sys.stdout or nowhere, sys.stderr or nowhere

    try:
        code = _dispatch(arguments)
        sys.stdout.flush()
    except Trouble as trouble:
        from core.clean import clean  # noqa: PLC0415, only for trouble

        sys.stderr.write(f"groundstop: {clean(str(trouble), lines=True)}\n")
        return trouble.exit_code
    except (BrokenPipeError, ExceptionGroup) as closed:
        if not _is_closed_pipe(closed):
            raise
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:
        if error.errno not in FULL:
            raise
        sys.stderr.write(f"groundstop: the output cannot be written: {error.strerror}.\n")
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except KeyboardInterrupt:
        return INTERRUPTED
    return code


def _is_closed_pipe(error: BaseException) -> bool:
    """Whether nothing but a reader that has gone is the trouble, also in a group of tasks."""
    if isinstance(error, BaseExceptionGroup):
        return all(_is_closed_pipe(one) for one in error.exceptions)
    return isinstance(error, BrokenPipeError)


def _dispatch(arguments: list[str]) -> int:
    """Hot doors are opened before typer and Textual load."""
    if arguments[:1] == ["status"] and "--line" in arguments:
        from tui.commands.glimpse import glimpse  # noqa: PLC0415, after the guard

        code = glimpse(arguments[1:])
        if code is not None:
            return code
    from tui.commands import hot, letters  # noqa: PLC0415, after the guard

    letters.settle()
    asked = hot.wanted(arguments) if COMPLETION not in os.environ else None
    if arguments[:1] == ["checkpoint"]:
        from tui.commands import checkpoint  # noqa: PLC0415, one door at a time

        said = checkpoint.wanted(arguments[1:])
        if said is not None:
            return checkpoint.run(said)
    if isinstance(asked, hot.WatchWanted):
        from tui.commands import watch  # noqa: PLC0415, one door at a time

        return watch.run(asked)
    if isinstance(asked, hot.StatusWanted):
        from tui.commands import status  # noqa: PLC0415, one door at a time

        return status.run(asked)
    if isinstance(asked, hot.UsageWanted):
        from tui.commands import usage  # noqa: PLC0415, one door at a time

        return usage.run(asked)
    from tui.commands import typed  # noqa: PLC0415, slow to load

    return typed.run(arguments)


def _stranger() -> str:
    """A foreign `core` or `styles` that stands before ours on the path, if there is one."""
    home = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    for name in ("core", "styles"):
        specs = (finder.find_spec(name, None) for finder in sys.meta_path)
        spec = next((spec for spec in specs if spec is not None), None)
        origin = spec.origin if spec is not None else None
        if origin is None or not os.path.abspath(origin).startswith(home + os.sep):
            return origin or f"a package {name} without a file"
    return ""


if __name__ == "__main__":
    main()
