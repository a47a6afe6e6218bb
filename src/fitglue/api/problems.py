"""Everything that goes wrong, as a problem of RFC 9457 in our own words."""

import logging
import math
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as NoneFree
from starlette.exceptions import HTTPException

from fitglue.domain.errors import (
    Bug,
    Conflict,
    Delivery,
    Denied,
    DiskFull,
    FitGlueError,
    Gone,
    Stranger,
    TooBig,
    TooManyTries,
    Transient,
    Unreadable,
)
from fitglue.durable_file import is_full
from fitglue.pipeline.outage import is_away

_RETRY_AFTER_S = 5.0
log = logging.getLogger(__name__)
MEDIA_TYPE = "application/problem+json"
# The first that fits; what is ours or the machine's comes last.
_STATUSES: tuple[tuple[type[FitGlueError], HTTPStatus], ...] = (
    (TooManyTries, HTTPStatus.TOO_MANY_REQUESTS),
    (Stranger, HTTPStatus.UNAUTHORIZED),
    (Denied, HTTPStatus.FORBIDDEN),
    (Gone, HTTPStatus.NOT_FOUND),
    (TooBig, HTTPStatus.REQUEST_ENTITY_TOO_LARGE),
    (Unreadable, HTTPStatus.BAD_REQUEST),
    (Conflict, HTTPStatus.CONFLICT),
    (Transient, HTTPStatus.SERVICE_UNAVAILABLE),
    (Delivery, HTTPStatus.UNPROCESSABLE_ENTITY),
    (DiskFull, HTTPStatus.INSUFFICIENT_STORAGE),
    (Bug, HTTPStatus.INTERNAL_SERVER_ERROR),
    (FitGlueError, HTTPStatus.SERVICE_UNAVAILABLE),
)
_SAYINGS = {
    404: ("There is nothing at this address.", "/api/v1/openapi.json lists what there is."),
    405: ("This address cannot be asked that way.", "/api/v1/openapi.json lists what it takes."),
    422: ("The request is incomplete or wrong.", "Correct what “errors” names."),
}
# SQLite and PostgreSQL.
_SAID_WHEN_FULL = ("disk is full", "No space left")
_OURS = (
    "Something went wrong on our side.",
    "Nothing was lost. Try again; if it happens twice, please report it.",
)


class Problem(BaseModel):
    """A problem of RFC 9457; `sentence` and `next_step` are for a person."""

    type: str = Field(default="about:blank", description="Always about:blank.")
    title: str = Field(description="What the status means.")
    status: int = Field(description="The status of the answer.")
    detail: str = Field(description="The sentence and the next step as one text.")
    sentence: str = Field(description="What went wrong.")
    next_step: str = Field(description="What to do about it.")


def answer_problems(api: FastAPI) -> None:
    """Let every error of `api` be answered as a problem."""
    answers: dict[type[Exception], Callable[[Request, Exception], Awaitable[JSONResponse]]] = {
        FitGlueError: _our_error,
        HTTPException: _http_error,
        RequestValidationError: _invalid,
        OSError: _system_error,
        OperationalError: _database_error,
        NoneFree: _database_error,
        Exception: _broken,
    }
    for kind, answer in answers.items():
        api.add_exception_handler(kind, answer)


def status_of(error: FitGlueError) -> int:
    """Give the status that says best what kind of error this is."""
    return next(status for kind, status in _STATUSES if isinstance(error, kind))


def problem(status: int, sentence: str, next_step: str, **more: Any) -> JSONResponse:
    """Give the answer for a problem."""
    told = Problem(
        title=HTTPStatus(status).phrase, status=status, detail=f"{sentence} {next_step}",
        sentence=sentence, next_step=next_step,
    )  # fmt: skip
    return JSONResponse(told.model_dump() | more, status, media_type=MEDIA_TYPE)


async def _our_error(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, FitGlueError)  # noqa: S101 - registered for this type
    answer = problem(status_of(error), error.sentence, error.next_step)
    if isinstance(error, TooManyTries | Transient) and error.retry_after_s is not None:
        answer.headers["retry-after"] = str(math.ceil(error.retry_after_s))
    if isinstance(error, Stranger):
        answer.headers["www-authenticate"] = "Bearer"
    return answer


async def _http_error(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)  # noqa: S101 - registered for this type
    answer = problem(error.status_code, *_SAYINGS.get(error.status_code, _OURS))
    answer.headers.update(error.headers or {})
    return answer


async def _invalid(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)  # noqa: S101 - registered for this type
    # Where and what, never the value: it may be a secret or somebody's health.
    errors = [{"where": list(one["loc"]), "what": one["msg"]} for one in error.errors()]
    return problem(422, *_SAYINGS[422], errors=errors)


async def _system_error(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, OSError)  # noqa: S101 - registered for this type
    if not is_full(error):
        raise error
    return await _our_error(request, DiskFull.at("the server's disk"))


async def _database_error(request: Request, error: Exception) -> JSONResponse:
    if any(said in str(error) for said in _SAID_WHEN_FULL):
        return await _our_error(request, DiskFull.at("the server's disk"))
    assert isinstance(error, OperationalError | NoneFree)  # noqa: S101 - registered for these
    if not is_away(error):
        raise error
    log.warning("the database does not answer", extra={"kind": type(error).__name__})
    return await _our_error(
        request,
        Transient(
            "The database does not answer now.", "Try again in a moment; nothing was lost.",
            retry_after_s=_RETRY_AFTER_S,
        ),
    )  # fmt: skip


async def _broken(_: Request, __: Exception) -> JSONResponse:
    return problem(500, *_OURS)
