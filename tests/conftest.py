"""What holds for every test: a home of its own, no network, one time zone, seeded examples."""

from __future__ import annotations

import gc
import ipaddress
import itertools
import os
import signal
import socket
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.configuration import set_hypothesis_home_dir

if TYPE_CHECKING:
    from collections.abc import Callable

HOMES = {
    "HOME": "",
    "CLAUDE_CONFIG_DIR": ".claude",
    "GROUNDSTOP_STATE_DIR": ".local/state/groundstop",
    "XDG_CACHE_HOME": ".cache",
    "XDG_CONFIG_HOME": ".config",
    "XDG_DATA_HOME": ".local/share",
    "XDG_RUNTIME_DIR": ".run",
    "XDG_STATE_HOME": ".local/state",
}
"""Where programs look for a person's files, and where in the test's own home that is."""
STEERING = ("ANTHROPIC_", "CLAUDE", "GROUNDSTOP_")
"""Beginnings of the variables that would let the machine's own set-up steer a test."""
LOOKS = ("NO_COLOR", "FORCE_COLOR", "COLORTERM", "COLUMNS", "LINES", "TEXTUAL_ANIMATIONS")
"""Variables that change what is drawn."""
_homes = itertools.count()
_tests = itertools.count(1)
SWEEP = 150
"""Tests of one worker between two collections of garbage."""

PATIENT = ("test_leaving.py", "test_policy.py", "test_run.py", "test_counting.py", "test_shim.py")
"""Files whose tests wait for other processes: begun first, nobody waits for them at the end."""

CORES = len(os.sched_getaffinity(0))
os.environ.setdefault("PYTEST_XDIST_AUTO_NUM_WORKERS", str(CORES + 1))
"""One more than there are cores: a dashboard that is posed waits now and then."""

set_hypothesis_home_dir(Path(__file__).parents[1] / ".pytest_cache" / "hypothesis")
settings.register_profile(
    "home",
    deadline=None,
    max_examples=60,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile("ci", settings.get_profile("home"), derandomize=True, print_blob=True)


def pytest_configure() -> None:
    """Settle what is the same for the whole session, before any module of ours is imported."""
    settings.load_profile("ci" if os.environ.get("CI") else "home")
    os.environ["TZ"] = "UTC"
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:  # of a shell that runs us behind its back
        signal.signal(signal.SIGINT, signal.default_int_handler)
    time.tzset()


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    """Asyncio is the loop of the house."""
    return "asyncio"


@pytest.fixture(autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give the test a home in which nobody has lived."""
    own = tmp_path_factory.getbasetemp() / f"home-{next(_homes)}"
    own.mkdir()
    for name in list(os.environ):
        if name.startswith(STEERING) or name in LOOKS:
            monkeypatch.delenv(name)
    for name, below in HOMES.items():
        monkeypatch.setenv(name, str(own / below))
    return own


@pytest.fixture(autouse=True, scope="session")
def _no_network() -> None:
    """Refuse every way out of this machine; loopback and local sockets are no way out."""
    socket.socket.connect = _kept_in(socket.socket.connect)  # type: ignore[method-assign]
    socket.socket.connect_ex = _kept_in(socket.socket.connect_ex)  # type: ignore[method-assign]
    resolve = socket.getaddrinfo

    def resolve_here(host: Any, *rest: Any, **named: Any) -> Any:  # noqa: ANN401, as socket has it
        _stay_here(host)
        return resolve(host, *rest, **named)

    socket.getaddrinfo = resolve_here


@pytest.fixture(autouse=True, scope="session")
def _sheets_are_parsed_once() -> None:
    """Let the many dashboards of a run share what Textual makes of its style sheets."""
    from textual.css.stylesheet import Stylesheet  # noqa: PLC0415, nothing to do for most tests

    parse, parsed = Stylesheet._parse_rules, {}

    def parse_once(sheet: Stylesheet, *words: Any, **named: Any) -> Any:  # noqa: ANN401
        key = (words, *named.items(), *sheet._variables.items())
        if key not in parsed:
            parsed[key] = parse(sheet, *words, **named)
        return parsed[key]

    Stylesheet._parse_rules = parse_once  # type: ignore[method-assign]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let those begin first that wait most; the others keep two cores busy meanwhile."""
    items.sort(key=lambda item: item.path.name not in PATIENT)


def pytest_collection_finish() -> None:
    """Spare the garbage collector what stays for the whole session anyway."""
    gc.freeze()
    gc.disable()


def pytest_runtest_teardown() -> None:
    """Collect garbage now and then, not all the time: a posed dashboard leaves much of it."""
    if next(_tests) % SWEEP == 0:
        gc.collect()


def _kept_in(connect: Callable[..., Any]) -> Callable[..., Any]:
    def connect_here(self: socket.socket, address: Any) -> Any:  # noqa: ANN401, as socket has it
        if self.family != socket.AF_UNIX:
            _stay_here(address[0])
        return connect(self, address)

    return connect_here


def _stay_here(host: str | bytes | None) -> None:
    name = host.decode() if isinstance(host, bytes) else host
    if name in {None, "", "localhost"}:
        return
    try:
        is_here = ipaddress.ip_address(str(name)).is_loopback
    except ValueError:
        is_here = False
    if not is_here:
        message = f"a test tried to reach {name}: tests need no network"
        raise RuntimeError(message)
