"""Exports that end too early or broke on the way: what is whole is read, and the rest said."""

import zipfile
from pathlib import Path

import pytest

from fitglue.domain.errors import Damaged
from fitglue.testing.small_exports import (
    ROUTES,
    XML,
    export,
    gpx,
    read,
    record,
    route,
    track,
    workout,
    zipped,
)

pytestmark = pytest.mark.usefixtures("language")


def test_cut_xml_gives_what_was_whole_and_says_so(tmp_path: Path) -> None:
    whole = export(record("HeartRate", 5, 120), workout(), workout(sport="Walking"))
    path = tmp_path / "export.xml"
    path.write_bytes(whole[: whole.rindex(b"</HealthData>") - 200])
    outcome = read(path)
    assert len(outcome.arrivals) == 1
    assert outcome.findings.partial
    (warning,) = [w for w in outcome.findings.warnings if "ends too early" in w]
    assert "1 workout and 1 record" in warning
    assert "Export All Health Data" in warning


def test_a_zip_cut_after_its_data_gives_every_workout_and_says_so(tmp_path: Path) -> None:
    path = zipped(
        tmp_path,
        {
            XML: export(workout(route("a.gpx"))),
            ROUTES + "a.gpx": gpx(track(0, 600)),
            ROUTES + "b.gpx": gpx(track(0, 600)),
        },
    )
    content = path.read_bytes()
    path.write_bytes(content[: content.rindex(b"b.gpx", 0, content.index(b"PK\x01\x02")) + 500])
    outcome = read(path)
    assert outcome.only.route_points == 601
    assert outcome.findings.partial


def test_a_zip_cut_within_its_data_gives_what_was_whole_and_says_so(tmp_path: Path) -> None:
    many = [record("HeartRate", second, second * 7919 % 97 + 60) for second in range(3000)]
    path = zipped(tmp_path, {XML: export(workout(), *many)})
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2])
    outcome = read(path)
    assert len(outcome.arrivals) == 1
    assert outcome.findings.partial
    assert 0 < outcome.findings.found["Record HeartRate"] < 3000


def test_a_zip_cut_before_its_data_is_refused_with_what_to_press(tmp_path: Path) -> None:
    path = zipped(tmp_path, {ROUTES + "a.gpx": gpx(track(0, 600)), XML: export(workout())})
    content = path.read_bytes()
    path.write_bytes(content[: content.index(XML.encode()) - 60])
    with pytest.raises(Damaged) as caught:
        read(path)
    assert "Export All Health Data" in caught.value.next_step


def test_a_damaged_middle_gives_what_came_before_and_says_so(tmp_path: Path) -> None:
    many = [record("HeartRate", second, second * 7919 % 97 + 60) for second in range(3000)]
    path = zipped(tmp_path, {XML: export(workout(), *many)})
    content = bytearray(path.read_bytes())
    content[len(content) // 2 : len(content) // 2 + 64] = b"\xff" * 64
    path.write_bytes(content)
    outcome = read(path)
    assert len(outcome.arrivals) == 1
    assert outcome.findings.partial
    assert any("is damaged" in warning for warning in outcome.findings.warnings)


def test_changed_bytes_that_still_unpack_are_noticed_by_the_checksum(tmp_path: Path) -> None:
    path = tmp_path / "export.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr(XML, export(workout()))
    path.write_bytes(path.read_bytes().replace(b"en_GB", b"en_US"))
    outcome = read(path)
    assert len(outcome.arrivals) == 1
    assert outcome.findings.partial
