"""How recordings become activities, and what maps are drawn on."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from fitglue.domain.errors import FitGlueError, Misconfigured
from fitglue.web.guard import tile_host
from fitglue.web.languages import gettext
from fitglue.web.pages import Pages, ThePages, Visitor

router = APIRouter()
Field = Annotated[str, Form()]
SETTLE_MIN = (0, 1, 2, 5, 15, 60)
_LONGEST_NAME, _MOST_NAMES = 200, 50
_TILE_PARTS = ("{z}", "{x}", "{y}")


@router.get("/settings/workouts")
def settings(request: Request, pages: ThePages, person: Visitor) -> Response:
    """Show the choices."""
    return _settings(request, pages, person, saved="saved" in request.query_params)


@router.post("/settings/workouts")
def save(  # noqa: PLR0913, PLR0917 - the fields of the form
    request: Request, pages: ThePages, person: Visitor,
    tile_url: Field = "", settle_min: Field = "2",
    device_order: Annotated[str | None, Form()] = None,
) -> Response:  # fmt: skip
    """Keep the choices."""
    accounts = pages.instance.store.accounts
    try:
        accounts.prefer(
            person.id, units=person.units, zone=person.zone, theme=person.theme,
            tile_url=_tile_url(tile_url.strip()),
        )  # fmt: skip
    except FitGlueError as error:
        return _settings(request, pages, person, error=error)
    accounts.settle(person.id, _settle_s(settle_min))
    if device_order is not None:
        accounts.order_devices(person.id, _names(device_order))
    return RedirectResponse("/settings/workouts?saved", 303)


def _settle_s(choice: str) -> int:
    return next((60 * minutes for minutes in SETTLE_MIN if str(minutes) == choice), 120)


def _names(lines: str) -> list[str]:
    """Read one name a line, each once."""
    names = (" ".join(line.split())[:_LONGEST_NAME] for line in lines.splitlines())
    return list(dict.fromkeys(name for name in names if name))[:_MOST_NAMES]


def _tile_url(choice: str) -> str:
    if choice and not (tile_host(choice) and all(part in choice for part in _TILE_PARTS)):
        raise Misconfigured(
            gettext("That is no address of map tiles."),
            "It begins with https:// and has {z}, {x} and {y} in it.",
        )
    return choice


def _settings(
    request: Request, pages: Pages, person: Visitor, *,
    saved: bool = False, error: FitGlueError | None = None,
) -> Response:  # fmt: skip
    seen = pages.instance.store.recordings.names(person.id)
    return pages.show(
        request, "settings_workouts.html", person=person, status=400 if error else 200,
        saved=saved, error=error, settle_min=SETTLE_MIN,
        unordered=[name for name in seen if name not in person.device_order],
    )  # fmt: skip
