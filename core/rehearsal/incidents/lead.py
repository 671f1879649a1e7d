"""A main agent of the scene: it sends out waves and hears of their ends."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from core.rehearsal.incidents.craft import Move, moves
from core.rehearsal.incidents.hand import Hand
from core.rehearsal.incidents.pen import stamp

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.rehearsal.incidents.actor import Ended, Hired
    from core.rehearsal.incidents.cast import Role
    from core.rehearsal.incidents.pen import Pen

NOTE = (
    "A task-notification fires each time this agent stops with no live background children of its "
    "own. The user can send it another message and resume it, so the same task-id may notify more "
    "than once."
)


class Lead(Hand):
    """Holds the pen of a main transcript."""

    def __init__(self, pen: Pen, began: float, at: float, role: Role, title: str) -> None:
        super().__init__(pen, began, at)
        self._title = title
        self._moves = moves(pen.rng, role, pen.cwd)

    def asked(self, text: str, *, at: float) -> None:
        """A person types."""
        self.wait_for(at)
        is_first = not self.pen.changes
        more = {"permissionMode": "default", "promptSource": "typed", "turnOrigin": "human"}
        if is_first:
            self.begin(text, **more)
            self.pen.plain(type="ai-title", aiTitle=self._title, sessionId=self.pen.session)
        else:
            self.pen.prompt(self.epoch, text, **more)
            self.pen.land(self.epoch)
            self.at += 0.3

    def look(self, turns: int) -> None:
        """Do some work of its own."""
        for _ in range(turns):
            self.turn(next(self._moves))

    def launch(self, wave: Sequence[Hired], words: str) -> None:
        """Start a wave in the background, and say so."""
        ref = self.ask()
        self.wait_for(wave[0].role.spawn - 0.3)
        calls = [
            {
                "type": "tool_use",
                "id": hired.call,
                "name": "Agent",
                "input": {
                    "description": hired.role.name,
                    "prompt": hired.prompt,
                    "subagent_type": hired.role.agent_type,
                    **({"isolation": "worktree"} if hired.worktree else {}),
                },
            }
            for hired in wave
        ]
        self.pen.answer(self.epoch, ref, [{"type": "text", "text": words}, *calls], "tool_use")
        self.pen.land(self.epoch)
        for hired in wave:
            self.wait_for(hired.role.spawn + 0.15)
            self._launched(hired)
        self.say(f"{len(wave)} agents are out; I wait for their reports.")

    def told(self, end: Ended) -> None:
        """Hear that an agent has stopped."""
        self.wait_for(end.at)
        hired = end.hired
        done = end.status == "completed"
        summary = f'Agent "{hired.role.name}" ' + ("finished" if done else f"failed: {end.text}")
        text = (
            f"<task-notification>\n<task-id>{hired.agent}</task-id>\n"
            f"<tool-use-id>{hired.call}</tool-use-id>\n"
            f"<output-file>{self._output(hired.agent)}</output-file>\n"
            f"<status>{end.status}</status>\n<summary>{summary}</summary>\n<note>{NOTE}</note>\n"
            f"<result>{end.text}</result>\n</task-notification>"
        )
        self.pen.plain(
            type="queue-operation",
            operation="enqueue",
            timestamp=stamp(self.epoch),
            sessionId=self.pen.session,
            content=text,
        )
        origin = {"kind": "task-notification", "producer": "session-task"}
        self.pen.prompt(self.epoch, text, origin=origin, promptSource="system")
        self.pen.land(self.epoch)
        self.at += 0.2

    def single(self, tool: str, arguments: dict[str, object], output: str, **more: Any) -> None:  # noqa: ANN401, JSON is anything
        """Make one call."""
        self.turn(Move(tool=tool, arguments=arguments, output=output, took=0.3), **more)

    def wait_for_person(self, move: Move, allowed: float) -> float:
        """Make a call that must be allowed; give the second at which it was made."""
        ref = self.ask()
        self.at += 4.0
        call = self.call(move, ref)
        asked = self.at
        self.wait_for(allowed)
        self.pen.result(self.epoch, call, move.output)
        self.pen.land(self.epoch)
        self.at += 0.2
        return asked

    def background(self, command: str) -> None:
        """Start a shell in the background."""
        shell = "b" + "".join(self.rng.choices("abcdefghijkmnpqrstuvwxyz0123456789", k=8))
        output = f"Command running in background with ID: {shell}."
        arguments: dict[str, object] = {"command": command, "run_in_background": True}
        result = {"stdout": "", "stderr": "", "interrupted": False, "backgroundTaskId": shell}
        self.single("Bash", arguments, output, toolUseResult=result)

    def _launched(self, hired: Hired) -> None:
        result = {
            "isAsync": True,
            "status": "async_launched",
            "agentId": hired.agent,
            "description": hired.role.name,
            "resolvedModel": hired.role.model,
            "prompt": hired.prompt,
            "outputFile": self._output(hired.agent),
            "canReadOutputFile": True,
            "canContinueAgent": True,
        }
        text = f"Async agent launched successfully.\nagentId: {hired.agent}"
        self.pen.result(self.epoch, hired.call, text, toolUseResult=result)
        self.pen.land(self.epoch)

    def _output(self, agent: str) -> str:
        slug = self.pen.path.split("/")[1]
        return f"/tmp/claude-1000/{slug}/{self.pen.session}/tasks/{agent}.output"  # noqa: S108
