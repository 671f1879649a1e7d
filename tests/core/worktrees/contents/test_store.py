"""A snapshot holds the files of a worktree as they are, and no secret."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING

import pytest

from core.model.snapshot import LeftOut
from core.worktrees.store import snapshots, snapshotted
from tests.core.worktrees.shop import AT, TASK, files_of, git, took

if TYPE_CHECKING:
    from pathlib import Path

    from core.model.where import StateFolder


NESTED = "a repository of its own"
KEY = "sk-ant-" + "api03-" + "Zq9" * 20


def test_a_snapshot_holds_what_is_tracked_and_what_is_not_ignored(
    folder: StateFolder, tree: Path
) -> None:
    (tree / "a").write_text("changed")
    (tree / "new").write_bytes(b"\0\xff")
    (tree / "noise.log").write_text("x")
    (tree / "sub/b").unlink()
    taken = took(folder, tree)

    assert {b".gitignore", b"a", b"new"} == files_of(taken).keys()
    assert ("100644", b"changed") == files_of(taken)[b"a"]
    assert ("100644", b"\0\xff") == files_of(taken)[b"new"]
    assert (1, AT, "fan/ai-962", 3, ()) == (
        taken.number,
        taken.at,
        taken.branch,
        taken.files,
        taken.left_out,
    )
    assert git(tree, "rev-parse", "HEAD") == taken.base
    assert (taken,) == snapshots(folder, TASK)
    assert {TASK: 1} == snapshotted(folder)


def test_a_secret_is_in_no_snapshot_and_is_named(folder: StateFolder, tree: Path) -> None:
    for name in (".env", "sub/.env.local", "id_rsa", "tls.pem", "deploy.key"):
        (tree / name).write_text("PASSWORD=hunter2hunter2")
    (tree / "notes.txt").write_text(f"the key is {KEY}\n")
    (tree / "fine").write_text("x")
    taken = took(folder, tree)

    assert {b".gitignore", b"a", b"sub/b", b"fine"} == files_of(taken).keys()
    assert {
        LeftOut(".env", "looks like a secret"),
        LeftOut("deploy.key", "looks like a secret"),
        LeftOut("id_rsa", "looks like a secret"),
        LeftOut("notes.txt", "holds a key"),
        LeftOut("sub/.env.local", "looks like a secret"),
        LeftOut("tls.pem", "looks like a secret"),
    } == set(taken.left_out)
    everything = git(tree, f"--git-dir={taken.store}", "cat-file", "--batch-all-objects", "--batch")
    assert "hunter2" not in everything
    assert KEY not in everything


def test_a_secret_that_is_committed_is_kept_as_it_was_committed(
    folder: StateFolder, tree: Path
) -> None:
    (tree / ".env.example").write_text("PASSWORD=")
    (tree / ".env.test").write_text("PASSWORD=")
    git(tree, "add", ".")
    git(tree, "commit", "-qm", "Examples")
    (tree / ".env.example").write_text("PASSWORD=hunter2hunter2")
    taken = took(folder, tree)

    assert ("100644", b"PASSWORD=") == files_of(taken)[b".env.example"]
    kept = LeftOut(".env.example", "looks like a secret: kept as it was committed")
    assert (kept,) == taken.left_out


def test_a_file_that_gets_a_key_later_leaves_the_next_snapshot(
    folder: StateFolder, tree: Path
) -> None:
    (tree / "notes").write_text("no key yet")
    assert b"notes" in files_of(took(folder, tree))
    (tree / "notes").write_text(f"key: {KEY}")

    assert b"notes" not in files_of(took(folder, tree))


def test_links_modes_and_odd_names_are_held_as_they_are(folder: StateFolder, tree: Path) -> None:
    top = os.fsencode(tree)
    for name in (b"new\nline", b"not-utf8-\xff", b'quo"te', b"  spaces ", b":(top)a", b"-rf"):
        with open(top + b"/" + name, "wb") as file:
            file.write(name)
    (tree / "run.sh").write_text("x")
    (tree / "run.sh").chmod(0o755)
    (tree / "dangling").symlink_to("nowhere")
    (tree / "outside").symlink_to("/etc")
    git(tree, "add", "sub")
    (tree / "sub/b").unlink()
    (tree / "sub").rmdir()
    (tree / "sub").symlink_to(tree.parent)
    os.mkfifo(tree / "pipe")
    held = files_of(took(folder, tree))

    assert ("100644", b"not-utf8-\xff") == held[b"not-utf8-\xff"]
    assert {b"new\nline", b'quo"te', b"  spaces ", b":(top)a", b"-rf"} < held.keys()
    assert ("100755", b"x") == held[b"run.sh"]
    assert ("120000", b"nowhere") == held[b"dangling"]
    assert ("120000", b"/etc") == held[b"outside"]
    assert ("120000", os.fsencode(tree.parent)) == held[b"sub"]
    assert {b"sub/b", b"pipe"}.isdisjoint(held)


def test_repositories_inside_are_left_out_and_named(
    folder: StateFolder, shop: Path, tree: Path
) -> None:
    (tree / "vendored").mkdir()
    git(tree / "vendored", "init", "-q")
    (tree / "vendored/x").write_text("x")
    git(tree, "-c", "protocol.file.allow=always", "submodule", "add", "-q", str(shop), "part")
    git(tree, "commit", "-qm", "Part")
    taken = took(folder, tree)

    assert {LeftOut("part", "a repository of its own"), LeftOut("vendored/", NESTED)} == set(
        taken.left_out
    )
    assert "160000" == files_of(taken)[b"part"][0]
    assert b"vendored/x" not in files_of(taken)


def test_a_merge_that_stopped_half_way_is_held_as_it_lies_there(
    folder: StateFolder, tree: Path
) -> None:
    (tree / "a").write_text("ours")
    git(tree, "commit", "-qam", "Ours")
    git(tree, "checkout", "-q", "-b", "theirs", "HEAD~1")
    (tree / "a").write_text("theirs")
    git(tree, "commit", "-qam", "Theirs")
    with pytest.raises(subprocess.CalledProcessError):
        git(tree, "merge", "fan/ai-962")
    before = git(tree, "ls-files", "--unmerged")

    assert b"<<<<<<<" in files_of(took(folder, tree))[b"a"][1]
    assert before == git(tree, "ls-files", "--unmerged")


def test_bytes_are_kept_whatever_attributes_say(folder: StateFolder, tree: Path) -> None:
    ran = tree.parent / "ran"
    git(tree, "config", "filter.spy.clean", f"tee {ran}")
    git(tree, "config", "core.fsmonitor", f"touch {ran}")
    (tree / ".gitattributes").write_text("* text=auto eol=lf\n*.bin filter=spy\n*.id ident\n")
    (tree / "crlf").write_bytes(b"a\r\nb\r\n")
    (tree / "x.bin").write_bytes(b"raw")
    (tree / "x.id").write_bytes(b"$Id: 1234$")
    held = files_of(took(folder, tree))

    assert b"a\r\nb\r\n" == held[b"crlf"][1]
    assert b"raw" == held[b"x.bin"][1]
    assert b"$Id: 1234$" == held[b"x.id"][1]
    assert not ran.exists()


def test_ignored_files_are_those_that_git_ignores_there(
    folder: StateFolder, shop: Path, tree: Path
) -> None:
    (shop / ".git/info/exclude").write_text("private\n")
    (tree / "private").write_text("x")
    (tree / "forced.log").write_text("x")
    took(folder, tree)
    git(tree, "add", "-f", "forced.log")
    held = files_of(took(folder, tree))

    assert b"forced.log" in held
    assert b"private" not in held
    git(tree, "rm", "-q", "--cached", "forced.log")
    assert b"forced.log" not in files_of(took(folder, tree))


def test_what_a_sparse_checkout_leaves_away_is_no_deletion(folder: StateFolder, tree: Path) -> None:
    git(tree, "sparse-checkout", "set", "--no-cone", "/a")
    assert not (tree / "sub/b").exists()

    assert ("100644", b"y\n") == files_of(took(folder, tree))[b"sub/b"]
