"""What a person says of themselves: body, zones of heart rate and power, privacy zones."""

from typing import Annotated

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field

from fitglue.api.auth import Reader, TheInstance, Writer
from fitglue.domain.athlete import Athlete, ZonesBy
from fitglue.domain.errors import Gone, NeedsUser
from fitglue.domain.spot import Spot
from fitglue.domain.zones import Zones

router = APIRouter(tags=["me"])
_MOST_ZONES = 20
Bpm = Annotated[float | None, Field(ge=25, le=240)]


class Body(BaseModel):
    """A body in figures; null is not said. Bounds are where zones 2, 3, … begin."""

    highest_bpm: Bpm = None
    resting_bpm: Bpm = None
    threshold_bpm: Bpm = None
    threshold_w: Annotated[float | None, Field(ge=20, le=700)] = None
    weight_kg: Annotated[float | None, Field(ge=20, le=300)] = None
    born: Annotated[int | None, Field(ge=1900, le=2100)] = None
    sex: Annotated[str, Field(pattern="^(female|male|)$")] = ""
    zones_by: ZonesBy = ZonesBy.HIGHEST
    heart_rate_bounds: list[float] = Field(default=[], max_length=9)
    power_bounds: list[float] = Field(default=[], max_length=9)


class BodyOut(Body):
    """A body, and the zones that come of it."""

    heart_rate_zones: list[float] = Field(description="Where zones 2, 3, … begin.")
    power_zones: list[float]


class PrivacyZone(BaseModel):
    """A place where nobody may see its owner."""

    name: Annotated[str, Field(min_length=1, max_length=60)] = "Home"
    latitude_deg: Annotated[float, Field(ge=-90, le=90)]
    longitude_deg: Annotated[float, Field(ge=-180, le=180)]
    radius_m: Annotated[float, Field(ge=50, le=2000)] = 200


class PrivacyZoneOut(PrivacyZone):
    """A privacy zone with its id."""

    id: str


@router.get("/me/body")
def body(caller: Reader, instance: TheInstance) -> BodyOut:
    """Tell what the person said of their body, and their zones."""
    return _body_out(instance.store.athletes.of(caller.account.id))


@router.put("/me/body")
def keep_body(caller: Writer, instance: TheInstance, told: Body) -> BodyOut:
    """Put it in place of what was said before."""
    athlete = Athlete(
        highest_bpm=told.highest_bpm, resting_bpm=told.resting_bpm,
        threshold_bpm=told.threshold_bpm, threshold_w=told.threshold_w, weight_kg=told.weight_kg,
        born=told.born, sex=told.sex, zones_by=told.zones_by,
        heart_rate_bounds=_bounds(told.heart_rate_bounds), power_bounds=_bounds(told.power_bounds),
    )  # fmt: skip
    instance.store.athletes.keep(caller.account.id, athlete)
    return _body_out(athlete)


@router.get("/me/privacy-zones")
def privacy_zones(caller: Reader, instance: TheInstance) -> list[PrivacyZoneOut]:
    """List the places where nobody may see the person."""
    rows = instance.store.privacy_zones.of_account(caller.account.id)
    return [
        PrivacyZoneOut(
            id=row.id, name=row.name, latitude_deg=row.latitude_deg,
            longitude_deg=row.longitude_deg, radius_m=row.radius_m,
        )
        for row in rows
    ]  # fmt: skip


@router.post("/me/privacy-zones", status_code=201)
def add_privacy_zone(caller: Writer, instance: TheInstance, zone: PrivacyZone) -> PrivacyZoneOut:
    """Keep a new zone."""
    kept = instance.store.privacy_zones
    if kept.count(caller.account.id) >= _MOST_ZONES:
        raise NeedsUser(f"There are {_MOST_ZONES} zones already.", "Remove one first.")
    zone_id = kept.put(caller.account.id, zone.name, _spot(zone))
    return PrivacyZoneOut(id=zone_id or "", **zone.model_dump())


@router.put("/me/privacy-zones/{privacy_zone_id}")
def change_privacy_zone(
    caller: Writer, instance: TheInstance, privacy_zone_id: str, zone: PrivacyZone
) -> PrivacyZoneOut:
    """Keep a changed zone."""
    kept = instance.store.privacy_zones
    if kept.put(caller.account.id, zone.name, _spot(zone), privacy_zone_id) is None:
        raise _no_zone()
    return PrivacyZoneOut(id=privacy_zone_id, **zone.model_dump())


@router.delete("/me/privacy-zones/{privacy_zone_id}", status_code=204)
def remove_privacy_zone(caller: Writer, instance: TheInstance, privacy_zone_id: str) -> Response:
    """Forget a zone."""
    if not instance.store.privacy_zones.remove(caller.account.id, privacy_zone_id):
        raise _no_zone()
    return Response(status_code=204)


def _no_zone() -> Gone:
    return Gone("There is no such zone.")


def _spot(zone: PrivacyZone) -> Spot:
    return Spot(
        latitude_deg=zone.latitude_deg, longitude_deg=zone.longitude_deg, radius_m=zone.radius_m
    )


def _bounds(bounds: list[float]) -> tuple[float, ...]:
    try:
        return Zones(tuple(bounds)).bounds if bounds else ()
    except ValueError as problem:
        raise NeedsUser("Every zone begins above the one before it.", "Order them.") from problem


def _body_out(athlete: Athlete) -> BodyOut:
    heart, power = athlete.heart_rate_zones(), athlete.power_zones()
    values = {name: getattr(athlete, name) for name in Body.model_fields}
    return BodyOut(
        **values,
        heart_rate_zones=list(heart.bounds) if heart else [],
        power_zones=list(power.bounds) if power else [],
    )
