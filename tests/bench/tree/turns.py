"""What fills one transcript: the preamble, turn after turn, and the traps planted between."""
# The dice are seeded on purpose: the same arguments give the same bytes.

from __future__ import annotations

import json
from dataclasses import dataclass

from tests.bench.tree.shapes import (
    NEW,
    QUARTER_MS,
    Said,
    Transcript,
    Usage,
    counts,
    message,
    stamp,
    uuid,
)

BIG_LINE = 1_300_000
PREAMBLE = (
    ("environment", 0.01),
    ("skill_listing", 0.1),
    ("agent_listing_delta", 0.03),
    ("session_context", 0.01),
    ("prompt_snapshot", 0.45),
)
USAGE_AS_INPUT = 0.005
TRAPS = {
    "blank line": 0.03,
    "malformed line": 0.03,
    "glued lines": 0.01,
    "line of NUL": 0.01,
    "not an object": 0.01,
    "synthetic": 0.04,
    "out of time order": 0.05,
    "huge line": 0.004,
    "old record lands late": 0.02,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """When a file begins and ends (ms), how many bytes it gets, and what it may hold.

    `exotic` files hold what is right by the rules and yet misread by ccusage 20.0.24.
    """

    start: int
    end: int
    budget: float
    growing: bool
    exotic: bool = False

    def at(self, size: int) -> int:
        """Give the time of the line that begins at `size`."""
        return self.start + int((self.end - self.start) * min(1.0, size / max(1.0, self.budget)))


def figures(t: Transcript, lines: int, *, growing: bool) -> list[Usage]:
    """Say what each line of one response claims: the same, or a growing output."""
    rng = t.rng
    made = int(rng.expovariate(1 / 900))
    output = 2 + int(rng.lognormvariate(5.4, 1.1))
    final = Usage(1 + int(rng.random() * 9), output, made, t.context)
    t.context = min(t.context + made + output, 180_000)
    claims = [final] * lines
    if not growing:
        return claims
    for i in range(lines - 1):
        part = 1 if rng.random() < 0.5 else 1 + int(output * rng.random() / 2)
        claims[i] = final._replace(output_tokens=min(part, output))
    if lines > 1 and rng.random() < 0.03:  # the whole figure does not always land last
        claims[0], claims[-1] = claims[-1], claims[0]
    return claims


def blocks(t: Transcript, count: int) -> list[tuple[str, str]]:
    """Give the content blocks of a response: (JSON, id of the tool call or nothing)."""
    rng, made = t.rng, []
    for i in range(count):
        text = t.library.take(rng, rng.lognormvariate(6.75, 1.0))
        if count > 1 and i == 0:
            made.append((f'{{"type":"thinking","thinking":"{text}","signature":"c3R1Yg=="}}', ""))
        elif (i == count - 1 and rng.random() < 0.85) or i > 1:
            tool = f"toolu_01{rng.getrandbits(88):022x}"
            fields = f'{{"command":"{text}","description":"look around"}}'
            if rng.random() < USAGE_AS_INPUT:
                t.traps["usage in a tool's input"] += 1
                fields = f'{{"usage":{counts(Usage(555_555, 444_444, 1, 1))},"command":"{text}"}}'
            made.append(
                (f'{{"type":"tool_use","id":"{tool}","name":"Bash","input":{fields}}}', tool)
            )
        else:
            made.append((f'{{"type":"text","text":"{text}"}}', ""))
    return made


def turn(t: Transcript, at: int, *, growing: bool, extra: tuple[str, str] | None = None) -> None:
    """Write one response and the results of its tool calls; all within one quarter of an hour."""
    rng, last = t.rng, at - at % QUARTER_MS + QUARTER_MS - 1
    said_id = f"msg_01{rng.getrandbits(88):022x}"
    request = ""
    if t.version == NEW:
        request = t.request(at)
        t.requested.add(said_id)
    count = rng.choices((1, 2, 3, 4), (46, 36, 12, 6))[0]
    parts = [extra] if extra else blocks(t, count)
    stop = "tool_use" if any(tool for _, tool in parts) else "end_turn"
    claims = figures(t, len(parts), growing=growing)
    for i, ((block, _), usage) in enumerate(zip(parts, claims, strict=True)):
        done = usage.output_tokens == max(c.output_tokens for c in claims)
        said = Said(said_id, min(at + 40 + i * 300, last), t.model, usage)
        t.assistant(said, block, stop if done else "", request, i)
    for _, tool in parts:
        if tool and not extra:
            answer(t, tool, at + 1200)


def answer(t: Transcript, tool: str, at: int) -> None:
    """Write what a tool gave back; the main file holds it twice, as the client does."""
    text = t.library.take(t.rng, t.rng.lognormvariate(7.7, 1.35))
    extra = (
        ""
        if t.agent
        else (
            f'"toolUseResult":{{"stdout":"{text}","stderr":"","interrupted":false,"isImage":false}},'
        )
    )
    t.result(tool, text, at, extra)


def preamble(t: Transcript, span: Span) -> None:
    """Write what the client puts in before the first request."""
    room = min(70_000.0, span.budget * 0.16) if t.version == NEW else 2_000.0
    if not t.agent:
        text = t.library.take(t.rng, 100)
        t.plain("queue-operation", f'"operation":"enqueue","content":"{text}"', span.start)
        t.plain("queue-operation", '"operation":"dequeue"', span.start)
    t.user(f'"{t.library.take(t.rng, 300)}"', span.start)
    for kind, share in PREAMBLE:
        t.attachment(kind, room * share, span.start)
    if t.version == NEW:
        shape = t.library.take(t.rng, room * 0.4)
        t.plain("api-request-shape", f'"shape":{{"system":[{{"text":"{shape}"}}]}}', span.start)
    t.plain("atis-latch", '"atis":""')


def plant(t: Transcript, name: str, span: Span) -> None:
    """Put one trap into a file, at the place where it has come to."""
    at, rng = span.at(t.size), t.rng
    whole = loose_line(t, at)
    t.traps[name] += 1
    if name == "blank line":
        t.add("" if rng.random() < 0.5 else "  ")
    elif name == "malformed line":  # cut anywhere, often behind the usage
        t.add(whole[: int(len(whole) * rng.uniform(0.2, 0.99))])
    elif name == "glued lines":
        t.add(whole[: len(whole) // 2] + whole)
    elif name == "line of NUL":
        t.add("\0" * 4096)
    elif name == "not an object":
        t.add(rng.choice(("[]", "42", '"usage"', "null", '["usage",{"usage":{"input_tokens":7}}]')))
    elif name == "synthetic":
        t.error(at)
    elif name == "huge line":
        t.result("toolu_01huge", t.library.take(rng, BIG_LINE * rng.uniform(1, 2)), at)
        said = Said(f"msg_01{rng.getrandbits(88):022x}", at, t.model, Usage(3, 90_000, 5, 7))
        t.assistant(said, f'{{"type":"text","text":"{t.library.take(rng, BIG_LINE)}"}}', "", "")
    elif name == "out of time order":
        turn(t, at, growing=span.growing)
        turn(t, max(span.start, at - 90_000), growing=span.growing)
    elif name == "old record lands late":
        t.user('"late"', span.start)


def loose_line(t: Transcript, at: int) -> str:
    """Write an assistant line that is in no file and counts nowhere."""
    said = Said(f"msg_01{t.rng.getrandbits(88):022x}", at, t.model, Usage(31, 313, 3131, 31_313))
    text = t.library.take(t.rng, 400)
    body = message(said, f'{{"type":"text","text":"{text}"}}', "end_turn")
    return (
        f'{{"parentUuid":{t.parent},{t.side}"message":{body},"requestId":"req_{said.message_id}",'
        f'"type":"assistant","uuid":"{uuid(t.rng)}","timestamp":"{stamp(at)}",{t.tail}'
    )


def grow(t: Transcript, span: Span, until: float = 1.0) -> None:
    """Write turns and traps until the file has used that share of its budget."""
    chosen = [name for name, share in TRAPS.items() if t.rng.random() < share]
    places = sorted((t.rng.random() * until, name) for name in chosen)
    while t.size < span.budget * until:
        while places and t.size >= span.budget * places[0][0]:
            plant(t, places.pop(0)[1], span)
        turn(t, span.at(t.size), growing=span.growing)
        if t.rng.random() < 0.04:
            t.attachment("task_reminder", 300, span.at(t.size))


def close(t: Transcript, span: Span) -> None:
    """End a file: the answer, bookkeeping, now and then a torn last line."""
    text = t.library.take(t.rng, 500)
    turn(t, span.end - 50, growing=span.growing, extra=(f'{{"type":"text","text":"{text}"}}', ""))
    if not t.agent:
        t.plain("last-prompt", f'"lastPrompt":"{text}"')
        t.plain("tools-used", '"tools":["Agent","Bash"]')
    if t.rng.random() < 0.02:
        whole = loose_line(t, span.end)
        t.lines.append(whole[: int(len(whole) * t.rng.uniform(0.1, 0.99))])
        t.torn = True
        t.traps["cut-off last line"] += 1
    elif span.exotic and t.rng.random() < 0.01:
        t.lines[:] = [spaced(line) for line in t.lines]
        t.traps["spaces in the JSON"] += 1


def spaced(line: str) -> str:
    """Write a record anew with a space behind colons and commas; what is no record stays."""
    try:
        return json.dumps(json.loads(line), ensure_ascii=False) if line[:1] == "{" else line
    except ValueError:
        return line
