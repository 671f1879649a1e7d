"""The diary is JSON lines in the state folder; it keeps secrets out, and never speaks up."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from core.log import SIZE, Log, log_path

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def lines(state: Path) -> list[dict[str, object]]:
    with open(log_path(str(state)), encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def test_a_line_has_time_level_event_and_facts(tmp_path: Path) -> None:
    log = Log(str(tmp_path), "info")
    log.note("began", agents=3)
    log.note("looked", level="debug")
    log.close()
    (line,) = lines(tmp_path)

    assert ("began", "info", 3) == (line["event"], line["level"], line["agents"])
    assert str(line["at"]).endswith("Z")


def test_secrets_stay_out(tmp_path: Path) -> None:
    log = Log(str(tmp_path))
    log.note("asked", text="Authorization: Bearer hunter20123456789abc")
    log.close()

    assert "hunter2" not in str(lines(tmp_path))


def test_a_full_diary_begins_a_new_page(tmp_path: Path) -> None:
    log = Log(str(tmp_path))
    for _ in range(5):
        log.note("long", text="x " * (SIZE // 4))
    log.close()

    assert 1 < len(list((tmp_path / "log").iterdir())) <= 4


def test_a_closed_disk_is_no_trouble(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "log").write_text("a file is in the way")
    log = Log(str(tmp_path))
    log.note("began")
    log.close()

    assert ("", "") == capfd.readouterr()
