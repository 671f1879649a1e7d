"""How the agents of one session are, together: children first, parents by their children."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from core.diagnosis.presence import open_calls, outlived, presence
from core.diagnosis.state import ACCOUNT, Case, Children, judge
from core.model.agent import AgentId
from core.model.diagnosis import FINISHED, Cause, Diagnosis, State
from core.model.process import Life
from core.model.signs import Turn
from core.model.suspend import counted, due

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import datetime

    from core.model.limits import Limits
    from core.model.session import Session
    from core.model.signs import Call, Notice, Transcript

DEPTH = 60
"""Generations of agents that are followed; meta files may claim anything."""
TOGETHER = 2
"""How many still agents make a still harness."""
LOST = frozenset({Cause.ORPHAN, Cause.STOPPED, Cause.KILLED})
SILENT = frozenset({Cause.REQUEST, Cause.TOOL, Cause.SILENCE, Cause.WINDOW, Cause.CHILDREN})


def diagnose(session: Session, at: datetime, limits: Limits) -> dict[AgentId, Diagnosis]:
    """Judge every agent of a session that has a row."""
    return Judging(limits).whole(session, at)


def parent_of(transcript: Transcript) -> AgentId | None:
    """Who started an agent: its nested parent, else the main agent of its session."""
    if not transcript.agent_id:
        return None
    return AgentId(transcript.session_id, transcript.meta.parent_agent_id)


def has_row(transcript: Transcript) -> bool:
    """A session has a row from its first prompt on; an agent from its meta file on."""
    return bool(transcript.agent_id) or transcript.signs.began_at is not None


class Judging:
    """One session that is judged again and again; holds what was found at the last look."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._judged: dict[AgentId, Diagnosis] = {}
        self._is_suspended = False

    def whole(self, session: Session, at: datetime) -> dict[AgentId, Diagnosis]:
        """Judge everyone who has a row."""
        self._session, self._at = session, at
        self._present = presence(session, at, self._limits)
        self._rows = {who: one for who, one in session.transcripts.items() if has_row(one)}
        self._calls = {who: self._open(one) for who, one in self._rows.items()}
        self._below = _families(self._rows)
        self._closed, self._asked = self._is_closed(), self._who_waits()
        self._judged = {}
        for who in self._rows:
            self._judge(who, ())
        self._is_suspended = self._stand_still()
        return self._told()

    def partly(
        self, session: Session, at: datetime, changed: Collection[AgentId]
    ) -> dict[AgentId, Diagnosis]:
        """Judge those who were heard, and who waits for them; the family is what it was.

        For between two looks at the whole, which are a few seconds apart at most. Gives those
        who were judged anew, or everyone if all stand still together or do so no more.
        """
        is_other = presence(session, at, self._limits) != self._present
        if is_other or any(who not in self._rows for who in changed):
            return self.whole(session, at)
        self._session, self._at = session, at
        for who in changed:
            self._rows[who] = session.transcripts[who]
            self._calls[who] = self._open(self._rows[who])
        if any(self._rows[who].signs.error is not None for who in changed):
            self._closed = self._is_closed()
        self._asked = self._who_waits()
        fresh = {above for who in changed for above in self._judge_upwards(who, changed)}
        was_still, self._is_suspended = self._is_suspended, self._stand_still()
        if was_still or self._is_suspended:
            return self._told()
        return {who: self._judged[who] for who in fresh}

    def _is_closed(self) -> bool:
        """Whether the account can do nothing at all, as one of them was told."""
        errors = (one.signs.error for one in self._rows.values())
        return any(error is not None and error.fault in ACCOUNT for error in errors)

    def _judge_upwards(self, one: AgentId, changed: Collection[AgentId]) -> set[AgentId]:
        """Judge an agent, and who waits for it if what matters to them is another; give these."""
        fresh: set[AgentId] = set()
        who: AgentId | None = one
        for _ in range(DEPTH):
            if who is None or who not in self._rows:
                break
            before = self._judged.pop(who, None)
            now = self._judge(who, ())
            fresh.add(who)
            above = parent_of(self._rows[who])
            if before is not None and _outcome(before) == _outcome(now) and above not in changed:
                break
            who = above
        return fresh

    def _stand_still(self) -> bool:
        """Whether every unfinished agent of the session is still: then the harness is (S0-06)."""
        still = 0
        for one in self._judged.values():
            if one.state in FINISHED:
                continue
            if one.state is not State.STALLED or one.cause not in SILENT:
                return False
            still += one.cause is not Cause.CHILDREN
        return still >= TOGETHER and self._present.life is not Life.GONE

    def _told(self) -> dict[AgentId, Diagnosis]:
        """Everyone's diagnosis; that of a still agent says so if the harness is still."""
        if not self._is_suspended:
            return dict(self._judged)
        is_still = {
            who: one.state not in FINISHED and one.cause is not Cause.CHILDREN
            for who, one in self._judged.items()
        }
        words = f"all {sum(is_still.values())} agents at work are still; {{}}"
        return {
            who: replace(one, cause=Cause.SUSPENDED, because=words.format(one.because))
            if is_still[who]
            else one
            for who, one in self._judged.items()
        }

    def _open(self, one: Transcript) -> tuple[Call, ...]:
        return open_calls(one.signs, self._present)

    def _who_waits(self) -> AgentId | None:
        """The client says that it waits, not who: the one with the latest open call, else main."""
        if self._present.waiting is None:
            return None
        opened = [(calls[-1].opened_at, who) for who, calls in self._calls.items() if calls]
        main = next((who for who in self._rows if not who.agent_id), None)
        return max(opened)[1] if opened else main

    def _judge(self, who: AgentId, above: tuple[AgentId, ...]) -> Diagnosis:
        if who in self._judged:
            return self._judged[who]
        for child in self._below.get(who, ()):
            if child not in above and len(above) < DEPTH:
                self._judge(child, (*above, who))
        one = self._rows[who]
        waiting = self._present.waiting
        case = Case(
            signs=one.signs,
            exists=one.exists,
            life=self._life(one),
            calls=self._calls[who],
            waits_for=(waiting.waiting_for or "answer") if waiting and who == self._asked else "",
            notice=self._notice(one),
            children=self._children(who, one),
            child_calls=frozenset(
                self._rows[child].meta.tool_use_id for child in self._below.get(who, ())
            ),
            missing=self._session.missing.get(who, ()),
            window_closed=self._closed,
            slept=self._session.slept,
        )
        self._judged[who] = judge(case, self._at, self._limits)
        return self._judged[who]

    def _life(self, one: Transcript) -> Life:
        """A process that began after an agent's last record is not the one it ran in."""
        is_over = one.signs.turn in (Turn.ENDED, Turn.FAILED) and one.exists
        if not is_over and one.exists and outlived(one.signs, self._present):
            return Life.GONE
        return self._present.life

    def _notice(self, one: Transcript) -> Notice | None:
        """What its parent was last told about an agent, unless it has written since."""
        above = parent_of(one)
        parent = self._session.transcripts.get(above) if above is not None else None
        if parent is None:
            return None
        told = next(
            (notice for notice in parent.signs.notices if notice.about == one.agent_id), None
        )
        wrote = one.signs.progress_at
        return told if told is not None and (wrote is None or told.at >= wrote) else None

    def _children(self, who: AgentId, one: Transcript) -> Children:
        below = [child for child in self._below.get(who, ()) if child in self._judged]
        open_ = [child for child in below if not self._is_finished_for(one, child)]
        shells = one.signs.shells if self._present.life is not Life.GONE else ()
        wrote = one.signs.wrote_at
        return Children(
            unfinished=len(open_) + len(shells),
            stalled=sum(self._judged[child].state is State.STALLED for child in open_),
            lost_later=any(
                self._judged[child].cause is Cause.ORPHAN and _later(self._rows[child], wrote)
                for child in below
            ),
            names=tuple(
                [_name(self._rows[child]) for child in open_]
                + [shell.command or "a shell" for shell in shells]
            ),
        )

    def _is_finished_for(self, parent: Transcript, child: AgentId) -> bool:
        """A background agent that ended has still to be reported to the one that waits.

        The report comes within a moment; when it has not come for long, it never will.
        """
        judged, one = self._judged[child], self._rows[child]
        if judged.state not in FINISHED:
            return False
        in_background = one.meta.background or one.agent_id in parent.signs.launched
        if one.meta.teammate or not in_background or judged.cause in LOST:
            return True
        if self._present.life is Life.GONE or self._notice(one) is not None:
            return True
        wrote = one.signs.progress_at
        return wrote is None or (
            counted(wrote, self._at, self._session.slept) >= self._limits.quiet
        )


def _families(rows: Mapping[AgentId, Transcript]) -> dict[AgentId, list[AgentId]]:
    """Give whom each agent has started, in one order."""
    below: dict[AgentId, list[AgentId]] = {}
    for who, one in rows.items():
        above = parent_of(one)
        if above is not None and above != who:
            below.setdefault(above, []).append(who)
    for members in below.values():
        members.sort()
    return below


def _outcome(one: Diagnosis) -> tuple[State, bool, bool]:
    """What of a child's diagnosis its parent's depends on."""
    return one.state, one.cause in LOST, one.cause is Cause.ORPHAN


def _later(child: Transcript, wrote: datetime | None) -> bool:
    at = child.signs.wrote_at
    return at is not None and (wrote is None or at > wrote)


def _name(one: Transcript) -> str:
    return one.meta.name or one.meta.description or one.agent_id


def next_change(session: Session, at: datetime, limits: Limits) -> datetime | None:
    """The next instant at which silence alone changes how an agent is; None: never."""
    spans = (limits.quiet, limits.stalled, limits.stalled_while_pending, limits.retrying)
    instants = _gone_at(session, limits)
    for one in session.transcripts.values():
        signs = one.signs
        marks = [signs.progress_at] if signs.progress_at is not None else []
        if signs.request is not None:
            marks.append(signs.request.last_at)
        if signs.backoff is not None:
            marks.append(signs.backoff.at)
        instants += [due(mark, span, session.slept) for mark in marks for span in spans]
    return min((instant for instant in instants if instant > at), default=None)


def _gone_at(session: Session, limits: Limits) -> list[datetime]:
    """When a session's process counts as gone that has no entry any more."""
    if session.entries or not session.has_registry:
        return []
    wrote = (one.signs.wrote_at for one in session.transcripts.values())
    since = session.absent_since or max((at for at in wrote if at is not None), default=None)
    return [since + limits.gone] if since is not None else []
