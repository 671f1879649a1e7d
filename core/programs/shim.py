"""The only parent that an agent ever has: holds its branch, starts it once, tells how it ended.

`shim.py FOLDER` runs what FOLDER/sheet.json says; `shim.py --sweep FOLDER` ends what an attempt
left: 1 if something lives on. Imports nothing of ours: no mistake elsewhere can end an agent.
Codes: 0 the verdict is in exit.json; nothing has run: 74 no room, 75 branch taken, 76 claimed, 77
too late.
"""

from __future__ import annotations

import ctypes
import fcntl
import json
import os
import select
import signal
import struct
import sys
import time
from contextlib import suppress

FULL, TAKEN, CLAIMED, LATE = 74, 75, 76, 77
PATIENCE, LOOK, GRACE, SWEEPING = 1.0, 0.5, 5.0, 10.0
"""Seconds: for a lock, between two looks, from TERM to KILL, for a sweep."""
BLOCK = 512
"""Bytes reserved for what is written later, so that a full disk cannot eat a verdict."""
PDEATHSIG, SUBREAPER = 1, 36
LOCK = struct.pack("hhqqi4x", fcntl.F_WRLCK, os.SEEK_SET, 0, 0, 0)
IGNORED = (signal.SIGHUP, signal.SIGINT, signal.SIGPIPE)
NEVER = float("inf")
prctl = ctypes.CDLL(None).prctl


class Shim:
    """One attempt, from its sheet to its verdict."""

    def __init__(self, folder: str) -> None:
        self.folder = folder
        with open(f"{folder}/sheet.json", encoding="utf-8") as file:
            self.sheet = json.load(file)
        self.me = identity(os.getpid())
        self.pipe, self.message, self.rest = -1, "", memoryview(b"")
        self.code: int | None = None
        self.ended_by, self.kill_at = "", NEVER

    def run(self) -> int:
        """Go through the protocol of `engine.md` 3 in its order, for the order is the proof."""
        try:
            lease = take(self.sheet["lease"], 0o666)
            take(f"{self.folder}/life", 0o600)
            last = os.fsdecode(os.pread(lease, 1 << 16, 0))
            if last not in ("", self.folder) and sweep(last):
                sys.exit(TAKEN)
            os.ftruncate(lease, 0)
            os.pwrite(lease, os.fsencode(self.folder), 0)
            self.claim()
        except (OSError, SystemExit) as refusal:
            for name in (".started", ".exit", ".claim"):
                with suppress(OSError):
                    os.unlink(f"{self.folder}/{name}")
            return FULL if isinstance(refusal, OSError) else int(str(refusal))
        began = time.monotonic()
        self.start()
        while self.code is None:
            self.hand_on()
            self.wait()
            self.obey(time.monotonic() - began)
        self.end(began)
        return 0

    def claim(self) -> None:
        """Reserve what must be written later, then link the claim into place, complete."""
        for name, content in (("started", {}), ("exit", {}), ("claim", self.me)):
            put(f"{self.folder}/.{name}", os.O_WRONLY | os.O_CREAT, content)
        is_late = time.clock_gettime(time.CLOCK_BOOTTIME) > self.sheet["not_after"]
        if is_late or self.me["boot"] != self.sheet["boot"]:
            sys.exit(LATE)
        try:
            os.link(f"{self.folder}/.claim", f"{self.folder}/claim")
        except FileExistsError:
            sys.exit(CLAIMED)
        os.unlink(f"{self.folder}/.claim")

    def start(self) -> None:
        """Fork the agent, which dies with us, and write down who both are."""
        prctl(SUBREAPER, 1, 0, 0, 0)
        signal.signal(signal.SIGTERM, lambda *_: setattr(self, "ended_by", "signal"))
        for number in IGNORED:
            signal.signal(number, signal.SIG_IGN)
        stdin, self.pipe = os.pipe()
        os.set_blocking(self.pipe, False)
        self.agent = os.fork()
        if not self.agent:
            with suppress(BaseException):
                self.become_agent(stdin)
            os._exit(127)
        os.close(stdin)
        with suppress(OSError):  # it does so, too: whoever is first
            os.setpgid(self.agent, self.agent)
        self.pidfd = os.pidfd_open(self.agent)
        self.write("started", {"shim": self.me, "agent": identity(self.agent)})

    def become_agent(self, stdin: int) -> None:
        """In the child: die with the shim, write to files of its own, carry the mark."""
        prctl(PDEATHSIG, signal.SIGKILL, 0, 0, 0)
        if os.getppid() != self.me["pid"]:
            return
        os.setpgid(0, 0)
        flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND
        os.dup2(stdin, 0)
        os.dup2(os.open(f"{self.folder}/stream.jsonl", flags, 0o600), 1)
        os.dup2(os.open(f"{self.folder}/stderr.log", flags, 0o600), 2)
        for number in (*IGNORED, signal.SIGTERM):
            signal.signal(number, signal.SIG_DFL)
        marks = {"GROUNDSTOP_RUN": self.folder, "GROUNDSTOP_ATTEMPT": self.sheet["attempt"]}
        command, environment = self.sheet["command"], {**os.environ, **self.sheet["env"], **marks}
        try:
            os.chdir(self.sheet["cwd"])
            os.execvpe(command[0], command, environment)  # noqa: S606, there is no shell
        except OSError as error:
            os.write(2, f"{error.filename or command[0]}: {error.strerror}\n".encode())

    def wait(self, seconds: float = LOOK) -> None:
        """Wait until the agent ends or takes more input; collect whoever has ended."""
        select.select([self.pidfd], [self.pipe] if self.rest else [], [], seconds)
        with suppress(ChildProcessError):
            while (ended := os.waitpid(-1, os.WNOHANG))[0]:
                if ended[0] == self.agent:
                    self.code = os.waitstatus_to_exitcode(ended[1])

    def obey(self, seconds: float) -> None:
        """Ask the agent to end, when that is ordered or its time is over; later it is ended."""
        if os.path.exists(f"{self.folder}/stop"):
            self.ended_by = self.ended_by or "order"
        elif seconds > (self.sheet.get("max_runtime") or NEVER):
            self.ended_by = self.ended_by or "max_runtime"
        if self.ended_by and self.kill_at == NEVER:
            self.kill_at = time.monotonic() + GRACE
            self.tell_all(signal.SIGTERM)
        elif time.monotonic() > self.kill_at:
            self.tell_all(signal.SIGKILL)

    def tell_all(self, number: int) -> None:
        """Signal the agent and everybody who stayed in its group."""
        with suppress(OSError):
            os.killpg(self.agent, number)

    def hand_on(self) -> None:
        """Write messages in their order; a whole one moves to `sent`. Close when that is asked."""
        inbox = f"{self.folder}/inbox"
        while self.pipe >= 0 and (self.rest or os.listdir(inbox)):
            if not self.rest:
                self.message = min(os.listdir(inbox))
                with open(f"{inbox}/{self.message}", "rb") as file:
                    self.rest = memoryview(file.read().rstrip() + b"\n")
            try:
                self.rest = self.rest[os.write(self.pipe, self.rest) :]
            except BlockingIOError:
                return
            except BrokenPipeError:
                self.close()
            else:
                if not self.rest:
                    os.replace(f"{inbox}/{self.message}", f"{self.folder}/sent/{self.message}")
        if self.pipe >= 0 and os.path.exists(f"{self.folder}/close"):
            with suppress(OSError):  # a message that has just come keeps the inbox where it is
                os.rmdir(inbox)
                self.close()

    def close(self) -> None:
        """Let the agent know that nothing more will come."""
        os.close(self.pipe)
        self.pipe, self.rest = -1, memoryview(b"")

    def end(self, began: float) -> None:
        """Sweep what it left, tell the verdict, and hold the locks until nothing of it lives."""
        self.tell_all(signal.SIGKILL)
        left = sweep(self.folder, self)
        with suppress(OSError):
            os.rename(f"{self.folder}/inbox", f"{self.folder}/unsent")
        ended = {"code": self.code, "by": self.ended_by, "left": left[:20]}
        while not self.write("exit", {**ended, "seconds": round(time.monotonic() - began, 3)}):
            time.sleep(LOOK)
        while left:
            left = sweep(self.folder, self)

    def write(self, name: str, document: dict[str, object]) -> bool:
        """Write into the reserved block; it gets its name when it is whole and on the disk."""
        with suppress(OSError):
            put(f"{self.folder}/.{name}", os.O_WRONLY, document)
            os.rename(f"{self.folder}/.{name}", f"{self.folder}/{name}.json")
            put(self.folder, os.O_RDONLY)
            return True
        return False


def take(path: str, mode: int) -> int:
    """Lock a file so that an agent inherits it: free only when neither of us lives any more."""
    descriptor, patience = os.open(path, os.O_RDWR | os.O_CREAT, mode), time.monotonic() + PATIENCE
    with suppress(OSError):
        os.fchmod(descriptor, mode)  # other users must be able to lock it, whatever our umask
    os.set_inheritable(descriptor, True)
    while True:
        try:
            fcntl.fcntl(descriptor, fcntl.F_OFD_SETLK, LOCK)
        except OSError:
            if time.monotonic() > patience:
                sys.exit(TAKEN)
            time.sleep(LOOK / 20)
        else:
            return descriptor


def sweep(folder: str, shim: Shim | None = None) -> list[int]:
    """Kill every process with an attempt's mark, and wait; give those that will not go."""
    patience, mark = time.monotonic() + SWEEPING, b"GROUNDSTOP_RUN=" + os.fsencode(folder)
    while True:
        if shim is not None:
            shim.wait(0)
        left = []
        for pid in {int(name) for name in os.listdir("/proc") if name.isdigit()} - {os.getpid()}:
            with suppress(OSError), open(f"/proc/{pid}/environ", "rb") as file:
                if mark in file.read().split(b"\0"):
                    left.append(pid)
                    os.kill(pid, signal.SIGKILL)
        if not left or time.monotonic() > patience:
            return left
        time.sleep(LOOK / 50)


def identity(pid: int) -> dict[str, object]:
    """Name a process so that no later one with its number is taken for it."""
    with open("/proc/sys/kernel/random/boot_id", encoding="ascii") as file:
        boot = file.read().strip()
    with open(f"/proc/{pid}/stat", "rb") as stat:
        return {"boot": boot, "pid": pid, "tick": int(stat.read().rpartition(b")")[2].split()[19])}


def put(path: str, flags: int, document: object = None) -> None:
    """See that a document, or a folder's list of names, is on the disk."""
    descriptor = os.open(path, flags, 0o600)
    try:
        if document is not None:
            os.write(descriptor, json.dumps(document).encode().ljust(BLOCK))
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


if __name__ == "__main__":
    *asked, where = sys.argv[1:]
    sys.exit(int(bool(sweep(where))) if asked == ["--sweep"] else Shim(where).run())
