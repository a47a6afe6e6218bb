"""Route files: Apple's layout at full speed, every other one all the same."""

import numpy as np
import pytest

from fitglue.domain.errors import Damaged, Hostile, NotAWorkout
from fitglue.formats.apple_export.routes import gpx_tolerant
from fitglue.formats.apple_export.routes.gpx import RoutePoints, parse_route

pytestmark = pytest.mark.usefixtures("language")

HEAD = '<?xml version="1.0"?>\n<gpx version="1.1" creator="Apple Health Export"><trk><trkseg>\n'
TAIL = "</trkseg></trk></gpx>\n"
POINT = (
    "<trkpt {place}><ele>{altitude:.6f}</ele><time>2019-09-24T{hour:02}:{minute:02}:{second:02}Z"
    "</time><extensions><speed>{speed:.6f}</speed><course>{course:.6f}</course>"
    "<hAcc>{accuracy:.6f}</hAcc><vAcc>6.416514</vAcc></extensions></trkpt>\n"
)
NAMES = [name for name in RoutePoints.__slots__ if name != "lost"]


def point(second: int, *, lat_first: bool = False, **changes: float) -> str:
    lon, lat = f'lon="{-6.135726 - second / 1e5:.6f}"', f'lat="{48.653445 + second / 1e5:.6f}"'
    parts = {"altitude": -3.25 + second, "speed": 2.5, "course": 50.5159, "accuracy": 6.680021}
    return POINT.format(
        place=f"{lat} {lon}" if lat_first else f"{lon} {lat}",
        hour=10 + second // 3_600,
        minute=second // 60 % 60,
        second=second % 60,
        **(parts | changes),
    )


def route(*points: str) -> bytes:
    return (HEAD + "".join(points) + TAIL).encode()


def same(ours: RoutePoints, other: RoutePoints) -> bool:
    pairs = ((getattr(ours, name), getattr(other, name)) for name in NAMES)
    return all(np.array_equal(a, b, equal_nan=True) for a, b in pairs)


@pytest.mark.parametrize("lat_first", [True, False])
def test_a_route_of_apple_reads_as_expat_reads_it(
    monkeypatch: pytest.MonkeyPatch, *, lat_first: bool
) -> None:
    gpx = route(*(point(second, lat_first=lat_first) for second in range(5_000)))
    slow = gpx_tolerant.read(gpx)
    monkeypatch.setattr(gpx_tolerant, "read", None)  # it must not be needed
    fast = parse_route(gpx)
    assert len(fast) == 5_000
    assert all(np.array_equal(getattr(fast, name), slow[name]) for name in NAMES)


def test_the_figures_are_those_of_the_file() -> None:
    points = parse_route(route(point(0), point(1)))
    assert points.time_s.tolist() == [1_569_319_200.0, 1_569_319_201.0]
    assert (points.longitude_deg[0], points.latitude_deg[0]) == (-6.135726, 48.653445)
    assert (points.altitude_m[0], points.speed_m_per_s[0]) == (-3.25, 2.5)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("<ele>", "<ele >"),
        ("</ele><time>", "</ele>\n  <time>"),
        ("10:00:01Z", "10:00:01.500Z"),
        ('lon="', "lon = '1.5' x=\""),
        ("<extensions>", "<name>a &lt; b</name><extensions>"),
        ("<trkpt ", "<!-- <trkpt> --><trkpt "),
        ("<course>50.515900</course>", ""),
        ("<speed>2.500000</speed>", "<speed>2.5<!-- 9 --></speed>"),
    ],
)
def test_one_point_in_another_layout_costs_only_speed(old: str, new: str) -> None:
    gpx = route(point(0), point(1).replace(old, new, 1), point(2))
    points = parse_route(gpx)
    assert len(points) == 3
    assert np.diff(points.time_s).tolist() in ([1, 1], [1.5, 0.5])
    assert points.altitude_m.tolist() == [-3.25, -2.25, -1.25]


def test_a_first_or_last_point_in_another_layout_is_not_lost() -> None:
    odd = point(0).replace("<trkpt ", "<trkpt  ", 1)
    assert len(parse_route(route(odd, point(1), point(2)))) == 3
    assert len(parse_route(route(point(1), point(2), odd))) == 3


def test_a_number_in_another_notation_is_read_too() -> None:
    odd = point(1).replace("2.500000", "2.5e-05")
    assert parse_route(route(point(0), odd)).speed_m_per_s.tolist() == [2.5, 2.5e-05]


@pytest.mark.parametrize("step", ["", " "])
def test_minus_one_says_that_nobody_knows(step: str) -> None:
    odd = point(1, speed=-1, course=-1).replace("6.416514", "-1").replace("<ele>", f"<ele{step}>")
    points = parse_route(route(point(0), odd))
    for name in ("speed_m_per_s", "course_deg", "vertical_accuracy_m", "altitude_m"):
        assert np.isnan(getattr(points, name)).tolist() == [False, True]


def test_a_point_in_no_place_is_left_out_and_counted() -> None:
    nowhere = point(1).replace("48.65", "98.65")
    points = parse_route(route(point(0), nowhere, point(2, accuracy=-1), point(3)))
    assert (len(points), points.lost) == (2, 2)


def test_points_without_time_are_of_no_use() -> None:
    timeless = point(0).replace("<time>2019-09-24T10:00:00Z</time>", "")
    with pytest.raises(Damaged, match="no time"):
        parse_route(route(timeless))
    assert parse_route(route(timeless, point(1))).lost == 1


def test_a_route_with_namespaces_and_foreign_extensions_is_read() -> None:
    gpx = (
        '<g:gpx xmlns:g="http://www.topografix.com/GPX/1/1"><g:trk><g:trkseg>'
        '<g:trkpt lat="1.5" lon="2.5"><g:time>2020-01-01T00:00:00+01:00</g:time></g:trkpt>'
        "</g:trkseg></g:trk></g:gpx>"
    )
    points = parse_route(gpx.encode())
    assert points.time_s.tolist() == [1_577_833_200.0]
    assert np.isnan(points.altitude_m[0])


def test_the_time_of_the_file_itself_is_not_a_point() -> None:
    gpx = route(point(0).replace("<ele>", "<ele >")).replace(
        b"<trk>", b"<metadata><time>2025-01-01T00:00:00Z</time></metadata><trk>"
    )
    assert parse_route(gpx).time_s.tolist() == [1_569_319_200.0]


@pytest.mark.parametrize("cut", [100, 300, 420])
def test_a_route_cut_short_is_damaged(cut: int) -> None:
    with pytest.raises(Damaged):
        parse_route(route(point(0), point(1))[:cut])


@pytest.mark.parametrize("other", [b"", b"PK\x03\x04", b"<kml/>", b"<gpx></gpx>", b"\xff" * 99])
def test_another_kind_of_file_is_no_route(other: bytes) -> None:
    with pytest.raises(NotAWorkout):
        parse_route(other)


@pytest.mark.parametrize(
    "declared",
    ['<!DOCTYPE gpx [<!ENTITY a "1">]>', '<!DOCTYPE gpx SYSTEM "http://example.com/a.dtd">'],
)
def test_a_document_type_in_a_route_is_refused(declared: str) -> None:
    gpx = route(point(0)).replace(b"<gpx", declared.encode() + b"<gpx")
    with pytest.raises(Hostile):
        parse_route(gpx)


def test_endless_nesting_is_refused() -> None:
    with pytest.raises(Hostile):
        parse_route(b"<gpx>" + b"<a>" * 100_000)
