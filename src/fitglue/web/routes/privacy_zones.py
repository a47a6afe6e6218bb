"""Places where a person does not want to be seen, drawn on a map or typed."""

import json
import math
from typing import Annotated

from fastapi import APIRouter, Form, HTTPException, Request
from fastapi.responses import Response

from fitglue.domain.errors import FitGlueError, NeedsUser
from fitglue.domain.figures import Units
from fitglue.domain.spot import Spot
from fitglue.domain.streams import StreamKind
from fitglue.web import typed_numbers
from fitglue.web.forms import on_to
from fitglue.web.guard import tile_host
from fitglue.web.languages import gettext
from fitglue.web.pages import Pages, ThePages, Visitor
from fitglue.web.typed_numbers import LATITUDE, LONGITUDE, RADIUS

router = APIRouter()
Field = Annotated[str, Form()]
ADDRESS = "/settings/places"
MOST = 20
_LONGEST_NAME = 60
_WAY_POINTS = 200


@router.get(ADDRESS)
def zones(request: Request, pages: ThePages, person: Visitor) -> Response:
    """Show the zones on a map and as a list."""
    return _show(request, pages, person, done=request.query_params.get("done", ""))


@router.post(ADDRESS)
def add(  # noqa: PLR0913, PLR0917 - the fields of the form
    request: Request, pages: ThePages, person: Visitor,
    name: Field = "", latitude: Field = "", longitude: Field = "", radius: Field = "",
) -> Response:  # fmt: skip
    """Keep a new zone."""
    kept = pages.instance.store.privacy_zones
    try:
        if kept.count(person.id) >= MOST:
            raise NeedsUser(
                gettext("There are %(most)s zones already.", most=MOST),
                gettext("Remove one that you do not need."),
            )
        kept.put(person.id, _name(name), _spot(latitude, longitude, radius, person.units))
    except FitGlueError as error:
        typed = {"name": name, "latitude": latitude, "longitude": longitude, "radius": radius}
        return _show(request, pages, person, error=error, typed=typed)
    return on_to(f"{ADDRESS}?done=kept")


@router.post(f"{ADDRESS}/{{privacy_zone_id}}")
def change(  # noqa: PLR0913, PLR0917 - the fields of the form
    request: Request, pages: ThePages, person: Visitor, privacy_zone_id: str,
    name: Field = "", latitude: Field = "", longitude: Field = "", radius: Field = "",
) -> Response:  # fmt: skip
    """Keep a changed zone."""
    try:
        spot = _spot(latitude, longitude, radius, person.units)
        kept = pages.instance.store.privacy_zones.put(person.id, _name(name), spot, privacy_zone_id)
    except FitGlueError as error:
        return _show(request, pages, person, error=error)
    if kept is None:
        raise HTTPException(404)
    return on_to(f"{ADDRESS}?done=kept")


@router.post(f"{ADDRESS}/{{privacy_zone_id}}/remove")
def remove(pages: ThePages, person: Visitor, privacy_zone_id: str) -> Response:
    """Forget a zone."""
    if not pages.instance.store.privacy_zones.remove(person.id, privacy_zone_id):
        raise HTTPException(404)
    return on_to(f"{ADDRESS}?done=removed")


def _name(text: str) -> str:
    return " ".join(text.split())[:_LONGEST_NAME] or gettext("Home")


def _spot(latitude: str, longitude: str, radius: str, units: Units) -> Spot:
    north = LATITUDE.typed(latitude, units)
    east = LONGITUDE.typed(longitude, units)
    radius_m = RADIUS.typed(radius, units)
    if north is None or east is None or radius_m is None:
        raise NeedsUser(
            gettext("The zone has no place yet."),
            gettext("Click on the map, or type latitude, longitude and radius."),
        )
    return Spot(latitude_deg=north, longitude_deg=east, radius_m=radius_m)


def _show(  # noqa: PLR0913 - what the page tells
    request: Request, pages: Pages, person: Visitor, *, done: str = "",
    error: FitGlueError | None = None, typed: dict[str, str] | None = None,
) -> Response:  # fmt: skip
    store = pages.instance.store
    rows = store.privacy_zones.of_account(person.id)
    shown = [
        {
            "id": row.id, "name": row.name, "latitude": LATITUDE.shown(row.latitude_deg, "metric"),
            "longitude": LONGITUDE.shown(row.longitude_deg, "metric"),
            "radius": RADIUS.shown(row.radius_m, person.units),
        }
        for row in rows
    ]  # fmt: skip
    new = {"name": "", "latitude": "", "longitude": "", "radius": RADIUS.shown(200, person.units)}
    return pages.show(
        request, "settings_places.html", person=person, status=400 if error else 200, done=done,
        error=error, places=shown, new={**new, **(typed or {})}, unit=RADIUS.unit(person.units),
        each_m=typed_numbers.RADIUS.each(person.units), tile_host=tile_host(person.tile_url),
        way=json.dumps(_newest_way(pages, person)), least=RADIUS.least, most=RADIUS.most,
    )  # fmt: skip


def _newest_way(pages: Pages, person: Visitor) -> list[list[float]]:
    """Give where the newest route led, roughly: a person knows where they set out from."""
    store = pages.instance.store
    newest = store.privacy_zones.newest_with_route(person.id)
    activity = store.activities.get(person.id, newest) if newest is not None else None
    route = activity.workout.streams.get(StreamKind.ROUTE) if activity is not None else None
    if route is None or not len(route):
        return []
    some = slice(None, None, max(len(route) // _WAY_POINTS, 1))
    places = zip(route["longitude_deg"][some], route["latitude_deg"][some], strict=True)
    return [
        [round(float(east), 5), round(float(north), 5)]
        for east, north in places
        if math.isfinite(east) and math.isfinite(north)
    ]
