"""What the signs of one agent mean: one pure function, evidence in, state with its because out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from core.instants import span
from core.model.diagnosis import Cause, Diagnosis, State
from core.model.process import Life
from core.model.signs import Fault, Turn
from core.model.suspend import counted

if TYPE_CHECKING:
    from datetime import datetime

    from core.model.limits import Limits
    from core.model.signs import ApiError, Call, Notice, Signs
    from core.model.suspend import Suspend

CAUSES = {
    Fault.WINDOW: Cause.WINDOW,
    Fault.BILLING: Cause.BILLING,
    Fault.THROTTLE: Cause.THROTTLE,
    Fault.OVERLOAD: Cause.OVERLOAD,
    Fault.SERVER: Cause.SERVER,
    Fault.NETWORK: Cause.NETWORK,
    Fault.AUTH: Cause.AUTH,
    Fault.REFUSED: Cause.REQUEST_REFUSED,
    Fault.UNKNOWN: Cause.ERROR,
}
ACCOUNT = (Fault.WINDOW, Fault.BILLING)
QUESTIONS = frozenset({"AskUserQuestion", "ExitPlanMode"})
WELL = "end_turn"


@dataclass(frozen=True, slots=True, kw_only=True)
class Children:
    """Those that an agent started, as they concern it."""

    unfinished: int = 0
    stalled: int = 0
    """How many of the unfinished have stalled."""
    lost_later: bool = False
    """One that went on after its parent's last record was orphaned."""
    names: tuple[str, ...] = ()
    """Some of the unfinished, for the sentence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One agent as it stands for judgement."""

    signs: Signs
    exists: bool = True
    """False while it is announced, but has no transcript."""
    life: Life = Life.UNKNOWN
    """Of the process that this agent runs in."""
    calls: tuple[Call, ...] = ()
    """Tool calls that may still be running."""
    waits_for: str = ""
    """What the client waits for from a person, if it is this agent's call."""
    notice: Notice | None = None
    """The last that its parent was told about it."""
    children: Children = Children()
    child_calls: frozenset[str] = frozenset()
    """Ids of calls that are agents in the foreground."""
    missing: tuple[str, ...] = ()
    window_closed: bool = False
    """A sibling's quota error stands."""
    slept: tuple[Suspend, ...] = ()
    """When the machine slept: nobody is judged by that time."""

    def still(self, since: datetime, at: datetime) -> timedelta:
        """How long nothing has come, in the time that counts."""
        return counted(since, at, self.slept)


def judge(case: Case, at: datetime, limits: Limits) -> Diagnosis:
    """Say how an agent is; the rows of the table of states, in their order (decisions, States)."""
    found = (
        _unstarted(case)
        or _errored(case, at)
        or _ended_badly(case)
        or _needs_you(case)
        or _backed_off(case, at, limits)
        or _ended_well(case)
        or _retrying(case, at, limits)
        or _running(case, at, limits)
    )
    return replace(
        found,
        revived=case.signs.revived and not case.signs.error,
        limit_s=int((_limit(case, limits) + _uncounted(case, at)).total_seconds()),
    )


def _uncounted(case: Case, at: datetime) -> timedelta:
    """How much of its silence counts for nothing: by so much later it has stalled."""
    since = _progress(case)
    return at - since - case.still(since, at) if since is not None else timedelta()


def _is_unfinished(case: Case) -> bool:
    return bool(case.calls) or case.signs.turn in (Turn.ASKED, Turn.ANSWERING)


def _unstarted(case: Case) -> Diagnosis | None:
    if case.exists:
        return None
    if case.life is Life.GONE:
        return _is(State.FAILED, Cause.ORPHAN, "announced, but its process ended before it began")
    return _is(State.STARTING, Cause.META, "announced by its meta file, no transcript yet")


def _errored(case: Case, at: datetime) -> Diagnosis | None:
    """The last word is an error record, or that the client sleeps until a window opens."""
    error, backoff = case.signs.error, case.signs.backoff
    if error is not None:
        state = State.QUOTA if error.fault in ACCOUNT else State.FAILED
        return _is(state, CAUSES[error.fault], _error_words(error, at))
    if backoff is None or backoff.until is None or case.life is Life.GONE:
        return None
    wait = "until the window opens" if backoff.until <= at else f"for {span(backoff.until - at)}"
    return _is(State.QUOTA, Cause.WAITS, f"the client waits {wait}, then goes on by itself")


def _patience(case: Case, limits: Limits) -> timedelta:
    """How long after its last attempt a retry is one: a living process may wait for the answer."""
    return limits.stalled_while_pending if case.life is Life.ALIVE else limits.retrying


def _error_words(error: ApiError, at: datetime) -> str:
    words = error.text.rstrip(". ") or "an API error ended it"
    if error.resets_at is None:
        return f"{words}, {span(at - error.at)} ago"
    if error.resets_at <= at:
        return f"{words}; the window has reset {span(at - error.resets_at)} ago"
    return f"{words}; the window resets in {span(error.resets_at - at)}"


def _ended_badly(case: Case) -> Diagnosis | None:
    """Cut off, refused, stopped, or gone with an unfinished turn."""
    signs, notice = case.signs, case.notice
    is_well = signs.turn is Turn.ENDED and signs.stop_reason == WELL
    if notice is not None and not is_well and notice.status in ("stopped", "killed", "failed"):
        if notice.lost:
            return _is(State.FAILED, Cause.ORPHAN, "its process ended before it had finished")
        cause = Cause.ERROR if notice.status == "failed" else Cause(notice.status)
        return _is(State.FAILED, cause, notice.text or f"the client says: {notice.status}")
    if signs.turn is Turn.ENDED and not is_well and not case.calls:
        if signs.stop_reason == "interrupted":
            return _is(State.FAILED, Cause.STOPPED, "interrupted by the user")
        return _is(State.FAILED, Cause.ENDED, f"its answer ended with {signs.stop_reason}")
    if case.life is not Life.GONE:
        return None
    if _is_unfinished(case):
        return _is(State.FAILED, Cause.ORPHAN, f"its process is gone; {_pending_words(case)}")
    if case.children.lost_later:
        return _is(State.FAILED, Cause.ORPHAN, "its process is gone, and agents of it are lost")
    return None


def _needs_you(case: Case) -> Diagnosis | None:
    """A permission, a question, or a refusal that nobody can answer."""
    asked = next((call for call in case.calls if call.name in QUESTIONS), None)
    if asked is not None:
        return _is(State.NEEDS_YOU, Cause.QUESTION, f"asks: {asked.summary}")
    if case.waits_for:
        last = f" for {case.calls[-1].summary}" if case.calls else ""
        return _is(State.NEEDS_YOU, Cause.PERMISSION, f"waits for a {case.waits_for}{last}")
    if case.signs.refused and case.signs.headless and case.signs.turn is Turn.ENDED:
        words = f"was refused {case.signs.refused}, and nobody can allow it"
        return _is(State.NEEDS_YOU, Cause.REFUSED, words)
    return None


def _backed_off(case: Case, at: datetime, limits: Limits) -> Diagnosis | None:
    """The last word is that the client tries again.

    Like any retry it counts for as long as a request may hang; then it is silence.
    """
    backoff = case.signs.backoff
    if backoff is None or case.life is Life.GONE:
        return None
    if case.still(backoff.at, at) >= _patience(case, limits):
        return _running(case, at, limits)
    return _is(State.RETRYING, Cause.RETRIES, f"the client tries again, attempt {backoff.attempt}")


def _ended_well(case: Case) -> Diagnosis | None:
    """Finished, and whether what it claims is there."""
    signs = case.signs
    if signs.turn is not Turn.ENDED or case.calls or case.children.unfinished:
        return None
    if case.missing:
        names = ", ".join(case.missing[:3])
        return _is(State.UNPROVEN, Cause.MISSING, f"ended well, but missing: {names}")
    return _is(State.DONE, Cause.END_TURN, "ended its turn, nothing is open")


def _retrying(case: Case, at: datetime, limits: Limits) -> Diagnosis | None:
    """The same request again and again, unanswered."""
    request = case.signs.request
    if request is None or len(request.attempts) < 2:  # noqa: PLR2004, two make a retry
        return None
    if case.still(request.last_at, at) >= _patience(case, limits):
        return None
    spell = span(at - request.first_at)
    words = f"the same request {len(request.attempts)} times in {spell}, no answer"
    return _is(State.RETRYING, Cause.RETRIES, words)


def _running(case: Case, at: datetime, limits: Limits) -> Diagnosis:
    """Working, quiet or stalled, by time since progress and by what is pending."""
    progress = _progress(case)
    if progress is None:
        return _is(State.UNKNOWN, Cause.NO_EVIDENCE, "no record with a time yet")
    still = case.still(progress, at)
    if _waits_for_children(case):
        return _parent(case, still, limits)
    cause = _pending(case)
    awake = " while the machine was awake" if still != at - progress else ""
    silence = f"no record for {span(still)}{awake}; {_pending_words(case)}"
    if still >= _limit(case, limits):
        return _is(State.STALLED, cause or Cause.SILENCE, silence)
    if still >= limits.quiet:
        return _is(State.QUIET, cause or Cause.SILENCE, silence)
    words = f"wrote {span(at - progress)} ago; {_pending_words(case)}"
    return _is(State.WORKING, cause or Cause.PROGRESS, words)


def _progress(case: Case) -> datetime | None:
    """When it last wrote; of one that wrote no more than that it tries again, when that was."""
    signs = case.signs
    if signs.progress_at is not None:
        return signs.progress_at
    if signs.backoff is not None:
        return signs.backoff.at
    return signs.request.last_at if signs.request is not None else None


def _waits_for_children(case: Case) -> bool:
    """Nothing is open but its children: they decide how it is."""
    if not case.children.unfinished:
        return False
    if case.calls:
        return all(call.id in case.child_calls for call in case.calls)
    return case.signs.turn is Turn.ENDED


def _parent(case: Case, still: timedelta, limits: Limits) -> Diagnosis:
    children = case.children
    names = ", ".join(children.names[:3])
    if children.stalled == children.unfinished:
        words = f"waits for {children.unfinished} that have stalled: {names}"
        return _is(State.STALLED, Cause.CHILDREN, words)
    words = f"waits for {children.unfinished}: {names}"
    is_over = case.signs.turn is Turn.ENDED
    cause = Cause.CHILDREN if is_over or still >= limits.quiet else Cause.PROGRESS
    return _is(State.WORKING, cause, words)


def _pending(case: Case) -> Cause | None:
    """What is known to be open."""
    if case.calls:
        return Cause.TOOL
    if case.signs.request is not None or case.signs.turn is Turn.ASKED:
        return Cause.WINDOW if case.window_closed else Cause.REQUEST
    return None


def _pending_words(case: Case) -> str:
    if case.calls:
        more = f" and {len(case.calls) - 1} more" if len(case.calls) > 1 else ""
        return f"{case.calls[0].summary}{more} has no result yet"
    if case.signs.request is not None or case.signs.turn is Turn.ASKED:
        if case.window_closed:
            return "window exhausted: a request is open while a sibling was refused"
        return "a request to the API is open"
    return "in the middle of an answer" if case.signs.turn is Turn.ANSWERING else "nothing is open"


def _limit(case: Case, limits: Limits) -> timedelta:
    return limits.stalled_while_pending if _pending(case) else limits.stalled


def _is(state: State, cause: Cause, because: str) -> Diagnosis:
    return Diagnosis(state=state, cause=cause, because=because)
