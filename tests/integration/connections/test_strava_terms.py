"""What is read from Strava stays here, for its owner, for seven days: whatever a person sets up."""

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import select
from starlette.testclient import TestClient

from fitglue import registry
from fitglue.domain.arrival import Span
from fitglue.domain.audit import Event
from fitglue.domain.connecting import ConnectionState
from fitglue.domain.errors import NeedsUser, Refused
from fitglue.domain.ledger import DeliveryState
from fitglue.domain.plan import BoosterUse, Plan, TargetUse
from fitglue.domain.runs import RunState
from fitglue.instance import source_tools
from fitglue.pipeline.again import Again
from fitglue.pipeline.housekeeping import Housekeeping
from fitglue.pipeline.intake import Manner, take
from fitglue.pipeline.known_workouts import with_workouts
from fitglue.pipeline.one_or_two import OneOrTwo
from fitglue.pipeline.past_at_services import PastAtServices
from fitglue.pipeline.polling import Polling
from fitglue.store.tables import (
    ActivityRow,
    DeliveryRow,
    PairRow,
    PollRow,
    RecordingRow,
    RunRow,
    ShowcasePageRow,
)
from fitglue.testing.arrivals import a_run, an_arrival
from fitglue.testing.at_work import walk_through
from fitglue.testing.connected_person import ConnectedPerson, ServedStrava
from fitglue.testing.people import KIM, account_of
from fitglue.testing.services.intervals.site import IntervalsIcu
from fitglue.testing.services.strava.account import a_run_there
from fitglue.testing.services.strava.kept import Remote
from fitglue.testing.services.webhook_receiver import SECRET, WebhookServer
from fitglue.testing.web_site import served
from fitglue.web.app import create_app

WHY = "What is read from Strava stays here: its terms allow no other place."
A_DAY, AN_HOUR = timedelta(days=1), timedelta(hours=1)
MINUTES = 6
EVERYTHING = Span(datetime(2020, 1, 1, tzinfo=UTC), datetime(2030, 1, 1, tzinfo=UTC))


@dataclass(frozen=True)
class Runner:
    """Kim, whose Strava is read, and what lies at Strava."""

    kim: ConnectedPerson
    strava: ServedStrava

    @property
    def polling(self) -> Polling:
        return Polling(self.kim.instance.starter, self.kim.instance.connecting, source_tools)

    @property
    def poll(self) -> PollRow:
        """Give what is asked of Strava."""
        polls = self.kim.instance.store.polls.of_account(self.kim.id)
        return next(row for row in polls if row.source == "strava")

    def runs(self, start: datetime, minutes: int = MINUTES) -> Remote:
        """Let a run come to Strava from a watch."""
        return a_run_there(self.strava.site, start, minutes)

    def asks(self) -> None:
        """Ask Strava until there is no more."""
        for _ in range(20):
            row = self.poll
            self.polling.ask(row.connection_id, row.source, row.number)
            after = self.poll
            if after.next_at > datetime.now(UTC) + timedelta(seconds=60) or after.why:
                return
        raise AssertionError("there was always more")

    def reads_a_run(self, start: datetime | None = None) -> str:
        """Let a run come to Strava, and here; give its activity."""
        there = self.runs(start or datetime.now(UTC).replace(microsecond=0) - 2 * AN_HOUR)
        self.asks()
        return self.activity_of(str(there.id))

    def activity_of(self, source_id: str) -> str:
        """Name the activity of a recording that was read."""
        store = self.kim.instance.store
        with store.transactions.reading() as session:
            found = store.recordings.activity_ids(session, self.kim.id, ["strava"], [source_id])
        return found[source_id]

    def records_on_a_watch(self, start: datetime, minutes: int = MINUTES) -> str:
        """Let the phone send the very run; give its activity."""
        run = a_run(
            minutes=minutes, start=start, end=start + timedelta(minutes=minutes), route=False
        )
        arrival = an_arrival("watch", run)
        (one,) = take(
            self.kim.instance.starter, self.kim.id, "apple_health", [arrival],
            Manner(backfill=False),
        )  # fmt: skip
        return one.activity_id

    def tidies(self) -> None:
        """Let the housekeeping of an hour be done."""
        Housekeeping(self.kim.instance.engine, self.kim.instance.store).forget()

    def has(self, table: type) -> int:
        """Count the rows of a table."""
        with self.kim.instance.store.transactions.reading() as session:
            return len(session.scalars(select(table)).all())

    @property
    def blobs(self) -> set[str]:
        """Name all blobs that are kept."""
        return set(self.kim.instance.store.blobs.keys())


@pytest.fixture
def runner(kim: ConnectedPerson, strava: ServedStrava) -> Runner:
    account_of(kim.instance, KIM)
    row = kim.connects("strava", strava.form | {"is_source": True})
    store = kim.instance.store
    with store.transactions.writing() as session:
        store.polls.switch_on(session, row.id, "strava")
    runner = Runner(kim, strava)
    runner.asks()
    return runner


def test_it_is_read_only_by_those_who_want_that(kim: ConnectedPerson, strava: ServedStrava) -> None:
    kim.connects("strava", strava.form)
    assert kim.instance.store.polls.of_account(kim.id) == []


def test_without_leave_to_read_the_page_says_what_to_press(
    kim: ConnectedPerson, strava: ServedStrava
) -> None:
    row = kim.connects("strava", strava.form)
    store = kim.instance.store
    with store.transactions.writing() as session:
        store.polls.switch_on(session, row.id, "strava")
    Runner(kim, strava).asks()
    (poll,) = store.polls.of_account(kim.id)
    assert poll.why == "Strava was not asked to let FitGlue read your activities."
    assert kim.connection("strava").state == ConnectionState.CONNECTED


def test_nothing_reaches_a_folder_a_webhook_intervals_strava_or_the_showcase(
    runner: Runner,
) -> None:
    kim = runner.kim
    hook, intervals = WebhookServer(), IntervalsIcu()
    with ExitStack() as open_sites:
        hook_at, intervals_at = (
            open_sites.enter_context(served(site)) for site in (hook, intervals)
        )
        kim.connects("webhook", {"address": f"{hook_at}/hook", "secret": SECRET})
        kim.connects("intervals", {"api_key": intervals.key, "base_url": intervals_at})
        before = set(kim.instance.settings.output_folder.rglob("*"))
        targets = ("folder", "webhook", "intervals", "strava", "showcase")
        kim.has_pipeline(*targets, sources=["strava"])
        activity_id = runner.reads_a_run()
        calls = hook.faults.calls
        walk_through(kim.instance, kim.id)
        for row in kim.deliveries:  # a person insists
            Again(kim.instance.starter, kim.id).send(row.id)
        worker_tries(kim)
        assert hook.faults.calls == calls
        assert intervals.activities == {}
    assert len(runner.strava.site.activities) == 1
    assert set(kim.instance.settings.output_folder.rglob("*")) == before
    assert runner.has(ShowcasePageRow) == 0
    told = {(row.target, row.state, row.why, row.activity_id) for row in kim.deliveries}
    assert told == {(name, DeliveryState.SKIPPED, WHY, activity_id) for name in targets}


def worker_tries(kim: ConnectedPerson) -> None:
    """Let each delivery that waits be tried once, as its job does."""
    from fitglue.worker import running_of  # noqa: PLC0415 - loads much

    delivering = running_of(kim.instance).delivering
    for row in kim.deliveries:
        assert row.state == DeliveryState.WAITING
        assert delivering.deliver(row.id, row.attempt) == "over"


def test_no_booster_sees_it(runner: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []
    booster = registry.booster("title")
    monkeypatch.setattr(type(booster), "boost", lambda *_: seen.append("seen"))
    plan = Plan(
        id="", name="Told", sources=("strava",),
        boosters=(BoosterUse(key="title", plugin="title"),),
        targets=(TargetUse(key="folder", plugin="folder"),),
    )  # fmt: skip
    kim = runner.kim
    pipeline_id = kim.instance.store.pipelines.save(kim.id, plan).plan.id
    activity_id = runner.reads_a_run()
    Again(kim.instance.starter, kim.id).run(activity_id, pipeline_id)
    walk_through(kim.instance, kim.id)
    runs = kim.instance.store.runs.of_activity(kim.id, activity_id)
    told = {(run.state, run.why) for run in runs if run.pipeline_id == pipeline_id}
    assert told <= {(RunState.HALTED, WHY), (RunState.SUPERSEDED, "")} | {
        (run.state, run.why) for run in runs if run.state == RunState.SUPERSEDED
    }
    assert (RunState.HALTED, WHY) in told
    assert seen == []


def watch_first(runner: Runner, start: datetime) -> tuple[str, str]:
    watch = runner.records_on_a_watch(start)
    return watch, runner.reads_a_run(start)


def strava_first(runner: Runner, start: datetime) -> tuple[str, str]:
    read = runner.reads_a_run(start)
    return runner.records_on_a_watch(start), read


@pytest.mark.parametrize("come", [watch_first, strava_first])
def test_a_watchs_recording_of_the_same_run_is_delivered_as_if_stravas_were_not_there(
    runner: Runner, come: Callable[[Runner, datetime], tuple[str, str]]
) -> None:
    kim, start = runner.kim, datetime.now(UTC).replace(microsecond=0) - 3 * AN_HOUR
    kim.has_pipeline("folder", sources=["apple_health", "strava"])
    watch, read = come(runner, start)
    assert watch != read
    assert runner.has(PairRow) == 0
    walk_through(kim.instance, kim.id)
    states = {row.activity_id: row.state for row in kim.deliveries}
    assert states == {watch: DeliveryState.SENT, read: DeliveryState.SKIPPED}
    sent = kim.instance.store.activities.get(kim.id, watch)
    assert sent is not None
    assert not sent.workout.has_route  # which only Strava's has
    assert sent.workout.app.name == "Apple Watch"


def test_nobody_can_make_the_two_one(runner: Runner) -> None:
    watch, read = watch_first(runner, datetime.now(UTC).replace(microsecond=0) - 3 * AN_HOUR)
    deciding = OneOrTwo(runner.kim.instance.starter, runner.kim.id)
    for pair in ((watch, read), (read, watch)):
        with pytest.raises(Refused, match="is kept by itself"):
            deciding.join(*pair)


def test_what_boosters_and_sources_ask_of_the_past_holds_nothing_of_it(runner: Runner) -> None:
    kim, start = runner.kim, datetime.now(UTC).replace(microsecond=0) - 3 * AN_HOUR
    watch, read = watch_first(runner, start)
    history = kim.instance.shared_tools(kim.id).history
    later = start + A_DAY
    assert [one.id for one in history.overlapping(start, later)] == [watch]
    assert [one.id for one in history.past(later, 9)] == [watch]
    assert history.activity(read) is None
    assert history.max_heart_rate_bpm(later.date() + A_DAY) == 156
    account = kim.instance.store.accounts.get(kim.id)
    tools = with_workouts(source_tools(account), kim.instance.store, kim.id)
    assert len(tools.workouts(start, later)) == 1


def test_its_owner_sees_it_and_may_take_it_along(runner: Runner) -> None:
    activity_id = runner.reads_a_run()
    activity = runner.kim.instance.store.activities.get(runner.kim.id, activity_id)
    assert activity is not None
    assert (activity.title, activity.workout.route_points) == ("Morning Run", 361)


def test_its_page_says_where_it_was_read_until_when_it_stays_and_leads_back(
    runner: Runner,
) -> None:
    watch, read = watch_first(runner, datetime.now(UTC).replace(microsecond=0) - 3 * AN_HOUR)
    (there,) = runner.strava.site.activities
    login = {"email": KIM.email, "password": KIM.password}
    with TestClient(create_app(runner.kim.instance)) as client:
        client.post("/sign-in", data=login, follow_redirects=False)
        page, beside = (client.get(f"/activities/{one}").text for one in (read, watch))
        row = runner.kim.connection("strava")
        asked = client.get(f"/connections/{row.id}/past/strava").text
        connections = client.get("/connections").text
    assert "Read from Strava, written by Strava on Garmin Forerunner 255." in page
    assert "It stays here, for you alone, until " in page
    link = f'<a class="link" href="https://www.strava.com/activities/{there}"'
    assert f'{link} rel="noopener noreferrer"><b>View on Strava</b></a>' in page
    for text in (page, beside):  # neither is offered to be the other
        assert "One workout</button>" not in text
    assert "They are shown to you, and go nowhere else:" in asked
    assert "post them where those go" not in asked
    assert "what came from there is deleted here at once" in connections


def test_a_dry_run_says_that_it_stays(runner: Runner) -> None:
    activity_id = runner.reads_a_run()
    plan = Plan(
        id="", name="Try", sources=("strava",),
        boosters=(BoosterUse(key="title", plugin="title"),),
        targets=(TargetUse(key="folder", plugin="folder"),),
    )  # fmt: skip
    (tried,) = runner.kim.instance.rehearsed(runner.kim.id, plan, [activity_id])
    assert (tried.trace, tried.end) == ((), "refused")
    assert [(one.name, one.activity, one.why_not) for one in tried.deliveries] == [
        ("Folder on this machine", None, WHY)
    ]


def test_after_seven_days_nothing_is_left_and_it_can_be_read_again(runner: Runner) -> None:
    kim = runner.kim
    kim.has_pipeline("folder", sources=["strava"])
    before = runner.blobs
    runner.reads_a_run()
    walk_through(kim.instance, kim.id)
    now = datetime.now(UTC)
    for hours in (12, 24, 36, 48, 60, 72, 84, 96, 108, 120, 132, 144, 156, 167):
        with time_machine.travel(now + hours * AN_HOUR, tick=True):
            runner.asks()
            runner.tidies()
    assert runner.has(RecordingRow) == runner.has(ActivityRow) == 1
    with time_machine.travel(now + 168 * AN_HOUR, tick=True):
        runner.asks()
        runner.tidies()
        for table in (RecordingRow, ActivityRow, RunRow, DeliveryRow):
            assert runner.has(table) == 0
        assert runner.blobs == before
        assert noted(runner) == 1
        wanted = past(runner).begin(kim.connection("strava").id, "strava", EVERYTHING, posts=False)
        for page in range(3):
            runner.polling.fetch(wanted, page)
        assert runner.has(ActivityRow) == 1


def noted(runner: Runner) -> int:
    lines = runner.kim.instance.store.audit.of_account(runner.kim.id)
    return sum(line.event == Event.READ_AND_GONE for line in lines)


def past(runner: Runner) -> PastAtServices:
    instance = runner.kim.instance
    return PastAtServices(instance.starter, instance.connecting, runner.kim.id)


def test_each_version_is_kept_for_seven_days_from_when_it_was_read(runner: Runner) -> None:
    start, now = datetime.now(UTC).replace(microsecond=0) - 2 * AN_HOUR, datetime.now(UTC)
    there = runner.runs(start)
    runner.asks()
    with time_machine.travel(now + 4 * A_DAY, tick=True):
        there.name = "Renamed"
        runner.asks()
    with time_machine.travel(now + 8 * A_DAY, tick=True):
        runner.asks()
        runner.tidies()
    assert runner.has(RecordingRow) == 1
    activity_id = runner.activity_of(str(there.id))
    activity = runner.kim.instance.store.activities.get(runner.kim.id, activity_id)
    assert activity is not None
    assert activity.title == "Renamed"


def test_what_is_deleted_there_is_deleted_here_for_good(runner: Runner) -> None:
    before = runner.blobs
    there = runner.runs(datetime.now(UTC).replace(microsecond=0) - 2 * AN_HOUR)
    runner.asks()
    assert runner.has(ActivityRow) == 1
    runner.strava.site.delete_there(there.id)
    runner.asks()
    assert runner.has(RecordingRow) == runner.has(ActivityRow) == 0
    assert runner.blobs == before


def test_an_old_one_that_was_deleted_there_goes_within_two_days(runner: Runner) -> None:
    kim, now = runner.kim, datetime.now(UTC)
    there = runner.runs(now.replace(microsecond=0) - 300 * A_DAY)
    wanted = past(runner).begin(kim.connection("strava").id, "strava", EVERYTHING, posts=False)
    runner.polling.fetch(wanted, 0)
    assert runner.has(ActivityRow) == 1
    runner.strava.site.delete_there(there.id)
    with time_machine.travel(now + A_DAY, tick=True):
        runner.asks()
    assert runner.has(ActivityRow) == 0


def test_disconnecting_deletes_at_once_and_nothing_of_others(runner: Runner) -> None:
    kim, start = runner.kim, datetime.now(UTC).replace(microsecond=0) - 3 * AN_HOUR
    watch, _ = watch_first(runner, start)
    kim.instance.connecting.disconnect(kim.id, kim.connection("strava").id)
    assert kim.instance.store.activities.ids(kim.id) == [watch]
    assert runner.has(RecordingRow) == 1
    assert kim.instance.store.activities.get(kim.id, watch) is not None


def test_what_was_revoked_at_strava_is_deleted_within_two_days(runner: Runner) -> None:
    now = datetime.now(UTC)
    runner.reads_a_run()
    runner.strava.site.signing_in.grants.clear()
    with time_machine.travel(now + 7 * AN_HOUR, tick=True):
        runner.asks()
        runner.tidies()
        assert runner.kim.connection("strava").state == ConnectionState.NEEDS_YOU
        assert runner.has(ActivityRow) == 1
    with time_machine.travel(now + 25 * AN_HOUR, tick=True):
        runner.tidies()
    assert runner.has(ActivityRow) == 0


def test_the_past_is_fetched_only_while_deletions_are_noticed(
    kim: ConnectedPerson, strava: ServedStrava
) -> None:
    row = kim.connects("strava", strava.form | {"is_source": True})
    runner = Runner(kim, strava)
    with pytest.raises(NeedsUser, match="wants FitGlue to notice what you delete there"):
        past(runner).begin(row.id, "strava", EVERYTHING, posts=False)
