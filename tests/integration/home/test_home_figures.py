"""This week and month add up, by the clock of whoever looks."""

import random
import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import event

from fitglue.domain.spans import month_of, week_of
from fitglue.domain.sport import by_key
from fitglue.instance import Instance
from fitglue.pipeline.intake import take
from fitglue.store.accounts import Account
from fitglue.testing.arrivals import a_run, an_arrival
from fitglue.web.lines import Person
from fitglue.web.period_view import periods

SOURCE = "apple_health"
SPORTS = ("running", "cycling", "swimming", "walking", "yoga", "hiking")


def person(kim: Account, zone: str = "Europe/Paris", units: str = "metric") -> Person:
    return Person(
        id=kim.id, name="Kim", email="", units="imperial" if units == "imperial" else "metric",
        zone=zone, theme="auto", tile_url="", is_admin=True, settle_s=0,
    )  # fmt: skip


def arrives(instance: Instance, kim: Account, starts: list[datetime], minutes: float = 30) -> None:
    chance = random.Random(1)  # noqa: S311 - no secret
    taken = [
        an_arrival(
            f"{at.isoformat()}-{number}",
            a_run(
                minutes=minutes, route=False, start=at, end=at + timedelta(minutes=minutes),
                sport=by_key(chance.choice(SPORTS)),
            ),
        )
        for number, at in enumerate(starts)
    ]  # fmt: skip
    take(instance.starter, kim.id, SOURCE, taken)


@pytest.mark.parametrize("zone", ["Europe/Paris", "America/New_York", "Pacific/Auckland"])
def test_sums_are_those_of_the_activities(instance: Instance, kim: Account, zone: str) -> None:
    chance = random.Random(zone)  # noqa: S311 - no secret
    begin = datetime(2026, 3, 1, tzinfo=UTC)
    starts = sorted({begin + timedelta(hours=chance.randrange(60 * 24)) for _ in range(60)})
    arrives(instance, kim, starts)
    ids = instance.store.activities.ids(kim.id)
    glances = instance.store.activities.glances(kim.id, ids)
    assert len(glances) == len(starts)
    for day in (date(2026, 3, 9), date(2026, 3, 29), date(2026, 4, 5)):
        for span in (week_of(day, zone), month_of(day, zone)):
            sums = instance.store.overview.sums(kim.id, span.begin, span.end)
            inside = [
                one for one in glances
                if span.first <= one.start.astimezone(ZoneInfo(zone)).date() < span.after
            ]  # fmt: skip
            assert sum(one.number for one in sums) == len(inside)
            assert sum(one.timer_s for one in sums) == sum(one.timer_s for one in inside)
            told = sum(one.distance_m or 0 for one in inside)
            assert sum(one.distance_m for one in sums) == pytest.approx(told)
            assert {one.sport for one in sums} == {one.sport for one in inside}


def test_the_minute_before_midnight_is_another_week(instance: Instance, kim: Account) -> None:
    monday = datetime(2026, 3, 16, tzinfo=ZoneInfo("America/New_York"))
    arrives(instance, kim, [monday - timedelta(minutes=1), monday], minutes=0.5)
    here = periods(instance.store, person(kim, "America/New_York"), date(2026, 3, 17))[0]
    assert here.number == "1 activity"
    # In Paris the same two are both of Monday morning, and in Honolulu of Sunday.
    paris = periods(instance.store, person(kim, "Europe/Paris"), date(2026, 3, 17))[0]
    assert paris.number == "2 activities"
    honolulu = periods(instance.store, person(kim, "Pacific/Honolulu"), date(2026, 3, 17))[0]
    assert (honolulu.number, honolulu.time) == ("", "Nothing yet")


def test_what_is_usual_is_the_mean_of_the_weeks_before_since_the_first_activity(
    instance: Instance, kim: Account
) -> None:
    monday = datetime(2026, 3, 16, 12, tzinfo=UTC)
    # Two hours in the first week, none in the second, one in the third; then half an hour.
    weeks_before = (3, 3, 1)
    starts = [monday - timedelta(weeks=w, hours=h) for h, w in enumerate(weeks_before)]
    arrives(instance, kim, [one + timedelta(hours=4) for one in starts], minutes=60)
    arrives(instance, kim, [monday], minutes=30)
    week, _ = periods(instance.store, person(kim), date(2026, 3, 20))
    assert week.time == "30 min"
    assert week.usual == "1 h on average in the 3 weeks before"
    assert week.share == pytest.approx(0.5)


def test_who_has_just_begun_is_compared_with_nothing(instance: Instance, kim: Account) -> None:
    arrives(instance, kim, [datetime(2026, 3, 16, 12, tzinfo=UTC)])
    week, month = periods(instance.store, person(kim), date(2026, 3, 17))
    assert (week.usual, week.share, month.usual) == ("", None, "")


def test_distances_are_in_the_persons_units(instance: Instance, kim: Account) -> None:
    arrives(instance, kim, [datetime(2026, 3, 16, 12, tzinfo=UTC)])
    day = date(2026, 3, 17)
    [metric] = periods(instance.store, person(kim), day)[0].sports
    [imperial] = periods(instance.store, person(kim, units="imperial"), day)[0].sports
    assert metric.distance.endswith(("km", " m"))
    assert imperial.distance.endswith(("mi", "yd"))


def test_the_first_page_reads_no_blob_and_walks_through_no_history(
    instance: Instance, kim: Account, reads: Callable[[str], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    now = datetime.now(UTC)
    arrives(instance, kim, [now - timedelta(days=one) for one in range(1, 20)])
    asked: list[tuple[str, Any]] = []
    event.listen(
        instance.store.database, "before_cursor_execute",
        lambda _c, _k, statement, told, *_: asked.append((statement, told)),
    )  # fmt: skip

    def no_blob(key: str) -> bytes:
        raise AssertionError(f"blob {key} was read")

    monkeypatch.setattr(instance.store.blobs, "get", no_blob)
    assert "This week" in reads("/")
    sums = [one for one in asked if "sum(activities.timer_s)" in one[0]]
    assert len(sums) in {3, 4}  # nothing before this month, if it is long
    assert not [one for one, _ in asked if "activities.document" in one]
    if instance.store.database.dialect.name == "sqlite":
        with instance.store.database.connect() as connection:
            for statement, told in sums:
                plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", told).all()
                assert re.search(
                    r"INDEX activities_by_\w+ \(account_id=\? AND .*start>\?", str(plan)
                )
