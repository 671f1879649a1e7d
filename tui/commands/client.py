"""What `groundstop doctor` says of Claude Code: its version, its path, and how it logs in."""

from __future__ import annotations

import shutil
import subprocess
from typing import TYPE_CHECKING

from core.clean import clean
from core.runners.client.standing import OLDEST, TESTED, Fit, fit, version_in
from core.runners.client.standing import login as login_by
from core.runners.client.watch import PACKAGE, asked, marks, packaged
from tui.twins.documents import Check

if TYPE_CHECKING:
    from collections.abc import Mapping

OK, WARN = "ok", "warn"
PATIENCE_S = 5.0
INSTALL = f"npm install -g {PACKAGE}"
LONGEST = 120


def program(environ: Mapping[str, str], *, read_only: bool) -> Check:
    """Where Claude Code is and which version; it is not started where nothing may be written."""
    path = shutil.which("claude", path=environ.get("PATH", ""))
    if path is None:
        says = "Claude Code is not on PATH; what it has written can still be watched"
        return _check(WARN, says, INSTALL)
    if read_only:
        version = packaged(path)
        return _judged(version, f"{version} by its package", path) if version else _unasked(path)
    try:
        said = clean(asked(path, environ, PATIENCE_S), limit=LONGEST)
    except (OSError, subprocess.SubprocessError) as error:
        why = "no answer" if isinstance(error, subprocess.TimeoutExpired) else "it fails"
        return _check(WARN, f"{path} --version: {why}", "Try it by hand: claude --version")
    return _judged(version_in(said), said, path)


def login(environ: Mapping[str, str], claude_home: str) -> Check:
    """By what Claude Code logs in: the kind alone, no credential is opened."""
    by = login_by(marks(claude_home, environ))
    if by:
        return Check(name="login", status=OK, says=by, fix=None)
    says = f"neither a key in the environment nor a login in {clean(claude_home)} was found"
    fix = "Run claude and log in, or set ANTHROPIC_API_KEY, before a plan's agents need it."
    return Check(name="login", status=WARN, says=says, fix=fix)


def _judged(version: str, said: str, path: str) -> Check:
    oldest, tested = (".".join(map(str, one)) for one in (OLDEST, TESTED))
    match fit(version):
        case Fit.TRIED:
            return _check(OK, f"{said} ({path})", None)
        case Fit.OLD:
            says = f"{said} ({path}) is older than {oldest}: what it writes is not understood well"
            return _check(WARN, says, INSTALL)
        case Fit.NEW:
            says = f"{said} ({path}) is newer than {tested}, the latest that was tested"
            return _check(WARN, says, f"If agents look wrong: {INSTALL}@{tested}")
        case Fit.STRANGE:
            says = f'{path} --version says "{said}", which is no version of Claude Code'
            return _check(WARN, says, f"See what claude is there, or {INSTALL}")


def _unasked(path: str) -> Check:
    return _check(OK, f"{path}, not started: --read-only", None)


def _check(status: str, says: str, fix: str | None) -> Check:
    return Check(name="claude", status=status, says=says, fix=fix)
