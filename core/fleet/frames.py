"""The fleet: events fold in, frames are taken; only what has changed is judged anew."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from core.diagnosis.happenings import AHEAD, Happenings
from core.diagnosis.mass import mass_stall
from core.diagnosis.session import Judging, next_change
from core.fleet.fold import Known
from core.fleet.picture import badness, in_scope, keys_of, row, total
from core.handoffs.reported import reported
from core.model.agent import AgentId
from core.model.frame import STILL, Frame, MassStall, Notice, Scope, Unread
from core.model.limits import LIMITS, Limits
from core.model.tokens import NO_TOKENS
from core.quota.windows import latest, readings

if TYPE_CHECKING:
    from collections.abc import Mapping

    from core.fleet.follow import Follower
    from core.model.agent import Agent
    from core.model.diagnosis import Diagnosis
    from core.model.events import Event
    from core.model.quota import Reading
    from core.model.session import Session
    from core.model.signs import Transcript
    from core.model.tokens import Tokens

ALL = Scope()
NEVER = datetime.min.replace(tzinfo=UTC)
TURNED, ARRANGED = timedelta(seconds=0.25), timedelta(seconds=1)
"""Rows keep their places, and sums stay, for so long after a state has changed, or anything."""
STALE = timedelta(seconds=10)
"""Sentences that tell an age are written anew this often, though nothing happened."""
LONG_STALE = timedelta(minutes=1)
"""Likewise in sessions that have been still for so long that ages are told in minutes."""
BEAT, STILL_BEAT = timedelta(seconds=1), timedelta(seconds=5)
"""Between two pictures though nothing happens: ages are told in seconds, then in minutes."""


class Fleet:
    """All agents now. One writer, no locks; photographed as frames."""

    def __init__(self, limits: Limits = LIMITS, scope: Scope = ALL) -> None:
        self.scope = scope
        self.known = Known()
        self.follower: Follower | None = None
        """Reads the transcripts, once it runs."""
        self.looked_into = ""
        """Key of the agent whose transcript a person looks at."""
        self._limits = limits
        self._judged: dict[AgentId, Diagnosis] = {}
        self._judging: dict[str, Judging] = {}
        self._members: dict[str, frozenset[AgentId]] = {}
        """Who was judged in each session."""
        self._due: dict[str, datetime] = {}
        self._rows: dict[AgentId, Agent] = {}
        self._keys: dict[AgentId, str] = {}
        self._named: frozenset[AgentId] = frozenset()
        """Of whom keys were last made."""
        self._shown: list[Agent] = []
        self._agents: tuple[Agent, ...] = ()
        """What is shown; the same object for as long as nothing in it has changed."""
        self._left_out = 0
        self._has_moved = True
        """Something has changed since rows were put in order."""
        self._has_turned = False
        """Likewise somebody's state."""
        self._places: dict[AgentId, int] = {}
        self._arranged_at = NEVER
        self._at: datetime | None = None
        """When the last picture was taken."""
        self._newest: datetime | None = None
        self._notices: tuple[Notice, ...] = ()
        self._tokens: Tokens = NO_TOKENS
        self._quota: tuple[Reading, ...] = ()
        self._mass: MassStall | None = None
        self._happenings = Happenings()

    def fold(self, event: Event, at: datetime) -> None:
        """Take one event in; `at` is when it was seen."""
        self.known.fold(event, at)

    def look_at(self, scope: Scope) -> None:
        """Show another part of the machine from now on."""
        self.scope = scope
        self.known.is_elsewhere = True

    def changes_at(self, at: datetime) -> datetime | None:
        """The next instant at which silence alone changes what a frame says; None: never."""
        sessions = (self.known.session(session_id) for session_id in self.known.sessions)
        instants = [next_change(session, at, self._limits) for session in sessions]
        return min((instant for instant in instants if instant is not None), default=None)

    def rest(self, at: datetime) -> timedelta:
        """How long the last picture stays true if nothing happens."""
        is_waiting = self.known.tasks.ground.next is not None
        if is_waiting or self._newest is None or at - self._newest < STILL:
            return BEAT
        due = min(self._due.values(), default=at + STILL_BEAT)
        return max(BEAT, min(STILL_BEAT, due - at))

    def transcript(self, key: str) -> Transcript | None:
        """The transcript of the row that has this key."""
        if not key:
            return None
        who = next((who for who, one in self._keys.items() if one == key), None)
        return self.known.transcripts.get(who) if who is not None else None

    def frame(self, at: datetime) -> Frame:
        """Photograph the fleet."""
        if self._at is not None and self._at - at > AHEAD:
            self._begin_again()
        self._at = at
        fresh = self._judge(at)
        self._draw(fresh, at)
        known, survey = self.known, self.known.survey
        broken = known.broken.values()
        return Frame(
            at=at,
            scope=self.scope,
            agents=self._agents,
            tokens=self._tokens,
            spending=known.spending,
            quota=latest((*self._quota, *self.known.tasks.ground.readings), at),
            mass_stall=self._mass,
            unread=Unread(
                lines=sum(one.unread_lines for one in broken),
                files=len(broken),
                places=survey.unreadable,
            ),
            notices=self._notices,
            hidden=self._left_out + survey.left_out,
            reading=known.reading,
            counting=known.counting,
            searched=survey.searched,
            found=survey.found,
            claude_seen=survey.claude_seen,
            newest_at=self._newest,
            ground=known.tasks.ground,
            commits=known.commits,
            tail=known.shown.steps,
            tail_of=known.shown.key,
        )

    def _begin_again(self) -> None:
        """Forget what has happened: a play begins again, or a clock was set back."""
        self._happenings, self._newest, self._arranged_at = Happenings(), None, NEVER
        self._due = {}
        self.known.is_new = True

    def _judge(self, at: datetime) -> set[AgentId]:
        """Judge what has changed, and what silence has changed; gives whose rows are old."""
        known = self.known
        fresh = set(known.changed)
        by_session: dict[str, set[AgentId]] = {one: set() for one in known.looked_up}
        for who in known.changed:
            by_session.setdefault(who.session_id, set()).add(who)
        whole = known.upset | {one for one, due in self._due.items() if due <= at}
        if known.is_new:
            whole |= known.sessions.keys()
        for session_id in by_session.keys() - whole:
            judging = self._judging.get(session_id)
            if judging is None:
                whole.add(session_id)
            else:
                session = known.session(session_id)
                fresh |= self._take(judging.partly(session, at, by_session[session_id]))
        for session_id in whole:
            fresh |= self._judge_whole(session_id, at)
        known.changed, known.upset, known.looked_up = set(), set(), set()
        return fresh

    def _judge_whole(self, session_id: str, at: datetime) -> set[AgentId]:
        session = self.known.session(session_id)
        judging = self._judging.setdefault(session_id, Judging(self._limits))
        now = judging.whole(session, at)
        gone = self._members.get(session_id, frozenset()) - now.keys()
        for who in gone:
            del self._judged[who]
        self._members[session_id] = frozenset(now)
        due = next_change(session, at, self._limits)
        again = at + (STALE if _is_lively(session, at) else LONG_STALE)
        self._due[session_id] = min(due or again, again)
        return self._take(now) | gone

    def _take(self, now: Mapping[AgentId, Diagnosis]) -> set[AgentId]:
        """Keep these diagnoses; gives whose is another than before."""
        judged = self._judged
        fresh = {who for who, one in now.items() if _differs(one, judged.get(who))}
        judged |= now
        return fresh

    def _draw(self, fresh: set[AgentId], at: datetime) -> None:
        """Make the rows anew of those that changed, and put them in order again if need be."""
        known = self.known
        is_whole = known.is_new or known.is_elsewhere
        fresh |= known.spenders & self._judged.keys()
        known.tasks.stir(at)
        if is_whole or known.tasks.are_others or self._judged.keys() != self._named:
            fresh |= self._rename()
        fresh |= known.tasks.changed
        fresh = set(self._judged) | set(self._keys) | set(self._rows) if is_whole else fresh
        fresh |= {AgentId(known.tasks.folded.get(who.session_id, who.session_id)) for who in fresh}
        self._has_moved = self._has_moved or bool(fresh)
        crowd = self._rows.keys() & fresh
        turned = [self._redraw(who, at) for who in fresh]
        is_whole = is_whole or crowd != self._rows.keys() & fresh
        if is_whole or (self._newest is not None and self._newest - at > AHEAD):
            wrote = (one.progress_at for one in self._rows.values())
            self._newest = max((at for at in wrote if at is not None), default=None)
        self._has_turned = self._has_turned or any(turned)
        pause = TURNED if self._has_turned else ARRANGED if self._has_moved else STALE
        known.is_new = known.is_elsewhere = known.tasks.are_others = False
        known.spenders, known.tasks.changed = set(), set()
        if is_whole or at - self._arranged_at >= pause:
            self._arrange(fresh, at)
        elif fresh:
            for who in fresh:
                if who in self._places:
                    self._shown[self._places[who]] = self._rows[who]
            self._agents = tuple(self._shown)

    def _rename(self) -> set[AgentId]:
        """Give keys to all there are; tells whose rows are old by that."""
        tasks, before = self.known.tasks, self._keys
        self._named = frozenset(self._judged)
        now = keys_of(who for who in self._named if who.session_id not in tasks.folded)
        self._keys = now = now | tasks.keys(now.values())
        families = {who.session_id for who, key in now.items() if before.get(who) != key}
        return {who for who in now if who.session_id in families} | (self._rows.keys() - now.keys())

    def _redraw(self, who: AgentId, at: datetime) -> bool:
        """Make one row anew, or take it out; says whether its state is another now."""
        before, now = self._rows.get(who), self._row(who, at)
        if now is None:
            return self._rows.pop(who, None) is not None
        self._rows[who] = now
        self._newest = max(self._newest or now.progress_at, now.progress_at, key=_or_never)
        return before is None or before.diagnosis.state is not now.diagnosis.state

    def _row(self, who: AgentId, at: datetime) -> Agent | None:
        """Give an agent's row, or that of the task that it works on; not all have one."""
        known, diagnosis = self.known, self._judged.get(who)
        if who not in self._keys:
            return None
        task = known.tasks.of(who)
        if diagnosis is None or who not in known.transcripts:
            own = None
        else:
            own = row(who, known, diagnosis, self._keys)
        if task is None or who.agent_id:
            return replace(own, task=task.key) if own is not None and task is not None else own
        now = known.tasks.row(own, task, self._keys[who], at)
        return replace(now, tokens=now.tokens + known.spent_by(task.earlier))

    def _arrange(self, fresh: set[AgentId], at: datetime) -> None:
        """Sort and sum what is shown."""
        known = self.known
        joined = {agent.claims.agent_id for agent in self._rows.values() if agent.claims}
        alone = reported((c for c in known.claims if c.agent_id not in joined), at, known.slept)
        rows = in_scope(
            [*self._rows.values(), *alone], self.scope, known.tasks.lively(self.scope.since)
        )
        self._shown = sorted(rows, key=badness)
        self._places = {agent.id: place for place, agent in enumerate(self._shown)}
        shown = tuple(self._shown)
        self._agents = self._agents if shown == self._agents else shown
        self._left_out = sum(who not in self._places for who in self._rows)
        self._arranged_at, self._has_moved, self._has_turned = at, False, False
        self._tokens = total(self._shown)
        self._quota = readings(known.transcripts.values(), at)
        self._mass = mass_stall(self._shown, self._limits)
        seen = (one for one in self._shown if one.id in fresh or not one.id.session_id)
        self._happenings.see(seen, at)
        self._notices = self._happenings.latest(self._mass, known.slept)


def _differs(now: Diagnosis, before: Diagnosis | None) -> bool:
    return now is not before and now != before


def _is_lively(session: Session, at: datetime) -> bool:
    """Whether somebody wrote so lately that ages are told in seconds."""
    signs = (one.signs for one in session.transcripts.values())
    return any(one.wrote_at is not None and at - one.wrote_at < STILL for one in signs)


def _or_never(at: datetime | None) -> datetime:
    return at or NEVER
