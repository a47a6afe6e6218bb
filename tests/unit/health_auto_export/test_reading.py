"""Whole requests of the Health Auto Export app: what is taken, set aside and refused."""

import json

import pytest

from fitglue.domain.arrival import Arrival, SetAside, Skipped, SourceTools
from fitglue.domain.errors import Damaged, Hostile, NotAWorkout, TooBig, Unreadable
from fitglue.domain.sport import by_key
from fitglue.domain.workout import Workout
from fitglue.formats.health_auto_export import (
    NAME_IN_THE_APP,
    json_document,
    read_health_auto_export,
)
from fitglue.formats.packing import unpacked
from fitglue.testing.health_auto_exports import (
    RUN_UUID,
    bare,
    date,
    first_version,
    metric,
    request,
    run,
    twelve_hour_date,
)

TOOLS = SourceTools(default_zone="Europe/Zurich", zone_at=lambda _lat, _lon: None)


def workouts(content: bytes) -> list[Workout]:
    found = read_health_auto_export(content, TOOLS).arrivals
    return [one.workout for one in found if isinstance(one, Arrival)]


def source_id(content: bytes) -> str:
    (one,) = read_health_auto_export(content, TOOLS).arrivals
    assert isinstance(one, Arrival)
    return one.source_id


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (b"", NotAWorkout), (b"Date,Heart Rate\n", NotAWorkout), (b"[]", NotAWorkout),
        (b'{"type": "FeatureCollection"}', NotAWorkout), (b'{"data": []}', NotAWorkout),
        (request(run())[:-40], Damaged), (b'{"data": {"workouts": {}}}', Damaged),
        (b'{"data": {"workouts": ' + b"[" * 100_000 + b"]" * 100_000 + b"}}", Hostile),
        (b'{"data": [' + b"1," * 9_000_000 + b"1]}", TooBig),
    ],
    ids=[
        "empty", "csv", "list", "geojson", "no object", "cut short", "no list", "nested",
        "many values",
    ],
)  # fmt: skip
def test_what_is_none_of_the_apps_requests_is_refused(
    content: bytes, error: type[Unreadable]
) -> None:
    with pytest.raises(error) as caught:
        read_health_auto_export(content, TOOLS)
    assert caught.value.sentence.endswith(".")
    assert caught.value.next_step


def test_a_request_larger_than_the_limit_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_document, "LARGEST", 1 << 10)
    with pytest.raises(TooBig):
        read_health_auto_export(request(run()), TOOLS)


def test_a_request_with_more_workouts_than_the_limit_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(json_document, "MOST_ITEMS", 1)
    with pytest.raises(TooBig):
        read_health_auto_export(request(bare(), bare()), TOOLS)


def test_a_workout_with_more_values_than_the_limit_is_set_aside(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(json_document, "MOST_VALUES_OF_ONE", 100)
    found = read_health_auto_export(request(run(), bare(id="b")), TOOLS)
    assert [type(one) for one in found.arrivals] == [SetAside, Arrival]


def test_nothing_since_the_last_time_is_no_error() -> None:
    found = read_health_auto_export(b'{"data": {}}', TOOLS)
    assert (found.arrivals, found.metrics) == ((), ())


def test_a_stray_list_beside_the_data_is_read_too() -> None:
    body = json.loads(request(run()))
    body["workouts"] = [first_version()]
    assert len(workouts(json.dumps(body).encode())) == 2


def test_one_broken_workout_is_set_aside_and_the_rest_goes_on() -> None:
    broken = bare(id="other", start=None)
    found = read_health_auto_export(request(broken, run(), bare(id="b", end=date(-9))), TOOLS)
    kinds = [type(one) for one in found.arrivals]
    assert kinds == [SetAside, Arrival, SetAside]
    first = found.arrivals[0]
    assert isinstance(first, SetAside)
    assert (first.what, first.why.sentence) == (
        "workout 1",
        "A workout of Health Auto Export has no start.",
    )


def test_a_workout_that_is_no_object_is_set_aside() -> None:
    found = read_health_auto_export(b'{"data": {"workouts": [1, "a", null]}}', TOOLS)
    assert [type(one) for one in found.arrivals] == [SetAside] * 3


def test_the_second_version_is_named_by_healthkits_id() -> None:
    (workout,) = workouts(request(run(id=RUN_UUID.lower())))
    assert workout.healthkit_uuid == RUN_UUID
    assert source_id(request(run())) == RUN_UUID


def test_the_first_version_is_named_by_its_times_and_name_however_they_are_spelt() -> None:
    plain = source_id(request(first_version()))
    spelt = first_version("RUNNING", start=twelve_hour_date(0), end=twelve_hour_date(600))
    assert source_id(request(spelt)) == plain
    assert source_id(request(first_version("Walking"))) != plain
    assert source_id(request(first_version(end=date(601)))) != plain


def test_a_workout_that_comes_twice_is_one_the_fuller_one() -> None:
    found = read_health_auto_export(request(run(), bare()), TOOLS)
    (one,) = found.arrivals
    assert isinstance(one, Arrival)
    assert one.workout.has_route
    assert len(found.findings.warnings) == 1


def test_a_remembered_rule_names_the_sport() -> None:
    content = request(run(name="Morgenrunde"))
    rules = {"MORGENRUNDE": by_key("hiking")}
    (one,) = read_health_auto_export(content, TOOLS, rules).arrivals
    assert isinstance(one, Arrival)
    assert one.workout.sport is by_key("hiking")
    assert one.workout.metadata[NAME_IN_THE_APP] == "Morgenrunde"
    assert one.workout.notes == ()


def test_the_original_is_the_workouts_own_bytes() -> None:
    (one,) = read_health_auto_export(request(run()), TOOLS).arrivals
    assert isinstance(one, Arrival)
    assert json.loads(unpacked(one.originals[0].zstd)) == json.loads(request(run()))["data"][
        "workouts"
    ][0]  # fmt: skip


def test_broken_utf_8_and_a_byte_order_mark_spoil_nothing() -> None:
    content = b"\xef\xbb\xbf" + request(run(name="Outdoor Run")).replace(b"Jane", b"J\xffne")
    (workout,) = workouts(content)
    assert workout.app.name == "J\ufffdne\u2019s Apple Watch"


def test_other_kinds_of_things_are_counted_and_left_out() -> None:
    content = b'{"data": {"stateOfMind": [{}, {}], "workouts": []}}'
    found = read_health_auto_export(content, TOOLS)
    assert found.findings.skipped == [Skipped("stateOfMind", 2, "not part of a workout")]


def test_a_metric_comes_in_order_from_all_its_blocks_each_sample_once() -> None:
    later = {"date": date(60), "qty": 55, "source": "A|B"}
    earlier = {"date": date(0), "Min": 50, "Avg": 52, "Max": 54, "source": "A"}
    blocks = [
        metric("resting_heart_rate", "count/min", later, {"date": "", "qty": 1}),
        metric("resting_heart_rate", "count/min", earlier, later),
    ]
    found = read_health_auto_export(request(metrics=blocks), TOOLS)
    (one,) = found.metrics
    assert one.value.tolist() == [52.0, 55.0]
    assert (one.minimum[0], one.maximum[0], one.sources) == (50.0, 54.0, ("A", "A|B"))
    assert found.findings.skipped == [Skipped("resting_heart_rate", 1, "the sample has no date")]


def test_a_broken_metric_is_set_aside() -> None:
    found = read_health_auto_export(b'{"data": {"metrics": [7, {"name": "a"}]}}', TOOLS)
    assert [one.what for one in found.arrivals if isinstance(one, SetAside)] == ["metric 1"]
    assert [one.name for one in found.metrics] == ["a"]
