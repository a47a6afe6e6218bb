"""Thousands of activities of the past go to Strava: within its limits, and behind what is new."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest

from fitglue.config import Settings
from fitglue.domain.ledger import DeliveryState
from fitglue.testing.arrivals import SPRING
from fitglue.testing.clockwork import Clockwork, Killed, clockwork
from fitglue.testing.connected_person import ConnectedPerson, ServedStrava
from fitglue.web.connection_view import lines_of

NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)
MOST_JOBS_EACH = 4
AT_A_TIME = 100


@pytest.fixture
def works(sqlite_settings: Settings) -> Iterator[Clockwork]:
    """An installation whose days pass in seconds, and that may ask this machine."""
    own = sqlite_settings.model_copy(update={"allowed_hosts": "127.0.0.1"})
    with clockwork(own, NOON) as works:
        yield works


@dataclass
class Backfill:
    """Kim's past on its way to Strava, and what arrives meanwhile."""

    works: Clockwork
    strava: ServedStrava
    number: int
    waited_s: list[float] = field(default_factory=list)
    _new: int = 0

    def begin(self) -> None:
        """Connect, and let the past arrive, newest first."""
        self.kim.connects("strava", self.strava.form)
        self.kim.has_pipeline("strava")
        days = range(-1, -1 - self.number, -1)
        for first in range(0, self.number, AT_A_TIME):
            self.kim.gets(days[first : first + AT_A_TIME], backfill=True)

    @property
    def kim(self) -> ConnectedPerson:
        """Give who it belongs to."""
        return ConnectedPerson(self.works.instance)

    @property
    def estimate(self) -> datetime:
        """Give when the page says that the last goes out."""
        store, row = self.works.instance.store, self.kim.connection("strava")
        (line,) = lines_of(store, self.kim.id, "UTC")
        assert ", the last about " in line.waiting
        last = store.turns.last(row, ())
        assert last is not None
        return last

    def something_new(self) -> None:
        """Let a run of now arrive, and wait until it is there."""
        self._new += 1
        came = datetime.now(UTC)
        (activity,) = self.kim.gets([self._new])
        self.works.run(lambda: self._is_there(activity))
        self.waited_s.append((datetime.now(UTC) - came).total_seconds())

    def _is_there(self, activity_id: str) -> bool:
        deliveries = self.works.instance.store.deliveries
        rows = deliveries.of_activities(self.kim.id, [activity_id])
        return [row.state for row in rows] == [DeliveryState.SENT]

    @property
    def arrived(self) -> list[int]:
        """Give the days of the past as they arrived."""
        starts = [one.track.start for one in self.strava.site.activities.values()]
        past = [one for one in starts if one < SPRING]
        return [round((one - SPRING) / timedelta(days=1)) for one in past]

    @property
    def wakes(self) -> int:
        """Count the jobs that were done."""
        return self.works.remembered.done


def at(hours: float) -> datetime:
    """Give a moment after the beginning."""
    return NOON + timedelta(hours=hours)


def the_whole_way(backfill: Backfill) -> None:
    """Send the past, with new runs now and then, a killed process and a restart on the way."""
    works = backfill.works
    backfill.begin()
    works.run(by=at(0.25))
    foretold = backfill.estimate
    backfill.something_new()
    works.run(by=at(7))  # what the past may use of a day is used up by now
    backfill.something_new()
    works.run(by=at(24))
    works.dies_asleep = True
    with pytest.raises(Killed):
        works.run()
    works.restart()
    backfill.something_new()
    works.run(by=at(25.1))
    works.restart()
    works.run()
    off = (datetime.now(UTC) - foretold) / (foretold - at(0.25))
    print(  # noqa: T201 - figures for docs/promises.md
        f"{backfill.number} activities: {(datetime.now(UTC) - NOON) / timedelta(days=1):.2f} days, "
        f"{len(backfill.strava.site.asked)} calls, {backfill.strava.site.limits.beyond} beyond the "
        f"limits, new ones after {max(backfill.waited_s):.1f} s, the estimate {off:+.1%}, "
        f"{backfill.wakes} jobs"
    )
    assert backfill.strava.site.limits.beyond == 0
    assert max(backfill.waited_s) <= 60
    assert sorted(backfill.arrived, reverse=True) == list(range(-1, -1 - backfill.number, -1))
    assert backfill.kim.are(DeliveryState.SENT, backfill.number + len(backfill.waited_s))
    assert abs(off) <= 0.1
    assert backfill.wakes <= MOST_JOBS_EACH * backfill.number


def test_a_backfill_keeps_the_limits_and_lets_what_is_new_pass(
    works: Clockwork, strava: ServedStrava
) -> None:
    strava.site.limits.overall, strava.site.limits.read = (20, 200), (10, 100)
    the_whole_way(Backfill(works, strava, 110))


@pytest.mark.full
def test_three_thousand_activities_keep_the_limits_of_strava(
    works: Clockwork, strava: ServedStrava
) -> None:
    the_whole_way(Backfill(works, strava, 3_000))


def test_slow_processing_is_seen_in_the_estimate(works: Clockwork, strava: ServedStrava) -> None:
    strava.site.limits.overall, strava.site.limits.read = (20, 200), (10, 100)
    strava.site.polls_needed = 1
    backfill = Backfill(works, strava, 25)
    backfill.begin()
    works.run(by=at(0.5))
    foretold = backfill.estimate
    works.run()
    assert strava.site.limits.beyond == 0
    assert abs((datetime.now(UTC) - foretold) / (foretold - at(0.5))) <= 0.1


def test_the_past_arrives_newest_first(works: Clockwork, strava: ServedStrava) -> None:
    strava.site.limits.overall, strava.site.limits.read = (20, 200), (10, 100)
    backfill = Backfill(works, strava, 30)
    backfill.begin()
    works.run()
    assert backfill.arrived == list(range(-1, -31, -1))


def test_those_who_wait_wake_when_it_is_their_turn(works: Clockwork, strava: ServedStrava) -> None:
    strava.site.limits.overall, strava.site.limits.read = (20, 200), (10, 100)
    backfill = Backfill(works, strava, 25)
    backfill.begin()
    works.run(by=at(0.2))
    asked, wakes = len(strava.site.asked), backfill.wakes
    works.run(by=at(0.24))
    assert backfill.wakes == wakes
    works.run(by=at(0.45))
    assert backfill.wakes - wakes <= len(strava.site.asked) - asked


def test_an_upload_whose_look_finds_no_room_is_not_sent_again(
    works: Clockwork, strava: ServedStrava
) -> None:
    strava.site.limits.read = (4, 100)  # one for the athlete, two for each upload
    strava.site.polls_needed = 1
    backfill = Backfill(works, strava, 0)
    backfill.begin()
    backfill.kim.gets([1, 2])
    works.run(by=at(0.1))
    (waiting,) = [row for row in backfill.kim.deliveries if row.state != DeliveryState.SENT]
    assert waiting.ticket
    assert waiting.tries == 0
    works.run()
    assert backfill.kim.are(DeliveryState.SENT, 2)
    assert [one.method for one in strava.site.asked].count("POST") == 2
    assert strava.site.limits.beyond == 0


def test_waiting_for_a_turn_is_no_failed_try_on_each_database(
    settings: Settings, strava: ServedStrava
) -> None:
    strava.site.limits.overall, strava.site.limits.read = (20, 200), (10, 100)
    with clockwork(settings.model_copy(update={"allowed_hosts": "127.0.0.1"}), NOON) as works:
        backfill = Backfill(works, strava, 15)
        backfill.begin()
        works.run(by=at(0.1))
        waiting = [row for row in backfill.kim.deliveries if row.state == DeliveryState.WAITING]
        assert {row.tries for row in waiting} == {0}
        assert {row.why for row in waiting} == {"Strava is asked no faster than it allows."}
        assert at(0.2) < backfill.estimate < at(0.3)


class Lee(ConnectedPerson):
    """Somebody else on Kim's server."""

    @property
    def id(self) -> str:
        """Give their account."""
        found = [one.id for one in self.instance.store.accounts.everybody() if one.name == "Lee"]
        return found[0] if found else self._made()

    def _made(self) -> str:
        return self.instance.add_account(name="Lee", email="lee@example.org", password="").id


def test_two_people_with_one_app_share_its_pace(works: Clockwork, strava: ServedStrava) -> None:
    strava.site.limits.overall, strava.site.limits.read = (20, 200), (10, 100)
    works.instance.owner()
    lee = Lee(works.instance)
    lee.connects("strava", strava.form)
    lee.has_pipeline("strava")
    backfill = Backfill(works, strava, 20)
    backfill.begin()
    lee.gets(range(-101, -121, -1), backfill=True)
    works.run(by=at(0.2))
    assert len(strava.site.activities) <= 9
    works.run()
    assert strava.site.limits.beyond == 0
    assert backfill.kim.are(DeliveryState.SENT, 20)
    assert lee.are(DeliveryState.SENT, 20)
