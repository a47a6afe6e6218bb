"""Points read by their layout are those that expat reads, and only speed is at stake."""

import numpy as np
import pytest

from fitglue.formats.gpx import encode_gpx, layouts
from fitglue.formats.gpx.document import READ_POINTS, read_document
from fitglue.formats.recorded_points import COLUMNS
from fitglue.testing.examples import example_activity, example_run
from fitglue.testing.recorded_xml import gpx_file, gpx_point, gpx_track

HEART = (
    "<extensions><gpxtpx:TrackPointExtension><gpxtpx:hr>140</gpxtpx:hr>"
    "</gpxtpx:TrackPointExtension></extensions>"
)


@pytest.fixture(autouse=True)
def worth_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(layouts, "WORTH_IT", 0)


def rows(xml: bytes, *, by_layout: bool) -> np.ndarray:
    document = read_document(*layouts.without_points(xml)) if by_layout else read_document(xml)
    points = [track.rows.points() for track in document.tracks]
    return np.concatenate([np.column_stack([some[name] for name in COLUMNS]) for some in points])


def reads_alike(xml: bytes) -> bool:
    return np.array_equal(rows(xml, by_layout=True), rows(xml, by_layout=False), equal_nan=True)


def points(count: int, inside: str = HEART) -> list[str]:
    return [gpx_point(second, inside) for second in range(count)]


def test_points_of_one_layout_leave_a_mark_each_segment() -> None:
    xml = gpx_file(gpx_track(points(30), points(20)), gpx_track(points(10)))
    left, columns = layouts.without_points(xml)
    assert columns is not None
    assert len(columns["time_s"]) == 60
    assert left.count(READ_POINTS.encode()) == 3
    assert b"<trkpt" not in left
    assert reads_alike(xml)


def test_points_of_several_layouts_are_read_by_theirs() -> None:
    mixed = [
        gpx_point(second, HEART if second % 3 else "<extensions><power>200</power></extensions>")
        for second in range(60)
    ]
    xml = gpx_file(gpx_track(mixed))
    assert layouts.without_points(xml)[1] is not None
    assert reads_alike(xml)


def test_more_than_one_stretch_of_a_megabyte_is_read() -> None:
    xml = gpx_file(gpx_track(points(9_000)), gpx_track(points(500)))
    assert len(xml) > 1 << 20
    assert layouts.without_points(xml)[1] is not None
    assert reads_alike(xml)


def test_our_own_files_are_read_by_layout() -> None:
    xml = encode_gpx(example_activity(example_run(90)))
    assert layouts.without_points(xml)[1] is not None
    assert reads_alike(xml)


@pytest.mark.parametrize(
    "time",
    ["2026-05-01T07:00:01.250Z", "2026-05-01T07:00:01+02:00", "2026-05-01T07:00:60Z",
     "2026-05-01T07:0y:01Z", "2026-02-30T07:00:01Z", "2026-05-01 07:00:01Z", "", "yesterday"],
)  # fmt: skip
def test_a_time_in_another_notation_is_read_alike(time: str) -> None:
    xml = gpx_file(gpx_track([gpx_point(0), gpx_point(1).replace("2026-05-01T07:00:01Z", time)]))
    assert reads_alike(xml)


@pytest.mark.parametrize(
    "value",
    ["25.600000381469727", "-77.02016168273985", "1e3", "1,5", " 12 ", "nan", "1_0", "", "0x10",
     "123456789012345678901234567890", "5.", ".5", "--5", "1.2.3"],
)  # fmt: skip
def test_a_number_in_another_notation_is_read_alike(value: str) -> None:
    odd = [gpx_point(1).replace("400.5", value), gpx_point(2).replace('lat="47', f'lat="{value}')]
    assert reads_alike(gpx_file(gpx_track([gpx_point(0), *odd, gpx_point(3)])))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("<ele>", "<ele >"),
        ("<ele>", "<!-- <trkpt> --><ele>"),
        ("<ele>400.5", "<ele>400<![CDATA[.5]]>"),
        ("<ele>400.5", "<ele>40&#48;.5"),
        ('lon="', "lon = '1.5' x=\""),
        ("<ele>", '<ele unit="m">'),
        ("<ele>", "<ele/><ele>"),
        ("<trkpt ", "<trkpt  "),
        ("<trkpt ", "<?x <trkpt ?><trkpt "),
        ("</trkpt>", "<link href='a'/></trkpt>"),
        ("</trkpt>", "<extensions><hr>1</hr><hr>2</hr></extensions></trkpt>"),
        ("</trkpt>", "<trkpt lat='1' lon='2'></trkpt></trkpt>"),
    ],
)
def test_one_point_in_another_layout_costs_only_speed(old: str, new: str) -> None:
    odd = gpx_point(1).replace(old, new, 1)
    assert reads_alike(gpx_file(gpx_track([gpx_point(0), odd, gpx_point(2)])))


def test_a_truncated_file_has_all_points_before_the_cut() -> None:
    xml = gpx_file(gpx_track(points(60)))
    for cut in range(xml.index(b"<trkpt"), len(xml), 97):
        assert reads_alike(xml[:cut]) if xml[:cut].count(b"</trkpt>") else True


def test_a_file_cannot_smuggle_our_mark_in() -> None:
    mark = f'<{READ_POINTS} first="0" after="9"/>'
    xml = gpx_file(gpx_track([gpx_point(0), mark, gpx_point(1)]))
    assert len(rows(xml, by_layout=True)) == 2
