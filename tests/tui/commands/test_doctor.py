"""The doctor says what works, what does not, and one fix each."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any

import pytest

from tests.tui.commands.calls import recording, said

if TYPE_CHECKING:
    from pathlib import Path

CLAUDE = "#!/bin/sh\necho '2.1.329 (Claude Code)'\n"


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that is all of PATH."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    monkeypatch.setenv("LANG", "C.UTF-8")
    return folder


def checks(capsys: pytest.CaptureFixture[str], *argv: str) -> tuple[int, dict[str, Any]]:
    home = () if "--claude-home" in argv else ("--claude-home", recording())
    code, out, _ = said(capsys, "doctor", "--json", *home, *argv)
    return code, {one["name"]: one for one in json.loads(out)["checks"]}


def program(folder: Path, text: str) -> None:
    path = folder / "claude"
    path.write_text(text)
    path.chmod(0o755)


def test_all_is_looked_at(programs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    program(programs, CLAUDE)
    code, found = checks(capsys)

    assert 0 == code
    assert {"ok", "warn"} == {one["status"] for one in found.values()}
    assert [] == [
        name for name, one in found.items() if (one["fix"] is None) != (one["status"] == "ok")
    ]
    assert f"2.1.329 (Claude Code) ({programs}/claude)" == found["claude"]["says"]
    assert found["transcripts"]["says"].startswith("6 transcripts in ")
    assert found["log"]["says"].endswith("/groundstop/log/groundstop.jsonl")


@pytest.mark.parametrize(
    ("text", "says"), [("#!/bin/sh\nexit 3\n", "it fails"), ("#!/bin/sh\nsleep 9\n", "no answer")]
)
def test_a_client_that_does_not_answer_is_no_failure(
    programs: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    text: str,
    says: str,
) -> None:
    monkeypatch.setattr("tui.commands.client.PATIENCE_S", 0.2)
    monkeypatch.setenv("PATH", f"{programs}:/bin:/usr/bin")
    program(programs, text)
    code, found = checks(capsys)

    assert (0, "warn") == (code, found["claude"]["status"])
    assert found["claude"]["says"].endswith(says)


@pytest.mark.parametrize(
    ("says", "status", "words"),
    [
        ("2.1.197 (Claude Code)", "ok", "2.1.197 (Claude Code) ("),
        ("2.1.196 (Claude Code)", "warn", "is older than 2.1.197"),
        ("3.0.0 (Claude Code)", "warn", "is newer than 2.1.329, the latest that was tested"),
        ("hello \033[31mthere", "warn", 'says "hello '),
    ],
)
def test_the_client_s_version_is_judged(
    programs: Path, capsys: pytest.CaptureFixture[str], says: str, status: str, words: str
) -> None:
    program(programs, f"#!/bin/sh\necho '{says}'\n")
    code, found = checks(capsys)

    assert (0, status) == (code, found["claude"]["status"])
    assert words in found["claude"]["says"]
    assert f"{programs}/claude" in found["claude"]["says"]
    assert "\033" not in found["claude"]["says"]


@pytest.mark.usefixtures("programs")
def test_the_kind_of_login_is_named_and_no_credential(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    where = ("--claude-home", str(tmp_path))
    _, none = checks(capsys, *where)
    (tmp_path / ".credentials.json").write_text('{"claudeAiOauth": {"accessToken": "hush"}}')
    _, logged_in = checks(capsys, *where)
    (tmp_path / "settings.json").write_text('{"apiKeyHelper": "/bin/hush"}')
    _, helped = checks(capsys, *where)
    monkeypatch.setenv("ANTHROPIC_API_KEY", "hush")
    _, keyed = checks(capsys, *where)

    assert "warn" == none["login"]["status"]
    assert "nor a login in" in none["login"]["says"]
    assert "logged in (.credentials.json)" in logged_in["login"]["says"]
    assert "apiKeyHelper" in helped["login"]["says"]
    assert "API key in the environment (ANTHROPIC_API_KEY)" == keyed["login"]["says"]
    assert "hush" not in str([none, logged_in, helped, keyed])


def test_a_package_tells_the_version_read_only(
    programs: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    package = programs.parent / "node_modules/@anthropic-ai/claude-code"
    (package / "bin").mkdir(parents=True)
    (package / "package.json").write_text(
        '{"name": "@anthropic-ai/claude-code", "version": "2.1.300"}'
    )
    (package / "bin/claude.exe").write_text("#!/bin/sh\nexit 3\n")
    (package / "bin/claude.exe").chmod(0o755)
    (programs / "claude").symlink_to(package / "bin/claude.exe")
    _, found = checks(capsys, "--read-only")

    assert "ok" == found["claude"]["status"]
    assert found["claude"]["says"].startswith("2.1.300 by its package (")


def test_nothing_is_started_read_only(programs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    program(programs, '#!/bin/sh\necho started > "$0.ran"\n')
    _, found = checks(capsys, "--read-only")

    assert "not started: --read-only" in found["claude"]["says"]
    assert ["claude"] == [path.name for path in programs.iterdir()]


@pytest.mark.usefixtures("programs")
def test_a_machine_without_anything(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    code, found = checks(capsys, "--claude-home", str(tmp_path))

    assert 0 == code
    assert "npm install -g @anthropic-ai/claude-code" == found["claude"]["fix"]
    assert "has not been used here" in found["transcripts"]["says"]
    assert "unknown" in found["registry"]["says"]


@pytest.mark.usefixtures("programs")
def test_a_mistake_in_the_settings_fails(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = home / ".config/groundstop"
    folder.mkdir(parents=True)
    (folder / "config.toml").write_text("[ui]\nthem = 3\n")
    code, found = checks(capsys)

    assert (1, "fail") == (code, found["config"]["status"])
    assert "line 2: there is no setting ui.them" in found["config"]["says"]
    _, out, _ = said(capsys, "doctor", "--claude-home", recording())
    assert "fail  config " in out
    assert "-> Mend it; `groundstop config validate`" in out


@pytest.mark.usefixtures("programs")
def test_a_folder_that_cannot_be_written_fails(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "state").write_text("in the way")
    code, found = checks(capsys, "--state-dir", str(tmp_path / "state"))

    assert (1, "fail", "fail") == (code, found["cache"]["status"], found["state"]["status"])
    assert 0 == checks(capsys, "--state-dir", str(tmp_path / "state"), "--read-only")[0]


@pytest.mark.usefixtures("programs")
def test_watches_that_do_not_suffice_fail(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "limit").write_text("2\n")
    monkeypatch.setattr("tui.commands.checks.WATCHES", str(tmp_path / "limit"))
    code, found = checks(capsys)

    assert (1, "fail") == (code, found["watches"]["status"])
    assert found["watches"]["fix"].startswith("sudo sysctl fs.inotify.max_user_watches=")


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
@pytest.mark.usefixtures("programs")
def test_transcripts_that_are_shut_fail(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "projects/-src"
    folder.mkdir(parents=True)
    folder.chmod(0)
    code, found = checks(capsys, "--claude-home", str(tmp_path))
    folder.chmod(0o755)

    assert (1, "fail") == (code, found["transcripts"]["status"])
