"""Ids fit a branch and a folder; templates are filled once; texts survive TOML."""

from __future__ import annotations

import re
import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import Misuse
from core.model.runner import Runner
from core.runs.authoring.issues import tasks_from
from core.runs.authoring.records import Issue, issues_of
from core.runs.authoring.tasks import Draft, checked, slug
from core.runs.authoring.text import Heading, plan_text, quoted
from core.runs.plan import written
from core.template.places import filled, refuse_unknown

ANY = st.text(st.characters(exclude_categories=["Cs"]))
ODD = st.text(st.sampled_from("aA0._-/ lock.retry-1"))


@given(st.one_of(ANY, ODD))
def test_every_slug_is_an_id_that_git_takes_too(text: str) -> None:
    found = slug(text)

    if found:
        assert found == slug(found)
        (draft,) = checked([Draft(where="x", values={"id": found, "prompt": "do"})])
        heading = Heading(name="x", repo=".", base="main", runner=Runner.CLAUDE, origin="x")
        assert written("p", plan_text("p", heading, [draft])).file.task[0].id == found
        assert not re.search(r"\.\.|\.lock$|\.$|-retry-\d+$", found)


@given(ANY)
def test_every_text_survives_toml(text: str) -> None:
    assert text == tomllib.loads(f"a = {quoted(text)}")["a"]


@given(ANY, ANY)
def test_what_is_filled_in_is_not_read_as_a_template(text: str, other: str) -> None:
    assert f"{text}|{other}" == filled("{a}|{b}", {"a": text, "b": other})


@pytest.mark.parametrize(
    ("template", "sentence"),
    [
        ("a\n{titel}", "t.md line 2: nothing is known as {titel}; did you mean {title}?"),
        ("{zzz}", "nothing is known as {zzz}; there is id, title?"),
    ],
)
def test_a_place_that_nobody_fills_is_named(template: str, sentence: str) -> None:
    with pytest.raises(Misuse) as caught:
        refuse_unknown("t.md", template, ("id", "title"))

    assert sentence in str(caught.value)
    refuse_unknown("t.md", '{id} {{titel}} { "json": 1 }', ("id", "title"))


def test_issues_become_tasks_the_oldest_first_and_harmless() -> None:
    found = tasks_from(
        [
            Issue(number=12, title="Two\u202e", body="a\x1b[31m\r\nb", url="https://x/12"),
            Issue(number=3, title="One"),
        ]
    )

    assert ["issue-3", "issue-12"] == [one.values["id"] for one in found]
    prompt = str(found[1].values["prompt"])
    assert "Work on issue 12: Two" in prompt
    assert "\nb" in prompt
    assert not set("\x1b\u202e\r") & set(prompt)


def test_a_template_says_what_an_issue_becomes() -> None:
    (found,) = tasks_from([Issue(number=7, title="T")], ("t.md", "Do {number} on {id}: {title}"))

    assert {"id": "issue-7", "prompt": "Do 7 on issue-7: T"} == found.values


@pytest.mark.parametrize("text", [b"", b"{}", b"[1]", b'[{"title": "no number"}]', b"\xff"])
def test_what_is_no_list_of_issues_is_none(text: bytes) -> None:
    assert issues_of(text) is None


def test_the_file_itself_says_what_comes_next() -> None:
    heading = Heading(name="x", repo=".", base="main", runner=Runner.CLAUDE, origin="a\nname = 'y'")
    draft = Draft(where="x", values={"id": "a", "prompt": "one\ntwo"})
    text = plan_text("p", heading, [draft])

    assert "Next: groundstop preflight" in text.splitlines()[0]
    assert "prompt = '''\none\ntwo'''" in text
    assert "x" == written("p", text).file.name
