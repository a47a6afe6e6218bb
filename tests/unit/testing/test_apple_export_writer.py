import itertools
import xml.etree.ElementTree as ET
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from fitglue.testing import athlete
from fitglue.testing.apple_export import Layout, Truth, demo_export, export_xml, write_export
from fitglue.testing.dialects import DIALECTS, IOS_12, IOS_15, IOS_16, IOS_27
from fitglue.testing.plan import PlannedWorkout

TODAY = date(2026, 11, 20)


@pytest.fixture(scope="module")
def each() -> list[PlannedWorkout]:
    return list(athlete.one_of_each(TODAY).values())


@pytest.fixture(scope="module")
def written(
    each: list[PlannedWorkout], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[zipfile.ZipFile, Truth]]:
    path = tmp_path_factory.mktemp("export") / "export.zip"
    truth = write_export(path, each)
    with zipfile.ZipFile(path) as archive:
        yield archive, truth


@pytest.fixture(scope="module")
def root(written: tuple[zipfile.ZipFile, Truth]) -> ET.Element:
    return ET.fromstring(written[0].read("apple_health_export/export.xml"))  # noqa: S314 - our own


def test_the_zip_opens_in_python_and_its_checksums_hold(
    written: tuple[zipfile.ZipFile, Truth],
) -> None:
    archive, truth = written
    assert archive.testzip() is None
    assert archive.infolist()[0].file_size == truth.xml_bytes
    assert archive.infolist()[0].flag_bits & 8, "sizes follow the data, as a phone writes"


def test_the_document_holds_the_records_and_workouts_that_the_truth_counts(
    root: ET.Element, written: tuple[zipfile.ZipFile, Truth]
) -> None:
    counted = Counter(element.get("type") for element in root.findall("Record"))
    assert counted == written[1].records
    assert len(root.findall("Workout")) == len(written[1].workouts)


def test_every_referenced_route_file_is_there_with_its_points(
    root: ET.Element, written: tuple[zipfile.ZipFile, Truth]
) -> None:
    archive, truth = written
    paths = [str(reference.get("path")) for reference in root.iter("FileReference")]
    assert len(paths) == len(set(paths)) == truth.route_files
    points = sum(archive.read(f"apple_health_export{path}").count(b"<trkpt") for path in paths)
    assert points == truth.route_points


def test_gpx_files_are_well_formed_and_named_by_the_wall_clock_of_their_end(
    written: tuple[zipfile.ZipFile, Truth],
) -> None:
    archive, _ = written
    names = [name for name in archive.namelist() if name.endswith(".gpx")]
    gpx = ET.fromstring(archive.read(names[0]))  # noqa: S314 - our own
    track = gpx.find("{*}trk/{*}name")
    assert track is not None
    spoken = str(track.text).removeprefix("Route ").replace(" ", "_").replace(":", ".")
    assert names[0].endswith(f"route_{spoken}.gpx")


def test_all_dates_carry_the_one_offset_of_the_phone(
    written: tuple[zipfile.ZipFile, Truth],
) -> None:
    text = written[0].read("apple_health_export/export.xml")
    assert text.count(b'" startDate="2026-') > 5000
    assert b" +0100" in text
    assert b" +0200" not in text


def test_records_are_grouped_by_type_one_line_each_indented_by_one_space(
    root: ET.Element, written: tuple[zipfile.ZipFile, Truth]
) -> None:
    kinds = [element.get("type") for element in root.findall("Record")]
    runs = sum(1 for a, b in itertools.pairwise(kinds) if a != b) + 1
    assert runs == len(set(kinds))
    lines = written[0].read("apple_health_export/export.xml").split(b"\n")
    assert sum(line.startswith(b" <Record ") for line in lines) == len(kinds)


def test_workout_metadata_stands_twice(root: ET.Element) -> None:
    for workout in root.findall("Workout"):
        keys = Counter(entry.get("key") for entry in workout.findall("MetadataEntry"))
        assert set(keys.values()) == {2}


def test_weather_is_in_fahrenheit_and_hundredfold_percent(root: ET.Element) -> None:
    found = {
        str(entry.get("key")): str(entry.get("value"))
        for entry in root.findall("Workout/MetadataEntry")
    }
    assert found["HKWeatherTemperature"].endswith(" degF")
    assert float(found["HKWeatherHumidity"].removesuffix(" %")) > 1000
    assert found["HKElevationAscended"].endswith(" cm")


def test_segments_are_kilometre_and_mile_chains_mixed(root: ET.Element) -> None:
    run = next(
        w for w in root.findall("Workout") if w.find("MetadataEntry[@value='0']") is not None
    )
    dates = [
        event.get("date")
        for event in run.findall("WorkoutEvent")
        if "Segment" in str(event.get("type"))
    ]
    assert len(dates) > 8
    assert dates[0] == dates[1], "both chains begin at the start"


def test_records_of_a_correlation_are_repeated_at_the_top(root: ET.Element) -> None:
    inside = [record.attrib for record in root.findall("Correlation/Record")]
    assert len(inside) == 2
    assert all(attributes in [r.attrib for r in root.findall("Record")] for attributes in inside)


def test_names_have_curly_quotes_and_no_break_spaces(root: ET.Element) -> None:
    names = {str(record.get("sourceName")) for record in root.findall("Record")}
    assert "Léa\u2019s Apple\u00a0Watch" in names


@pytest.mark.long
@pytest.mark.parametrize("name", sorted(set(DIALECTS) - {"ios16"}))
def test_every_dialect_is_well_formed(name: str, each: list[PlannedWorkout]) -> None:
    text = export_xml(each, dialect=DIALECTS[name])
    assert f"Version: {DIALECTS[name].version} ".encode() in text
    assert len(ET.fromstring(text).findall("Workout")) == len(each)  # noqa: S314 - our own


def test_the_doctype_of_ios_16_is_broken(each: list[PlannedWorkout]) -> None:
    text = export_xml(each[:1], dialect=IOS_16)
    with pytest.raises(ET.ParseError):
        ET.fromstring(text)  # noqa: S314 - our own
    ET.fromstring(text[text.index(b"<HealthData locale") :])  # noqa: S314 - our own


def test_ios_12_keeps_totals_in_attributes_and_routes_inside(
    each: list[PlannedWorkout], tmp_path: Path
) -> None:
    truth = write_export(tmp_path / "export.zip", each, dialect=IOS_12)
    root = ET.fromstring(export_xml(each, dialect=IOS_12))  # noqa: S314 - our own
    assert truth.route_files == 0
    assert len(root.findall(".//Location")) == truth.route_points > 10_000
    assert all(workout.get("totalDistance") for workout in root.findall("Workout"))
    assert root.find(".//WorkoutStatistics") is None
    assert not any(planned.laps for planned in truth.workouts)


def test_ios_15_has_attributes_and_route_files(each: list[PlannedWorkout]) -> None:
    root = ET.fromstring(export_xml(each, dialect=IOS_15))  # noqa: S314 - our own
    assert root.find(".//FileReference") is not None
    assert root.find(".//WorkoutActivity") is None


def test_ios_27_has_zones_and_a_record_inside_the_workout(each: list[PlannedWorkout]) -> None:
    root = ET.fromstring(export_xml(each, dialect=IOS_27))  # noqa: S314 - our own
    assert len(root.findall("Workout/WorkoutZoneGroup/WorkoutZone")) >= 5
    assert root.find("Workout/Record") is not None


def test_a_late_route_is_named_before_it_is_there(
    each: list[PlannedWorkout], tmp_path: Path
) -> None:
    run = next(planned for planned in each if planned.route)
    late = [replace(run, route_is_late=True)]
    early = write_export(tmp_path / "a.zip", late, layout=Layout(late_routes_arrived=False))
    later = write_export(tmp_path / "b.zip", late)
    assert (early.route_files, early.missing_routes, early.route_points) == (0, 1, 0)
    assert later.route_points == run.route_points
    with zipfile.ZipFile(tmp_path / "a.zip") as archive:
        assert b"<FileReference" in archive.read("apple_health_export/export.xml")


def test_names_are_localised_and_may_be_decomposed(
    each: list[PlannedWorkout], tmp_path: Path
) -> None:
    layout = Layout.localised("es", decomposed=True)
    write_export(tmp_path / "exportar.zip", each[-1:], layout=replace(layout, apple_double=True))
    with zipfile.ZipFile(tmp_path / "exportar.zip") as archive:
        assert "apple_health_export/exportacio\u0301n.xml" in archive.namelist()
        assert any("/._" in name for name in archive.namelist())


def test_two_routes_that_end_in_one_minute_are_refused(
    each: list[PlannedWorkout], tmp_path: Path
) -> None:
    run = next(planned for planned in each if planned.route)
    with pytest.raises(ValueError, match="same minute"):
        write_export(tmp_path / "export.zip", [run, run])


@pytest.mark.long
def test_a_newer_demo_contains_the_older(tmp_path: Path) -> None:
    older = demo_export(tmp_path / "older.zip", TODAY)
    newer = demo_export(tmp_path / "newer.zip", TODAY + timedelta(days=7))
    starts = {planned.start for planned in newer.workouts}
    assert sum(planned.start not in starts for planned in older.workouts) <= 8
    assert (tmp_path / "older.zip").stat().st_size < 30_000_000
