"""Which Claude home is looked at, and where the indexes of it lie."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ClaudeHome:
    """Claude Code's folder, `~/.claude` unless moved."""

    root: str

    @property
    def projects(self) -> str:
        """One folder a working directory, transcripts in it."""
        return f"{self.root}/projects"

    @property
    def sessions(self) -> str:
        """The live registry: one file a live process."""
        return f"{self.root}/sessions"


@dataclass(frozen=True, slots=True, kw_only=True)
class Where:
    """A Claude home and the folder of its indexes."""

    home: ClaudeHome
    cache: str
    """Folder of the indexes; empty: in memory, nothing is written."""
    mark: str
    """What tells the indexes of this home from those of another."""
    coordination_dir: str = "data"
    """S4's folder under a repository."""
    here: str = ""
    """Repository in which somebody looks; its S4 folder is read, sessions or not."""

    def index(self, subject: str) -> str:
        """The index file of one subject."""
        return f"{self.cache}/{subject}-{self.mark}.db" if self.cache else ":memory:"


@dataclass(frozen=True, slots=True)
class StateFolder:
    """Where an engine keeps what it knows."""

    root: str
    is_read_only: bool = False
    """Whoever looks must not leave a trace, not even SQLite's index of a log."""

    @property
    def state(self) -> str:
        """Our database: the contract of every face."""
        return f"{self.root}/state.db"

    @property
    def carried(self) -> str:
        """The carrier's own database; nobody else opens it."""
        return f"{self.root}/dbos.db"

    @property
    def lock(self) -> str:
        """Held by the engine; says who it is."""
        return f"{self.root}/engine.lock"

    @property
    def clock(self) -> str:
        """The course of a rehearsal's clocks; not there while time is the machine's."""
        return f"{self.root}/clock.json"

    @property
    def refusal(self) -> str:
        """Why the latest engine would not begin; there only then."""
        return f"{self.root}/engine.refused"

    @property
    def runs(self) -> str:
        """One folder a run, in it one folder an attempt."""
        return f"{self.root}/runs"

    @property
    def snapshots(self) -> str:
        """One bare repository of ours a repository of the user's (D18)."""
        return f"{self.root}/worktrees"

    def plan(self, run: str) -> str:
        """A run's plan as it was entered; no task's id begins with a dot."""
        return f"{self.runs}/{run}/.plan.json"
