"""The built-in scene: one fan-out of thirty agents on an online shop, in 25 minutes of its time."""

from __future__ import annotations

from functools import partial
from itertools import count
from random import Random
from typing import TYPE_CHECKING

from core.rehearsal.change import Change, Kind, Recording
from core.rehearsal.incidents import cast, papers, reports
from core.rehearsal.incidents.actor import Actor, Ended, Hired
from core.rehearsal.incidents.cast import Role
from core.rehearsal.incidents.craft import long_move
from core.rehearsal.incidents.lead import Lead
from core.rehearsal.incidents.pen import Pen, uuid

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

SEED = 7
SPEED = 17.0
"""Scene seconds a second: one loop takes 88."""
BEGAN = 1_795_183_620.0
"""2026-11-20, seven past two in the afternoon, UTC."""
AGENTS = 30
SLUG = 200
QUEUED = (
    ("store-locator", "Show the nearest store with stock."),
    ("wishlist-share", "Let customers share a wish list by a link."),
)
"""Agents that nobody starts before the scene ends."""


def scene(seed: int, repository: str, began: float = BEGAN) -> list[Change]:
    """All changes of the scene, in order of time; the same arguments give the same bytes."""
    made = _Scene(seed, repository, began).all()
    return sorted((one for one in made if one.at <= began + cast.LENGTH), key=lambda one: one.at)


def demo(seed: int = SEED, began: float = BEGAN) -> Callable[[str], Recording]:
    """The scene as the player wants it: to be composed for the player's own repository."""
    return partial(_recording, seed, began)


def _recording(seed: int, began: float, repository: str) -> Recording:
    return Recording(changes=tuple(scene(seed, repository, began)))


def slug(cwd: str) -> str:
    """The project folder of a working directory; one dash a UTF-16 unit."""
    units = (len(letter.encode("utf-16-le")) // 2 for letter in cwd)
    dashed = "".join(
        letter if letter.isascii() and letter.isalnum() else "-" * wide
        for letter, wide in zip(cwd, units, strict=True)
    )
    return dashed if len(dashed) <= SLUG else f"{dashed[:SLUG]}-scene"


class _Scene:
    """Three sessions, their agents, and the papers around them."""

    def __init__(self, seed: int, repository: str, began: float) -> None:
        self._seed = seed
        self._repository = repository
        self._began = began
        self._pids = count(48_211, 1_307)

    def all(self) -> list[Change]:
        waves = cast.main_waves()
        members = [role for wave in waves for role in wave]
        others = cast.second_wave()
        waiting = [_idle(name, task) for name, task in QUEUED]
        files = sorted({role.file for role in (*members, *others)})
        made = papers.repository(self._began, files)
        changes, ends = self._first(waves)
        made += changes
        made += self._coordination([*members, *waiting], ends)
        made += self._second(others)
        made += self._third(members[0])
        return made + reports.reports(self._began, cast.LENGTH)

    def _first(self, waves: Sequence[Sequence[Role]]) -> tuple[list[Change], list[Ended]]:
        """The session that sends out four waves, and goes over the cliff."""
        lead, folder, made = self._session("first", self._repository, "main", 0.6, waves[0][0])
        hired = [self._hire(wave, lead, folder) for wave in waves]
        for wave in hired:
            made += [one for each in wave if each.worktree for one in self._worktree(each)]
        ends = self._played([one for wave in hired for one in wave], made)
        steps: list[tuple[float, Callable[[], None]]] = [
            (wave[0].role.spawn - 16, partial(_send, lead, wave, number))
            for number, wave in enumerate(hired, 1)
        ]
        named = {one.role.name: one for wave in hired for one in wave}
        steps.append((cast.WAKES - 9, partial(_wake, lead, named["address-autocomplete"])))
        steps += [(end.at, partial(_hear, lead, end)) for end in ends]
        for _, step in sorted(steps, key=lambda one: one[0]):
            step()
        return made + lead.pen.changes, ends

    def _second(self, wave: Sequence[Role]) -> list[Change]:
        """The session in a worktree of its own, whose client is closed under its agents."""
        name = "release-2-9"
        cwd = f"{self._repository}/{papers.WORKTREES}/{name}"
        lead, folder, made = self._session("second", cwd, f"worktree-{name}", 24.0, wave[0])
        made += papers.worktree(self._began, self._repository, name, f"worktree-{name}")
        hired = self._hire(wave, lead, folder)
        ends = self._played(hired, made)
        lead.asked("Prepare release 2.9: notes, reference, licences, bundle.", at=25.0)
        lead.background("npm run build -- --watch")
        lead.launch(hired, "Five agents can work on this side by side.")
        stopped = hired[-1]
        steps: list[tuple[float, Callable[[], None]]] = [
            (end.at, partial(_hear, lead, end)) for end in ends
        ]
        steps.append((cast.CLOSED - 280, partial(_stop, lead, stopped)))
        for _, step in sorted(steps, key=lambda one: one[0]):
            step()
        entry = made[0].path
        gone = Change(at=self._began + cast.CLOSED, path=entry, kind=Kind.REMOVE)
        return [*made, *lead.pen.changes, gone]

    def _third(self, role: Role) -> list[Change]:
        """The session that waits for a person's permission."""
        lead, _, made = self._session("third", self._repository, "main", 30.0, role)
        lead.asked("Split the orders table; keep the old columns until 3.0.", at=31.0)
        while lead.at + 30 < cast.ASKS:
            lead.look(1)
        command = "psql shop_staging -c 'alter table orders drop column legacy_id'"
        asked = lead.wait_for_person(long_move(command, "ALTER TABLE"), cast.ALLOWED)
        while lead.at + 30 < cast.ALLOWED + 280:
            lead.look(1)
        lead.say("The orders table is split; the old columns are views until 3.0.")
        entry = made[0]
        states = (("waiting", asked + 0.2), ("busy", cast.ALLOWED + 0.1), ("idle", lead.at + 0.2))
        pid = int(entry.path.removeprefix("sessions/").removesuffix(".json"))
        more = [
            papers.registry(
                self._began + at,
                pid=pid,
                session=lead.pen.session,
                cwd=lead.pen.cwd,
                began=entry.at,
                name="orders-migration",
                status=word,
                **({"waitingFor": "permission prompt"} if word == "waiting" else {}),
            )
            for word, at in states
        ]
        return made + lead.pen.changes + more

    def _session(
        self, name: str, cwd: str, branch: str, at: float, role: Role
    ) -> tuple[Lead, str, list[Change]]:
        """A main agent, the folder of its agents, and its entry in the registry."""
        rng = Random(f"{self._seed}/{name}")  # noqa: S311, the same seed gives the same scene
        session = uuid(rng)
        folder = f"projects/{slug(cwd)}/{session}"
        pen = Pen(
            path=f"{folder}.jsonl",
            rng=rng,
            session=session,
            cwd=cwd,
            branch=branch,
            model="claude-sonnet-5-5",
        )
        entry = papers.registry(
            self._began + at,
            pid=next(self._pids),
            session=session,
            cwd=cwd,
            began=self._began + at,
            name=NAMES[name],
            status="busy",
        )
        return Lead(pen, self._began, at + 0.4, role, TITLES[name]), folder, [entry]

    def _hire(self, wave: Iterable[Role], lead: Lead, folder: str) -> list[Hired]:
        rng, hired = lead.rng, []
        for role in wave:
            agent = f"a{rng.getrandbits(64):016x}"
            tree = f"{self._repository}/{papers.WORKTREES}/agent-{agent}"
            tree = tree if role.has_worktree else ""
            hired.append(
                Hired(
                    role=role,
                    agent=agent,
                    call=f"toolu_01{rng.getrandbits(80):020X}",
                    session=lead.pen.session,
                    folder=folder,
                    cwd=tree or lead.pen.cwd,
                    worktree=tree,
                    branch=f"fan/{role.name}" if tree else lead.pen.branch,
                    prompt=PROMPT.format(task=role.task, file=role.file, symbol=role.symbol),
                )
            )
        return hired

    def _worktree(self, hired: Hired) -> list[Change]:
        at = self._began + hired.role.spawn - 0.2
        name = f"agent-{hired.agent}"
        return papers.worktree(at, self._repository, name, hired.branch)

    def _played(self, hired: Iterable[Hired], made: list[Change]) -> list[Ended]:
        """Play the agents of a session; add their changes, give their ends."""
        ends: list[Ended] = []
        for one in hired:
            rng = Random(f"{self._seed}/{one.role.name}")  # noqa: S311, as above
            actor = Actor(one, rng, self._began)
            made += actor.play()
            ends += actor.ends
        return ends

    def _coordination(self, roles: list[Role], ends: Iterable[Ended]) -> list[Change]:
        """The spawn registry through the scene, and the handoffs of those who are done."""
        words: dict[str, str] = {}
        made = [reports.spawns(self._began + 0.2, self._began, roles, words)]
        news = [(role.spawn, role, "spawned") for role in roles if role.acts]
        news += [(end.at, end.hired.role, WORDS[end.status]) for end in ends]
        for at, role, word in sorted(news, key=lambda one: one[0]):
            words[role.name] = word
            when = self._began + at + 0.1
            if word == "complete":
                extra = ("src/giftcards/BalancePage.tsx",) if role.name in UNPROVEN else ()
                made.append(reports.handoff(when, role, (role.file, *extra)))
            made.append(reports.spawns(when, self._began, roles, words))
        return made


TITLES = {
    "first": "Winter release fan-out",
    "second": "Release 2.9 papers",
    "third": "Split the orders table",
}
NAMES = {"first": "winter-release", "second": "release-notes", "third": "orders-migration"}
WORDS = {"completed": "complete", "failed": "failed"}
UNPROVEN = frozenset({"gift-card-balance"})
PROMPT = (
    "{task}\n\nBegin at {symbol} in {file}. Add tests first, keep the change small, commit in "
    "parts, and report what you changed and what the tests say."
)


def _send(lead: Lead, wave: Sequence[Hired], number: int) -> None:
    first = wave[0].role.spawn
    if number == 1:
        lead.asked("Fan out the winter release: one agent an issue, waves of five.", at=1.0)
    else:
        lead.asked("It is calm. Start the next wave.", at=first - 16)
    lead.launch(wave, f"Wave {number}: {', '.join(one.role.name for one in wave)}.")


def _hear(lead: Lead, end: Ended) -> None:
    lead.told(end)
    if end.at >= cast.CLIFF:
        lead.exhaust(lead.at + 1.2, "five_hour")
        return
    name = end.hired.role.name
    lead.say(f"{name} is back." if end.status == "completed" else f"{name} failed; I keep it open.")


def _wake(lead: Lead, hired: Hired) -> None:
    lead.asked("The API is back. Wake address-autocomplete.", at=cast.WAKES - 9)
    message = "The API is back. Go on where you stopped; run the tests first."
    arguments: dict[str, object] = {"to": hired.agent, "summary": "go on", "message": message}
    lead.single("SendMessage", arguments, "Message delivered.")
    lead.say("address-autocomplete goes on.")


def _stop(lead: Lead, hired: Hired) -> None:
    lead.asked("The licences are done by hand already; stop that one.", at=cast.CLOSED - 280)
    output = f"Successfully stopped task: {hired.agent}"
    lead.single("TaskStop", {"task_id": hired.agent}, output)
    lead.say("licence-check is stopped.")


def _idle(name: str, task: str) -> Role:
    """A role that waits for its turn."""
    return Role(
        name=name, task=task, area="", file="", symbol="", report="", spawn=cast.LENGTH, acts=()
    )
