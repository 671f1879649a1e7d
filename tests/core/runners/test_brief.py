"""What an agent is told: its task first and whole, then how it saves and asks."""

from __future__ import annotations

import pytest

from core.model.brief import PLACEHOLDERS
from core.rehearsal.api.script import COMMAND, WORD
from core.runners.brief import TEMPLATE, Place, briefed
from core.template.places import named

PLACE = Place(worktree="/wt/a", branch="fan/a", groundstop="/bin/groundstop")


@pytest.mark.requirement("S1-13", "S1-16")
def test_the_task_stands_first_and_the_protocol_names_both_commands_whole() -> None:
    text = briefed("Fix {it} at 100 %.", PLACE, ())

    assert text.startswith("Fix {it} at 100 %.\n")
    assert "/wt/a, on branch fan/a" in text
    assert '/bin/groundstop checkpoint --done "' in text
    assert '/bin/groundstop ask "' in text
    assert "After each meaningful unit, and at least at three points, run:" in text
    assert "earlier attempt" not in text


@pytest.mark.requirement("S4-40", "S4-41")
def test_a_retry_is_told_what_is_there_and_the_second_one_to_change_its_way() -> None:
    first = briefed("Do it.", PLACE, ("exit code 1",))
    second = briefed("Do it.", PLACE, ("exit code 1", "killed by signal 9"), "half of it")

    assert "An earlier attempt at this task ended: exit code 1." in first
    assert "it wrote none" in first
    assert "do\ndifferently" not in first
    assert "2 attempts have failed by now: exit code 1; killed by signal 9." in second
    assert "last checkpoint (half of it)" in second


def test_a_template_of_one_s_own_is_filled_and_the_values_are_not_templates() -> None:
    template = "{{do}} {prompt} in {worktree} ({branch}); {checkpoint}, {ask}, {handoff}."
    text = briefed("{ask}", PLACE, (), template=template)

    assert text == (
        "{do} {ask} in /wt/a (fan/a); /bin/groundstop checkpoint, /bin/groundstop ask,"
        " groundstop-handoff.json."
    )


@pytest.mark.requirement("S4-41")
@pytest.mark.parametrize("template", ["{prompt}", "{prompt} <{reasons}>"])
def test_no_template_hides_from_a_retry_how_the_others_ended(template: str) -> None:
    text = briefed("Do it.", PLACE, ("exit code 1", "a signal"), "half", template)

    assert text.startswith("Do it.")
    assert 1 == text.count("2 attempts have failed by now: exit code 1; a signal.")


def test_the_last_checkpoint_can_be_asked_for_alone() -> None:
    template = "{prompt}|{last_checkpoint}|{reasons}"

    assert "a||" == briefed("a", PLACE, (), "", template)
    assert "a|half|\nAn earlier" in briefed("a", PLACE, ("x",), "half", template)


def test_the_usual_template_asks_for_what_is_documented() -> None:
    assert named(TEMPLATE) == {*PLACEHOLDERS} - {"last_checkpoint"}


@pytest.mark.requirement("S4-29")
def test_a_corrective_attempt_is_told_what_is_missing() -> None:
    text = briefed("Do it.", PLACE, ("it ended well",), "half", missing=("a.py", "docs/b.md"))

    assert "but something is missing: a.py, docs/b.md. Read again what the task" in text
    assert "something is missing" not in briefed("Do it.", PLACE, ("exit code 1",))


def test_the_protocol_steers_no_rehearsal() -> None:
    text = briefed("", PLACE, ("a", "b"), "c")

    assert ([], []) == (WORD.findall(text), COMMAND.findall(text))
