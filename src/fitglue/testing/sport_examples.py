"""One small workout of every kind that a file has to hold: everything a watch gives, round figures.

`SPORT_EXAMPLES` has them by name, for tests that want them all.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from fitglue.domain.sport import by_key
from fitglue.domain.streams import FloatArray, Stream, StreamKind, scalar, spans
from fitglue.domain.workout import (
    ExerciseSet,
    Lap,
    LapKind,
    Leg,
    Length,
    Mark,
    Pause,
    PauseKind,
    SetKind,
    Stroke,
    SwimLocation,
    Weather,
    Workout,
)
from fitglue.testing.examples import example_route, example_run, example_workout

HEALTHKIT_UUID = "0D9E2C74-6B1F-4E0A-9C55-3A7D21B8F604"
_K = StreamKind
Streams = dict[StreamKind, Stream]


def steady(kind: StreamKind, seconds: float, value: float, every_s: float = 5.0) -> Streams:
    """Make a stream of one value, ready to be joined with others."""
    clock = np.arange(0.0, seconds + 0.001, every_s)
    return {kind: scalar(kind, clock, np.full(len(clock), value))}


def beating(seconds: float, every_s: float = 5.0) -> Streams:
    """Make a heart rate that goes up and down between 120 and 160."""
    clock = np.arange(0.0, seconds + 0.001, every_s)
    return {_K.HEART_RATE: scalar(_K.HEART_RATE, clock, np.round(140 + 20 * np.sin(clock / 90)))}


def gathered(kind: StreamKind, seconds: float, per_s: float, every_s: float = 5.0) -> Streams:
    """Make an amount that grows evenly."""
    start = np.arange(0.0, seconds, every_s)
    for_s: FloatArray = np.full(len(start), every_s)
    return {kind: spans(kind, start, for_s, per_s * for_s)}


def run_with_form() -> Workout:
    """Run with all that a watch of today measures, in known weather, with an effort and a mark."""
    run = example_run(600)
    form = (
        steady(_K.STRIDE_LENGTH, 600, 1.13)
        | steady(_K.VERTICAL_OSCILLATION, 600, 91.5)
        | steady(_K.GROUND_CONTACT_TIME, 600, 243.5)
        | steady(_K.AIR_TEMPERATURE, 600, 21.4)
    )
    return replace(
        run, streams={**run.streams, **form}, indoor=False, effort=7.0, training_load=83.5,
        healthkit_uuid=HEALTHKIT_UUID, weather=Weather(21.4, 64.0), marks=(Mark(300),),
        active_kcal=120.0, basal_kcal=14.0, ascent_m=24.0, descent_m=21.0, moving_s=590.0,
    )  # fmt: skip


def run_with_pauses() -> Workout:
    """Run with two stops of the watch, a red light, and two presses of the lap button."""
    pauses = (Pause(100, 137), Pause(200, 215.5), Pause(300, 340, PauseKind.MOTION))
    laps = (Lap(0, 250, LapKind.MANUAL), Lap(250, 430, LapKind.MANUAL))
    return example_run(600, pauses=pauses, laps=laps, timer_s=547.5, distance_m=1642.5)


def intervals() -> Workout:
    """Run a structured workout: warm up, twice fast and slow, cool down."""
    edges, labels = (
        (0, 200, 260, 320, 380, 440, 600),
        ("0.0.0", "1.0.0", "1.0.1", "1.1.0", "1.1.1", "2.0.0"),
    )
    laps = tuple(
        Lap(start, end, LapKind.INTERVAL, distance_m=3.0 * (end - start), label=label)
        for start, end, label in zip(edges, edges[1:], labels, strict=False)
    )
    return example_run(600, laps=laps, brand="Short Hills")


def without(kind: StreamKind) -> Workout:
    """Run without one of the streams that a run has."""
    run = example_run(600)
    kept = {name: stream for name, stream in run.streams.items() if name is not kind}
    return replace(run, streams=kept)


def treadmill() -> Workout:
    """Run indoors: distance and steps, no route."""
    return replace(without(_K.ROUTE), indoor=True, healthkit_uuid=HEALTHKIT_UUID)


def ride(**fields: Any) -> Workout:
    """Ride with a power meter and a cadence sensor."""
    second = np.arange(901.0)
    streams = beating(900) | {
        _K.ROUTE: example_route(second, 8.0, altitude_m=400 + 30 * np.sin(second / 200)),
        _K.POWER: scalar(_K.POWER, second, np.round(200 + 60 * np.sin(second / 40))),
        _K.CADENCE: scalar(_K.CADENCE, second, np.full(901, 87.25)),
    }
    stated: dict[str, Any] = {"distance_m": 7200.0, "streams": streams, "indoor": False}
    return example_workout("cycling", 900.0, **(stated | fields))


def pool_swim(**fields: Any) -> Workout:
    """Swim eight lengths of 25 m, with a rest that the watch names and one that is a gap."""
    styles = [Stroke.FREESTYLE] * 4 + [Stroke.BREASTSTROKE] * 2 + [Stroke.BACKSTROKE] * 2
    starts = [0, 30, 60, 90, 150, 180, 230, 260]
    swum = [
        Length(float(start), 29.5, style, strokes=16 + index % 3)
        for index, (start, style) in enumerate(zip(starts, styles, strict=True))
    ]
    lengths = (*swum[:4], Length(119.5, 30.5, active=False), *swum[4:])
    stated: dict[str, Any] = {
        "lengths": lengths, "pool_length_m": 25.0, "swim_location": SwimLocation.POOL,
        "distance_m": 200.0, "streams": beating(300) | steady(_K.WATER_TEMPERATURE, 300, 27.2),
    }  # fmt: skip
    return example_workout("swimming", 300.0, **(stated | fields))


def open_water_swim() -> Workout:
    """Swim in a lake: route, strokes, depth and the water's temperature."""
    streams = (
        beating(600)
        | gathered(_K.STROKES, 600, 0.45)
        | steady(_K.WATER_TEMPERATURE, 600, 19.6)
        | steady(_K.UNDERWATER_DEPTH, 600, 0.4)
        | {_K.ROUTE: example_route(np.arange(601.0), 1.0)}
    )
    return example_workout(
        "swimming", 600.0, distance_m=600.0, swim_location=SwimLocation.OPEN_WATER, streams=streams
    )


def triathlon() -> Workout:
    """Swim, ride and run, with two transitions, and a lap button pressed on the way."""
    legs = (
        Leg(0, 599.4, by_key("swimming"), 750, 120), Leg(600, 660, by_key("transition")),
        Leg(660, 1800, by_key("cycling"), 10_000, 250), Leg(1800, 1830, by_key("transition")),
        Leg(1830, 2400, by_key("running"), 2000, 150),
    )  # fmt: skip
    laps = (Lap(660, 1200, LapKind.MANUAL), Lap(1200, 1800, LapKind.MANUAL))
    route = example_route(np.arange(600.0, 2401, 5), 7.0)
    return example_workout(
        "swim_bike_run", 2400.0, legs=legs, laps=laps, distance_m=12_750.0,
        healthkit_uuid=HEALTHKIT_UUID, streams=beating(2400) | {_K.ROUTE: route},
    )  # fmt: skip


def strength() -> Workout:
    """Lift three exercises, one of which FIT has no name for, with rests between."""
    plan = (
        ("bench_press", "Bench Press (Barbell)", 8, 82.5),
        ("squat", "Squat (Barbell)", 5, 120.0),
        ("", "Jefferson Curl on a Box", 10, 20.0),
        ("plank", "Plank", None, None),
    )
    sets = []
    for index, (category, exercise, repetitions, weight_kg) in enumerate(plan):
        start_s = 150.0 * index
        active, rest = SetKind.ACTIVE, SetKind.REST
        sets.append(ExerciseSet(start_s, 42.5, active, category, exercise, repetitions, weight_kg))
        sets.append(ExerciseSet(start_s + 42.5, 107.5, rest))
    return example_workout(
        "traditional_strength_training", 600.0, sets=tuple(sets), streams=beating(600),
        active_kcal=61.0, effort=8.0,
    )  # fmt: skip


def indoor_row() -> Workout:
    """Row on a machine: distance, power, stroke rate, no route."""
    streams = (
        beating(600)
        | gathered(_K.DISTANCE, 600, 4.0)
        | steady(_K.POWER, 600, 180)
        | steady(_K.CADENCE, 600, 26)
    )
    return example_workout("rowing", 600.0, indoor=True, distance_m=2400.0, streams=streams)


def ski() -> Workout:
    """Ski two runs down, with a lift between on which the watch stands still."""
    second = np.arange(901.0)
    down = np.interp(second, [0, 300, 600, 900], [2000, 1600, 2000, 1600])
    speed = np.interp(second, [0, 299, 300, 600, 601, 900], [12, 12, 4, 4, 12, 12])
    route = example_route(second, 8.0, altitude_m=down, speed_m_per_s=speed)
    return example_workout(
        "downhill_skiing", 900.0, distance_m=5200.0, descent_m=800.0, ascent_m=0.0,
        pauses=(Pause(300, 600),), timer_s=600.0,
        streams=beating(900) | {_K.ROUTE: route} | steady(_K.AIR_TEMPERATURE, 900, -6.0),
    )  # fmt: skip


#: One workout of each kind, by what it is.
SPORT_EXAMPLES: Mapping[str, Callable[[], Workout]] = {
    "run": run_with_form,
    "run without route": lambda: without(_K.ROUTE),
    "run without heart rate": lambda: without(_K.HEART_RATE),
    "run with pauses": run_with_pauses,
    "intervals": intervals,
    "treadmill": treadmill,
    "ride with power": ride,
    "virtual ride": lambda: ride(virtual_route=True, indoor=True),
    "pool swim": pool_swim,
    "open water swim": open_water_swim,
    "triathlon": triathlon,
    "strength": strength,
    "strength without heart rate": lambda: replace(strength(), streams={}),
    "indoor row": indoor_row,
    "ski": ski,
    "yoga": lambda: example_workout("yoga", streams=beating(600)),
    "nothing but its times": example_workout,
}
