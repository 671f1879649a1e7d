"""What each source sets, put on top of each other: the strongest wins, and all must fit."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from core.errors import Misuse
from core.settings import hot
from core.settings.contradictions import contradiction
from core.settings.watch import variable
from core.toml.mistakes import flat, line_of, misfit, misspelt

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from core.settings.hot import Settings

PERSONAL = ("notifications.command", "snapshot_dir")
"""What only a person decides: a project that was cloned starts and writes nothing by itself."""
MEASURE = "limits.stalled_minutes"
"""The setting that the others of its table are compared with."""


class Source(StrEnum):
    """Who sets a value, weakest first."""

    DEFAULT = "default"
    USER = "user"
    LIMITS = "limits file"
    PROJECT = "project"
    PLAN = "plan"
    ENVIRONMENT = "environment"
    FLAG = "flag"


@dataclass(frozen=True, slots=True, kw_only=True)
class Layer:
    """What one source sets."""

    source: Source
    path: str = ""
    """The file, where it is one."""
    text: str = ""
    values: Mapping[str, object] = field(default_factory=dict)
    """By dotted name; the id of a key follows `keys.`, whatever dots it has."""

    def place(self, name: str) -> str:
        """Where a setting stands, for a person."""
        if self.source is Source.ENVIRONMENT:
            return variable(name)
        if self.source is Source.FLAG:
            return "command line"
        line = line_of(self.text, name)
        return f"{self.path} line {line}" if line else self.path


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Settings, and which layer each of them came from."""

    settings: Settings
    values: Mapping[str, object]
    """By dotted name, defaults too."""
    layers: tuple[Layer, ...] = ()

    def winner(self, name: str) -> Layer:
        """The layer that a value came from."""
        having = (one for one in reversed(self.layers) if name in one.values)
        return next(having, Layer(source=Source.DEFAULT))


def checked(layer: Layer) -> Layer:
    """The same layer, if all of it fits."""
    try:
        hot.read(_tree(layer.values))
    except hot.MISFIT as error:
        raise Misuse(_sentence(layer, str(error))) from None
    if layer.source is Source.PROJECT:
        for name in PERSONAL:
            if name in layer.values:
                raise Misuse(f"{layer.place(name)}: {name} is only read from your own config.toml.")
    return layer


def merged(layers: Iterable[Layer]) -> Found:
    """Put layers on top of each other, weakest first."""
    layers = tuple(layers)
    values = flat(hot.DEFAULTS)
    for layer in layers:
        values |= layer.values
    found = Found(settings=hot.read(_tree(values)), values=values, layers=layers)
    name, sentence = contradiction(found.settings)
    if name:
        blamed = name if found.winner(name).source is not Source.DEFAULT else MEASURE
        raise Misuse(f"{found.winner(blamed).place(blamed)}: {sentence}")
    return found


def _sentence(layer: Layer, otherwise: str) -> str:
    """The first fault of a layer, told as records.py understands it."""
    from core.settings.records import descriptions, faults  # noqa: PLC0415, slow to load

    for name, expected, is_unknown in faults(_tree(layer.values)):
        if is_unknown:
            return f"{layer.place(name)}: {misspelt(name, descriptions())}"
        value = layer.values.get(name, {})
        return f"{layer.place(name)}: {misfit(name, value, expected)}"
    return f"{layer.path or layer.source}: {otherwise}."


def _tree(values: Mapping[str, object]) -> dict[str, object]:
    """Settings as tables of tables."""
    tree: dict[str, object] = {}
    for dotted, value in values.items():
        table, dot, name = dotted.partition(".")
        if not dot:
            tree[dotted] = dict(value) if isinstance(value, dict) else value
            continue
        below = tree.setdefault(table, {})
        if isinstance(below, dict):
            below[name] = value
    return tree
