"""Workouts of every shape for property tests, with figures that a file can hold exactly.

Needs the package `hypothesis`, which is for tests only. Times are whole seconds, as files have
them; values have no more digits than FIT's fields.
"""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import numpy as np
from hypothesis import strategies as st

from fitglue.domain.sport import by_key
from fitglue.domain.streams import FloatArray, Stream, StreamKind, scalar, spans
from fitglue.domain.workout import (
    Lap,
    LapKind,
    Leg,
    Length,
    Mark,
    Pause,
    Stroke,
    SwimLocation,
    Workout,
)
from fitglue.testing.examples import example_route, example_workout

_K = StreamKind
SPORT_KEYS = (
    "running", "cycling", "walking", "hiking", "swimming", "rowing", "yoga", "pilates",
    "elliptical", "traditional_strength_training", "downhill_skiing", "cross_country_skiing",
    "boxing", "soccer", "high_intensity_interval_training", "stair_climbing", "hand_cycling",
    "golf", "other",
)  # fmt: skip
_INDOORS = ("running", "cycling", "walking", "rowing", "hand_cycling")
#: Kinds of one value, with the lowest, the highest, and the step that FIT keeps of each.
SCALARS = {
    _K.HEART_RATE: (30, 230, 1.0), _K.POWER: (0, 1500, 1.0), _K.SPEED: (0.0, 25.0, 0.001),
    _K.STRIDE_LENGTH: (0.2, 2.5, 0.0001), _K.VERTICAL_OSCILLATION: (20, 200, 0.1),
    _K.GROUND_CONTACT_TIME: (100, 500, 0.1),
}  # fmt: skip
FIGURES = {
    "active_kcal": (1, 3000, 1), "basal_kcal": (1, 900, 1), "ascent_m": (0, 3000, 1),
    "descent_m": (0, 3000, 1), "avg_hr_bpm": (30, 230, 1), "min_hr_bpm": (30, 230, 1),
    "max_hr_bpm": (30, 230, 1), "effort": (1, 10, 0.1), "distance_m": (1, 90_000, 0.01),
}  # fmt: skip
_STROKES = (
    Stroke.FREESTYLE, Stroke.BACKSTROKE, Stroke.BREASTSTROKE, Stroke.BUTTERFLY, Stroke.MIXED,
    Stroke.KICKBOARD, Stroke.UNKNOWN,
)  # fmt: skip


def stepped(lowest: float, highest: float, step: float) -> st.SearchStrategy[float]:
    """Give numbers that are whole multiples of a step."""
    whole = st.integers(round(lowest / step), round(highest / step))
    return whole.map(lambda times: round(times * step, 6))


@st.composite
def workouts(draw: st.DrawFn, sports: tuple[str, ...] = SPORT_KEYS) -> Workout:
    """Give a workout of one sport: pauses, laps, marks, figures and streams as they come."""
    elapsed_s = draw(st.integers(60, 1_500))
    sport = draw(st.sampled_from(sports))
    pauses = draw(pauses_within(elapsed_s))
    fields: dict[str, Any] = {
        name: draw(st.none() | stepped(*how)) for name, how in FIGURES.items()
    }
    fields["indoor"] = draw(st.sampled_from([None, True])) if sport in _INDOORS else None
    fields["marks"] = tuple(Mark(float(at)) for at in draw(st.sets(st.integers(0, elapsed_s))))
    fields["laps"] = draw(st.just(()) | laps_of(elapsed_s))
    fields |= draw(swims(elapsed_s)) if sport == "swimming" else {}
    fields["streams"] = draw(streams_of(elapsed_s, wet=sport == "swimming"))
    return _timed(draw, example_workout(sport, float(elapsed_s), pauses=pauses, **fields))


@st.composite
def triathlons(draw: st.DrawFn) -> Workout:
    """Give a workout of several sports, a transition between two of them now and then."""
    keys = draw(st.permutations(["swimming", "cycling", "running"]))
    with_transition = draw(st.booleans())
    sports = [keys[0], "transition", *keys[1:]] if with_transition else list(keys)
    seconds = [draw(st.integers(60, 600)) for _ in sports]
    legs: list[Leg] = []
    for key, length_s in zip(sports, seconds, strict=True):
        start_s = legs[-1].end_s if legs else 0.0
        way = None if key == "transition" else draw(st.none() | stepped(1, 20_000, 0.01))
        kcal = draw(st.none() | stepped(1, 900, 1))
        legs.append(Leg(start_s, start_s + length_s, by_key(key), way, kcal))
    streams = draw(streams_of(sum(seconds), wet=False))
    streams.pop(_K.DISTANCE, None)
    plain = example_workout("swim_bike_run", float(sum(seconds)), legs=tuple(legs), streams=streams)
    return _timed(draw, plain)


def _timed(draw: st.DrawFn, workout: Workout) -> Workout:
    """Move a workout to some second of this century."""
    start = datetime(2001, 1, 1, tzinfo=UTC) + timedelta(seconds=draw(st.integers(0, 10**9)))
    return replace(workout, start=start, end=start + timedelta(seconds=workout.elapsed_s))


@st.composite
def pauses_within(draw: st.DrawFn, elapsed_s: int) -> tuple[Pause, ...]:
    """Give pauses apart from each other and from both ends."""
    bounds = sorted(draw(st.sets(st.integers(5, elapsed_s - 5), max_size=6)))
    return tuple(
        Pause(float(start), float(end))
        for start, end in zip(bounds[::2], bounds[1::2], strict=False)
    )


@st.composite
def laps_of(draw: st.DrawFn, elapsed_s: int) -> tuple[Lap, ...]:
    """Give laps that cover a workout, two at least, each longer than rounding."""
    cuts = draw(st.sets(st.integers(1, elapsed_s // 10 - 1), min_size=1, max_size=5))
    bounds = [0, *(10 * cut for cut in sorted(cuts)), elapsed_s]
    return tuple(
        Lap(
            float(start),
            float(end),
            LapKind.MANUAL,
            distance_m=draw(st.none() | stepped(1, 9_000, 0.01)),
            active_kcal=draw(st.none() | stepped(1, 900, 1)),
            avg_hr_bpm=draw(st.none() | stepped(30, 230, 1)),
            max_hr_bpm=draw(st.none() | stepped(30, 230, 1)),
        )
        for start, end in pairwise(bounds)
    )


@st.composite
def swims(draw: st.DrawFn, elapsed_s: int) -> dict[str, Any]:
    """Give where a swim was, and the lengths of a pool."""
    if draw(st.booleans()):
        return {"swim_location": SwimLocation.OPEN_WATER}
    starts = range(0, elapsed_s - 40, draw(st.integers(41, 60)))
    lengths = [_length(draw, float(start)) for start in starts]
    return {
        "swim_location": SwimLocation.POOL, "lengths": tuple(lengths),
        "pool_length_m": draw(st.sampled_from([25.0, 50.0, 33.33, 22.86])),
    }  # fmt: skip


def _length(draw: st.DrawFn, start_s: float) -> Length:
    duration_s = draw(stepped(10, 40, 0.001))
    strokes = draw(st.none() | st.integers(1, 60))
    swolf = None if strokes is None else duration_s + strokes
    return Length(start_s, duration_s, draw(st.sampled_from(_STROKES)), swolf, strokes)


@st.composite
def streams_of(draw: st.DrawFn, elapsed_s: int, *, wet: bool) -> dict[StreamKind, Stream]:
    """Give streams of some kinds, each with a clock of its own."""
    kinds = draw(st.sets(st.sampled_from([*SCALARS, _K.CADENCE, _K.ROUTE, _K.DISTANCE])))
    found: dict[StreamKind, Stream] = {}
    for kind in sorted(kinds):
        clock = _clock(draw, elapsed_s)
        random = np.random.default_rng(draw(st.integers(0, 2**32)))
        if kind is _K.ROUTE:
            found[kind] = _route(clock, random)
        elif kind is _K.DISTANCE:
            found[kind] = _distance(clock, random)
        elif kind is _K.CADENCE:
            found[kind] = scalar(kind, clock, random.integers(0, 200 * 128, len(clock)) / 128)
        else:
            found[kind] = scalar(kind, clock, _values(random, kind, len(clock)))
    if wet and draw(st.booleans()):
        clock = _clock(draw, elapsed_s)
        found[_K.WATER_TEMPERATURE] = scalar(_K.WATER_TEMPERATURE, clock, 12.0 + clock // 100)
    return found


def _clock(draw: st.DrawFn, elapsed_s: int) -> FloatArray:
    first = draw(st.integers(0, 20))
    return np.arange(float(first), elapsed_s + 1, draw(st.integers(1, 7)))


def _values(random: np.random.Generator, kind: StreamKind, count: int) -> FloatArray:
    lowest, highest, step = SCALARS[kind]
    whole = random.integers(round(lowest / step), round(highest / step), count)
    return whole.astype(np.float64) * np.float64(step)


def _route(clock: FloatArray, random: np.random.Generator) -> Stream:
    heights = random.integers(-300, 4_000, len(clock)) / 5
    return example_route(clock, altitude_m=heights)


def _distance(clock: FloatArray, random: np.random.Generator) -> Stream:
    since = np.diff(clock, prepend=clock[0])
    return spans(_K.DISTANCE, clock - since, since, random.integers(0, 900, len(clock)) / 100)
