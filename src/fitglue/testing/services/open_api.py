"""Holds requests and answers against a service's own OpenAPI 3.0 description.

::

    api = OpenApi(json.loads(path.read_text()), overlay=GAPS)
    watched = HeldAgainst(site, api)             # an ASGI application around the stand-in
    … use it …
    assert watched.problems == []

It understands what such descriptions use: types, `nullable`, `required`, `enum`, references, and
`oneOf`/`anyOf`/`allOf`. A field that the description does not know is a problem too. What is known
to be wrong in a description is corrected by an overlay, a JSON merge patch (RFC 7396).
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from fitglue.testing.services.faults import App, Message, Receive, Scope, Send

_TYPES: Mapping[str, tuple[type, ...]] = {
    "object": (dict,), "array": (list,), "string": (str,), "boolean": (bool,),
    "integer": (int,), "number": (int, float),
}  # fmt: skip


class OpenApi:
    """A description, with its overlay."""

    def __init__(
        self, document: Mapping[str, Any], overlay: Mapping[str, Any] | None = None
    ) -> None:
        self._document = _patched(document, overlay or {})

    def problems_of_request(self, method: str, path: str, body: bytes) -> Iterator[str]:
        """Say what is wrong with a request."""
        operation = self._operation(method, path)
        if operation is None:
            yield f"{method} {path} is not described"
            return
        schema = _json_schema(operation.get("requestBody", {}))
        if schema is not None:
            yield from self._problems(json.loads(body), schema, "request")

    def problems_of_answer(self, method: str, path: str, status: int, body: bytes) -> Iterator[str]:
        """Say what is wrong with an answer."""
        operation = self._operation(method, path) or {}
        answers = operation.get("responses", {})
        if str(status) not in answers:
            yield f"{method} {path} never answers {status}"
            return
        schema = _json_schema(answers[str(status)])
        if schema is not None:
            yield from self._problems(json.loads(body), schema, f"answer {status}")

    def _operation(self, method: str, path: str) -> Mapping[str, Any] | None:
        """Find what is asked; a path without parameters goes before one that has some."""
        for pattern, operations in sorted(self._document["paths"].items(), key=_has_parameters):
            fits = re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", pattern), path)
            if fits and method.lower() in operations:
                return operations[method.lower()]
        return None

    def _problems(self, value: Any, schema: Mapping[str, Any], where: str) -> Iterator[str]:
        if "$ref" in schema:
            schema = self._document["components"]["schemas"][schema["$ref"].rsplit("/", 1)[-1]]
        if value is None and schema.get("nullable"):
            return
        for each in schema.get("allOf", ()):
            yield from self._problems(value, each, where)
        offered = schema.get("oneOf") or schema.get("anyOf")
        if offered is not None:
            yield from self._least(value, offered, where)
        yield from self._own(value, schema, where)

    def _least(self, value: Any, offered: Sequence[Any], where: str) -> Iterator[str]:
        """Give the problems with the schema that fits best."""
        yield from min((list(self._problems(value, one, where)) for one in offered), key=len)

    def _own(self, value: Any, schema: Mapping[str, Any], where: str) -> Iterator[str]:
        kind = schema.get("type", "")
        if kind and not _is(value, kind):
            yield f"{where} is no {kind}"
            return
        if "enum" in schema and value not in schema["enum"]:
            yield f"{where} is none of {schema['enum']}"
        if isinstance(value, list):
            for one in value:
                yield from self._problems(one, schema.get("items", {}), f"{where}[]")
        elif isinstance(value, dict) and "properties" in schema:
            yield from self._fields(value, schema, where)

    def _fields(
        self, value: Mapping[str, Any], schema: Mapping[str, Any], where: str
    ) -> Iterator[str]:
        known = schema["properties"]
        for name in set(schema.get("required", ())) - value.keys():
            yield f"{where} lacks {name}"
        for name, one in value.items():
            if name in known:
                yield from self._problems(one, known[name], f"{where}.{name}")
            else:
                yield f"{where} has an unknown {name}"


@dataclass
class HeldAgainst:
    """An ASGI application that lets another answer, and notes what was not as described."""

    app: App
    api: OpenApi
    problems: list[str] = field(default_factory=list)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        asked, told, status = bytearray(), bytearray(), [0]

        async def hear() -> Message:
            message = await receive()
            asked.extend(message.get("body", b""))
            return message

        async def say(message: Message) -> None:
            status[0] = message.get("status", status[0])
            told.extend(message.get("body", b""))
            await send(message)

        await self.app(scope, hear, say)
        method, path = scope["method"], scope["path"]
        if status[0] < 400:  # noqa: PLR2004 - what was refused need not be as described
            self.problems += self.api.problems_of_request(method, path, bytes(asked))
        self.problems += self.api.problems_of_answer(method, path, status[0], bytes(told))


def _patched(target: Any, patch: Any) -> Any:
    """Apply a JSON merge patch (RFC 7396, 2)."""
    if not isinstance(patch, Mapping):
        return patch
    result = dict(target) if isinstance(target, Mapping) else {}
    for name, one in patch.items():
        if one is None:
            result.pop(name, None)
        else:
            result[name] = _patched(result.get(name), one)
    return result


def _is(value: Any, kind: str) -> bool:
    return isinstance(value, _TYPES[kind]) and (kind == "boolean" or not isinstance(value, bool))


def _has_parameters(item: tuple[str, Any]) -> bool:
    return "{" in item[0]


def _json_schema(described: Mapping[str, Any]) -> Mapping[str, Any] | None:
    return described.get("content", {}).get("application/json", {}).get("schema")
