"""A diary is kept where one was asked for, and nowhere else."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from core.errors import Misuse
from core.log import log_path
from tui.commands.diary import diary
from tui.commands.hot import StatusWanted

if TYPE_CHECKING:
    from pathlib import Path


def events(state: Path) -> list[str]:
    with open(log_path(str(state)), encoding="utf-8") as file:
        return [json.loads(line)["event"] for line in file]


def test_a_diary_says_when_it_began_and_ended(tmp_path: Path) -> None:
    with diary(StatusWanted(log_level="info", state_dir=str(tmp_path))):
        pass

    assert ["began", "ended"] == events(tmp_path)


def test_a_diary_says_what_went_wrong(tmp_path: Path) -> None:
    with (
        pytest.raises(ZeroDivisionError),
        diary(StatusWanted(log_level="debug", state_dir=str(tmp_path))),
    ):
        _ = 1 / 0

    assert ["began", "broke"] == events(tmp_path)


@pytest.mark.parametrize("asked", [{}, {"log_level": "info", "read_only": True}])
def test_without_being_asked_nothing_is_written(tmp_path: Path, asked: dict[str, str]) -> None:
    with diary(StatusWanted(state_dir=str(tmp_path), **asked)):
        pass

    assert [] == list(tmp_path.iterdir())


def test_a_level_that_there_is_not_is_a_sentence(tmp_path: Path) -> None:
    with (
        pytest.raises(Misuse, match="--log-level loud: expected one of debug, info"),
        diary(StatusWanted(log_level="loud", state_dir=str(tmp_path))),
    ):
        pass
