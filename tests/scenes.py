"""Frames worth a photograph."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from core.model.agent import Agent, AgentId, Kind
from core.model.diagnosis import Cause, Diagnosis, State
from core.model.frame import Frame, MassStall, Notice, Progress, Scope, Spending, Unread
from core.model.handoff import Claims
from core.model.quota import Reading
from core.model.signs import Step
from core.model.tokens import Tokens

NOW = datetime(2026, 11, 20, 14, 32, 7, tzinfo=UTC)
SESSION = "6f1c2a9e-4b7d-4e0f-9a51-0c2d4e8f1b37"
OTHER = "b7e14d20-91aa-4f6c-8d33-5e6f7a8b9c0d"
REPOSITORY = "/home/ada/src/shop"

_CAST = """
tests-flaky-cart | quota | window | 846 | | 5-hour limit reached, resets 16:00 | 2800 | sonnet-4-5
rbac-audit-log | quota | billing | 611 | | credit balance is too low: a person must add credit | 770 | opus-4-5
payout-retry | failed | overload | 628 | | API 529 overloaded, 6 attempts | 990 | haiku-4-5
sdk-go-client | failed | stopped | 1502 | | its own parent stopped it | 215 | haiku-4-5
auth-token-rotate | needs_you | permission | 127 | | waits for permission: Bash drop column legacy_id | 690 | sonnet-4-5
ws-reconnect | stalled | tool | 971 | Bash npm run build | no record for 16 min; Bash has been pending since 14:15 | 130 | sonnet-4-5
search-typo-fix | stalled | request | 731 | Edit src/search/typo.ts | no record for 12 min; a request has been open since 14:19 | 1270 | opus-4-5
perf-home-lcp | stalled | silence | 604 | Bash npm run lighthouse | no record for 10 min, nothing is pending | 910 | haiku-4-5
gql-n-plus-one | retrying | retries | 74 | | the same request 5 times since 14:30, no answer | 356 | sonnet-4-5
sso-saml-edge | unproven | missing | 1330 | | src/sso/edge.py was promised, never changed | 420 | opus-4-5
late-night-batch | unknown | no evidence | 3700 | Bash make nightly | no live registry on this host, last line 61 min old | 88 | sonnet-4
cart-merge-race | quiet | request | 192 | thinking | a request is open since 14:28 | 1060 | opus-4-5
checkout-3ds-flow | quiet | silence | 171 | Grep "retry_after" | no record for 2 min | 700 | haiku-4-5
csv-export-stream | quiet | silence | 124 | Task review migration | no record for 2 min | 710 | haiku-4-5
shop fan-out | working | children | 12 | Task 29 agents | its own agents are at work | 5400 | opus-4-5
i18n-date-formats | working | progress | 45 | Edit src/i18n/dates.ts | wrote 45 s ago | 410 | sonnet-4-5
jwt-clock-skew | working | progress | 44 | Bash git rebase main | wrote 44 s ago | 820 | sonnet-4-5
docs-api-errors | working | progress | 32 | Write docs/api/errors.md | wrote 32 s ago | 1050 | haiku-4-5
ledger-rounding | working | progress | 26 | TodoWrite 4/9 | wrote 26 s ago | 500 | haiku-4-5
billing-proration | working | progress | 19 | WebFetch rfc7636 | wrote 19 s ago | 80 | opus-4-5
refund-webhook | working | progress | 17 | Bash git commit -am 'refund: idempotent' | wrote 17 s ago | 1380 | haiku-4-5
oauth-pkce | working | progress | 11 | Bash pytest -q tests/auth | wrote 11 s ago | 630 | sonnet-4-5
fraud-score-cache | working | progress | 3 | Bash pytest -q tests/fraud/test_cache.py | wrote 3 s ago | 1230 | sonnet-4-5
invoice-pdf-a11y | working | progress | 0 | Read src/invoice/template.html | wrote just now | 950 | opus-4-5
db-index-orders | starting | meta | | | announced, no transcript yet | 0 |
webhook-sign | queued | meta | | | waits for a slot | 0 |
queue-dead-letter | done | end_turn | 5640 | finished: 6 commits | its turn ended well | 950 | sonnet-4-5
sdk-py-types | done | end_turn | 4810 | finished: 4 commits | its turn ended well | 370 | sonnet-4-5
email-bounce-sync | done | end_turn | 3370 | finished: 5 commits | its turn ended well | 440 | haiku-4-5
ci-cache-keys | done | end_turn | 1270 | finished: no change needed | its turn ended well | 340 | sonnet-4-5
"""  # noqa: E501 - a table
"""Name, state, cause, seconds of silence, last action, because, thousands of tokens, model."""

_BUSY = tuple(tuple(word.strip() for word in line.split("|")) for line in _CAST.split("\n")[1:-1])
_DONE = ("Read Hero.tsx", "Bash npm run lighthouse", "Edit Hero.tsx +12 -4", "Bash npm run build")
_STEPS = tuple(zip((31, 27, 24, 16), _DONE, strict=True))


def tokens(thousands: int) -> Tokens:
    """Give tokens as they usually fall: most of them read from the cache."""
    total = thousands * 1000
    return Tokens(
        input_tokens=total * 4 // 100,
        output_tokens=total * 3 // 100,
        cache_creation_input_tokens=total * 11 // 100,
        cache_read_input_tokens=total * 82 // 100,
    )


CLAIMS = Claims(
    agent_id="ws-reconnect",
    status="active",
    progress=0.4,
    phase="implement",
    milestone="tests green",
    updated_at=NOW,
)


def agent(place: int, row: tuple[str, ...], *, session: str = SESSION) -> Agent:
    """Give an agent from a row of a table."""
    name, state, cause, silence, action, because, thousands, model = row
    is_main = name == "shop fan-out"
    identity = AgentId(session, "" if is_main else f"a{place:016x}")
    key = session[:8] + ("" if is_main else f"/a{place:016x}")
    has_begun = bool(silence)
    return Agent(
        id=identity,
        key=key,
        kind=Kind.MAIN if is_main else Kind.SUBAGENT,
        name=name,
        agent_type=None if is_main else "general-purpose",
        parent=None if is_main else session[:8],
        diagnosis=Diagnosis(
            state=State(state),
            cause=Cause(cause),
            because=because,
            revived=name == "refund-webhook",
        ),
        began_at=NOW - timedelta(minutes=210 - place * 11 % 41 * 5) if has_begun else None,
        progress_at=NOW - timedelta(seconds=int(silence)) if has_begun else None,
        last_action=action,
        tokens=tokens(int(thousands)),
        context_tokens=21_000 + place * 4_700 % 140_000 if has_begun else None,
        model=f"claude-{model}-20250929" if model else None,
        cwd=REPOSITORY if is_main else f"{REPOSITORY}-wt/{name}",
        branch="main" if is_main else f"fan/{name}" if has_begun else None,
        worktree=REPOSITORY if is_main else f"{REPOSITORY}-wt/{name}",
        repository=REPOSITORY,
        path=f"/home/ada/.claude/projects/-home-ada-src-shop/{session}/subagents/agent-a{place}.jsonl",
        prompt=f"Work on {name}: make the failing tests pass, keep the public API, commit often.",
        steps=tuple(Step(at=NOW - timedelta(minutes=m), text=text) for m, text in _STEPS),
        limit_s=600 if cause in ("tool", "request") else 300,
        process="alive, pid 4242" if state != "failed" else "gone",
        claims=CLAIMS if name == "ws-reconnect" else None,
    )


_NOTICES = (
    (2, "working", "sdk-py-types", "Edit src/client/types.py +41 -7"),
    (9, "needs_you", "auth-token-rotate", "asks: drop column legacy_id?"),
    (27, "stalled", "perf-home-lcp", "has been quiet for 10 min, last: npm run lighthouse"),
    (95, "done", "ci-cache-keys", "finished: no change needed"),
    (181, "retrying", "gql-n-plus-one", "the same request for the third time"),
    (244, "quota", "rbac-audit-log", "credit balance is too low"),
    (310, "working", "refund-webhook", "revived: goes on in its old file"),
    (846, "quota", "tests-flaky-cart", "5-hour limit reached, resets 16:00"),
)
_HISTORY = tuple(
    int(4000 + 260 * m + 5200 * abs((m * 7 % 23) - 11) / 11 + (9000 if 34 < m < 41 else 0))
    for m in range(60)
)


def notices(agents: tuple[Agent, ...]) -> tuple[Notice, ...]:
    """Give what happened, each with the key of its agent."""
    keys = {one.name: one.key for one in agents}
    return tuple(
        Notice(
            at=NOW - timedelta(seconds=s),
            state=State(state),
            who=who,
            text=text,
            key=keys.get(who, ""),
        )
        for s, state, who, text in _NOTICES
    )


def frame(agents: tuple[Agent, ...]) -> Frame:
    """Give a frame with these agents and the rest as usual."""
    return Frame(
        at=NOW,
        scope=Scope(since=NOW - timedelta(hours=24), repository=REPOSITORY),
        agents=agents,
        tokens=sum((one.tokens for one in agents), Tokens()),
        spending=Spending(five_hours=tokens(31_400), per_minute=24_800.0, history=_HISTORY),
        quota=(
            Reading(
                window="five_hour",
                fraction=0.624,
                resets_at=NOW.replace(hour=16, minute=0),
                source="rate_limit_event",
                observed_at=NOW - timedelta(seconds=4),
            ),
            Reading(
                window="seven_day",
                fraction=0.38,
                resets_at=datetime(2026, 11, 23, 9, 0, tzinfo=UTC),
                source="rate_limit_event",
                observed_at=NOW - timedelta(seconds=4),
            ),
        ),
        notices=notices(agents),
        hidden=12,
        searched="/home/ada/.claude/projects",
        found=412,
        newest_at=NOW - timedelta(seconds=0.4),
    )


_AGENTS = tuple(agent(place, row) for place, row in enumerate(_BUSY))
BUSY = frame(_AGENTS)
"""Thirty agents, every state."""

_QUIETLY = tuple(one for one in _AGENTS if one.diagnosis.state in (State.WORKING, State.DONE))
CALM = replace(frame(_QUIETLY), quota=())
"""Nothing needs a look, and no window is known."""

ALL_DONE = frame(
    tuple(
        replace(one, diagnosis=replace(one.diagnosis, state=State.DONE, cause=Cause.END_TURN))
        for one in _QUIETLY
    )
)

NO_AGENTS = Frame(
    at=NOW,
    searched="/home/ada/.claude/projects",
    found=412,
    hidden=31,
    scope=Scope(repository=REPOSITORY),
    newest_at=NOW - timedelta(days=3),
)
NO_CLAUDE = Frame(at=NOW, searched="/home/ada/.claude/projects", claude_seen=False)
LOADING = Frame(
    at=NOW, searched="/home/ada/.claude/projects", found=412, reading=Progress(done=214, total=412)
)

_STILL = tuple(
    replace(
        one,
        diagnosis=Diagnosis(
            state=State.STALLED,
            cause=Cause.SUSPENDED,
            because="the whole harness has been still since 14:20",
        ),
        progress_at=NOW - timedelta(seconds=700 + place % 9),
    )
    if one.diagnosis.state in (State.WORKING, State.QUIET, State.STALLED)
    else one
    for place, one in enumerate(_AGENTS)
)
MASS_STALL = replace(
    frame(_STILL),
    mass_stall=MassStall(
        since=NOW - timedelta(seconds=708),
        suspended=True,
        keys=tuple(one.key for one in _STILL if one.diagnosis.state is State.STALLED),
        because="no transcript of 2 sessions has grown",
    ),
    newest_at=NOW - timedelta(seconds=700),
    unread=Unread(lines=3, files=2),
    spending=Spending(five_hours=tokens(31_400), history=_HISTORY[:48] + (0,) * 12),
)

_MANY = tuple(
    agent(
        place,
        (f"{_BUSY[place * 7 % 30][0]}-{place}", *_BUSY[place * 7 % 30][1:]),
        session=SESSION if place % 3 else OTHER,
    )
    for place in range(200)
)
MANY = frame(_MANY)
"""Two hundred agents of two sessions."""

_HOSTILE = (
    "[red]markup[/red] [@click=app.quit]x[/]",
    "esc \x1b[31mred\x1b]52;c;aGk=\x07",
    "bidi \u202egnp.exe\u202c",
    "漢字の長い名前のエージェントです名前",
    "emoji 👩‍👩‍👧‍👦 🏳️‍🌈 family",
    "zalgo z̷̢̛͎̞͉̖a̸l̵g̶o̷",
    "tab\tnewline\nend",
    "",
    "a" * 300,
)
HOSTILE = frame(
    tuple(
        replace(
            one,
            name=text,
            last_action=text,
            branch=text,
            prompt=text * 3,
            model=text,
            diagnosis=replace(one.diagnosis, because=text),
            process=text,
        )
        for one, text in zip(_AGENTS, _HOSTILE, strict=False)
    )
)
HOSTILE = replace(
    HOSTILE,
    notices=tuple(
        replace(notice, who=text, text=text)
        for notice, text in zip(HOSTILE.notices, _HOSTILE, strict=False)
    ),
)

WATCHED = replace(
    BUSY,
    tail_of=next(one.key for one in _AGENTS if one.name == "ws-reconnect"),
    tail=tuple(
        Step(
            at=NOW - timedelta(seconds=971 + 23 * (60 - n)),
            text=(
                "Read src/ws/reconnect.ts",
                'Grep "backoff" in src/ws',
                "thinking",
                "Edit src/ws/reconnect.ts +8 -2",
                "Bash npm run test -- ws",
            )[n % 5],
        )
        for n in range(60)
    ),
)
"""With the transcript of ws-reconnect."""
