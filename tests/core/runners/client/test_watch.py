"""A client is asked for its version alone; it gets no credential, and none is opened."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from core.runners.client.watch import asked, marks, packaged
from tests.core.attempts.stage import until

PATH = "/usr/bin:/bin"


def program(folder: Path, text: str) -> str:
    path = folder / "claude"
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)
    return str(path)


def test_the_client_gets_no_credential_and_no_errand(tmp_path: Path) -> None:
    path = program(tmp_path, f"env > {tmp_path}/seen; echo 2.1.329")
    said = asked(path, {"PATH": PATH, "ANTHROPIC_API_KEY": "hush", "AWS_SECRET": "hush"})
    seen = (tmp_path / "seen").read_text()

    assert "2.1.329" == said
    assert "hush" not in seen
    assert "DISABLE_AUTOUPDATER=1" in seen


def test_a_silent_client_is_ended_with_all_that_it_has_started(tmp_path: Path) -> None:
    path = program(tmp_path, f"sleep 60 & echo $! > {tmp_path}/child; wait")
    with pytest.raises(subprocess.TimeoutExpired):
        asked(path, {"PATH": PATH}, patience=0.3)
    child = (tmp_path / "child").read_text().strip()

    until(lambda: not child or _state(child) in ("", "Z"))


def _state(pid: str) -> str:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2][:1]
    except OSError:
        return ""


def test_a_failing_client_is_no_version(tmp_path: Path) -> None:
    with pytest.raises(subprocess.CalledProcessError):
        asked(program(tmp_path, "echo 2.1.329; exit 1"), {"PATH": PATH})


@pytest.mark.parametrize(
    "package",
    ["", "[]", "{", '{"name": "left-pad", "version": "2.1.1"}', "[" * 100_000, "\0\0"],
)
def test_a_package_of_something_else_tells_nothing(tmp_path: Path, package: str) -> None:
    (tmp_path / "package.json").write_text(package)

    assert "" == packaged(program(tmp_path, ""))


def test_the_native_installer_names_the_file_after_its_version(tmp_path: Path) -> None:
    folder = tmp_path / "versions"
    folder.mkdir()
    (folder / "2.1.301").write_text("")
    (tmp_path / "claude").symlink_to(folder / "2.1.301")

    assert "2.1.301" == packaged(str(tmp_path / "claude"))


def test_credentials_are_seen_and_never_opened(tmp_path: Path) -> None:
    (tmp_path / ".credentials.json").write_text("hush")
    os.chmod(tmp_path / ".credentials.json", 0)
    (tmp_path / "settings.json").write_text(
        '{"env": {"CLAUDE_CODE_USE_BEDROCK": "0", "ANTHROPIC_API_KEY": "hush"}}'
    )
    found = marks(str(tmp_path), {"CLAUDE_CODE_USE_VERTEX": "1", "ANTHROPIC_API_KEY": ""})

    assert found.has_credentials
    assert {"CLAUDE_CODE_USE_VERTEX"} == set(found.environment)
    assert {"ANTHROPIC_API_KEY"} == set(found.settings)
    assert "hush" not in repr(found)


@pytest.mark.parametrize("settings", ["", "[]", '{"env": [1], "apiKeyHelper": 3}', "{" * 9000])
def test_settings_that_cannot_be_read_say_nothing(tmp_path: Path, settings: str) -> None:
    (tmp_path / "settings.json").write_text(settings)

    assert not marks(str(tmp_path), {}).settings
