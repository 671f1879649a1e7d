"""Agents are listed worst first, and one is told in full, whatever it is called by."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tests.tui.commands.calls import NOW, recording, said

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

HOME = ("--claude-home", recording())
WHERE = (*HOME, "--now", NOW)


def test_a_line_has_key_name_and_state(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = said(capsys, "agents", *WHERE)

    assert 0 == code
    assert 6 == len(out.splitlines())
    assert re.search(r"^25fcc846/a9719988f18fd7669  alpha worker +done$", out, re.MULTILINE)


def test_an_agent_is_found_by_name_or_id_also_when_it_is_old(
    capsys: pytest.CaptureFixture[str],
) -> None:
    for word in ("alpha worker", "a9719988f18fd7669", "a9719", "25fcc846/a9719988f18fd7669"):
        code, out, _ = said(capsys, "agents", "show", word, *HOME, "--now", "2028-01-01")

        assert 0 == code
        assert out.startswith("alpha worker  25fcc846/a9719988f18fd7669: done")
    _, out, _ = said(capsys, "agents", "show", "25fc", *WHERE)
    assert "kind      main" in out


def test_options_stand_before_or_behind_the_name(capsys: pytest.CaptureFixture[str]) -> None:
    assert 0 == said(capsys, "agents", *WHERE, "show", "alpha")[0]
    code, _, err = said(capsys, "agents", "--json", "show", "alpha", *WHERE)

    assert (2, "groundstop: agents show: write the options behind the name.\n") == (code, err)


def test_a_word_with_several_meanings_lists_them(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = said(capsys, "agents", "show", "a", *WHERE)

    assert (2, "") == (code, out)
    assert err.startswith("groundstop: a may be any of 5 agents: 25fcc846/a")
    assert err.endswith(". Say which key.\n")


def test_nobody_of_that_name_is_exit_code_5(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = said(capsys, "agents", "show", "zeppelin", *WHERE)

    assert (5, "") == (code, out)
    assert "no agent is called zeppelin" in err
    assert 1 == err.count("\n")


def test_no_agents_say_where_was_looked(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    code, out, _ = said(capsys, "agents", "--claude-home", str(tmp_path))

    assert 0 == code
    assert f"{tmp_path}/projects does not exist" in out
