"""No secret and no name in any text of a frame gets into a picture that is shared."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.clean import clean, redact
from core.model.agent import AgentId
from tests.tui.pty_stage import FULL, Spoiler
from tui.commands.snapshot import pictures, posed
from tui.pictures.discreet import Discretion, discreet
from tui.twins.markdown import chat, markdown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.model.frame import Frame

# Pieces are joined here so that no scanner takes this file for a leak.
FILLING = "aB3dE5fG7hJ9kL2mN4pQ6rS8tU0vW1xY"
LINES = [f"MIIEpAIBAAKCAQEA{FILLING}", FILLING * 2, FILLING * 2, f"{FILLING}=="]
SECRETS = {
    "anthropic": "sk-" + "ant-api03-" + FILLING * 3 + "AA",
    "github": "gh" + "p_" + FILLING + "abcd",
    "fine-grained": "github" + "_pat_" + FILLING + "_" + FILLING,
    "aws": "AK" + "IA" + "QWERTYUIOP234567",
    "jwt": "ey" + "JhbGciOiJIUzI1NiJ9.ey" + "JzdWIiOiIxMjM0NTY3ODkwIn0." + FILLING,
    "pem": "\n".join(
        ("-----BEGIN " + "RSA PRIVATE KEY-----", *LINES, "-----END RSA PRIVATE KEY-----")
    ),
    "user": "zaphod",
    "host": "heartofgold",
    "home": "/home/zaphod",
}
ZAPHOD = Discretion(home=SECRETS["home"], user=SECRETS["user"], host="heartofgold.example.org")
joint = st.sampled_from([" ", "=", ": ", '"', "(", "\n", ", ", "'"])
around = st.tuples(st.text("abc XYZ 019", max_size=30), joint).map("".join)


def left_of(secret: str, text: str) -> set[str]:
    """Give what somebody would recognise: any twelve letters in a row, or a whole name.

    Ends of lines, Markdown's backslashes and the tags of a picture stand between no two letters.
    """
    bare, seen = (re.sub(r"[\s↵\\]|<[^>]*>", "", each) for each in (secret, text))
    length = min(12, len(bare))
    pieces = {bare[at : at + length] for at in range(len(bare) - length + 1)}
    return {piece for piece in pieces if piece in seen}


def shared(texts: Sequence[str]) -> Frame:
    """Give a frame that says these texts in every field, as it is shared."""
    frame: Frame = Spoiler(texts).noun(FULL)
    agents = tuple(replace(one, process="alive, pid 4242") for one in frame.agents)
    return discreet(replace(frame, agents=agents), ZAPHOD)


def said(frame: Frame) -> str:
    """Give all texts of a frame, but for the keys by which it finds its agents."""
    agents = tuple(replace(one, id=AgentId(""), key="", parent=None) for one in frame.agents)
    notices = tuple(replace(one, key="") for one in frame.notices)
    mass = frame.mass_stall and replace(frame.mass_stall, keys=())
    bare = replace(frame, agents=agents, notices=notices, mass_stall=mass, tail_of="")
    return repr(bare) + markdown(frame) + chat(frame)


async def test_no_shared_picture_holds_what_was_planted() -> None:
    texts = [f"{'x ' * lead}{each} " for lead in (0, 7, 14, 21) for each in SECRETS.values()]
    frame = shared(texts)
    rows = await posed(frame, (170, 44), "dark")
    made = pictures(frame, rows, ("svg", "md", "text"), ZAPHOD)
    seen = {name: each.decode() for name, each in made.items()}

    assert [] == [name for name, text in seen.items() if not left_of("«github-token»", text)]
    assert [] == [
        (name, kind)
        for name, text in seen.items()
        for kind, each in SECRETS.items()
        if left_of(each, text)
    ]


@settings(max_examples=10)
@given(
    st.lists(st.tuples(around, st.sampled_from(sorted(SECRETS)), around), min_size=4, max_size=9)
)
def test_no_text_of_a_shared_frame_holds_a_secret(planted: list[tuple[str, str, str]]) -> None:
    texts = [f"{before}{SECRETS[kind]}{after[::-1]} " for before, kind, after in planted]
    told = said(shared(texts))

    assert "«" in told or "~" in told
    assert [] == [kind for kind in SECRETS if left_of(SECRETS[kind], told)]


@pytest.mark.parametrize(
    "kind",
    [
        *("anthropic", "github", "fine-grained", "jwt"),
        *("aws", "pem"),
    ],
)
def test_a_secret_that_was_cut_keeps_less_than_half(kind: str) -> None:
    secret = clean(SECRETS[kind])
    half = len(secret) // 2
    pieces = [secret[at : at + half] for at in range(len(secret) - half + 1)]
    cut = [redact(clean(f"x {secret} y", limit=end)) for end in range(3, len(secret) + 3)]

    assert [] == [shown for shown in cut if any(piece in shown for piece in pieces)]
