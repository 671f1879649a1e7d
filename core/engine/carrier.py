"""The carrier: five verbs that see a piece of work through whatever dies; DBOS stays behind them.

Stock DBOS reads before it locks on SQLite and exceeds its own limits (D10); so it gets an engine of
ours, whose transactions begin with a lock. Permits and pauses are none of its business.
"""

from __future__ import annotations

import json
import logging
from typing import TYPE_CHECKING, Any, Protocol

import sqlalchemy as sa
from dbos import DBOS, DBOSConfig, Serializer, SetWorkflowID

if TYPE_CHECKING:
    from collections.abc import Callable

FORMAT = "1"
"""Version of the flows. Another order of their steps is another version, and needs a drain."""
THREADS = 64
"""More than there can be permits: a piece of work must never wait for another's thread."""
POLL_S = 0.25
BROKEN = ("ERROR", "CANCELLED", "MAX_RECOVERY_ATTEMPTS_EXCEEDED")
OVER = ("SUCCESS", *BROKEN)


class Step(Protocol):
    """Does a thing once: after a crash its answer is known, or it is done again."""

    def __call__(self, name: str, do: Callable[[], Any]) -> Any:  # noqa: ANN401, JSON
        """Do it, or give the answer that was written down."""


class Dbos:
    """Pieces of work in a file of DBOS's own; one such object in a process."""

    def __init__(self, path: str, host: str, work: Callable[[str, Step], None]) -> None:
        logging.getLogger("dbos").setLevel(logging.ERROR)
        self._engine = _engine(path)
        config = DBOSConfig(
            name="groundstop",
            system_database_url=f"sqlite:///{path}",
            system_database_engine=self._engine,
            executor_id=host,
            application_version=FORMAT,
            serializer=_Json(),
            max_executor_threads=THREADS,
            notification_listener_polling_interval_sec=POLL_S,
            log_level="ERROR",
        )
        self._dbos = DBOS(config=config)

        @DBOS.workflow(name="attempt", max_recovery_attempts=None)
        def carry(key: str) -> None:
            work(key, self.step)

        self._carry = carry

    def launch(self) -> None:
        """Go on with everything that an earlier engine of this host has not finished.

        What is recovered passes DBOS's own queue, which is looked at once a second otherwise.
        """
        self._dbos._registry.get_internal_queue()._polling_interval_sec = POLL_S  # noqa: SLF001
        DBOS.launch()

    def enqueue(self, key: str) -> None:
        """Begin a piece of work, or know that it was begun; it outlives this process.

        One that an error of ours has ended goes on behind its last answer.
        """
        known = DBOS.get_workflow_status(key)
        if known is not None and known.status in BROKEN:
            DBOS.resume_workflow(key)
            return
        with SetWorkflowID(key):
            DBOS.start_workflow(self._carry, key)

    def step(self, name: str, do: Callable[[], Any]) -> Any:  # noqa: ANN401, JSON
        """Do a thing, and write its answer down."""
        return DBOS.run_step({"name": name}, do)

    def sleep(self, seconds: float) -> None:
        """Wait durably: a restart does not begin the wait anew."""
        DBOS.sleep(seconds)

    def cancel(self, key: str) -> None:
        """Let nothing more be done for a piece of work."""
        DBOS.cancel_workflow(key)

    def unfinished(self) -> list[str]:
        """Name the pieces of work that are not over."""
        found = DBOS.list_workflows(load_input=False, load_output=False)
        return [one.workflow_id for one in found if one.status not in OVER]

    def close(self) -> None:
        """Let go of the file; what runs is taken up by the next engine."""
        DBOS.destroy(destroy_registry=True)
        self._engine.dispose()


class _Json(Serializer):
    """DBOS's own way is pickle: whoever can write its file could run code."""

    def name(self) -> str:
        return "groundstop_json"

    def serialize(self, document: Any) -> str:  # noqa: ANN401, JSON
        return json.dumps(document, default=repr)

    def deserialize(self, text: str) -> Any:  # noqa: ANN401, JSON
        return json.loads(text)


def _engine(path: str) -> sa.Engine:
    """Make an engine whose every transaction takes the write lock when it begins."""
    engine = sa.create_engine(f"sqlite:///{path}", connect_args={"timeout": 30.0})

    @sa.event.listens_for(engine, "connect")
    def prepare(connection: Any, _: Any) -> None:  # noqa: ANN401, as SQLAlchemy has it
        connection.isolation_level = None
        connection.execute("pragma journal_mode = wal")
        connection.execute("pragma synchronous = full")
        connection.execute("pragma foreign_keys = on")

    @sa.event.listens_for(engine, "begin")
    def begin(connection: Any) -> None:  # noqa: ANN401, likewise
        connection.exec_driver_sql("begin immediate")

    @sa.event.listens_for(engine, "before_cursor_execute", retval=True)
    def begin_once(*call: Any) -> tuple[str, Any]:  # noqa: ANN401, likewise
        """DBOS begins once more itself when it makes its tables."""
        statement, parameters = call[2], call[3]
        connection = call[0].connection.dbapi_connection
        is_second = statement.strip().upper() == "BEGIN IMMEDIATE" and connection.in_transaction
        return ("select 1" if is_second else statement), parameters

    return engine
