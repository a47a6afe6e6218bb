"""Whether the server is up, for those who watch it."""

from fastapi import APIRouter
from fastapi.responses import PlainTextResponse

router = APIRouter()


@router.get("/healthz")
def healthz() -> PlainTextResponse:
    """Say that requests are answered."""
    return PlainTextResponse("ok\n")
