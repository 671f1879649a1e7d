"""The player writes real files, each at its time, and takes them away again."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from anyio import create_task_group, fail_after

from core.errors import Misuse
from core.instants import from_epoch
from core.model.process import Life
from core.rehearsal.act import TAIL, Player
from core.rehearsal.change import Change, Kind, Recording, Slice, Where
from tests.core.rehearsal.clocks import HandClock
from tests.core.rehearsal.homes import sizes

if TYPE_CHECKING:
    import os
    from collections.abc import Iterator

LINE = b'{"type":"user"}\n'
FIRST = 1_795_183_620.0


def change(at: float, path: str, kind: Kind = Kind.CREATE, content: bytes = LINE) -> Change:
    return Change(at=FIRST + at, path=path, kind=kind, content=content)


TAPE = Recording(
    changes=(
        change(0, "projects/s/a.jsonl"),
        change(2, "sessions/7.json", content=b'{"pid":7,"procStart":"70"}'),
        change(4, "projects/s/a.jsonl", Kind.GROW),
        change(4, "projects/s/b.jsonl"),
        change(6, "sessions/7.json", Kind.REMOVE),
    )
)


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def player(clock: HandClock, tmp_path: Path) -> Iterator[Player]:
    with Player(TAPE, base=clock, parent=str(tmp_path)) as one:
        yield one


def state(player: Player, path: str) -> os.stat_result:
    return Path(player.claude_home, path).stat()


async def test_a_file_is_as_old_as_its_last_change(player: Player) -> None:
    await player.play()

    assert FIRST + 4 == state(player, "projects/s/a.jsonl").st_mtime


def test_lines_are_appended_and_documents_renamed_into_place(tmp_path: Path) -> None:
    tape = Recording(
        changes=(
            change(0, "projects/s/a.jsonl"),
            change(0, "sessions/7.json"),
            change(1, "projects/s/a.jsonl", Kind.GROW),
            change(1, "sessions/7.json", Kind.CHANGE),
        )
    )
    with Player(tape, parent=str(tmp_path)) as player:
        files = [Path(player.claude_home, one.path) for one in tape.changes[:2]]
        player.step()
        before = [path.stat().st_ino for path in files]
        opened = files[1].open("rb")
        player.step()
        after = [path.stat().st_ino for path in files]
        opened.close()

        assert before[0] == after[0]
        assert before[1] != after[1]
        assert {0o600} == {path.stat().st_mode & 0o777 for path in files}


async def test_each_change_comes_at_its_time(player: Player, clock: HandClock) -> None:
    clock.limit = clock.monotonic()
    player.set_speed(2)
    async with create_task_group() as tasks:
        tasks.start_soon(player.play)
        await clock.reach(0.9)
        assert {"projects/s/a.jsonl": 16} == sizes(player.claude_home)
        await clock.reach(0.2)
        assert {"projects/s/a.jsonl", "sessions/7.json"} == set(sizes(player.claude_home))
        assert from_epoch(FIRST + 2.2) == player.now()
        tasks.cancel_scope.cancel()


async def test_the_end_is_reached_although_time_passes_while_it_is_read(tmp_path: Path) -> None:
    clock = HandClock(tick=3e-6)
    with Player(TAPE, speed=200, base=clock, parent=str(tmp_path)) as player, fail_after(5):
        await player.play()

        assert player.has_ended


async def test_a_jump_back_is_played_again_at_once(player: Player, clock: HandClock) -> None:
    clock.limit = clock.monotonic()
    async with create_task_group() as tasks:
        tasks.start_soon(player.play)
        await clock.reach(5.5)
        player.jump(1.5)
        await clock.reach(0.6)
        assert {"projects/s/a.jsonl", "sessions/7.json"} == set(sizes(player.claude_home))
        await clock.reach(100)

    assert player.has_ended


async def test_nothing_comes_during_a_pause(player: Player, clock: HandClock) -> None:
    clock.limit = clock.monotonic()
    async with create_task_group() as tasks:
        tasks.start_soon(player.play)
        await clock.reach(1)
        player.pause()
        await clock.reach(100)
        assert 1 == pytest.approx(player.position)
        assert not player.is_playing
        assert {"projects/s/a.jsonl"} == set(sizes(player.claude_home))
        player.resume()
        await clock.reach(1.5)
        assert {"projects/s/a.jsonl", "sessions/7.json"} == set(sizes(player.claude_home))
        await clock.reach(100)

    assert player.has_ended


async def test_steps_are_made_while_the_player_pauses(player: Player, clock: HandClock) -> None:
    async with create_task_group() as tasks:
        clock.limit = clock.monotonic()
        tasks.start_soon(player.play)
        await clock.reach(0.5)
        seen = [[one.path for one in player.step()] for _ in range(4)]
        await clock.reach(10)
        assert 6 + TAIL == player.position

    assert [
        ["sessions/7.json"],
        ["projects/s/a.jsonl", "projects/s/b.jsonl"],
        ["sessions/7.json"],
        [],
    ] == seen


async def test_the_play_begins_again_in_a_clean_home(player: Player) -> None:
    await player.play()
    first = sizes(player.claude_home)
    elapsed = player.monotonic()
    watched = state(player, "projects").st_ino
    player.restart()

    assert (0, {}) == (player.position, sizes(player.claude_home))
    assert watched == state(player, "projects").st_ino
    assert elapsed == player.monotonic()
    await player.play()
    assert first == sizes(player.claude_home)


async def test_whoever_steps_over_the_end_is_still_paused(player: Player, clock: HandClock) -> None:
    while player.step():
        pass
    await player.play()
    player.restart()
    clock.limit = clock.monotonic()
    async with create_task_group() as tasks:
        tasks.start_soon(player.play)
        await clock.reach(5)
        assert (0, False) == (player.position, player.is_playing)
        player.resume()
        await clock.reach(20)

    assert player.has_ended


def test_a_jump_leads_to_the_files_of_that_moment(player: Player) -> None:
    player.jump(5)
    late = sizes(player.claude_home)
    player.jump(1)

    assert {"projects/s/a.jsonl": 32, "projects/s/b.jsonl": 16, "sessions/7.json": 26} == late
    assert {"projects/s/a.jsonl": 16} == sizes(player.claude_home)
    assert from_epoch(FIRST + 1) == player.now()


def test_a_process_lives_as_the_recording_says(player: Player) -> None:
    player.jump(3)
    then = player.now()
    player.jump(7)

    assert Life.ALIVE is player.liveness(7, "70", then)
    assert Life.GONE is player.liveness(7, "70", player.now())
    assert Life.UNKNOWN is player.liveness(8, "80", then)


@pytest.mark.parametrize("end", [KeyboardInterrupt, ValueError, GeneratorExit])
def test_the_home_is_gone_however_it_is_left(end: type[BaseException], tmp_path: Path) -> None:
    def leave() -> None:
        with Player(TAPE, parent=str(tmp_path)) as player:
            player.step()
            raise end

    with pytest.raises(end):
        leave()

    assert [] == list(tmp_path.iterdir())


def test_a_recording_that_cannot_be_composed_leaves_nothing(tmp_path: Path) -> None:
    def broken(repository: str) -> Recording:
        raise Misuse(repository)

    with pytest.raises(Misuse), Player(broken, parent=str(tmp_path)):
        pass

    assert [] == list(tmp_path.iterdir())


def test_a_scene_is_composed_for_its_own_repository(tmp_path: Path) -> None:
    def compose(repository: str) -> Recording:
        at = Change(
            at=1, path="cwd", kind=Kind.CREATE, content=repository.encode(), where=Where.REPOSITORY
        )
        return Recording(changes=(at,))

    with Player(compose, parent=str(tmp_path)) as player:
        player.step()

        assert player.repository == Path(player.repository, "cwd").read_text()
        assert not Path(player.claude_home, "sessions").exists()


def test_what_cannot_be_written_is_said_in_a_sentence(tmp_path: Path) -> None:
    tape = Recording(changes=(change(0, "projects"),))

    with (
        Player(tape, parent=str(tmp_path)) as player,
        pytest.raises(Misuse, match="projects cannot be played: Is a directory"),
    ):
        player.step()


def test_a_source_that_has_become_a_link_is_not_read(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("not yours")
    link = tmp_path / "a.jsonl"
    link.symlink_to(secret)
    at = Change(at=1, path="projects/a.jsonl", kind=Kind.CREATE, content=Slice(str(link), 0, 9))

    with (
        Player(Recording(changes=(at,)), parent=str(tmp_path)) as player,
        pytest.raises(Misuse, match="cannot be played"),
    ):
        player.step()
