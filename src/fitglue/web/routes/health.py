"""Whether the server is up and can work, and its figures, for those who watch it."""

import ipaddress
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import PlainTextResponse, Response
from prometheus_client import exposition

from fitglue.domain.secret import Secret
from fitglue.web.watching import Metrics, Watch

router = APIRouter()


def the_watch(request: Request) -> Watch | None:
    """Give what watches the installation, where there is one."""
    watch: Watch | None = request.app.state.watch
    return watch


TheWatch = Annotated[Watch | None, Depends(the_watch)]


@router.get("/healthz")
def healthz() -> PlainTextResponse:
    """Say that requests are answered."""
    return PlainTextResponse("ok\n")


@router.get("/readyz")
def readyz(watch: TheWatch) -> PlainTextResponse:
    """Say whether work can be done: database, tables, disk, worker."""
    shortcomings = watch.shortcomings() if watch else []
    if shortcomings:
        return PlainTextResponse("\n".join(shortcomings) + "\n", 503)
    return PlainTextResponse("ready\n")


@router.get("/metrics")
def metrics(request: Request) -> Response:
    """Give the figures in the form of Prometheus, to this machine or to who knows the token."""
    if not _may_see(request, request.app.state.metrics_token):
        return PlainTextResponse(
            "Figures are for this machine, or for who sends FITGLUE_METRICS_TOKEN.\n",
            401,
            {"www-authenticate": "Bearer"},
        )
    figures: Metrics = request.app.state.metrics
    return Response(
        exposition.generate_latest(figures.registry), media_type=exposition.CONTENT_TYPE_LATEST
    )


def _may_see(request: Request, token: Secret) -> bool:
    if token:
        kind, _, offered = request.headers.get("authorization", "").partition(" ")
        return kind.lower() == "bearer" and token.matches(offered.strip())
    # A proxy on this machine also comes from the loopback; it says for whom.
    came_through = {"forwarded", "x-forwarded-for", "x-real-ip", "via"} & set(request.headers)
    return not came_through and _is_loopback(request.client.host if request.client else "")


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
