"""Yesterday's fleet and one event: the only place where what is known changes."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, assert_never

from core.diagnosis.session import parent_of
from core.model.agent import AgentId
from core.model.events import (
    Beat,
    Claimed,
    Committed,
    Counting,
    Grounded,
    Heard,
    Lives,
    Lost,
    Placed,
    Reading,
    Shown,
    Slept,
    Spent,
    Surveyed,
)
from core.model.frame import Progress, Spending
from core.model.process import NO_REGISTRY
from core.model.session import Session
from core.model.suspend import joined
from core.model.tokens import NO_TOKENS
from core.runs.tasks import Tasks

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from core.model.events import Event
    from core.model.handoff import Claims
    from core.model.process import Registered
    from core.model.signs import Transcript
    from core.model.suspend import Suspend
    from core.model.tokens import Tokens
    from core.model.worktree import Place

FRESH = timedelta(seconds=5)
NOBODY = Surveyed(searched="", found=0, claude_seen=True)


class Known:
    """All evidence there is now, and what of it has changed since the last picture."""

    def __init__(self) -> None:
        self.transcripts: dict[AgentId, Transcript] = {}
        self.sessions: dict[str, dict[AgentId, Transcript]] = {}
        self.entries: dict[str, tuple[Registered, ...]] = {}
        self.names: dict[str, str] = {}
        """What the client has called each session; a name stays when its process goes."""
        self.tokens: Mapping[str, Tokens] = {}
        self.spending = Spending()
        self.reading: Progress | None = None
        self.counting: Progress | None = Progress()
        self.places: dict[str, Place] = {}
        self.claims: tuple[Claims, ...] = ()
        self.broken: dict[str, Transcript] = {}
        """Transcripts with lines that could not be read."""
        self.survey = NOBODY
        self.shown = Shown()
        self.tasks = Tasks()
        self.slept: tuple[Suspend, ...] = ()
        """When the machine slept, as we or an engine have noticed."""
        self.commits: Mapping[str, int] = {}
        self.changed: set[AgentId] = set()
        """Agents that were heard."""
        self.upset: set[str] = set()
        """Sessions of which more than a transcript has changed."""
        self.looked_up: set[str] = set()
        """Sessions without an entry in a registry that was read after they were heard."""
        self.heard = 0
        """How often anything was heard."""
        self.spenders: set[AgentId] = set()
        """Agents whose tokens are others than they were."""
        self.is_new = True
        """Everyone must be judged anew."""
        self.is_elsewhere = True
        """Every row must be drawn anew."""
        self._by_path: dict[str, Transcript] = {}
        self._registry = NO_REGISTRY
        self._absent: dict[str, datetime] = {}
        self._looked_at: datetime | None = None
        self._unplaced: set[str] = set()
        """Sessions that were heard since the registry was last read."""

    def fold(self, event: Event, at: datetime) -> None:  # noqa: C901, PLR0912, an arm an event
        """Take one event in; `at` is when it was seen."""
        match event:
            case Heard():
                self.heard += 1
                for one in event.transcripts:
                    self._hear(one)
            case Lost():
                for path in event.paths:
                    self._lose(path)
            case Lives():
                self._live(event, at)
            case Spent():
                self._spend(event)
            case Reading():
                self.reading = event.progress
            case Counting():
                self.counting = event.progress
            case Grounded():
                self.tasks.take(event.ground)
                self._sleep(event.ground.slept)
            case Committed():
                self.commits = event.commits
            case Placed():
                is_same = event.places.items() <= self.places.items()
                self.is_elsewhere = self.is_elsewhere or not is_same
                self.places |= event.places
            case Claimed():
                self.is_new = self.is_new or event.claims != self.claims
                self.claims = event.claims
            case Surveyed():
                self.survey = event
            case Shown():
                self.shown = event
            case Slept():
                self._sleep((event.suspend,))
            case Beat():
                pass
            case _:
                assert_never(event)

    def session(self, session_id: str) -> Session:
        """The evidence of one session."""
        members = self.sessions.get(session_id, {})
        return Session(
            transcripts=members,
            entries=self.entries.get(session_id, ()),
            has_registry=self._registry.exists,
            absent_since=self._absent.get(session_id),
            looked_at=self._looked_at,
            slept=self.slept,
            missing=self._missing(members),
        )

    def spent_by(self, sessions: Iterable[str]) -> Tokens:
        """Tokens of all agents of some sessions."""
        members = [one for session in sessions for one in self.sessions.get(session, {}).values()]
        return sum((self.tokens.get(one.path, NO_TOKENS) for one in members), NO_TOKENS)

    def cwds(self) -> frozenset[str]:
        """Working directories that agents have named."""
        return frozenset(one.signs.cwd for one in self.transcripts.values() if one.signs.cwd)

    def _sleep(self, more: Iterable[Suspend]) -> None:
        """Judge everyone anew where the machine is found to have slept."""
        slept = joined((*self.slept, *more))
        self.is_new = self.is_new or slept != self.slept
        self.slept = slept

    def _hear(self, one: Transcript) -> None:
        """Of copies of one file, the one that went on is the agent's."""
        self._by_path[one.path] = one
        if one.unread_lines:
            self.broken[one.path] = one
        else:
            self.broken.pop(one.path, None)
        who = AgentId(one.session_id, one.agent_id)
        before = self.transcripts.get(who)
        if before is not None and before.path != one.path and not _is_later(one, before):
            return
        if before is None or _changes_family(before, one):
            self.upset.add(who.session_id)
        self.transcripts[who] = one
        self.sessions.setdefault(who.session_id, {})[who] = one
        self.changed.add(who)
        self._unplaced.add(who.session_id)

    def _spend(self, event: Spent) -> None:
        """Note who has spent: what is the same object was not counted again."""
        before, by_path = self.tokens, event.by_path
        spent = [path for path, tokens in by_path.items() if before.get(path) is not tokens]
        spent += before.keys() - by_path.keys()
        known = (self._by_path.get(path) for path in spent)
        self.spenders |= {AgentId(one.session_id, one.agent_id) for one in known if one}
        self.tokens, self.spending, self.counting = by_path, event.spending, None

    def _lose(self, path: str) -> None:
        one = self._by_path.pop(path, None)
        self.broken.pop(path, None)
        if one is None:
            return
        who = AgentId(one.session_id, one.agent_id)
        if self.transcripts.get(who) is not one:
            return
        del self.transcripts[who]
        del self.sessions[who.session_id][who]
        self.upset.add(who.session_id)
        copies = [other for other in self._by_path.values() if _same(other, who)]
        for copy in copies:
            self._hear(copy)

    def _live(self, event: Lives, at: datetime) -> None:
        """Remember since when a session that had an entry has none."""
        self._looked_at = at
        entries: dict[str, tuple[Registered, ...]] = {}
        for entry in event.registry.entries:
            entries[entry.session_id] = (*entries.get(entry.session_id, ()), entry)
            if entry.name:
                self.names[entry.session_id] = entry.name
        for session_id in self.entries.keys() - entries.keys():
            self._absent[session_id] = at
        for session_id in entries:
            self._absent.pop(session_id, None)
        named = self.entries.keys() | entries.keys()
        self.upset |= {one for one in named if self.entries.get(one) != entries.get(one)}
        if self._registry.exists != event.registry.exists:
            self.upset |= self.sessions.keys()
        self.looked_up |= self._unplaced - entries.keys()
        self._unplaced = {one for one in self._unplaced if self._is_fresh(one, at)}
        self.entries, self._registry = entries, event.registry

    def _is_fresh(self, session_id: str, at: datetime) -> bool:
        """Whether a session wrote so lately that its entry may still come or go."""
        members = self.sessions.get(session_id, {}).values()
        return any(one.signs.wrote_at and at - one.signs.wrote_at < FRESH for one in members)

    def _missing(self, members: Mapping[AgentId, Transcript]) -> dict[AgentId, tuple[str, ...]]:
        """What agents claim in their handoffs and is not there."""
        by_name = {claim.agent_id: claim.missing for claim in self.claims if claim.missing}
        if not by_name:
            return {}
        found = {who: _claimed(by_name, one) for who, one in members.items()}
        return {who: missing for who, missing in found.items() if missing}


def _is_later(one: Transcript, other: Transcript) -> bool:
    mine, others = one.signs.wrote_at, other.signs.wrote_at
    return mine is not None and (others is None or mine > others)


def _changes_family(before: Transcript, now: Transcript) -> bool:
    """Whether others must be judged anew: it has children, is new, or fell out of the account."""
    return (
        parent_of(before) != parent_of(now)
        or before.signs.notices != now.signs.notices
        or (before.signs.error is None) != (now.signs.error is None)
        or before.exists != now.exists
    )


def _same(one: Transcript, who: AgentId) -> bool:
    return (one.session_id, one.agent_id) == (who.session_id, who.agent_id)


def _claimed(by_name: Mapping[str, tuple[str, ...]], one: Transcript) -> tuple[str, ...]:
    names = (one.agent_id, one.meta.name, one.meta.description)
    return next((by_name[name] for name in names if name in by_name), ())
