"""The shim, with real processes: one agent on a branch, once, and its end is always told."""

from __future__ import annotations

import json
import os
import signal
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from core.attempts.act import PYTHON, SHIM
from core.model.given_up import GivenUp
from core.model.run import Ender, Standing
from tests.core.attempts.stage import Try, is_gone, kill, until
from tests.core.lines import when

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="locks and marks are Linux's")
SLEEPS = "import time; time.sleep(60)"
DETACHES = """
import os, subprocess, sys
sleep = [sys.executable, "-S", "-c", "import time; time.sleep(120)"]
orphan = subprocess.Popen(sleep, start_new_session=True, close_fds=%s)
open("orphan.new", "w").write(str(orphan.pid))
os.rename("orphan.new", "orphan")
"""
"""Leaves a process that is in no group of ours, as servers are that an agent starts."""
LETS_GO, HOLDS_ON = DETACHES % True, DETACHES % False


def orphan(where: Path) -> int:
    until((where / "orphan").exists)
    return int((where / "orphan").read_text())


def test_an_agent_runs_and_its_end_is_told(tmp_path: Path) -> None:
    one = Try(tmp_path).fork("import sys; print(input()); print('x', file=sys.stderr); sys.exit(3)")

    assert 0 == one.code()
    assert (3, "", []) == (one.verdict.code, one.verdict.by, one.verdict.left)
    assert ("go\n", "x\n") == (one.text(), one.text("stderr.log"))
    assert Standing.ENDED is one.standing
    assert ["0000.json"] == os.listdir(one.path / "sent")
    assert "" == one.text("shim.log")


def test_it_stands_as_alive_while_it_runs_and_carries_its_mark(tmp_path: Path) -> None:
    one = Try(tmp_path).fork(SLEEPS)
    pid = one.agent()
    marks = {f"GROUNDSTOP_RUN={one.path}".encode(), b"GROUNDSTOP_ATTEMPT=a"}

    until(lambda: marks < set(Path(f"/proc/{pid}/environ").read_bytes().split(b"\0")))
    assert Standing.ALIVE is one.standing
    assert pid == os.getpgid(pid)
    kill(pid)
    assert 0 == one.code()
    assert -signal.SIGKILL == one.verdict.code


def test_a_second_writer_on_a_branch_is_refused_and_leaves_nothing(tmp_path: Path) -> None:
    one = Try(tmp_path).fork(SLEEPS)
    one.agent()
    two = Try(tmp_path, "b").fork(SLEEPS)

    assert 75 == two.code()
    assert Standing.NEVER is two.standing
    assert not any(name.startswith(".") for name in os.listdir(two.path))
    one.folder.ask("stop")
    assert 0 == one.code()


@pytest.mark.requirement("S2-17")
def test_an_attempt_runs_once_however_often_it_is_started(tmp_path: Path) -> None:
    mark = "open('ran', 'a').write('x')"
    assert 0 == Try(tmp_path).fork(mark).code()
    with ThreadPoolExecutor(6) as pool:
        again = list(pool.map(lambda _: Try(tmp_path).fork(mark).code(), range(6)))

    assert {75, 76} >= set(again)
    assert "x" == (tmp_path / "ran").read_text()


def test_starts_and_recalls_at_once_leave_one_of_them(tmp_path: Path) -> None:
    def race(number: int) -> tuple[bool, int, bool]:
        one = Try(tmp_path, f"r{number}", f"fan/{number}").fork(f"open('ran-{number}', 'w')")
        until(
            lambda: number % 3 == 0 or (one.path / ".exit").exists() or one.shim.poll() is not None
        )
        is_revoked = one.folder.revoke()
        return is_revoked, one.code(), (tmp_path / f"ran-{number}").exists()

    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(race, range(16)))

    assert {(True, 76, False), (False, 0, True)} >= set(found)
    assert {True} <= {is_revoked for is_revoked, _, _ in found}


def test_a_start_that_comes_too_late_does_not_begin(tmp_path: Path) -> None:
    one = Try(tmp_path).fork("open('ran', 'w')", seconds=-0.1)

    assert 77 == one.code()
    assert Standing.NEVER is one.standing
    assert not (tmp_path / "ran").exists()


def test_an_attempt_that_was_called_back_never_begins(tmp_path: Path) -> None:
    one = Try(tmp_path)

    assert one.folder.revoke()
    assert one.folder.revoke()
    assert 76 == one.fork(SLEEPS).code()
    assert Standing.REVOKED is one.standing


def test_an_agent_goes_with_its_shim(tmp_path: Path) -> None:
    one = Try(tmp_path).fork(SLEEPS)
    pid = one.agent()
    one.kill_shim()

    until(lambda: is_gone(pid))
    until(lambda: one.standing is Standing.LOST)


def test_what_an_agent_leaves_running_is_ended_with_it(tmp_path: Path) -> None:
    one = Try(tmp_path).fork(LETS_GO)

    assert 0 == one.code()
    assert is_gone(orphan(tmp_path))
    assert 0 == one.verdict.code


def test_what_a_killed_shim_leaves_is_swept_by_the_next_on_its_branch(tmp_path: Path) -> None:
    one = Try(tmp_path).fork(LETS_GO + SLEEPS)
    left = orphan(tmp_path)
    one.agent()
    one.kill_shim()
    until(lambda: one.standing is Standing.LOST)
    assert not is_gone(left)

    assert 0 == Try(tmp_path, "b").fork("").code()
    assert is_gone(left)


def test_what_holds_on_to_the_locks_keeps_the_branch_until_it_is_swept(tmp_path: Path) -> None:
    one = Try(tmp_path).fork(HOLDS_ON + SLEEPS)
    left = orphan(tmp_path)
    one.agent()
    one.kill_shim()

    until(lambda: one.standing is Standing.ORPHANED)
    assert 75 == Try(tmp_path, "b").fork("").code()
    assert one.folder.sweep()
    assert is_gone(left)
    until(lambda: one.standing is Standing.LOST)
    assert 0 == Try(tmp_path, "c").fork("").code()


def test_a_sweep_ends_what_carries_the_mark_and_nothing_else(tmp_path: Path) -> None:
    one = Try(tmp_path).fork(LETS_GO + SLEEPS)
    left = orphan(tmp_path)
    other = Try(tmp_path, "a2", "fan/b").fork(SLEEPS)
    other.agent()
    one.kill_shim()

    assert one.folder.sweep()
    assert is_gone(left)
    assert Standing.ALIVE is other.standing
    other.folder.ask("stop")
    other.code()


def test_a_stop_is_a_request_and_then_an_end(tmp_path: Path) -> None:
    polite = Try(tmp_path, "a", "fan/a").fork(SLEEPS)
    deaf = Try(tmp_path, "b", "fan/b").fork(
        "import signal, time; signal.signal(15, signal.SIG_IGN)\n"
        "print('deaf', flush=True); time.sleep(60)"
    )
    until(deaf.text)
    polite.agent()
    for one in (polite, deaf):
        one.folder.ask("stop")

    assert (0, 0) == (polite.code(), deaf.code())
    assert (-15, "order") == (polite.verdict.code, polite.verdict.by)
    assert (-9, "order") == (deaf.verdict.code, deaf.verdict.by)
    assert 5 < deaf.verdict.seconds < 8


def test_an_agent_that_its_engine_gave_up_on_was_ended_by_no_person(tmp_path: Path) -> None:
    one = Try(tmp_path).fork(SLEEPS)
    one.folder.give_up(GivenUp(at=when(0), because="no progress for 30 min"))
    one.code()

    assert (Ender.LIMIT, "no progress for 30 min") == (one.verdict.by, one.verdict.because)


def test_a_time_limit_is_the_shims_own(tmp_path: Path) -> None:
    one = Try(tmp_path).fork(SLEEPS, max_runtime=0.3)

    assert 0 == one.code()
    assert (-15, "max_runtime") == (one.verdict.code, one.verdict.by)


def test_a_program_that_is_not_there_is_named(tmp_path: Path) -> None:
    one = Try(tmp_path)
    one.fork("")
    one.code()
    two = Try(tmp_path, "b")
    sheet = json.loads((one.path / "sheet.json").read_text())
    two.folder._furnish(b"")
    (two.path / "sheet.json").write_text(json.dumps({**sheet, "command": ["/no/such/claude"]}))

    assert 0 == subprocess.run([*PYTHON, SHIM, two.path], check=False).returncode
    assert 127 == two.verdict.code
    assert "/no/such/claude: No such file or directory\n" == two.text("stderr.log")


def test_the_lease_is_for_every_user_and_names_the_last_holder(tmp_path: Path) -> None:
    before = os.umask(0o077)
    try:
        one = Try(tmp_path, branch="fan/ü%/x").fork("")
        assert 0 == one.code()
    finally:
        os.umask(before)
    lease = tmp_path / "git/groundstop/leases/fan%2Fü%25%2Fx"

    assert str(one.path) == lease.read_text()
    assert 0o666 == stat.S_IMODE(lease.stat().st_mode)
    assert 0o1777 == stat.S_IMODE(lease.parent.stat().st_mode)
    assert 0o600 == stat.S_IMODE((one.path / "stream.jsonl").stat().st_mode)


def test_hang_ups_and_interrupts_of_a_terminal_end_nothing(tmp_path: Path) -> None:
    one = Try(tmp_path).fork(SLEEPS)
    pid = one.agent()
    assert one.shim is not None
    for number in (signal.SIGHUP, signal.SIGINT):
        os.kill(one.shim.pid, number)

    assert os.getsid(one.shim.pid) == one.shim.pid
    assert Standing.ALIVE is one.standing
    one.shim.terminate()
    assert 0 == one.code()
    assert (-15, "signal") == (one.verdict.code, one.verdict.by)
    assert is_gone(pid)


def test_a_frozen_agent_keeps_its_branch(tmp_path: Path) -> None:
    one = Try(tmp_path).fork(SLEEPS)
    os.kill(one.agent(), signal.SIGSTOP)

    assert 75 == Try(tmp_path, "b").fork(SLEEPS).code()
    kill(one.agent())
    assert 0 == one.code()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can make a small disk")
def test_a_full_disk_starts_nobody_and_eats_no_verdict(tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    small = ["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", str(disk)]
    if subprocess.run(small, capture_output=True, check=False).returncode:
        pytest.skip("nothing can be mounted here")
    try:
        one = Try(disk).fork("import time\nwhile True: time.sleep(0.05)")
        one.agent()
        fill(disk)
        one.folder.path  # noqa: B018
        assert one.shim is not None
        one.shim.terminate()
        assert 0 == one.code()
        assert -15 == one.verdict.code
        assert Standing.ENDED is one.standing
    finally:
        subprocess.run(["umount", "-l", str(disk)], check=False)


def fill(disk: Path) -> None:
    with (disk / "full").open("wb", buffering=0) as file:
        try:
            while True:
                file.write(b"x" * 4096)
        except OSError:
            return


def test_no_room_for_a_verdict_is_no_start(tmp_path: Path) -> None:
    one = Try(tmp_path)
    one.folder._furnish(b"")
    (one.path / ".exit").mkdir()

    assert 74 == one.fork("open('ran', 'w')").code()
    assert not (tmp_path / "ran").exists()
