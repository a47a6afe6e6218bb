"""Who a person is to these pages, and how they like them."""

from typing import Annotated, get_args
from zoneinfo import available_timezones

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from fitglue.domain.clock import is_zone
from fitglue.domain.errors import FitGlueError, Misconfigured
from fitglue.people import moving
from fitglue.web.languages import gettext, marked
from fitglue.web.lines import Theme, Units
from fitglue.web.pages import Pages, TheActing, ThePages, Visitor

router = APIRouter()
Field = Annotated[str, Form()]
#: The days that weeks begin with somewhere, by the number that Python gives them.
WEEK_STARTS = {0: marked("Monday"), 5: marked("Saturday"), 6: marked("Sunday")}


@router.get("/settings")
def settings(request: Request, pages: ThePages, person: Visitor) -> Response:
    """Show who this person is, and how they like their pages."""
    return _settings(request, pages, person, saved="saved" in request.query_params)


@router.post("/settings")
def save_settings(  # noqa: PLR0913, PLR0917 - the fields of the form
    request: Request, pages: ThePages, person: Visitor, acting: TheActing,
    name: Annotated[str | None, Form()] = None, units: Field = "metric", zone: Field = "",
    theme: Field = "auto", week_start: Field = "0",
) -> Response:  # fmt: skip
    """Keep the choices."""
    accounts = pages.instance.store.accounts
    try:
        known_zone = zone_of(zone)  # before anything is kept: a refused form changes nothing
        if name is not None:
            moving.rename(acting, name)
        accounts.prefer(
            person.id, units=_units(units), zone=known_zone, theme=_theme(theme),
            tile_url=person.tile_url,
        )  # fmt: skip
        accounts.begin_week(person.id, _week_start(week_start))
    except FitGlueError as error:
        return _settings(request, pages, person, error=error, typed=(name, zone))
    return RedirectResponse("/settings?saved", 303)


def zone_of(choice: str) -> str:
    """Give a zone that there is. Raises Misconfigured."""
    if not is_zone(choice):
        raise Misconfigured(
            gettext("“%(choice)s” is no time zone.", choice=choice),
            gettext("Choose one such as Europe/Paris."),
        )
    return choice


def _units(choice: str) -> Units:
    return "imperial" if choice == "imperial" else "metric"


def _theme(choice: str) -> Theme:
    return next((theme for theme in get_args(Theme) if theme == choice), "auto")


def _week_start(choice: str) -> int:
    return next((day for day in WEEK_STARTS if str(day) == choice), 0)


def _settings(  # noqa: PLR0913 - what the page tells
    request: Request, pages: Pages, person: Visitor, *,
    saved: bool = False, error: FitGlueError | None = None,
    typed: tuple[str | None, str] | None = None,
) -> Response:  # fmt: skip
    name, zone = typed or (person.name, person.zone)
    return pages.show(
        request, "settings.html", person=person, status=400 if error else 200, saved=saved,
        name=person.name if name is None else name, zone=zone,
        error=error, zones=sorted(available_timezones()), week_starts=WEEK_STARTS,
    )  # fmt: skip
