"""A frame that may be shown to others: secrets, names and prompts taken out before it is drawn."""

from __future__ import annotations

import getpass
import os
import platform
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from core.clean import redact
from core.model.escalation import Escalation
from core.model.ground import NextSpawn, TaskSeen

if TYPE_CHECKING:
    from core.model.agent import Agent
    from core.model.frame import Frame
    from core.model.ground import Ground, Holding
    from core.model.handoff import Claims

WORDS = 3
"""How many words of a prompt may be seen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Discretion:
    """What is taken out."""

    home: str = ""
    user: str = ""
    host: str = ""
    names: bool = False
    """Branches, agents' names and titles as well."""

    def __call__(self, text: str) -> str:
        """One text without secrets, home path, user and host."""
        return redact(text, home=self.home, user=self.user, host=self.host)


def own(*, names: bool = False) -> Discretion:
    """The discretion of whoever runs this: home, user and host of this machine."""
    try:
        user = getpass.getuser()
    except (OSError, KeyError):
        user = ""
    home = os.environ.get("HOME", "")
    return Discretion(home=home, user=user, host=platform.node(), names=names)


def discreet(frame: Frame, discretion: Discretion) -> Frame:
    """The same fleet, every text of it redacted; states, times and numbers stay."""
    numbers = {agent.key: number for number, agent in enumerate(frame.agents, 1)}
    agents = tuple(_agent(agent, discretion, numbers[agent.key]) for agent in frame.agents)
    names = {agent.key: agent.name for agent in agents}
    mass = frame.mass_stall
    return replace(
        frame,
        agents=agents,
        searched=discretion(frame.searched),
        scope=replace(frame.scope, repository=_folder(frame.scope.repository, discretion)),
        mass_stall=replace(mass, because=discretion(mass.because)) if mass else None,
        unread=replace(
            frame.unread, places=tuple(discretion(place) for place in frame.unread.places)
        ),
        notices=tuple(
            replace(
                notice,
                who=names.get(notice.key, discretion(notice.who)),
                text="" if discretion.names else discretion(notice.text),
            )
            for notice in frame.notices
        ),
        quota=tuple(
            replace(one, window=discretion(one.window), source=discretion(one.source))
            for one in frame.quota
        ),
        tail=tuple(replace(step, text=_said(step.text, discretion)) for step in frame.tail),
        ground=_ground(frame.ground, discretion),
        commits={},
    )


def _agent(agent: Agent, discretion: Discretion, number: int) -> Agent:
    hides = discretion.names
    diagnosis = agent.diagnosis
    because = diagnosis.state.value if hides else discretion(diagnosis.because)
    return replace(
        agent,
        name=f"{agent.kind.value} {number}" if hides else discretion(agent.name),
        agent_type=None if hides else _maybe(agent.agent_type, discretion),
        diagnosis=replace(diagnosis, because=because),
        last_action=_said(agent.last_action, discretion),
        cwd=_folder(agent.cwd, discretion),
        worktree=_folder(agent.worktree, discretion),
        repository=_folder(agent.repository, discretion),
        branch=None if hides else _maybe(agent.branch, discretion),
        path=discretion(agent.path),
        prompt="" if hides else _beginning(discretion(agent.prompt)),
        steps=tuple(replace(step, text=_said(step.text, discretion)) for step in agent.steps),
        model=_maybe(agent.model, discretion),
        task=None if hides else _maybe(agent.task, discretion),
        claims=None if hides or agent.claims is None else _claims(agent.claims, discretion),
    )


def _ground(ground: Ground, discretion: Discretion) -> Ground:
    """What the engine says; of tasks only how far they have come, as that alone is drawn."""

    def why(because: str) -> str:
        return "" if discretion.names else discretion(because)

    def held(one: Holding) -> Holding:
        return replace(one, by=discretion(one.by), because=why(one.because))

    engine, after = ground.engine, ground.next
    return replace(
        ground,
        engine=replace(engine, version="", state_dir="") if engine is not None else None,
        halts=tuple(
            replace(one, by=discretion(one.by), because=why(one.because), window="", run="")
            for one in ground.halts
        ),
        next=NextSpawn(holdings=tuple(map(held, after.holdings))) if after is not None else None,
        health=replace(ground.health, unseen=("task",) * len(ground.health.unseen)),
        tasks=tuple(_task(task, number) for number, task in enumerate(ground.tasks, 1)),
        readings=(),
        checkpointed=_numbered(ground.checkpointed),
        snapshotted=_numbered(ground.snapshotted),
        risks=tuple((f"task {number}", used) for number, (_, used) in enumerate(ground.risks, 1)),
        questions=tuple((f"task {number}", "") for number, _ in enumerate(ground.questions, 1)),
        escalations=tuple(
            Escalation(task=_task(one.task, number), because=why(one.because), asks=one.asks)
            for number, one in enumerate(ground.escalations, 1)
        ),
        trouble=why(ground.trouble),
        journal=(),
    )


def _task(task: TaskSeen, number: int) -> TaskSeen:
    """One task of a run, as a number."""
    return TaskSeen(
        key=f"task {number}",
        run="run",
        id=f"task {number}",
        branch="",
        role="",
        outcome=task.outcome,
        attempts=task.attempts,
        asks_checkpoints=task.asks_checkpoints,
    )


def _numbered(tasks: frozenset[str]) -> frozenset[str]:
    """As many tasks, without their names."""
    return frozenset(f"task {number}" for number in range(1, len(tasks) + 1))


def _claims(claims: Claims, discretion: Discretion) -> Claims:
    """What an agent says of itself."""
    return replace(
        claims,
        agent_id=discretion(claims.agent_id),
        anomaly=_maybe(claims.anomaly, discretion),
        status=_maybe(claims.status, discretion),
        phase=_maybe(claims.phase, discretion),
        milestone=_maybe(claims.milestone, discretion),
        finding=_maybe(claims.finding, discretion),
        role=_maybe(claims.role, discretion),
        path=discretion(claims.path),
        repository=discretion(claims.repository),
        missing=tuple(discretion(path) for path in claims.missing),
    )


def _said(text: str, discretion: Discretion) -> str:
    """What was done; without names only the tool that did it."""
    first = text.split(" ", 1)[0]
    return (first if first.isalpha() else "") if discretion.names else discretion(text)


def _maybe(text: str | None, discretion: Discretion) -> str | None:
    return discretion(text) if text else text


def _folder(path: str | None, discretion: Discretion) -> str | None:
    """A folder tells the project's name; without names nothing of it is left."""
    return None if discretion.names else _maybe(path, discretion)


def _beginning(prompt: str) -> str:
    words = prompt.split()
    return " ".join(words[:WORDS]) + (" …" if len(words) > WORDS else "")
