"""Draws the README's pictures from the demo's own scene; `--check` fails when one is stale."""

from __future__ import annotations

import asyncio
import os
import sys
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

os.environ["TZ"] = "UTC"
time.tzset()

from core.fleet.assemble import glance  # noqa: E402, after the zone is set
from core.model.frame import Frame, Scope  # noqa: E402
from core.model.where import ClaudeHome, Where  # noqa: E402
from core.rehearsal.act import Player  # noqa: E402
from core.rehearsal.incidents.scene import demo, slug  # noqa: E402
from tui.app import Tui  # noqa: E402
from tui.pictures.rows import screen_rows  # noqa: E402
from tui.pictures.svg import draw  # noqa: E402
from tui.twins.markdown import caption  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Iterator

    from core.model.agent import Agent

HERE = Path(__file__).parent
HOME = "/home/ada"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shot:
    """One picture: when in the scene, how large, and which keys are pressed first."""

    name: str
    at: float
    size: tuple[int, int]
    keys: tuple[str, ...] = ()
    theme: str = "dark"

    @property
    def file(self) -> Path:
        """Where it lies."""
        return HERE / f"{self.name}-{self.size[0]}x{self.size[1]}.svg"


SHOTS = (
    Shot(name="dashboard", at=1150, size=(120, 36)),
    Shot(name="dashboard", at=1150, size=(200, 50)),
    Shot(name="dashboard", at=1150, size=(80, 24)),
    Shot(name="mass-stall", at=905, size=(120, 36)),
    Shot(name="agent", at=1150, size=(120, 36), keys=("enter",)),
    Shot(name="light", at=1150, size=(120, 36), theme="light"),
)


def frames() -> Iterator[tuple[Shot, Frame]]:
    """The fleet as it is at the time of each shot."""
    with Player(demo()) as player:
        where = Where(home=ClaudeHome(player.claude_home), cache="", mark="shots")
        root = str(Path(player.claude_home).parent)
        for shot in SHOTS:
            player.jump(shot.at)
            frame = glance(where, Scope(), player.now(), player.judge).frame(player.now())
            yield shot, housed(frame, root)


def housed(frame: Frame, root: str) -> Frame:
    """The same frame with a home instead of the player's temporary folder."""

    def moved(text: str | None) -> str | None:
        return text.replace(f"{root}/repository", f"{HOME}/shop") if text else text

    def agent(one: Agent) -> Agent:
        return replace(
            one,
            cwd=moved(one.cwd),
            worktree=moved(one.worktree),
            repository=moved(one.repository),
            path=one.path.replace(root, HOME).replace(slug(root), slug(HOME)),
        )

    return replace(frame, agents=tuple(agent(one) for one in frame.agents))


async def drawn(shot: Shot, frame: Frame) -> str:
    """One picture."""
    environment = {"HOME": HOME, "LANG": "C.UTF-8"}
    tui = Tui(
        submit=lambda _: None,
        theme=shot.theme,
        environment=environment,
        color_system="truecolor",
    )
    async with tui.run_test(size=shot.size) as pilot:
        tui.frame = frame
        await pilot.pause()
        await pilot.press(*shot.keys)
        await pilot.pause()
        return draw(screen_rows(tui), caption=caption(frame))


def main() -> int:
    """Write every picture, or say which ones are stale."""
    is_check = "--check" in sys.argv[1:]
    stale = []
    for shot, frame in frames():
        svg = asyncio.run(drawn(shot, frame))
        if is_check and (not shot.file.exists() or shot.file.read_text() != svg):
            stale.append(shot.file.name)
        elif not is_check:
            shot.file.write_text(svg)
            print(shot.file.name)
    for name in stale:
        print(f"stale: screenshots/{name}; run python screenshots/take.py", file=sys.stderr)
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main())
