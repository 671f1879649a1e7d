"""Snapshots are kept apart from the user's repository, and nothing of it notices."""

from __future__ import annotations

import os
import shutil
import subprocess
import threading
from pathlib import Path

import pytest

from core.model.snapshot import Boundary, Taken
from core.model.where import StateFolder
from core.worktrees.act import make
from core.worktrees.store import remove, salvage, snapshots, snapshotted, take
from tests.core.worktrees.shop import AT, NAME, TASK, files_of, git, took


def everything_of(shop: Path, tree: Path) -> dict[str, object]:
    """Give all that a snapshot must not change: refs, objects, index, HEAD, status, files."""
    own = shop / ".git/worktrees/ai-962"
    listed = [path for path in sorted((shop / ".git").rglob("*")) if path.is_file()]
    return {
        "refs": git(shop, "for-each-ref"),
        "objects": git(shop, "cat-file", "--batch-all-objects", "--batch-check"),
        "count": git(shop, "count-objects", "-v"),
        "git folder": {str(one): one.read_bytes() for one in listed},
        "index": ((own / "index").read_bytes(), (own / "index").stat().st_mtime_ns),
        "status": git(tree, "--no-optional-locks", "status", "--porcelain=v2", "--branch"),
        "files": sorted(str(one) for one in tree.rglob("*")),
    }


def test_nothing_of_the_user_changes(folder: StateFolder, shop: Path, tree: Path) -> None:
    (tree / "a").write_text("changed")
    (tree / "staged").write_text("staged")
    git(tree, "add", "staged")
    (tree / "staged").write_text("staged, then changed")
    (tree / "new").write_text("new")
    before = everything_of(shop, tree)
    took(folder, tree)
    (tree / "new").write_text("newer")
    took(folder, tree)
    salvage(folder, str(tree), TASK, AT)
    (tree / "new").write_text("new")

    assert before == everything_of(shop, tree)


def test_a_mirror_of_the_repository_has_nothing_of_ours(
    folder: StateFolder, shop: Path, tree: Path
) -> None:
    (tree / "new").write_text("only in a snapshot")
    taken = took(folder, tree)
    mirror = shop.parent / "mirror.git"
    git(shop.parent, "init", "-q", "--bare", str(mirror))
    git(shop, "push", "-q", "--mirror", str(mirror))
    refs = git(mirror, "for-each-ref", "--format=%(refname)").split()

    assert ["refs/heads/fan/ai-962", "refs/heads/main"] == refs
    blob = git(tree, "hash-object", "new")
    for where in (shop, mirror):
        objects = git(where, "cat-file", "--batch-all-objects", "--batch-check")
        assert taken.commit not in objects
        assert taken.tree not in objects
        assert blob not in objects


def test_a_snapshot_outlives_what_git_takes_away(
    folder: StateFolder, shop: Path, tree: Path
) -> None:
    (tree / "a").write_text("work")
    git(tree, "commit", "-qam", "Work")
    (tree / "new").write_text("more")
    taken = took(folder, tree)
    git(shop, "worktree", "remove", "--force", str(tree))
    git(shop, "branch", "-D", "fan/ai-962")
    git(shop, "reflog", "expire", "--expire=now", "--all")
    git(shop, "gc", "-q", "--prune=now")

    with pytest.raises(subprocess.CalledProcessError):
        git(shop, "cat-file", "-e", taken.base)
    assert b"work" == files_of(taken)[b"a"][1]
    git(shop, f"--git-dir={taken.store}", "fsck", "--strict", "--no-dangling")


def test_nothing_changed_is_no_snapshot_unless_something_has_ended(
    folder: StateFolder, tree: Path
) -> None:
    def again(boundary: Boundary, attempt: str = "") -> Taken:
        return take(folder, str(tree), TASK, boundary=boundary, at=AT, attempt=attempt)

    took(folder, tree)
    os.utime(tree / "a")
    assert Taken() == again(Boundary.TURN)
    assert again(Boundary.ATTEMPT, "one").snapshot is not None
    assert Taken() == again(Boundary.ATTEMPT, "one")
    assert again(Boundary.ATTEMPT, "two").snapshot is not None
    git(tree, "commit", "-qm", "Empty", "--allow-empty")
    assert again(Boundary.TURN).snapshot is not None
    assert {TASK: 4} == snapshotted(folder)


def test_the_last_three_are_kept_and_one_of_every_boundary(folder: StateFolder, tree: Path) -> None:
    ends = {2: "one", 4: "two", 5: "two"}
    for number in range(1, 10):
        (tree / "a").write_text(str(number))
        boundary = Boundary.ATTEMPT if number in ends else Boundary.TURN
        take(folder, str(tree), TASK, boundary=boundary, at=AT, attempt=ends.get(number, ""))

    assert [2, 5, 7, 8, 9] == [one.number for one in snapshots(folder, TASK)]
    assert {TASK: 9} == snapshotted(folder)


def test_with_its_last_snapshot_the_repository_of_ours_goes(
    folder: StateFolder, shop: Path, tree: Path
) -> None:
    took(folder, tree)
    take(folder, str(tree), "batch/other", boundary=Boundary.TURN, at=AT)
    remove(folder, TASK)

    assert () == snapshots(folder, TASK)
    assert {"batch/other": 1} == snapshotted(folder)
    remove(folder, "batch/other")
    assert {} == snapshotted(folder)
    assert [] == list((shop.parent / "state/worktrees").glob("*.git"))
    assert 1 == took(folder, tree).number


@pytest.mark.parametrize("where", ["gone", "inside/deep", "plain"])
def test_what_is_no_worktree_is_said(
    folder: StateFolder, shop: Path, tmp_path: Path, where: str
) -> None:
    (shop / "inside/deep").mkdir(parents=True)
    (tmp_path / "plain").mkdir()
    path = {"inside/deep": shop / where}.get(where, tmp_path / where)
    taken = take(folder, str(path), TASK, boundary=Boundary.TURN, at=AT)

    assert taken.snapshot is None
    assert taken.because.startswith(f"no snapshot of {path}: ")
    assert "\n" not in taken.because


def test_a_disk_that_refuses_is_said_and_harms_nothing(tree: Path, tmp_path: Path) -> None:
    (tmp_path / "state").write_text("a file where a folder should be")
    taken = take(
        StateFolder(str(tmp_path / "state")), str(tree), TASK, boundary=Boundary.TURN, at=AT
    )

    assert "no snapshot" in taken.because


def test_a_disk_that_is_nearly_full_is_left_to_others(
    folder: StateFolder, tree: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = took(folder, tree).store
    begun = [
        f"{store}/objects/{name}"
        for name in ("ab/tmp_obj_x", "tmp_objdir-y/cd/z", "../packed-refs.lock")
    ]
    for path in begun:
        os.makedirs(os.path.dirname(path), exist_ok=True)
        Path(path).touch()
    (tree / "new").write_text("new")
    monkeypatch.setattr("core.worktrees.bare.store.SPARED", 1 << 60)
    taken = take(folder, str(tree), TASK, boundary=Boundary.TURN, at=AT)

    assert f"MB are left on the disk of {store}; snapshots leave" in taken.because
    assert [] == [path for path in begun if os.path.exists(path)]


def test_locks_and_an_index_that_a_crash_left_are_no_hindrance(
    folder: StateFolder, tree: Path
) -> None:
    store = took(folder, tree).store
    own = f"{store}/groundstop/{NAME}"
    (tree / "a").write_text("2")
    for path in (
        f"{own}/index.lock",
        f"{store}/refs/groundstop/{NAME}/2.lock",
    ):
        open(path, "w").close()
    with open(f"{own}/index", "wb") as file:
        file.write(b"DIRC torn")

    assert (2, b"2") == ((second := took(folder, tree)).number, files_of(second)[b"a"][1])


def test_worktrees_of_one_repository_are_taken_at_once(folder: StateFolder, shop: Path) -> None:
    taken: dict[str, Taken] = {}

    def work(name: str) -> None:
        path = f"{shop}-wt/{name}"
        for number in range(3):
            with open(f"{path}/mine", "w", encoding="utf-8") as file:
                file.write(f"{name} {number}")
            taken[f"{name} {number}"] = take(
                folder, path, f"batch/{name}", boundary=Boundary.TURN, at=AT
            )

    names = [f"t{number}" for number in range(4)]
    for name in names:
        make(str(shop), f"{shop}-wt/{name}", f"fan/{name}", "main", lambda _: None)
    threads = [threading.Thread(target=work, args=(name,)) for name in names]
    for one in threads:
        one.start()
    for one in threads:
        one.join()

    assert [] == [one.because for one in taken.values() if one.because]
    assert {f"batch/{name}": 3 for name in names} == snapshotted(folder)
    for said, one in taken.items():
        assert one.snapshot is not None
        assert said.encode() == files_of(one.snapshot)[b"mine"][1]


def test_refs_that_somebody_has_packed_are_counted_too(folder: StateFolder, tree: Path) -> None:
    taken = took(folder, tree)
    git(tree, f"--git-dir={taken.store}", "pack-refs", "--all")

    assert {TASK: 1} == snapshotted(folder)
    assert (taken,) == snapshots(folder, TASK)


@pytest.mark.parametrize("kind", ["packed", "shallow", "shared", "sha256", "bare", "unborn"])
def test_repositories_of_every_kind_have_snapshots(
    folder: StateFolder, shop: Path, tmp_path: Path, kind: str
) -> None:
    there = tmp_path / kind
    git(shop, "commit", "-qm", "Second", "--allow-empty")
    clone = ("clone", "-q", "--no-local", f"file://{shop}", str(there))
    how: dict[str, list[tuple[str, ...]]] = {
        "packed": [clone, ("-C", str(there), "gc", "-q")],
        "shallow": [(*clone, "--depth=1")],
        "shared": [("clone", "-q", "--shared", str(shop), str(there))],
        "sha256": [("init", "-q", "--object-format=sha256", str(there))],
        "bare": [
            ("clone", "-q", "--bare", str(shop), f"{there}.git"),
            (f"--git-dir={there}.git", "worktree", "add", "-q", "-b", "x", str(there)),
        ],
        "unborn": [("init", "-q", str(there))],
    }
    for words in how[kind]:
        git(tmp_path, *words)
    if kind == "sha256":
        (there / "a").write_text("x")
        git(there, "add", ".")
        git(there, "commit", "-qm", "Begin")
    (there / "new").write_text("new")
    (there / ".env").write_text("x")
    first = took(folder, there)
    if kind != "unborn":
        git(there, "commit", "-q", "--allow-empty", "-m", "More")
    (there / "a").write_text("changed")
    second = took(folder, there)

    assert b"new" in files_of(first)
    assert b"changed" == files_of(second)[b"a"][1]
    assert b".env" not in files_of(second)
    assert not (Path(second.store) / "objects/info/alternates").exists()
    shutil.rmtree(shop)
    git(tmp_path, f"--git-dir={second.store}", "fsck", "--no-dangling")
