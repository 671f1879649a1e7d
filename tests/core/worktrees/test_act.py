"""Worktrees are made beside the repository, with a branch each, whoever holds git's locks."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING

import pytest

from core.worktrees.act import make
from core.worktrees.changes.watch import has_changed
from core.worktrees.watch import commits_since, repository

if TYPE_CHECKING:
    from pathlib import Path


def git(where: Path, *words: str) -> str:
    named = ["-c", "user.name=x", "-c", "user.email=x@localhost"]
    done = subprocess.run(
        ["git", *named, *words], cwd=where, capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    shop = tmp_path / "shop"
    shop.mkdir()
    git(shop, "init", "-qb", "main")
    (shop / "a").write_text("x")
    git(shop, "add", ".")
    git(shop, "commit", "-qm", "Begin")
    return shop


def never(seconds: float) -> None:
    pytest.fail(f"it waited {seconds} s")


def test_a_worktree_has_a_branch_of_its_own_at_the_base(shop: Path) -> None:
    made = make(str(shop), f"{shop}-wt/one", "fan/one", "main", never)

    assert ("", f"{shop}-wt/one") == (made.because, made.path)
    assert git(shop, "rev-parse", "main") == made.commit
    assert "fan/one" == git(shop.parent / "shop-wt/one", "branch", "--show-current")


def test_one_that_is_there_is_taken_as_it_was_left(shop: Path) -> None:
    there = shop.parent / "shop-wt/one"
    make(str(shop), str(there), "fan/one", "main", never)
    (there / "b").write_text("work")
    git(there, "add", ".")
    git(there, "commit", "-qm", "Work")
    (there / "c").write_text("more")

    made = make(str(shop), str(there), "fan/one", "main", never)
    assert git(there, "rev-parse", "HEAD") == made.commit
    assert "more" == (there / "c").read_text()


def test_a_branch_without_its_worktree_gets_one(shop: Path) -> None:
    git(shop, "branch", "fan/one")

    assert "" == make(str(shop), f"{shop}-wt/one", "fan/one", "main", never).because


@pytest.mark.parametrize(
    ("branch", "base", "says"),
    [("main", "main", "main"), ("fan/x", "nowhere", "nowhere"), ("a..b", "main", "a..b")],
)
def test_what_cannot_be_is_said_in_gits_words(
    shop: Path, branch: str, base: str, says: str
) -> None:
    made = make(str(shop), f"{shop}-wt/x", branch, base, never)

    assert says in made.because
    assert "\n" not in made.because
    assert not (shop.parent / "shop-wt/x/.git").exists()


def test_a_folder_on_another_branch_is_left_alone(shop: Path) -> None:
    make(str(shop), f"{shop}-wt/one", "fan/one", "main", never)

    assert "not on fan/two" in make(str(shop), f"{shop}-wt/one", "fan/two", "main", never).because


def test_a_held_lock_is_waited_for_and_never_taken_away(shop: Path) -> None:
    lock = shop / ".git/refs/heads/fan/one.lock"
    lock.parent.mkdir(parents=True)
    lock.write_text("")
    waited: list[float] = []

    def wait(seconds: float) -> None:
        waited.append(seconds)
        assert lock.exists()
        if len(waited) == 3:
            os.unlink(lock)

    made = make(str(shop), f"{shop}-wt/one", "fan/one", "main", wait)

    assert ("", 3) == (made.because, len(waited))


def test_a_lock_that_stays_is_said(shop: Path) -> None:
    lock = shop / ".git/refs/heads/fan/one.lock"
    lock.parent.mkdir(parents=True)
    lock.write_text("")

    assert "lock" in make(str(shop), f"{shop}-wt/one", "fan/one", "main", lambda _: None).because
    assert lock.exists()


def test_a_repository_is_seen_as_a_run_needs_it(shop: Path) -> None:
    git(shop, "branch", "fan/old")
    make(str(shop), f"{shop}-wt/one", "fan/one", "main", never)
    seen = repository(str(shop), "main")

    assert (str(shop), f"{shop}/.git") == (seen.top, seen.git_folder)
    assert {"main": str(shop), "fan/one": f"{shop}-wt/one"} == seen.in_use
    assert not seen.is_dirty
    (shop / "untracked").write_text("x")
    assert not repository(str(shop), "main").is_dirty
    (shop / "a").write_text("y")
    assert repository(str(shop), "main").is_dirty


def test_a_worktree_of_it_names_the_same_git_folder(shop: Path) -> None:
    make(str(shop), f"{shop}-wt/one", "fan/one", "main", never)

    assert f"{shop}/.git" == repository(f"{shop}-wt/one", "main").git_folder


@pytest.mark.parametrize(
    ("place", "base", "says", "key"),
    [
        ("", "mian", "no commit mian in the repository; its branches are main", "base"),
        ("..", "main", "is no git repository", "repo"),
        ("../nowhere", "main", "is no git repository", "repo"),
    ],
)
def test_what_keeps_a_run_from_a_repository_is_said(
    shop: Path, place: str, base: str, says: str, key: str
) -> None:
    seen = repository(str(shop / place), base)

    assert says in seen.trouble
    assert key == seen.key


def test_commits_are_counted_from_the_beginning_of_a_task(shop: Path) -> None:
    begin = git(shop, "rev-parse", "HEAD")
    git(shop, "commit", "-qm", "More", "--allow-empty")

    assert 1 == commits_since(str(shop), begin)
    assert None is commits_since(str(shop), "0" * 40)
    assert None is commits_since(f"{shop}/nowhere", begin)


def test_what_has_changed_since_the_start_is_found_committed_or_not(shop: Path) -> None:
    start = git(shop, "rev-parse", "HEAD")
    (shop / "src/deep").mkdir(parents=True)
    (shop / "src/deep/b").write_text("new")

    assert has_changed(str(shop), start, ["src/**"])
    assert not has_changed(str(shop), start, ["src/*", "lib/**", "a"])
    git(shop, "add", ".")
    git(shop, "commit", "-qm", "Work")
    assert has_changed(str(shop), start, ["nothing", "src/**"])
    assert not has_changed(str(shop), git(shop, "rev-parse", "HEAD"), ["**"])
    (shop / "a").unlink()
    assert has_changed(str(shop), git(shop, "rev-parse", "HEAD"), ["a"])


def test_where_git_knows_nothing_it_is_unknown_what_has_changed(tmp_path: Path, shop: Path) -> None:
    assert has_changed(str(tmp_path / "gone"), "HEAD", ["**"]) is None
    assert has_changed(str(shop), "0" * 40, ["**"]) is None


def test_a_worktree_that_another_git_still_fills_is_waited_for(shop: Path) -> None:
    """An engine that is killed leaves its git at work; the index is written last."""
    there = shop.parent / "shop-wt/one"
    git(shop, "worktree", "add", "-q", "--no-checkout", "-b", "fan/one", str(there), "main")
    waits: list[float] = []

    def wait(seconds: float) -> None:
        waits.append(seconds)
        if len(waits) == 2:
            git(there, "reset", "-q", "--hard")

    assert "" == make(str(shop), str(there), "fan/one", "main", wait).because
    assert 2 == len(waits)
    assert "" == git(there, "status", "--porcelain")


def test_a_worktree_that_stays_half_made_is_said_with_what_to_do(shop: Path) -> None:
    there = f"{shop}-wt/one"
    git(shop, "worktree", "add", "-q", "--no-checkout", "-b", "fan/one", there, "main")

    because = make(str(shop), there, "fan/one", "main", lambda _: None).because
    assert f"{there} is only half made; git worktree remove --force {there}" in because


def test_a_worktree_of_a_commit_without_files_is_whole(shop: Path) -> None:
    git(shop, "switch", "-q", "--orphan", "empty")
    git(shop, "commit", "-q", "--allow-empty", "-m", "Nothing")
    git(shop, "switch", "-q", "main")

    assert "" == make(str(shop), f"{shop}-wt/one", "fan/one", "empty", never).because
