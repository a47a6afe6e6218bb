"""The API's description as pages: by noun, each way to ask with its tables and an example."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from fastapi import FastAPI
from markupsafe import Markup

from fitglue.api import PATH
from fitglue.api.describing import SCHEME
from fitglue.web.reference_types import (
    Field,
    Schema,
    example_of,
    fields_of,
    name_of,
    paragraph,
    shapes_in,
    words_of,
)

PLACEHOLDER = "fg_YOUR_TOKEN"
_JSON, _BYTES = "application/json", "application/octet-stream"
_NO_SLUG = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer that is no problem."""

    status: str
    told: Markup
    kind: Markup


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """One way to ask: a method and a path. `scopes` is none where no token is asked for."""

    method: str
    path: str
    anchor: str
    summary: str
    paragraphs: Sequence[Markup]
    scopes: Sequence[str] | None
    parameters: Sequence[Field]
    takes: Markup
    body: Sequence[Field]
    answers: Sequence[Answer]
    problems: Sequence[str]
    example: str


@dataclass(frozen=True, slots=True)
class Shape:
    """What a name in the tables stands for."""

    name: str
    told: Markup
    kind: Markup
    fields: Sequence[Field]


@dataclass(frozen=True, slots=True)
class Noun:
    """All ways to ask for one noun, and the shapes in them."""

    slug: str
    name: str
    told: str
    ways: Sequence[Way]
    shapes: Sequence[Shape]

    def found(self, words: Sequence[str]) -> list[Way]:
        """Give the ways in which all words stand."""
        return [
            one for one in self.ways
            if all(word in f"{self.name} {one.method} {one.path} {one.summary}".lower()
                   for word in words)
        ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Reference:
    """All of it; `problems` are statuses and what they mean."""

    version: str
    nouns: Sequence[Noun]
    problems: Sequence[tuple[str, str]]

    def noun(self, slug: str) -> Noun | None:
        """Find a noun."""
        return next((one for one in self.nouns if one.slug == slug), None)

    def found(self, asked: str) -> list[tuple[Noun, list[Way]]]:
        """Give the nouns with the ways in which all words of a question stand."""
        words = asked.lower().split()
        return [(noun, ways) for noun in self.nouns if (ways := noun.found(words))]


@lru_cache(maxsize=2)
def reference(api: FastAPI, origin: str) -> Reference:
    """Read the description of the API that is served at `origin`."""
    told = api.openapi()
    by_tag: dict[str, list[tuple[str, str, Schema]]] = {}
    for path, methods in told["paths"].items():
        for method, operation in methods.items():
            (tag, *_) = operation.get("tags") or ["others"]
            by_tag.setdefault(tag, []).append((method.upper(), path, operation))
    about = {one["name"]: one["description"] for one in told["tags"]}
    names = [*(name for name in about if name in by_tag), *(set(by_tag) - set(about))]
    reading = _Reading(told["components"], origin + PATH)
    return Reference(
        told["info"]["version"],
        [reading.noun(name, about.get(name, ""), by_tag[name]) for name in names],
        list(dict(_problems(told)).items()),
    )


@dataclass(frozen=True, slots=True)
class _Reading:
    """Reads operations, with the components that they refer to."""

    components: Mapping[str, Any]
    address: str

    def noun(self, name: str, about: str, ways: Sequence[tuple[str, str, Schema]]) -> Noun:
        used = self._used([operation for _, _, operation in ways])
        shapes = [self._shape(one) for one in used]
        slug = _NO_SLUG.sub("-", name.lower()).strip("-")
        return Noun(slug, name, about, [self._way(*one) for one in ways], shapes)

    def _way(self, method: str, path: str, operation: Schema) -> Way:
        media, schema = self._body(operation)
        body = self.components["schemas"].get(name_of(schema), schema)
        text = operation.get("description", "").split("\n\n")
        return Way(
            method=method, path=path, anchor=operation["operationId"],
            summary=operation["summary"],
            paragraphs=[paragraph(one) for one in text if one.strip()],
            scopes=_scopes(operation),
            parameters=[_parameter(one) for one in operation.get("parameters", ())],
            takes=_as(media, words_of(schema)) if media else Markup(),
            body=fields_of(body),
            answers=list(_answers(operation)),
            problems=[one for one in operation["responses"] if one[0] in "45"],
            example=self._example(method, path, operation),
        )  # fmt: skip

    def _body(self, operation: Schema) -> tuple[str, Schema]:
        content = operation.get("requestBody", {}).get("content", {})
        return next(((media, one.get("schema", {})) for media, one in content.items()), ("", {}))

    def _used(self, operations: Sequence[Schema]) -> list[str]:
        found: dict[str, None] = {}
        left = list(dict.fromkeys(shapes_in(list(operations))))
        while left:
            name = left.pop(0)
            if name not in found and name in self.components["schemas"]:
                found[name] = None
                left += shapes_in(self.components["schemas"][name])
        return sorted(found)

    def _shape(self, name: str) -> Shape:
        schema = self.components["schemas"][name]
        told = paragraph(schema.get("description", "").split("\n\n")[0])
        return Shape(name, told, words_of(schema), fields_of(schema))

    def _example(self, method: str, path: str, operation: Schema) -> str:
        verb = "" if method == "GET" else f"-X {method} "
        lines = [f'curl {verb}"{self.address}{_filled(path, operation)}"']
        if _scopes(operation) is not None:
            lines.append(f'-H "Authorization: Bearer {PLACEHOLDER}"')
        media, schema = self._body(operation)
        if media == _BYTES:
            lines += [f'-H "Content-Type: {media}"', "--data-binary @morning-run.fit"]
        elif media:
            body = json.dumps(example_of(schema, self.components["schemas"]), ensure_ascii=False)
            lines += [f'-H "Content-Type: {media}"', f"-d '{body}'"]
        return " \\\n  ".join(lines)


def _filled(path: str, operation: Schema) -> str:
    filled = re.sub(r"{(\w+)}", lambda part: part[1].upper(), path)
    wanted = [
        f"{one['name']}=…" for one in operation.get("parameters", ())
        if one["in"] == "query" and one.get("required")
    ]  # fmt: skip
    return filled + (f"?{'&'.join(wanted)}" if wanted else "")


def _scopes(operation: Schema) -> list[str] | None:
    needs = operation["security"]
    return [scope for one in needs for scope in one.get(SCHEME, ())] if needs else None


def _parameter(told: Schema) -> Field:
    schema = told.get("schema", {})
    (field,) = fields_of({"properties": {told["name"]: schema}})
    said = paragraph(told.get("description", ""))
    return Field(field.name, field.kind, said, bool(told.get("required")), field.first)


def _answers(operation: Schema) -> Iterator[Answer]:
    for status, told in operation["responses"].items():
        if status[0] in "23":
            content = told.get("content", {}).items()
            kinds = [_kind(media, one.get("schema")) for media, one in content]
            kind = Markup(", ").join(kinds) or Markup("nothing")
            yield Answer(status, paragraph(told["description"]), kind)


def _kind(media: str, schema: Schema | None) -> Markup:
    return words_of(schema) if schema else Markup("<code>{}</code>").format(media)


def _as(media: str, kind: Markup) -> Markup:
    return Markup("{} as <code>{}</code>").format(kind, media)


def _problems(told: Schema) -> Iterator[tuple[str, str]]:
    responses = told["components"]["responses"]
    for methods in told["paths"].values():
        for operation in methods.values():
            for status, one in operation["responses"].items():
                name = one.get("$ref", "").rpartition("/")[2]
                if name in responses:
                    yield str(status), str(responses[name]["description"])
