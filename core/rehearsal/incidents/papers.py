"""Documents around the transcripts: registry entries, and git's own files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.rehearsal.change import Change, Kind, Where
from core.rehearsal.incidents.pen import VERSION, dumped

if TYPE_CHECKING:
    from collections.abc import Iterable

DOMAIN = f"linux:{'0' * 32}:pid:[4026531836]"
CONFIG = "[core]\n\trepositoryformatversion = 0\n\tfilemode = true\n\tbare = false\n"
WORKTREES = ".claude/worktrees"
"""Where the client keeps worktrees, below the repository."""


def text(at: float, path: str, words: str) -> Change:
    """A file of the repository."""
    return Change(
        at=at,
        path=path,
        kind=Kind.CREATE,
        content=words.encode(),
        where=Where.REPOSITORY,
    )


def registry(at: float, *, pid: int, session: str, cwd: str, began: float, **more: str) -> Change:
    """The entry of a live session, as of now."""
    milliseconds = int(at * 1000)
    fields = {
        "pid": pid,
        "sessionId": session,
        "cwd": cwd,
        "startedAt": int(began * 1000),
        "procStart": str(pid * 11 + 7),
        "version": VERSION,
        "peerProtocol": 1,
        "kind": "interactive",
        "entrypoint": "cli",
        "pidDomain": DOMAIN,
        "nameSource": "derived",
        "updatedAt": milliseconds,
        "statusUpdatedAt": milliseconds,
    }
    content = dumped(fields | more).encode()
    return Change(at=at, path=f"sessions/{pid}.json", kind=Kind.CHANGE, content=content)


def repository(at: float, files: Iterable[str]) -> list[Change]:
    """A repository without commits, and the files that agents work on."""
    folders = (".git/objects/", ".git/refs/heads/", ".git/refs/tags/")
    made = [Change(at=at, path=path, kind=Kind.CREATE, where=Where.REPOSITORY) for path in folders]
    made.append(text(at, ".git/HEAD", "ref: refs/heads/main\n"))
    made.append(text(at, ".git/config", CONFIG))
    return made + [text(at, path, f"// {path}\n") for path in files]


def worktree(at: float, path: str, name: str, branch: str) -> list[Change]:
    """A worktree of the repository at `path`, below it."""
    below = f".git/worktrees/{name}"
    inside = f"{WORKTREES}/{name}"
    return [
        text(at, f"{below}/HEAD", f"ref: refs/heads/{branch}\n"),
        text(at, f"{below}/commondir", "../..\n"),
        text(at, f"{below}/gitdir", f"{path}/{inside}/.git\n"),
        text(at, f"{inside}/.git", f"gitdir: {path}/{below}\n"),
    ]
