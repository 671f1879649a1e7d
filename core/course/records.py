"""A course as its file has it."""

from __future__ import annotations

import json
from dataclasses import asdict, fields

from core.model.course import Course

FAR, FASTEST = 1e9, 10_000.0
"""Seconds that a clock can be moved at most; and how fast it can be."""


def read_course(text: bytes, since: float) -> Course | None:
    """Understand a course; `since` where it gives none. None: it is none."""
    try:
        said = json.loads(text)
    except (ValueError, RecursionError):
        return None
    names = {one.name for one in fields(Course)}
    if not isinstance(said, dict) or not said.keys() <= names:
        return None
    numbers = [one for one in said.values() if type(one) in (int, float)]
    is_sound = len(numbers) == len(said) and all(abs(one) < FAR for one in numbers)
    if not is_sound or not 0 < said.get("speed", 1) <= FASTEST:
        return None
    return Course(**{"since": since, **said})


def course_text(course: Course) -> bytes:
    """Write a course as its file has it."""
    return json.dumps(asdict(course)).encode()
