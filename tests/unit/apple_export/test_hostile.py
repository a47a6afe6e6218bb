"""Files made to do harm: refused before they cost time, memory or a file."""

import stat
import struct
import zipfile
from pathlib import Path

import pytest

from fitglue.domain.errors import Hostile, TooBig, Unreadable
from fitglue.formats.apple_export.container import zip_directory
from fitglue.testing.small_exports import (
    ROUTES,
    XML,
    export,
    gpx,
    location,
    read,
    record,
    route,
    route_of,
    track,
    workout,
    zipped,
)

pytestmark = pytest.mark.usefixtures("language")

GOOD = export(workout())


def refused(path: Path, kind: type[Unreadable] = Hostile) -> Unreadable:
    """Give the error with which a hostile file is refused; nothing was written beside it."""
    before = sorted(path.parent.iterdir())
    with pytest.raises(kind) as caught:
        read(path)
    assert sorted(path.parent.iterdir()) == before
    assert "Export All Health Data" in caught.value.next_step
    return caught.value


@pytest.mark.parametrize(
    "name",
    [
        "../export.xml",
        "apple_health_export/../../etc/cron.d/job",
        "/etc/passwd",
        "C:\\Windows\\system.ini",
        "..\\..\\export.gpx",
    ],
)
def test_names_that_leave_their_folder_are_refused(tmp_path: Path, name: str) -> None:
    assert "out of its folder" in refused(zipped(tmp_path, {XML: GOOD, name: b"x"})).sentence


def test_a_link_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "export.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(XML, GOOD)
        link = zipfile.ZipInfo("apple_health_export/workout-routes/link.gpx")
        link.create_system = 3
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")
    assert "link" in refused(path).sentence


def test_a_bomb_is_refused_by_what_it_declares(tmp_path: Path) -> None:
    files = {XML: GOOD[:-14] + b" " * (64 << 20) + GOOD[-14:]}
    assert "hundreds of times" in refused(zipped(tmp_path, files)).sentence


def test_a_bomb_of_a_route_is_refused_too(tmp_path: Path) -> None:
    files = {XML: GOOD, ROUTES + "a.gpx": bytes(32 << 20)}
    assert "hundreds of times" in refused(zipped(tmp_path, files)).sentence


def test_a_bomb_that_lies_about_its_size_is_refused(tmp_path: Path) -> None:
    path = zipped(tmp_path, {XML: GOOD[:-14] + b" " * (64 << 20) + GOOD[-14:]})
    content = bytearray(path.read_bytes())
    struct.pack_into("<L", content, content.rindex(b"PK\x01\x02") + 24, len(GOOD))
    path.write_bytes(content)
    assert "larger than the zip says" in refused_lying(path).sentence


def refused_lying(path: Path) -> Unreadable:
    """Give the error for sizes that lie."""
    with pytest.raises(Hostile) as caught:
        read(path)
    return caught.value


def test_a_bomb_in_a_cut_zip_that_declares_nothing_is_refused(tmp_path: Path) -> None:
    path = zipped(tmp_path, {XML: GOOD[:-14] + b" " * (64 << 20) + GOOD[-14:]})
    content = path.read_bytes()
    path.write_bytes(content[: content.rindex(b"PK\x01\x02")])
    assert "hundreds of times" in refused(path).sentence


def test_an_honest_export_of_one_to_twenty_four_is_no_bomb(tmp_path: Path) -> None:
    lines = [record("HeartRate", second, second * 7919 % 97).encode() for second in range(977)]
    body = b"\n".join(lines * 80)
    path = zipped(tmp_path, {XML: GOOD[:-14] + body + GOOD[-14:]})
    assert len(body) > 16 << 20
    assert len(read(path).arrivals) == 1


def test_entries_that_overlap_are_refused(tmp_path: Path) -> None:
    path = zipped(tmp_path, {XML: GOOD, ROUTES + "a.gpx": gpx(track(0, 9))})
    content = bytearray(path.read_bytes())
    second = content.rindex(b"PK\x01\x02")
    struct.pack_into("<L", content, second + 42, 20)
    path.write_bytes(content)
    assert "overlap" in refused(path).sentence


def test_more_entries_than_any_export_are_refused_before_they_are_read(tmp_path: Path) -> None:
    path = zipped(tmp_path, {XML: GOOD})
    content = bytearray(path.read_bytes())
    end = content.rindex(b"PK\x05\x06")
    wide = struct.pack(
        "<4sQ2H2L4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, 1 << 40, 1 << 40, 1 << 20, 0
    )  # fmt: skip
    locator = struct.pack("<4sLQL", b"PK\x06\x07", 0, end, 1)
    struct.pack_into("<2H2L", content, end + 8, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF)
    path.write_bytes(bytes(content[:end]) + wide + locator + bytes(content[end:]))
    assert "files" in refused(path, TooBig).sentence


def test_a_directory_of_more_than_sixteen_megabytes_is_refused(tmp_path: Path) -> None:
    path = zipped(tmp_path, {XML: GOOD})
    content = bytearray(path.read_bytes())
    struct.pack_into("<L", content, content.rindex(b"PK\x05\x06") + 12, 17 << 20)
    path.write_bytes(content)
    refused(path, TooBig)


def test_a_name_longer_than_any_path_is_refused(tmp_path: Path) -> None:
    refused(zipped(tmp_path, {XML: GOOD, "a" * 5000: b"x"}))


def test_a_directory_that_lies_about_its_length_is_refused(tmp_path: Path) -> None:
    path = zipped(tmp_path, {XML: GOOD})
    content = bytearray(path.read_bytes())
    struct.pack_into("<2H", content, content.rindex(b"PK\x05\x06") + 8, 7, 7)
    path.write_bytes(content)
    with pytest.raises(Unreadable, match="list of contents"):
        read(path)


@pytest.mark.parametrize(
    "entities",
    [
        '<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">',
        '<!ENTITY x SYSTEM "file:///etc/passwd">',
        '<!ENTITY % x SYSTEM "http://192.0.2.1/x.dtd"> %x;',
    ],
)
def test_entities_are_refused_and_nothing_is_fetched(tmp_path: Path, entities: str) -> None:
    head = f"<!DOCTYPE HealthData [{entities}]>\n"
    path = zipped(tmp_path, {XML: export(workout(sourceName="&b;"), head=head)})
    with pytest.raises(Hostile):
        read(path)


def test_an_entity_used_without_being_declared_stays_text(tmp_path: Path) -> None:
    raw = export(workout(sourceName="NAME")).replace(b"NAME", b"R&D &xxe;")
    path = tmp_path / "export.xml"
    path.write_bytes(raw)
    assert read(path).only.app.name == "R&D &xxe;"


def test_a_document_type_inside_a_workout_declares_nothing(tmp_path: Path) -> None:
    path = tmp_path / "export.xml"
    inside = (
        "<!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><MetadataEntry key='k' value='&a;'/>"
    )
    path.write_bytes(export(workout(inside)))
    assert read(path).only.metadata in ({"k": "&a;"}, {})


def test_an_attribute_without_end_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "export.xml"
    path.write_bytes(GOOD[:60] + b' <Record type="' + b"x" * (4 << 20))
    with pytest.raises(Hostile):
        read(path)


def test_a_crowd_of_elements_in_one_workout_is_set_aside(tmp_path: Path) -> None:
    path = tmp_path / "export.xml"
    path.write_bytes(export(workout("<a/>" * 100_000), workout(sport="Yoga")))
    outcome = read(path)
    assert len(outcome.arrivals) == 1
    assert "more than a day" in outcome.set_aside[0].why.sentence


@pytest.mark.long
def test_more_routes_than_a_life_has_days_are_refused(tmp_path: Path) -> None:
    names = {f"{number}.gpx": b"" for number in range(50_001)}
    assert "routes" in refused(zipped(tmp_path, {XML: GOOD} | names), TooBig).sentence


@pytest.mark.parametrize(
    "noise", ["q" * 500_000, "q " * 250_000, "a='1' " * 50_000, "=" * 500_000, "/" * 500_000]
)
def test_a_tag_of_noise_is_read_in_one_pass(tmp_path: Path, noise: str) -> None:
    path = tmp_path / "export.xml"
    path.write_bytes(export(workout(f"<b {noise}/>")))
    assert len(read(path).arrivals) == 1


def test_a_day_of_inline_positions_is_a_route(tmp_path: Path) -> None:
    path = tmp_path / "export.xml"
    points = [location(second, 48, 6 + second * 1e-6) for second in range(7200)]
    path.write_bytes(export(workout(route_of(0, 7200, *points), lasts_s=7200)))
    assert read(path).only.route_points == 7200


def test_a_tower_of_tags_does_not_fall_on_us(tmp_path: Path) -> None:
    tower = "<a>" * 5000 + "</a>" * 4000
    outcome_path = tmp_path / "export.xml"
    outcome_path.write_bytes(export(workout(tower)))
    assert len(read(outcome_path).arrivals) == 1


def test_a_route_longer_than_any_way_is_left_out_and_the_rest_read(tmp_path: Path) -> None:
    path = tmp_path / "export.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr(XML, export(workout(route("a.gpx"))))
        archive.writestr(ROUTES + "a.gpx", bytes(49 << 20))
    assert "too long" in read(path).note("route-unreadable")


def test_a_huge_list_of_small_files_costs_little(tmp_path: Path) -> None:
    path = tmp_path / "export.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(XML, GOOD)
        for number in range(2000):
            archive.writestr(f"f/{number}.txt", b"")
    with path.open("rb") as stream:
        kept = zip_directory.entries(stream, lambda name: name.endswith(".xml"))
    assert [entry.name for entry in kept] == [XML]
