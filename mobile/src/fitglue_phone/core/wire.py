"""From what a health store gives to version 1 of the wire format that a FitGlue server reads.

Each part of a workout becomes one item: JSON bytes, named as the server names it. What no server
would take (a time that is no number) is left out here, so that one bad value
costs itself and not the workout.
"""

import hashlib
import math
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields
from typing import Any

from fitglue_phone.core.saying import (
    LONGEST_NAME,
    LONGEST_UNIT,
    Item,
    as_json,
    device,
    item,
    number,
    plain,
    said,
    text,
    writer,
)
from fitglue_phone.core.workout import (
    Column,
    Event,
    Leg,
    Metadata,
    Points,
    Quantity,
    Route,
    Series,
    Statistic,
    Workout,
    WritingApp,
)

VERSION = 1
ENVELOPE = "workout"
#: What one item holds at most. Pieces begin at the same samples each time they are cut.
SAMPLES_IN_PIECE = 2000
_MOST_METADATA = 300
_YEAR_3000_S = 32_503_680_000.0
_SEAL = 16


def envelope_item(workout: Workout, platform: str, revision: int) -> Item:
    """Give a workout's envelope."""
    told = {
        "kind": "workout",
        "uuid": workout.uuid.upper(),
        "activity_type": workout.activity_type,
        "start_s": workout.start_s,
        "end_s": workout.end_s,
        "app": writer(workout.app),
        "duration_s": number(workout.duration_s),
        "time_zone": text(workout.time_zone),
        "device": device(workout.device),
        "legs": [_leg(one) for one in workout.legs],
        "events": [_event(one) for one in workout.events],
        "statistics": _statistics(workout.statistics),
        "metadata": _metadata(workout.metadata),
    }
    return item(told, (workout.uuid.upper(), ENVELOPE, 0), platform, revision)


def route_items(workout_uuid: str, route: Route, platform: str, revision: int) -> Iterator[Item]:
    """Give a route in pieces of at most SAMPLES_IN_PIECE points."""
    columns = _with_times({one.name: getattr(route.points, one.name) for one in fields(Points)})
    uuid, workout = route.uuid.upper(), workout_uuid.upper()
    for piece, some in enumerate(_pieces(columns)):
        told = {
            "kind": "route", "workout": workout, "route": uuid, "app": writer(route.app),
            "device": device(route.device), "piece": piece, **some,
        }  # fmt: skip
        name = f"{route_beginning(route)}{piece}"
        yield item(told, (workout, name, len(some["time_s"])), platform, revision)


def series_items(workout_uuid: str, series: Series, platform: str, revision: int) -> Iterator[Item]:
    """Give a series in pieces of at most SAMPLES_IN_PIECE samples."""
    given = {"start_s": series.start_s, "value": series.value}
    columns = _with_times(given if series.end_s is None else {**given, "end_s": series.end_s})
    workout, quantity = workout_uuid.upper(), text(series.quantity, LONGEST_NAME)
    beginning = series_beginning(series)
    for piece, some in enumerate(_pieces(columns)):
        told = {
            "kind": "series", "workout": workout, "quantity": quantity,
            "unit": text(series.unit, LONGEST_UNIT), "app": writer(series.app),
            "device": device(series.device), "piece": piece, **some,
        }  # fmt: skip
        name = f"{beginning}{piece}"
        yield item(told, (workout, name, len(some["start_s"])), platform, revision)


def series_beginning(series: Series) -> str:
    """Give what the names of a series' pieces begin with."""
    return f"series:{text(series.quantity, LONGEST_NAME)}:{_writer(series.app)}:"


def route_beginning(route: Route) -> str:
    """Give what the names of a route's pieces begin with."""
    return f"route:{route.uuid.upper()}:"


def deleted_item(workout_uuid: str, platform: str) -> Item:
    """Say that a workout is not in Health any more."""
    told = {"kind": "deleted", "uuid": workout_uuid.upper()}
    return item(told, (workout_uuid.upper(), "", 0), platform, None)


def digest_body(workouts: Iterable[tuple[str, str]]) -> bytes:
    """Ask which of these workouts are there: each with the seal of its parts, or an empty one."""
    return as_json({"version": VERSION, "workouts": [list(one) for one in workouts]}).encode()


def seal_of(parts: Iterable[tuple[str, int]]) -> str:
    """Seal the names and sample counts of a workout's parts, as the server does."""
    lines = "".join(f"{name} {samples}\n" for name, samples in sorted(parts))
    return hashlib.sha256(lines.encode()).hexdigest()[:_SEAL]


def batch_head(batch_id: str, device_id: str, app_version: str, state: Mapping[str, Any]) -> bytes:
    """Give the beginning of a batch: items follow, with commas between, then `BATCH_TAIL`."""
    told = {
        "version": VERSION, "batch_id": batch_id, "device_id": device_id,
        "app_version": app_version, "state": dict(state),
    }  # fmt: skip
    return as_json(told).encode()[:-1] + b',"items":['


BATCH_TAIL = b"]}"


def _leg(leg: Leg) -> dict[str, Any]:
    told = {
        "start_s": leg.start_s,
        "end_s": leg.end_s,
        "duration_s": number(leg.duration_s),
        "uuid": leg.uuid,
        "activity_type": leg.activity_type,
        "location_type": leg.location_type,
        "swimming_location_type": leg.swimming_location_type,
        "lap_length": None if leg.lap_length is None else _quantity(leg.lap_length),
        "events": [_event(one) for one in leg.events],
        "statistics": _statistics(leg.statistics),
        "metadata": _metadata(leg.metadata),
    }
    return said(told)


def _event(event: Event) -> dict[str, Any]:
    told = {
        "type": event.type, "start_s": event.start_s, "end_s": event.end_s,
        "metadata": _metadata(event.metadata),
    }  # fmt: skip
    return said(told)


def _statistics(statistics: Sequence[Statistic]) -> list[dict[str, Any]]:
    return [
        said({one.name: plain(getattr(statistic, one.name)) for one in fields(statistic)})
        for statistic in statistics
    ]


def _metadata(metadata: Metadata) -> dict[str, Any]:
    told = {
        text(key, LONGEST_NAME): _quantity(value) if isinstance(value, Quantity) else plain(value)
        for key, value in list(metadata.items())[:_MOST_METADATA]
    }
    return {key: value for key, value in told.items() if key and value is not None}


def _quantity(quantity: Quantity) -> dict[str, Any] | None:
    value = number(quantity.value)
    return None if value is None else {"value": value, "unit": text(quantity.unit, LONGEST_UNIT)}


def _writer(app: WritingApp) -> str:
    return hashlib.sha256(f"{text(app.bundle_id)}\n{text(app.name)}".encode()).hexdigest()[:_SEAL]


def _with_times(columns: dict[str, Column]) -> dict[str, Column]:
    """Leave out samples whose times are none."""
    times = [column for name, column in columns.items() if name in {"time_s", "start_s", "end_s"}]
    if all(_is_sound(column) for column in times):
        return columns
    kept = [
        at for at, moments in enumerate(zip(*times, strict=True)) if all(map(is_moment, moments))
    ]
    return {name: array("d", [column[at] for at in kept]) for name, column in columns.items()}


def _is_sound(column: Column) -> bool:
    return not column or (
        math.isfinite(sum(column)) and is_moment(min(column)) and is_moment(max(column))
    )


def is_moment(moment: float) -> bool:
    """Tell whether a time is one that a server takes."""
    return 0 <= moment <= _YEAR_3000_S


def _pieces(columns: dict[str, Column]) -> Iterator[dict[str, list[float | None]]]:
    length = len(next(iter(columns.values())))
    for start in range(0, length, SAMPLES_IN_PIECE):
        piece = slice(start, start + SAMPLES_IN_PIECE)
        yield {name: _values(column[piece]) for name, column in columns.items()}


def _values(column: Column) -> list[float | None]:
    if math.isfinite(sum(column)):
        return [*column]
    return [one if math.isfinite(one) else None for one in column]
