"""The hot doors read plain options themselves, and leave everything else to typer."""

from __future__ import annotations

import pytest

from tui.commands.hot import StatusWanted, UsageWanted, WatchWanted, wanted


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ([], WatchWanted()),
        (["--claude-home", "/x"], WatchWanted(claude_home="/x")),
        (["--read-only"], WatchWanted(read_only=True)),
        (["watch", "--all", "--since=7d"], WatchWanted(all=True, since="7d")),
        (["watch", "--log-level", "debug"], WatchWanted(log_level="debug")),
        (["status", "--json"], StatusWanted(json=True)),
        (["usage", "--by", "model"], UsageWanted(by="model")),
    ],
)
def test_plain_options_are_understood(arguments: list[str], expected: object) -> None:
    assert expected == wanted(arguments)


@pytest.mark.parametrize(
    "arguments",
    [
        ["--help"],
        ["-h"],
        ["--version", "--json"],
        ["--all"],
        ["watch", "--json"],
        ["watch", "--since"],
        ["watch", "extra"],
        ["status", "--jsno"],
        ["demo"],
        ["agents", "show", "x"],
    ],
)
def test_the_rest_is_left_to_typer(arguments: list[str]) -> None:
    assert wanted(arguments) is None
