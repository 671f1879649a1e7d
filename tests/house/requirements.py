"""Prints which rule of the source documents is met, comes later, or does not apply.

python -m tests.house.requirements
"""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from collections import Counter, defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

DECLARED = Path(__file__).with_suffix(".toml")
TESTS = Path(__file__).parents[1]
EXTENT = {"S0": 21, "S1": 35, "S2": 25, "S3": 34, "S4": 58}
"""How many rules each source has."""
MARK = re.compile(r"(?:^|\.)mark\.requirement$")


@dataclass(frozen=True, slots=True)
class Requirement:
    """One rule: met, later or not applicable."""

    id: str
    rule: str
    status: str
    because: str = ""


def declared(text: str) -> dict[str, Requirement]:
    """Read the list of rules."""
    return {id_: Requirement(id_, **fields) for id_, fields in tomllib.loads(text).items()}


def marks(body: ast.AST) -> set[str]:
    """Find the ids that a file's tests are marked with; `?` for one that is no plain text."""
    calls = (node for node in ast.walk(body) if isinstance(node, ast.Call))
    marked = (call for call in calls if MARK.search(ast.unparse(call.func)))
    ids = (argument for call in marked for argument in call.args)
    return {str(node.value) if isinstance(node, ast.Constant) else "?" for node in ids}


def proofs(folder: Path = TESTS) -> dict[str, list[str]]:
    """Say for each id which test files are marked with it."""
    found = defaultdict(list)
    for path in sorted(folder.rglob("test_*.py")):
        for id_ in marks(ast.parse(path.read_text("utf-8"))):
            found[id_].append(path.relative_to(folder).as_posix())
    return dict(found)


def mistakes(rules: Mapping[str, Requirement], marked: Iterable[str]) -> set[str]:
    """Say where the list and the marks contradict each other."""
    marked = set(marked)
    met = {rule.id for rule in rules.values() if rule.status == "met"}
    silent = {rule.id for rule in rules.values() if rule.status != "met" and not rule.because}
    odd = {r.id for r in rules.values() if r.status not in {"met", "later", "not applicable"}}
    return {
        *(f"{id_}: marked, but no such rule" for id_ in marked - set(rules)),
        *(f"{id_}: marked, but not declared met" for id_ in marked & set(rules) - met),
        *(f"{id_}: declared met, but no test is marked" for id_ in met - marked),
        *(f"{id_}: not met, and nothing says why" for id_ in silent),
        *(f"{id_}: no such status" for id_ in odd),
    }


def counts(rules: Mapping[str, Requirement]) -> str:
    """Sum the list up in one line."""
    by = Counter(rule.status for rule in rules.values())
    return f"{by['met']} met, {by['later']} later, {by['not applicable']} not applicable"


def table(rules: Mapping[str, Requirement], proven: Mapping[str, list[str]]) -> str:
    """Lay the list out, a line a rule."""
    lines = [
        f"{rule.id}  {rule.status:<14}  {rule.rule}\n{'':23}{_why(rule, proven)}"
        for rule in rules.values()
    ]
    return "\n".join((*lines, "", counts(rules)))


def _why(rule: Requirement, proven: Mapping[str, list[str]]) -> str:
    return rule.because or ", ".join(proven.get(rule.id, ["no test is marked"]))


if __name__ == "__main__":
    print(table(declared(DECLARED.read_text("utf-8")), proofs()), file=sys.stdout)  # noqa: T201
