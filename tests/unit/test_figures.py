import pytest

from fitglue.domain import figures
from fitglue.domain.sport import Rate
from fitglue.web.lines import Units

NBSP = "\N{NO-BREAK SPACE}"


@pytest.mark.parametrize(
    ("metres", "units", "told"),
    [
        (8963, "metric", f"8.96{NBSP}km"),
        (8963, "imperial", f"5.57{NBSP}mi"),
        (999, "metric", f"999{NBSP}m"),
        (999, "imperial", f"1,093{NBSP}yd"),
        (152300, "metric", f"152.30{NBSP}km"),
    ],
)
def test_a_distance_is_told_in_the_largest_unit_that_fits(
    metres: float, units: Units, told: str
) -> None:
    assert figures.distance(metres, units).text == told


def test_a_swim_is_told_in_metres_or_yards_however_long() -> None:
    assert figures.distance(1870, "metric", swum=True).text == f"1,870{NBSP}m"
    assert figures.distance(1500, "imperial", swum=True).text == f"1,640{NBSP}yd"


@pytest.mark.parametrize(
    ("seconds", "told"),
    [(0, "0:00"), (59.6, "1:00"), (2700, "45:00"), (3653.4, "1:00:53"), (86399.7, "24:00:00")],
)
def test_a_duration_reads_like_a_clock(seconds: float, told: str) -> None:
    assert figures.duration(seconds) == told


@pytest.mark.parametrize(
    ("rate", "units", "told"),
    [
        (Rate.PACE_KM, "metric", "5:33/km"),
        (Rate.PACE_KM, "imperial", "8:56/mi"),
        (Rate.PACE_100M, "metric", f"0:33/100{NBSP}m"),
        (Rate.PACE_100M, "imperial", f"0:30/100{NBSP}yd"),
        (Rate.PACE_500M, "imperial", f"2:47/500{NBSP}m"),
        (Rate.SPEED, "metric", f"10.8{NBSP}km/h"),
        (Rate.SPEED, "imperial", f"6.7{NBSP}mph"),
        (Rate.NONE, "metric", f"10.8{NBSP}km/h"),
    ],
)
def test_each_sport_speaks_of_speed_in_its_own_way(rate: Rate, units: Units, told: str) -> None:
    figure = figures.rate(rate, units).figure(3.0)
    assert figure is not None
    assert figure.text == told


def test_standing_still_has_no_pace_but_has_a_speed() -> None:
    assert figures.rate(Rate.PACE_KM, "metric").figure(0.0) is None
    assert figures.rate(Rate.PACE_KM, "metric").figure(0.1) is None
    speed = figures.rate(Rate.SPEED, "metric").figure(0.0)
    assert speed is not None
    assert speed.number == "0.0"


def test_heights_temperatures_and_sizes_follow_the_units() -> None:
    assert figures.height(66.4, "metric").text == f"66{NBSP}m"
    assert figures.height(66.4, "imperial").text == f"218{NBSP}ft"
    assert figures.temperature(14, "imperial").text == f"57{NBSP}°F"
    assert figures.size(42_000).text == f"42{NBSP}KB"
    assert figures.size(2_340_000_000).text == f"2.3{NBSP}GB"
