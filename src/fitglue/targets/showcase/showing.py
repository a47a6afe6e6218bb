"""Takes out of an activity whatever its page does not show, so that nothing can show through."""

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import numpy as np

from fitglue.domain.activity import Activity
from fitglue.domain.distance import cumulative_distance
from fitglue.domain.measures import great_circle_m
from fitglue.domain.sport import sport_words
from fitglue.domain.streams import Stream, StreamKind, Streams, spans
from fitglue.domain.workout import App, Device, Workout

_K = StreamKind
_OF_THE_BODY = {_K.HEART_RATE, _K.ACTIVE_ENERGY, _K.BASAL_ENERGY}
_LEAST_POINTS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What a page shows, and how many metres of its route stay hidden at both ends."""

    map: bool = True
    hide_start_m: float = 0.0
    hide_end_m: float = 0.0
    heart_rate: bool = True
    time_of_day: bool = True
    title: bool = True
    text: bool = True


def as_shown(activity: Activity, wanted: Choices) -> Activity:
    """Give what is left of an activity; its whole text is its description then."""
    workout = _told(activity.workout)
    workout = _without_ends(workout, wanted) if wanted.map else _without_map(workout)
    workout = workout if wanted.heart_rate else _without_body(workout)
    workout = workout if wanted.time_of_day else _by_the_day(workout)
    sport = workout.sport
    plain = sport_words(sport, indoor=workout.indoor, is_open_water=workout.is_open_water)
    return replace(
        activity,
        title=activity.title if wanted.title else plain,
        description=activity.text if wanted.text else "",
        paragraphs=(), tags=(), gear="", workout=workout,
    )  # fmt: skip


def _told(workout: Workout) -> Workout:
    """Take out what no page shows: ids, metadata, remarks for the owner, who measured what.

    Of app and device only names stay, and of both the device's: an app may be named after its owner
    (“Kim's Apple Watch”), as HealthKit does it.
    """
    device = workout.device.name
    return replace(
        workout,
        app=App("" if device else workout.app.name), device=Device(device),
        brand="", description="", external_id="", healthkit_uuid="",
        statistics=(), metadata={}, provenance={}, notes=(), marks=(),
    )  # fmt: skip


def _without_ends(workout: Workout, wanted: Choices) -> Workout:
    """Hide the first and the last metres of the route; how far it was is known as before."""
    route = workout.streams.get(_K.ROUTE)
    if route is None:
        return workout
    points = route.take(np.isfinite(route["latitude_deg"]) & np.isfinite(route["longitude_deg"]))
    steps = great_circle_m(points["latitude_deg"], points["longitude_deg"])
    way = np.concatenate(([0.0], np.cumsum(steps)))[: len(points)]
    far = way[-1] if len(way) else 0.0
    seen = points.take((way >= wanted.hide_start_m) & (far - way >= wanted.hide_end_m))
    if len(seen) < _LEAST_POINTS:
        return _without_map(workout)
    if len(seen) == len(points):
        return workout
    return replace(workout, streams={**_with_distance(workout), _K.ROUTE: seen})


def _without_map(workout: Workout) -> Workout:
    kept = {kind: one for kind, one in _with_distance(workout).items() if kind is not _K.ROUTE}
    return replace(workout, streams=kept, virtual_route=False)


def _with_distance(workout: Workout) -> Streams:
    """Keep how the distance grew where only the route told it: pace and splits need that."""
    curve = cumulative_distance(workout)
    if curve is None or _K.DISTANCE in workout.streams:
        return workout.streams
    return {**workout.streams, _K.DISTANCE: _as_spans(*curve)}


def _as_spans(time_s: Any, distance_m: Any) -> Stream:
    return spans(_K.DISTANCE, time_s[:-1], np.diff(time_s), np.diff(distance_m))


def _without_body(workout: Workout) -> Workout:
    """Take out heart rate, energy, effort and load."""
    return replace(
        workout,
        avg_hr_bpm=None, min_hr_bpm=None, max_hr_bpm=None, active_kcal=None, basal_kcal=None,
        avg_mets=None, effort=None, training_load=None,
        laps=tuple(
            replace(lap, avg_hr_bpm=None, max_hr_bpm=None, active_kcal=None) for lap in workout.laps
        ),
        legs=tuple(replace(leg, active_kcal=None) for leg in workout.legs),
        streams={kind: one for kind, one in workout.streams.items() if kind not in _OF_THE_BODY},
    )  # fmt: skip


def _by_the_day(workout: Workout) -> Workout:
    """Let it begin at midnight: its page tells the day."""
    local = workout.zone.local(workout.start)
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    length = timedelta(seconds=workout.elapsed_s)
    return replace(workout, start=midnight, end=midnight + length)
