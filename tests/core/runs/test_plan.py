"""Every mistake in a plan is one sentence that names file, line, key, what was expected."""

from __future__ import annotations

import pytest

from core.errors import Misuse
from core.model.pace import Pace
from core.model.plan import tasks_of
from core.model.worktree import Repository
from core.runs.plan import meant, written

GOOD = """name = "batch"
runner = "rehearsal"

[[task]]
id = "a"
prompt = "do"

[[task]]
id = "b"
prompt = "do"
"""


def after(*changes: tuple[str, str], more: str = "", before: str = "") -> str:
    text = GOOD
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return before + text + more


SEEN = Repository(top="/r", git_folder="/r/.git")
BAD = [
    ("", "plan.toml: name is missing."),
    ("name = ", "plan.toml line 1: this is no TOML: Invalid value."),
    ('name = "x"', "plan.toml: there is no [[task]]."),
    (after(('"batch"', "3")), "line 1: name = 3 should be a text in quotes."),
    (after(('"batch"', '"a b"')), 'line 1: name = "a b" should be at most 64 letters'),
    (after(("runner", "runer")), "line 2: there is no key runer. Did you mean runner?"),
    (
        after(('"rehearsal"', '"claud"')),
        'line 2: runner = "claud" should be one of claude, rehearsal. Did you mean "claude"?',
    ),
    (after(more="max = 3"), "line 11: there is no key max."),
    (after(('"b"', '"a"')), 'line 9: id "a" stands in line 5, too: two agents need two.'),
    (after(('"b"', '"B b"')), 'line 9: id = "B b" should be at most 64 of a-z'),
    (after(('"b"', '"b-retry-1"')), 'line 9: id = "b-retry-1" must not end in -retry-<n>.'),
    (after(more='branch = "fan/a"'), 'line 11: branch "fan/a" stands in line 4, too'),
    (after(more='branch = "a..b"'), 'line 11: branch = "a..b" should be a name that git takes'),
    (after(('prompt = "do"\n\n', "\n")), 'line 4: task "a" has neither prompt nor prompt_file'),
    (after(more='prompt_file = "x"'), 'line 11: task "b" has both: give one of the two.'),
    (after(before="max_concurrent = 99\n"), "line 1: max_concurrent = 99 should be at most 50."),
    (after(before='max_concurrent = "5"\n'), 'max_concurrent = "5" should be a whole number.'),
    (after(before="token_budget = 0\n"), "line 1: token_budget = 0 should be at least 1."),
    (after(before='token_budget = "lots"\n'), 'line 1: token_budget = "lots" should be a number'),
    (after(before='profile = "fast"\n'), "should be one of burst, waves, careful."),
    (after(more='expects = "src"'), 'line 11: expects = "src" should be a list in brackets.'),
    (
        after(more='expects = ["src/**", "../x"]'),
        'line 11: expects = "../x" should be globs of paths below the repository',
    ),
    (after(more="validate = ' '"), "line 11: validate is empty: give a command, or leave it out."),
    (after(more="validate = 'a \"b'"), "line 11: validate is no command: no closing quotation."),
    (after(more='pull_request = "opened"'), 'Did you mean "open"?'),
    (
        after(more="[roles.AUDITOR]\nmax_concurent = 3"),
        "line 12: there is no key max_concurent. Did you mean max_concurrent?",
    ),
    (after(more="[roles.X]\nmax_concurrent = 0"), "max_concurrent = 0 should be at least 1."),
    (
        after(more="[roles.X]\nretires = 1"),
        "there is no key retires. Did you mean retries?",
    ),
    (after(more="retries = 9"), "line 11: retries = 9 should be at most 3."),
    (
        after(before='retry_waits = ["30s", "soon"]\n'),
        'line 1: retry_waits = "soon" should be one to three waits such as "30s", "2m" or "1h".',
    ),
    (after(before="retry_waits = []\n"), "line 1: retry_waits = [] should be one to three waits"),
    (after(before='retry_waits = "30s"\n'), 'line 1: retry_waits = "30s" should be one to three'),
    (after(before='retry_waits = ["1s", "1s", "1s", "1s"]\n'), "should be one to three waits"),
]


@pytest.mark.parametrize(("text", "sentence"), BAD, ids=[sentence for _, sentence in BAD])
def test_a_mistake_is_one_sentence_with_its_place(text: str, sentence: str) -> None:
    with pytest.raises(Misuse) as caught:
        written("plan.toml", text)

    said = str(caught.value)
    assert sentence in said
    assert said.startswith("plan.toml")
    assert "\n" not in said


def test_a_good_plan_is_understood() -> None:
    text = after(
        before='profile = "careful"\nmax_concurrent = 3\nallowed_tools = ["Bash(git *)"]\n',
        more='role = "AUDITOR"\nbranch = "x/y"\n[roles.AUDITOR]\nmax_concurrent = 1\n',
    )
    plan = meant(written("p", text), SEEN, lambda _: None)

    assert (
        Pace(profile="careful", total=3, caps=(("AUDITOR", 1),), spacing=30.0, settles=False)
        == plan.pace
    )
    assert [("a", "fan/a", 2), ("b", "x/y", 1)] == [
        (one.id, one.branch, one.retries) for one in plan.tasks
    ]
    assert "/r-wt" == plan.worktrees


@pytest.mark.requirement("S4-43")
def test_a_plan_says_how_long_retries_wait() -> None:
    text = after(before='retry_waits = ["45s", "2m", "1h"]\n')
    plan = meant(written("p", text), SEEN, lambda _: None)

    assert [(45.0, 120.0, 3600.0)] * 2 == [one.pace.retry_waits for one in tasks_of("run", plan)]


@pytest.mark.requirement("S4-44")
@pytest.mark.parametrize(
    ("top", "task", "role", "retries"),
    [
        ("", "", "PLANNER", 1),
        ("", "", "QA", 2),
        ("retries = 3\n", "", "QA", 3),
        ("retries = 3\n", "", "PLANNER", 1),
        ("retries = 0\n", "", "IMPLEMENTER", 2),
        ("retries = 3\n[roles.PLANNER]\nretries = 2\n", "", "PLANNER", 2),
        ("[roles.PLANNER]\nretries = 2\n", "retries = 0\n", "PLANNER", 0),
    ],
)
def test_a_task_s_own_retries_win_then_its_role_s_then_the_plan_s(
    top: str, task: str, role: str, retries: int
) -> None:
    first, _, tables = top.partition("\n")
    text = after(before=f"{first}\n" if "[" not in first else "", more=f'role = "{role}"\n{task}')
    text += tables if "[" not in first else top
    plan = meant(written("p", text), SEEN, lambda _: None)

    assert retries == tasks_of("run", plan)[1].retries


@pytest.mark.parametrize(("content", "says"), [(None, "cannot be read"), (" \n", "is empty")])
def test_a_prompt_file_that_says_nothing_is_named(content: str | None, says: str) -> None:
    text = after(('prompt = "do"\n\n', 'prompt_file = "a.md"\n\n'))

    with pytest.raises(Misuse, match=f'p line 6: prompt_file = "a.md" {says}'):
        meant(written("p", text), SEEN, lambda _: content)


def test_a_prompt_file_is_read() -> None:
    text = after(('prompt = "do"\n\n', 'prompt_file = "a.md"\n\n'))
    plan = meant(written("p", text), SEEN, lambda name: f"from {name}")

    assert "from a.md" == plan.tasks[0].prompt


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (None, 'p line 1: brief = "b.md" cannot be read; groundstop plan brief prints one'),
        (" \n", 'p line 1: brief = "b.md" is empty; groundstop plan brief prints one'),
        ("x{prompt}" * 20000, 'p line 1: brief = "b.md" has more than 65536 characters.'),
        ("Go {{prompt}}", 'p line 1: brief = "b.md" has no {prompt}: without it no agent is told'),
        (
            "{prompt}\nin {worktre}",
            "b.md line 2: nothing is known as {worktre}; did you mean {worktree}?",
        ),
        ("{prompt} {zzz}", "b.md line 1: nothing is known as {zzz}; there is prompt, worktree,"),
    ],
)
def test_a_brief_that_cannot_be_filled_is_one_sentence(text: str | None, sentence: str) -> None:
    found = written("p", after(before='brief = "b.md"\n'))
    with pytest.raises(Misuse) as caught:
        meant(found, SEEN, lambda _: text)

    assert str(caught.value).startswith(sentence)
    assert "\n" not in str(caught.value)


def test_a_brief_becomes_part_of_the_plan() -> None:
    found = written("p", after(before='brief = "b.md"\n'))

    assert (
        "from b.md: {prompt}" == meant(found, SEEN, lambda name: f"from {name}: {{prompt}}").brief
    )
    assert "" == meant(written("p", GOOD), SEEN, lambda _: None).brief


@pytest.mark.requirement("S3-25")
def test_a_plan_says_how_a_task_is_validated_without_a_shell() -> None:
    more = 'validate = "./tracker.sh {id} \\"a b; rm c\\""\nexpects = ["src/**"]'
    plan = meant(written("plan.toml", after(more=more)), SEEN, lambda _: None)

    assert ((), ("./tracker.sh", "b", "a b; rm c")) == tuple(one.validate for one in plan.tasks)
    assert ((), ("src/**",)) == tuple(one.expects for one in plan.tasks)


@pytest.mark.parametrize(
    ("budget", "meaning"), [("2000000", (2_000_000, None)), ('"38%"', (None, 0.38))]
)
def test_a_budget_is_tokens_or_a_part_of_a_window(
    budget: str, meaning: tuple[int | None, float | None]
) -> None:
    plan = meant(
        written("plan.toml", after(before=f"token_budget = {budget}\n")), SEEN, lambda _: None
    )

    assert meaning == (plan.token_budget, plan.window_budget)
