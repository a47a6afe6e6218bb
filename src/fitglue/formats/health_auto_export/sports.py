"""The sport of a workout: what its name says, else what it measured."""

from collections.abc import Mapping
from dataclasses import dataclass

from fitglue.domain.sport import OTHER, Sport, by_key
from fitglue.domain.workout import Note, SwimLocation
from fitglue.formats.health_auto_export.names import Named, Place, named, place_named
from fitglue.formats.health_auto_export.quantities import amount, label
from fitglue.formats.health_auto_export.streams import series_metres
from fitglue.formats.health_auto_export.told import Told

#: Faster than this on foot is a run: 7.5 km/h.
_RUN_M_PER_S = 7.5 / 3.6
_YARD_M = 0.9144
_SHORTEST_POOL_M, _LONGEST_POOL_M = 5.0, 200.0
# What only one sport measures, the surest first.
_SIGNS = {
    "swimming": (
        "swimDistance", "swimmingDistance", "swimStroke", "lapLength", "totalSwimmingStrokeCount",
        "swimCadence", "strokeStyle", "swolfScore",
    ),
    "cycling": ("cyclingDistance", "cyclingCadence", "cyclingPower", "cyclingSpeed"),
    "running": (
        "runningPower", "runningStrideLength", "runningSpeed", "runningVerticalOscillation",
        "runningGroundContactTime",
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Kind:
    """What a workout was and where; `None` is not said."""

    sport: Sport
    known: bool  # by its name, not by what it measured
    indoor: bool | None
    swim_location: SwimLocation | None
    pool_length_m: float | None
    notes: tuple[Note, ...] = ()


def kind_of(said: Told, rules: Mapping[str, Sport]) -> Kind:
    """Find a workout's sport and place; `rules` are a person's own names, keyed by `name_key`."""
    name = named(said.name, rules)
    place = _place(said, name)
    sport = name.sport or _inferred(said, place)
    swims = sport.key == "swimming"
    return Kind(
        sport=sport,
        known=name.sport is not None,
        indoor=_indoor(said, place),
        swim_location=_swim_location(said, place) if swims else None,
        pool_length_m=_pool_length_m(said) if swims else None,
        notes=() if name.sport is not None else (_note(said, sport),),
    )


def _place(said: Told, name: Named) -> Place | None:
    location = said.value("location")
    return (place_named(location) if isinstance(location, str) else None) or name.place


def _indoor(said: Told, place: Place | None) -> bool | None:
    stated = said.value("isIndoor")
    if isinstance(stated, bool):
        return stated
    if place is None or place is Place.POOL:
        return None
    return place is Place.INDOOR


def _swim_location(said: Told, place: Place | None) -> SwimLocation | None:
    if place is Place.OPEN_WATER:
        return SwimLocation.OPEN_WATER
    in_pool = place is Place.POOL or _pool_length_m(said) is not None
    return SwimLocation.POOL if in_pool else None


def _pool_length_m(said: Told) -> float | None:
    """Give the pool's length: less than 1 is in kilometres, whatever the label says."""
    stated = said.value("lapLength")
    length = amount(stated)
    if length is None:
        return None
    in_yards = label(stated) == "yd" and length >= 1
    metres = length * (1_000 if length < 1 else _YARD_M if in_yards else 1)
    return metres if _SHORTEST_POOL_M <= metres <= _LONGEST_POOL_M else None


def _inferred(said: Told, place: Place | None) -> Sport:
    """Find the sport by what was measured: its figures are there for one sport alone."""
    for key, signs in _SIGNS.items():
        if any(_measured(said, sign) for sign in signs):
            return by_key(key)
    if place in {Place.POOL, Place.OPEN_WATER}:
        return by_key("swimming")
    on_foot_m = series_metres(said) if said.rows("walkingAndRunningDistance") else None
    if on_foot_m is None or said.timer_s <= 0:
        return OTHER
    return by_key("running" if on_foot_m / said.timer_s > _RUN_M_PER_S else "walking")


def _measured(said: Told, name: str) -> bool:
    found = said.value(name)
    if isinstance(found, list):
        return any(isinstance(row, dict) and amount(row) for row in found)
    return bool(amount(found))


def _note(said: Told, sport: Sport) -> Note:
    called = f"The name “{said.name}”" if said.name else "This workout has no name, which"
    if sport is OTHER:
        return Note("sport-unknown", f"{called} tells no sport: choose it on the activity.")
    return Note(
        "sport-guessed", f"{called} tells no sport: it is worked out from what it measured."
    )
