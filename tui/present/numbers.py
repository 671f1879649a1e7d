"""Numbers that fit in a few cells."""

from __future__ import annotations

_STEPS = ((10**9, "G"), (10**6, "M"), (10**3, "k"))


def short(number: float) -> str:
    """Give a count in at most five cells.

    >>> [short(n) for n in (0, 950, 8_200, 27_900, 128_400, 1_372_000, 41_000_000, 2.2e9)]
    ['0', '950', '8.2k', '27.9k', '128k', '1.37M', '41.0M', '2.20G']
    >>> [short(n) for n in (999.6, 999_700, 99_960)]
    ['1.0k', '1.00M', '100k']
    """
    for step, unit in _STEPS:
        value = number / step
        if value >= 0.9995:  # noqa: PLR2004 - what rounds up to one
            decimals = 2 if value < 9.995 else 1 if value < 99.95 else 0  # noqa: PLR2004
            return f"{value:.{min(decimals, 1) if unit == 'k' else decimals}f}{unit}"
    return str(round(number))


def percent(fraction: float) -> str:
    """Give a fraction as whole percent.

    >>> percent(0.624), percent(0.999), percent(1.0)
    ('62%', '99%', '100%')
    """
    return f"{int(fraction * 100 + 1e-9)}%"


def count(number: int, one: str, many: str = "") -> str:
    """Give a number with its noun.

    >>> count(1, "agent"), count(30, "agent"), count(2, "branch", "branches")
    ('1 agent', '30 agents', '2 branches')
    """
    return f"{number} {one if number == 1 else many or one + 's'}"


def minutes(seconds: float) -> str:
    """Give a place in a play as minutes and seconds.

    >>> minutes(0), minutes(754.6)
    ('0:00', '12:34')
    """
    whole = max(int(seconds), 0)
    return f"{whole // 60}:{whole % 60:02}"
