"""Any workout at all: the file keeps every rule."""

from dataclasses import replace
from datetime import timedelta

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from fitglue.domain.sport import SPORTS
from fitglue.domain.streams import StreamKind, scalar
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
    Workout,
)
from fitglue.formats.fit import encode_activity
from fitglue.formats.fit.exercises import CATEGORIES
from fitglue.testing.examples import START, example_activity, example_route, example_workout
from fitglue.testing.fit_checker import check_fit

moments = st.floats(-20, 400).map(lambda at: round(at, 3))
stretches = st.tuples(moments, st.floats(0, 200).map(lambda length: round(length, 3)))


lengths = st.builds(
    Length,
    moments,
    st.floats(0, 90),
    st.sampled_from(Stroke),
    st.none() | st.floats(10, 120),
    st.none() | st.integers(0, 60),
    st.booleans(),
)
active_sets = st.builds(
    ExerciseSet,
    st.none() | moments,
    st.none() | st.floats(0, 90),
    st.just(SetKind.ACTIVE),
    st.sampled_from(["", "nonsense", *CATEGORIES]),
    st.text(max_size=30),
    st.none() | st.integers(0, 100),
    st.none() | st.floats(0, 300),
)
rests = st.builds(ExerciseSet, moments, st.floats(0, 90), st.just(SetKind.REST))
labels = st.sampled_from(["", "0.0.0", "1.0.0", "1.0.1", "2.0.0", "x"])


@st.composite
def workouts(draw: st.DrawFn) -> Workout:
    elapsed_s = draw(st.floats(0, 300).map(lambda at: round(at, 3)))
    pauses = tuple(
        Pause(max(at, 0), min(at + length, elapsed_s), draw(st.sampled_from(PauseKind)))
        for at, length in draw(st.lists(stretches, max_size=4))
    )
    laps = tuple(
        Lap(at, at + length, draw(st.sampled_from(LapKind)), label=draw(labels))
        for at, length in draw(st.lists(stretches, max_size=5))
    )
    cuts = sorted(draw(st.lists(st.floats(0, elapsed_s), max_size=3)))
    legs = tuple(
        Leg(start, end, draw(st.sampled_from(SPORTS)), draw(st.none() | st.floats(0, 3000)))
        for start, end in zip([0.0, *cuts], [*cuts, elapsed_s], strict=True)
    )
    beats = np.array(sorted(draw(st.lists(moments, max_size=20))), dtype=float)
    bpm = np.full(len(beats), draw(st.floats(30, 220)))
    streams = {StreamKind.HEART_RATE: scalar(StreamKind.HEART_RATE, beats, bpm)}
    if draw(st.booleans()):
        streams[StreamKind.ROUTE] = example_route(
            np.array(sorted(draw(st.lists(moments, max_size=20))))
        )
    return example_workout(
        draw(st.sampled_from(["running", "swimming", "traditional_strength_training"])),
        elapsed_s=elapsed_s,
        start=START + timedelta(microseconds=draw(st.integers(0, 999_999))),
        pauses=pauses,
        laps=laps,
        legs=legs if draw(st.booleans()) else (),
        marks=tuple(Mark(at) for at in draw(st.lists(moments, max_size=3))),
        streams=streams,
        distance_m=draw(st.none() | st.floats(0, 5000)),
        lengths=tuple(draw(st.lists(lengths, max_size=6))),
        pool_length_m=draw(st.sampled_from([25.0, 50.0, 22.86])),
        sets=tuple(draw(st.lists(active_sets | rests, max_size=6))),
        indoor=draw(st.none() | st.booleans()),
        virtual_route=draw(st.booleans()),
        healthkit_uuid=draw(st.just("") | st.uuids().map(str)),
        training_load=draw(st.none() | st.floats(0, 1e6)),
        effort=draw(st.none() | st.floats(1, 10)),
    )


@settings(max_examples=60, deadline=None)
@given(workouts(), st.none() | st.floats(0, 400))
def test_whatever_the_workout_the_file_keeps_every_rule(
    workout: Workout, stated_timer_s: float | None
) -> None:
    if stated_timer_s is not None:
        workout = replace(workout, timer_s=stated_timer_s)
    check_fit(encode_activity(example_activity(workout)))
