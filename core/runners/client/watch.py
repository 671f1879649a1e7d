"""Looks at the Claude Code that is installed; asks it for its version alone, and no credential."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

from core.files.watch import content
from core.runners.client.standing import OFF, Marks, version_in

if TYPE_CHECKING:
    from collections.abc import Mapping

PATIENCE_S = 5.0
PACKAGE = "@anthropic-ai/claude-code"
LONGEST = 1 << 20
"""Bytes of a settings file, or of what a program says."""
KEPT_FROM_IT = ("ANTHROPIC_", "AWS_", "AZURE_", "CLAUDE", "GOOGLE_")
"""Whatever begins so is nothing that a version depends on, and may be a credential."""
STILL = {"DISABLE_AUTOUPDATER": "1", "CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC": "1"}


def asked(path: str, environ: Mapping[str, str], patience: float = PATIENCE_S) -> str:
    """Give the first line that a client says of its version.

    It gets no credential and no network errand, and is ended with all that it has started when it
    does not answer in `patience` seconds. Raises OSError where it cannot be started,
    `subprocess.SubprocessError` where it fails or is silent.
    """
    kept = {name: value for name, value in environ.items() if not name.startswith(KEPT_FROM_IT)}
    with subprocess.Popen(  # noqa: S603, the path is what PATH says
        [path, "--version"],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd="/",
        env={**kept, **STILL},
        start_new_session=True,
    ) as process:
        try:
            said, _ = process.communicate(timeout=patience)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)  # it is not reaped yet: the number is its own
            raise
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, [path])
    return said[:LONGEST].decode("utf-8", "replace").strip().partition("\n")[0]


def packaged(path: str) -> str:
    """Give the version of the package that a client lies in, without starting it; empty: unknown.

    npm's package says it in `package.json`; the native installer names the file after it.
    """
    whole = os.path.realpath(path)
    folder, name = os.path.split(whole)
    if os.path.basename(folder) == "versions" and version_in(name) == name:
        return name
    for _ in range(2):
        found = _object(f"{folder}/package.json")
        if found.get("name") == PACKAGE:
            return version_in(str(found.get("version")))
        folder = os.path.dirname(folder)
    return ""


def marks(home: str, environ: Mapping[str, str]) -> Marks:
    """See what a login of the client with this folder can rest on: names alone, no value."""
    settings = _object(f"{home}/settings.json")
    named = settings.get("env")
    inner = named if isinstance(named, dict) else {}
    program = settings.get("apiKeyHelper")
    asks_program = isinstance(program, str) and program.strip() != ""
    return Marks(
        environment=_on(environ),
        settings=_on(inner) | ({"apiKeyHelper"} if asks_program else set()),
        has_credentials=os.path.isfile(f"{home}/.credentials.json"),
        has_keychain=sys.platform == "darwin",
    )


def _on(environ: Mapping[str, object]) -> set[str]:
    return {name for name, value in environ.items() if str(value).strip().lower() not in OFF}


def _object(path: str) -> dict[str, object]:
    """Read a JSON object; empty where there is none."""
    try:
        found = json.loads(content(path, LONGEST) or b"{}")
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}
