"""Options that several commands take."""

from __future__ import annotations

from typing import Annotated

import typer

Home = Annotated[str, typer.Option("--claude-home", help="Claude Code's folder.")]
Dir = Annotated[str, typer.Option("--state-dir", help="Where groundstop keeps its own files.")]
Now = Annotated[str, typer.Option("--now", help="Look as of this time: 2026-11-20T14:32:07Z.")]
ReadOnly = Annotated[bool, typer.Option("--read-only", help="Write nothing, not even the cache.")]
Json = Annotated[bool, typer.Option("--json", help="One JSON document.")]
Here = Annotated[bool, typer.Option("--here", help="This repository's family only.")]
All = Annotated[bool, typer.Option("--all", help="Old sessions as well.")]
Since = Annotated[str, typer.Option("--since", help="24h, 7d, a time, or all.")]


def family(words: str, example: str) -> typer.Typer:
    """A command that has commands of its own."""
    return typer.Typer(help=words, epilog=f"Example: {example}", rich_markup_mode=None)


MaxConcurrent = Annotated[
    int | None, typer.Option("--max-concurrent", help="Agents at a time, whatever the plan says.")
]
Profile = Annotated[str, typer.Option("--profile", help="burst, waves or careful.")]
Headless = Annotated[bool, typer.Option("--headless", help="No dashboard: wait for it.")]
Speed = Annotated[float | None, typer.Option("--speed", help="A rehearsal's, times real time.")]
