"""Any table is either one sentence, or a plan that says the same."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from core.errors import Misuse
from core.runs.authoring.table import COLUMNS, tasks_of
from core.runs.authoring.text import Heading, plan_text
from core.runs.plan import written

HEADING = Heading(name="batch", repo=".", base="main", runner="rehearsal", origin="t.csv")
ANY = st.text(st.characters(exclude_categories=["Cs"]))
ODD = ["", " ", '"', "a", "'''", 'x"""', "\\", "\r\n", "=1", "[[task]]"]
CELLS = st.one_of(ANY, st.sampled_from(ODD))


def planned(text: str) -> list[dict[str, object]]:
    """Give the tasks of a table as the plan that is made of it has them."""
    drafts = tasks_of("t.csv", text)
    file = written("plan.toml", plan_text("plan.toml", HEADING, drafts)).file
    found = [one.model_dump(by_alias=True, exclude_unset=True) for one in file.task]

    assert [dict(one.values) for one in drafts] == found
    return found


def tried(text: str) -> list[dict[str, object]] | None:
    """Give the tasks, or None for a table that is refused."""
    try:
        return planned(text)
    except Misuse:
        return None


def refused(text: str) -> str:
    """Give the sentence with which a table is refused."""
    with pytest.raises(Misuse) as caught:
        planned(text)
    return str(caught.value)


@given(ANY)
@example('id,prompt\na,"')
@example("id,prompt\r\na,b\r\nb,c")
@example("\ufeffid;prompt\na;b")
@example("id\tprompt\na\tb")
def test_any_text_is_a_sentence_or_a_plan(text: str) -> None:
    assert tried(text) or refused(text).startswith("t.csv")


@given(
    st.lists(st.sampled_from(COLUMNS[2:]), unique=True),
    st.lists(st.dictionaries(st.sampled_from(COLUMNS[1:]), CELLS), min_size=1, max_size=4),
    st.sampled_from(",;\t"),
)
def test_any_cells_are_a_sentence_or_the_same_tasks(
    more: list[str], rows: list[dict[str, str]], delimiter: str
) -> None:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter)
    names = ["id", "prompt", *more]
    writer.writerow(names)
    for number, row in enumerate(rows):
        writer.writerow([f"t{number}", *(row.get(name, "") for name in names[1:])])
    found = tried(out.getvalue())

    if found is None:
        assert refused(out.getvalue()).startswith("t.csv")
    else:
        assert [row.get("prompt") for row in rows] == [one["prompt"] for one in found]


def test_a_spreadsheets_table_is_understood() -> None:
    text = (
        "\ufeffID,Prompt,Role,Expects\r\n"
        '"AI-962: cart","Fix it,\r\nthen say ""done""",AUDITOR,src/**;tests/**\r\n'
        ",,,\r\n"
        "two,Do,,\r\n"
    )

    assert [
        {
            "id": "ai-962-cart",
            "prompt": 'Fix it,\r\nthen say "done"',
            "role": "AUDITOR",
            "expects": ["src/**", "tests/**"],
        },
        {"id": "two", "prompt": "Do"},
    ] == planned(text)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "t.csv line 1: there is no column id; columns are id, prompt"),
        ("id,promt\na,b", "t.csv line 1: there is no column promt. Did you mean prompt?"),
        ("id,id,prompt\na,b,c", "t.csv line 1: there are two columns id."),
        ("id\na", "t.csv line 1: there is no column prompt"),
        ("id,prompt\n", "t.csv: there is no task below the heading."),
        ('id,prompt,validate\na,b,""""\n', "t.csv line 2: validate is no command: no closing"),
        ("id,prompt\n\na,b,c", "t.csv line 3: 3 cells, expected 2 columns"),
        ("id,prompt\na", "t.csv line 2: 1 cell, expected 2 columns"),
        ("id,prompt\n???,b", 't.csv line 2: id "???" has no letter'),
        ("id,prompt\na,", "t.csv line 2: there is no prompt."),
        ('id,prompt\na,"b\nc', "t.csv line 2: a cell that begins with a quote has no end."),
        ('id,prompt\na,"b\nc"\nd,"e"f', "t.csv line 4: "),
        ("id,prompt\nA,b\na!,c", 't.csv line 3: id "a" stands in t.csv line 2, too.'),
        ("id,prompt,branch\na,b,x\nc,d,x", 'line 3: branch "x" stands in t.csv line 2, too.'),
        ("id,prompt,branch\na,b,fan/c\nc,d,", 'line 3: branch "fan/c" stands in'),
        ("id,prompt,branch\na,b,a..b", 'line 2: branch = "a..b" should be a name that git takes'),
        ("id,prompt,pull_request\na,b,opened", 'line 2: pull_request = "opened" should be one of'),
    ],
)
def test_a_mistake_in_a_table_is_one_sentence_with_its_line(text: str, sentence: str) -> None:
    said = refused(text)

    assert sentence in said
    assert "\n" not in said


def test_a_plan_that_could_not_be_read_again_is_not_made() -> None:
    assert "larger than 1 MiB" in refused("id,prompt\n" + f"a,{'x' * 700_000}\nb,{'x' * 700_000}")
