"""Records become streams: what was measured stays, what stands for "missing" goes."""

import math
from collections.abc import Mapping

import numpy as np
import pytest

from fitglue.domain.streams import StreamKind
from fitglue.domain.workout import Workout
from fitglue.testing.fit_files import STARTED, FitFile, Typed, event, file_id, session
from fitglue.testing.fit_reading import read_one

K = StreamKind
Row = Mapping[int, Typed]


def recorded(*rows: Row, sport: int = 2, sub_sport: int = 0, elapsed_s: float = 60) -> Workout:
    file = FitFile()
    file.add(0, file_id())
    file.records(rows)
    told: dict[str, Typed] = {"sport": ("enum", sport), "sub_sport": ("enum", sub_sport)}
    file.add(18, session(elapsed_s, **told))
    return read_one(file)


def values(workout: Workout, kind: StreamKind) -> list[float]:
    return workout.streams[kind].values.tolist()


@pytest.mark.parametrize(
    ("number", "stored", "unknown", "stream", "value"),
    [
        (3, ("uint8", 140), ("uint8", 255), K.HEART_RATE, 140),
        (3, ("uint8", 140), ("uint8", 0), K.HEART_RATE, 140),
        (7, ("uint16", 0), ("uint16", 65535), K.POWER, 0),
        (4, ("uint8", 0), ("uint8", 255), K.CADENCE, 0),
        (6, ("uint16", 5250), ("uint16", 65535), K.SPEED, 5.25),
        (73, ("uint32", 5250), ("uint32", 0xFFFF_FFFF), K.SPEED, 5.25),
        (73, ("uint32", 5250), ("uint32", 65535), K.SPEED, 5.25),
        (13, ("sint8", -12), ("sint8", 127), K.AIR_TEMPERATURE, -12),
        (39, ("uint16", 915), ("uint16", 65535), K.VERTICAL_OSCILLATION, 91.5),
        (39, ("uint16", 915), ("uint16", 0), K.VERTICAL_OSCILLATION, 91.5),
        (41, ("uint16", 2435), ("uint16", 65535), K.GROUND_CONTACT_TIME, 243.5),
        (85, ("uint16", 11300), ("uint16", 0), K.STRIDE_LENGTH, 1.13),
        (92, ("uint32", 12345), ("uint32", 0xFFFF_FFFF), K.UNDERWATER_DEPTH, 12.345),
        (3, ("float32", 140.5), ("float32", math.nan), K.HEART_RATE, 140.5),
        (3, ("float64", 140.5), ("float64", math.inf), K.HEART_RATE, 140.5),
    ],
)
def test_a_value_is_kept_and_what_stands_for_missing_is_not(
    number: int, stored: Typed, unknown: Typed, stream: StreamKind, value: float
) -> None:
    workout = recorded({number: stored}, {number: unknown}, {number: stored})
    assert workout.streams[stream].time_s.tolist() == [0, 2]
    assert values(workout, stream) == pytest.approx([value, value])


def test_a_field_that_is_missing_throughout_makes_no_stream() -> None:
    workout = recorded({3: ("uint8", 255), 7: ("uint16", 0xFFFF)}, {3: ("uint8", 0)})
    assert not workout.streams


def test_the_better_field_wins_and_the_other_fills_its_gaps() -> None:
    both: Row = {6: ("uint16", 3000), 73: ("uint32", 4000)}
    only_old: Row = {6: ("uint16", 3000), 73: ("uint32", 0xFFFF_FFFF)}
    assert values(recorded(both, only_old), K.SPEED) == [4, 3]


def at(north: int, east: int, **others: Typed) -> Row:
    numbers = {"altitude": 2, "enhanced": 78, "speed": 73, "accuracy": 31}
    more = {numbers[name]: typed for name, typed in others.items()}
    return {0: ("sint32", north), 1: ("sint32", east), **more}


@pytest.mark.parametrize(
    ("north", "east"),
    [(0, 0), (0x7FFF_FFFF, 0x7FFF_FFFF), (-1, -1), (0x7FFF_FFFF, 5), (2**30 + 9_000_000, 5)],
)
def test_a_position_that_is_none_is_no_point_of_the_route(north: int, east: int) -> None:
    good = at(568_183_934, 95_443_717)
    route = recorded(good, at(north, east), good).streams[K.ROUTE]
    assert route.time_s.tolist() == [0, 2]
    assert route["latitude_deg"][0] == pytest.approx(47.624627)


def test_semicircles_become_degrees() -> None:
    route = recorded(at(2**30, -(2**31)), at(-(2**30), 2**30)).streams[K.ROUTE]
    assert route["latitude_deg"].tolist() == [90, -90]
    assert route["longitude_deg"].tolist() == [-180, 90]


def test_the_route_has_altitude_speed_and_accuracy() -> None:
    row = at(
        5_000_000, 6_000_000, altitude=("uint16", 4500), enhanced=("uint32", 4550),
        speed=("uint32", 2500), accuracy=("uint8", 4),
    )  # fmt: skip
    workout = recorded(row, row)
    route = workout.streams[K.ROUTE]
    assert route["altitude_m"].tolist() == [410, 410]
    assert route["speed_m_per_s"].tolist() == [2.5, 2.5]
    assert route["horizontal_accuracy_m"].tolist() == [4, 4]
    assert K.SPEED not in workout.streams


@pytest.mark.parametrize("stored", [0, 0xFFFF, 0xFFFF_FFFF])
def test_an_altitude_that_is_none_is_missing(stored: int) -> None:
    row = at(5_000_000, 6_000_000, enhanced=("uint32", stored))
    assert np.isnan(recorded(row).streams[K.ROUTE]["altitude_m"]).all()


def test_speed_without_a_position_has_a_stream_of_its_own() -> None:
    outside = at(5_000_000, 6_000_000, speed=("uint32", 2500))
    workout = recorded(outside, {73: ("uint32", 2000)})
    assert values(workout, K.SPEED) == [2.5, 2]
    assert len(workout.streams[K.ROUTE]) == 1


def test_a_runner_counts_steps_of_both_feet() -> None:
    row: Row = {4: ("uint8", 84), 53: ("uint8", 64)}
    steps = recorded(*[row] * 61, sport=1).streams[K.STEPS]
    assert steps.values[1:].sum() == pytest.approx(169)
    assert steps["duration_s"][1:].tolist() == [1.0] * 60


def test_a_swimmer_counts_strokes() -> None:
    row: Row = {4: ("uint8", 30), 13: ("sint8", 27)}
    workout = recorded(*[row] * 61, sport=5, sub_sport=18)
    assert workout.streams[K.STROKES].values.sum() == pytest.approx(30)
    assert values(workout, K.WATER_TEMPERATURE) == [27.0] * 61
    assert K.AIR_TEMPERATURE not in workout.streams


def test_a_cyclist_turns_the_pedals() -> None:
    assert values(recorded({4: ("uint8", 87), 53: ("uint8", 32)}), K.CADENCE) == [87.25]


def test_distance_is_what_each_record_adds() -> None:
    rows: list[Row] = [{5: ("uint32", centimetres)} for centimetres in (0, 250, 600, 600)]
    stream = recorded(*rows).streams[K.DISTANCE]
    assert stream.values.tolist() == [0, 2.5, 3.5, 0]
    assert stream.time_s.tolist() == [0, 0, 1, 2]
    assert stream["duration_s"].tolist() == [0, 1, 1, 1]


def test_a_counter_that_starts_again_takes_nothing_away() -> None:
    rows: list[Row] = [{5: ("uint32", metres * 100)} for metres in (0, 50, 100, 0, 30)]
    assert values(recorded(*rows), K.DISTANCE) == [0, 50, 50, 0, 30]


@pytest.mark.parametrize(
    ("last_s", "next_s", "began_s", "for_s"), [(10, 50, 40, 10), (2, 41, 2, 8), (2, 40, 2, 8)]
)
def test_distance_across_a_pause_was_covered_on_its_longer_side(
    last_s: int, next_s: int, began_s: float, for_s: float
) -> None:
    file = FitFile()
    file.add(0, file_id())
    file.add(21, event(0, 0))
    for second, metres in ((0, 0), (last_s, 30), (next_s, 90)):
        file.add(20, {253: ("uint32", STARTED + second), 5: ("uint32", metres * 100)})
    file.add(21, event(10, 4))
    file.add(21, event(40, 0))
    file.add(18, session(50))
    stream = read_one(file).streams[StreamKind.DISTANCE]
    assert stream.time_s.tolist() == [0, 0, began_s]
    assert stream["duration_s"].tolist() == [0, last_s, for_s]
    assert stream.values.tolist() == [0, 30, 60]


def test_speed_and_distance_in_three_bytes_are_unpacked() -> None:
    def packed(speed: int, distance: int) -> Row:
        octets = bytes((speed & 0xFF, speed >> 8 | (distance & 0xF) << 4, distance >> 4))
        return {8: ("byte", octets)}

    workout = recorded(packed(320, 16), packed(310, 4095), packed(300, 15))
    assert values(workout, K.SPEED) == [3.2, 3.1, 3.0]
    assert values(workout, K.DISTANCE) == pytest.approx([1, 254.94, 1], abs=0.01)


def test_records_far_outside_the_session_are_left_out() -> None:
    row: Row = {3: ("uint8", 100)}
    astray: Row = {253: ("uint32", STARTED + 900_000), 3: ("uint8", 200)}
    switched_on: Row = {253: ("uint32", 77), 3: ("uint8", 200)}
    undated: Row = {253: ("uint32", 0xFFFF_FFFF), 3: ("uint8", 200)}
    assert values(recorded(row, astray, switched_on, undated, row), K.HEART_RATE) == [100, 100]


def test_records_that_stand_out_of_order_are_sorted() -> None:
    rows: list[Row] = [
        {253: ("uint32", STARTED + second), 3: ("uint8", 100 + second)} for second in (3, 1, 2, 0)
    ]
    stream = recorded(*rows).streams[K.HEART_RATE]
    assert stream.time_s.tolist() == [0, 1, 2, 3]
    assert stream.values.tolist() == [100, 101, 102, 103]


def test_a_field_stored_as_text_is_no_number() -> None:
    assert not recorded({3: ("string", "fast")}, {3: ("string", "slow")}).streams


def test_a_field_of_an_odd_size_is_passed_over() -> None:
    row: Row = {7: ("uint16", b"\1"), 3: ("uint8", 99)}
    assert list(recorded(row).streams) == [K.HEART_RATE]
