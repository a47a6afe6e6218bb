"""The loops that come with FitGlue are measured, spread over the world, and drawn with care."""

import json
from importlib.resources import files

import numpy as np
import pytest

from fitglue.boosters.virtual_gps.loops import LOOPS, PROVENANCE, line_along
from fitglue.boosters.virtual_gps.settings import LOOP_IDS
from fitglue.domain.measures import great_circle_m
from fitglue.domain.streams import FloatArray

#: A rough box around each city: a slip of a digit falls out of it.
BOXES = {
    "london": (51.50, 51.52, -0.18, -0.14), "nyc": (40.76, 40.80, -73.99, -73.94),
    "lyon": (45.77, 45.79, 4.84, 4.87), "paris": (48.85, 48.87, 2.22, 2.24),
    "munich": (48.14, 48.17, 11.58, 11.61), "berlin": (52.46, 52.48, 13.38, 13.42),
    "amsterdam": (52.35, 52.37, 4.85, 4.89), "tokyo": (35.67, 35.70, 139.74, 139.77),
    "singapore": (1.27, 1.30, 103.85, 103.87), "sydney": (-33.91, -33.89, 151.22, 151.25),
    "saopaulo": (-23.60, -23.58, -46.67, -46.65), "vancouver": (49.28, 49.32, -123.17, -123.11),
    "capetown": (-33.93, -33.89, 18.37, 18.41),
}  # fmt: skip


@pytest.mark.parametrize("name", LOOPS)
def test_a_loop_is_as_long_as_it_says(name: str) -> None:
    assert line_along(name).length_m == pytest.approx(LOOPS[name].length_m, abs=1)


@pytest.mark.parametrize("name", LOOPS)
def test_a_loop_lies_in_its_city(name: str) -> None:
    line, (south, north, west, east) = line_along(name), BOXES[name]
    assert (line.latitude_deg > south).all()
    assert (line.latitude_deg < north).all()
    assert (line.longitude_deg > west).all()
    assert (line.longitude_deg < east).all()


@pytest.mark.parametrize("name", LOOPS)
def test_a_loop_has_many_points_and_no_sharp_corner(name: str) -> None:
    line = line_along(name)
    assert len(line) > 250
    steps = great_circle_m(line.latitude_deg, line.longitude_deg)
    assert steps.max() < 16
    along = np.arange(0, line.length_m, 10.0)
    if not line.closed:
        along = along[3:-3]
    latitude, longitude, altitude = line.at(along)
    heading = np.arctan2(np.diff(longitude) * np.cos(np.radians(latitude[0])), np.diff(latitude))
    turns = np.degrees(np.abs(np.diff(np.unwrap(heading))))
    assert turns.max() < 45
    assert np.abs(np.diff(altitude)).max() < 1.0  # no step of more than one in ten


def test_loops_are_of_at_least_eight_cities_on_several_continents() -> None:
    assert len({loop.city for loop in LOOPS.values()}) >= 8
    assert len({loop.continent for loop in LOOPS.values()}) == 6


def test_the_settings_offer_every_loop_and_no_other() -> None:
    assert tuple(LOOPS) == LOOP_IDS


def test_the_file_says_how_the_lines_came_to_be() -> None:
    text = (files("fitglue.boosters.virtual_gps") / "loops.json").read_text()
    assert json.loads(text)["provenance"] == PROVENANCE
    assert "Nothing was surveyed, recorded or copied from a map" in PROVENANCE


def test_no_place_leads_to_two_loops() -> None:
    near = [name for loop in LOOPS.values() for name in loop.near]
    assert len(near) == len(set(near))


def _cross(one: FloatArray, other: FloatArray) -> FloatArray:
    return one[..., 0] * other[..., 1] - one[..., 1] * other[..., 0]


@pytest.mark.parametrize("name", LOOPS)
def test_a_loop_never_crosses_itself(name: str) -> None:
    line = line_along(name)
    points = np.column_stack((line.longitude_deg, line.latitude_deg))[::4]
    if line.closed:
        points = np.concatenate((points, points[:1]))
    starts, steps = points[:-1], np.diff(points, axis=0)
    between = starts[np.newaxis] - starts[:, np.newaxis]
    across = _cross(steps[:, np.newaxis], steps[np.newaxis])
    with np.errstate(divide="ignore", invalid="ignore"):
        here = _cross(between, steps[np.newaxis]) / across
        there = _cross(between, steps[:, np.newaxis]) / across
    crossing = (here > 1e-9) & (here < 1 - 1e-9) & (there > 1e-9) & (there < 1 - 1e-9)
    apart = np.abs(np.subtract.outer(np.arange(len(starts)), np.arange(len(starts)))) > 1
    assert not (crossing & apart).any()
