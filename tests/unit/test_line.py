"""A line knows its length, where one is on it, and how to be written short."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fitglue.domain.line import Line, line_of, rounded
from fitglue.domain.line_text import MOST_POINTS, is_line_text, line_from, line_text, thinned
from fitglue.domain.measures import great_circle_m
from fitglue.domain.streams import FloatArray

NAN = float("nan")
NORTH = Line(np.array([47.0, 47.01]), np.array([8.0, 8.0]), np.array([400.0, 410.0]))


def ring(points: int = 100, radius_deg: float = 0.01) -> Line:
    angle = np.linspace(0, 2 * np.pi, points, endpoint=False)
    latitude: FloatArray = 47 + radius_deg * np.sin(angle)
    longitude: FloatArray = 8 + radius_deg * np.cos(angle) / np.cos(np.radians(47))
    return Line(latitude, longitude, np.full(points, NAN), closed=True)


def test_its_length_is_that_of_its_steps_and_of_the_last_to_the_first_when_closed() -> None:
    assert NORTH.length_m == pytest.approx(1111.95, abs=0.1)
    assert ring().length_m == pytest.approx(2 * np.pi * 1111.95, rel=0.001)


def test_an_open_line_is_gone_out_and_back() -> None:
    latitude, _, altitude = NORTH.at(np.array([0.5, 1.0, 1.5, 2.0, 2.5]) * NORTH.length_m)
    assert latitude == pytest.approx([47.005, 47.01, 47.005, 47.0, 47.005])
    assert altitude == pytest.approx([405, 410, 405, 400, 405])


def test_a_closed_line_is_gone_round_again_in_both_directions() -> None:
    line = ring()
    there = np.array(line.at(np.array([0.25, 1.25, -0.75]) * line.length_m)[:2])
    assert there[:, 0] == pytest.approx(there[:, 1])
    assert there[:, 0] == pytest.approx(there[:, 2])


def test_beside_it_is_to_the_left_of_its_own_direction() -> None:
    latitude, longitude = NORTH.beside(np.array([500.0, 1700.0]), np.array([10.0, 10.0]))
    west = great_circle_m(latitude.repeat(2), np.array([8.0, longitude[0], 8.0, longitude[1]]))
    assert west[[0, 2]] == pytest.approx([10, 10], abs=0.1)
    assert (longitude < 8).all()


def test_a_line_may_cross_the_date_line() -> None:
    line = Line(np.zeros(2), np.array([179.99, -179.99]), np.full(2, NAN))
    assert line.length_m == pytest.approx(2224, abs=1)
    _, longitude, _ = line.at(np.array([0.75]) * line.length_m)
    assert longitude == pytest.approx([-179.995])


def test_missing_and_repeated_points_are_left_out_and_heights_filled() -> None:
    line = line_of(
        np.array([47.0, NAN, 47.0, 47.01, 47.02]), np.full(5, 8.0),
        np.array([400.0, 1.0, 2.0, NAN, 420.0]), joined_m=100,
    )  # fmt: skip
    assert line.latitude_deg.tolist() == [47.0, 47.01, 47.02]
    assert line.altitude_m.tolist() == [400, 410, 420]
    assert not line.closed


def test_a_line_that_comes_back_is_closed() -> None:
    line = ring()
    again = line_of(
        np.append(line.latitude_deg, line.latitude_deg[0]),
        np.append(line.longitude_deg, line.longitude_deg[0]), np.full(101, NAN), joined_m=100,
    )  # fmt: skip
    assert again.closed
    assert len(again) == 100


def test_one_place_is_no_line() -> None:
    with pytest.raises(ValueError, match="two places"):
        line_of(np.full(3, 47.0), np.full(3, 8.0), np.full(3, NAN), joined_m=100)


def test_a_rounded_line_goes_through_its_points_and_has_a_point_every_few_metres() -> None:
    coarse = ring(8)
    line = rounded(coarse, 10)
    assert line.closed
    for at in range(8):
        away = np.hypot(
            line.latitude_deg - coarse.latitude_deg[at],
            line.longitude_deg - coarse.longitude_deg[at],
        )
        assert away.min() < 1e-9
    steps = great_circle_m(line.latitude_deg, line.longitude_deg)
    assert steps.max() < 13
    assert line.length_m > coarse.length_m


@st.composite
def lines(draw: st.DrawFn) -> Line:
    count = draw(st.integers(2, 400))
    random = np.random.default_rng(draw(st.integers(0, 2**32)))
    latitude: FloatArray = draw(st.floats(-80, 80)) + np.cumsum(random.normal(0, 1e-3, count))
    longitude: FloatArray = draw(st.floats(-170, 170)) + np.cumsum(random.normal(0, 1e-3, count))
    heights: FloatArray = random.normal(500, 100, count)
    if draw(st.booleans()):
        heights = np.full(count, NAN)
    return Line(latitude, longitude, heights, closed=draw(st.booleans()))


@settings(max_examples=60, deadline=None)
@given(lines())
def test_a_line_written_and_read_is_the_same_to_a_metre_and_a_decimetre(line: Line) -> None:
    text = line_text(line)
    assert is_line_text(text)
    again = line_from(text)
    assert again.closed == line.closed
    assert np.abs(again.latitude_deg - line.latitude_deg).max() <= 0.51e-5
    assert np.abs(again.longitude_deg - line.longitude_deg).max() <= 0.51e-5
    np.testing.assert_allclose(again.altitude_m, line.altitude_m, atol=0.051)
    assert line_text(again) == text


def test_a_long_line_is_written_with_what_matters_of_it() -> None:
    line = ring(50_000, 0.1)
    short = thinned(line, MOST_POINTS)
    assert len(short) <= MOST_POINTS
    assert short.length_m == pytest.approx(line.length_m, rel=1e-4)


@pytest.mark.parametrize("text", ["", "line", "line1on:", "line1on:é", "line1cz:??", "line2on:??"])
def test_what_is_no_line_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="line"):
        line_from(text)
