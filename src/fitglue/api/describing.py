"""The description of the API, made complete: summaries, scopes, parameters, and what goes wrong.

FastAPI writes an OpenAPI 3.1 document of the routes. What it cannot know is added here, from the
routes themselves, so that nobody has to write it twice: the first sentence of a route's docstring
is its summary, the type of its caller says its scope, and a part of a path names a thing.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import iter_route_contexts

from fitglue.api.auth import Allowed, caller, ingester
from fitglue.api.problems import MEDIA_TYPE, Problem
from fitglue.domain.scopes import MEANINGS, Scope
from fitglue.formats.phone_sync.schema import components

SCHEME = "Personal token"
#: The nouns in the order in which somebody reads of them.
NOUNS: Mapping[str, str] = {
    "me": "Whom a token acts for: their settings, their body, their places, all that is theirs.",
    "activities": "Workouts as their owner sees them: listed, edited, and as files.",
    "recordings": "What an activity is made of, and whether two are one workout.",
    "imports": "Files that are sent in, and what became of them.",
    "pipelines": "From, made better by, to: kept, tried on past activities, and shared.",
    "plugins": "The sources, boosters and targets that are installed, and their settings.",
    "runs": "An activity's way through a pipeline, and what every booster did.",
    "deliveries": "What became of activities at targets, try by try, and why.",
    "connections": "Accounts at services: their health, pausing, and fetching the past.",
    "inputs": "Questions that boosters ask, and their answers.",
    "notifications": "What happened lately.",
    "metrics": "Health metrics by the day, once their owner wants them kept.",
    "showcase": "Pages that are shown to others, and taking them down.",
    "phones": "Phones that are paired, and the end of that.",
    "sync": "What the phone app sends, and how a phone is let in.",
    "ingest": "What Health Auto Export, Shortcuts and programs post.",
    "samples": "Made-up activities to try things with, in and out.",
    "the original's phone app": "The addresses of the original FitGlue, in its own words.",
    "admin": "The people here, jobs, storage, backups and settings; for admins.",
}
_PROBLEMS = {
    "400": ("Unreadable", "What was sent cannot be read; the sentence says where."),
    "401": ("NoToken", "The token is missing, mistyped, revoked or too old."),
    "403": ("NotAllowed", "The token has no scope for this."),
    "404": ("NotThere", "There is no such thing, or it is somebody else's."),
    "409": ("Conflict", "It cannot be done as things stand; the sentence says why."),
    "422": ("Wrong", "The request is incomplete or wrong; `errors` names the fields."),
    "429": ("TooMany", "This came too often; `Retry-After` says in how many seconds to try again."),
    "4XX": ("Problem", "Anything else that is to be corrected."),
    "5XX": ("Trouble", "The server could not do it now. Nothing was lost; try again later."),
}
_HEADING = re.compile(r"(.+?[.:?])(?:\s|$)", re.DOTALL)


def describe(api: FastAPI) -> dict[str, Any]:
    """Complete the description that FastAPI wrote last, and give it."""
    told = api.openapi_schema or {}
    told["tags"] = [{"name": name, "description": about} for name, about in NOUNS.items()]
    parts = told["components"]
    parts["schemas"] |= {"Problem": Problem.model_json_schema(), **components()}
    parts["responses"] = {name: _problem(about) for name, about in _PROBLEMS.values()}
    parts["securitySchemes"][SCHEME]["description"] = _tokens()
    scopes = dict(_scopes(api))
    for path, operations in told["paths"].items():
        for method, operation in operations.items():
            _complete(operation, (method, path), scopes.get((method.upper(), path)))
    return told


def scopes_of(dependant: Dependant) -> list[Scope] | None:
    """Tell which scopes let a caller in: one of them is enough, and of none any token is.

    Gives None for what needs no token.
    """
    if isinstance(dependant.call, Allowed):
        return [dependant.call.scope]
    if dependant.call is ingester:
        return [Scope.INGEST, Scope.SYNC]
    found = [one for each in dependant.dependencies if (one := scopes_of(each)) is not None]
    return max(found, key=len, default=[] if dependant.call is caller else None)


def _scopes(api: FastAPI) -> Iterator[tuple[tuple[str, str], list[Scope] | None]]:
    for one in iter_route_contexts(api.routes):
        dependant = getattr(one.original_route, "dependant", None)
        if dependant is not None:
            for method in one.methods or ():
                yield (method, one.path or ""), scopes_of(dependant)


def _complete(
    operation: dict[str, Any], asked: tuple[str, str], scopes: list[Scope] | None
) -> None:
    operation["summary"], operation["description"] = _heading(operation.get("description", ""))
    # Roles that a bearer token must have stand in its requirement since OpenAPI 3.1.
    needs = [[str(one)] for one in scopes or ()] or [[]]
    operation["security"] = [] if scopes is None else [{SCHEME: one} for one in needs]
    for parameter in operation.get("parameters", ()):
        if parameter["in"] == "path" and not parameter.get("description"):
            parameter["description"] = _named(parameter["name"])
    answers = {
        status: {"$ref": f"#/components/responses/{_PROBLEMS[status][0]}"}
        for status in _possible(operation, asked, scopes)
    }
    good = {status: told for status, told in operation["responses"].items() if status[0] in "23"}
    operation["responses"] = {**good, **answers}


def _possible(
    operation: dict[str, Any], asked: tuple[str, str], scopes: list[Scope] | None
) -> Iterator[str]:
    method, path = asked
    takes_a_body = "requestBody" in operation
    happens = {
        "400": takes_a_body,
        "401": scopes is not None,
        "403": bool(scopes),
        "404": "{" in path,
        "409": method != "get",
        "422": takes_a_body or bool(operation.get("parameters")),
    }
    yield from (status for status in _PROBLEMS if happens.get(status, True))


def _heading(docstring: str) -> tuple[str, str]:
    """Split a docstring into its first sentence, without its full stop, and all of it."""
    text = docstring.strip()
    first = _HEADING.match(text)
    sentence = " ".join((first[1] if first else text).split())
    return sentence.rstrip(".:"), text


def _named(part: str) -> str:
    """Say what a part of a path is.

    >>> _named("history_id"), _named("target_key")
    ('The id of the history.', 'The key of the target.')
    """
    noun, _, kind = part.rpartition("_")
    return f"The {kind} of the {noun.replace('_', ' ')}." if noun else f"The {part}."


def _problem(about: str) -> dict[str, Any]:
    schema = {"$ref": "#/components/schemas/Problem"}
    return {"description": about, "content": {MEDIA_TYPE: {"schema": schema}}}


def _tokens() -> str:
    lines = [f"* `{scope}`: {meaning}." for scope, meaning in MEANINGS.items()]
    said = (
        "Made in FitGlue's settings, under Tokens for programs, and sent as "
        "`Authorization: Bearer fg_…`. Its scopes, none of which contains another:"
    )
    return "\n".join((said, "", *lines))
