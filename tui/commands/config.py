"""`groundstop config`: where settings lie, what is set and who won, a first file, a check."""

from __future__ import annotations

import json as texts
import os
import sys
import textwrap
from pathlib import Path
from typing import Annotated

import typer

from core.errors import Misuse, Trouble
from core.settings.layers import PERSONAL, Found, Source, merged
from core.settings.store import find, read_file
from core.settings.watch import PROJECT, files, working_directory
from tui.commands.keys import faults
from tui.commands.options import Json, family
from tui.twins import documents
from tui.twins.status import written

HEAD = """\
# Settings of groundstop. A line that begins with # is the default; take the # away to change it.
# Stronger than this file: a groundstop.toml in the project, GROUNDSTOP_UI_THEME and its like in
# the environment, options of a command. `groundstop config show` tells who won.
# `groundstop config validate` finds mistakes.
"""
EXAMPLE = '# "dashboard.mark" = "space,m"\n'
app = family("What is set, where, and who won.", "groundstop config show")
Project = Annotated[bool, typer.Option("--project", help="The project's file, not your own.")]


@app.command(epilog='Example: $EDITOR "$(groundstop config path)"')
def path(*, project: Project = False) -> None:
    """Print where your settings lie, whether they are there or not."""
    sys.stdout.write(_path(project=project) + "\n")


@app.command(epilog="Example: groundstop config show --json")
def show(*, json: Json = False) -> None:
    """Print every setting, its value, and who won."""
    found = find(os.environ, working_directory(), has_limits=True)
    rows = _rows(found)
    if json:
        listed = [
            documents.SettingsFile(
                source=layer.source, path=layer.path, exists=Path(layer.path).exists()
            )
            for layer in found.layers
            if layer.path
        ]
        sys.stdout.write(written(documents.Config(files=listed, settings=rows)))
        return
    shown = [(row.name, texts.dumps(row.value, ensure_ascii=False), _who(row)) for row in rows]
    wide = [max(len(row[place]) for row in shown) for place in (0, 1)]
    for name, value, who in shown:
        sys.stdout.write(f"{name:<{wide[0]}}  {value:<{wide[1]}}  {who}\n")


@app.command(epilog="Example: groundstop config init --project")
def init(
    *,
    project: Project = False,
    force: Annotated[bool, typer.Option("--force", help="Overwrite the file.")] = False,
) -> None:
    """Write a file in which every setting stands with its default and its reason."""
    where = Path(_path(project=project))
    try:
        where.parent.mkdir(parents=True, exist_ok=True)
        with where.open("w" if force else "x", encoding="utf-8") as file:
            file.write(_template(is_project=project))
    except FileExistsError:
        raise Misuse(f"{where} is there already; --force overwrites it.") from None
    except OSError as error:
        raise Trouble(f"{where} cannot be written: {(error.strerror or '').lower()}.") from None
    sys.stdout.write(f"Wrote {where}\n")


@app.command(epilog="Example: groundstop config validate groundstop.toml")
def validate(
    file: Annotated[str, typer.Argument(help="A file; without it, all that is in force.")] = "",
) -> None:
    """Find the first mistake and say how to mend it; exit code 2 if there is one."""
    if file:
        is_project = Path(file).name == PROJECT
        source = Source.PROJECT if is_project else Source.USER
        found = merged([read_file(file, source, must_exist=True)])
    else:
        found = find(os.environ, working_directory(), has_limits=True)
    for fault in faults(found.settings.keys):
        name = fault.partition(":")[0].split(" = ")[0]
        raise Misuse(f"{found.winner(name).place(name)}: {fault.removeprefix(f'{name}: ')}")
    sys.stdout.write(f"{file or 'What is set'} is valid.\n")


def _path(*, project: bool) -> str:
    where = files(os.environ, working_directory())
    if not project:
        return where.user
    return where.project or os.path.join(working_directory(), PROJECT)


def _rows(found: Found) -> list[documents.Setting]:
    """Every setting in the order of their description, remapped keys last."""
    from core.settings.records import descriptions  # noqa: PLC0415, slow to load

    known = descriptions()
    remapped = {name: known["keys"] for name in found.values if name.startswith("keys.")}
    rows = []
    for name, (default, description) in {**known, **remapped}.items():
        if name == "keys":
            continue
        winner = found.winner(name)
        is_set = winner.source is not Source.DEFAULT
        rows.append(
            documents.Setting(
                name=name,
                value=_plain(found.values.get(name, default)),
                source=winner.source,
                place=winner.place(name) if is_set else None,
                description=description,
            )
        )
    return rows


def _plain(value: object) -> bool | float | str | list[str]:
    """A value as the document holds it."""
    if isinstance(value, list):
        return [str(one) for one in value]
    return value if isinstance(value, int | float | str) else str(value)


def _who(row: documents.Setting) -> str:
    return f"{row.source}: {row.place}" if row.place else str(row.source)


def _template(*, is_project: bool) -> str:
    """All settings as comments, table by table."""
    from core.settings.records import descriptions  # noqa: PLC0415, slow to load

    lines, table = [HEAD], ""
    for name, (default, description) in descriptions().items():
        above, _, own = name.rpartition(".")
        if is_project and name in PERSONAL:
            continue
        if name == "keys":
            lines.append(f"\n[keys]\n{_comment(description)}{EXAMPLE}")
            continue
        if above != table:
            lines.append(f"\n[{above}]\n")
            table = above
        lines.append(f"{_comment(description)}# {own} = {texts.dumps(default)}\n")
    return "".join(lines)


def _comment(text: str) -> str:
    return textwrap.fill(text, 98, initial_indent="# ", subsequent_indent="# ") + "\n"
