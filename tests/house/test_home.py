"""The house rules of the tests themselves: a home of one's own, and no way out."""

from __future__ import annotations

import os
import socket
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from collections.abc import Callable


def test_a_test_lives_in_a_home_of_its_own(home: Path) -> None:
    named = [value for name, value in os.environ.items() if name.startswith(("XDG_", "CLAUDE"))]

    assert home == Path.home()
    assert home == Path("~").expanduser()
    assert [] == [value for value in named if not value.startswith(str(home))]
    assert [] == list(home.iterdir())


@pytest.mark.parametrize("address", ["192.0.2.1", "2001:db8::1", "example.org"])
def test_no_test_reaches_the_network(address: str) -> None:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET

    for attempt in _attempts(family, address):
        with pytest.raises(RuntimeError, match="no network"):
            attempt()


def _attempts(family: int, address: str) -> list[Callable[[], object]]:
    def connect() -> None:
        with socket.socket(family, socket.SOCK_STREAM) as out:
            out.connect((address, 80))

    def connect_ex() -> int:
        with socket.socket(family, socket.SOCK_STREAM) as out:
            return out.connect_ex((address, 80))

    return [connect, connect_ex, lambda: socket.create_connection((address, 80), 1)]


def test_loopback_is_no_network() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        with socket.create_connection(("localhost", port), 1) as own:
            assert port == own.getpeername()[1]


def test_clocks_on_the_wall_show_utc() -> None:
    assert timedelta(0) == datetime(2026, 7, 1, 12).astimezone().utcoffset()


def test_examples_may_take_their_time() -> None:
    assert settings().deadline is None
