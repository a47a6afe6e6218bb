"""What a phone sends of metrics, in any order and however often: the same days, nothing doubled."""

from typing import Any
from uuid import UUID

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fitglue.domain.clock import from_epoch
from fitglue.domain.metrics import MetricKind
from fitglue.domain.metrics.days import Span
from fitglue.formats.phone_sync import wire
from fitglue.formats.phone_sync.metrics import seal_of_samples, uuids_of
from fitglue.testing.health_days import deleted_samples, metric_samples, metric_uuid, step_sums
from fitglue.testing.phone_workouts import WATCH, a_workout

K = MetricKind


def kept(home: Any) -> set[str]:
    """Give the UUIDs of what is kept, each once."""
    with home.instance.store.transactions.reading() as session:
        span = Span(kind=K.HEART_RATE_VARIABILITY)
        days = home.instance.store.metrics.days(session, home.id, span)
    found = [str(UUID(bytes=one.uuid)).upper() for day in days for one in day.samples]
    assert len(found) == len(set(found))
    return set(found)


def test_samples_come_once_whatever_the_batches(home: Any) -> None:
    home.chooses("on")
    assert home.sends(metric_samples([1, 2, 3])) == ["stored"]
    assert home.sends(metric_samples([3, 2, 1])) == ["already_had_it"]
    assert home.sends(metric_samples([3, 4])) == ["updated"]
    assert kept(home) == {metric_uuid(number) for number in (1, 2, 3, 4)}


def test_a_batch_sent_again_gets_the_same_receipts(home: Any) -> None:
    home.chooses("on")
    packed = home.phone.batch_of([metric_samples([1]), *a_workout().items])
    first = home.phone.sends(packed)
    assert home.phone.sends(packed) == first
    assert [one["part"] for one in first][:1] == ["metric:HeartRateVariabilitySDNN"]


def test_deleted_samples_go_and_never_come_back(home: Any) -> None:
    home.chooses("on")
    home.sends(metric_samples([1, 2]))
    assert home.sends(deleted_samples([2, 9])) == ["stored"]
    assert home.sends(deleted_samples([2, 9])) == ["already_had_it"]
    assert home.sends(metric_samples([2])) == ["already_had_it"]
    assert home.sends(metric_samples([9])) == ["already_had_it"]  # it was deleted before it came
    assert kept(home) == {metric_uuid(1)}


def test_a_day_whose_every_sample_was_deleted_is_gone(home: Any) -> None:
    home.chooses("on")
    home.sends(metric_samples([1]), deleted_samples([1]))
    assert home.values(K.HEART_RATE_VARIABILITY) == []
    assert home.instance.store.metrics.counts(home.id) == {}


def test_day_sums_are_corrected_and_an_old_one_changes_nothing(home: Any) -> None:
    home.chooses("on")
    assert home.sends(step_sums({"2026-03-14": 5000, "2026-03-13": 800}, 2)) == ["stored"]
    assert home.sends(step_sums({"2026-03-14": 4000}, 1)) == ["already_had_it"]
    assert home.sends(step_sums({"2026-03-14": 4900}, 3)) == ["updated"]
    assert [one.value for one in home.values(K.STEPS)] == [800, 4900]


def test_a_traveller_or_a_renamed_watch_doubles_nothing(home: Any) -> None:
    home.chooses("on")
    home.sends(metric_samples([1, 2]))
    renamed = wire.App(name="Watch of Kim", bundle_id=WATCH.bundle_id)
    again = metric_samples([1, 2], time_zone="Pacific/Auckland", app=renamed)
    assert home.sends(again) == ["already_had_it"]
    assert kept(home) == {metric_uuid(1), metric_uuid(2)}


def test_a_metric_of_tomorrow_is_not_set_aside(home: Any) -> None:
    home.chooses("on")
    assert home.sends(metric_samples([1], "Mood", "count")) == ["not_wanted"]
    assert home.instance.store.sync.refused(home.id) == []


def test_steps_as_samples_are_refused_and_the_rest_goes_on(home: Any) -> None:
    home.chooses("on")
    sent = home.sends(metric_samples([1], "StepCount", "count"), metric_samples([1]))
    assert sent == ["refused", "stored"]
    (refused,) = home.instance.store.sync.refused(home.id)
    assert "day sums" in refused.why


@pytest.mark.parametrize("missing", [0, 3])
def test_a_reinstalled_phone_asks_which_months_are_missing(home: Any, missing: int) -> None:
    home.chooses("on")
    numbers = list(range(200))  # six hours apart: from March into May
    home.sends(metric_samples(numbers[: len(numbers) - missing]))
    item = metric_samples(numbers)
    months: dict[str, list[int]] = {}
    for number, start_s in zip(numbers, item.start_s, strict=True):
        months.setdefault(f"{from_epoch(start_s):%Y-%m}", []).append(number)
    asked = [
        (item.quantity, month, seal_of_samples(uuids_of(deleted_samples(some))))
        for month, some in months.items()
    ]
    digest = wire.Digest(version=1, workouts=[], metrics=asked)
    told = home.phone.posts("/sync/digest", msgspec.json.encode(digest), "").json()
    assert told["wants_metrics"] is True
    assert told["metrics"] == ([[item.quantity, "2026-05"]] if missing else [])


PIECES = st.lists(st.integers(0, 7), min_size=1, max_size=4, unique=True)
DAYS = st.sampled_from(["2026-03-14", "2026-03-15"])
ITEMS = st.one_of(
    st.builds(metric_samples, PIECES),
    st.builds(deleted_samples, PIECES),
    st.builds(
        step_sums,
        st.dictionaries(DAYS, st.integers(0, 9), min_size=1),
        st.integers(1, 3),
    ),
)  # fmt: skip


@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(batches=st.lists(st.lists(ITEMS, min_size=1, max_size=3), min_size=1, max_size=5),
       chance=st.randoms())  # fmt: skip
def test_any_order_of_samples_edits_deletions_and_replays_ends_alike(
    home: Any, batches: list[list[wire.Item]], chance: Any
) -> None:
    home.chooses("delete")
    home.chooses("on")
    sent = [*batches, *batches]
    chance.shuffle(sent)
    for items in sent:
        home.phone.sends(home.phone.batch_of(items))
    items = [one for some in batches for one in some]
    gone = {uuid for one in items if isinstance(one, wire.MetricDeleted) for uuid in one.uuid}
    came = {uuid for one in items if isinstance(one, wire.Metric) for uuid in one.uuid}
    assert kept(home) == came - gone
    sums: dict[str, tuple[int, float]] = {}
    for one in (item for item in items if isinstance(item, wire.MetricSums)):
        for day, value in zip(one.day, one.value, strict=True):
            sums[day] = max(sums.get(day, (0, 0.0)), (one.revision, value))
    told = {one.day.isoformat(): one.value for one in home.values(K.STEPS)}
    assert told == {day: value for day, (_, value) in sums.items()}
