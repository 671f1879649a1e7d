"""Asks GitHub's own program for issues: an argument list, no shell, no question back."""

from __future__ import annotations

import os
import shutil
import subprocess

from core.clean import clean
from core.errors import Misuse
from core.runs.authoring.records import Issue, issues_of

MOST = 200
"""Issues that are asked for."""
PATIENCE = 60.0
"""Seconds in which it must answer."""
NOT_LOGGED_IN = 4
"""Exit code of gh where somebody must log in first."""


def issues(label: str, repository: str = "") -> list[Issue]:
    """Give the open issues with a label; Misuse says in a sentence why there are none."""
    program = shutil.which("gh")
    if program is None:
        raise Misuse(
            "gh is not installed: it is GitHub's own program, https://cli.github.com;"
            " groundstop plan from-csv needs none."
        )
    words = [program, "issue", "list", f"--label={label}", "--state=open", f"--limit={MOST}"]
    words += ["--json=number,title,body,url", *([f"--repo={repository}"] if repository else [])]
    quiet = {"GH_PROMPT_DISABLED": "1", "NO_COLOR": "1", "GH_NO_UPDATE_NOTIFIER": "1"}
    try:
        done = subprocess.run(  # noqa: S603, a list of words, and no shell
            words,
            env={**os.environ, **quiet},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=PATIENCE,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise Misuse(f"gh has not answered within {PATIENCE:.0f} s: try again.") from None
    except OSError as error:
        raise Misuse(f"gh cannot be started: {error.strerror}.") from None
    return _found(done, label)


def _found(done: subprocess.CompletedProcess[bytes], label: str) -> list[Issue]:
    said = clean(done.stderr.decode("utf-8", "replace").strip().partition("\n")[0], limit=200)
    if done.returncode == NOT_LOGGED_IN or b"gh auth login" in done.stderr:
        raise Misuse("gh is not logged in: gh auth login does it.")
    if done.returncode:
        raise Misuse(f"gh could not list the issues: {said or f'exit code {done.returncode}'}.")
    found = issues_of(done.stdout)
    if found is None:
        raise Misuse("gh answered with something that is no list of issues: is it up to date?")
    if not found:
        raise Misuse(f"there is no open issue with the label {clean(label, limit=60)}.")
    return found
