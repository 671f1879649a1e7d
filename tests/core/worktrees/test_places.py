"""Where directories belong, read from real repositories without starting git."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING

import pytest

from core.model.worktree import Place
from core.worktrees.watch import commits_since, place, places, uncommitted

if TYPE_CHECKING:
    from pathlib import Path


def git(folder: Path, *words: str) -> None:
    who = ("-c", "user.name=Ada", "-c", "user.email=ada@example.org")
    subprocess.run(["git", *who, *words], cwd=folder, check=True, capture_output=True)


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """A repository with a nested folder and a linked worktree beside it."""
    folder = tmp_path / "shop"
    folder.mkdir()
    git(folder, "init", "-b", "main")
    git(folder, "commit", "--allow-empty", "-m", "Begin")
    git(folder, "worktree", "add", "-b", "fan/cart", str(tmp_path / "shop-wt"))
    (folder / "src/deep").mkdir(parents=True)
    return folder


def test_a_nested_directory_belongs_to_its_repository(shop: Path) -> None:
    found = place(str(shop / "src/deep"))

    assert Place(cwd=found.cwd, worktree=str(shop), repository=str(shop), branch="main") == found


def test_a_linked_worktree_belongs_to_the_same_family(shop: Path, tmp_path: Path) -> None:
    found = place(str(tmp_path / "shop-wt"))

    assert (str(tmp_path / "shop-wt"), str(shop), "fan/cart") == (
        found.worktree,
        found.repository,
        found.branch,
    )


def test_a_worktree_inside_the_repository_is_its_own(shop: Path) -> None:
    inside = shop / ".claude/worktrees/feature-x"
    git(shop, "worktree", "add", "-b", "feature/x", str(inside))

    assert (str(inside), str(shop), "feature/x") == (
        place(str(inside)).worktree,
        place(str(inside)).repository,
        place(str(inside)).branch,
    )


def test_a_detached_head_has_no_branch(shop: Path) -> None:
    git(shop, "checkout", "--detach")

    assert ("", str(shop)) == (place(str(shop)).branch, place(str(shop)).worktree)


def test_another_branch_is_seen_at_the_next_look(shop: Path) -> None:
    git(shop, "checkout", "-b", "fan/é-日")

    assert "fan/é-日" == place(str(shop)).branch


def test_a_directory_that_is_gone_belongs_where_its_parents_do(shop: Path) -> None:
    assert str(shop) == place(str(shop / "gone/since/long")).worktree


@pytest.mark.parametrize("cwd", ["", "relative/path", "/", "/" + "x" * 5000, "/no/such\0place"])
def test_no_repository_is_no_place(cwd: str) -> None:
    assert Place(cwd=cwd) == place(cwd)


def test_odd_files_named_git_do_no_harm(tmp_path: Path) -> None:
    for name in ("fifo", "text", "link", "lost"):
        (tmp_path / name).mkdir()
    os.mkfifo(tmp_path / "fifo/.git")
    (tmp_path / "text/.git").write_bytes(b"\xff\0 not git at all")
    (tmp_path / "link/.git").symlink_to("nowhere")
    (tmp_path / "lost/.git").write_text("gitdir: /no/such/folder\n")
    found = places(str(tmp_path / name) for name in ("fifo", "text", "link", "lost"))

    assert {""} == {one.branch for one in found.values()}


def test_a_hostile_branch_name_is_made_harmless(shop: Path) -> None:
    (shop / ".git/HEAD").write_bytes(b"ref: refs/heads/a\x1b]0;x\x07" + b"y" * 500 + b"\n")

    assert place(str(shop)).branch.startswith("a␛]0;x\ufffd")
    assert 200 >= len(place(str(shop)).branch)


def test_commits_are_counted_and_files_that_no_commit_has(shop: Path, tmp_path: Path) -> None:
    tree = tmp_path / "shop-wt"
    began = subprocess.run(
        ["git", "rev-parse", "HEAD"], cwd=tree, check=True, capture_output=True, text=True
    ).stdout.strip()
    assert (0, 0) == (commits_since(str(tree), began), uncommitted(str(tree)))

    (tree / "one").write_text("1")
    (tree / "two words").write_text("2")
    assert 2 == uncommitted(str(tree))
    git(tree, "add", ".")
    git(tree, "commit", "-m", "Two")
    git(tree, "commit", "--allow-empty", "-m", "Three")
    assert (2, 0) == (commits_since(str(tree), began), uncommitted(str(tree)))
    git(shop, "pack-refs", "--all")
    assert 2 == commits_since(str(tree), began)
    git(tree, "checkout", "--detach")
    assert 2 == commits_since(str(tree), began)


def test_of_a_folder_that_is_gone_nothing_is_counted(tmp_path: Path) -> None:
    gone = str(tmp_path / "gone")

    assert (None, None) == (commits_since(gone, "c0"), uncommitted(gone))
