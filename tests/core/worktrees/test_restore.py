"""A restore gives a fresh worktree with exactly the files of a snapshot, uncommitted."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import Misuse, Trouble
from core.model.snapshot import Boundary
from core.model.where import StateFolder
from core.worktrees.act import restore, restoring
from core.worktrees.secrets import is_secret_by_name
from tests.core.worktrees.shop import git, took

if TYPE_CHECKING:
    from collections.abc import Mapping

    from core.model.snapshot import Restored, Snapshot

File = tuple[str, bytes]
"""Kind (plain, executable, link) and content."""


def brought(snapshot: Snapshot, into: Path) -> Restored:
    """Restore into a folder, without waiting for anybody."""
    return restore(restoring(snapshot, str(into)), lambda _: pytest.fail("it waited"))


def written(top: Path, files: Mapping[bytes, File]) -> None:
    for name, (kind, content) in files.items():
        path = os.fsencode(top) + b"/" + name
        os.makedirs(os.path.dirname(path), exist_ok=True)
        if os.path.lexists(path):
            os.unlink(path)
        if kind == "link":
            os.symlink(content or b"nowhere", path)
            continue
        with open(path, "wb") as file:
            file.write(content)
        os.chmod(path, 0o755 if kind == "executable" else 0o644)


def files_below(top: Path) -> dict[bytes, File]:
    """Give every file below a folder, but for git's own."""
    found: dict[bytes, File] = {}
    root = os.fsencode(top)
    for folder, folders, names in os.walk(root):
        folders[:] = [one for one in folders if one != b".git"]
        links = [one for one in folders if os.path.islink(folder + b"/" + one)]
        for path in (folder + b"/" + one for one in (*names, *links) if one != b".git"):
            mode = os.lstat(path).st_mode
            if stat.S_ISLNK(mode):
                file = ("link", os.readlink(path))
            else:
                kind = "executable" if mode & stat.S_IXUSR else "plain"
                file = (kind, Path(os.fsdecode(path)).read_bytes())
            found[path[len(root) + 1 :]] = file
    return found


def test_a_restored_worktree_has_the_files_uncommitted_at_their_commit(
    folder: StateFolder, shop: Path, tree: Path
) -> None:
    (tree / "a").write_text("committed\n")
    git(tree, "commit", "-qam", "Work")
    (tree / "a").write_text("not committed\n")
    (tree / "new").write_text("new\n")
    (tree / "sub/b").unlink()
    snapshot = took(folder, tree)
    made = brought(snapshot, shop.parent / "fresh")
    fresh = Path(made.path)

    assert ("", "fan/ai-962-restored-1") == (made.because, made.branch)
    assert files_below(tree) == files_below(fresh)
    assert git(tree, "status", "--porcelain") == git(fresh, "status", "--porcelain")
    assert (snapshot.base, made.branch) == (
        git(fresh, "rev-parse", "HEAD"),
        git(fresh, "branch", "--show-current"),
    )
    assert str(fresh) in git(shop, "worktree", "list")


def test_a_second_restore_takes_another_branch(folder: StateFolder, shop: Path, tree: Path) -> None:
    snapshot = took(folder, tree)
    brought(snapshot, shop.parent / "one")

    assert "fan/ai-962-restored-1.2" == brought(snapshot, shop.parent / "two").branch


def test_a_commit_that_the_repository_has_lost_is_brought_back(
    folder: StateFolder, shop: Path, tree: Path
) -> None:
    (tree / "a").write_text("work\n")
    git(tree, "commit", "-qam", "Work")
    (tree / "a").write_text("more work\n")
    snapshot = took(folder, tree)
    git(shop, "worktree", "remove", "--force", str(tree))
    git(shop, "branch", "-D", "fan/ai-962")
    git(shop, "reflog", "expire", "--expire=now", "--all")
    git(shop, "gc", "-q", "--prune=now")
    made = brought(snapshot, tree)

    assert "" == made.because
    assert "more work\n" == (tree / "a").read_text()
    assert "Work" == git(tree, "log", "-1", "--format=%s")
    assert "M a" == git(tree, "status", "--porcelain")
    objects = git(shop, "cat-file", "--batch-all-objects", "--batch-check")
    assert snapshot.commit not in objects
    assert snapshot.tree not in objects


def test_a_folder_that_is_there_is_never_written_over(
    folder: StateFolder, shop: Path, tree: Path
) -> None:
    snapshot = took(folder, tree)
    (shop.parent / "full").mkdir()
    (shop.parent / "full/x").write_text("mine")
    (shop.parent / "link").symlink_to("nowhere")
    (shop.parent / "empty").mkdir()

    for name in ("full", "full/x", "link", "shop-wt/ai-962"):
        with pytest.raises(Misuse, match="is there already"):
            restoring(snapshot, str(shop.parent / name))
    assert "" == brought(snapshot, shop.parent / "empty").because


def test_nothing_is_left_where_a_restore_fails_half_way(
    folder: StateFolder, shop: Path, tree: Path
) -> None:
    (tree / "new").write_text("new")
    snapshot = took(folder, tree)
    asked = restoring(snapshot, str(shop.parent / "fresh"))
    blob = git(tree, "hash-object", "new")
    os.unlink(f"{snapshot.store}/objects/{blob[:2]}/{blob[2:]}")
    before = git(shop, "for-each-ref"), git(shop, "worktree", "list")

    assert "could not be made" in restore(asked, lambda _: None).because
    assert not (shop.parent / "fresh").exists()
    assert before == (git(shop, "for-each-ref"), git(shop, "worktree", "list"))


def test_without_its_repository_the_files_can_be_had_by_hand(
    folder: StateFolder, shop: Path, tree: Path
) -> None:
    (tree / "new").write_text("new")
    snapshot = took(folder, tree)
    (shop / ".git").rename(shop / "gone")
    with pytest.raises(Trouble, match="nothing can be restored") as told:
        restoring(snapshot, str(shop.parent / "fresh"))
    (shop.parent / "by-hand").mkdir()
    words = str(told.value).rpartition("The files: ")[2].replace("FOLDER", "by-hand")
    subprocess.run(["sh", "-c", words], cwd=shop.parent, check=True)

    assert files_below(tree) == files_below(shop.parent / "by-hand")


NAMES = st.sampled_from(
    [b"a", b"b", b"c.py", b".hidden", b"\xff", b"new\nline", b"\xc3\xa9", b" x ", b"x.log", b".env"]
) | st.binary(min_size=1, max_size=6).filter(lambda name: not {0, 47} & {*name})
PATHS = (
    st.lists(NAMES, min_size=1, max_size=3)
    .filter({b".", b"..", b".gitignore", b".gitattributes"}.isdisjoint)
    .filter(lambda parts: not any(part.lower().startswith(b".git") for part in parts))
    .map(b"/".join)
)
KINDS = st.sampled_from(["plain", "plain", "executable", "link"])
CONTENTS = st.binary(max_size=40).map(lambda content: content.replace(b"\0", b"-"))
TREES = st.dictionaries(PATHS, st.tuples(KINDS, CONTENTS), max_size=8).map(
    lambda files: {
        path: file
        for path, file in files.items()
        if not any(other.startswith(path + b"/") for other in files)
    }
)


def laid(top: Path, files: Mapping[bytes, File]) -> None:
    """Let these be the only files of a worktree, besides what git ignores by."""
    for path in top.iterdir():
        if path.is_dir() and not path.is_symlink() and path.name != ".git":
            shutil.rmtree(path)
        elif path.name not in {".git", ".gitignore"}:
            path.unlink()
    written(top, files)


def is_ignored(path: bytes) -> bool:
    return any(part.endswith(b".log") for part in path.split(b"/"))


@settings(max_examples=25)
@given(committed=TREES, staged=TREES, lying=TREES)
def test_every_tree_comes_back_as_it_was(
    committed: dict[bytes, File], staged: dict[bytes, File], lying: dict[bytes, File]
) -> None:
    with TemporaryDirectory() as where:
        top = Path(where).resolve() / "tree"
        git(top.parent, "init", "-qb", "main", "tree")
        (top / ".gitignore").write_text("*.log\n")
        laid(top, committed)
        git(top, "add", "-A", ".")
        git(top, "commit", "-qm", "Begin")
        laid(top, staged)
        git(top, "add", "-A", ".")
        folder = StateFolder(f"{where}/state")
        took(folder, top)
        laid(top, lying)
        boundary = Boundary.ATTEMPT
        fresh = Path(brought(took(folder, top, boundary), top.parent / "fresh").path)
        came = files_below(fresh)
        secrets = {path: file for path, file in came.items() if is_secret_by_name(path)}

        assert {
            path: file
            for path, file in files_below(top).items()
            if not is_ignored(path) and not is_secret_by_name(path)
        } == {path: file for path, file in came.items() if path not in secrets}
        assert secrets.items() <= {path: _linked(file) for path, file in committed.items()}.items()
        assert "" == git(fresh, "diff", "--cached")


def _linked(file: File) -> File:
    kind, content = file
    return (kind, content or b"nowhere") if kind == "link" else file
