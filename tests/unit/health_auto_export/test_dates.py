"""Dates of the Health Auto Export app."""

from datetime import UTC, datetime, timedelta

import pytest

from fitglue.formats.health_auto_export.dates import moment

ARABIC = {ord(str(digit)): 0x660 + digit for digit in range(10)}
EVENING = datetime(2024, 9, 21, 9, 57, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "2024-09-21 19:57:00 +1000", "2024-09-21 7:57:00\u202fpm +1000",
        "2024-09-21 7:57:00 PM +1000", "2024-09-21 07:57:00 p.m. +10:00",
        "2024-09-21 下午7:57:00 +1000", "2024-09-21 午後 7:57:00 +1000",
        "2024-09-21T09:57:00Z", "2024-09-21T19:57:00.000+10:00",
        "2024-09-21 19:57:00 +1000".translate(ARABIC),
    ],
)  # fmt: skip
def test_one_moment_is_read_however_a_phone_writes_it(text: str) -> None:
    found = moment(text)
    assert found is not None
    assert found.instant == EVENING


def test_noon_and_midnight_of_a_twelve_hour_clock_are_told_apart() -> None:
    noon, midnight = moment("2024-09-21 12:00:00 pm +0000"), moment("2024-09-21 12:00:00 am +0000")
    assert noon is not None
    assert midnight is not None
    assert noon.instant - midnight.instant == timedelta(hours=12)


@pytest.mark.parametrize(
    "text",
    [
        None, "", " ", "yesterday", 20240921, "2024-09-21", "2024-09-21 19:57:00",
        "2024-02-30 19:57:00 +1000", "2024-09-21 13:57:00 pm +1000", "2024-09-21 7:57:00 xm +1000",
        "0001-01-01 00:00:00 +1400", "9999-12-31 23:59:59 -1200", "2024-09-21 25:57:00 +1000",
        "2024-09-21 19:57:00 +9900", "2" * 1_000,
    ],
)  # fmt: skip
def test_what_names_no_instant_is_no_date(text: object) -> None:
    assert moment(text) is None
