"""Containers: in which file of which zip the data is, and what is none of ours."""

import struct
import unicodedata
import zipfile
from pathlib import Path

import pytest

from fitglue.domain.errors import Damaged, NotAWorkout, Unreadable
from fitglue.testing.small_exports import (
    ROUTES,
    XML,
    export,
    gpx,
    read,
    route,
    track,
    workout,
    zipped,
)

CDA = b'<?xml version="1.0"?>\n<ClinicalDocument xmlns="urn:hl7-org:v3"></ClinicalDocument>'
BROKEN_DTD = (
    "<!DOCTYPE HealthData [\n<!-- HealthKit Export Version: 12 -->\n"
    "<!ATTLIST VisionPrescription\n  type CDATA #REQUIRED\n  >>\n]>\n"
)


@pytest.mark.parametrize(
    "name",
    [
        XML,
        "apple_health_export/Export.xml",
        "apple_health_export/exportación.xml",
        unicodedata.normalize("NFD", "apple_health_export/exportación.xml"),
        "apple_health_export/导出.xml",
        "apple_health_export/vienti.xml",
        "apple_health_export/EXPORT.XML",
        "Backup/2025/apple_health_export/eksport.xml",
        "export.xml",
        "renamed by me.xml",
    ],
)
def test_the_data_is_found_by_its_content_under_any_name(tmp_path: Path, name: str) -> None:
    path = zipped(tmp_path, {name: export(workout())}, "renamed.zip")
    assert len(read(path).arrivals) == 1


def test_a_name_whose_utf_8_flag_is_missing_is_still_read(tmp_path: Path) -> None:
    named = "apple_health_export/workout-routes/röute.gpx"
    path = zipped(tmp_path, {XML: export(workout(route("röute.gpx"))), named: gpx(track(0, 600))})
    content = path.read_bytes()
    with zipfile.ZipFile(path) as archive:
        assert archive.getinfo(named).flag_bits & 0x800
    flagless = content.replace(b"\x14\x00\x00\x08", b"\x14\x00\x00\x00")
    path.write_bytes(flagless)
    assert read(path).only.route_points == 601


def test_a_route_name_with_its_accents_apart_is_the_same_name(tmp_path: Path) -> None:
    apart = unicodedata.normalize("NFD", ROUTES + "röute.gpx")
    path = zipped(tmp_path, {XML: export(workout(route("röute.gpx"))), apart: gpx(track(0, 600))})
    assert read(path).only.route_points == 601


def test_what_a_mac_adds_is_passed_over(tmp_path: Path) -> None:
    files = {
        "__MACOSX/apple_health_export/._export.xml": b"\0\5\x16\7<HealthData >",
        "apple_health_export/._export.xml": b"\0\5\x16\7<HealthData >",
        "apple_health_export/.DS_Store": b"Bud1",
        XML: export(workout()),
    }
    assert len(read(zipped(tmp_path, files)).arrivals) == 1


def test_the_clinical_copy_is_passed_over_and_said(tmp_path: Path) -> None:
    files = {"apple_health_export/export_cda.xml": CDA, XML: export(workout())}
    outcome = read(zipped(tmp_path, files))
    assert len(outcome.arrivals) == 1
    assert ("Clinical document (CDA)", 1) in [(s.kind, s.count) for s in outcome.findings.skipped]


def test_medical_files_beside_the_data_are_counted_and_not_read(tmp_path: Path) -> None:
    files = {
        XML: export(workout()),
        "apple_health_export/electrocardiograms/ecg_2025-01-01.csv": b"x",
        "apple_health_export/clinical-records/a.json": b"{}",
        "apple_health_export/clinical-records/b.json": b"{}",
    }
    skipped = {s.kind: (s.count, s.why) for s in read(zipped(tmp_path, files)).findings.skipped}
    assert skipped["Electrocardiogram"] == (1, "not part of a workout")
    assert skipped["Clinical record"] == (2, "not part of a workout")


def test_of_two_exports_in_one_zip_the_larger_is_read(tmp_path: Path) -> None:
    files = {
        "old/export.xml": export(workout()),
        "new/export.xml": export(workout(), workout(sport="Walking")),
    }
    assert len(read(zipped(tmp_path, files)).arrivals) == 2


def test_bare_xml_is_read_whatever_its_name(tmp_path: Path) -> None:
    path = tmp_path / "download (3)"
    path.write_bytes(export(workout()))
    assert len(read(path).arrivals) == 1


def test_a_byte_order_mark_does_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "export.xml"
    path.write_bytes(b"\xef\xbb\xbf" + export(workout()))
    assert len(read(path).arrivals) == 1


def test_a_stored_zip_is_read(tmp_path: Path) -> None:
    path = tmp_path / "export.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr(XML, export(workout()))
    assert len(read(path).arrivals) == 1


def test_a_zip64_with_sizes_behind_the_data_is_read(tmp_path: Path) -> None:
    path = tmp_path / "export.zip"
    with path.open("wb") as stream:
        stream.seekable = lambda: False  # type: ignore[method-assign]
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
            with archive.open(XML, "w", force_zip64=True) as entry:
                entry.write(export(workout(route("a.gpx"))))
            archive.writestr(ROUTES + "a.gpx", gpx(track(0, 600)))
    assert read(path).only.route_points == 601


def test_wide_sizes_of_a_zip64_directory_are_read(tmp_path: Path) -> None:
    path = zipped(tmp_path, {XML: export(workout())})
    path.write_bytes(_as_zip64(path.read_bytes()))
    assert len(read(path).arrivals) == 1


def _as_zip64(content: bytes) -> bytes:
    """Rewrite the directory of a zip with one entry as a zip of over 4 GB would have it."""
    at = content.rindex(b"PK\x01\x02")
    end = content.rindex(b"PK\x05\x06")
    head = bytearray(content[at : at + 46])
    packed, size = struct.unpack_from("<2L", head, 20)
    name = content[at + 46 : at + 46 + struct.unpack_from("<H", head, 28)[0]]
    struct.pack_into("<2L", head, 20, 0xFFFFFFFF, 0xFFFFFFFF)
    struct.pack_into("<H", head, 30, 20)
    struct.pack_into("<L", head, 42, 0)
    directory = bytes(head) + name + struct.pack("<2H2Q", 1, 16, size, packed)
    wide_end = struct.pack("<4sQ2H2L4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, 1, 1, len(directory), at)
    locator = struct.pack("<4sLQL", b"PK\x06\x07", 0, at + len(directory), 1)
    last = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0)
    assert end > at
    return content[:at] + directory + wide_end + locator + last


def refusal(path: Path) -> Unreadable:
    """Give the error with which a file is refused; both of its sentences are there."""
    with pytest.raises(Unreadable) as caught:
        read(path)
    assert caught.value.sentence.endswith(".")
    assert caught.value.next_step
    return caught.value


def test_the_clinical_copy_alone_is_refused_and_the_right_file_named(tmp_path: Path) -> None:
    bare = tmp_path / "export_cda.xml"
    bare.write_bytes(CDA)
    for path in (bare, zipped(tmp_path, {"apple_health_export/export_cda.xml": CDA})):
        why = refusal(path)
        assert isinstance(why, NotAWorkout)
        assert "export_cda.xml" in why.sentence
        assert "export.zip" in why.next_step


def test_two_clinical_documents_in_one_file_are_refused_the_same(tmp_path: Path) -> None:
    path = tmp_path / "export_cda.xml"
    path.write_bytes(CDA + CDA)
    assert "clinical copy" in refusal(path).sentence


def test_an_empty_zip_is_refused_with_what_to_press(tmp_path: Path) -> None:
    why = refusal(zipped(tmp_path, {}))
    assert isinstance(why, Damaged)
    assert "empty" in why.sentence
    assert "Export All Health Data" in why.next_step


def test_an_empty_file_is_refused_with_what_to_press(tmp_path: Path) -> None:
    path = tmp_path / "export.zip"
    path.touch()
    assert "empty" in refusal(path).sentence


def test_a_zip_in_a_zip_is_refused_with_how_to_open_it(tmp_path: Path) -> None:
    inner = zipped(tmp_path, {XML: export(workout())}).read_bytes()
    assert "Unpack it once" in refusal(zipped(tmp_path, {"export.zip": inner}, "o.zip")).next_step


def test_a_zip_with_a_password_is_refused(tmp_path: Path) -> None:
    path = zipped(tmp_path, {XML: export(workout())})
    content = bytearray(path.read_bytes())
    at = content.rindex(b"PK\x01\x02")
    content[at + 8] |= 1
    path.write_bytes(content)
    assert "password" in refusal(path).sentence


def test_routes_without_the_data_are_refused_by_name(tmp_path: Path) -> None:
    assert "routes" in refusal(zipped(tmp_path, {"a.gpx": gpx(track(0, 9))})).sentence


def test_a_zip_of_other_things_is_refused(tmp_path: Path) -> None:
    assert isinstance(refusal(zipped(tmp_path, {"letter.txt": b"Dear"})), NotAWorkout)


@pytest.mark.parametrize(
    ("head", "named"),
    [
        (b"\x0e\x20\x8b\x08\x00\x00\x00\x00.FIT\x00\x00", "FIT"),
        (gpx([(0, 48.0, 6.0)]), "GPX"),
        (b'<?xml version="1.0"?><TrainingCenterDatabase xmlns="x">', "TCX"),
        (b"\x1f\x8b\x08\x00", "gzip"),
        (b"7z\xbc\xaf\x27\x1c", "7-Zip"),
        (b"%PDF-1.7", "PDF"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "picture"),
        (b'{"data": {}}', "JSON"),
        (b"<!DOCTYPE html><html>", "web page"),
        (b"\xff\xfe<\0H\0e\0a\0l\0t\0h\0D\0a\0t\0a\0", "UTF-16"),
        (b"<!ELEMENT HealthData (ExportDate,Me)>", "description"),
        (bytes(range(256)), "neither"),
        (b" ", "neither"),
    ],
)
def test_other_files_are_refused_by_name(tmp_path: Path, head: bytes, named: str) -> None:
    path = tmp_path / "file"
    path.write_bytes(head)
    assert named in refusal(path).sentence


def test_a_broken_document_type_is_never_read(tmp_path: Path) -> None:
    path = tmp_path / "export.xml"
    path.write_bytes(export(workout(), head=BROKEN_DTD))
    assert len(read(path).arrivals) == 1


def test_a_document_type_that_fits_nothing_does_not_matter(tmp_path: Path) -> None:
    path = zipped(
        tmp_path, {XML: export(workout(), head="<!DOCTYPE HealthData [<!ELEMENT Me EMPTY>]>\n")}
    )
    assert len(read(path).arrivals) == 1


def test_a_missing_file_is_refused_and_not_a_crash(tmp_path: Path) -> None:
    assert "cannot be opened" in refusal(tmp_path / "gone.zip").sentence


def test_a_folder_is_refused_and_not_a_crash(tmp_path: Path) -> None:
    assert "cannot be opened" in refusal(tmp_path).sentence
