"""Whether a process is there and the same one, and that secrets beside it are never opened."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from core.model.process import Life, Registered
from core.processes.liveness import as_recorded, life, untold
from core.processes.records import registered
from core.processes.watch import here, look, own_domain
from tests.core.lines import when

ENTRY = Registered(pid=42, session_id="s1", proc_start="273859", pid_domain="linux:m:pid:[1]")


def stat_line(start: str = "273859", state: str = "S", name: str = "node") -> str:
    fields = [state, *map(str, range(1, 19)), start, *map(str, range(30))]
    return f"42 ({name}) {' '.join(fields)}\n"


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (stat_line(), Life.ALIVE),
        (stat_line(name="a b) S 1 (x)) 2"), Life.ALIVE),
        (stat_line(name=""), Life.ALIVE),
        (stat_line(start="999"), Life.GONE),
        (stat_line(state="Z"), Life.GONE),
        (stat_line(state="X"), Life.GONE),
        (stat_line(state="D"), Life.ALIVE),
        (None, Life.GONE),
        ("", Life.UNKNOWN),
        ("42 (node) S 1 2", Life.UNKNOWN),
        ("nonsense", Life.UNKNOWN),
    ],
)
def test_pid_and_start_time_decide(line: str | None, expected: Life) -> None:
    assert expected is life(ENTRY, domain=ENTRY.pid_domain, stat_of=lambda _: line)


@pytest.mark.parametrize(
    ("domain", "expected"),
    [("linux:other:pid:[1]", Life.UNKNOWN), ("linux:m:pid:[2]", Life.UNKNOWN), ("", Life.GONE)],
)
def test_a_pid_of_another_machine_says_nothing(domain: str, expected: Life) -> None:
    assert expected is life(ENTRY, domain=domain, stat_of=lambda _: None)


def test_without_a_start_time_a_taken_pid_proves_nothing() -> None:
    entry = replace(ENTRY, proc_start="")

    assert Life.UNKNOWN is life(entry, domain="", stat_of=lambda _: stat_line())
    assert Life.GONE is life(entry, domain="", stat_of=lambda _: None)


def test_a_recording_is_not_judged_by_this_machine() -> None:
    assert (Life.ALIVE, Life.UNKNOWN) == (as_recorded(ENTRY), untold(ENTRY))


def register(sessions: Path, pid: int, **fields: object) -> Path:
    sessions.mkdir(exist_ok=True)
    path = sessions / f"{pid}.json"
    path.write_text(json.dumps({"pid": pid, "sessionId": "s1", **fields}))
    return path


def start_of(pid: int) -> str:
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[19]


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="there is no /proc")
def test_a_real_process_is_alive_and_then_gone(tmp_path: Path) -> None:
    sleeper = [sys.executable, "-c", "import sys; sys.stdin.read()"]
    with subprocess.Popen(sleeper, stdin=subprocess.PIPE) as process:
        domain = own_domain()
        fields = {"procStart": start_of(process.pid), "pidDomain": domain, "status": "busy"}
        register(tmp_path / "s", process.pid, **fields)

        assert [Life.ALIVE] == [one.life for one in look(str(tmp_path / "s"), here).entries]
        register(tmp_path / "s", process.pid, **{**fields, "procStart": "1"})
        assert [Life.GONE] == [one.life for one in look(str(tmp_path / "s"), here).entries]
        register(tmp_path / "s", process.pid, **fields)
        process.kill()
        os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
        assert [Life.GONE] == [one.life for one in look(str(tmp_path / "s"), here).entries]
        process.wait()
        assert [Life.GONE] == [one.life for one in look(str(tmp_path / "s"), here).entries]


class Opened:
    """Notes which files are opened, while it listens."""

    def __init__(self) -> None:
        self.paths: list[str] = []
        self.listens = True
        sys.addaudithook(self._hear)

    def _hear(self, event: str, given: tuple[object, ...]) -> None:
        if self.listens and event == "open":
            self.paths.append(str(given[0]))


def test_secrets_beside_the_registry_are_never_opened(tmp_path: Path) -> None:
    path = register(tmp_path / "s", 7)
    os.mkfifo(tmp_path / "s/7.abc.key")
    (tmp_path / "s/8.abc.key").write_text("a secret")
    opened = Opened()
    found = look(str(tmp_path / "s"), untold)
    opened.listens = False

    assert [7] == [one.pid for one in found.entries]
    assert [str(path)] == [one for one in opened.paths if str(tmp_path) in one]


@pytest.mark.parametrize(
    "raw", [b"", b"{", b"[]", b'{"pid": 1}', b'{"pid": "x", "sessionId": "s"}', b"\xff", b"\0" * 9]
)
def test_a_half_written_entry_is_none_yet(tmp_path: Path, raw: bytes) -> None:
    (tmp_path / "1.json").write_bytes(raw)
    found = look(str(tmp_path), untold)

    assert (True, ()) == (found.exists, found.entries)


def test_odd_things_in_the_registry_do_no_harm(tmp_path: Path) -> None:
    register(tmp_path, 5)
    os.mkfifo(tmp_path / "1.json")
    (tmp_path / "2.json").mkdir()
    (tmp_path / "3.json").symlink_to("nowhere")
    (tmp_path / "4.json").write_bytes(b" " * 100_000 + b"{}")

    assert [5] == [one.pid for one in look(str(tmp_path), untold).entries]


def test_no_registry_is_told_apart_from_an_empty_one(tmp_path: Path) -> None:
    assert not look(str(tmp_path / "none"), untold).exists
    assert look(str(tmp_path), untold).exists


def test_an_entry_is_read_as_the_client_writes_it() -> None:
    raw = {
        "pid": 14689,
        "sessionId": "959c",
        "startedAt": when(0).timestamp() * 1000,
        "procStart": 273859,
        "status": "waiting",
        "waitingFor": "permission \x1b[31mprompt",
        "entrypoint": "sdk-cli",
        "peerFeatures": ["new"],
    }
    found = registered(json.dumps(raw).encode())

    assert found is not None
    assert (14689, "959c", when(0), "273859", True) == (
        found.pid,
        found.session_id,
        found.started_at,
        found.proc_start,
        found.headless,
    )
    assert "permission ␛[31mprompt" == found.waiting_for


@pytest.mark.parametrize("started", [1e300, -1e300, 0, None])
def test_a_start_that_no_calendar_knows_is_none(started: float | None) -> None:
    found = registered(json.dumps({"pid": 1, "sessionId": "s", "startedAt": started}).encode())

    assert found is not None
    assert found.started_at is None
