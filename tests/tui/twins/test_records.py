"""The published schemas say the same as the documents that are written."""

from __future__ import annotations

import types
import typing
from enum import StrEnum

import msgspec
import pytest
from jsonschema import Draft202012Validator
from pydantic import BaseModel  # noqa: TC002, the tests read the types

from core.model.diagnosis import State
from core.settings.records import Settings
from tui.commands.schema import DRAFT, published
from tui.twins import documents, records
from tui.twins.orders import documents as order_documents
from tui.twins.orders import records as order_records
from tui.twins.results import documents as result_documents
from tui.twins.results import records as result_records
from tui.twins.runs import documents as run_documents
from tui.twins.runs import records as run_records
from tui.twins.runs.records import EVERY

MODELS = {**vars(records), **vars(run_records), **vars(result_records), **vars(order_records)}
STRUCTS = [
    one
    for module in (documents, run_documents, result_documents, order_documents)
    for one in vars(module).values()
    if isinstance(one, type) and issubclass(one, msgspec.Struct)
]


def shape(hint: object) -> object:
    """Give a type as both sides can say it: a choice of words is a text, a record is its name."""
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin is typing.Annotated:
        return shape(arguments[0])
    if origin is typing.Literal:
        return "str"
    if origin in (typing.Union, types.UnionType):
        return frozenset(map(shape, arguments))
    if origin in (list, dict):
        return (origin.__name__, *map(shape, arguments))
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return "str"
    return hint.__name__ if isinstance(hint, type) else str(hint)


def struct_fields(struct: type[msgspec.Struct]) -> dict[str, object]:
    hints = typing.get_type_hints(struct)
    return {one.encode_name: shape(hints[one.name]) for one in msgspec.structs.fields(struct)}


def model_fields(model: type[BaseModel]) -> dict[str, object]:
    hints = typing.get_type_hints(model, MODELS, include_extras=True)
    fields = model.model_fields.items()
    return {one.alias or name: shape(hints[name]) for name, one in fields}


@pytest.mark.parametrize("struct", STRUCTS, ids=lambda one: one.__name__)
def test_a_document_has_the_fields_that_are_published(struct: type[msgspec.Struct]) -> None:
    model = MODELS[struct.__name__]

    assert struct_fields(struct) == model_fields(model)


@pytest.mark.parametrize("struct", STRUCTS, ids=lambda one: one.__name__)
def test_every_key_is_always_there(struct: type[msgspec.Struct]) -> None:
    model = MODELS[struct.__name__]

    assert all(one.is_required() for one in model.model_fields.values())
    assert [] == [
        one.name
        for one in msgspec.structs.fields(struct)
        if not one.required and one.name != "schema"
    ]


def test_every_state_is_counted() -> None:
    counts = records.Status.model_json_schema()["properties"]["counts"]

    assert set(State) == set(counts["required"])
    assert {"minimum": 0, "type": "integer"} == counts["additionalProperties"]


@pytest.mark.parametrize(("name", "model"), EVERY.items())
def test_a_name_is_published_with_its_version(name: str, model: type[records.Record]) -> None:
    schema = published(name, model.model_json_schema())
    written = next(one for one in STRUCTS if one.__name__ == model.__name__)
    (version,) = typing.get_args(model.model_fields["schema_"].annotation)

    assert f"groundstop.{name}/1" == version
    assert version == msgspec.structs.fields(written)[0].default
    assert f"urn:groundstop:{name}:1" == schema["$id"]


@pytest.mark.parametrize(
    ("name", "model"),
    [*EVERY.items(), ("settings", Settings)],
    ids=str,
)
def test_a_published_schema_is_a_schema(name: str, model: type[BaseModel]) -> None:
    schema = published(name, model.model_json_schema())
    Draft202012Validator.check_schema(schema)

    assert DRAFT == schema["$schema"]
    assert "title" not in str(schema.keys())
