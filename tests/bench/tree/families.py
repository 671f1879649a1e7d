"""Sessions with their subagents and forks, as files that belong together."""
# The dice are seeded on purpose: the same arguments give the same bytes.

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from tests.bench.tree.shapes import NEW, OLD, Transcript, counts, message, stamp, uuid
from tests.bench.tree.turns import Span, close, grow, plant, preamble, turn

if TYPE_CHECKING:
    from random import Random

    from tests.bench.tree.shapes import Library, Said

HOUR_MS = 3_600_000
MODELS = ("claude-opus-5-5", "claude-sonnet-4-5-20250929", "claude-haiku-5-5")


@dataclass(frozen=True, slots=True, kw_only=True)
class Child:
    """A subagent: its file, its time, the call that started it, whether its parent waits."""

    file: Transcript
    span: Span
    tool: str
    waited_for: bool
    noisy: bool
    ended: bool = True

    @property
    def meta(self) -> str:
        """The file that stands beside the transcript."""
        return json.dumps(
            {
                "agentType": "general-purpose",
                "isBuiltIn": True,
                "description": f"worker {self.file.agent[1:5]}",
                "toolUseId": self.tool,
                "spawnDepth": 1,
                "requestShape": "foreground" if self.waited_for else "background",
                "model": self.file.model,
                **({"finished": True} if self.ended else {}),
            },
            separators=(",", ":"),
        )


@dataclass(slots=True)
class Family:
    """One session, its subagents, and sessions forked from it."""

    main: Transcript
    children: list[Child] = field(default_factory=list)
    forks: list[Transcript] = field(default_factory=list)

    def files(self) -> list[Transcript]:
        """Give every transcript of the family."""
        return [self.main, *(child.file for child in self.children), *self.forks]


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What a family is to be: how many files, how many bytes, until when."""

    files: int
    budgets: tuple[float, ...]
    end: int
    fork: bool
    old: bool
    growing: bool
    exotic: bool
    huge: bool
    """Whether there is a line in it that is longer than any sane buffer."""


def family(rng: Random, library: Library, order: Order) -> Family:
    """Write a session and all that belongs to it."""
    project = f"/home/dev/project-{int(rng.random() * 20):02}"
    if rng.random() < 0.3:
        project += f"/.claude/worktrees/issue-{int(rng.random() * 40)}"
    end = order.end - int(rng.uniform(0.2, 1) * HOUR_MS) if order.fork else order.end
    start = end - int(rng.uniform(0.2, 4) * HOUR_MS)
    version, model = OLD if order.old else NEW, rng.choice(MODELS)
    main = Transcript(rng, library, uuid(rng), project, model, version)
    span = Span(
        start=start,
        end=end,
        budget=order.budgets[0],
        growing=order.growing,
        exotic=order.exotic,
    )
    count = order.files - 1 - order.fork
    children = [
        child(main, replace(span, budget=budget)) for budget in order.budgets[1 : 1 + count]
    ]
    write_main(main, span, children, huge=order.huge)
    made = Family(main, children)
    if order.fork:
        later = replace(span, start=end, end=order.end, budget=order.budgets[-1])
        made.forks.append(fork(main, later))
    return made


def child(main: Transcript, whole: Span) -> Child:
    """Write the file of one subagent, somewhere in the time of its parent."""
    rng, length = main.rng, whole.end - whole.start
    end = whole.end - int(length * 0.5 * rng.random() ** 2) - 2_000
    start = max(whole.start + 1_000, end - int(rng.uniform(0.05, 1) * HOUR_MS))
    model = main.model if rng.random() < 0.6 else rng.choice(MODELS)
    agent = f"a{rng.getrandbits(64):016x}"
    file = Transcript(rng, main.library, main.session, main.cwd, model, main.version, agent)
    span = replace(whole, start=start, end=end)
    preamble(file, span)
    grow(file, span)
    if rng.random() < 0.03:
        file.error(span.end)
        file.traps["synthetic"] += 1
    else:
        close(file, span)
    return Child(
        file=file,
        span=span,
        tool=f"toolu_01{rng.getrandbits(88):022x}",
        waited_for=main.version == OLD or rng.random() < 0.3,
        noisy=rng.random() < 0.08,
    )


def write_main(main: Transcript, span: Span, children: list[Child], *, huge: bool = False) -> None:
    """Write the session's own file, with the launches and ends of its subagents in their places."""
    preamble(main, span)
    events = [(c.span.start, True, i) for i, c in enumerate(children)]
    events += [(c.span.end, False, i) for i, c in enumerate(children) if c.ended]
    for at, begins, index in sorted(events):
        share = (at - span.start) / max(1, span.end - span.start)
        grow(main, span, min(share, 0.95))
        (launch if begins else finish)(main, children[index], at, span)
    if huge:
        plant(main, "huge line", span)
    grow(main, span)
    close(main, span)


def launch(main: Transcript, child: Child, at: int, span: Span) -> None:
    """Write the call of the Agent tool, and its receipt if nobody waits for the end."""
    prompt = main.library.take(main.rng, 800)
    fields = f'{{"description":"worker","prompt":"{prompt}","subagent_type":"general-purpose"}}'
    block = f'{{"type":"tool_use","id":"{child.tool}","name":"Agent","input":{fields}}}'
    turn(main, at - 100, growing=span.growing, extra=(block, child.tool))
    if not child.waited_for:
        fields = f'"isAsync":true,"status":"async_launched","agentId":"{child.file.agent}"'
        extra = f'"toolUseResult":{{{fields},"prompt":"{prompt}"}},'
        main.result(child.tool, "Async agent launched successfully.", at, extra)


def finish(main: Transcript, child: Child, at: int, span: Span) -> None:
    """Write how a subagent's end reaches its parent: result with a bare usage, or notification."""
    said = list(child.file.spoken.values())
    if child.noisy:
        main.traps["progress records"] += 1
        last = said[:40][-1].message_id
        for index, line in enumerate(said):
            if index < 40 or (line.message_id == last and not span.exotic):
                progress(main, child, line)
    report = main.library.take(main.rng, 600)
    if child.waited_for:
        main.traps["usage in toolUseResult"] += 1
        extra = (
            f'"toolUseResult":{{"status":"completed","agentId":"{child.file.agent}","content":[{{'
            f'"type":"text","text":"{report}"}}],"totalDurationMs":8227,"totalTokens":12151,'
            f'"totalToolUseCount":3,"usage":{counts(said[-1].usage)},"toolStats":{{"readCount":0}}}},'
        )
        main.result(child.tool, report, at, extra)
    else:
        text = f"<task-notification>\\n<task-id>{child.file.agent}</task-id>\\n{report}"
        main.plain("queue-operation", f'"operation":"enqueue","content":"{text}"', at)
        main.user(f'"{text}"', at, '"origin":{"kind":"task-notification"},')
    turn(main, at + 1_500, growing=span.growing)


def progress(main: Transcript, child: Child, said: Said) -> None:
    """Write a record that holds a whole assistant message of a subagent, usage and all."""
    parent, own = main.chain()
    body = message(said, '{"type":"text","text":"nested"}', "tool_use")
    main.add(
        f'{{"parentUuid":{parent},{main.side}"type":"progress","data":{{"type":"agent_progress",'
        f'"message":{{"type":"assistant","timestamp":"{stamp(said.at)}","message":{body},'
        f'"requestId":"req_{said.message_id[4:]}","uuid":"{own}"}},"agentId":"{child.file.agent}"'
        f'}},"toolUseID":"agent_{said.message_id}","parentToolUseID":"{child.tool}",'
        f'"uuid":"{own}","timestamp":"{stamp(said.at)}",{main.tail}',
        said.at,
    )


def fork(main: Transcript, span: Span) -> Transcript:
    """Copy the conversation of a session under a new id, as `--fork-session` does, and go on."""
    rng = main.rng
    made = Transcript(rng, main.library, uuid(rng), main.cwd, main.model, main.version)
    made.context = main.context
    made.plain("mode", '"mode":"normal"')
    made.plain("queue-operation", '"operation":"enqueue","content":"go on"', span.start)
    old, new = (f'"sessionId":"{t.session}"' for t in (main, made))
    stop = int(len(main.lines) * rng.uniform(0.3, 1))
    for index, line in enumerate(main.lines[:stop]):
        if not line.startswith('{"parentUuid"') or made.size > span.budget * 0.8:
            continue
        copy = line.replace(old, new)
        if index in main.spoken:
            made.spoken[len(made.lines)] = main.spoken[index]
            if '"requestRef"' in line:
                copy = f'{copy[:-1]},"requestSessionId":"{main.session}"}}'
        made.add(copy)
    made.traps["fork"] += 1
    made.user('"go another way"', span.start)
    grow(made, span)
    close(made, span)
    return made
