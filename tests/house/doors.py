"""The plan of the house as tables: rooms, their doors, the guests, and who may step outside."""

from __future__ import annotations

NOUNS = {"core.model"}
PLAIN = {
    *("core.clean", "core.clock", "core.errors", "core.instants", "core.mend", "core.places"),
    *("core.tail", "core.version", "core.course", "core.files", "core.indexes", "core.locks"),
    *("core.toml", "core.template"),
}
"""Rooms that belong to no subject."""
SUBJECTS = {
    "core.projects",
    "core.transcripts",
    "core.usage",
    "core.processes",
    "core.handoffs",
    "core.worktrees",
    "core.diagnosis",
    "core.quota",
    "core.alarms",
    "core.rehearsal",
    "core.standing",
    "core.runs",
    "core.spawn",
    "core.attempts",
    "core.runners",
    "core.host",
    "core.validation",
    "core.lessons",
}
CORE = (
    NOUNS
    | PLAIN
    | SUBJECTS
    | {"core.fleet", "core.engine", "core.demo", "core.settings", "core.log"}
)
FACE = NOUNS | {"core.clean"}
"""All of core that a room of the TUI sees."""

DOORS: dict[str, set[str]] = {
    "core": set(),
    "core.model": set(),
    "core.clock": set(),
    "core.clean": set(),
    "core.course": NOUNS | {"core.clock", "core.errors"},
    "core.files": set(),
    "core.indexes": set(),
    "core.locks": set(),
    "core.toml": {"core.clean"},
    "core.template": {"core.clean", "core.errors"},
    "core.instants": set(),
    "core.mend": set(),
    "core.tail": set(),
    "core.places": set(),
    "core.errors": set(),
    "core.version": set(),
    "core.log": {"core.places", "core.clean"},
    "core.settings": NOUNS | PLAIN,
    "core.projects": NOUNS | PLAIN,
    "core.transcripts": NOUNS | PLAIN,
    "core.usage": NOUNS | PLAIN,
    "core.processes": NOUNS | PLAIN,
    "core.handoffs": NOUNS | PLAIN,
    "core.worktrees": NOUNS | PLAIN,
    "core.diagnosis": NOUNS | {"core.instants"},
    "core.quota": NOUNS | PLAIN,
    "core.alarms": FACE | {"core.instants"},
    "core.rehearsal": NOUNS | PLAIN,
    "core.standing": NOUNS | PLAIN,
    "core.runs": NOUNS | PLAIN,
    "core.spawn": NOUNS | PLAIN,
    "core.attempts": NOUNS | PLAIN,
    "core.runners": NOUNS | PLAIN,
    "core.host": NOUNS | PLAIN,
    "core.validation": NOUNS | PLAIN,
    "core.lessons": NOUNS | PLAIN,
    "core.fleet": NOUNS | PLAIN | SUBJECTS,
    "core.engine": NOUNS | PLAIN | SUBJECTS | {"core.fleet"},
    "core.demo": NOUNS | PLAIN | SUBJECTS,
    "core.programs": CORE,
    "styles": set(),
    "tui": set(),
    "tui.keys": set(),
    "tui.theme": set(),
    "tui.present": NOUNS,
    "tui.room": FACE | {"tui.present"},
    "tui.widgets": FACE | {"tui.present", "tui.keys"},
    "tui.twins": FACE | {"tui.present"},
    "tui.pictures": FACE | {"tui.present", "tui.theme", "styles"},
    "tui.dialogs": FACE | {"tui.room", "tui.keys", "tui.present", "tui.widgets"},
    "tui.screens": FACE
    | {"tui.room", "tui.keys", "tui.present", "tui.widgets", "tui.dialogs"}
    | {"tui.twins", "tui.pictures"},
    "tui.palette": FACE | {"tui.room", "tui.keys", "tui.present", "tui.theme", "tui.widgets"},
    "tui.terminal": set(),
    "tui.doors": {"tui.room", "tui.screens"},
    "tui.app": FACE
    | {"core.fleet", "styles", "tui.room", "tui.keys", "tui.theme", "tui.palette"}
    | {"tui.present", "tui.screens", "tui.dialogs", "tui.terminal", "tui.doors"},
    "tui.commands": CORE
    | {
        "tui.app",
        "tui.keys",
        "tui.pictures",
        "tui.present",
        "tui.screens",
        "tui.theme",
        "tui.twins",
    },
    "tui.cli": CORE | {"tui.app", "tui.commands", "tui.pictures", "tui.twins"},
    "tui.__main__": {"tui.cli"},
}
"""What a room may import besides itself; a new door is a diff of one line here."""

ASSEMBLY = (
    *("tui/cli.py", "tui/commands/*.py", "core/programs/*.py"),
    "core/fleet/assemble.py",
)
"""Files that may open any room of core, because they hand rooms to one another."""

ALONE = {"tui.widgets", "core.programs"}
"""Rooms whose files do not even open into each other: no widget calls a sibling."""

BRUSHES = {
    "tui.widgets.paint",
    "tui.widgets.lines",
    "tui.widgets.grid_rows",
    "tui.widgets.row_painter",
}
"""What widgets are drawn with: no widgets themselves, so opening them calls no sibling."""

GUESTS: dict[str, tuple[str, ...]] = {
    "msgspec": (
        "core/transcripts/records.py",
        "core/transcripts/store.py",
        "core/usage/records.py",
        "core/usage/act.py",
        "core/usage/store.py",
        "core/processes/records.py",
        "core/handoffs/records.py",
        "core/rehearsal/recordings/records.py",
        "core/settings/hot.py",
        "core/runs/store.py",
        "core/runs/watch.py",
        "core/runs/past/watch.py",
        "core/runs/authoring/records.py",
        "core/runs/rows.py",
        "core/runs/letters/records.py",
        "core/runs/suspends/watch.py",
        "core/runs/saved/records.py",
        "core/runs/saved/act.py",
        "core/runs/letters/act.py",
        "core/attempts/records.py",
        "core/lessons/records.py",
        "core/runners/records.py",
        "core/engine/carry.py",
        "core/worktrees/records.py",
        "core/runs/plans/watch.py",
        "core/spawn/store.py",
        "core/runs/escalations/records.py",
        "core/runs/escalations/store.py",
        "core/programs/ingest.py",
        "tui/twins/*.py",
        "tui/twins/runs/*.py",
        "tui/twins/results/*.py",
        "tui/twins/orders/*.py",
    ),
    "stringzilla": ("core/usage/scan.py", "core/usage/sheet.py"),
    "watchfiles": ("core/*/watch.py",),
    "pydantic": (
        "core/settings/records.py",
        "core/handoffs/documents.py",
        "core/handoffs/registry/documents.py",
        "core/runs/records.py",
        "tui/twins/records.py",
        "tui/twins/runs/records.py",
        "tui/twins/results/records.py",
        "tui/twins/orders/records.py",
    ),
    "psutil": ("core/processes/watch.py",),
    "platformdirs": ("core/settings/store.py",),
    "pydantic_settings": ("core/settings/store.py",),
    "tomlkit": ("core/settings/store.py",),
    "structlog": ("core/log.py",),
    "git": (
        "core/worktrees/bare/store.py",
        "core/worktrees/changes/watch.py",
        "core/worktrees/contents/store.py",
        "core/worktrees/watch.py",
        "core/worktrees/act.py",
        "core/worktrees/store.py",
    ),
    "anthropic": ("core/programs/token_counter.py", "core/programs/rehearsal_agent.py"),
    "dbos": ("core/engine/carrier.py",),
    "sqlalchemy": ("core/engine/carrier.py",),
    "starlette": ("core/programs/*.py",),
    "uvicorn": ("core/programs/*.py",),
    "anyio": ("core/programs/*.py",),
    "typer": ("tui/commands/*.py",),
    "resvg_py": ("tui/pictures/*.py",),
    "fontTools": ("tui/pictures/*.py",),
    "rich": ("tui/app.py", "tui/widgets/*.py", "tui/pictures/*.py"),
    "textual": (
        "tui/app.py",
        "tui/terminal.py",
        "tui/keys.py",
        "tui/palette.py",
        "tui/room.py",
        "tui/theme.py",
        "tui/dialogs/*.py",
        "tui/pictures/*.py",
        "tui/screens/*.py",
        "tui/widgets/*.py",
    ),
}
"""Packages of other people, and the files in which each is received."""

THINKING = {
    *("__future__", "abc", "bisect", "collections", "contextlib", "dataclasses", "datetime"),
    *("enum", "functools", "itertools", "math", "operator", "re", "string", "types", "typing"),
}
"""What of the standard library the nouns may use."""

STEP_OUTSIDE = (
    *("core/*/watch.py", "core/*/act.py", "core/*/store.py", "core/*/carrier.py"),
    *("core/rehearsal/api/act.py", "core/engine/recovery/watch.py", "core/engine/recovery/act.py"),
    *("core/engine/agents/watch.py", "core/engine/agents/act.py"),
    "core/engine/past/act.py",
    *("core/worktrees/changes/watch.py", "core/worktrees/contents/watch.py"),
    *("core/worktrees/contents/store.py", "core/worktrees/bare/*.py"),
    *("core/runs/plans/watch.py", "core/runs/authoring/act.py", "core/runs/authoring/watch.py"),
    *("core/runs/letters/act.py", "core/runs/letters/watch.py"),
    *("core/runs/saved/act.py", "core/runs/saved/watch.py", "core/runs/suspends/watch.py"),
    *("core/runs/escalations/store.py", "core/runs/past/watch.py"),
    *("core/runners/client/watch.py", "core/fleet/claims/watch.py"),
    *("core/clock.py", "core/log.py", "core/programs/*.py"),
    *("tui/cli.py", "tui/commands/*.py", "tui/pictures/*.py"),
)
"""Files that may touch files, processes, network and clock; every other one only thinks."""

OUTSIDE = {
    *("anthropic", "concurrent", "ctypes", "fcntl", "getpass", "git", "glob", "http", "io"),
    *("mmap", "multiprocessing", "os", "platform", "posix", "psutil", "pty", "pwd", "resource"),
    *("select", "selectors", "shutil", "signal", "socket", "sqlite3", "ssl", "subprocess"),
    *("tempfile", "termios", "threading", "time", "urllib", "watchfiles", "webbrowser"),
}
TOUCHES = {
    *("access", "chmod", "create_subprocess_exec", "create_subprocess_shell", "exists"),
    *("expanduser", "getmtime", "getsize", "glob", "hardlink_to", "is_dir", "is_file"),
    *("is_symlink", "isdir", "isfile", "islink", "iterdir", "listdir", "lstat", "makedirs"),
    *("mkdir", "open", "read_bytes", "read_text", "readlink", "realpath", "rglob", "rmdir"),
    *("run_in_executor", "samefile", "scandir", "stat", "symlink_to", "to_thread", "touch"),
    *("unlink", "write_bytes", "write_text"),
}
ARITHMETIC = {"core/places.py": {"os.path"}, "core/keeping.py": {"os.path"}}
"""Thinking that happens to live in a module of the outside."""
