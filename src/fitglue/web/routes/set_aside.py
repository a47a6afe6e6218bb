"""What could not be read of a service: its reason, its bytes, and reading it again."""

from fastapi import APIRouter, HTTPException
from fastapi.responses import Response

from fitglue.domain.errors import Gone
from fitglue.pipeline.rereading import SetAsideOf
from fitglue.web.forms import on_to
from fitglue.web.routes.connections import Desk, TheDesk, about_of
from fitglue.web.set_aside_view import aside_lines

router = APIRouter(prefix="/connections")


@router.get("/{connection_id}/set-aside")
def set_aside(desk: TheDesk, connection_id: str) -> Response:
    """Show what was set aside of a connection."""
    row = desk.own(connection_id)
    lines = aside_lines(_asides(desk).of_connection(connection_id), desk.person.zone)
    return desk.show(
        "set_aside.html", about=about_of(row.service), connection_id=row.id, lines=lines
    )


@router.post("/{connection_id}/set-aside/again")
def all_again(desk: TheDesk, connection_id: str) -> Response:
    """Read all of it again."""
    desk.own(connection_id)
    _asides(desk).all_again(connection_id)
    return on_to(f"/connections/{connection_id}/set-aside")


@router.get("/set-aside/{aside_id}/content")
def content(desk: TheDesk, aside_id: str) -> Response:
    """Give the bytes of something that was set aside, as they came."""
    try:
        found = _asides(desk).content(aside_id)
    except Gone as error:
        raise HTTPException(404) from error
    return Response(
        found, media_type="application/octet-stream",
        headers={"content-disposition": f'attachment; filename="set-aside-{aside_id[:8]}.bin"'},
    )  # fmt: skip


@router.post("/set-aside/{aside_id}/again")
def again(desk: TheDesk, aside_id: str) -> Response:
    """Read one again."""
    try:
        connection_id = _asides(desk).again(aside_id)
    except Gone as error:
        raise HTTPException(404) from error
    return on_to(f"/connections/{connection_id}/set-aside")


@router.post("/set-aside/{aside_id}/let-go")
def let_go(desk: TheDesk, aside_id: str) -> Response:
    """Forget one."""
    try:
        connection_id = _asides(desk).let_go(aside_id)
    except Gone as error:
        raise HTTPException(404) from error
    return on_to(f"/connections/{connection_id}/set-aside")


def _asides(desk: Desk) -> SetAsideOf:
    return SetAsideOf(desk.pages.instance.starter, desk.person.id)
