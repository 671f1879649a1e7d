"""Numbers, times and names that nobody means: everything else is shown all the same."""

from __future__ import annotations

import json
import os
import subprocess
from typing import TYPE_CHECKING, Any

import pytest

from tests.tui.commands.calls import PROGRAM, said, surroundings, told

if TYPE_CHECKING:
    from pathlib import Path

SESSION = "00000000-0000-4000-8000-000000000000"
NOW = "2026-11-21T18:10:00Z"


def record(number: int = 1, **other: Any) -> dict[str, Any]:  # noqa: ANN401, as JSON has it
    usage = {"input_tokens": 1, "output_tokens": other.pop("output", 5)}
    message = {"id": f"m{number}", "role": "assistant", "content": [], "usage": usage}
    message["model"] = other.pop("model", "claude-opus-5-5")
    at = f"2026-11-21T18:00:{number:02}.000Z"
    fields = {"type": "assistant", "sessionId": SESSION, "uuid": f"u{number}", "timestamp": at}
    return {**fields, "message": message, **other}


def home(tmp_path: Path, *records: dict[str, Any]) -> tuple[str, str]:
    folder = tmp_path / "projects/-src"
    folder.mkdir(parents=True)
    prompt = {"type": "user", "sessionId": SESSION, "timestamp": "2026-11-21T18:00:00.000Z"}
    prompt["message"] = {"role": "user", "content": "go"}  # type: ignore[assignment]
    lines = [json.dumps(one) for one in (prompt, *records)]
    (folder / f"{SESSION}.jsonl").write_text("\n".join(lines) + "\n")
    return ("--claude-home", str(tmp_path))


@pytest.mark.parametrize(
    "other",
    [
        {"output": 10**20},
        {"output": -1},
        {"apiErrorStatus": 10**40, "retryAttempt": 10**40, "isApiErrorMessage": True},
        {"quotaLimits": {"status": "rejected", "resetsAt": 1e300}, "isApiErrorMessage": True},
        {"timestamp": "9999-12-31T23:59:59-14:00"},
        {"timestamp": "0001-01-01T00:00:00+14:00"},
    ],
    ids=str,
)
def test_one_mad_record_hides_nobody(
    tmp_path: Path, other: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    where = home(tmp_path, *(record(number, **other) for number in range(1, 14)), record(20))

    for argv in (("status", "--json", "--all", "--now", NOW), ("agents", "--all", "--now", NOW)):
        code, out, err = said(capsys, *argv, *where)
        assert (0, "") == (code, err)
        assert SESSION[:8] in out
    for by in ("day", "model"):
        code, out, err = said(capsys, "usage", "--json", "--by", by, *where)
        assert (0, "") == (code, err)
        assert json.loads(out)["totals"]["output_tokens"] >= 5


def test_a_model_cannot_speak_to_the_terminal(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    where = home(tmp_path, record(model="\x1b[31mclaude\x1b]0;x\x07"))

    _, out, _ = said(capsys, "usage", "--by", "model", *where)
    assert "\x1b" not in out
    assert "claude" in out


@pytest.mark.parametrize(
    "argv",
    [
        ("agents", "show", "\x1b[31m"),
        ("status", "--since", "\x1b]0;x\x07"),
        ("status", "--claude-home", "/none/\x1b[31mx"),
        ("replay", "/none/\x1b[31m"),
        ("snapshot", "--theme", "\x1b[31m"),
    ],
    ids=str,
)
def test_what_is_wrong_is_said_without_its_escapes(
    tmp_path: Path, argv: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    where = () if "--claude-home" in argv or argv[0] == "replay" else home(tmp_path, record())
    code, out, err = said(capsys, *argv, *where)

    assert code in (2, 5)
    assert "\x1b" not in out + err
    assert "\x07" not in out + err


def test_a_home_whose_name_holds_an_escape_says_so_harmlessly(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    empty = tmp_path / "e\x1b[31m"
    (empty / "projects").mkdir(parents=True)
    _, out, err = said(capsys, "status", "--claude-home", str(empty))

    assert "\x1b" not in out + err


@pytest.mark.parametrize("setting", ["coordination_dir", "snapshot_dir"])
def test_a_folder_with_a_nul_is_refused_in_a_sentence(
    tmp_path: Path,
    setting: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    config = tmp_path / ".config/groundstop/config.toml"
    config.parent.mkdir(parents=True)
    config.write_text(f'{setting} = "\\u0000"\n')
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / ".config"))
    code, _, err = said(capsys, "status", *home(tmp_path / "claude", record()))

    assert 2 == code
    assert setting in err
    assert "config.toml" in err


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="only Linux has /dev/full")
def test_a_full_output_is_one_sentence(tmp_path: Path) -> None:
    where = home(tmp_path, record())
    with open("/dev/full", "wb") as full:
        done = told("usage", "--json", *where, stdout=full)

    assert 1 == done.returncode
    assert b"cannot be written" in done.stderr
    assert b"Traceback" not in done.stderr


@pytest.mark.parametrize("closed", [">&-", "2>&-", ">&- 2>&-"])
def test_streams_that_are_closed_are_no_trouble(tmp_path: Path, closed: str) -> None:
    where = home(tmp_path, record())
    shell = ["/bin/sh", "-c", f'exec "$@" {closed}', "sh", *PROGRAM, "usage", *where]
    done = subprocess.run(shell, env=surroundings(), capture_output=True, timeout=30, check=False)

    assert (0, b"") == (done.returncode, done.stderr)
