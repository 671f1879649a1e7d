"""Finds, reads and merges what is set.

Flags win over the environment, that over the project's file, that over the user's, that over
defaults. A value that does not fit is an error also where another one would win.
"""

from __future__ import annotations

import os
import re
import shlex
import stat
from typing import TYPE_CHECKING

from core.errors import Misuse
from core.settings import hot
from core.settings.layers import Layer, Source, checked, merged
from core.settings.watch import files, steering, variable
from core.toml.mistakes import flat, misfit, misspelt

if TYPE_CHECKING:
    from collections.abc import Mapping

    from core.settings.hot import Settings
    from core.settings.layers import Found

LIMIT = 1 << 16
AT_LINE = re.compile(r"^(?P<what>.*?) \(at (?:line (?P<line>\d+), column \d+|end of document)\)$")
HOUR = 3_600_000
KEYS = {
    "systemTotal.maxConcurrentAgents": ("spawn.max_concurrent", 1, 50),
    "agents.implementation.maxConcurrent": ("spawn.implementation_max", 1, 50),
    "agents.qa.maxConcurrent": ("spawn.qa_max", 1, 50),
    "agents.implementation.spawnDelayMs": ("spawn.delay_ms", 0, HOUR),
    "agents.implementation.batchCooldownMs": ("spawn.cooldown_ms", 0, HOUR),
}
"""S3's limits: our name of each, and its least and greatest value."""
TRUTHS = {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}


def settings(
    environ: Mapping[str, str], cwd: str, flags: Mapping[str, object] | None = None
) -> Settings:
    """Everything that is set, by dotted name on the command line; Misuse says what is wrong."""
    return find(environ, cwd, flags).settings


def find(
    environ: Mapping[str, str],
    cwd: str,
    flags: Mapping[str, object] | None = None,
    *,
    has_limits: bool = False,
    plan: Layer | None = None,
) -> Found:
    """The same with who won; flags that are None or empty set nothing.

    `has_limits` reads S3's limits file, too; what only watches leaves it alone.
    """
    where = files(environ, cwd)
    layers = [read_file(where.user, Source.USER)]
    if has_limits and where.limits:
        layers.append(_limits(where.limits))
    if where.project and where.project != where.user:
        layers.append(read_file(where.project, Source.PROJECT))
    if plan is not None:
        layers.append(plan)
    layers.append(checked(Layer(source=Source.ENVIRONMENT, values=_environment(environ))))
    given = {name: value for name, value in (flags or {}).items() if value not in (None, "")}
    layers.append(checked(Layer(source=Source.FLAG, values=given)))
    return merged(layers)


def read_file(path: str, source: Source, *, must_exist: bool = False) -> Layer:
    """Read one file; one that is not there sets nothing."""
    text = _text(path, must_exist=must_exist)
    if not text:
        return Layer(source=source, path=path)
    import tomllib  # noqa: PLC0415, only where there is a file

    try:
        tree = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        said = AT_LINE.match(str(error))
        line = said["line"] if said and said["line"] else str(len(text.splitlines()))
        what = said["what"] if said else str(error)
        raise Misuse(f"{path} line {line}: this is not TOML: {what}. Mend that line.") from None
    tables = {name for name, value in hot.DEFAULTS.items() if isinstance(value, dict)}
    values = {
        name: value for name, value in flat(tree).items() if value != {} or name not in tables
    }
    return checked(Layer(source=source, path=path, text=text, values=values))


def _limits(path: str) -> Layer:
    """Read S3's limits file; keys of it that are not ours are nobody's mistake."""
    import json  # noqa: PLC0415, only where there is a file

    text = _text(path, must_exist=True)
    try:
        tree = json.loads(text)
    except json.JSONDecodeError as error:
        raise Misuse(
            f"{path} line {error.lineno}: this is not JSON: {error.msg.lower()}. Mend that line."
        ) from None
    if not isinstance(tree, dict):
        raise Misuse(f"{path}: expected an object with limits such as {next(iter(KEYS))}.")
    values: dict[str, object] = {}
    for name, (ours, least, most) in KEYS.items():
        value = flat(tree).get(name)
        if value is None:
            continue
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
            fault = misfit(name, value, f"a whole number from {least} to {most}")
            raise Misuse(f"{path}: {fault}")
        values[ours] = value
    return checked(Layer(source=Source.LIMITS, path=path, values=values))


def _environment(environ: Mapping[str, str]) -> dict[str, object]:
    """What variables set, by the names that settings have."""
    defaults = flat(hot.DEFAULTS)
    names = {variable(name): name for name in defaults}
    found: dict[str, object] = {}
    for one, text in sorted(steering(environ).items()):
        if one not in names:
            raise Misuse(misspelt(one, names))
        if text:
            found[names[one]] = _typed(text, defaults[names[one]])
    return found


def _typed(text: str, default: object) -> object:
    """Text from the environment as the type that its default has; else as it is."""
    try:
        if isinstance(default, bool):
            return TRUTHS.get(text.lower(), text)
        if isinstance(default, float):
            return float(text)
        if isinstance(default, int):
            return int(text)
        return shlex.split(text) if isinstance(default, list) else text
    except ValueError:
        return text


def _text(path: str, *, must_exist: bool) -> str:
    """The text of a settings file; empty where there is none."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
    except (FileNotFoundError, NotADirectoryError):
        if must_exist:
            raise Misuse(f"{path}: there is no such file.") from None
        return ""
    except OSError as error:
        reason = (error.strerror or "it cannot be opened").lower()
        raise Misuse(f"{path}: it cannot be read: {reason}.") from None
    try:
        is_file = stat.S_ISREG(os.fstat(descriptor).st_mode)
        content = os.read(descriptor, LIMIT + 1) if is_file else b""
    finally:
        os.close(descriptor)
    if not is_file:
        raise Misuse(f"{path}: expected a file of settings; this is none.")
    if len(content) > LIMIT:
        raise Misuse(f"{path}: settings of more than {LIMIT // 1024} KiB are not read.")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise Misuse(f"{path} line {line}: this is not UTF-8 text; save it as UTF-8.") from None
