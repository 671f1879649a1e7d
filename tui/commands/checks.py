"""What `groundstop doctor` looks at: each look gives a verdict, a sentence, and one fix."""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

from core.log import log_path
from core.model.process import Life
from core.model.where import StateFolder
from core.places import state_dir
from core.processes.watch import look as look_at_processes
from core.projects.watch import walk
from tui.commands import client
from tui.commands.leftovers import leftovers
from tui.present.glyphs import glyphs_for
from tui.present.numbers import count
from tui.present.times import ago
from tui.twins.documents import Check

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tui.commands.hot import Looking
    from tui.commands.looking import Look

OK, WARN, FAIL = "ok", "warn", "fail"
COLUMNS, ROWS = 60, 12
"""The smallest terminal that shows anything of use."""
PATIENCE_S = 5.0
WATCHES = "/proc/sys/fs/inotify/max_user_watches"


def machine(environ: Mapping[str, str], claude_home: str, *, read_only: bool) -> Iterator[Check]:
    """Python, terminal, Claude Code and its login, git."""
    yield Check(name="python", status=OK, says=f"Python {platform.python_version()}", fix=None)
    yield _terminal(environ)
    yield _letters(environ)
    yield client.program(environ, read_only=read_only)
    yield client.login(environ, claude_home)
    yield _git(is_asked=not read_only)


def home(found: Look) -> Iterator[Check]:
    """Transcripts, the live registry, and whether they can be followed."""
    where = found.where.home
    files = walk(where.projects)
    name = "transcripts"
    if files.unreadable:
        shut = f"{count(len(files.unreadable), 'folder')} cannot be read: {files.unreadable[0]}"
        yield Check(name=name, status=FAIL, says=shut, fix="Make it readable for this user.")
    elif not files.exists:
        yield Check(
            name=name,
            status=WARN,
            says=f"Claude Code has not been used here: {where.projects} does not exist",
            fix="Name its folder with --claude-home or CLAUDE_CONFIG_DIR, or see groundstop demo.",
        )
    else:
        newest = max((one.mtime_ns for one in files.files), default=0) / 1e9
        age = ago(max(found.clock.now().timestamp() - newest, 0))
        written = f", the newest written {age} ago" if files.files else ""
        says = f"{count(len(files.files), 'transcript')} in {where.projects}{written}"
        yield Check(name=name, status=OK, says=says, fix=None)
    yield _registry(found)
    yield _watches(where.projects)


def folders(asked: Looking, found: Look | None, environ: Mapping[str, str]) -> Iterator[Check]:
    """What we write ourselves."""
    moved = asked.state_dir or environ.get("GROUNDSTOP_STATE_DIR", "")
    state = os.path.abspath(
        os.path.expanduser(state_dir({**environ, "GROUNDSTOP_STATE_DIR": moved}))
    )
    if asked.read_only:
        says = "nothing is written: --read-only"
        yield Check(name="cache", status=OK, says=says, fix=None)
    elif found is not None:
        yield _writable("cache", found.where.cache)
        yield _writable("state", state)
        yield _memory(StateFolder(state))
        yield leftovers(StateFolder(state))
    yield Check(name="log", status=OK, says=log_path(state), fix=None)


def _memory(folder: StateFolder) -> Check:
    """Whether an engine can rely on what it has written down."""
    from core.engine.recovery.watch import carrier_fault, state_fault  # noqa: PLC0415, slow to load

    name = "runs"
    if not os.path.isdir(folder.runs):
        return Check(name=name, status=OK, says="no run was ever started here", fix=None)
    if fault := state_fault(folder) or carrier_fault(folder):
        return Check(name=name, status=FAIL, says=fault, fix="groundstop doctor --rebuild")
    return Check(name=name, status=OK, says=f"{folder.state} is whole", fix=None)


def _terminal(environ: Mapping[str, str]) -> Check:
    screen = next((one for one in (sys.stdout, sys.stderr, sys.stdin) if one.isatty()), None)
    term = environ.get("TERM", "")
    if screen is None or term in ("", "dumb"):
        return Check(
            name="terminal",
            status=WARN,
            says="no terminal that can draw: groundstop prints plain status here",
            fix="Run groundstop in a terminal to see the dashboard.",
        )
    columns, rows = os.get_terminal_size(screen.fileno())
    says = f"{term}, {columns}x{rows}, {_colours(environ)}"
    if columns < COLUMNS or rows < ROWS:
        fix = f"Make it at least {COLUMNS}x{ROWS}."
        return Check(name="terminal", status=WARN, says=says, fix=fix)
    return Check(name="terminal", status=OK, says=says, fix=None)


def _colours(environ: Mapping[str, str]) -> str:
    if "NO_COLOR" in environ:
        return "no colour (NO_COLOR)"
    if environ.get("COLORTERM", "") in ("truecolor", "24bit"):
        return "true colour"
    return "256 colours" if "256color" in environ.get("TERM", "") else "16 colours"


def _letters(environ: Mapping[str, str]) -> Check:
    if glyphs_for("auto", environ).is_ascii:
        return Check(
            name="letters",
            status=WARN,
            says="ASCII signs: the locale is not UTF-8, or TERM is linux or dumb",
            fix='Set LANG=C.UTF-8, or ui.glyphs = "unicode" if your font has them.',
        )
    return Check(name="letters", status=OK, says="UTF-8", fix=None)


def _git(*, is_asked: bool) -> Check:
    """Where git is, and its version if it may be started."""
    name = "git"
    path = shutil.which(name)
    if path is None:
        says = "git is not on PATH; what Claude Code has written can still be watched"
        return Check(name=name, status=WARN, says=says, fix="Install git.")
    if not is_asked:
        return Check(name=name, status=OK, says=f"{path}, not started: --read-only", fix=None)
    try:
        told = subprocess.run(  # noqa: S603, the path is what PATH says
            [path, "--version"],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=PATIENCE_S,
            check=True,
            cwd="/",
        )
    except (OSError, subprocess.SubprocessError) as error:
        why = "no answer" if isinstance(error, subprocess.TimeoutExpired) else "it fails"
        says = f"{path} --version: {why}"
        return Check(name=name, status=WARN, says=says, fix=f"Try it by hand: {name} --version")
    version = told.stdout.decode("utf-8", "replace").strip().partition("\n")[0]
    return Check(name=name, status=OK, says=f"{version} ({path})", fix=None)


def _registry(found: Look) -> Check:
    """The live registry: without it nobody can tell whether a process is there."""
    sessions = found.where.home.sessions
    registry = look_at_processes(sessions, found.judge())
    if not registry.exists:
        return Check(
            name="registry",
            status=WARN,
            says=f"{sessions} cannot be read: whether processes live is unknown",
            fix="Start Claude Code 2.1.197 or newer once, or make the folder readable.",
        )
    alive = sum(one.life is Life.ALIVE for one in registry.entries)
    listed = "1 entry" if len(registry.entries) == 1 else f"{len(registry.entries)} entries"
    return Check(name="registry", status=OK, says=f"{listed}, {alive} alive", fix=None)


def _watches(projects: str) -> Check:
    """Every folder that is followed takes one watch of this user's."""
    try:
        with open(WATCHES, encoding="ascii") as file:
            limit = int(file.read())
    except (OSError, ValueError):
        return Check(name="watches", status=OK, says="not limited on this system", fix=None)
    needed = sum(1 for _ in os.walk(projects))
    says = f"{needed} of {limit} inotify watches needed"
    fix = f"sudo sysctl fs.inotify.max_user_watches={max(524288, 4 * needed)}"
    if needed >= limit:
        return Check(name="watches", status=FAIL, says=says, fix=fix)
    if needed * 2 >= limit:
        return Check(name="watches", status=WARN, says=says, fix=fix)
    return Check(name="watches", status=OK, says=says, fix=None)


def _writable(name: str, path: str) -> Check:
    """Whether a folder is there or could be made; nothing is made."""
    there = path
    while not os.path.lexists(there) and there != os.path.dirname(there):
        there = os.path.dirname(there)
    if os.path.isdir(there) and os.access(there, os.W_OK | os.X_OK):
        return Check(name=name, status=OK, says=path, fix=None)
    fix = "Choose another folder with --state-dir, or look with --read-only."
    return Check(name=name, status=FAIL, says=f"{path} cannot be written", fix=fix)
