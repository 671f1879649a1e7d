"""Text from outside: nothing in it reaches the terminal, and no secret reaches a picture."""

import json
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from core.clean import clean, redact

# Pieces are joined here so that no scanner takes this file for a leak.
FILLING = "aB3dE5fG7hJ9kL2mN4pQ6rS8tU0vW1xY"
SECRETS = {
    "anthropic-key": "sk-" + "ant-api03-" + FILLING * 3 + "AA",
    "github-token": "gh" + "p_" + FILLING + "abcd",
    "aws-key": "AK" + "IA" + "QWERTYUIOP234567",
    "jwt": "ey" + "JhbGciOiJIUzI1NiJ9.ey" + "JzdWIiOiIxMjM0NTY3ODkwIn0." + FILLING,
    "slack-token": "xo" + "xb-123456789012-" + FILLING,
    "stripe-key": "sk" + "_live_" + FILLING,
    "google-key": "AI" + "za" + FILLING + "abc",
    "npm-token": "np" + "m_" + FILLING + "abcd",
}
OTHERS = [
    ("anthropic-key", "sk-" + "ant-oat01-" + FILLING),
    ("anthropic-key", "sk-" + "ant-ort01-" + FILLING),
    ("anthropic-key", "sk-" + "ant-admin01-" + FILLING),
    *(("github-token", f"gh{kind}_{FILLING}") for kind in "ousr"),
    ("github-token", "github" + "_pat_" + FILLING + "_" + FILLING),
    ("aws-key", "AS" + "IA" + "QWERTYUIOP234567"),
    ("slack-token", "xo" + "xp-" + FILLING),
    ("stripe-key", "rk" + "_live_" + FILLING),
]
KEY_LINES = ["MIIEpAIBAAKCAQEA" + FILLING, FILLING * 2, FILLING + "=="]
BEGIN = "-----BEGIN " + "RSA PRIVATE KEY-----"
END = "-----END " + "RSA PRIVATE KEY-----"

any_text = st.text(st.characters(), max_size=200)
rough_text = st.lists(
    st.sampled_from(
        ["\x1b]52;c;YQ==\x07", "\x9b2J", "\r\n", "\t", "\u202e", "\ufe0f", "\u0301", "é", "界", "a"]
    ),
    max_size=60,
).map("".join)


def dangerous(text: str, *, spared: str = "") -> list[str]:
    kinds = {"Cc", "Cf", "Cs", "Zl", "Zp"}
    return [one for one in text if one not in spared and unicodedata.category(one) in kinds]


@given(any_text | rough_text)
def test_no_control_character_survives(text: str) -> None:
    shown = clean(text)

    assert [] == dangerous(shown)


@given(any_text | rough_text)
def test_only_line_ends_survive_where_lines_are_wanted(text: str) -> None:
    shown = clean(text, lines=True)

    assert [] == dangerous(shown, spared="\n")


@given(any_text | rough_text, st.integers(0, 40), st.booleans())
def test_what_is_clean_stays_as_it_is(text: str, limit: int, lines: bool) -> None:  # noqa: FBT001
    once = clean(text, limit=limit, lines=lines)
    twice = clean(once, limit=limit, lines=lines)

    assert once == twice


@given(any_text | rough_text, st.integers(0, 40))
def test_it_is_never_longer_than_the_limit(text: str, limit: int) -> None:
    shown = clean(text, limit=limit)

    assert limit >= len(shown)


@given(st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=200))
def test_plain_text_is_the_very_same_object(text: str) -> None:
    assert text is clean(text)


@pytest.mark.parametrize("text", ["Grüße, 世界", "● ○ ▲ ■ × ✓ · ◇ ↻", "╭──╮ ⠿ ▁▂▃", "👍🏽", "⚠️"])
def test_harmless_signs_are_left_alone(text: str) -> None:
    assert text == clean(text)


@pytest.mark.parametrize(
    ("shown", "text"),
    [
        ("␛[2J", "\x1b[2J"),
        ("a↵b", "a\r\nb"),
        ("subject", "subject\n"),
        ("a   b", "a\tb"),
        ("�2J", "\x9b2J"),
        ("�evil", "\u202eevil"),
        ("�x", "\ufeffx"),
        ("a�", "a" + "\U000e0041"),
        ("⚠️�", "⚠" + "\ufe0f" * 40),
        ("e\u0301\u0301\u0301", "e" + "\u0301" * 40),
        ("ก\u0e47\u0e47\u0e47", "ก" + "\u0e47" * 40),
        ("�", "\ud800"),
    ],
)
def test_each_danger_has_a_shape(shown: str, text: str) -> None:
    assert shown == clean(text)


def test_long_text_ends_in_an_ellipsis() -> None:
    assert "abc…" == clean("abcdef", limit=4)
    assert "aaa…" == clean("a" * 10_000_000, limit=4)


@pytest.mark.parametrize(("mark", "secret"), [*SECRETS.items(), *OTHERS])
def test_each_kind_of_secret_has_its_mark(mark: str, secret: str) -> None:
    assert f"use «{mark}», please" == redact(f"use {secret}, please")


@given(any_text, st.sampled_from(sorted(SECRETS.values())), any_text)
def test_no_planted_secret_is_left(before: str, secret: str, after: str) -> None:
    shown = redact(f"{before} {secret} {after}")

    assert secret not in shown


@given(any_text, st.sampled_from(sorted(SECRETS.values())))
def test_a_secret_inside_json_is_found_too(before: str, secret: str) -> None:
    document = json.dumps({"text": f"{before}\n{secret}\n", "note": json.dumps({"k": secret})})

    assert secret not in redact(document)


words = st.lists(
    st.sampled_from(
        [
            *SECRETS.values(), "alex", "pc1", "/home/alex", " ", "=", "password: ", '"', "\\n",
            "Bearer ", "user", "«user»", "«", "://", "@", BEGIN, END, FILLING, "-",
        ]
    ),
    max_size=12,
).map("".join)  # fmt: skip


@given(any_text | words)
@example("«user» user «host»")
def test_redaction_is_done_in_one_go(text: str) -> None:
    once = redact(text, home="/home/alex", user="user", host="pc1")

    assert once == redact(once, home="/home/alex", user="user", host="pc1")


@pytest.mark.parametrize("joint", ["\n", "\\n", "\\\\n", "\r\n", "\\r\\n"])
@pytest.mark.parametrize("end", [END, None])
def test_a_key_block_disappears_even_without_its_end(joint: str, end: str | None) -> None:
    lines = [BEGIN, *KEY_LINES, *([] if end is None else [end])]
    shown = redact("before " + joint.join(lines))

    assert "before «private-key»" == shown.strip()


def test_the_words_after_a_cut_key_block_stay() -> None:
    shown = redact(f"{BEGIN}\n{KEY_LINES[0]}\n(the rest was cut) all is well")

    assert shown.endswith("(the rest was cut) all is well")


@pytest.mark.parametrize(
    ("shown", "text"),
    [
        ("password=«secret»", "password=hunter2-Xy"),
        ('"api_key": "«secret»"', '"api_key": "a1b2c3d4e5f6g7"'),
        ('\\"apiKey\\": \\"«secret»\\"', '\\"apiKey\\": \\"a1b2c3d4e5f6g7\\"'),
        ("AWS_SECRET_ACCESS_KEY=«secret»", "AWS_SECRET_ACCESS_KEY=wJalrXUtnFEMI/K7MDENG"),
        ("run --token «secret» now", "run --token a1b2c3d4e5f6g7 now"),
        ("Authorization: Bearer «bearer-token»", "Authorization: Bearer a1b2c3d4e5f6g7h8"),
        ('"authorization":"token «bearer-token»"', '"authorization":"token a1b2c3d4e5f6g7h8"'),
        ("https://me:«password»@example.org/x", "https://me:pw@example.org/x"),
    ],
)
def test_the_name_stays_and_its_value_goes(shown: str, text: str) -> None:
    assert shown == redact(text)


@pytest.mark.parametrize(
    "text",
    [
        "input_tokens: 12,345,678",
        "tokens=184467440",
        "password: required",
        "token: aaaaaaaaaaaaaaaa",
        "passed: 12 of 12",
        "commit 3f9a1c2b3f9a1c2b3f9a1c2b3f9a1c2b3f9a1c2b",
        "https://example.org:8080/path?x=1",
        "the task-queue and risk-free keys",
    ],
)
def test_ordinary_words_and_numbers_stay(text: str) -> None:
    assert text == redact(text)


@pytest.mark.parametrize(
    ("shown", "text"),
    [
        ("~/src", "/home/alex/src"),
        ("file://~/src", "file:///home/alex/src"),
        ("/home/alexandra", "/home/alexandra"),
        ("«user»@«host»:", "alex@pc1:"),
        ("on «host» today", "on PC1.example.org today"),
        ("alexandra", "alexandra"),
        ("-home-«user»-src", "-home-alex-src"),
        ("a\\n«user»", "a\\nalex"),
    ],
)
def test_names_become_marks_as_whole_words(shown: str, text: str) -> None:
    assert shown == redact(text, home="/home/alex", user="alex", host="pc1.example.org")


def test_a_home_with_backslashes_is_found_in_json_too() -> None:
    home = "C:\\Users\\alex"

    assert '{"cwd": "~\\\\src"}' == redact(json.dumps({"cwd": home + "\\src"}), home=home)


@pytest.mark.parametrize(
    ("begin", "kept"),
    [
        ("ghp_", 3),
        ("github_pat_", 3),
        ("sk-ant-api03-", 2),
        ("sk-proj-", 5),
        ("glpat-", 4),
        ("AIza", 6),
        ("npm_", 6),
        ("hf_", 6),
        ("pypi-", 9),
        ("ya29.", 6),
        ("xoxb-", 5),
        ("sk_live_", 6),
    ],
)
def test_the_beginning_of_a_secret_that_was_cut_is_none(begin: str, kept: int) -> None:
    """Names are cut where they come in, long before anything is redacted."""
    body = "aB3dE5gH7jK9mN1pQ"[:kept]

    assert body not in redact(f"deploy with {begin}{body}…")


@pytest.mark.parametrize(
    "text", ["zebraquux_x", "x_zebraquux", "zebraquux2", "home%2Fzebraquux", "zebraquux"]
)
def test_digits_and_underscores_hide_no_user(text: str) -> None:
    assert "zebraquux" not in redact(text, user="zebraquux")


def test_a_user_inside_another_word_is_that_word() -> None:
    assert redact("planning anna", user="ann") == "planning anna"
