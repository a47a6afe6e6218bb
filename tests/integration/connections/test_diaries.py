"""Health metrics go to the diary at Intervals.icu, if their owner wants it, over nobody's hand."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from fitglue.domain.connecting import ConnectionState
from fitglue.domain.metrics import MetricDay, MetricKind, Sample, Stage, Way
from fitglue.pipeline.diaries import Diaries
from fitglue.pipeline.metric_choice import MetricChoice, choose
from fitglue.pipeline.metrics import take_metrics
from fitglue.store.tables import DiaryRow
from fitglue.testing.at_work import until, working
from fitglue.testing.connected_person import ConnectedPerson
from fitglue.testing.people import HOME
from fitglue.testing.services.faults import Fault
from fitglue.testing.services.intervals import KEY, IntervalsIcu
from fitglue.testing.web_site import served
from fitglue.web.connection_view import lines_of

YESTERDAY = datetime.now(UTC).date() - timedelta(days=1)
_K = MetricKind


@dataclass(frozen=True)
class Diarist:
    """Kim, who keeps health metrics, and a diary at an Intervals.icu that stands in."""

    kim: ConnectedPerson
    site: IntervalsIcu
    form: dict[str, Any]

    def measures(
        self, kind: MetricKind, value: float, day: date = YESTERDAY, hour: int = 4,
        lasts_s: float = 0.0,
    ) -> None:  # fmt: skip
        """Let a value of a day come; one of a later hour takes an earlier's place."""
        at_s = datetime(day.year, day.month, day.day, hour, tzinfo=UTC).timestamp()
        samples = (Sample(at_s, lasts_s, value),)
        told = MetricDay(
            kind=kind, day=day, way=Way.EXPORT, source="Watch", samples=samples,
            is_total=False, revision=0,
        )  # fmt: skip
        take_metrics(self.kim.instance.store, self.kim.id, [told])

    @property
    def row(self) -> DiaryRow:
        row = self.kim.instance.store.diaries.get(self.kim.connection("intervals").id)
        assert row is not None
        return row

    def writes(self) -> str:
        """Do what the clock does in its hour, without the engine."""
        diaries = Diaries(self.kim.instance.starter, self.kim.instance.connecting)
        return diaries.write(self.row.connection_id, self.row.number)

    def stands(self, day: date = YESTERDAY) -> dict[str, Any]:
        return {k: v for k, v in self.site.wellness.get(day, {}).items() if k != "id"}

    def asked(self) -> list[str]:
        """Say what was asked of the diary, and forget it."""
        told = [f"{one.method} {one.path.rpartition('/')[2]}" for one in self.site.asked]
        self.site.asked.clear()
        return [one for one in told if "wellness" in one]


@pytest.fixture
def site() -> Iterator[tuple[IntervalsIcu, dict[str, Any]]]:
    site = IntervalsIcu()
    with served(site) as address:
        yield site, {"api_key": KEY, "base_url": address}


@pytest.fixture
def diarist(kim: ConnectedPerson, site: tuple[IntervalsIcu, dict[str, Any]]) -> Diarist:
    kim.instance.store.metrics.switch(kim.id, on=True)
    kim.connects("intervals", {**site[1], "sends_days": True})
    return Diarist(kim, *site)


def test_it_is_off_until_somebody_ticks_it(
    kim: ConnectedPerson, site: tuple[IntervalsIcu, dict[str, Any]]
) -> None:
    row = kim.connects("intervals", site[1])
    assert kim.instance.store.diaries.get(row.id) is None
    assert lines_of(kim.instance.store, kim.id, "UTC")[0].diary == ""


def test_what_is_kept_of_a_day_is_written_in_the_services_words(diarist: Diarist) -> None:
    for kind, value in (
        (_K.RESTING_HEART_RATE, 48.4), (_K.HEART_RATE_VARIABILITY, 61.27), (_K.WEIGHT, 61.5),
        (_K.BODY_FAT, 19.0), (_K.STEPS, 10_432), (_K.VO2_MAX, 51.2), (_K.BLOOD_OXYGEN, 97.5),
        (_K.RESPIRATORY_RATE, 13.9),
    ):  # fmt: skip
        diarist.measures(kind, value)
    diarist.measures(_K.SLEEP, Stage.ASLEEP, lasts_s=7.5 * 3600)
    assert diarist.writes() == "written"
    assert diarist.stands() == {
        "sleepSecs": 27_000, "restingHR": 48, "hrvSDNN": 61.3, "weight": 61.5, "bodyFat": 19.0,
        "steps": 10_432,
        "vo2max": 51.2, "spO2": 97.5, "respiration": 13.9,
    }  # fmt: skip
    assert diarist.asked() == ["GET wellness", "PUT wellness-bulk"]


def test_nothing_is_asked_while_nothing_differs_and_a_day_that_changes_is_written_again(
    diarist: Diarist,
) -> None:
    diarist.measures(_K.WEIGHT, 61.5)
    diarist.writes()
    diarist.asked()
    assert diarist.writes() == "nothing new"
    assert diarist.asked() == []
    diarist.measures(_K.WEIGHT, 61.2, hour=20)
    assert diarist.writes() == "written"
    assert diarist.stands() == {"weight": 61.2}


def test_what_somebody_typed_in_there_stays_and_is_asked_for_once(diarist: Diarist) -> None:
    diarist.site.wellness[YESTERDAY] = {"weight": 60.0, "comments": "Slept badly"}
    diarist.measures(_K.WEIGHT, 61.5)
    diarist.measures(_K.RESTING_HEART_RATE, 48)
    diarist.writes()
    assert diarist.stands() == {"weight": 60.0, "comments": "Slept badly", "restingHR": 48}
    diarist.asked()
    diarist.writes()
    assert diarist.asked() == []


def test_what_we_wrote_and_somebody_changed_there_is_theirs_from_then_on(diarist: Diarist) -> None:
    diarist.measures(_K.WEIGHT, 61.5)
    diarist.writes()
    diarist.site.wellness[YESTERDAY]["weight"] = 60.0
    diarist.measures(_K.WEIGHT, 61.2, hour=20)
    diarist.writes()
    assert diarist.stands() == {"weight": 60.0}


def test_a_weight_that_is_carried_over_is_nobodys_and_a_locked_day_its_owners(
    diarist: Diarist,
) -> None:
    before = YESTERDAY - timedelta(days=3)
    diarist.site.wellness[before] = {"weight": 60.0}
    diarist.site.wellness[before + timedelta(days=1)] = {"locked": True}
    for days in (1, 2):
        diarist.measures(_K.WEIGHT, 61.5, before + timedelta(days=days))
    diarist.writes()
    assert diarist.stands(before + timedelta(days=1)) == {"locked": True}
    assert diarist.stands(before + timedelta(days=2)) == {"weight": 61.5}


def test_what_still_gathers_waits_until_its_day_is_over(diarist: Diarist) -> None:
    today = datetime.now(ZoneInfo("Europe/Paris")).date()  # Kim's, through midnight too
    diarist.measures(_K.STEPS, 900, today)
    diarist.measures(_K.RESTING_HEART_RATE, 48, today)
    diarist.writes()
    assert diarist.stands(today) == {"restingHR": 48}


def test_what_is_older_than_three_months_stays_here(diarist: Diarist) -> None:
    diarist.measures(_K.WEIGHT, 61.5, YESTERDAY - timedelta(days=120))
    assert diarist.writes() == "nothing new"
    assert diarist.site.wellness == {}


def test_a_lost_answer_is_written_again_and_known_as_ours(diarist: Diarist) -> None:
    diarist.measures(_K.WEIGHT, 61.5)
    diarist.site.faults.script += [Fault.NONE, Fault.LOST]
    assert diarist.writes() == "later"
    assert diarist.row.why
    diarist.measures(_K.WEIGHT, 61.2, hour=20)
    assert diarist.writes() == "written"
    assert (diarist.stands(), diarist.row.why) == ({"weight": 61.2}, "")


def test_a_key_that_is_refused_needs_its_owner_and_what_waited_goes_on(diarist: Diarist) -> None:
    diarist.measures(_K.WEIGHT, 61.5)
    diarist.site.key = "another"
    assert diarist.writes() == "later"
    connection = diarist.kim.connection("intervals")
    assert connection.state == ConnectionState.NEEDS_YOU
    diaries = Diaries(diarist.kim.instance.starter, diarist.kim.instance.connecting)
    assert diaries.queue_due() == 0
    diarist.site.key = KEY
    with working(diarist.kim.instance):
        diarist.kim.instance.connecting.try_out(diarist.kim.id, connection.id)
        until(lambda: diarist.stands() == {"weight": 61.5}, "the day")


def test_nothing_leaves_while_metrics_are_off_and_what_we_knew_goes_with_them(
    diarist: Diarist,
) -> None:
    diarist.measures(_K.WEIGHT, 61.5)
    diarist.writes()
    store = diarist.kim.instance.store
    assert store.diaries.remembered(diarist.row.connection_id, YESTERDAY)
    choose(store, diarist.kim.id, MetricChoice.DELETE, HOME)
    assert store.diaries.remembered(diarist.row.connection_id, YESTERDAY) == {}
    diarist.asked()
    assert diarist.writes() == "nothing new"
    assert diarist.asked() == []
    (line,) = lines_of(store, diarist.kim.id, "UTC")
    assert line.diary == "Nothing is sent: FitGlue keeps no health metrics of you."


def test_unticking_ends_it(diarist: Diarist) -> None:
    connecting, row = diarist.kim.instance.connecting, diarist.kim.connection("intervals")
    connecting.fill_in(diarist.kim.id, "intervals", {**diarist.form, "sends_days": False}, row.id)
    connecting.try_out(diarist.kim.id, row.id)
    assert diarist.kim.instance.store.diaries.get(row.id) is None
