"""Activities of every kind that a file can hold, for tests that write and read them back."""

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from typing import Any

import numpy as np
from hypothesis import strategies as st

from fitglue.domain.activity import Activity
from fitglue.domain.measures import timer_s
from fitglue.domain.sport import by_key
from fitglue.domain.streams import FloatArray, Stream, StreamKind, scalar, spans
from fitglue.domain.workout import Lap, LapKind, Leg, Pause, Workout
from fitglue.testing.examples import START, example_activity, example_route, example_workout

_SPORTS = ("running", "cycling", "hiking", "swimming", "rowing", "soccer", "downhill_skiing")
_LEG_SPORTS = ("swimming", "cycling", "running", "transition")
_SHORTEST_LEG_S = 10.0
_RANGES = {
    StreamKind.HEART_RATE: (30.0, 230.0), StreamKind.POWER: (0.0, 1_500.0),
    StreamKind.CADENCE: (0.0, 119.0), StreamKind.AIR_TEMPERATURE: (-40.0, 50.0),
    StreamKind.WATER_TEMPERATURE: (0.0, 40.0), StreamKind.UNDERWATER_DEPTH: (0.0, 60.0),
}  # fmt: skip


@st.composite
def recorded_activities(draw: st.DrawFn, *, routed: bool) -> Activity:
    """Make an activity of up to some minutes, with a route at the second when `routed`."""
    elapsed_s = float(draw(st.integers(20, 240))) + draw(st.sampled_from((0.0, 0.25, 0.5)))
    pauses = draw(_pauses(elapsed_s))
    plain = example_workout(
        draw(st.sampled_from(_SPORTS)),
        elapsed_s,
        pauses=pauses,
        active_kcal=draw(st.none() | st.floats(1, 5_000)),
        basal_kcal=draw(st.none() | st.floats(1, 900)),
        indoor=draw(st.sampled_from((None, False)))
        if routed
        else draw(st.sampled_from((None, True))),
        streams=draw(_streams(elapsed_s, routed=routed)),
    )
    start = START + timedelta(milliseconds=draw(st.sampled_from((0, 0, 125, 999))))
    workout = replace(plain, start=start, end=start + timedelta(seconds=elapsed_s))
    return replace(
        example_activity(draw(_divided(workout))),
        title=draw(st.text(max_size=30)),
        description=draw(st.text(max_size=60)),
    )


@st.composite
def _pauses(draw: st.DrawFn, elapsed_s: float) -> tuple[Pause, ...]:
    """Make pauses apart from each other, at whole seconds, as those of a file are."""
    edges = draw(st.lists(st.integers(2, int(elapsed_s) - 2), max_size=4, unique=True))
    edges = sorted(edges)[: len(edges) // 2 * 2]
    made = [Pause(float(a), float(b)) for a, b in zip(edges[::2], edges[1::2], strict=True)]
    return tuple(pause for pause in made if pause.end_s - pause.start_s > 2)  # noqa: PLR2004 - a shorter one is a gap


@st.composite
def _streams(draw: st.DrawFn, elapsed_s: float, *, routed: bool) -> dict[StreamKind, Stream]:
    seed = np.random.default_rng(draw(st.integers(0, 1 << 20)))
    found: dict[StreamKind, Stream] = {}
    if routed:
        found[StreamKind.ROUTE] = _route(
            seed, elapsed_s, draw(st.sampled_from((0.0, 30.0, 179.9995)))
        )
    for kind, (lowest, highest) in _RANGES.items():
        if draw(st.booleans()):
            time_s = _some_moments(seed, elapsed_s)
            found[kind] = scalar(kind, time_s, seed.uniform(lowest, highest, len(time_s)))
    if draw(st.booleans()):
        starts = np.arange(0.0, elapsed_s - 5, 5.0)
        each, metres = np.full(len(starts), 5.0), seed.uniform(1, 30, len(starts))
        found[StreamKind.DISTANCE] = spans(StreamKind.DISTANCE, starts, each, metres)
    return found


def _some_moments(seed: np.random.Generator, elapsed_s: float) -> FloatArray:
    moments = np.arange(0.0, elapsed_s, float(seed.integers(1, 15)))
    return moments[seed.random(len(moments)) < 0.9]  # noqa: PLR2004 - with holes


def _route(seed: np.random.Generator, elapsed_s: float, longitude_deg: float) -> Stream:
    time_s = np.arange(0.0, elapsed_s, 1.0)
    time_s = time_s[(seed.random(len(time_s)) < 0.95) | (time_s < 3)]  # noqa: PLR2004 - with holes
    wander = np.cumsum(seed.uniform(-2e-5, 2e-5, (2, len(time_s))), axis=1)
    measured: dict[str, Any] = {}
    if seed.random() < 0.7:  # noqa: PLR2004 - most do
        measured["altitude_m"] = 400 + np.cumsum(seed.uniform(-1, 1, len(time_s)))
        measured["speed_m_per_s"] = seed.uniform(0, 12, len(time_s))
        measured["course_deg"] = seed.uniform(0, 360, len(time_s))
    return example_route(
        time_s,
        latitude_deg=47 + wander[0],
        longitude_deg=(longitude_deg + wander[1] + 180) % 360 - 180,
        **measured,
    )


@st.composite
def _divided(draw: st.DrawFn, workout: Workout) -> Workout:
    """Leave a workout whole, or give it laps, or legs."""
    how = draw(st.sampled_from(("whole", "laps", "legs")))
    bounds = sorted(
        draw(
            st.lists(
                st.integers(3, int(workout.elapsed_s) - 3), min_size=2, max_size=5, unique=True
            )
        )
    )
    if how == "laps":
        kind = draw(st.sampled_from((LapKind.INTERVAL, LapKind.MANUAL)))
        made = [Lap(float(a), float(b), kind) for a, b in pairwise(bounds)]
        return replace(workout, laps=tuple(made))
    if how == "legs":
        # Every leg has some positions, and a pause on the border of two would be cut in two.
        edges = _apart([0.0, *map(float, bounds), workout.elapsed_s])
        if len(edges) == 2:  # noqa: PLR2004 - nothing lies between
            return workout
        pauses = tuple(pause for pause in workout.pauses if not _cut(pause, edges))
        legs = tuple(
            Leg(a, b, by_key(_LEG_SPORTS[index % len(_LEG_SPORTS)]))
            for index, (a, b) in enumerate(pairwise(edges))
        )
        timer = timer_s(workout.elapsed_s, pauses)
        return replace(
            workout, sport=by_key("swim_bike_run"), legs=legs, pauses=pauses, timer_s=timer
        )
    return workout


def _apart(edges: list[float]) -> list[float]:
    """Keep both ends, and what lies far enough from both and from what was kept before."""
    kept = [edges[0]]
    for edge in edges[1:-1]:
        if min(edge - kept[-1], edges[-1] - edge) >= _SHORTEST_LEG_S:
            kept.append(edge)
    return [*kept, edges[-1]]


def _cut(pause: Pause, edges: list[float]) -> bool:
    return any(pause.start_s - 2 <= edge <= pause.end_s + 2 for edge in edges)
