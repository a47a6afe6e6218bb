"""Files and archives of recordings are read, whatever they are called, however packed."""

import gzip
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from fitglue.domain.arrival import Arrival, Findings, SetAside, SourceTools
from fitglue.domain.errors import Damaged, Hostile, NotAWorkout, TooBig, Unreadable
from fitglue.formats.packing import unpacked
from fitglue.sources.apple_health import plugin as apple
from fitglue.sources.file_upload import plugin as files
from fitglue.testing import recorded_files as recorded
from fitglue.testing import small_exports as small
from fitglue.testing.bombs import Member, write_zip

TOOLS = SourceTools(default_zone="UTC", zone_at=lambda *_: None)
KINDS = {"fit": recorded.fit_file, "gpx": recorded.gpx_file, "tcx": recorded.tcx_file}


def read(path: Path, name: str = "") -> tuple[list[Arrival], list[SetAside], Findings]:
    reading = files.read(path, replace(TOOLS, name=name or path.name))
    pieces = list(reading)
    arrivals = [one for one in pieces if isinstance(one, Arrival)]
    return arrivals, [one for one in pieces if isinstance(one, SetAside)], reading.findings


def written(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


@pytest.mark.parametrize("packed", [bytes, gzip.compress], ids=["plain", "gzipped"])
@pytest.mark.parametrize("kind", KINDS)
def test_a_file_is_known_by_its_content_and_kept_as_it_was(
    tmp_path: Path, kind: str, packed: Callable[[bytes], bytes]
) -> None:
    content = KINDS[kind]()
    path = written(tmp_path / "upload", packed(content))
    assert files.recognises(path, "download")
    (arrival,), _, findings = read(path, f"C:\\mine\\ride.{kind}.gz")
    assert arrival.workout.sport.key == "running"
    (original,) = arrival.originals
    assert (original.name, unpacked(original.zstd)) == (f"ride.{kind}", content)
    assert findings.found == {"Workout": 1, f"{kind.upper()} file": 1}


def test_the_same_file_has_the_same_name_for_ever(tmp_path: Path) -> None:
    one = written(tmp_path / "one.fit", recorded.fit_file())
    other = written(tmp_path / "other.fit.gz", gzip.compress(recorded.fit_file()))
    assert read(one)[0][0].source_id == read(other)[0][0].source_id


def test_an_archive_of_strava_gives_names_descriptions_and_what_is_broken(tmp_path: Path) -> None:
    path = recorded.strava_archive(tmp_path)
    assert files.recognises(path, path.name)
    assert not apple.recognises(path, path.name)
    arrivals, aside, findings = read(path)
    assert [one.workout.brand for one in arrivals] == [
        "Lunch lap", "Grocery run", "Old, with a comma",
    ]  # fmt: skip
    assert arrivals[0].workout.description == "Windy.\nGood legs."
    assert [one.what for one in aside] == ["activities/104.fit.gz"]
    assert {one.kind: one.count for one in findings.skipped} == {"Activity": 1, "Other file": 1}
    assert findings.found["Workout"] == 3


def test_an_archive_of_strava_in_another_language_gives_the_same(tmp_path: Path) -> None:
    german = (
        "Aktivitäts-ID",
        "Aktivitätsdatum",
        "Name",
        "Typ",
        "Beschr.",
        "Zeit",
        "Dist.",
        "Datei",
    )
    arrivals, _, findings = read(recorded.strava_archive(tmp_path, german))
    assert arrivals[0].workout.brand == "Lunch lap"
    assert arrivals[0].workout.description == "Windy.\nGood legs."
    assert {one.kind: one.count for one in findings.skipped} == {"Activity": 1, "Other file": 1}


def test_an_archive_of_garmin_is_read_through_its_inner_zip(tmp_path: Path) -> None:
    arrivals, aside, findings = read(recorded.garmin_archive(tmp_path))
    assert [one.workout.brand for one in arrivals] == ["Lyon Running", "Track night"]
    assert not aside
    assert {one.kind: one.count for one in findings.skipped} == {"FIT file": 1, "Other file": 1}


def test_nothing_of_an_archive_is_written_to_the_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = recorded.garmin_archive(tmp_path)
    monkeypatch.setenv("TMPDIR", str(tmp_path / "none"))
    before = sorted(tmp_path.rglob("*"))
    assert len(read(path)[0]) == 2
    assert sorted(tmp_path.rglob("*")) == before


def test_a_list_that_cannot_be_read_costs_the_names_alone(tmp_path: Path) -> None:
    packed = {"x_summarizedActivities.json": b"[{", "a.fit": recorded.fit_file()}
    (arrival,), _, findings = read(recorded.zipped(tmp_path / "a.zip", packed))
    assert arrival.workout.brand == ""
    assert "come without the names" in findings.warnings[0]


def test_a_workout_that_lies_twice_in_an_archive_comes_once(tmp_path: Path) -> None:
    twice = {"a.fit": recorded.fit_file(), "copy/a (1).FIT": recorded.fit_file()}
    arrivals, _, findings = read(recorded.zipped(tmp_path / "a.zip", twice))
    assert len(arrivals) == 1
    assert "more than once" in findings.warnings[-1]


def test_an_archive_that_was_cut_short_gives_what_it_had(tmp_path: Path) -> None:
    whole = recorded.zip_bytes({f"{at}.fit": recorded.fit_file(at) for at in range(3)})
    path = written(tmp_path / "cut.zip", whole[: len(whole) * 2 // 3])
    assert files.recognises(path, path.name)
    arrivals, _, findings = read(path)
    assert len(arrivals) >= 1
    assert findings.partial
    assert "ends too early" in findings.warnings[0]


@pytest.mark.parametrize(
    ("packed", "error"),
    [
        ({}, Damaged),
        ({"photo.jpg": b"x"}, NotAWorkout),
        ({"settings.fit": recorded.fit_settings()}, NotAWorkout),
    ],
    ids=["empty", "photos", "settings"],
)
def test_an_archive_without_workouts_is_refused(
    tmp_path: Path, packed: dict[str, bytes], error: type[Unreadable]
) -> None:
    with pytest.raises(error) as refused:
        read(recorded.zipped(tmp_path / "a.zip", packed))
    assert refused.value.next_step


def test_a_zip_in_a_zip_in_a_zip_is_set_aside(tmp_path: Path) -> None:
    deep = recorded.zip_bytes({"c.zip": recorded.zip_bytes({"a.fit": recorded.fit_file()})})
    path = recorded.zipped(tmp_path / "a.zip", {"b.zip": deep, "a.fit": recorded.fit_file()})
    arrivals, (aside,), _ = read(path)
    assert len(arrivals) == 1
    assert aside.what == "b.zip/c.zip"


def test_files_that_unpack_to_mountains_are_set_aside_unread(tmp_path: Path) -> None:
    bomb = bytes(40 << 20)
    packed = {"a.gpx": bomb, "b.gpx.gz": gzip.compress(bomb), "c.fit": recorded.fit_file()}
    arrivals, aside, _ = read(recorded.zipped(tmp_path / "a.zip", packed))
    assert len(arrivals) == 1
    assert [(one.what, type(one.why)) for one in aside] == [
        ("a.gpx", Hostile),
        ("b.gpx.gz", Hostile),
    ]


def test_a_file_too_large_to_be_a_recording_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.gpx"
    with path.open("wb") as file:
        file.write(b"<gpx>")
        file.truncate(100 << 20)
    with pytest.raises(TooBig):
        read(path)


def test_a_hostile_list_of_contents_is_refused_with_what_to_do(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "a.zip", [Member(name="../../a.fit", content=b"x")])
    assert files.recognises(path, path.name)
    with pytest.raises(Hostile) as refused:
        read(path)
    assert "iPhone" not in refused.value.next_step


def test_exports_of_the_health_app_are_left_to_their_own_source(tmp_path: Path) -> None:
    xml = small.export(small.workout())
    export = small.zipped(tmp_path, {"renamed/données.xml": xml, "a.fit": recorded.fit_file()})
    bare = written(tmp_path / "export.xml", xml)
    for path in (export, bare):
        assert apple.recognises(path, path.name)
        assert not files.recognises(path, path.name)


def test_a_gpx_file_called_xml_is_a_gpx_file(tmp_path: Path) -> None:
    path = written(tmp_path / "track.xml", recorded.gpx_file())
    assert files.recognises(path, path.name)
    assert not apple.recognises(path, path.name)


@pytest.mark.samples
def test_real_files_are_read(samples: Path) -> None:
    for path in (*(samples / "fit").glob("*.fit"), *(samples / "gpx").glob("*.gpx")):
        assert files.recognises(path, path.name)
        assert len(read(path)[0]) == 1
