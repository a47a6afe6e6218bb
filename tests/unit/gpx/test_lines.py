"""The line of a GPX file, of tracks and of routes, with times or without."""

import numpy as np
import pytest

from fitglue.domain.errors import Damaged, Hostile, NotAWorkout
from fitglue.formats.gpx.lines import read_line

HEAD = '<gpx xmlns="http://www.topografix.com/GPX/1/1" version="1.1">'


def points(name: str, *places: tuple[float, float]) -> str:
    return "".join(f'<{name} lat="{lat}" lon="{lon}"><ele>5</ele></{name}>' for lat, lon in places)


def track(*places: tuple[float, float]) -> str:
    return f"<trk><trkseg>{points('trkpt', *places)}</trkseg></trk>"


def test_a_planned_route_is_a_line() -> None:
    line = read_line(f"{HEAD}<rte>{points('rtept', (47, 8), (47.1, 8))}</rte></gpx>".encode())
    assert line.latitude_deg.tolist() == [47, 47.1]
    assert line.altitude_m.tolist() == [5, 5]


def test_of_several_tracks_the_longest_is_taken() -> None:
    one, other = track((47, 8), (47.1, 8)), track((46, 8), (46.1, 8), (46.2, 8))
    assert read_line(f"{HEAD}{one}{other}</gpx>".encode()).latitude_deg[0] == 46


def test_points_off_the_earth_are_left_out() -> None:
    line = read_line(f"{HEAD}{track((47, 8), (97, 8), (47.1, 8))}</gpx>".encode())
    assert line.latitude_deg.tolist() == [47, 47.1]


def test_a_file_cut_short_gives_what_it_had() -> None:
    whole = f"{HEAD}{track((47, 8), (47.1, 8), (47.2, 8))}</gpx>"
    assert len(read_line(whole[: whole.index("47.2")].encode())) == 2


def test_a_file_broken_before_its_first_point_is_damaged() -> None:
    with pytest.raises(Damaged, match="before its first point"):
        read_line(f"{HEAD}<trk><trkseg><trkpt la".encode())


@pytest.mark.parametrize("xml", ["<kml/>", f"{HEAD}</gpx>", f"{HEAD}{track((47, 8))}</gpx>"])
def test_a_file_without_a_line_is_refused(xml: str) -> None:
    with pytest.raises(NotAWorkout):
        read_line(xml.encode())


def test_a_bomb_is_refused() -> None:
    bomb = (
        '<!DOCTYPE gpx [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>'
        + HEAD
        + "<name>&b;</name></gpx>"
    )
    with pytest.raises((Hostile, NotAWorkout)):
        read_line(bomb.encode())


def test_a_loop_in_a_file_is_closed() -> None:
    places = [(47 + 0.01 * np.sin(at), 8 + 0.01 * np.cos(at)) for at in np.linspace(0, 6.28, 50)]
    assert read_line(f"{HEAD}{track(*places)}</gpx>".encode()).closed
