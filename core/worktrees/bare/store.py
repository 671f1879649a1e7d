"""Keeps a bare repository of ours: objects and refs in it are never in the user's (D18).

It is a clone with hard links, so what the user's `git gc` takes away stays in it.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import tempfile
from contextlib import ExitStack, contextmanager, suppress
from glob import glob
from typing import TYPE_CHECKING

from core.files.act import put
from core.worktrees.bare.watch import refs

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

SETTINGS = {
    "core.fileMode": "true",
    "core.symlinks": "true",
    "core.logAllRefUpdates": "false",
    "core.compression": "1",
    "core.fsyncMethod": "batch",
    "gc.auto": "2000",
    "gc.autoDetach": "false",
    "gc.packRefs": "false",
    "gc.pruneExpire": "1.day.ago",
    "uploadpack.allowAnySHA1InWant": "true",
}
"""Set in the repository. Refs stay files of their own: they are counted without git."""
AS_IT_IS = b"* -text -filter -ident !eol !working-tree-encoding\n"
"""Wins over every other attribute: bytes are kept as they are, and no filter of anybody runs."""
ALONE = {
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_ALTERNATE_OBJECT_DIRECTORIES": "",
    "GIT_LITERAL_PATHSPECS": "1",
}
"""What git heeds in our repository: its own settings alone."""
NOBODY = {"GIT_DEFAULT_REF_FORMAT": "files", "GIT_TERMINAL_PROMPT": "0", "GIT_OPTIONAL_LOCKS": "0"}
SPARED = 100 << 20
"""Bytes of a disk that snapshots leave to others."""
SOURCE = "groundstop/source"
"""Says whose repository it is of."""
UNHOOKED = ("-c", f"core.hooksPath={os.devnull}", "-c", "core.fsmonitor=false")
"""Nothing of the user's runs because we look."""
READ = (*UNHOOKED, "-c", "protocol.file.allow=always")


class Bare:
    """Our repository of one repository of the user's."""

    def __init__(self, path: str) -> None:
        self.path = path

    def run(
        self, *words: str, index: str = "", tree: str = "", fed: bytes = b"", **named: str
    ) -> bytes:
        """Run git in it, on an index and for a worktree; raises GitCommandError."""
        places = {"GIT_DIR": self.path, "GIT_OBJECT_DIRECTORY": f"{self.path}/objects"}
        if index:
            places |= {"GIT_INDEX_FILE": index, "GIT_WORK_TREE": tree}
        where = ("-C", tree) if tree else ()
        return run(*where, *UNHOOKED, *words, fed=fed, env={**ALONE, **places, **named})

    @property
    def source(self) -> str:
        """Git folder of the user's repository."""
        with open(f"{self.path}/{SOURCE}", "rb") as file:
            return os.fsdecode(file.read())

    def keep(self, name: str, content: bytes) -> None:
        """Write a file in it, unless it says that already."""
        path = f"{self.path}/{name}"
        try:
            with open(path, "rb") as file:
                if file.read() == content:
                    return
        except FileNotFoundError:
            os.makedirs(os.path.dirname(path), exist_ok=True)
        put(path, content)

    def make_sure_of(self, size: int) -> None:
        """Raise OSError where so many bytes would fill the disk: agents need it, too."""
        disk = os.statvfs(self.path)
        free = disk.f_bavail * disk.f_frsize
        if free - size < SPARED:
            left = f"{free >> 20} MB are left on the disk of {self.path}"
            raise OSError(f"only {left}; snapshots leave {SPARED >> 20} MB to others")

    @contextmanager
    def alone(self, task: str) -> Iterator[str]:
        """Give the task's own index; whoever else wants it waits.

        Locks of git that lie there then are those of somebody who died.
        """
        mine = f"{self.path}/groundstop/{task}"
        os.makedirs(mine, exist_ok=True)
        with _locked(f"{mine}/lock") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            left = f"{mine}/*.lock", f"{self.path}/refs/groundstop/{task}/*.lock"
            for path in (path for one in left for path in glob(one)):
                os.unlink(path)
            yield f"{mine}/index"

    def fetch(self, worktree: str) -> None:
        """Get the commit at which a worktree is, and what it rests on."""
        quiet = ("--quiet", "--no-tags", "--no-write-fetch-head", "--no-auto-gc")
        run(*READ, "-C", self.path, "fetch", *quiet, worktree, "HEAD", env={"GIT_DIR": self.path})

    def has(self, commit: str) -> bool:
        """Tell whether a commit is in it."""
        import git  # noqa: PLC0415, raises where no git is installed

        try:
            self.run("cat-file", "-e", f"{commit}^{{commit}}")
        except git.GitCommandError:
            return False
        return True


def run(*words: str, fed: bytes = b"", env: Mapping[str, str]) -> bytes:
    """Run git, and give what it wrote; raises GitCommandError, OSError."""
    import git  # noqa: PLC0415, raises where no git is installed

    with ExitStack() as opened:
        file = opened.enter_context(tempfile.TemporaryFile()) if fed else None
        if file is not None:
            file.write(fed)
            file.seek(0)
        return git.Git().execute(
            ["git", *words],
            istream=file,
            env={**NOBODY, **env},
            stdout_as_string=False,
            strip_newline_in_stdout=False,
        )


@contextmanager
def opened(folder: str, git_folder: str) -> Iterator[Bare]:
    """Give our repository of a user's repository, made if it is not there; it stays meanwhile."""
    bare = Bare(f"{folder}/{_mark(git_folder)}.git")
    os.makedirs(folder, mode=0o700, exist_ok=True)
    with _locked(f"{bare.path}.lock") as lock:
        if not os.path.isdir(bare.path):
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not os.path.isdir(bare.path):
                _make(bare.path, git_folder)
            fcntl.flock(lock, fcntl.LOCK_SH)
        with ExitStack() as undo:
            undo.callback(_sweep, bare.path, lock)
            bare.keep("info/attributes", AS_IT_IS)
            bare.keep(SOURCE, os.fsencode(git_folder))
            yield bare
            undo.pop_all()


def discard(path: str) -> None:
    """Remove a repository of ours if no snapshot is in it, once nobody is at work there."""
    with _locked(f"{path}.lock") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not any(refs(path)):
            shutil.rmtree(path, ignore_errors=True)


def _mark(git_folder: str) -> str:
    """Tell the repositories apart by the folder that all worktrees of one share."""
    where = os.path.realpath(git_folder).encode("utf-8", "surrogateescape")
    return hashlib.sha256(where).hexdigest()[:16]


def _sweep(path: str, lock: int) -> None:
    """Take away what git began and did not end, and its locks, unless somebody else is at work."""
    with suppress(BlockingIOError):
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        names = ("objects/*/tmp_*", "objects/tmp_*", "*.lock")
        for begun in (begun for name in names for begun in glob(f"{path}/{name}")):
            if os.path.isdir(begun):
                shutil.rmtree(begun)
            else:
                os.unlink(begun)


@contextmanager
def _locked(path: str) -> Iterator[int]:
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH)
        yield descriptor
    finally:
        os.close(descriptor)


def _make(path: str, git_folder: str) -> None:
    draft = f"{path}.draft"
    shutil.rmtree(draft, ignore_errors=True)
    settings = [word for key, value in SETTINGS.items() for word in ("-c", f"{key}={value}")]
    with ExitStack() as undo:
        undo.callback(shutil.rmtree, draft, ignore_errors=True)
        plain = ("--bare", "--quiet", "--template=")
        run(*READ, "clone", *plain, *settings, "--", git_folder, draft, env={})
        if os.path.exists(f"{draft}/objects/info/alternates"):
            run("--git-dir", draft, "repack", "-a", "-d", "-q", env=ALONE)
            os.unlink(f"{draft}/objects/info/alternates")
        os.rename(draft, path)
        undo.pop_all()
