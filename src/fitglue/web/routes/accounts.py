"""How a person likes their pages."""

from typing import Annotated, get_args
from zoneinfo import available_timezones

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from fitglue.domain.clock import is_zone
from fitglue.domain.errors import FitGlueError, Misconfigured
from fitglue.web.guard import tile_host
from fitglue.web.lines import Theme, Units
from fitglue.web.pages import Pages, ThePages, Visitor

router = APIRouter()
Field = Annotated[str, Form()]
SETTLE_MIN = (0, 1, 2, 5, 15, 60)
_LONGEST_NAME, _MOST_NAMES = 200, 50
_TILE_PARTS = ("{z}", "{x}", "{y}")


@router.get("/settings")
def settings(request: Request, pages: ThePages, person: Visitor) -> Response:
    """Show how this person likes their pages."""
    return _settings(request, pages, person, saved="saved" in request.query_params)


@router.post("/settings")
def save_settings(  # noqa: PLR0913, PLR0917 - the fields of the form
    request: Request, pages: ThePages, person: Visitor,
    units: Field = "metric", zone: Field = "", theme: Field = "auto", tile_url: Field = "",
    settle_min: Field = "2", device_order: Annotated[str | None, Form()] = None,
) -> Response:  # fmt: skip
    """Keep the choices."""
    try:
        pages.instance.store.accounts.prefer(
            person.id,
            units=_units(units),
            zone=_zone(zone),
            theme=_theme(theme),
            tile_url=_tile_url(tile_url.strip()),
        )
        pages.instance.store.accounts.settle(person.id, _settle_s(settle_min))
        if device_order is not None:
            pages.instance.store.accounts.order_devices(person.id, _names(device_order))
    except FitGlueError as error:
        return _settings(request, pages, person, error=error)
    return RedirectResponse("/settings?saved", 303)


def _units(choice: str) -> Units:
    return "imperial" if choice == "imperial" else "metric"


def _theme(choice: str) -> Theme:
    return next((theme for theme in get_args(Theme) if theme == choice), "auto")


def _zone(choice: str) -> str:
    if not is_zone(choice):
        raise Misconfigured(f"“{choice}” is no time zone.", "Choose one such as Europe/Paris.")
    return choice


def _settle_s(choice: str) -> int:
    return next((60 * minutes for minutes in SETTLE_MIN if str(minutes) == choice), 120)


def _names(lines: str) -> list[str]:
    """Read one name a line, each once."""
    names = (" ".join(line.split())[:_LONGEST_NAME] for line in lines.splitlines())
    return list(dict.fromkeys(name for name in names if name))[:_MOST_NAMES]


def _tile_url(choice: str) -> str:
    if choice and not (tile_host(choice) and all(part in choice for part in _TILE_PARTS)):
        raise Misconfigured(
            "That is no address of map tiles.",
            "It begins with https:// and has {z}, {x} and {y} in it.",
        )
    return choice


def _settings(
    request: Request, pages: Pages, person: Visitor, *,
    saved: bool = False, error: FitGlueError | None = None,
) -> Response:  # fmt: skip
    seen = pages.instance.store.recordings.names(person.id)
    return pages.show(
        request, "settings.html", person=person, status=400 if error else 200,
        saved=saved, error=error, zones=sorted(available_timezones()), settle_min=SETTLE_MIN,
        unordered=[name for name in seen if name not in person.device_order],
    )  # fmt: skip
