"""`groundstop preflight`, and what `run` does with its answer: nobody starts unseen or unasked."""

from __future__ import annotations

import json
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from jsonschema import Draft202012Validator

from core.model.where import StateFolder
from core.runs.past.watch import planned_before
from core.runs.store import State
from core.runs.watch import ground
from tests.core.lines import answer
from tests.core.rehearsal.api.serving import serving
from tests.tui.commands.calls import NOW, recording, said
from tui.twins.runs.records import Preflight

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from core.model.preflight import Preflight as Calculated

Say = tuple[int, str, str]
SAFEGUARDS = ("staggered starts", "tokens of all agents", "no start from 80%", "checkpoints")


class Table:
    """A repository, plans of so many tasks, and the commands in this process."""

    def __init__(self, where: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.where, self.state = where, where / "state"
        self.folder = StateFolder(str(self.state))
        self._capsys = capsys

    def plan(self, tasks: int, *lines: str, runner: str = "rehearsal") -> str:
        """Write a plan."""
        head = ['name = "batch"', 'repo = "shop"', f'runner = "{runner}"', *lines]
        each = [f'[[task]]\nid = "t{number}"\nprompt = "do"' for number in range(tasks)]
        path = self.where / "plan.toml"
        path.write_text("\n".join([*head, *each]) + "\n")
        return str(path)

    def say(self, *words: str) -> Say:
        """Run a command."""
        return said(self._capsys, *words, "--state-dir", str(self.state))

    def document(self, *words: str) -> dict[str, object]:
        """Give the document of a pre-flight."""
        code, out, err = self.say("preflight", *words, "--json")
        assert (0, "") == (code, err)
        found: dict[str, object] = json.loads(out)
        return found


@pytest.fixture
def table(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    shop: Callable[[Path], None],
) -> Table:
    shop(tmp_path / "shop")
    monkeypatch.setattr("core.runs.act.call_engine", lambda _: None)
    monkeypatch.setattr("tui.commands.waiting.wait", lambda *_, **__: 0)
    return Table(tmp_path, capsys)


SMALL = ("worst_case_tokens = 100_000", "[rehearsal]", "five_hour = 1_000_000")
"""Six are safe."""


def test_the_document_is_as_published_and_leaves_no_trace(table: Table) -> None:
    found = table.document(table.plan(7, *SMALL))
    Draft202012Validator(Preflight.model_json_schema()).validate(found)

    assert ("groundstop.preflight/1", 7, 6, True) == tuple(
        found[name] for name in ("schema", "wanted", "safe_count", "needs_yes")
    )
    inputs = found["inputs"]
    assert isinstance(inputs, dict)
    assert {"quota_left", "worst_case_tokens", "factor"} <= set(inputs)
    assert all(one["source"] for one in inputs.values())
    assert [[6], [6, 1]] == [one["counts"] for one in found["options"]]  # type: ignore[attr-defined]
    assert not table.state.exists()


@pytest.mark.requirement("S1-09")
def test_more_than_five_are_never_started_unseen(table: Table) -> None:
    five = table.say("run", table.plan(5), "--headless")
    six = table.say("run", table.plan(6), "--headless")

    assert (0, "", "") == five
    assert 0 == six[0]
    assert "1 agent wanted" in six[2]


@pytest.mark.requirement("S1-09")
def test_the_four_steps_are_said_before_six_begin(table: Table) -> None:
    code, _, err = table.say("run", table.plan(6, *SMALL), "--headless")

    assert 0 == code
    assert [] == [name for name in SAFEGUARDS if name not in err]


def test_more_than_is_safe_needs_a_yes(table: Table) -> None:
    plan = table.plan(7, *SMALL)
    code, out, err = table.say("run", plan, "--headless")

    assert (2, "") == (code, out)
    assert err.endswith(
        "7 agents are wanted, 6 are safe: --fewer starts 6, --yes takes the risk;"
        " nothing was started.\n"
    )
    assert not table.state.exists()
    assert 0 == table.say("run", plan, "--headless", "--yes")[0]
    assert (7, 6) == (len(ground(table.folder).tasks), ground(table.folder).most)


@pytest.mark.requirement("S1-22")
def test_fewer_starts_what_is_safe_and_the_rest_later(table: Table) -> None:
    plan = table.plan(7, *SMALL)

    assert 0 == table.say("run", plan, "--headless", "--fewer")[0]
    assert 6 == len(ground(table.folder).tasks)
    code, _, err = table.say("run", plan, "--headless")
    assert 2 == code
    assert "1 agent wanted, 0 are safe" in err
    assert "6 agents  at work or waiting already" in err


def test_the_number_of_slots_stays_below_the_safe_count(table: Table) -> None:
    table.say("run", table.plan(7, *SMALL), "--headless", "--fewer")
    refused = table.say("slots", "7")

    assert 2 == refused[0]
    assert "slots 7: 6 are safe" in refused[2]
    assert 0 == table.say("slots", "6")[0]


def test_a_budget_of_the_command_line_goes_with_the_run(table: Table) -> None:
    plan = table.plan(2, "worst_case_tokens = 50_000")
    assert 0 == table.say("run", plan, "--headless", "--token-budget", "300000")[0]
    state = State(table.folder.state)
    with closing(state), state.transaction():
        (run,) = state.unfinished()
        known = state.known(run)

    assert known is not None
    assert (300_000, 3) == (known.token_budget, known.pace.most)


def test_a_part_of_a_window_of_the_command_line_holds_the_run_there(table: Table) -> None:
    table.say("run", table.plan(2, *SMALL), "--headless", "--token-budget", "38%")
    state = State(table.folder.state)
    with closing(state), state.transaction():
        known = [state.known(run) for run in state.unfinished()]

    assert [(None, 0.38)] == [(one.token_budget, one.window_budget) for one in known if one]


def test_a_second_start_of_all_that_runs_asks_nothing(table: Table) -> None:
    plan = table.plan(7, *SMALL)
    table.say("run", plan, "--headless", "--yes")

    assert (0, "", "") == table.say("run", plan, "--headless")
    assert 6 == ground(table.folder).most


@pytest.mark.requirement("S1-24")
def test_the_last_number_is_remembered(table: Table) -> None:
    table.say("run", table.plan(3), "--headless")
    grown = table.document(table.plan(9, runner="claude"))

    assert 3 == planned_before(table.folder)
    assert "3 agents were started last time, 6 are wanted" in str(grown["warnings"])
    known = table.document(table.plan(9, *SMALL[:1], runner="claude"), "--token-budget", "9000000")
    assert "started last time" not in str(known["warnings"])


def test_an_unknown_quota_is_said_and_a_budget_takes_its_place(table: Table) -> None:
    plan = table.plan(2, "worst_case_tokens = 50_000", runner="claude")
    unknown = table.document(plan)
    known = table.document(plan, "--token-budget", "1_000_000")

    assert (None, True) == (unknown["safe_count"], unknown["needs_yes"])
    assert "What is left of the quota is unknown" in str(unknown["warnings"])
    assert (12, False) == (known["safe_count"], known["needs_yes"])


@pytest.mark.requirement("S1-21")
def test_where_nothing_is_known_the_api_counts_the_longest_prompt(
    table: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = table.plan(2, runner="claude")
    alone = worst_case(table.document(plan, "--token-budget", "20_000_000"))
    with serving() as address:
        monkeypatch.setenv("ANTHROPIC_BASE_URL", address)
        monkeypatch.setenv("ANTHROPIC_API_KEY", "sk-ant-rehearsal")
        found = table.document(plan, "--token-budget", "20_000_000")
    counted = worst_case(found)

    assert (None, True) == (alone["value"], "no ANTHROPIC_API_KEY" in str(alone["source"]))
    assert 3_255_000 < counted["value"] < 3_260_000
    assert "by the API's count; taken as 60 answers" in str(counted["source"])
    assert 3 == found["safe_count"]


def worst_case(document: dict[str, object]) -> dict[str, object]:
    inputs: dict[str, dict[str, object]] = document["inputs"]
    return inputs["worst_case_tokens"]


def test_nothing_is_left_to_start(table: Table) -> None:
    plan = table.plan(2)
    table.say("run", plan, "--headless")
    found = table.document(plan)

    assert (0, [], []) == (found["wanted"], found["waves"], found["warnings"])
    assert "0 agents wanted" in table.say("preflight", plan)[1]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (
            ["--token-budget", "lots"],
            '--token-budget lots: expected tokens, such as 2000000, or "38%"',
        ),
        (["--token-budget", "0"], "expected tokens"),
        (["--token-budget", "101%"], "expected tokens"),
    ],
)
def test_a_budget_that_is_none_is_one_sentence(
    table: Table, words: list[str], sentence: str
) -> None:
    code, out, err = table.say("preflight", table.plan(1), *words)

    assert (2, "", 1) == (code, out, err.count("\n"))
    assert sentence in err


def test_fewer_of_an_unknown_number_is_refused(table: Table) -> None:
    code, _, err = table.say("run", table.plan(2), "--headless", "--fewer")

    assert 2 == code
    assert "how many are safe is unknown" in err


@pytest.mark.requirement("S1-23")
def test_the_worst_case_is_learned_from_a_persons_own_agents(table: Table, home: Path) -> None:
    folder = home / ".claude/projects/-x/6f1c2a9e-0000-4000-8000-000000000000/subagents"
    folder.mkdir(parents=True)
    for number in range(1, 21):
        usage = {"input_tokens": number * 1000, "output_tokens": 0}
        line = answer(0, id=f"msg_{number}", usage=usage, isSidechain=True)
        (folder / f"agent-a{number:02}.jsonl").write_text(json.dumps(line) + "\n")
    found = table.document(table.plan(2, runner="claude"), "--token-budget", "100000")

    inputs = found["inputs"]
    assert isinstance(inputs, dict)
    assert (19_000, 3) == (inputs["worst_case_tokens"]["value"], found["safe_count"])
    source = "95% of your 20 subagents took no more, cache reads included"
    assert source == inputs["worst_case_tokens"]["source"]


def test_an_account_that_met_its_end_has_nothing_left(table: Table) -> None:
    words = ("--claude-home", recording("subscription-limit"), "--now", NOW)
    found = table.document(table.plan(1, runner="claude"), *words)

    assert (0, True) == (found["safe_count"], found["needs_yes"])
    assert "100% of five_hour is used" in str(found["warnings"])


@pytest.mark.requirement("S1-09")
@pytest.mark.parametrize(
    ("answer", "code", "started"), [("start", 0, 7), ("fewer", 0, 6), ("", 1, 0)]
)
def test_on_a_screen_a_person_decides(
    table: Table, monkeypatch: pytest.MonkeyPatch, answer: str, code: int, started: int
) -> None:
    seen: list[int] = []

    async def decide(found: Calculated, _: object) -> str:
        seen.append(found.fanout.wanted)
        return answer

    monkeypatch.setattr("tui.commands.clearance._answer", decide)
    monkeypatch.setattr("tui.commands.watch.run", lambda _: 0)
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    plan = table.plan(7, *SMALL)

    assert code == table.say("run", plan)[0]
    assert ([7], started) == (seen, len(ground(table.folder).tasks))
    assert table.state.exists() == bool(started)
    assert 0 == table.say("run", plan, "--yes")[0]
    assert [7] == seen
