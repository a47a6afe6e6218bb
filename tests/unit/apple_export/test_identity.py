"""Identity: the same workout is the same for ever, and once."""

from pathlib import Path

import zstandard

from fitglue.domain.workout import Workout
from fitglue.testing.small_exports import (
    ROUTES,
    START,
    WATCH,
    XML,
    at,
    date,
    export,
    gpx,
    read,
    read_xml,
    record,
    route,
    statistic,
    track,
    workout,
    zipped,
)


def ids(folder: Path, *workouts: str) -> list[str]:
    """Give the source ids of an export."""
    return [arrival.source_id for arrival in read_xml(folder, *workouts).arrivals]


def test_an_id_is_the_same_in_the_next_export_with_more_in_it(tmp_path: Path) -> None:
    (first,) = ids(tmp_path, workout())
    later = workout(startDate=date(at(5000)), endDate=date(at(5600)))
    assert ids(tmp_path, record("HeartRate", 5, 120), later, workout())[1] == first


def test_an_id_does_not_depend_on_the_offset_that_the_phone_had(tmp_path: Path) -> None:
    assert ids(tmp_path, workout(startDate=date(START, 1))) == ids(
        tmp_path, workout(startDate=date(START, -8))
    )


def test_an_id_does_not_depend_on_the_spelling_of_its_source(tmp_path: Path) -> None:
    assert ids(tmp_path, workout(sourceName="Anna\u2019s Watch\u00a0")) == ids(
        tmp_path, workout(sourceName="anna's watch")
    )


def test_an_id_is_another_for_another_sport_start_or_source(tmp_path: Path) -> None:
    other = [
        workout(),
        workout(sport="Walking"),
        workout(startDate=date(at(60))),
        workout(sourceName="Strava"),
    ]
    assert len(set(ids(tmp_path, *other))) == 4


def test_two_workouts_that_share_all_but_their_length_get_two_ids(tmp_path: Path) -> None:
    short = workout(lasts_s=300, creationDate=date(at(9000)))
    alone = ids(tmp_path, workout())
    both = ids(tmp_path, short, workout())
    assert len(set(both)) == 2
    assert both[1] == alone[0], "the one written first keeps its id"


def test_a_workout_written_twice_comes_once_the_richer_one(tmp_path: Path) -> None:
    rich = workout(statistic("DistanceWalkingRunning", "km", sum=5), duration=10.02)
    outcome = read_xml(tmp_path, workout(), rich, workout())
    assert outcome.only.distance_m == 5000
    assert any("2 workouts stood" in warning for warning in outcome.findings.warnings)


def test_a_start_two_seconds_off_is_the_same_workout(tmp_path: Path) -> None:
    assert len(ids(tmp_path, workout(), workout(startDate=date(at(2))))) == 1


def test_back_to_back_workouts_of_one_kind_are_two(tmp_path: Path) -> None:
    second = workout(startDate=date(at(600)), endDate=date(at(1200)))
    assert len(ids(tmp_path, workout(), second)) == 2


def test_the_same_time_by_another_source_is_another_recording(tmp_path: Path) -> None:
    assert len(ids(tmp_path, workout(), workout(sourceName="Strava"))) == 2


def everything(workout_: Workout) -> dict[str, object]:
    """Lay a workout out so that two can be compared, streams included."""
    said = {name: getattr(workout_, name) for name in Workout.__slots__ if name != "streams"}
    for kind, stream in workout_.streams.items():
        said[kind] = (stream.time_s.tobytes(), [c.tobytes() for c in stream.columns.values()])
    return said


def test_reading_a_second_time_gives_the_same_arrivals(tmp_path: Path) -> None:
    path = zipped(
        tmp_path,
        {
            XML: export(record("HeartRate", 5, 120), workout(route("a.gpx"))),
            ROUTES + "a.gpx": gpx(track(0, 600)),
        },
    )
    first, second = read(path, keep_originals=True), read(path, keep_originals=True)
    assert [a.source_id for a in first.arrivals] == [a.source_id for a in second.arrivals]
    assert first.arrivals[0].originals == second.arrivals[0].originals
    assert everything(first.only) == everything(second.only)


def test_a_second_process_for_the_routes_changes_nothing(tmp_path: Path) -> None:
    names = [f"{letter}.gpx" for letter in "abc"]
    said = workout(*[route(name, s * 200, s * 200 + 199) for s, name in enumerate(names)])
    ways = {ROUTES + n: gpx(track(s * 200, s * 200 + 199)) for s, n in enumerate(names)}
    path = zipped(tmp_path, {XML: export(said)} | ways)
    alone, helped = read(path, keep_originals=True), read(path, keep_originals=True, parallel=True)
    assert everything(helped.only) == everything(alone.only)
    assert helped.arrivals[0].originals == alone.arrivals[0].originals
    assert helped.only.route_points == 600


def test_originals_are_the_bytes_that_were_read(tmp_path: Path) -> None:
    said, way = workout(route("a.gpx")), gpx(track(0, 600))
    path = zipped(tmp_path, {XML: export(said), ROUTES + "a.gpx": way})
    (arrival,) = read(path, keep_originals=True).arrivals
    unpack = zstandard.ZstdDecompressor().decompress
    originals = {original.name: unpack(original.zstd) for original in arrival.originals}
    assert originals == {"workout.xml": said.encode(), "a.gpx": way}


def test_originals_are_left_out_when_nobody_keeps_them(tmp_path: Path) -> None:
    assert read_xml(tmp_path, workout()).arrivals[0].originals == ()


def test_the_original_spelling_of_the_source_survives(tmp_path: Path) -> None:
    assert read_xml(tmp_path, workout()).only.app.name == WATCH
