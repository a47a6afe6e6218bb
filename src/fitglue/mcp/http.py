"""The way in over HTTP: the streamable transport at `/mcp`, with a personal token as Bearer.

Each request stands by itself: no session is kept, so that any process may answer any of them, and
nothing is left behind when an assistant goes away.
"""

from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
from mcp.server.transport_security import TransportSecuritySettings
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from fitglue.api.problems import problem, status_of
from fitglue.domain.errors import FitGlueError, Stranger, TooManyTries
from fitglue.instance import Instance
from fitglue.mcp.asking import Asking, asked_by, let_in
from fitglue.mcp.serving import make_server
from fitglue.people.visitor import address_of
from fitglue.security.rate import Rate

#: Of one token; an assistant that works hard asks a few dozen times.
ASKS_A_MINUTE = 120
_LARGEST = 256 * 1024
_BEARER = "bearer "


class Assistants:
    """Answers assistants over HTTP."""

    def __init__(self, instance: Instance, a_minute: int = ASKS_A_MINUTE) -> None:
        self._instance = instance
        self._server = make_server()
        self._rate = Rate(a_minute)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        request = Request(scope, receive)
        if request.method != "POST":  # without sessions nothing is listened to or ended
            answer = problem(405, "Assistants ask here with POST.", "See /help/concepts/mcp.")
            answer.headers["allow"] = "POST"
            await answer(scope, receive, send)
            return
        try:
            who = await run_in_threadpool(self._let_in, request)
        except FitGlueError as error:
            await _refusal(error)(scope, receive, send)
            return
        with asked_by(who):
            await self._answer(scope, receive, send)

    def _let_in(self, request: Request) -> Asking:
        said = request.headers.get("authorization", "")
        token = said[len(_BEARER) :].strip() if said.lower().startswith(_BEARER) else ""
        who = let_in(self._instance, token, address_of(request))
        self._rate.admit(who.token_id)
        return who

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        # A request with a token is nobody's browser, so names of hosts need no check here.
        manager = StreamableHTTPSessionManager(
            self._server._lowlevel_server,  # noqa: SLF001 - the SDK's own way makes an application
            stateless=True, json_response=True, max_request_body_size=_LARGEST,
            security_settings=TransportSecuritySettings(enable_dns_rebinding_protection=False),
        )  # fmt: skip
        async with manager.run():
            await manager.handle_request(scope, receive, send)


def assistants(instance: Instance) -> ASGIApp:
    """Give what answers assistants."""
    return Assistants(instance)


def _refusal(error: FitGlueError) -> JSONResponse:
    answer = problem(status_of(error), error.sentence, error.next_step)
    if isinstance(error, Stranger):
        answer.headers["www-authenticate"] = "Bearer"
    if isinstance(error, TooManyTries):
        answer.headers["retry-after"] = str(error.retry_after_s)
    return answer
