"""Instants and zones."""

from datetime import UTC, datetime

import pytest

from fitglue.domain.clock import Zone, ZoneKnownBy, from_epoch, is_zone, part_of_day


def test_the_wall_clock_follows_summer_time() -> None:
    zone = Zone("Europe/Zurich", ZoneKnownBy.RECORDING)
    assert zone.local(datetime(2026, 7, 1, 6, tzinfo=UTC)).hour == 8
    assert zone.local(datetime(2026, 12, 1, 6, tzinfo=UTC)).hour == 7


def test_every_way_of_knowing_a_zone_can_be_said() -> None:
    assert all(way.sentence for way in ZoneKnownBy)


@pytest.mark.parametrize("name", ["Europe/Luxembourg", "America/Los_Angeles", "UTC"])
def test_an_iana_name_is_a_zone(name: str) -> None:
    assert is_zone(name)


@pytest.mark.parametrize("name", ["Mars/Olympus", "", "../../etc/passwd", "/etc/localtime", "a\0b"])
def test_anything_else_is_none(name: str) -> None:
    assert not is_zone(name)


def test_unix_seconds_become_an_instant_to_the_microsecond() -> None:
    assert from_epoch(0) == datetime(1970, 1, 1, tzinfo=UTC)
    assert from_epoch(1_777_618_800.25) == datetime(2026, 5, 1, 7, 0, 0, 250_000, tzinfo=UTC)
    assert from_epoch(-86_400).year == 1969


@pytest.mark.parametrize(
    ("hour", "name"),
    [
        (0, "Night"), (3, "Night"), (4, "Morning"), (10, "Morning"), (11, "Lunch"), (13, "Lunch"),
        (14, "Afternoon"), (16, "Afternoon"), (17, "Evening"), (21, "Evening"), (22, "Night"),
    ],
)  # fmt: skip
def test_an_hour_belongs_to_a_part_of_the_day(hour: int, name: str) -> None:
    assert part_of_day(datetime(2026, 5, 1, hour, 59, tzinfo=UTC)) == name
