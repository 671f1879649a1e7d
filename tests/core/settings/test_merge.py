"""Settings of all sources are merged; the strongest wins, and a mistake is one sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from core.errors import Misuse
from core.settings.hot import Settings
from core.settings.store import find, settings

if TYPE_CHECKING:
    from pathlib import Path

    from core.settings.layers import Found


class Desk:
    """A home with a user's file, and a project below it with its own."""

    def __init__(self, home: Path) -> None:
        self.user = home / ".config/groundstop/config.toml"
        self.project = home / "shop/groundstop.toml"
        self.cwd = home / "shop/src/cart"
        self.cwd.mkdir(parents=True)
        self.user.parent.mkdir(parents=True)
        self.environ = {"HOME": str(home)}

    def find(self, **flags: object) -> Found:
        """Settle what is set."""
        named = {name.replace("__", "."): value for name, value in flags.items()}
        return find(self.environ, str(self.cwd), named)

    def complaint(self) -> str:
        """Say what is wrong, with the paths cut to their names."""
        with pytest.raises(Misuse) as raised:
            self.find()
        assert 2 == raised.value.exit_code
        words = str(raised.value)
        return words.replace(f"{self.user.parent}/", "").replace(f"{self.project.parent}/", "")


@pytest.fixture
def desk(home: Path) -> Desk:
    return Desk(home)


def test_nothing_set_gives_the_defaults(desk: Desk) -> None:
    assert Settings() == settings(desk.environ, str(desk.cwd))


def test_the_strongest_source_wins(desk: Desk) -> None:
    desk.user.write_text(
        '[ui]\ntheme = "light"\nglyphs = "ascii"\nmotion = "reduced"\ngroup = "session"\n'
    )
    desk.project.write_text('[ui]\nglyphs = "unicode"\nmotion = "full"\ngroup = "repository"\n')
    desk.environ |= {"GROUNDSTOP_UI_MOTION": "reduced", "GROUNDSTOP_UI_GROUP": "session"}
    found = desk.find(ui__group="none", ui__theme=None)
    winners = {name: found.winner(f"ui.{name}").source.value for name in Settings().ui.__slots__}

    assert ("light", "unicode", "reduced", "none") == (
        found.settings.ui.theme,
        found.settings.ui.glyphs,
        found.settings.ui.motion,
        found.settings.ui.group,
    )
    assert {
        "theme": "user",
        "glyphs": "project",
        "motion": "environment",
        "group": "flag",
    } == winners


def test_a_winner_is_named_with_its_place(desk: Desk) -> None:
    desk.user.write_text(
        '# mine\n\n[notifications]\ncommand = [\n "a",\n]\n[ui]\n\n# dark!\ntheme = "dark"\n'
    )
    desk.environ["GROUNDSTOP_LIMITS_QUIET_MINUTES"] = "1.5"
    found = desk.find()

    assert f"{desk.user} line 10" == found.winner("ui.theme").place("ui.theme")
    name = "limits.quiet_minutes"
    assert "GROUNDSTOP_LIMITS_QUIET_MINUTES" == found.winner(name).place(name)


def test_ids_of_keys_may_be_written_as_tables_and_are_merged_one_by_one(desk: Desk) -> None:
    desk.user.write_text('[keys]\ngrid.down = "e"\n"grid.up" = "i"\n')
    desk.project.write_text('[keys.grid]\ndown = "n"\n')

    assert {"grid.down": "n", "grid.up": "i"} == desk.find().settings.keys
    assert {} == Settings().keys


def test_the_environment_holds_numbers_truths_and_lists(desk: Desk) -> None:
    desk.environ |= {
        "GROUNDSTOP_LIMITS_STALLED_MINUTES": "7",
        "GROUNDSTOP_NOTIFICATIONS_MASS_STALL": "no",
        "GROUNDSTOP_NOTIFICATIONS_COMMAND": "notify-send 'two words'",
        "GROUNDSTOP_UI_THEME": "",
        "GROUNDSTOP_STATE_DIR": "/elsewhere",
    }
    found = desk.find().settings

    assert 7.0 == found.limits.stalled_minutes
    assert not found.notifications.mass_stall
    assert ["notify-send", "two words"] == found.notifications.command
    assert "auto" == found.ui.theme


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (
            '[ui]\n# c\ntheme = "drak"\n',
            'config.toml line 3: ui.theme = "drak" should be one of auto, dark, light, high-',
        ),
        (
            '[ui]\nthem = "dark"\n',
            "config.toml line 2: there is no setting ui.them. Did you mean ui.theme?",
        ),
        (
            "\nzzz = 1\n",
            "config.toml line 2: there is no setting zzz. It can be coordination_dir, snapshot_dir",
        ),
        ("ui = 3\n", "config.toml line 1: ui = 3 should be a table."),
        (
            "[limits]\nquiet_minutes = true\n",
            "config.toml line 2: limits.quiet_minutes = true should be a number.",
        ),
        (
            "[limits]\nquiet_minutes = 0\n",
            "config.toml line 2: limits.quiet_minutes = 0 should be above 0.",
        ),
        (
            "[limits]\nquiet_minutes = nan\n",
            "config.toml line 2: limits.quiet_minutes = NaN should be at most 1440.",
        ),
        (
            "[limits]\nquiet_minutes = 9\n",
            "config.toml line 2: limits.quiet_minutes = 9 should be less than limits.stalled_minu",
        ),
        (
            "[limits]\nstalled_minutes = 20\n",
            "config.toml line 2: limits.stalled_while_pending_minutes = 10 should be at least lim",
        ),
        (
            '[limits]\nsince = "24"\n',
            'config.toml line 2: limits.since = "24" should be a span such as 24h or 7d, or all.',
        ),
        (
            '[notifications]\ncommand = ["x",\n 3]\n',
            'config.toml line 2: notifications.command = ["x", 3] should be text in quotes.',
        ),
        ("[keys]\ngrid.down = 3\n", "config.toml line 2: keys.grid.down = 3 should be text in"),
        ("a = 1\n[ui\n", "config.toml line 2: this is not TOML: Expected ']'"),
        ('a = """\n', "config.toml line 1: this is not TOML: Unterminated string"),
    ],
)
def test_a_mistake_names_file_line_key_and_what_was_expected(
    desk: Desk, text: str, sentence: str
) -> None:
    desk.user.write_text(text)

    assert desk.complaint().startswith(sentence)


@pytest.mark.parametrize(
    ("variable", "value", "sentence"),
    [
        (
            "GROUNDSTOP_UI_THEM",
            "dark",
            "there is no setting GROUNDSTOP_UI_THEM. Did you mean GROUNDSTOP_UI_THEME?",
        ),
        (
            "GROUNDSTOP_LIMITS_QUIET_MINUTES",
            "soon",
            'GROUNDSTOP_LIMITS_QUIET_MINUTES: limits.quiet_minutes = "soon" should be a number.',
        ),
        (
            "GROUNDSTOP_NOTIFICATIONS_MASS_STALL",
            "maybe",
            'GROUNDSTOP_NOTIFICATIONS_MASS_STALL: notifications.mass_stall = "maybe" should be',
        ),
    ],
)
def test_a_mistake_in_the_environment_names_the_variable(
    desk: Desk, variable: str, value: str, sentence: str
) -> None:
    desk.environ[variable] = value

    assert desk.complaint().startswith(sentence)


def test_a_mistake_is_said_where_another_source_would_win(desk: Desk) -> None:
    desk.user.write_text('[ui]\ntheme = "drak"\n')
    desk.project.write_text('[ui]\ntheme = "dark"\n')

    assert desk.complaint().startswith("config.toml line 2: ")


@pytest.mark.parametrize(
    "text",
    ['[notifications]\ncommand = ["rm", "-r", "."]\n', 'snapshot_dir = "/etc"\n'],
)
def test_a_cloned_project_starts_and_writes_nothing(desk: Desk, text: str) -> None:
    desk.project.write_text(text)

    assert "is only read from your own config.toml" in desk.complaint()


@pytest.mark.parametrize("folder", ["../elsewhere", "/etc", "a/../b", ".."])
def test_status_files_lie_below_the_repository(desk: Desk, folder: str) -> None:
    desk.project.write_text(f'coordination_dir = "{folder}"\n')

    assert "should be a folder below the repository" in desk.complaint()


def test_a_file_that_cannot_be_read_is_said(desk: Desk) -> None:
    desk.user.write_bytes(b"[ui]\n# caf\xe9\n")
    assert desk.complaint().startswith("config.toml line 2: this is not UTF-8 text")
    desk.user.write_bytes(b"#" * (1 << 17))
    assert "more than 64 KiB" in desk.complaint()
    desk.user.unlink()
    desk.user.mkdir()
    assert "expected a file of settings" in desk.complaint()
