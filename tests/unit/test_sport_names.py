"""The sports of files, by whatever name."""

import pytest

from fitglue.domain.sport import SPORTS, by_key, likely_at
from fitglue.formats.sport_names import is_indoor_name, sport_named


@pytest.mark.parametrize("sport", SPORTS, ids=lambda sport: sport.key)
def test_our_own_keys_and_labels_are_known(sport: object) -> None:
    assert sport_named(getattr(sport, "key", "")) is sport
    assert sport_named(getattr(sport, "label", "")) is sport


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("1", "cycling"), ("9", "running"), ("16", "swimming"), ("VirtualRide", "cycling"),
        ("Mountain Biking", "cycling"), ("indoor_cycling", "cycling"), ("JOGGING", "running"),
        ("lap_swimming", "swimming"), ("Backcountry Ski", "cross_country_skiing"),
        ("resort_skiing_snowboarding", None), ("Weight Training", "traditional_strength_training"),
        ("multi_sport", "swim_bike_run"), ("0", None), ("99", None), ("", None), ("???", None),
        ("Other", "other"), ("track me", None),
    ],
)  # fmt: skip
def test_other_peoples_names_are_known(name: str, key: str | None) -> None:
    assert sport_named(name) is (by_key(key) if key else None)


def test_a_name_can_say_indoors() -> None:
    assert is_indoor_name("treadmill_running")
    assert is_indoor_name("Indoor Cycling")
    assert not is_indoor_name("trail_running")


@pytest.mark.parametrize(
    ("speed", "key"), [(1.4, "walking"), (3.0, "running"), (8.0, "cycling"), (30.0, "other")]
)
def test_a_speed_suggests_a_sport(speed: float, key: str) -> None:
    assert likely_at(speed).key == key
