"""The web application: routes, guards, and designed answers to everything that goes wrong."""

from collections.abc import Awaitable, Callable, Mapping
from urllib.parse import quote

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, RedirectResponse, Response
from sqlalchemy.exc import OperationalError
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware
from starlette.routing import Route
from starlette.types import ASGIApp

from fitglue.api import PATH as API_PATH
from fitglue.api.problems import status_of
from fitglue.domain.errors import DiskFull, FitGlueError, TooManyTries
from fitglue.durable_file import is_full
from fitglue.instance import Instance
from fitglue.mcp import PATH as MCP_PATH
from fitglue.web.addresses import OtherAddresses
from fitglue.web.assets import BundledFiles
from fitglue.web.guard import Guard
from fitglue.web.languages import Language, Speaking, gettext, installed, marked
from fitglue.web.later import Later
from fitglue.web.live import Live
from fitglue.web.pages import VERSION, NotSignedIn, Pages, make_pages
from fitglue.web.routes import (
    accounts,
    activities,
    activity_list,
    admin,
    admin_work,
    audit,
    body,
    boosters,
    channels,
    connection_sources,
    connections,
    deliveries,
    downloads,
    dry_runs,
    edits,
    email_address,
    erasing,
    events,
    everything,
    health,
    health_metrics,
    help_pages,
    home,
    imports,
    inputs,
    installable,
    language,
    links,
    look,
    names,
    new_pipelines,
    notifications,
    own_showcase,
    pairs,
    passkeys,
    past_runs,
    people,
    phones,
    pipelines,
    plan,
    previews,
    privacy_zones,
    recording_settings,
    reference,
    runs,
    sending_apps,
    sessions,
    set_aside,
    showcase,
    signing_in,
    tokens,
)
from fitglue.web.topics import TOPICS
from fitglue.web.watching import Metrics, Watch, Watched

#: A list of activities stands before one activity, of which its words would be an id.
_NOUNS = (
    home, events, activity_list, notifications, channels, connection_sources, set_aside,
    connections,
    accounts, downloads, activities, audit, previews, new_pipelines, pipelines, dry_runs,
    past_runs, runs, deliveries, inputs, imports, links, pairs, passkeys, people, sending_apps,
    names, phones, plan, sessions, signing_in, tokens, reference, boosters, help_pages,
    health, health_metrics, showcase, own_showcase, edits, installable, language, look, admin,
    admin_work, body, email_address, erasing, everything, privacy_zones, recording_settings,
)  # fmt: skip
_SAYINGS = {
    403: (marked("This is not yours to open."), marked("Sign in as the person it belongs to.")),
    404: (
        marked("There is nothing at this address."),
        marked("It may have moved, or the link was cut short."),
    ),
    405: (
        marked("This page cannot be asked for that way."),
        marked("Go back and use its buttons."),
    ),
    500: (
        marked("Something went wrong on our side."),
        marked("Nothing was lost. Try again; if it happens twice, please report it."),
    ),
}


def create_app(
    instance: Instance, watch: Watch | None = None, languages: Mapping[str, Language] | None = None
) -> FastAPI:
    """Make the application on an open installation, watched by `watch`, in all its `languages`.

    Raises Misconfigured when the pages were never bundled.
    """
    app = FastAPI(
        title="FitGlue", version=VERSION, openapi_url=None,
        # Its own would tell whole addresses; we watch and trace by ourselves.
        telemetry={"tracing": False, "metrics": False, "logs": False},
    )  # fmt: skip
    languages = languages or installed()
    app.state.pages = make_pages(instance, languages)
    app.state.live = Live(app.state.pages, TOPICS)
    app.add_middleware(OtherAddresses, real=API_PATH)
    app.add_middleware(GZipMiddleware, minimum_size=800, compresslevel=5)
    app.add_middleware(Speaking, languages=languages)
    app.add_middleware(Guard)
    app.state.watch, app.state.metrics_token = watch, instance.settings.metrics_token
    app.state.metrics = Metrics(watch)
    app.add_middleware(Watched, metrics=app.state.metrics)
    app.state.api = Later(lambda: _api_of(instance))
    # Before the pages, for each of those is held against an address in turn: phones send a lot.
    app.mount(API_PATH, app.state.api, name="api")
    for noun in _NOUNS:
        app.include_router(noun.router)
    app.router.routes.append(Route(MCP_PATH, Later(lambda: _assistants_of(instance))))
    app.mount("/assets", BundledFiles(), name="assets")
    _answer_errors(app)
    return app


def _api_of(instance: Instance) -> FastAPI:
    from fitglue.api.app import create_api  # noqa: PLC0415 - no page waits for it

    return create_api(instance)


def _assistants_of(instance: Instance) -> ASGIApp:
    from fitglue.mcp.http import assistants  # noqa: PLC0415 - its SDK loads for a second

    return assistants(instance)


def _answer_errors(app: FastAPI) -> None:
    answers: dict[type[Exception], Callable[[Request, Exception], Awaitable[Response]]] = {
        NotSignedIn: _to_sign_in,
        FitGlueError: _our_error,
        OSError: _system_error,
        OperationalError: _database_error,
        HTTPException: _http_error,
        RequestValidationError: _not_found,
        Exception: _broken,
    }
    for kind, answer in answers.items():
        app.add_exception_handler(kind, answer)


async def _to_sign_in(request: Request, _: Exception) -> Response:
    here = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    address = f"/sign-in?next={quote(here, safe='/')}" if request.method == "GET" else "/sign-in"
    if request.headers.get("hx-request"):
        return Response(status_code=204, headers={"hx-redirect": "/sign-in"})
    if _wants_json(request):
        gone = {"sentence": "You are not signed in.", "next_step": "Sign in and try again."}
        return JSONResponse(gone, 401)
    return RedirectResponse(address, 303)


async def _our_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, FitGlueError)  # noqa: S101 - registered for this type
    answer = _say(request, status_of(error), error.sentence, error.next_step)
    if isinstance(error, TooManyTries):
        answer.headers["retry-after"] = str(error.retry_after_s)
    return answer


async def _system_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, OSError)  # noqa: S101 - registered for this type
    if not is_full(error):
        raise error
    return await _our_error(request, DiskFull.at("the server's disk"))


async def _database_error(request: Request, error: Exception) -> Response:
    if "disk is full" not in str(error) and "No space left" not in str(error):
        raise error
    return await _our_error(request, DiskFull.at("the server's disk"))


async def _http_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101 - registered for this type
    sentence, step = _SAYINGS.get(error.status_code, _SAYINGS[500])
    return _say(request, error.status_code, sentence, step)


async def _not_found(request: Request, _: Exception) -> Response:
    return _say(request, 404, *_SAYINGS[404])


async def _broken(request: Request, _: Exception) -> Response:
    return _say(request, 500, *_SAYINGS[500])


def _say(request: Request, status: int, sentence: str, next_step: str) -> Response:
    sentence, next_step = (gettext(told) if told else "" for told in (sentence, next_step))
    if _wants_json(request):
        return JSONResponse({"sentence": sentence, "next_step": next_step}, status)
    pages = request.app.state.pages
    assert isinstance(pages, Pages)  # noqa: S101 - create_app put it there
    return pages.show(
        request, "error.html", status=status, code=status, sentence=sentence, next_step=next_step
    )


def _wants_json(request: Request) -> bool:
    return "application/json" in request.headers.get("accept", "")
