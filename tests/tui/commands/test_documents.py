"""Every document that a command prints is as its published schema says, on real recordings."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from jsonschema import Draft202012Validator

from tests.tui.commands.calls import NOW, SAMPLES, recording, said
from tui.commands.schema import published
from tui.twins.runs.records import EVERY

if TYPE_CHECKING:
    from pathlib import Path

RECORDINGS = sorted(path.parent.name for path in SAMPLES.glob("*/states.toml"))
VALIDATORS = {
    name: Draft202012Validator(published(name, model.model_json_schema()))
    for name, model in EVERY.items()
}


def checked(name: str, text: str) -> Any:  # noqa: ANN401, a document of any shape
    document = json.loads(text)
    faults = [f"{one.json_path}: {one.message}" for one in VALIDATORS[name].iter_errors(document)]
    assert [] == faults
    assert f"groundstop.{name}/1" == document["schema"]
    assert text.isascii()
    assert text.endswith("}\n")
    assert 1 == text.count("\n")
    return document


@pytest.mark.parametrize("name", RECORDINGS)
def test_status_and_agents_of_a_recording(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    where = ("--claude-home", recording(name), "--now", NOW)
    code, out, _ = said(capsys, "status", "--json", "--all", *where)
    status = checked("status", out)
    _, listed, _ = said(capsys, "agents", "--json", "--all", *where)
    agents = checked("agents", listed)

    assert 0 == code
    assert status["agents"]
    assert status["agents"] == agents["agents"]
    assert len(status["agents"]) == sum(status["counts"].values())
    assert NOW == status["at"]


@pytest.mark.parametrize("name", ["credit-exhausted", "nested"])
def test_every_agent_of_a_recording_in_full(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    where = ("--claude-home", recording(name), "--now", NOW)
    _, listed, _ = said(capsys, "agents", "--json", "--all", *where)
    for agent in json.loads(listed)["agents"]:
        code, out, _ = said(capsys, "agents", "show", agent["key"], "--json", *where)
        shown = checked("agent", out)

        assert 0 == code
        assert agent == shown["agent"]
        assert shown["transcript"].endswith(".jsonl")


def test_lines_that_cannot_be_read_are_named_by_their_offset(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "projects/-src"
    folder.mkdir(parents=True)
    first = (
        '{"type":"user","timestamp":"2026-11-20T20:00:00Z","sessionId":"6f1c2a9e-1111-4222-8333-'
        '444455556666","uuid":"1","cwd":"/src","message":{"role":"user","content":"Café ✓ 🚀"}}\n'
    )
    name = "6f1c2a9e-1111-4222-8333-444455556666"
    (folder / f"{name}.jsonl").write_text(f"{first}{{torn\n{first}")
    code, out, _ = said(
        capsys, "agents", "show", name, "--json", "--claude-home", str(tmp_path), "--now", NOW
    )
    shown = checked("agent", out)

    assert 0 == code
    assert "Café ✓ 🚀" in shown["prompt"]
    assert (1, [len(first.encode())]) == (shown["unread_lines"], shown["unread_offsets"])


@pytest.mark.parametrize("by", ["day", "model", "agent", "session"])
def test_usage_of_a_recording(by: str, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = said(
        capsys, "usage", "--json", "--by", by, "--claude-home", recording("nested"), "--now", NOW
    )
    usage = checked("usage", out)

    assert 0 == code
    assert by == usage["by"]
    kinds = usage["totals"].keys()
    assert usage["totals"] == {kind: sum(row[kind] for row in usage["rows"]) for kind in kinds}


def test_documents_about_groundstop_itself(capsys: pytest.CaptureFixture[str]) -> None:
    where = ("--claude-home", recording())
    doctor = checked("doctor", said(capsys, "doctor", "--json", "--read-only", *where)[1])
    config = checked("config", said(capsys, "config", "show", "--json")[1])
    keys = checked("keys", said(capsys, "keys", "--json")[1])

    assert doctor["status"] in {"ok", "warn"}
    assert "limits.quiet_minutes" in {row["name"] for row in config["settings"]}
    assert "grid.down" in {row["id"] for row in keys["keys"]}


def test_schemas_are_printed_by_name(capsys: pytest.CaptureFixture[str]) -> None:
    _, names, _ = said(capsys, "schema")
    printed = {name: json.loads(said(capsys, "schema", name)[1]) for name in names.split()}

    assert [*EVERY, "settings", "handoff-file", "registry-file"] == names.split()
    assert {f"urn:groundstop:{name}:1" for name in printed} == {
        schema["$id"] for schema in printed.values()
    }
    assert (2, "", "groundstop: schema: there is no stats. Did you mean status?\n") == said(
        capsys, "schema", "stats"
    )
