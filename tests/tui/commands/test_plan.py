"""`groundstop plan`: writes what `preflight` reads, or says one sentence and writes nothing."""

from __future__ import annotations

import json
import os
import sys
from typing import TYPE_CHECKING

import pytest

from tests.tui.commands.calls import said

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

GH = f"""#!{sys.executable}
import os, sys
open(os.environ["GH_HEARD"], "w").write("\\n".join(sys.argv[1:]))
sys.stdout.write(os.environ.get("GH_OUT", ""))
sys.stderr.write(os.environ.get("GH_ERR", ""))
sys.exit(int(os.environ.get("GH_CODE", "0")))
"""
ISSUES = json.dumps(
    [{"number": 7, "title": "Seven", "body": "$(touch x); `id`", "url": "https://x/7"}]
)


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, shop: Callable[[Path], None]) -> Path:
    shop(tmp_path / "shop")
    monkeypatch.chdir(tmp_path / "shop")
    return tmp_path / "shop"


@pytest.fixture
def gh(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Put a program on the path that answers as gh does."""
    folder = tmp_path / "bin"
    folder.mkdir()
    (folder / "gh").write_text(GH)
    (folder / "gh").chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("GH_HEARD", str(tmp_path / "heard"))
    return tmp_path / "heard"


def test_a_new_plan_passes_its_preflight(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    written = said(capsys, "plan", "new")

    assert (0, "plan.toml: 1 task. Next: groundstop preflight plan.toml\n", "") == written
    code, out, _ = said(capsys, "preflight", "plan.toml", "--json")
    assert (0, 1, "shop") == (code, json.loads(out)["wanted"], json.loads(out)["plan"])
    assert [".git", "a", "plan.toml"] == sorted(os.listdir(here))


def test_nothing_is_written_over_unasked(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (here / "plan.toml").write_text("mine")
    code, out, err = said(capsys, "plan", "new")

    assert (2, "") == (code, out)
    assert "plan.toml is there already: --force" in err
    assert "mine" == (here / "plan.toml").read_text()
    assert 0 == said(capsys, "plan", "new", "--force")[0]
    assert "mine" != (here / "plan.toml").read_text()


def test_the_usual_brief_is_printed_and_a_plan_takes_it_as_its_own(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, err = said(capsys, "plan", "brief")
    (here.parent / "brief.md").write_text(out)
    said(capsys, "plan", "new", "../plan.toml")
    plan = here.parent / "plan.toml"
    plan.write_text(f'brief = "brief.md"\n{plan.read_text()}')

    assert (0, "") == (code, err)
    assert 0 == said(capsys, "preflight", "../plan.toml")[0]
    (here.parent / "brief.md").write_text("Go to {worktee}.\n")
    code, _, err = said(capsys, "preflight", "../plan.toml")
    assert 2 == code
    assert "brief.md line 1: nothing is known as {worktee}; did you mean {worktree}?" in err


def test_a_brief_that_saves_nothing_is_named_before_six_agents_begin(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    said(capsys, "plan", "new", "../plan.toml", "--runner", "claude")
    plan, brief = here.parent / "plan.toml", here.parent / "brief.md"
    task = '\n[[task]]\nid = "t{}"\nprompt = "do"\n'
    more = "".join(task.format(number) for number in range(6))
    plan.write_text(f'brief = "brief.md"\n{plan.read_text()}{more}')

    for text, is_named in (("Do {prompt}.", True), ("Do {prompt}; {checkpoint} saves it.", False)):
        brief.write_text(text)
        code, out, _ = said(capsys, "preflight", "../plan.toml")
        assert (0, is_named) == (code, "the plan's own brief never says {checkpoint}" in out)


def test_a_table_becomes_a_plan_beside_the_repository(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (here.parent / "t.csv").write_text("id,role\nA 1,AUDITOR\nB,\n")
    (here.parent / "t.md").write_text("Look at {id} as {role}.")
    words = ("plan", "from-csv", "../t.csv", "--template", "../t.md", "--out", "../my plan.toml")
    code, out, _ = said(capsys, *words)

    assert (0, "../my plan.toml: 2 tasks. Next: groundstop preflight '../my plan.toml'\n") == (
        code,
        out,
    )
    text = (here.parent / "my plan.toml").read_text()
    assert 'repo = "shop"' in text
    assert 'prompt = "Look at a-1 as AUDITOR."' in text
    assert 0 == said(capsys, "preflight", "../my plan.toml")[0]


def test_issues_become_a_plan_by_an_argument_list(
    here: Path, gh: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GH_OUT", ISSUES)
    label = "--web; touch y"
    code, out, _ = said(capsys, "plan", "from-issues", f"--label={label}", "--repo", "a/b")

    assert (0, "plan.toml: 1 task. Next: groundstop preflight plan.toml\n") == (code, out)
    heard = gh.read_text().split("\n")
    assert ["issue", "list", f"--label={label}"] == heard[:3]
    assert "--repo=a/b" in heard
    assert "$(touch x); `id`" in (here / "plan.toml").read_text()
    assert [".git", "a", "plan.toml"] == sorted(os.listdir(here))


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        ({"GH_OUT": "[]"}, "there is no open issue with the label x."),
        ({"GH_CODE": "4"}, "gh is not logged in: gh auth login does it."),
        ({"GH_CODE": "1", "GH_ERR": "try gh auth login"}, "gh is not logged in"),
        (
            {"GH_CODE": "1", "GH_ERR": "no git remotes\nmore"},
            "could not list the issues: no git remotes.",
        ),
        ({"GH_OUT": "hello"}, "is no list of issues"),
    ],
)
@pytest.mark.usefixtures("gh")
def test_what_gh_cannot_do_is_one_sentence(
    here: Path,
    answer: dict[str, str],
    sentence: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name, value in answer.items():
        monkeypatch.setenv(name, value)
    code, out, err = said(capsys, "plan", "from-issues", "--label", "x")

    assert (2, "", 1) == (code, out, err.count("\n"))
    assert sentence in err
    assert not (here / "plan.toml").exists()


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["from-issues", "--label", "x"], "gh is not installed"),
        (["from-issues", "--label", "x", "--repo", "-x"], "--repo -x: expected OWNER/NAME."),
        (["from-issues", "--label", " "], "expected the name of a label"),
        (["from-csv", "none.csv"], "none.csv: there is no such file."),
        (["from-csv", "a", "--template", "none.md"], "none.md: there is no such file."),
        (["new", "no/such/folder.toml"], "cannot be written: No such file or directory."),
        (["new", "--runner", "codex"], "--runner codex: expected one of claude, rehearsal."),
        (["new", "--name", "a b"], 'name = "a b" should be at most 64 letters'),
    ],
)
def test_a_plan_that_cannot_be_written_is_one_sentence(
    here: Path,
    words: list[str],
    sentence: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PATH", str(here))
    code, out, err = said(capsys, "plan", *words)

    assert (2, "", 1) == (code, out, err.count("\n"))
    assert sentence in err
    assert [".git", "a"] == sorted(os.listdir(here))
