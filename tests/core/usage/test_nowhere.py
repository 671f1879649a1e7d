"""Where no index can be kept, tokens are counted all the same."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from core.indexes import store
from core.model.where import ClaudeHome, Where
from core.projects.watch import walk
from core.usage.catch_up import spent
from core.usage.sums import quarters

if TYPE_CHECKING:
    import sqlite3

SAMPLE = Path(__file__).parents[2] / "samples/healthy-fanout/home/.claude"


def where(cache: Path) -> Where:
    return Where(home=ClaudeHome(str(SAMPLE)), cache=str(cache), mark="m")


def total(where: Where) -> int:
    sums, _ = spent(where, walk(where.home.projects).files)
    return sum(sum(row[2:]) for one in sums for row in quarters(one))


@pytest.mark.parametrize("trouble", ["no folder", "a folder", "full"])
def test_where_nothing_can_be_kept_it_counts_in_memory(
    tmp_path: Path, trouble: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = total(where(tmp_path / "good"))
    path = Path(where(tmp_path / "cache").index("usage"))
    if trouble == "no folder":
        path.parent.write_text("a file")
    elif trouble == "a folder":
        path.mkdir(parents=True)
    elif trouble == "full":
        connect = store.connected

        def full(asked: str, form: store.Form) -> sqlite3.Connection:
            db = connect(asked, form)
            if asked == str(path):
                db.execute("pragma max_page_count = 2")
            return db

        monkeypatch.setattr(store, "connected", full)

    assert expected == total(where(tmp_path / "cache")) > 0
