"""Routes: which file belongs to which workout, and what of it."""

from pathlib import Path

import numpy as np
import pytest

from fitglue.domain.measures import great_circle_m
from fitglue.domain.streams import StreamKind
from fitglue.domain.workout import How
from fitglue.testing.small_exports import (
    ROUTES,
    XML,
    at,
    date,
    export,
    gpx,
    location,
    metadata,
    read,
    read_xml,
    read_zip,
    route,
    route_of,
    track,
    workout,
    zipped,
)


def test_points_of_the_same_second_at_another_place_are_kept(tmp_path: Path) -> None:
    points = track(0, 600)
    points.insert(5, (4, 48.00001, 6.0002))
    only = read_zip(tmp_path, [workout(route("a.gpx"))], {"a.gpx": gpx(points)}).only
    assert only.route_points == 602


def test_a_point_repeated_exactly_counts_once(tmp_path: Path) -> None:
    points = track(0, 600)
    points[5:5] = points[3:5]
    points.sort()
    only = read_zip(tmp_path, [workout(route("a.gpx"))], {"a.gpx": gpx(points)}).only
    assert only.route_points == 601


def test_routes_of_several_files_are_joined_by_time(tmp_path: Path) -> None:
    said = workout(route("b.gpx", 301, 600), route("a.gpx", 0, 300))
    files = {"b.gpx": gpx(track(301, 600)), "a.gpx": gpx(track(0, 300))}
    outcome = read_zip(tmp_path, [said], files)
    clock = outcome.only.streams[StreamKind.ROUTE].time_s
    assert clock.tolist() == list(range(601))
    assert not outcome.only.notes


def test_a_file_that_two_routes_name_is_read_once(tmp_path: Path) -> None:
    said = workout(route("a.gpx"), route("A.GPX"))
    only = read_zip(tmp_path, [said], {"a.gpx": gpx(track(0, 600))}).only
    assert only.route_points == 601


def test_of_two_versions_of_a_route_the_newer_counts(tmp_path: Path) -> None:
    old = metadata(HKMetadataKeySyncIdentifier="X", HKMetadataKeySyncVersion=1)
    new = metadata(HKMetadataKeySyncIdentifier="X", HKMetadataKeySyncVersion=2)
    said = workout(route("old.gpx", 0, 600, old), route("new.gpx", 0, 600, new))
    files = {"old.gpx": gpx(track(0, 600)), "new.gpx": gpx(track(0, 590, latitude=49))}
    only = read_zip(tmp_path, [said], files).only
    assert set(only.streams[StreamKind.ROUTE]["latitude_deg"].tolist()) == {49.0}


def test_two_routes_of_the_same_time_are_not_woven_into_a_zigzag(tmp_path: Path) -> None:
    said = workout(route("phone.gpx", source="iPhone"), route("watch.gpx"))
    files = {
        "phone.gpx": gpx(track(0, 580, latitude=48.001)),
        "watch.gpx": gpx(track(0, 600)),
    }
    only = read_zip(tmp_path, [said], files).only
    path = only.streams[StreamKind.ROUTE]
    way_m = great_circle_m(path["latitude_deg"], path["longitude_deg"]).sum()
    assert way_m == pytest.approx(1800, rel=0.01)
    assert only.provenance["route"].source == "Apple Watch"


def test_routes_that_iphones_wrote_over_each_other_are_said(tmp_path: Path) -> None:
    said = workout(route("a.gpx", 0, 300), route("a.gpx", 301, 600))
    outcome = read_zip(tmp_path, [said], {"a.gpx": gpx(track(301, 600))})
    sentence = outcome.note("route-incomplete")
    assert "50%" in sentence
    assert "over one another" in sentence
    assert any("lost parts of the route" in warning for warning in outcome.findings.warnings)


def test_a_route_that_covers_nearly_all_of_its_time_is_complete(tmp_path: Path) -> None:
    outcome = read_zip(tmp_path, [workout(route("a.gpx"))], {"a.gpx": gpx(track(20, 600))})
    assert not outcome.only.notes


def test_a_route_of_another_time_is_left_out_and_said(tmp_path: Path) -> None:
    files = {"a.gpx": gpx(track(90_000, 90_600))}
    outcome = read_zip(tmp_path, [workout(route("a.gpx"))], files)
    assert not outcome.only.has_route
    assert outcome.note("route-mismatched")


def test_a_missing_route_costs_only_itself_and_is_said(tmp_path: Path) -> None:
    outcome = read_zip(tmp_path, [workout(route("gone.gpx"))], {})
    assert len(outcome.arrivals) == 1
    assert outcome.note("route-missing")
    (warning,) = outcome.findings.warnings
    assert "1 route file" in warning
    assert "Export All Health Data" in warning


def test_bare_xml_says_that_routes_come_with_the_zip(tmp_path: Path) -> None:
    outcome = read_xml(tmp_path, workout(route("a.gpx")))
    assert any("Choose export.zip" in warning for warning in outcome.findings.warnings)


def test_a_damaged_route_costs_only_itself_and_is_said(tmp_path: Path) -> None:
    said = workout(route("bad.gpx", 0, 300), route("good.gpx", 301, 600))
    files = {"bad.gpx": b"<gpx><trk><trkseg><trkpt", "good.gpx": gpx(track(301, 600))}
    outcome = read_zip(tmp_path, [said], files)
    assert outcome.only.route_points == 300
    assert outcome.note("route-unreadable")


def test_a_route_without_times_is_no_route(tmp_path: Path) -> None:
    timeless = gpx(track(0, 600)).replace(b"<time>", b"<when>").replace(b"</time>", b"</when>")
    outcome = read_zip(tmp_path, [workout(route("a.gpx"))], {"a.gpx": timeless})
    assert len(outcome.arrivals) == 1
    assert not outcome.only.has_route


def test_the_route_of_another_source_is_taken_and_said(tmp_path: Path) -> None:
    said = workout(route("a.gpx", source="Apple Watch de Nicolas"), sourceName="Apple")
    outcome = read_zip(tmp_path, [said], {"a.gpx": gpx(track(0, 600))})
    assert outcome.only.provenance["route"].source == "Apple Watch de Nicolas"
    assert "Apple Watch de Nicolas" in outcome.note("route-by-another-source")


def test_another_spelling_of_the_source_is_no_other_source(tmp_path: Path) -> None:
    said = workout(route("a.gpx", source="apple watch "))
    outcome = read_zip(tmp_path, [said], {"a.gpx": gpx(track(0, 600))})
    assert not outcome.only.notes


def test_route_columns_carry_speed_course_and_accuracy(tmp_path: Path) -> None:
    only = read_zip(tmp_path, [workout(route("a.gpx"))], {"a.gpx": gpx(track(0, 600))}).only
    path = only.streams[StreamKind.ROUTE]
    first = {name: float(column[0]) for name, column in path.columns.items()}
    assert first == {
        "latitude_deg": 48.0, "longitude_deg": 6.0, "altitude_m": 200.0, "speed_m_per_s": 3.0,
        "course_deg": 90.0, "horizontal_accuracy_m": 4.0, "vertical_accuracy_m": 3.0,
    }  # fmt: skip
    origin = only.provenance["route"]
    assert (origin.source, origin.how, origin.samples) == ("Apple Watch", How.SAMPLED, 601)


def test_minus_one_means_missing_and_never_a_speed(tmp_path: Path) -> None:
    content = gpx(track(0, 600), speed=-1, course=-1)
    only = read_zip(tmp_path, [workout(route("a.gpx"))], {"a.gpx": content}).only
    path = only.streams[StreamKind.ROUTE]
    assert np.isnan(path["speed_m_per_s"]).all()
    assert np.isnan(path["course_deg"]).all()


def test_a_gap_in_a_route_stays_a_gap(tmp_path: Path) -> None:
    points = [*track(0, 200), *track(380, 600)]
    only = read_zip(tmp_path, [workout(route("a.gpx", 0, 600))], {"a.gpx": gpx(points)}).only
    assert np.diff(only.streams[StreamKind.ROUTE].time_s).max() == 180
    assert only.route_points == len(points)


def test_ios_12_writes_positions_into_the_workout(tmp_path: Path) -> None:
    said = workout(route_of(
        0, 1,
        location(0, 37.7777, -122.426, altitude=21.2694, speed=2.48, course=-1,
                 horizontalAccuracy=2.4, verticalAccuracy=1.67),
        location(0, 37.7777, -122.426, altitude=21.2677, speed=2.48, course=-1),
        location(1, 37.7778, -122.426, altitude=21.3, verticalAccuracy=-1),
    ))  # fmt: skip
    path = read_xml(tmp_path, said).only.streams[StreamKind.ROUTE]
    assert path.time_s.tolist() == [0, 0, 1]
    assert np.isnan(path["course_deg"]).all()
    assert np.isnan(path["altitude_m"]).tolist() == [False, False, True]


def test_places_that_are_none_are_dropped(tmp_path: Path) -> None:
    said = workout(route_of(
        0, 2,
        location(0, 91, 0), location(1, 48, 200), location(2, 48, 6),
        location(3, 48, 6, horizontalAccuracy=-1), "<Location latitude='x'/>",
    ))  # fmt: skip
    assert read_xml(tmp_path, said).only.route_points == 1


@pytest.mark.parametrize(
    "stored",
    [
        "apple_health_export/workout-routes/route_2025-07-14_5.10pm.gpx",
        "route_2025-07-14_5.10pm.gpx",
        "backup/Export/workout-routes/ROUTE_2025-07-14_5.10PM.GPX",
        "apple_health_export\\workout-routes\\route_2025-07-14_5.10pm.gpx",
    ],
)
def test_a_route_is_found_by_its_name_in_any_folder_and_case(tmp_path: Path, stored: str) -> None:
    files = {
        XML: export(workout(route("route_2025-07-14_5.10pm.gpx"))),
        stored: gpx(track(0, 600)),
    }
    assert read(zipped(tmp_path, files)).only.route_points == 601


def test_a_route_of_two_workouts_gives_each_its_own_time(tmp_path: Path) -> None:
    later = workout(
        route("a.gpx"), startDate=date(at(600)), endDate=date(at(1200)), sport="Walking"
    )
    outcome = read_zip(tmp_path, [workout(route("a.gpx")), later], {"a.gpx": gpx(track(0, 1200))})
    first, second = outcome.workouts
    assert first.streams[StreamKind.ROUTE].time_s[-1] == 610
    assert second.streams[StreamKind.ROUTE].time_s[0] == -5


def test_lone_routes_are_counted_and_left_until_asked_for(tmp_path: Path) -> None:
    outcome = read_zip(tmp_path, [workout()], {"a.gpx": gpx(track(0, 600))})
    assert len(outcome.arrivals) == 1
    (warning,) = outcome.findings.warnings
    assert warning.startswith("1 route belongs to no workout")


@pytest.mark.parametrize(
    ("step_m", "sport"), [(1.4, "walking"), (3.0, "running"), (8.0, "cycling"), (25.0, "other")]
)
def test_lone_routes_become_workouts_on_request_judged_by_their_speed(
    tmp_path: Path, step_m: float, sport: str
) -> None:
    files = {XML: export(), ROUTES + "a.gpx": gpx(track(0, 600, step_m=step_m), speed=step_m)}
    outcome = read(zipped(tmp_path, files), lone_routes=True)
    only = outcome.only
    assert only.sport.key == sport
    assert only.start == at(0)
    assert only.elapsed_s == 600
    assert only.distance_m == pytest.approx(600 * step_m, rel=0.01)
    assert only.provenance["sport"].how is How.COMPUTED
    assert outcome.note("lone-route")


def test_a_lone_route_without_times_is_set_aside(tmp_path: Path) -> None:
    timeless = gpx(track(0, 600)).replace(b"<time>", b"<when>").replace(b"</time>", b"</when>")
    path = zipped(tmp_path, {XML: export(), ROUTES + "a.gpx": timeless})
    outcome = read(path, lone_routes=True)
    assert not outcome.arrivals
    assert "a.gpx" in outcome.set_aside[0].what
