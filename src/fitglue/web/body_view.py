"""What a person says of their body, as the form shows and reads it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from fitglue.domain.athlete import Athlete, ZonesBy
from fitglue.domain.errors import NeedsUser
from fitglue.domain.figures import Units
from fitglue.domain.zones import Zones
from fitglue.web import typed_numbers
from fitglue.web.languages import gettext
from fitglue.web.typed_numbers import Kind

_SEXES = ("", "female", "male")
_HEART_BOUNDS, _POWER_BOUNDS = 4, 6
_FIELDS: Mapping[str, Kind] = {
    "highest_bpm": typed_numbers.HIGHEST, "resting_bpm": typed_numbers.RESTING,
    "threshold_bpm": typed_numbers.THRESHOLD_BPM, "threshold_w": typed_numbers.THRESHOLD_W,
    "weight_kg": typed_numbers.WEIGHT, "born": typed_numbers.BORN,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class FieldView:
    """One number to fill in."""

    name: str
    label: str
    unit: str
    value: str


@dataclass(frozen=True, slots=True)
class BodyView:
    """The form, filled in, and the zones that come of it."""

    fields: Mapping[str, FieldView]
    sex: str
    zones_by: ZonesBy
    heart_rate_bounds: tuple[str, ...]
    power_bounds: tuple[str, ...]
    heart_rate_zones: tuple[str, ...]
    power_zones: tuple[str, ...]


def body_view(athlete: Athlete, units: Units) -> BodyView:
    """Show what a person said."""
    fields = {
        name: FieldView(
            name, kind.label, kind.unit(units), kind.shown(getattr(athlete, name), units)
        )
        for name, kind in _FIELDS.items()
    }
    return BodyView(
        fields=fields, sex=athlete.sex, zones_by=athlete.zones_by,
        heart_rate_bounds=_padded(athlete.heart_rate_bounds, _HEART_BOUNDS),
        power_bounds=_padded(athlete.power_bounds, _POWER_BOUNDS),
        heart_rate_zones=_spans(athlete.heart_rate_zones(), "bpm"),
        power_zones=_spans(athlete.power_zones(), "W"),
    )  # fmt: skip


def typed_view(form: Mapping[str, list[str]], before: Athlete, units: Units) -> BodyView:
    """Show what was typed just now, for it cannot be kept as it is, and the zones of before."""
    view = body_view(before, units)
    zones_by = _first(form, "zones_by")
    return replace(
        view,
        fields={
            name: replace(field, value=_first(form, name)) for name, field in view.fields.items()
        },
        sex=_first(form, "sex"),
        zones_by=next((one for one in ZonesBy if one == zones_by), view.zones_by),
        heart_rate_bounds=_as_many(form.get("heart_rate_bound", []), _HEART_BOUNDS),
        power_bounds=_as_many(form.get("power_bound", []), _POWER_BOUNDS),
    )


def typed_body(form: Mapping[str, list[str]], units: Units) -> Athlete:
    """Read the form. Raises NeedsUser with the first thing that cannot be."""
    told = {name: kind.typed(_first(form, name), units) for name, kind in _FIELDS.items()}
    born = told.pop("born")
    heart = _bounds(form.get("heart_rate_bound", []), typed_numbers.BOUND_BPM)
    power = _bounds(form.get("power_bound", []), typed_numbers.BOUND_W)
    zones_by = next((one for one in ZonesBy if one == _first(form, "zones_by")), ZonesBy.HIGHEST)
    if zones_by is ZonesBy.OWN and not heart:
        raise NeedsUser(
            gettext("Your own zones are not filled in."), gettext("Say where zones 2 to 5 begin.")
        )
    sex = _first(form, "sex")
    return Athlete(
        **told, born=int(born) if born is not None else None, sex=sex if sex in _SEXES else "",
        zones_by=zones_by, heart_rate_bounds=heart, power_bounds=power,
    )  # fmt: skip


def _first(form: Mapping[str, list[str]], name: str) -> str:
    return next(iter(form.get(name, [])), "")


def _bounds(texts: list[str], kind: Kind) -> tuple[float, ...]:
    bounds = tuple(one for text in texts if (one := kind.typed(text, "metric")) is not None)
    try:
        return Zones(bounds).bounds if bounds else ()
    except ValueError as problem:
        raise NeedsUser(
            gettext("Every zone begins above the one before it."), gettext("Order them.")
        ) from problem


def _padded(bounds: tuple[float, ...], number: int) -> tuple[str, ...]:
    return _as_many([f"{bound:g}" for bound in bounds], number)


def _as_many(texts: list[str], number: int) -> tuple[str, ...]:
    return (*texts[:number], *[""] * (number - len(texts)))


def _spans(zones: Zones | None, unit: str) -> tuple[str, ...]:
    if zones is None:
        return ()
    return tuple(_span(low, high, unit) for low, high in zones.spans())


def _span(low: float | None, high: float | None, unit: str) -> str:
    if low is None:
        return gettext("below %(high)s %(unit)s", high=format(high, ".0f"), unit=unit)
    return (
        gettext("%(low)s %(unit)s and more", low=format(low, ".0f"), unit=unit)
        if high is None
        else gettext(
            "%(low)s to %(high)s %(unit)s",
            low=format(low, ".0f"),
            high=format(high - 1, ".0f"),
            unit=unit,
        )
    )
