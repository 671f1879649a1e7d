"""No text from outside steers the terminal: whatever is written there is plain or allowed."""

from __future__ import annotations

import importlib
import json
import os
import pkgutil
import re
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from textual.widget import Widget

import tui.dialogs
import tui.screens
import tui.widgets
from tests.tui.pty_reader import ALARM, FRAMING, PAINT, Act, Terminal, Theatre, strays, words

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.tui.conftest import Pose

COMMAND = (sys.executable, "-P", "-c", "from tui.cli import main; main()", "watch")
SEQUENCES = (
    "\x1b[2J\x1b[999;999H",
    "\x1b[?1h\x1b[31mred",
    "\x9b2J",
    "\x9d0;title\x9c",
    "\x90q\x9c",
    "\x1b]8;;http://x\x1b\\link\x1b]8;;\x1b\\",
    "\x1b]52;c;aGk=\x07",
    "\x1b]0;title\x07",
    "\x1bPq\x1b\\",
    "\x1b_G\x1b\\",
    "\x1b]52;c;",
    "\x1bc",
    *("\u202aa", "\u202bb", "\u202dd", "\u202egnp.exe", "\u2066e\u2069", "\u2067f", "\u2068g"),
    *("\u2028a", "\u2029b", "\u200bc", "\u200dd", "\ufefff", "\U000e0041g"),
    *("\x00a", "\x07b", "\x08c", "\rd", "\te", "\nf", "\x0eg", "\x7fh"),
    "\ud800",
)
"""What a terminal obeys, or what makes text look like another text."""
PILES = (
    "e" + "\u0301" * 40,
    "漢字の名前",
    "👩\u200d👩\u200d👧",
    "🏳️",
    "\u3164",
    "ก\u0e47\u0e47\u0e47",
)
"""Letters that take no room, or more than one cell."""
MARKUP = ("[red]x[/red]", "[@click=app.quit]x[/]", "[/]", "$x[b")
"""What Textual would take for orders of our own."""
PLANTS = (*SEQUENCES, *PILES, *MARKUP)
HUGE = ("a" * 100_000, "漢" * 12_000, SEQUENCES[6] * 9_000, MARKUP[1] * 5_000)
SCENES = (
    *("dashboard", "filter", "agent", "copy", "help", "preflight", "palette", "runs", "bare"),
)
WIDE, SMALL = (170, 34), (40, 10)
PREMIERE = {
    **{scene: Act(scenes=(scene,), texts=PLANTS) for scene in SCENES},
    "wide": Act(scenes=("dashboard",), texts=PLANTS[::-1], names=MARKUP, size=WIDE),
    "small": Act(scenes=("dashboard",), texts=PLANTS, size=SMALL),
    "ascii": Act(scenes=("dashboard",), texts=PLANTS, is_ascii=True),
    "huge": Act(scenes=("dashboard",), texts=PLANTS[::-1], names=HUGE),
}
hostile = st.lists(
    st.sampled_from(PLANTS) | st.text(st.characters(), max_size=8), min_size=1, max_size=5
).map("".join)


@pytest.fixture(scope="module")
def theatre(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Theatre]:
    with Theatre({"HOME": str(tmp_path_factory.mktemp("theatre"))}) as opened:
        written = opened.open()
        assert [] == strays(written, (*PAINT, *FRAMING))
        yield opened


@pytest.fixture(scope="module")
def premiere(theatre: Theatre) -> dict[str, bytes]:
    return {name: theatre.play(act) for name, act in PREMIERE.items()}


def widgets() -> set[str]:
    found = set()
    for package in (tui.widgets, tui.screens, tui.dialogs):
        for one in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
            for kind in vars(importlib.import_module(one.name)).values():
                if isinstance(kind, type) and issubclass(kind, Widget):
                    found.add(f"{kind.__module__}.{kind.__qualname__}")
    return {name for name in found if name.startswith("tui.")}


@pytest.mark.parametrize("planted", SEQUENCES, ids=ascii)
def test_a_planted_sequence_is_found(planted: str) -> None:
    around = "\x1b[38;2;1;2;3;48;2;4;5;6m{}\x1b[0m\r\n\x1b[2;1H"

    assert [] == strays(around.format("plain ␛ words").encode())
    assert [] != strays(around.format(planted).encode("utf-8", "surrogatepass"))


def test_no_planted_text_steers_the_terminal(premiere: dict[str, bytes]) -> None:
    found = {name: strays(written) for name, written in premiere.items()}

    assert {} == {name: tokens for name, tokens in found.items() if tokens}


def test_planted_texts_are_drawn_as_what_they_are(premiere: dict[str, bytes]) -> None:
    shown = {name: words(written) for name, written in premiere.items()}

    assert [] == [name for name in SCENES if "␛" not in shown[name]]
    assert [] == [text for text in MARKUP if text not in shown["wide"]]
    assert "a" * 12 in shown["huge"]


def test_every_widget_has_been_on_the_screen(premiere: dict[str, bytes], theatre: Theatre) -> None:
    assert premiere
    assert {"tui.widgets.lines.Lines", "tui.dialogs.copy.CopyMenu"} <= widgets()
    assert set() == widgets() - theatre.seen


@settings(max_examples=6)
@given(
    st.sampled_from(SCENES),
    st.lists(hostile, min_size=6, max_size=12),
    st.sampled_from([(100, 30), (80, 24)]),
)
def test_no_text_steers_the_terminal(
    theatre: Theatre, scene: str, texts: list[str], size: tuple[int, int]
) -> None:
    assert [] == strays(theatre.play(Act(scenes=(scene,), texts=texts, size=size)))


def test_a_widget_that_writes_text_as_it_is_would_be_found(theatre: Theatre) -> None:
    act = Act(scenes=("dashboard",), texts=[f"raw {each}" for each in PLANTS], names=SEQUENCES)
    found = strays(theatre.play(replace(act, is_raw=True)))

    assert {"\x1b[2J", "\x1b[31m", "\x9b2J", "\u202e"} <= set(found)
    assert [] == strays(theatre.play(act))


@pytest.mark.parametrize("scene", ["toast", "paste", "palette_paste"])
def test_no_text_steers_the_terminal_where_textual_draws_it(theatre: Theatre, scene: str) -> None:
    text = "cart \x9b2J \u202e e"
    written = theatre.play(Act(scenes=(scene,), texts=(text,), names=(text,)))

    assert "cart" in words(written)
    assert [] == strays(written)


async def test_a_crash_report_steers_nothing(
    posed: Pose, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(ValueError, match="title"):  # noqa: PT012, the app itself breaks down
        async with posed() as (app, pilot):

            def break_down() -> None:
                raise ValueError(SEQUENCES[7])

            app.call_later(break_down)
            await pilot.pause()

    assert [] == strays(capsys.readouterr().err.replace("\n", "").encode())


def written_home(home: Path) -> None:
    """Write a session whose agent asks something, with a planted text wherever there is one."""
    evil = "".join(SEQUENCES[:-1]) + "; "
    at = datetime.now(UTC)  # noqa: TID251, the program looks at the real clock
    fields = {"cwd": f"/src/{evil}", "gitBranch": evil, "version": evil}

    def line(kind: str, seconds: int, content: object, **more: object) -> str:
        when = (at - timedelta(seconds=seconds)).isoformat().replace("+00:00", "Z")
        message = {"id": "m1", "role": kind, "model": evil, "content": content, **more}
        return json.dumps({"type": kind, "timestamp": when, "message": message, **fields}) + "\n"

    asks = {"type": "tool_use", "id": "t1", "name": "AskUserQuestion", "input": {"question": evil}}
    runs = {"type": "tool_use", "id": "t1", "name": "Bash", "input": {"command": evil * 9}}
    title = json.dumps({"type": "ai-title", "aiTitle": evil}) + "\n"
    for name, block in (("\x1b]0;a\x07", asks), ("\x9b2J\u202e", runs)):
        below = home / f".claude/projects/-src-{name}/6f1c{name}/subagents"
        below.mkdir(parents=True)
        told = line("user", 9, evil) + line("assistant", 5, [block], stop_reason="tool_use")
        below.parent.with_suffix(".jsonl").write_text(title + told)
        (below / f"agent-{name}.jsonl").write_text(told)
        (below / f"agent-{name}.meta.json").write_text(json.dumps({"description": evil}))


def test_a_hostile_home_steers_nothing_from_the_first_byte_to_the_last(home: Path) -> None:
    written_home(home)
    ours = {name: place for name, place in os.environ.items() if place.startswith(str(home))}
    with Terminal((*COMMAND, "--claude-home", f"{home}/.claude"), ours) as terminal:
        written = terminal.answer() + terminal.until(rb"\x1b\]777[^\x07]*\x07")
        terminal.type("\r")
        written += terminal.until(rb"\A(?=.*following).*" + re.escape("␛[999;999H".encode()))
        terminal.type("q")
        written += terminal.rest()

    allowed = (*PAINT, *FRAMING, *ALARM)
    assert [] == strays(written, allowed)
    assert [] == [each for each in allowed if not re.search(each, written.decode())]
