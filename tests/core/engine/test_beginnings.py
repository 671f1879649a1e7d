"""What an engine does first: what has happened while there was none."""

from __future__ import annotations

from typing import Any

from core.engine import workflows
from core.model.effects import Do, Finish, On, Whole
from core.model.run import Standing, Verdict

ENDED = Verdict(standing=Standing.ENDED, because="exit code 0")


def begun(standings: dict[str, Standing]) -> list[object]:
    """Run the flow until it looks for the next start, and give its effects."""
    flow, answer, effects = workflows.engine(), None, []
    while True:
        effect: Any = flow.send(answer)
        effects.append(effect)
        if effect is Whole.PREPARE:
            return effects
        match effect:
            case Whole.LIVE:
                answer = list(standings)
            case On(attempt=key, do=Do.LOOK):
                answer = standings[key]
            case On(do=Do.VERDICT):
                answer = ENDED
            case On(do=Do.REVOKE):
                answer = True
            case _:
                answer = None


def test_what_has_ended_meanwhile_is_learnt_before_the_carrier_is_loaded() -> None:
    effects = begun({"alive": Standing.ALIVE, "over": Standing.ENDED})
    learnt, loaded = effects.index(Finish("over", ENDED)), effects.index(Whole.LAUNCH)
    assert learnt < loaded
    assert On("alive", Do.CARRY) in effects[loaded:]
    assert On("over", Do.CARRY) not in effects


def test_who_is_to_be_stopped_is_told_so_before_the_carrier_is_loaded() -> None:
    effects = begun({"alive": Standing.ALIVE})
    assert effects.index(Whole.OBEY) < effects.index(Whole.TEND) < effects.index(Whole.LAUNCH)


def test_a_permit_that_was_never_begun_with_is_called_back() -> None:
    effects = begun({"late": Standing.NEVER})
    assert any(isinstance(one, Finish) and one.attempt == "late" for one in effects)
    assert On("late", Do.CARRY) not in effects
