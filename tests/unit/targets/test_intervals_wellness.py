"""Health metrics become days of wellness at Intervals.icu."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from fitglue.domain.metrics import DayValue, MetricKind, Way
from fitglue.services.intervals import plugin as service
from fitglue.targets.intervals.wellness import send_wellness, wellness_of
from fitglue.testing.services.intervals.account import IntervalsAccount, intervals_account

SUNDAY = date(2026, 3, 15)
VALUES = {
    MetricKind.RESTING_HEART_RATE: 47.6, MetricKind.HEART_RATE_VARIABILITY: 61.234,
    MetricKind.VO2_MAX: 51.27, MetricKind.WEIGHT: 70.456, MetricKind.BODY_FAT: 14.04,
    MetricKind.STEPS: 9731.0, MetricKind.SLEEP: 27_000.4, MetricKind.RESPIRATORY_RATE: 14.26,
    MetricKind.BLOOD_OXYGEN: 97.04,
}  # fmt: skip


@pytest.fixture
def account() -> Iterator[IntervalsAccount]:
    with intervals_account(service) as account:
        yield account


def value(kind: MetricKind, amount: float, day: date = SUNDAY) -> DayValue:
    return DayValue(kind, day, amount, Way.PHONE, ("Watch",))


def test_every_metric_has_its_field(account: IntervalsAccount) -> None:
    sent = send_wellness(account.connection, [value(kind, VALUES[kind]) for kind in MetricKind])
    assert sent == 1
    assert account.site.wellness[SUNDAY] == {
        "id": "2026-03-15", "restingHR": 48, "hrvSDNN": 61.2, "vo2max": 51.3, "weight": 70.46,
        "bodyFat": 14.0, "steps": 9731, "sleepSecs": 27_000, "respiration": 14.3, "spO2": 97.0,
    }  # fmt: skip


def test_what_a_person_typed_there_stays(account: IntervalsAccount) -> None:
    account.site.wellness[SUNDAY] = {"id": "2026-03-15", "mood": 2}
    send_wellness(account.connection, [value(MetricKind.STEPS, 9731)])
    assert account.site.wellness[SUNDAY] == {"id": "2026-03-15", "mood": 2, "steps": 9731}


def test_a_year_takes_a_few_requests(account: IntervalsAccount) -> None:
    days = [SUNDAY + timedelta(days=number) for number in range(365)]
    sent = send_wellness(account.connection, [value(MetricKind.WEIGHT, 70, day) for day in days])
    assert sent == len(account.site.wellness) == 365
    assert [one.method for one in account.site.asked] == ["PUT"] * 4


def test_nothing_to_say_asks_nobody(account: IntervalsAccount) -> None:
    assert send_wellness(account.connection, []) == 0
    assert account.site.asked == []


def test_days_come_in_order() -> None:
    told = [value(MetricKind.WEIGHT, 70, SUNDAY), value(MetricKind.STEPS, 9, date(2026, 3, 14))]
    assert [one["id"] for one in wellness_of(told)] == ["2026-03-14", "2026-03-15"]
