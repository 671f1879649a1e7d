"""Tasks from a table with a heading: comma, semicolon or tab between the cells."""

from __future__ import annotations

import csv
import re
from typing import TYPE_CHECKING

from core.clean import clean
from core.errors import Misuse
from core.runs.authoring.tasks import Draft, checked, slug
from core.template.places import filled, refuse_unknown
from core.toml.mistakes import misspelt

if TYPE_CHECKING:
    from collections.abc import Iterator

    from core.runs.authoring.tasks import Value

COLUMNS = ("id", "prompt", "role", "branch", "model", "expects", "pull_request", "validate")
LONGEST = 1 << 20
"""Characters of a cell, at most."""
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
_SEVERAL = re.compile(r"[;\n\r]+")


def tasks_of(path: str, text: str, template: tuple[str, str] | None = None) -> list[Draft]:
    """Read a table; Misuse names file and line of the first mistake, and what was expected.

    `template` is a file's name and text; its places are the columns. Several globs in `expects`
    stand behind semicolons or on lines of their own.
    """
    rows = _rows(path, text.removeprefix("\ufeff"))
    first, heading = next(rows, (0, []))
    names = _columns(f"{path} line {first or 1}", heading, has_template=template is not None)
    if template is not None:
        refuse_unknown(*template, names)
    drafts = [
        _draft(f"{path} line {line}", dict(zip(names, cells, strict=True)), template)
        for line, cells in rows
        if _is_whole(f"{path} line {line}", cells, names)
    ]
    if not drafts:
        raise Misuse(f"{path}: there is no task below the heading.")
    return checked(drafts)


def _rows(path: str, text: str) -> Iterator[tuple[int, list[str]]]:
    """Give every row that has something in it, with the line in which it begins."""
    lines = _LINE.findall(text)
    heading = next((line for line in lines if line.strip()), "")
    delimiter = max(",;\t", key=heading.count)
    csv.field_size_limit(LONGEST)
    reader = csv.reader(lines, strict=True, delimiter=delimiter)
    begins = 1
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            says = str(error)
            if "end of data" in says:
                says = "a cell that begins with a quote has no end"
            raise Misuse(f"{path} line {begins}: {says}.") from error
        if any(cell.strip() for cell in cells):
            yield begins, cells
        begins = reader.line_num + 1


def _columns(where: str, heading: list[str], *, has_template: bool) -> list[str]:
    names = [cell.strip().lower() for cell in heading]
    for name in names:
        if name not in COLUMNS:
            says = misspelt(name, COLUMNS).replace("setting", "column")
            raise Misuse(f"{where}: {says}")
        if names.count(name) > 1:
            raise Misuse(f"{where}: there are two columns {name}.")
    for name in ("id",) if has_template else ("id", "prompt"):
        if name not in names:
            known = ", ".join(COLUMNS)
            raise Misuse(f"{where}: there is no column {name}; columns are {known}.")
    return names


def _is_whole(where: str, cells: list[str], names: list[str]) -> bool:
    if len(cells) != len(names):
        wanted = f"{len(names)} columns: a text with commas, quotes or lines stands in quotes"
        found = "1 cell" if len(cells) == 1 else f"{len(cells)} cells"
        raise Misuse(f"{where}: {found}, expected {wanted}.")
    return True


def _draft(where: str, cells: dict[str, str], template: tuple[str, str] | None) -> Draft:
    id_ = slug(cells["id"])
    if not id_:
        shown = clean(cells["id"], limit=60)
        raise Misuse(f'{where}: id "{shown}" has no letter a-z and no digit to make an id of.')
    values: dict[str, Value] = {"id": id_}
    for name in COLUMNS[1:]:
        cell = cells.get(name, "")
        if name == "expects":
            globs = [part.strip() for part in _SEVERAL.split(cell) if part.strip()]
            values |= {name: globs} if globs else {}
        elif cell.strip():
            values[name] = cell if name == "prompt" else cell.strip()
    if template is not None:
        values["prompt"] = filled(template[1], {**cells, "id": id_})
    if not str(values.get("prompt", "")).strip():
        raise Misuse(f"{where}: there is no prompt.")
    return Draft(where=where, values=values)
