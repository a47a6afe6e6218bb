"""A workout is joined from its parts: the same, in whichever order they came."""

from itertools import permutations

import numpy as np
import pytest

from fitglue.domain.arrival import SourceTools
from fitglue.domain.clock import ZoneKnownBy
from fitglue.domain.streams import StreamKind
from fitglue.domain.workout import How, PauseKind, SwimLocation, Workout
from fitglue.formats import workout_document
from fitglue.formats.phone_sync import wire
from fitglue.formats.phone_sync.assembling import assembled
from fitglue.testing.phone_workouts import (
    SPRING_S,
    WATCH,
    OnPhone,
    a_heart_rate,
    a_route,
    a_workout,
    an_envelope,
    uuid_of,
)

TOOLS = SourceTools(default_zone="UTC", zone_at=lambda _latitude, _longitude: "Europe/Berlin")
IPHONE = wire.App(name="Kim's iPhone", bundle_id="com.apple.health.AA")


def joined(one: OnPhone) -> Workout:
    return assembled(one.envelope, one.parts, TOOLS)


def test_a_whole_workout_says_everything() -> None:
    workout = joined(a_workout())
    assert workout.sport.key == "running"
    assert workout.start.timestamp() == SPRING_S
    assert workout.end.timestamp() == SPRING_S + 120
    assert workout.indoor is False
    assert (workout.zone.name, workout.zone.known_by) == ("Europe/Paris", ZoneKnownBy.RECORDING)
    assert (workout.elapsed_s, workout.timer_s) == (120, 120)
    assert (workout.distance_m, workout.active_kcal, workout.ascent_m) == (340, 22, 12.5)
    assert workout.avg_mets == 9.5
    assert workout.healthkit_uuid == uuid_of(0)
    assert (workout.app.name, workout.app.bundle_id) == (WATCH.name, WATCH.bundle_id)
    assert workout.device.hardware == "Watch7,2"
    assert {kind: len(stream) for kind, stream in workout.streams.items()} == {
        StreamKind.HEART_RATE: 24, StreamKind.STEPS: 2, StreamKind.ROUTE: 120,
    }  # fmt: skip
    assert workout.provenance["heart_rate"].how is How.SAMPLED
    assert workout.avg_hr_bpm is not None


def test_the_order_of_parts_changes_nothing() -> None:
    one = a_workout()
    hashes = {
        workout_document.content_hash(assembled(one.envelope, order, TOOLS))
        for order in permutations(one.parts)
    }
    assert len(hashes) == 1


def test_a_value_that_is_missing_in_a_column_is_missing_alone() -> None:
    route = a_route(altitude_m=[None, *[170.0] * 118, None])
    workout = assembled(an_envelope(), [route], TOOLS)
    altitude_m = workout.streams[StreamKind.ROUTE]["altitude_m"]
    assert np.flatnonzero(np.isnan(altitude_m)).tolist() == [0, 119]
    assert len(workout.streams[StreamKind.ROUTE]) == 120


def test_an_envelope_alone_is_a_workout() -> None:
    workout = assembled(an_envelope(), [], TOOLS)
    assert workout.streams == {}
    assert workout.distance_m == 340
    assert workout.avg_hr_bpm is None


def test_negative_speed_and_course_are_no_values() -> None:
    workout = assembled(an_envelope(), [a_route(speed_m_per_s=[-1.0] * 120)], TOOLS)
    route = workout.streams[StreamKind.ROUTE]
    assert np.isnan(route["course_deg"]).all()
    assert np.isnan(route["speed_m_per_s"]).all()
    assert np.isfinite(route["altitude_m"]).all()


def test_a_zone_that_nobody_names_is_that_of_the_first_point() -> None:
    workout = assembled(an_envelope(time_zone=""), [a_route()], TOOLS)
    assert (workout.zone.name, workout.zone.known_by) == ("Europe/Berlin", ZoneKnownBy.POSITION)


def test_a_heart_rate_comes_from_the_workouts_own_source() -> None:
    other = a_heart_rate(app=IPHONE, device=wire.Device(), value=[60.0] * 24)
    workout = assembled(an_envelope(), [other, a_heart_rate()], TOOLS)
    assert workout.avg_hr_bpm is not None
    assert workout.avg_hr_bpm > 140
    assert workout.provenance["heart_rate"].source == "Kim's Apple Watch"


def test_samples_outside_of_the_workout_are_left_out() -> None:
    late = a_heart_rate(start_s=[SPRING_S - 60, SPRING_S + 60, SPRING_S + 600], value=[1, 140, 2])
    workout = assembled(an_envelope(), [late], TOOLS)
    assert workout.streams[StreamKind.HEART_RATE].values.tolist() == [140]


def test_a_series_in_a_unit_of_something_else_is_left_out() -> None:
    workout = assembled(an_envelope(), [a_heart_rate(unit="m")], TOOLS)
    assert not workout.streams


def test_a_rate_per_second_is_one_per_minute() -> None:
    hertz = a_heart_rate(unit="count/s", value=[2.5] * 24)
    workout = assembled(an_envelope(), [hertz], TOOLS)
    assert workout.avg_hr_bpm == pytest.approx(150)


def test_pieces_of_a_route_are_one_route() -> None:
    whole = a_route()
    cut = [
        a_route(piece=number, **{
            name: getattr(whole, name)[half]
            for name in wire.Route.__struct_fields__
            if isinstance(getattr(whole, name), list)
        })
        for number, half in enumerate((slice(60), slice(60, None)))
    ]  # fmt: skip
    one, two = (assembled(an_envelope(), parts, TOOLS) for parts in ([whole], cut[::-1]))
    assert workout_document.content_hash(one) == workout_document.content_hash(two)


def test_legs_say_their_own_sports() -> None:
    legs = [
        wire.Leg(start_s=SPRING_S, end_s=SPRING_S + 50, activity_type=46),
        wire.Leg(start_s=SPRING_S + 50, end_s=SPRING_S + 60, activity_type=83),
        wire.Leg(start_s=SPRING_S + 60, end_s=SPRING_S + 120, activity_type=13),
    ]
    workout = assembled(an_envelope(activity_type=82, legs=legs), [], TOOLS)
    assert [leg.sport.key for leg in workout.legs] == ["swimming", "transition", "cycling"]
    assert workout.provenance["legs"].how is How.STATED
    assert "legs-inferred" not in {note.code for note in workout.notes}


def test_pauses_come_from_events_and_are_held_against_the_duration() -> None:
    events = [wire.Event(type=1, start_s=SPRING_S + 30), wire.Event(type=2, start_s=SPRING_S + 50)]
    workout = assembled(an_envelope(events=events, duration_s=100.0), [], TOOLS)
    assert [(one.start_s, one.end_s, one.kind) for one in workout.pauses] == [
        (30, 50, PauseKind.MANUAL)
    ]
    assert (workout.elapsed_s, workout.timer_s) == (120, 100)


def test_a_pool_swim_has_its_lengths() -> None:
    events = [
        wire.Event(
            type=3, start_s=SPRING_S + at, end_s=SPRING_S + at + 30,
            metadata={"HKSwimmingStrokeStyle": 2, "HKSWOLFScore": wire.Quantity(41, "count")},
        )
        for at in (0, 35, 70)
    ]  # fmt: skip
    leg = wire.Leg(
        start_s=SPRING_S, end_s=SPRING_S + 120, activity_type=46, swimming_location_type=1,
        lap_length=wire.Quantity(25, "m"),
    )  # fmt: skip
    workout = assembled(an_envelope(activity_type=46, events=events, legs=[leg]), [], TOOLS)
    assert workout.swim_location is SwimLocation.POOL
    assert workout.pool_length_m == 25
    assert [(one.duration_s, one.stroke.value, one.swolf) for one in workout.lengths] == [
        (30, "freestyle", 41)
    ] * 3


def test_a_persons_rating_goes_before_an_estimate() -> None:
    def rated(quantity: str, value: float) -> wire.Series:
        return a_heart_rate(
            quantity=quantity, unit="appleEffortScore", start_s=[SPRING_S], value=[value]
        )

    scores = [rated("EstimatedWorkoutEffortScore", 4.0), rated("WorkoutEffortScore", 7.0)]
    assert assembled(an_envelope(), scores, TOOLS).effort == 7


def test_a_future_sport_keeps_its_number() -> None:
    workout = assembled(an_envelope(activity_type=99), [], TOOLS)
    assert (workout.sport.key, workout.sport.healthkit_raw) == ("other", 99)
