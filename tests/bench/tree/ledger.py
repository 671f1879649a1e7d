"""What a made tree really holds: its exact totals, and the files themselves."""

from __future__ import annotations

import os
import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tests.bench.tree.shapes import Said, Transcript, Usage, stamp

if TYPE_CHECKING:
    from pathlib import Path

    from tests.bench.tree.families import Family

FIVE_HOURS_MS = 5 * 3_600_000


@dataclass(slots=True)
class Truth:
    """Exact totals, summed from what was meant and not from what was written."""

    end: int
    files: int = 0
    size: int = 0
    lines: int = 0
    usage_lines: int = 0
    usage_bytes: int = 0
    sums: dict[str, dict[str, list[int]]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(lambda: [0] * 5))
    )
    traps: Counter[str] = field(default_factory=Counter)

    def file(self, t: Transcript) -> None:
        """Count one file."""
        self.files += 1
        self.lines += len(t.lines)
        self.usage_lines += len(t.spoken)
        self.usage_bytes += sum(len(t.lines[index]) + 1 for index in t.spoken)
        self.traps.update(t.traps)

    def family(self, files: list[Transcript]) -> None:
        """Count each message of files that belong together once, for its owner."""
        best: dict[str, Said] = {}
        owners: dict[str, Transcript] = {}
        for t in files:
            for said in t.spoken.values():
                name = said.message_id
                known = best.get(name)
                if known is None or said.usage.output_tokens > known.usage.output_tokens:
                    best[name] = said
                rank = (name not in t.requested, t.session)
                owner = owners.get(name)
                if owner is None or rank < (name not in owner.requested, owner.session):
                    owners[name] = t
        for name, said in best.items():
            self._message(said, owners[name])

    def _message(self, said: Said, owner: Transcript) -> None:
        key = f"{owner.session}/{owner.agent}" if owner.agent else owner.session
        rows = [("all", "all"), ("by_day", stamp(said.at)[:10]), ("by_model", said.model)]
        rows += [("by_session", owner.session), ("by_agent", key)]
        if said.at >= self.end - FIVE_HOURS_MS:
            rows.append(("recent", "last_five_hours"))
        for table, row in rows:
            sums = self.sums[table][row]
            sums[0] += 1
            for i, tokens in enumerate(said.usage, 1):
                sums[i] += tokens

    def document(self, arguments: dict[str, object]) -> dict[str, object]:
        """Give the truth as JSON has it."""

        def rows(table: str) -> dict[str, dict[str, int]]:
            named = ("messages", *Usage._fields)
            found = sorted(self.sums[table].items())
            return {key: dict(zip(named, sums, strict=True)) for key, sums in found}

        totals = rows("all").get("all", {})
        return {
            "schema": "groundstop.bench.truth/1",
            "arguments": arguments,
            "end": stamp(self.end),
            "files": self.files,
            "bytes": self.size,
            "lines": self.lines,
            "usage_lines": self.usage_lines,
            "usage_bytes": self.usage_bytes,
            "messages": totals.pop("messages", 0),
            "totals": totals,
            **{name: rows(name) for name in ("by_day", "by_model", "by_session", "by_agent")},
            "recent": rows("recent"),
            "traps": dict(sorted(self.traps.items())),
        }


def write(home: Path, made: Family, truth: Truth) -> None:
    """Write the files of a family; each one's mtime is its latest record."""
    slug = re.sub("[^A-Za-z0-9]", "-", made.main.cwd)
    folder = home / "projects" / slug
    agents = folder / made.main.session / "subagents"
    (agents if made.children else folder).mkdir(parents=True, exist_ok=True)
    for t in (made.main, *made.forks):
        _write(folder / f"{t.session}.jsonl", t, truth)
    for child in made.children:
        meta = agents / f"agent-{child.file.agent}.meta.json"
        meta.write_text(child.meta)
        os.utime(meta, ns=(child.span.start * 1_000_000,) * 2)
        _write(agents / f"agent-{child.file.agent}.jsonl", child.file, truth)
    truth.family(made.files())


def _write(path: Path, t: Transcript, truth: Truth) -> None:
    text = "\n".join(t.lines) + ("" if t.torn else "\n")
    path.write_bytes(text.encode("latin-1"))
    os.utime(path, ns=(t.latest * 1_000_000,) * 2)
    truth.file(t)
    truth.size += len(text)
