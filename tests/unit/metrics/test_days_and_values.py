"""What is told of a day becomes one value, whoever told it, in whichever order and how often."""

import random
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fitglue.domain.metrics import (
    METRICS,
    DayValue,
    MetricDay,
    MetricKind,
    Sample,
    Stage,
    Way,
    day_of,
    day_value,
    day_values,
    joined,
)
from fitglue.domain.metrics.trend import trend_of
from fitglue.formats import metric_blob

DAY = date(2026, 3, 14)
NOON_S = datetime(2026, 3, 14, 12, tzinfo=UTC).timestamp()
HOUR_S = 3600.0
PARIS = ZoneInfo("Europe/Paris")
K = MetricKind


def told(
    kind: MetricKind, *samples: Sample, way: Way = Way.EXPORT, source: str = "Watch",
    total: int | None = None,
) -> MetricDay:  # fmt: skip
    return MetricDay(
        kind=kind, day=DAY, way=way, source=source, samples=samples, is_total=total is not None,
        revision=total or 0,
    )  # fmt: skip


def value_of(*days: MetricDay) -> DayValue:
    made = day_value(days)
    assert made is not None
    return made


def at(hour: float, value: float, lasts_h: float = 0) -> Sample:
    return Sample(NOON_S + hour * HOUR_S, lasts_h * HOUR_S, value)


def test_of_states_the_last_of_the_day_counts() -> None:
    weighed = told(K.WEIGHT, at(-4, 71.4), source="Scale")
    again = told(K.WEIGHT, at(8, 72.1), source="Another app")
    assert (value_of(weighed, again).value, value_of(weighed, again).sources) == (
        72.1,
        ("Another app",),
    )


def test_of_what_goes_up_and_down_the_mean_counts() -> None:
    assert value_of(told(K.HEART_RATE_VARIABILITY, at(0, 40), at(1, 50), at(2, 60))).value == 50


def test_steps_that_watch_and_phone_both_counted_are_counted_once() -> None:
    watch = told(K.STEPS, at(0, 1000, 1), at(1, 400, 1))
    phone = told(K.STEPS, at(0, 940, 1), at(1, 30, 1), at(5, 700, 1), source="Phone")
    made = value_of(watch, phone)
    assert made.value == 1000 + 400 + 700  # the phone went for a walk while the watch charged
    assert made.sources == ("Phone", "Watch")


def test_healthkits_own_sum_goes_before_any_that_we_make() -> None:
    hours = told(K.STEPS, at(0, 9000, 1))
    own = told(K.STEPS, Sample(0, 0, 8123), way=Way.PHONE, source="Apple Health", total=3)
    assert value_of(hours, own).value == 8123


def test_stretches_of_sleep_that_overlap_are_counted_once() -> None:
    night = told(
        K.SLEEP, at(-12, Stage.IN_BED, 9), at(-11, Stage.ASLEEP, 4), at(-8, Stage.ASLEEP, 3)
    )
    made = value_of(night)
    assert made.value == 6 * HOUR_S
    assert made.stages == {Stage.IN_BED: 9 * HOUR_S, Stage.ASLEEP: 6 * HOUR_S}


def test_two_apps_that_watched_one_night_do_not_make_it_two() -> None:
    watch = told(K.SLEEP, at(-12, Stage.CORE, 5), at(-7, Stage.REM, 2), at(-5, Stage.AWAKE, 1))
    clock = told(K.SLEEP, at(-13, Stage.ASLEEP, 8.5), source="An alarm clock")
    made = value_of(watch, clock)
    assert (made.value, made.sources) == (7 * HOUR_S, ("Watch",))


def test_a_night_of_nothing_but_lying_awake_is_no_night() -> None:
    assert day_value([told(K.SLEEP, at(-12, Stage.IN_BED, 8))]) is None


def test_the_way_that_knows_most_of_a_day_speaks_for_it() -> None:
    export = told(K.HEART_RATE_VARIABILITY, at(0, 40), at(1, 42), at(2, 44))
    phone = told(K.HEART_RATE_VARIABILITY, at(2, 44), way=Way.PHONE)
    assert value_of(export, phone).way is Way.EXPORT
    both = told(K.HEART_RATE_VARIABILITY, at(2, 44))
    assert value_of(both, phone).way is Way.PHONE


@pytest.mark.parametrize(
    ("kind", "amount", "unit", "value"),
    [
        (K.BLOOD_OXYGEN, 0.97, "%", 97),  # as HealthKit
        (K.BLOOD_OXYGEN, 97, "%", 97),  # as other apps
        (K.WEIGHT, 154.3236, "lb", pytest.approx(70, abs=0.001)),
        (K.HEART_RATE_VARIABILITY, 0.045, "s", 45),
        (K.VO2_MAX, 48.2, "mL/min·kg", 48.2),
        (K.RESTING_HEART_RATE, 4, "count/min", None),  # nobody
        (K.WEIGHT, 70, "count/min", None),  # no weight
        (K.WEIGHT, float("nan"), "kg", None),
    ],
)
def test_values_come_in_our_units_or_not_at_all(
    kind: MetricKind, amount: float, unit: str, value: float | None
) -> None:
    assert METRICS[kind].value(amount, unit) == value


def test_a_night_belongs_to_the_morning() -> None:
    evening = datetime(2026, 3, 13, 22, 50, tzinfo=UTC).timestamp()
    assert day_of(K.SLEEP, evening, PARIS) == DAY
    assert day_of(K.STEPS, evening, PARIS) == date(2026, 3, 13)
    assert day_of(K.STEPS, evening + 30 * 60, PARIS) == DAY


SAMPLES = st.builds(
    Sample,
    st.sampled_from([NOON_S, NOON_S + 60]),
    st.sampled_from([0.0, 1800.0]),
    st.integers(1, 5).map(float),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(SAMPLES, min_size=1, max_size=4), min_size=1, max_size=5), st.randoms())
def test_sums_and_nights_are_the_same_in_any_order_and_however_often(
    pieces: list[list[Sample]], chance: random.Random
) -> None:
    for kind in (K.STEPS, K.SLEEP):
        days = [told(kind, *some) for some in pieces]
        again = [*days, *days]
        chance.shuffle(again)
        ends = []
        for order in (days, again):
            now = joined(order[0], order[0])
            for one in order:
                now = joined(now, one)
            ends.append(now)
        assert ends[0] == ends[1]


def test_a_later_total_replaces_an_earlier_one_in_any_order() -> None:
    early = told(K.STEPS, Sample(0, 0, 900), total=1)
    late = told(K.STEPS, Sample(0, 0, 800), total=2)  # some were deleted
    assert joined(early, late) == joined(late, early) == late


def test_samples_are_packed_and_unpacked_as_they_are() -> None:
    samples = tuple(
        Sample(NOON_S + at / 8, 60.5, 40.25 + at, bytes([at]) * 16) for at in range(1, 30)
    )
    assert metric_blob.unpack(metric_blob.pack(samples)) == samples
    assert len(metric_blob.pack(samples)) < 700


def test_a_mean_of_seven_days_takes_missing_days_for_no_zeros() -> None:
    days = [
        MetricDay(kind=K.WEIGHT, day=date(2026, 3, day), way=Way.EXPORT, source="Scale",
                  samples=(Sample(0, 0, 60.0 + day),))
        for day in (1, 3, 7, 20)
    ]  # fmt: skip
    trend = trend_of(day_values(days), date(2026, 3, 2), date(2026, 3, 31))
    assert [one.day.day for one in trend.days] == [3, 7, 20]
    assert trend.means == ((date(2026, 3, 3), 62), (date(2026, 3, 7), pytest.approx(63.6667, 1e-4)))
    assert trend.change == pytest.approx(1.6667, 1e-3)


def test_todays_steps_are_in_no_mean_before_the_day_is_over() -> None:
    days = [
        MetricDay(kind=K.STEPS, day=date(2026, 3, day), way=Way.EXPORT, source="Watch",
                  samples=(Sample(0, 3600, 9000.0 if day < 4 else 12.0),))
        for day in (2, 3, 4)
    ]  # fmt: skip
    today = date(2026, 3, 4)
    trend = trend_of(day_values(days), date(2026, 3, 1), today, unfinished=today)
    assert len(trend.days) == 3
    assert trend.means == ((date(2026, 3, 3), 9000),)
