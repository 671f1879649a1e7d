"""The real client writes real files, and our status says of them what is so."""

from __future__ import annotations

import shutil
import signal
import subprocess
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from core.model.process import Life
from core.processes.watch import own_domain
from tests.real.headless import running, surroundings
from tests.real.stub_api import Answer, Refusal, Script

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.real.headless import Client, Row

pytestmark = [pytest.mark.real_client, pytest.mark.usefixtures("_the_right_client")]

VERSION = "2.1.329"
OVERLOADED = Refusal(529, "overloaded_error", "Overloaded")
BROKEN = Refusal(500, "api_error", "Internal server error")
NO_CREDIT = Refusal(400, "invalid_request_error", "Your credit balance is too low.")
LAUNCH = Answer(
    text="Somebody has to count.",
    tool="Agent",
    given={
        "description": "count stones",
        "prompt": "count the stones in the yard",
        "subagent_type": "general-purpose",
    },
)
LONG = "timeout 30 tail -f /dev/null"
"""Ends by itself in the worst case; a bare `sleep 30` is something that the client refuses."""


@pytest.fixture(scope="module")
def version(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Ask the client on PATH who it is; empty where there is none."""
    if shutil.which("claude") is None:
        return ""
    done = subprocess.run(
        ["claude", "--version"],
        env=surroundings(tmp_path_factory.mktemp("version"), "http://127.0.0.1:9"),
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    return done.stdout.partition(" ")[0] or f"silent, with exit code {done.returncode}"


@pytest.fixture
def _the_right_client(version: str) -> None:
    if not version:
        pytest.skip("claude is not on PATH: npm install @anthropic-ai/claude-code@" + VERSION)
    if version != VERSION:
        pytest.skip(f"claude on PATH is {version}; what it writes is known of {VERSION}")


def spent(rows: Sequence[Row]) -> dict[str, dict[str, int]]:
    """Give every agent's tokens as our status counts them; the main agent has no id."""
    return {row["agent_id"] or "": row["tokens"] for row in rows}


def lives(client: Client) -> list[Life]:
    """Whether the processes that the registry names live."""
    return [entry.life for entry in client.entries()]


def test_an_agent_works_while_its_answer_streams_and_is_done_with_its_tokens(home: Path) -> None:
    script = Script([Answer(text="All is well.", held=True)])
    with running(home, script) as client:
        client.until_held()
        (held,) = client.until(("working", "a request to the API is open"))
        assert 0 == client.let_go()
        (done,) = client.until(("done", "ended its turn, nothing is open"))

    assert [("main", "working"), ("main", "done")] == client.said
    assert ("main", str(home / "shop"), "main") == (held["kind"], held["cwd"], held["branch"])
    assert "All is well." == done["last_action"]
    assert script.served == spent([done])


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="there is no /proc")
def test_the_registry_names_a_process_as_the_kernel_does_until_it_ends(home: Path) -> None:
    script = Script([Answer(text="All is well.", held=True)])
    with running(home, script) as client:
        client.until_held()
        (entry,) = client.entries()
        stat = Path(f"/proc/{client.process.pid}/stat").read_text()
        assert (client.process.pid, own_domain()) == (entry.pid, entry.pid_domain)
        assert stat.rpartition(")")[2].split()[19] == entry.proc_start
        assert (Life.ALIVE, True) == (entry.life, entry.headless)
        assert 0 == client.let_go()
        assert [] == lives(client)


def test_a_client_killed_in_the_middle_of_an_answer_has_failed(home: Path) -> None:
    script = Script([Answer(text="Nobody reads this.", held=True)])
    with running(home, script) as client:
        client.until_held()
        client.until(("working", "a request to the API is open"))
        assert [Life.ALIVE] == lives(client)
        client.process.kill()
        client.end()
        (lost,) = client.until(("failed", "its process is gone; a request to the API is open"))

    assert [("main", "working"), ("main", "failed")] == client.said
    assert [Life.GONE] == lives(client)
    assert "orphan" == lost["cause"]
    assert {0} == set(lost["tokens"].values())


def test_a_main_agent_that_the_api_turns_away_retries_and_goes_on_in_place(home: Path) -> None:
    script = Script([OVERLOADED, BROKEN, Answer(text="Back.", held=True)])
    with running(home, script) as client:
        client.until_held()
        client.until(("retrying", "the client tries again, attempt 2"))
        assert 0 == client.let_go()
        (done,) = client.until(("done", ""))

    assert [("main", "retrying"), ("main", "done")] == client.said[-2:]
    assert not done["revived"]
    assert script.served == spent([done])


@pytest.mark.parametrize(
    ("order", "code", "left"),
    [(signal.SIGKILL, -signal.SIGKILL, [Life.GONE]), (signal.SIGTERM, 128 + signal.SIGTERM, [])],
    ids=["killed", "asked to end"],
)
def test_a_tool_call_is_pending_until_its_client_is_ended(
    home: Path, order: signal.Signals, code: int, left: list[Life]
) -> None:
    script = Script(
        [Answer(text="I follow.", tool="Bash", given={"command": LONG, "description": "follow"})]
    )
    with running(home, script, "--allowedTools", "Bash") as client:
        client.until(("working", f"Bash {LONG} has no result yet"))
        busy = client.look()[""]  # one look may see a call before it sees what the answer cost
        client.process.send_signal(order)
        assert (code, left) == (client.end(), lives(client))
        (lost,) = client.until(("failed", "its process is gone; "))

    assert [("main", "working"), ("main", "failed")] == client.said
    assert ("tool", "orphan") == (busy["cause"], lost["cause"])
    assert f"Bash {LONG}" == busy["last_action"]
    assert script.served == spent([busy]) == spent([lost])


def test_a_refused_call_needs_a_person_whatever_the_agent_says_of_it(home: Path) -> None:
    touch = {"command": "touch yard.txt", "description": "make a file"}
    script = Script([Answer(text="I write.", tool="Bash", given=touch), Answer(text="Done!")])
    with running(home, script) as client:
        assert 0 == client.end()
        (asks,) = client.until(("needs_you", "was refused Bash touch yard.txt"))

    assert "Done!" == asks["last_action"]
    assert script.served == spent([asks])


def test_an_account_without_credit_is_no_failure_of_the_agent(home: Path) -> None:
    with running(home, Script([NO_CREDIT])) as client:
        assert 1 == client.end()
        (dead,) = client.until(("quota", "Credit balance is too low"))

    assert "billing" == dead["cause"]


def test_an_agent_in_the_background_has_its_own_row_and_its_own_tokens(home: Path) -> None:
    script = Script(
        [LAUNCH, Answer(text="It has begun."), Answer(text="Seven stones.")],
        agents=[Answer(text="There are seven.", held=True)],
    )
    with running(home, script) as client:
        client.until_held()
        open_ = ("working", "a request to the API is open")
        main, agent = client.until(("working", "waits for 1: count stones"), open_)
        assert 0 == client.let_go()
        ended = client.until(("done", ""), ("done", ""))

    assert ("subagent", "count stones") == (agent["kind"], agent["name"])
    assert ("general-purpose", main["key"]) == (agent["agent_type"], agent["parent"])
    assert ["Seven stones.", "There are seven."] == [row["last_action"] for row in ended]
    assert script.served == spent(ended)
    assert sum(script.served.values(), Counter()) == client.document["tokens"]


def test_an_agent_that_retries_in_silence_is_told_from_one_that_works(home: Path) -> None:
    script = Script(
        [LAUNCH, Answer(text="It has begun."), Answer(text="Seven stones.")],
        agents=[OVERLOADED, BROKEN, Answer(text="There are seven.", held=True)],
    )
    with running(home, script) as client:
        client.until_held()
        again = ("retrying", "the same request 3 times in ")
        client.until(("working", "waits for 1: count stones"), again)
        assert 0 == client.let_go()
        ended = client.until(("done", ""), ("done", ""))

    assert script.served == spent(ended)
