"""The API describes itself completely, for programs and for people."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from fastapi.routing import iter_route_contexts
from jsonschema import Draft202012Validator
from starlette.testclient import TestClient

from fitglue.api.app import create_api
from fitglue.api.describing import SCHEME, scopes_of
from fitglue.domain.scopes import MEANINGS, Scope
from fitglue.instance import Instance
from fitglue.testing.html_forms import words_of
from fitglue.web.app import create_app

#: What a caller without a token may ask: to be let in, and what is signed otherwise.
OPEN = {"/pair", "/pair/sign-in", "/ingest/hook/{ingest_token_id}"}
ANY_TOKEN = {"/me"}


@pytest.fixture
def described(instance: Instance) -> dict[str, Any]:
    """The description as a program gets it."""
    return create_api(instance).openapi()


@pytest.fixture
def reader(instance: Instance) -> Iterator[TestClient]:
    """A browser in which nobody has signed in."""
    with TestClient(create_app(instance), follow_redirects=False) as browser:
        yield browser


def ways(described: Mapping[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, methods in described["paths"].items():
        for method, operation in methods.items():
            yield method, path, operation


def test_every_route_has_what_a_reader_needs(described: dict[str, Any]) -> None:
    lacking: list[str] = []
    tags = {one["name"] for one in described["tags"]}
    for method, path, operation in ways(described):
        lacking += [
            f"{method} {path}: {what}"
            for what, is_there in {
                "a summary": operation.get("summary"),
                "a description": operation.get("description"),
                "a noun that describing.NOUNS knows": set(operation.get("tags", ())) <= tags,
                "its scopes": "security" in operation,
                "problems": {"429", "4XX", "5XX"} <= set(operation["responses"]),
                **{
                    f"what {one['name']} means": one.get("description")
                    for one in operation.get("parameters", ())
                },
            }.items()
            if not is_there
        ]
        good = [status for status in operation["responses"] if status[0] in "23"]
        lacking += [] if good else [f"{method} {path}: an answer"]
        for status in good:
            content = operation["responses"][status].get("content", {})
            if status not in {"204", "303"} and not content:
                lacking.append(f"{method} {path}: what {status} gives")
    assert not lacking, "\n".join(lacking)


def test_every_route_asks_for_a_scope(instance: Instance, described: dict[str, Any]) -> None:
    found = {
        one.path: scopes_of(dependant)
        for one in iter_route_contexts(create_api(instance).routes)
        if (dependant := getattr(one.original_route, "dependant", None)) is not None
        and getattr(one.original_route, "include_in_schema", True)
    }
    assert {path for path, scopes in found.items() if scopes is None} == OPEN
    assert {path for path, scopes in found.items() if scopes == []} <= ANY_TOKEN
    assert all(
        operation["security"] == [] for _, path, operation in ways(described) if path in OPEN
    )
    needed = {
        scope
        for _, _, operation in ways(described)
        for one in operation["security"]
        for scope in one[SCHEME]
    }
    assert needed == {str(scope) for scope in Scope}


def test_it_is_openapi_as_the_standard_says(described: dict[str, Any]) -> None:
    assert described["openapi"].startswith("3.1.")
    told = json.loads(json.dumps(described))
    ids = [operation["operationId"] for _, _, operation in ways(told)]
    assert len(ids) == len(set(ids))
    for reference in set(_references(told)):
        assert _resolved(told, reference), reference
    for schema in told["components"]["schemas"].values():
        Draft202012Validator.check_schema(schema)
    for _, path, operation in ways(told):
        parts = {one["name"] for one in operation.get("parameters", ()) if one["in"] == "path"}
        assert parts == set(path.replace("}", "{").split("{")[1::2]), path
        for response in operation["responses"].values():
            assert "$ref" in response or response["description"]


def test_everybody_gets_it_and_the_page_of_it(reader: TestClient) -> None:
    answer = reader.get("/api/v1/openapi.json")
    assert answer.json()["info"]["title"] == "FitGlue"
    assert reader.get("/api/v1/docs").headers["location"] == "/help/api"
    page = reader.get("/help/api")
    assert page.status_code == 200
    words = words_of(page.text)
    assert all(meaning in words for meaning in MEANINGS.values())
    assert "fg_YOUR_TOKEN" in words
    assert 'href="/help/api"' in reader.get("/help").text


def test_each_way_to_ask_stands_on_the_page_of_its_noun_with_an_example(
    reader: TestClient, described: dict[str, Any]
) -> None:
    front = reader.get("/help/api").text
    pages: dict[str, str] = {}
    for method, path, operation in ways(described):
        anchor = operation["operationId"]
        (link,) = [part for part in front.split('"') if part.endswith(f"#{anchor}")]
        address = link.partition("#")[0]
        text = pages.setdefault(address, reader.get(address).text)
        assert f'id="{anchor}"' in text
        assert f'<span class="verb">{method.upper()}</span> {path}' in text
    for text in pages.values():
        assert text.count("curl ") >= text.count('class="verb"')
        links = {part.split('"')[0] for part in text.split('href="#shape-')[1:]}
        assert all(f'id="shape-{name}"' in text for name in links)
        assert "<script>" not in text
        assert "style=" not in text


def test_a_word_finds_ways_with_and_without_a_script(reader: TestClient) -> None:
    found = words_of(reader.get("/help/api", params={"q": "cancel run"}).text)
    assert "/runs/{run_id}/cancel" in found
    assert "/pipelines" not in found
    part = reader.get(
        "/help/api", params={"q": "cancel"}, headers={"hx-request-type": "partial"}
    ).text
    assert "<html" not in part
    assert "Nothing is called" in reader.get("/help/api", params={"q": "<b>zz"}).text
    assert "<b>zz" not in reader.get("/help/api", params={"q": "<b>zz"}).text
    assert reader.get("/help/api/nothing").status_code == 404


def _references(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        if isinstance(reference := part.get("$ref"), str):
            yield reference
        for one in part.values():
            yield from _references(one)
    elif isinstance(part, list):
        for one in part:
            yield from _references(one)


def _resolved(told: Any, reference: str) -> bool:
    assert reference.startswith("#/")
    for name in reference[2:].split("/"):
        told = told.get(name.replace("~1", "/").replace("~0", "~"))
        if told is None:
            return False
    return True
