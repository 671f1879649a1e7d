"""Settings are shown with their winner, a first file is written, and mistakes are found."""

from __future__ import annotations

import json
import tomllib
from typing import TYPE_CHECKING

import pytest
from jsonschema import Draft202012Validator

from core.settings.hot import DEFAULTS, read
from tests.tui.commands.calls import NOW, recording, said

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def mine(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The user's file, and a working directory without one."""
    monkeypatch.chdir(tmp_path)
    path = home / ".config/groundstop/config.toml"
    path.parent.mkdir(parents=True)
    return path


def test_path_is_where_init_writes(mine: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert (0, f"{mine}\n", "") == said(capsys, "config", "path")
    assert (0, f"Wrote {mine}\n", "") == said(capsys, "config", "init")
    assert (0, "What is set is valid.\n", "") == said(capsys, "config", "validate")


def test_a_first_file_holds_every_default_as_a_comment(
    mine: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    said(capsys, "config", "init")
    text = mine.read_text()
    lines = [line.removeprefix("# ") if " = " in line else line for line in text.splitlines()]
    bare = tomllib.loads("\n".join(lines))

    assert all(len(line) <= 100 for line in text.splitlines())
    assert {"dashboard.mark": "space,m"} == bare.pop("keys")
    assert read(DEFAULTS) == read(bare)
    assert set(DEFAULTS) - {"keys"} == set(bare)
    schema = json.loads(said(capsys, "schema", "settings")[1])
    assert [] == list(Draft202012Validator(schema).iter_errors(bare))
    assert [] != list(Draft202012Validator(schema).iter_errors({"coordination_dir": "../x"}))


def test_a_file_is_not_overwritten_unless_forced(
    mine: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    mine.write_text("[ui]\n")
    code, out, err = said(capsys, "config", "init")

    assert (2, "") == (code, out)
    assert f"groundstop: {mine} is there already; --force overwrites it.\n" == err
    assert "[ui]\n" == mine.read_text()
    assert 0 == said(capsys, "config", "init", "--force")[0]
    assert "[ui]\n" != mine.read_text()


def test_a_project_has_a_file_of_its_own(
    mine: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert 0 == said(capsys, "config", "init", "--project")[0]
    assert not mine.exists()
    text = (tmp_path / "groundstop.toml").read_text()

    assert "# command = " not in text
    assert "# theme = " in text
    assert 0 == said(capsys, "config", "validate", "groundstop.toml")[0]


def test_show_names_the_winner_of_each(
    mine: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    mine.write_text('[ui]\ntheme = "light"\n[keys]\ngrid.down = "e"\n')
    monkeypatch.setenv("GROUNDSTOP_LIMITS_SINCE", "7d")
    _, out, _ = said(capsys, "config", "show")
    rows = {line.split()[0]: line.split()[1:] for line in out.splitlines()}
    _, text, _ = said(capsys, "config", "show", "--json")
    places = {row["name"]: row["place"] for row in json.loads(text)["settings"]}

    assert ['"light"', "user:", str(mine), "line", "2"] == rows["ui.theme"]
    assert ['"7d"', "environment:", "GROUNDSTOP_LIMITS_SINCE"] == rows["limits.since"]
    assert ['"auto"', "default"] == rows["ui.glyphs"]
    assert f"{mine} line 4" == places["keys.grid.down"]
    assert places["ui.glyphs"] is None


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ('[ui]\ntheme = "drak"\n', 'line 2: ui.theme = "drak" should be one of auto, dark, light,'),
        ('\n[keys]\n"grid.dwn" = "j"\n', "line 3: there is no setting keys.grid.dwn. Did you mean"),
        ('[keys]\ngrid.down = "k"\n', 'line 2: keys.grid.down = "k": k is the key of grid.up'),
    ],
)
def test_validate_finds_a_mistake(
    mine: Path, capsys: pytest.CaptureFixture[str], text: str, sentence: str
) -> None:
    mine.write_text(text)
    code, out, err = said(capsys, "config", "validate")
    one = said(capsys, "config", "validate", str(mine))

    assert (2, "") == (code, out)
    assert err.startswith(f"groundstop: {mine} {sentence}")
    assert 1 == err.count("\n")
    assert (2, "", err) == one


def test_validate_wants_a_file_that_is_there(
    mine: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, _, err = said(capsys, "config", "validate", f"{mine.parent}/other.toml")

    assert 2 == code
    assert f"groundstop: {mine.parent}/other.toml: there is no such file.\n" == err


@pytest.mark.parametrize("command", [("status",), ("usage",), ("agents",)])
def test_a_command_stops_at_a_mistake(
    mine: Path, capsys: pytest.CaptureFixture[str], command: tuple[str, ...]
) -> None:
    mine.write_text('[ui]\ntheme = "drak"\n')
    code, out, err = said(capsys, *command, "--claude-home", recording())

    assert (2, "") == (code, out)
    assert err.startswith(f"groundstop: {mine} line 2: ")


def test_limits_and_since_are_what_a_person_set(
    mine: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    where = ("--claude-home", recording("credit-exhausted"), "--now", "2026-11-27T12:00:00Z")
    mine.write_text('[limits]\nsince = "1h"\n')
    _, narrow, _ = said(capsys, "status", "--json", *where)
    mine.write_text('[limits]\nsince = "all"\nquiet_minutes = 0.01\nstalled_minutes = 30\n')
    code, _, err = said(capsys, "status", "--json", *where)
    assert 2 == code
    assert "stalled_while_pending_minutes = 10 should be at least" in err
    mine.write_text('[limits]\nsince = "all"\n')
    _, wide, _ = said(capsys, "status", "--json", *where)

    assert [] == json.loads(narrow)["agents"]
    assert json.loads(wide)["agents"]


def test_the_stall_limit_is_the_one_that_was_set(
    mine: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    mine.write_text("[limits]\nstalled_minutes = 7\nstalled_while_pending_minutes = 8\n")
    where = ("--claude-home", recording(), "--now", NOW)
    _, out, _ = said(capsys, "agents", "show", "alpha", "--json", *where)

    assert json.loads(out)["stall_limit_s"] in {420, 480}
