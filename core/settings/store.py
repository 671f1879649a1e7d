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
from core.toml.mistakes import flat, misspelt

if TYPE_CHECKING:
    from collections.abc import Mapping

    from core.settings.hot import Settings
    from core.settings.layers import Found

LIMIT = 1 << 16
AT_LINE = re.compile(r"^(?P<what>.*?) \(at (?:line (?P<line>\d+), column \d+|end of document)\)$")
TRUTHS = {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}


def settings(
    environ: Mapping[str, str], cwd: str, flags: Mapping[str, object] | None = None
) -> Settings:
    """Everything that is set, by dotted name on the command line; Misuse says what is wrong."""
    return find(environ, cwd, flags).settings


def find(environ: Mapping[str, str], cwd: str, flags: Mapping[str, object] | None = None) -> Found:
    """The same with who won; flags that are None or empty set nothing."""
    where = files(environ, cwd)
    layers = [read_file(where.user, Source.USER)]
    if where.project and where.project != where.user:
        layers.append(read_file(where.project, Source.PROJECT))
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
