"""Requests and answers are held against an OpenAPI description."""

import json
from typing import Any

import pytest

from fitglue.testing.services.open_api import OpenApi

PET: dict[str, Any] = {
    "type": "object", "required": ["name"],
    "properties": {
        "name": {"type": "string"}, "legs": {"type": "integer", "nullable": True},
        "kind": {"type": "string", "enum": ["cat", "dog"]},
        "weights": {"type": "array", "items": {"type": "number"}},
        "home": {"oneOf": [{"type": "string"}, {"$ref": "#/components/schemas/Pet"}]},
    },
}  # fmt: skip


def content(schema: Any) -> dict[str, Any]:
    return {"content": {"application/json": {"schema": schema}}}


REF = {"$ref": "#/components/schemas/Pet"}
DESCRIPTION: dict[str, Any] = {
    "paths": {
        "/pets/{id}": {"get": {"responses": {"200": content(REF), "404": {}}}},
        "/pets/new": {"get": {"responses": {"204": {}}}},
        "/pets": {"post": {"requestBody": content(REF), "responses": {"201": {}}}},
    },
    "components": {"schemas": {"Pet": PET}},
}


def of_answer(said: Any, *, status: int = 200, path: str = "/pets/5") -> list[str]:
    body = json.dumps(said).encode()
    return list(OpenApi(DESCRIPTION).problems_of_answer("GET", path, status, body))


@pytest.mark.parametrize(
    ("said", "problems"),
    [
        ({"name": "Mo", "legs": None, "kind": "cat", "weights": [1, 2.5]}, []),
        ({"name": "Mo", "home": {"name": "Jo"}}, []),
        ({"legs": 4}, ["answer 200 lacks name"]),
        ({"name": 5}, ["answer 200.name is no string"]),
        ({"name": "Mo", "legs": True}, ["answer 200.legs is no integer"]),
        ({"name": "Mo", "kind": "cow"}, ["answer 200.kind is none of ['cat', 'dog']"]),
        ({"name": "Mo", "weights": ["x"]}, ["answer 200.weights[] is no number"]),
        ({"name": "Mo", "home": 5}, ["answer 200.home is no string"]),
        ({"name": "Mo", "age": 3}, ["answer 200 has an unknown age"]),
    ],
)
def test_an_answer_is_as_described_or_the_difference_is_named(
    said: Any, problems: list[str]
) -> None:
    assert of_answer(said) == problems


def test_a_status_that_is_not_described_is_named() -> None:
    assert of_answer({}, status=500) == ["GET /pets/5 never answers 500"]
    assert of_answer({}, status=404) == []


def test_a_plain_path_goes_before_one_with_parameters() -> None:
    assert of_answer({}, status=204, path="/pets/new") == []


def test_requests_are_held_against_it_too() -> None:
    api = OpenApi(DESCRIPTION)
    assert list(api.problems_of_request("POST", "/pets", b'{"name": "Mo"}')) == []
    assert list(api.problems_of_request("POST", "/pets", b"{}")) == ["request lacks name"]
    assert list(api.problems_of_request("POST", "/cats", b"{}")) == ["POST /cats is not described"]


def test_an_overlay_changes_what_is_known_to_be_wrong() -> None:
    overlay = {"components": {"schemas": {"Pet": {
        "required": None, "properties": {"age": {"type": "integer"}},
    }}}}  # fmt: skip
    api = OpenApi(DESCRIPTION, overlay)
    assert list(api.problems_of_answer("GET", "/pets/5", 200, b'{"age": 3}')) == []
