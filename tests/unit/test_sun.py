"""The height of the sun, and the light of a workout."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fitglue.domain.sun import Light, height_deg, light, risings_and_settings

LONDON, TROMSO, SYDNEY, NEW_YORK = (
    (51.5074, -0.1278),
    (69.65, 18.96),
    (-33.87, 151.21),
    (40.71, -74.01),
)
Position = tuple[float, float]


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("place", "day", "rises", "sets"),
    [
        (LONDON, "2026-06-21", "2026-06-21T03:43", "2026-06-21T20:21"),
        (LONDON, "2026-12-21", "2026-12-21T08:04", "2026-12-21T15:53"),
        (SYDNEY, "2026-06-20T12:00", "2026-06-20T21:00", "2026-06-21T06:54"),
        (NEW_YORK, "2024-06-20T04:00", "2024-06-20T09:25", "2024-06-21T00:31"),
        ((0.0, 0.0), "2026-03-20", "2026-03-20T06:04", "2026-03-20T18:11"),
    ],
)
def test_the_sun_rises_and_sets_when_almanacs_say(
    place: Position, day: str, rises: str, sets: str
) -> None:
    turns = risings_and_settings(at(day), at(day) + timedelta(days=1), *place)
    assert [rising for _, rising in turns] == [True, False]
    for (moment, _), said in zip(turns, (rises, sets), strict=True):
        assert abs(moment - at(said)) <= timedelta(minutes=1)


@pytest.mark.parametrize("day", ["2026-06-21", "2026-12-21"])
def test_in_a_polar_day_or_night_the_sun_neither_rises_nor_sets(day: str) -> None:
    assert risings_and_settings(at(day), at(day) + timedelta(days=1), *TROMSO) == []


@pytest.mark.parametrize(
    ("place", "begins", "minutes", "seen"),
    [
        (LONDON, "2026-06-21T11:00", 60, Light.DAY),
        (LONDON, "2026-06-21T03:20", 60, Light.SUNRISE),
        (LONDON, "2026-06-21T03:50", 30, Light.SUNRISE),  # a few minutes after it rose
        (LONDON, "2026-06-21T20:00", 60, Light.SUNSET),
        (LONDON, "2026-06-21T19:20", 50, Light.SUNSET),  # ends before it is down
        (LONDON, "2026-06-21T20:40", 15, Light.DUSK),
        (LONDON, "2026-06-21T03:05", 15, Light.DAWN),
        (LONDON, "2026-12-21T18:00", 45, Light.NIGHT),
        (TROMSO, "2026-06-21T23:00", 60, Light.DAY),
        (TROMSO, "2026-12-21T22:00", 60, Light.NIGHT),
        (TROMSO, "2026-12-21T09:00", 30, Light.DAWN),  # all the light there is
        (LONDON, "2026-06-21T11:00", 0, Light.DAY),
        (LONDON, "2026-06-20T22:00", 24 * 60, Light.DAY),
        (LONDON, "2026-06-21T17:30", 165, Light.SUNSET),
        (LONDON, "2026-06-21T12:00", 8 * 60, Light.DAY),
    ],
)
def test_a_workout_has_the_light_of_its_place(
    place: Position, begins: str, minutes: float, seen: Light
) -> None:
    start = at(begins)
    assert light(start, start + timedelta(minutes=minutes), *place) is seen


@given(st.floats(0, 4e9), st.floats(-90, 90), st.floats(-180, 180))
def test_the_sun_is_never_higher_than_overhead(
    unix_s: float, latitude: float, longitude: float
) -> None:
    (height,) = height_deg(np.array([unix_s]), latitude, longitude)
    assert abs(height) <= 90 + 1e-9


@given(st.floats(0, 4e9))
def test_what_is_day_here_is_night_on_the_other_side(unix_s: float) -> None:
    moment = np.array([unix_s])
    here, there = height_deg(moment, 40, 20), height_deg(moment, -40, -160)
    assert here == pytest.approx(-there, abs=0.01)
