"""From what a health store gives to version 1 of the wire format that a FitGlue server reads.

Each part of a workout becomes one item: JSON bytes, named as the server names it. What no server
would take (a time that is no number, a text with a NUL) is left out here, so that one bad value
costs itself and not the workout.
"""

import hashlib
import json
import math
import zlib
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from fitglue_phone.core.workout import (
    Column,
    Device,
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
_LONGEST_TEXT, _LONGEST_NAME, _LONGEST_UNIT, _MOST_METADATA = 1000, 128, 40, 300
_YEAR_3000_S = 32_503_680_000.0
_SEAL = 16
_FAST = 1  # zlib's level: an item is packed for the disk, the batch for the way
_REQUIRED = "unit"  # of what an empty text is an answer as well
_json = json.JSONEncoder(separators=(",", ":"), ensure_ascii=True, allow_nan=False).encode


@dataclass(frozen=True, slots=True)
class Item:
    """A part of a workout as it is sent; `part` is empty for a deletion.

    `content_hash` names what it says, whichever its revision.
    """

    workout: str
    part: str
    samples: int
    packed: bytes  # zlib
    size: int
    content_hash: str

    @property
    def content(self) -> bytes:
        """Give its JSON."""
        return zlib.decompress(self.packed)


def envelope_item(workout: Workout, platform: str, revision: int) -> Item:
    """Give a workout's envelope."""
    told = {
        "kind": "workout",
        "uuid": workout.uuid.upper(),
        "activity_type": workout.activity_type,
        "start_s": workout.start_s,
        "end_s": workout.end_s,
        "app": _app(workout.app),
        "duration_s": _number(workout.duration_s),
        "time_zone": _text(workout.time_zone),
        "device": _device(workout.device),
        "legs": [_leg(one) for one in workout.legs],
        "events": [_event(one) for one in workout.events],
        "statistics": _statistics(workout.statistics),
        "metadata": _metadata(workout.metadata),
    }
    return _item(told, (workout.uuid.upper(), ENVELOPE, 0), platform, revision)


def route_items(workout_uuid: str, route: Route, platform: str, revision: int) -> Iterator[Item]:
    """Give a route in pieces of at most SAMPLES_IN_PIECE points."""
    columns = _with_times({one.name: getattr(route.points, one.name) for one in fields(Points)})
    uuid, workout = route.uuid.upper(), workout_uuid.upper()
    for piece, some in enumerate(_pieces(columns)):
        told = {
            "kind": "route", "workout": workout, "route": uuid, "app": _app(route.app),
            "device": _device(route.device), "piece": piece, **some,
        }  # fmt: skip
        name = f"{route_beginning(route)}{piece}"
        yield _item(told, (workout, name, len(some["time_s"])), platform, revision)


def series_items(workout_uuid: str, series: Series, platform: str, revision: int) -> Iterator[Item]:
    """Give a series in pieces of at most SAMPLES_IN_PIECE samples."""
    given = {"start_s": series.start_s, "value": series.value}
    columns = _with_times(given if series.end_s is None else {**given, "end_s": series.end_s})
    workout, quantity = workout_uuid.upper(), _text(series.quantity, _LONGEST_NAME)
    beginning = series_beginning(series)
    for piece, some in enumerate(_pieces(columns)):
        told = {
            "kind": "series", "workout": workout, "quantity": quantity,
            "unit": _text(series.unit, _LONGEST_UNIT), "app": _app(series.app),
            "device": _device(series.device), "piece": piece, **some,
        }  # fmt: skip
        name = f"{beginning}{piece}"
        yield _item(told, (workout, name, len(some["start_s"])), platform, revision)


def series_beginning(series: Series) -> str:
    """Give what the names of a series' pieces begin with."""
    return f"series:{_text(series.quantity, _LONGEST_NAME)}:{_writer(series.app)}:"


def route_beginning(route: Route) -> str:
    """Give what the names of a route's pieces begin with."""
    return f"route:{route.uuid.upper()}:"


def deleted_item(workout_uuid: str, platform: str) -> Item:
    """Say that a workout is not in Health any more."""
    told = {"kind": "deleted", "uuid": workout_uuid.upper()}
    return _item(told, (workout_uuid.upper(), "", 0), platform, None)


def digest_body(workouts: Iterable[tuple[str, str]]) -> bytes:
    """Ask which of these workouts are there: each with the seal of its parts, or an empty one."""
    return _json({"version": VERSION, "workouts": [list(one) for one in workouts]}).encode()


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
    return _json(told).encode()[:-1] + b',"items":['


BATCH_TAIL = b"]}"


def _item(
    told: dict[str, Any], place: tuple[str, str, int], platform: str, revision: int | None
) -> Item:
    """Leave out what is empty, and put the revision in front of what is hashed."""
    content = _json(_said(told) | {"platform": platform}).encode()
    content_hash = hashlib.sha256(content).hexdigest()
    if revision is not None:
        content = b'{"revision":%d,' % revision + content[1:]
    return Item(*place, zlib.compress(content, _FAST), len(content), content_hash)


def _app(app: WritingApp) -> dict[str, str]:
    said = {"bundle_id": _text(app.bundle_id), "version": _text(app.version)}
    return {"name": _text(app.name), **_said(said)}


def _device(device: Device) -> dict[str, str]:
    return _said({one.name: _text(getattr(device, one.name)) for one in fields(device)})


def _leg(leg: Leg) -> dict[str, Any]:
    told = {
        "start_s": leg.start_s,
        "end_s": leg.end_s,
        "duration_s": _number(leg.duration_s),
        "uuid": leg.uuid,
        "activity_type": leg.activity_type,
        "location_type": leg.location_type,
        "swimming_location_type": leg.swimming_location_type,
        "lap_length": None if leg.lap_length is None else _quantity(leg.lap_length),
        "events": [_event(one) for one in leg.events],
        "statistics": _statistics(leg.statistics),
        "metadata": _metadata(leg.metadata),
    }
    return _said(told)


def _event(event: Event) -> dict[str, Any]:
    told = {
        "type": event.type, "start_s": event.start_s, "end_s": event.end_s,
        "metadata": _metadata(event.metadata),
    }  # fmt: skip
    return _said(told)


def _statistics(statistics: Sequence[Statistic]) -> list[dict[str, Any]]:
    return [
        _said({one.name: _plain(getattr(statistic, one.name)) for one in fields(statistic)})
        for statistic in statistics
    ]


def _metadata(metadata: Metadata) -> dict[str, Any]:
    told = {
        _text(key, _LONGEST_NAME): _quantity(value)
        if isinstance(value, Quantity)
        else _plain(value)
        for key, value in list(metadata.items())[:_MOST_METADATA]
    }
    return {key: value for key, value in told.items() if key and value is not None}


def _quantity(quantity: Quantity) -> dict[str, Any] | None:
    value = _number(quantity.value)
    return None if value is None else {"value": value, "unit": _text(quantity.unit, _LONGEST_UNIT)}


def _plain(value: Any) -> Any:
    return _text(value) if isinstance(value, str) else _number(value)


def _number(value: Any) -> Any:
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _text(text: str, longest: int = _LONGEST_TEXT) -> str:
    """Take out what PostgreSQL keeps in no text, and halves of characters."""
    return text.replace("\0", "").encode("utf-8", "replace").decode()[:longest]


def _said(told: dict[str, Any]) -> dict[str, Any]:
    return {
        key: value
        for key, value in told.items()
        if value not in (None, "", [], {}) or (key == _REQUIRED and value is not None)
    }


def _writer(app: WritingApp) -> str:
    return hashlib.sha256(f"{_text(app.bundle_id)}\n{_text(app.name)}".encode()).hexdigest()[:_SEAL]


def _with_times(columns: dict[str, Column]) -> dict[str, Column]:
    """Leave out samples whose times are none."""
    times = [column for name, column in columns.items() if name in {"time_s", "start_s", "end_s"}]
    if all(_is_sound(column) for column in times):
        return columns
    kept = [
        at for at, moments in enumerate(zip(*times, strict=True)) if all(map(_is_moment, moments))
    ]
    return {name: array("d", [column[at] for at in kept]) for name, column in columns.items()}


def _is_sound(column: Column) -> bool:
    return not column or (
        math.isfinite(sum(column)) and _is_moment(min(column)) and _is_moment(max(column))
    )


def _is_moment(moment: float) -> bool:
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
