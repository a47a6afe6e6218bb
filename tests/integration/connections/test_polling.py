"""What is logged at Hevy comes by itself, and the past when it is wanted: once, in its order."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from fitglue.domain.arrival import Span
from fitglue.domain.connecting import HistoryState
from fitglue.domain.ledger import DeliveryState
from fitglue.instance import source_tools
from fitglue.pipeline.past_at_services import PastAtServices
from fitglue.pipeline.polling import Polling
from fitglue.store.tables import HistoryRow, PollRow
from fitglue.testing.at_work import until, working
from fitglue.testing.connected_person import ConnectedPerson
from fitglue.testing.services.hevy import KEY, HevySite
from fitglue.testing.web_site import served

SPRING = datetime(2026, 3, 2, 17, 0, tzinfo=UTC)
EVERYTHING = Span(datetime(2020, 1, 1, tzinfo=UTC), datetime(2030, 1, 1, tzinfo=UTC))


@dataclass(frozen=True)
class Gym:
    """A Hevy that stands in, and what connects it."""

    site: HevySite
    form: dict[str, Any]

    def logs(self, day: int) -> str:
        """Log a workout of a day."""
        start = SPRING + timedelta(days=day)
        bench = self.site.template_named("Bench Press (Barbell)")["id"]
        sets = [{"type": "normal", "weight_kg": 80.0, "reps": 8}]
        return self.site.log({
            "title": f"Push {day}",
            "start_time": start.isoformat().replace("+00:00", "Z"),
            "end_time": (start + timedelta(minutes=40)).isoformat().replace("+00:00", "Z"),
            "exercises": [{"exercise_template_id": bench, "sets": sets}],
        })  # fmt: skip


@pytest.fixture
def gym() -> Iterator[Gym]:
    site = HevySite()
    with served(site) as address:
        yield Gym(site, {"api_key": KEY, "base_url": address})


def polling(kim: ConnectedPerson) -> Polling:
    return Polling(kim.instance.starter, kim.instance.connecting, source_tools)


def poll(kim: ConnectedPerson) -> PollRow:
    (row,) = kim.instance.store.polls.of_account(kim.id)
    return row


def ask_until_there_is_no_more(kim: ConnectedPerson) -> None:
    for _ in range(20):
        row, now = poll(kim), datetime.now(UTC)
        polling(kim).ask(row.connection_id, row.source, row.number)
        if poll(kim).next_at > now + timedelta(seconds=60):
            return
    raise AssertionError("there was always more")


def titles(kim: ConnectedPerson) -> list[str]:
    activities = kim.instance.store.activities
    found = activities.each(kim.id, activities.ids(kim.id))
    return sorted(activity.title for activity in found)


def past(kim: ConnectedPerson) -> PastAtServices:
    return PastAtServices(kim.instance.starter, kim.instance.connecting, kim.id)


def history(kim: ConnectedPerson, history_id: str) -> HistoryRow:
    row = kim.instance.store.polls.history(history_id)
    assert row is not None
    return row


def test_what_was_there_before_stays_there_and_what_is_new_comes(
    kim: ConnectedPerson, gym: Gym
) -> None:
    gym.site.now = lambda: datetime.now(UTC) - timedelta(hours=1)
    gym.logs(0)
    gym.site.now = lambda: datetime.now(UTC)
    kim.connects("hevy", gym.form)
    ask_until_there_is_no_more(kim)
    assert titles(kim) == []
    gym.logs(1)
    ask_until_there_is_no_more(kim)
    ask_until_there_is_no_more(kim)
    assert titles(kim) == ["Push 1"]


def test_it_is_asked_by_the_clock_and_goes_through_the_pipeline(
    kim: ConnectedPerson, gym: Gym
) -> None:
    kim.connects("hevy", gym.form)
    kim.has_pipeline("folder", sources=["hevy"])
    with working(kim.instance):
        until(lambda: poll(kim).asked_at is not None, "the first question")
        gym.logs(1)
        with kim.instance.store.transactions.writing() as session:
            row = poll(kim)
            due = kim.instance.store.polls.locked(session, row.connection_id, row.source)
            assert due is not None
            due.next_at = datetime.now(UTC)
        assert polling(kim).queue_due() == 1
        until(lambda: kim.are(DeliveryState.SENT, 1), "its delivery")


def test_what_is_deleted_there_goes_here(kim: ConnectedPerson, gym: Gym) -> None:
    kim.connects("hevy", gym.form)
    ask_until_there_is_no_more(kim)
    name = gym.logs(1)
    ask_until_there_is_no_more(kim)
    gym.site.delete(name)
    ask_until_there_is_no_more(kim)
    assert titles(kim) == []


def test_the_past_is_counted_and_kept_without_posting(kim: ConnectedPerson, gym: Gym) -> None:
    for day in range(25):
        gym.logs(day)
    row = kim.connects("hevy", gym.form)
    kim.has_pipeline("folder", sources=["hevy"])
    assert past(kim).count(row.id, "hevy", EVERYTHING) == 25
    with working(kim.instance):
        wanted = past(kim).begin(row.id, "hevy", EVERYTHING, posts=False)
        until(lambda: history(kim, wanted).state == HistoryState.DONE, "the whole past")
    assert (history(kim, wanted).found, history(kim, wanted).taken) == (25, 25)
    assert len(titles(kim)) == 25
    assert kim.deliveries == []


def test_the_past_is_paused_and_goes_on_where_it_was_with_the_newest_first(
    kim: ConnectedPerson, gym: Gym
) -> None:
    for day in range(25):
        gym.logs(day)
    row = kim.connects("hevy", gym.form)
    wanted = past(kim).begin(row.id, "hevy", EVERYTHING, posts=False)
    polling(kim).fetch(wanted, 0)
    past(kim).pause(wanted)
    assert polling(kim).fetch(wanted, history(kim, wanted).page) == "over"
    some = titles(kim)
    assert some == sorted(f"Push {day}" for day in range(25 - len(some), 25))
    past(kim).go_on(wanted)
    for _ in range(10):
        polling(kim).fetch(wanted, history(kim, wanted).page)
    assert history(kim, wanted).state == HistoryState.DONE
    assert len(titles(kim)) == 25


def test_the_past_can_be_posted(kim: ConnectedPerson, gym: Gym) -> None:
    for day in range(3):
        gym.logs(day)
    row = kim.connects("hevy", gym.form)
    kim.has_pipeline("folder", sources=["hevy"])
    with working(kim.instance):
        past(kim).begin(row.id, "hevy", EVERYTHING, posts=True)
        until(lambda: kim.are(DeliveryState.SENT, 3), "three files")


def test_a_page_whose_job_was_cut_off_is_taken_once(kim: ConnectedPerson, gym: Gym) -> None:
    gym.logs(1)
    row = kim.connects("hevy", gym.form)
    wanted = past(kim).begin(row.id, "hevy", EVERYTHING, posts=False)
    polling(kim).fetch(wanted, 0)
    with kim.instance.store.transactions.writing() as session:
        again = kim.instance.store.polls.locked_history(session, wanted)
        assert again is not None
        again.page, again.cursor, again.state = 0, {}, HistoryState.RUNNING
    polling(kim).fetch(wanted, 0)
    assert titles(kim) == ["Push 1"]


def test_a_key_that_is_refused_stops_the_past_until_it_is_mended_and_a_pause_lasts(
    kim: ConnectedPerson, gym: Gym
) -> None:
    gym.logs(1)
    row = kim.connects("hevy", gym.form)
    wanted = past(kim).begin(row.id, "hevy", EVERYTHING, posts=False)
    gym.site.key = "another"
    polling(kim).fetch(wanted, 0)
    assert history(kim, wanted).state == HistoryState.PAUSED
    assert history(kim, wanted).why
    gym.site.key = KEY
    kim.instance.connecting.try_out(kim.id, row.id)
    assert history(kim, wanted).state == HistoryState.RUNNING
    past(kim).pause(wanted)
    kim.instance.connecting.try_out(kim.id, row.id)
    assert history(kim, wanted).state == HistoryState.PAUSED


def test_what_we_delivered_and_comes_back_is_not_here_twice(kim: ConnectedPerson, gym: Gym) -> None:
    kim.connects("hevy", gym.form)
    ask_until_there_is_no_more(kim)
    kim.has_pipeline("hevy")
    kim.lifts(1)
    with working(kim.instance):
        until(lambda: kim.are(DeliveryState.SENT, 1), "the workout at Hevy")
    before = titles(kim)
    ask_until_there_is_no_more(kim)
    assert titles(kim) == before
    assert len(gym.site.workouts) == 1


def test_what_came_from_there_does_not_go_back(kim: ConnectedPerson, gym: Gym) -> None:
    kim.connects("hevy", gym.form)
    ask_until_there_is_no_more(kim)
    kim.has_pipeline("hevy", "folder", sources=["hevy"])
    gym.logs(1)
    ask_until_there_is_no_more(kim)
    with working(kim.instance):
        done = {DeliveryState.SENT, DeliveryState.SKIPPED}
        until(lambda: {row.state for row in kim.deliveries} == done, "one of two")
    assert len(gym.site.workouts) == 1
    skipped = next(row for row in kim.deliveries if row.state == DeliveryState.SKIPPED)
    assert (skipped.target, skipped.why) == ("hevy", "It came from Hevy.")
