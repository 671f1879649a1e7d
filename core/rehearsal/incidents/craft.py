"""What an agent does in one turn: the call it makes, why, and what comes of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from random import Random

    from core.rehearsal.incidents.cast import Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """One tool call with its result."""

    tool: str
    arguments: dict[str, object]
    output: str
    took: float
    """Seconds."""
    thought: str = ""
    words: str = ""


def moves(rng: Random, role: Role, cwd: str) -> Iterator[Move]:
    """What an agent does, in the order in which such work is done, without end."""
    path = f"{cwd}/{role.file}"
    name = role.file.rpartition("/")[2]
    test = "docs" if name.endswith(".md") else name.split(".")[0]
    yield _shell(
        "git status --short && git log --oneline -5", "Look where we stand", _log(rng), 0.4
    )
    yield _read(path, _code(rng, role), f"First the code of {role.symbol}.")
    yield _search(role.symbol, role, rng)
    round_ = 0
    while True:
        round_ += 1
        yield _read(f"{cwd}/test/{test}.test.ts", _code(rng, role), "What do the tests say today?")
        yield _edit(path, role, round_, rng)
        yield _run_tests(test, rng, failing=rng.randrange(3) if round_ < 4 else 0)  # noqa: PLR2004
        yield _search(f"{role.symbol}(", role, rng)
        yield _edit(f"{cwd}/test/{test}.test.ts", role, round_, rng)
        yield _run_tests(test, rng, failing=0)
        message = f"{role.area.rpartition('/')[2] or 'docs'}: {role.symbol}, part {round_}"
        commit = f"[{role.name} {rng.getrandbits(28):07x}] {message}\n 2 files changed"
        yield _shell(f'git commit -qam "{message}"', "Commit this part", commit, 0.9)


def long_move(command: str, output: str) -> Move:
    """A call that takes as long as the story says."""
    return _shell(command, "Run it to the end", output, 0.0)


def _shell(command: str, what: str, output: str, took: float) -> Move:
    return Move(
        tool="Bash",
        arguments={"command": command, "description": what},
        output=output,
        took=took,
    )


def _read(path: str, output: str, words: str) -> Move:
    return Move(tool="Read", arguments={"file_path": path}, output=output, took=0.08, words=words)


def _search(pattern: str, role: Role, rng: Random) -> Move:
    lines = sorted(rng.sample(range(8, 340), 4))
    found = "\n".join(f"{role.file}:{line}: {role.symbol}" for line in lines)
    return Move(
        tool="Grep",
        arguments={"pattern": pattern, "output_mode": "content", "path": role.area or "."},
        output=found,
        took=0.2,
        thought=f"Who else relies on {role.symbol}?",
    )


def _edit(path: str, role: Role, round_: int, rng: Random) -> Move:
    line = rng.randrange(20, 280)
    return Move(
        tool="Edit",
        arguments={
            "file_path": path,
            "old_string": f"return {role.symbol}(input)",
            "new_string": f"return {role.symbol}(input, {{ attempt: {round_} }})",
            "replace_all": False,
        },
        output=f"The file {path} has been updated successfully. Line {line} changed.",
        took=0.15,
        thought=f"{role.task} The change belongs where {role.symbol} decides, near line {line}.",
    )


def _run_tests(test: str, rng: Random, *, failing: int) -> Move:
    passed = rng.randrange(9, 64)
    seconds = round(rng.uniform(2.5, 11.0), 2)
    ended = f"{passed} passed" + (f", {failing} failed" if failing else "")
    return Move(
        tool="Bash",
        arguments={"command": f"npm test -- {test}", "description": f"Run the tests of {test}"},
        output=f"> shop@2.9.0 test\n> vitest run {test}\n\n Tests  {ended}\n Time   {seconds}s",
        took=seconds,
        words="" if failing else "The change is in place; the tests decide.",
    )


def _log(rng: Random) -> str:
    subjects = ("cart: keep notes", "search: index brands", "pricing: currency table", "ci: cache")
    return "\n".join(f"{rng.getrandbits(28):07x} {subject}" for subject in subjects)


def _code(rng: Random, role: Role) -> str:
    begin = rng.randrange(1, 60)
    body = (
        f"export async function {role.symbol}(input: Request) {{",
        "  const order = await load(input.orderId)",
        "  if (!order) return notFound()",
        f"  return {role.symbol}Once(order, input)",
        "}",
    )
    return "\n".join(f"{begin + place:6}→{line}" for place, line in enumerate(body))
