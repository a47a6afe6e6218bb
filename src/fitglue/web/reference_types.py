"""Shapes of the API's description in words, in tables, and as examples."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup, escape

Schema = Mapping[str, Any]
_REF = "#/components/schemas/"
_WORDS = {
    "string": "text", "integer": "whole number", "number": "number", "boolean": "true or false",
    "null": "nothing", "object": "object", "array": "list",
}  # fmt: skip
_FORMATS = {
    "date-time": "moment", "date": "day", "binary": "bytes", "base64": "bytes in Base64",
    "uuid": "UUID",
}  # fmt: skip
_EXAMPLES = {
    "string": "…", "integer": 1, "number": 1.5, "boolean": True, "null": None, "object": {},
    "array": [],
}  # fmt: skip
_FORMAT_EXAMPLES = {"date-time": "2026-03-14T18:30:00+01:00", "date": "2026-03-14"}
_DEEPEST = 4


@dataclass(frozen=True, slots=True)
class Field:
    """A line of a table: a parameter, or a field of a shape."""

    name: str
    kind: Markup
    told: Markup
    required: bool = False
    first: str = ""


def name_of(schema: Schema) -> str:
    """Give the name of the shape that a schema refers to, empty if to none."""
    return schema.get("$ref", "").removeprefix(_REF)


def words_of(schema: Schema) -> Markup:
    """Say what a schema takes: "text", "list of Run", "day or nothing"; shapes are linked."""
    if name := name_of(schema):
        return Markup('<a class="link" href="#shape-{0}">{0}</a>').format(name)
    several = schema.get("anyOf") or schema.get("oneOf") or schema.get("allOf")
    if several:
        return Markup(" or ").join(dict.fromkeys(words_of(one) for one in several))
    if "enum" in schema or "const" in schema:
        return _choices(schema)
    return _plain_words(schema)


def _plain_words(schema: Schema) -> Markup:
    kind = schema.get("type", "")
    if kind == "array":
        return Markup("list of {}").format(words_of(schema.get("items") or {}))
    if isinstance(of := schema.get("additionalProperties"), Mapping):
        return Markup("object of {} by name").format(words_of(of))
    if isinstance(kind, list):
        return Markup(" or ").join(escape(_WORDS.get(one, one)) for one in kind)
    told = _FORMATS.get(schema.get("format", "")) or _WORDS.get(kind, "anything")
    return escape(told + _limits(schema))


def fields_of(schema: Schema) -> list[Field]:
    """Give the fields of an object, the required first."""
    required = set(schema.get("required", ()))
    fields = [
        Field(name, words_of(one), paragraph(one.get("description", "")), name in required,
              _first(one))
        for name, one in schema.get("properties", {}).items()
    ]  # fmt: skip
    return sorted(fields, key=lambda one: not one.required)


def shapes_in(schema: Any) -> Iterator[str]:
    """Name the shapes that a part of the description refers to."""
    if isinstance(schema, Mapping):
        ref = str(schema.get("$ref", ""))
        if ref.startswith(_REF):
            yield ref.removeprefix(_REF)
        yield from shapes_in(list(schema.values()))
    elif isinstance(schema, list):
        for one in schema:
            yield from shapes_in(one)


def example_of(schema: Schema, shapes: Mapping[str, Schema], depth: int = 0) -> Any:
    """Make up what a schema takes: the required fields of an object, or all if none is."""
    if name := name_of(schema):
        return example_of(shapes.get(name, {}), shapes, depth + 1) if depth < _DEEPEST else {}
    if several := schema.get("anyOf") or schema.get("oneOf") or schema.get("allOf"):
        return example_of(several[0], shapes, depth + 1)
    if "const" in schema or schema.get("enum"):
        return schema.get("const", (schema.get("enum") or [None])[0])
    if properties := schema.get("properties"):
        wanted = schema.get("required") or list(properties)
        return {one: example_of(properties[one], shapes, depth + 1) for one in wanted}
    if schema.get("type") == "array":
        return [example_of(schema.get("items") or {}, shapes, depth + 1)]
    return _plain_example(schema)


def _plain_example(schema: Schema) -> Any:
    if schema.get("format") in _FORMAT_EXAMPLES:
        return _FORMAT_EXAMPLES[schema["format"]]
    kind = schema.get("type", "object")
    return _EXAMPLES.get(kind[0] if isinstance(kind, list) else kind)


def paragraph(text: str) -> Markup:
    """Show a text of the description: what stands between ticks is code."""
    parts = " ".join(text.split()).split("`")
    shown = (
        Markup("<code>{}</code>").format(part) if at % 2 else escape(part)
        for at, part in enumerate(parts)
    )
    return Markup("").join(shown)


def _choices(schema: Schema) -> Markup:
    values = schema.get("enum") or [schema.get("const")]
    told = (Markup("<code>{}</code>").format(one) for one in values if one not in {"", None})
    return Markup(", ").join(told)


def _limits(schema: Schema) -> str:
    least, most = schema.get("minimum"), schema.get("maximum")
    if least is not None and most is not None:
        return f", {least} to {most}"
    if longest := schema.get("maxLength") or schema.get("maxItems"):
        return f", at most {longest}"
    return ""


def _first(schema: Schema) -> str:
    value = schema.get("default")
    return "" if value in (None, "", [], {}) else json.dumps(value, ensure_ascii=False)
