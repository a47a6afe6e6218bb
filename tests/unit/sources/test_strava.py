"""Activities of Strava are read for their owner, by few requests; what is gone there goes."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import pytest

from fitglue.domain.arrival import Arrival, Here, Page, SetAside, SourceTools, Span
from fitglue.domain.errors import NeedsUser, Transient
from fitglue.domain.streams import StreamKind
from fitglue.domain.terms import ACCOUNT
from fitglue.domain.workout import Pause, PauseKind, SwimLocation, Workout
from fitglue.services.strava import plugin as service
from fitglue.sources.strava import plugin
from fitglue.testing.arrivals import a_run
from fitglue.testing.services.strava.account import StravaAccount, a_run_there, strava_account
from fitglue.testing.services.strava.kept import Remote

TOOLS = SourceTools(default_zone="Europe/Paris", zone_at=lambda *_: None)
NOW = datetime.now(UTC).replace(microsecond=0)
A_DAY = timedelta(days=1)
EVERYTHING = Span(datetime(2020, 1, 1, tzinfo=UTC), NOW + A_DAY)


@pytest.fixture
def account() -> Iterator[StravaAccount]:
    with strava_account(service) as account:
        yield account


def past(account: StravaAccount, span: Span = EVERYTHING) -> list[Arrival | SetAside]:
    found: list[Arrival | SetAside] = []
    page = Page(more=True)
    while page.more:
        page = plugin.past(account.connection, span, page.cursor, TOOLS)
        found += page.arrivals
    return found


def changes(
    account: StravaAccount, cursor: Mapping[str, Any], *here: tuple[str, datetime], who: str = ""
) -> Page:
    """Ask what is new, while some are here: each an id and its start."""
    whose = {ACCOUNT: who or account.connection.who.id}
    kept = [Here(name, replace(a_run(), start=at, metadata=whose)) for name, at in here]
    return plugin.changes(account.connection, cursor, replace(TOOLS, here=lambda: kept))


def the_workout(account: StravaAccount) -> Workout:
    (arrival,) = past(account)
    assert isinstance(arrival, Arrival)
    return arrival.workout


def with_streams(account: StravaAccount, **streams: list[Any]) -> Remote:
    there = a_run_there(account.site, NOW - A_DAY)
    there.track.known.update(streams)
    return there


def reads(account: StravaAccount) -> int:
    return len(account.site.asked)


def test_an_activity_comes_with_its_streams_and_figures(account: StravaAccount) -> None:
    there = a_run_there(account.site, NOW - A_DAY, name="Along the river", description="With Ada.")
    workout = the_workout(account)
    assert (workout.sport.key, workout.brand, workout.description) == (
        "running", "Along the river", "With Ada.",
    )  # fmt: skip
    assert (workout.app.name, workout.device.name) == ("Strava", "Garmin Forerunner 255")
    assert (workout.start, workout.elapsed_s, workout.distance_m) == (NOW - A_DAY, 180.0, 540.0)
    assert set(workout.streams) == {
        StreamKind.ROUTE, StreamKind.HEART_RATE, StreamKind.CADENCE, StreamKind.DISTANCE,
    }  # fmt: skip
    route = workout.streams[StreamKind.ROUTE]
    assert (len(route), route["latitude_deg"][0], route["speed_m_per_s"][5]) == (181, 45.0, 3.0)
    assert workout.streams[StreamKind.DISTANCE].values.sum() == pytest.approx(540)
    assert workout.metadata == {ACCOUNT: account.connection.who.id}
    assert str(there.id) not in workout.brand


def test_two_reads_are_enough_for_each_activity_and_one_lists_many(
    account: StravaAccount,
) -> None:
    for days in range(5):
        account.record(NOW - (days + 1) * A_DAY)
    with strava_account(service, account.site, page_size=200) as wide:
        account.site.asked.clear()
        assert len(past(wide)) == 5
        assert reads(wide) == 1 + 5 * 2
        assert set(wide.keeper.turns) == {"read"}


def test_what_was_typed_in_takes_one_read_and_has_no_streams(account: StravaAccount) -> None:
    a_run_there(account.site, NOW - A_DAY, is_manual=True)
    workout = the_workout(account)
    assert (workout.streams, workout.user_entered) == ({}, True)
    assert [one.path for one in account.site.asked].count("/activities/{id}/streams") == 0


def test_what_fitglue_sent_there_is_left_out(account: StravaAccount) -> None:
    first = changes(account, {}).cursor
    a_run_there(account.site, NOW - A_DAY, external_id="fitglue-7c5e.fit")
    assert past(account) == []
    assert changes(account, first).arrivals == []


@pytest.mark.parametrize(
    ("kind", "sport", "indoor", "virtual"),
    [
        ("TrailRun", "running", None, False),
        ("VirtualRide", "cycling", True, True),
        ("WeightTraining", "traditional_strength_training", None, False),
        ("SomethingOfTomorrow", "other", None, False),
    ],
)
def test_the_sport_is_what_its_owner_calls_it(
    kind: str, sport: str, account: StravaAccount, *, indoor: bool | None, virtual: bool
) -> None:
    a_run_there(account.site, NOW - A_DAY, sport_type=kind)
    workout = the_workout(account)
    assert (workout.sport.key, workout.indoor) == (sport, indoor)
    assert workout.virtual_route is virtual


def test_a_trainer_is_indoors_and_a_swim_with_a_way_is_in_open_water(
    account: StravaAccount,
) -> None:
    a_run_there(account.site, NOW - A_DAY, sport_type="Swim")
    a_run_there(account.site, NOW - 2 * A_DAY, sport_type="Ride", trainer=True)
    swim, ride = (one.workout for one in past(account) if isinstance(one, Arrival))
    assert swim.swim_location is SwimLocation.OPEN_WATER
    assert ride.indoor is True


def test_standing_still_is_a_pause_of_the_device_and_silence_one_of_its_owner(
    account: StravaAccount,
) -> None:
    seconds = [*range(60), *range(160, 281)]
    moving = [not 20 <= at <= 29 and at != 160 for at in seconds]
    there = a_run_there(account.site, NOW - A_DAY)
    there.track.known.clear()
    there.track.known.update({"time": seconds, "moving": moving})
    there.track.elapsed_s = 280
    workout = the_workout(account)
    assert workout.pauses == (
        Pause(19, 29, PauseKind.MOTION), Pause(59, 160, PauseKind.MANUAL),
    )  # fmt: skip
    assert workout.timer_s == 280 - 101


def test_holes_in_a_stream_are_missing_values(account: StravaAccount) -> None:
    there = a_run_there(account.site, NOW - A_DAY)
    there.track.known["heartrate"][10] = None
    there.track.known["latlng"][11] = None
    workout = the_workout(account)
    assert len(workout.streams[StreamKind.HEART_RATE]) == 180
    assert len(workout.streams[StreamKind.ROUTE]) == 180
    assert np.isfinite(workout.streams[StreamKind.HEART_RATE].values).all()


@pytest.mark.parametrize(
    "streams", [{"heartrate": [1, 2]}, {"latlng": [[1, 2]]}, {"time": ["a"]}, {"altitude": "up"}]
)
def test_what_makes_no_sense_is_set_aside_and_the_rest_goes_on(
    streams: dict[str, Any], account: StravaAccount
) -> None:
    with_streams(account, **streams)
    account.record(NOW - 2 * A_DAY)
    aside, good = past(account)
    assert isinstance(aside, SetAside)
    assert aside.why.next_step
    assert isinstance(good, Arrival)


def test_the_zone_is_that_of_the_activity(account: StravaAccount) -> None:
    account.record(NOW - A_DAY)
    assert the_workout(account).zone.name == "Etc/UTC"


def test_without_leave_to_read_its_owner_is_told_what_to_press() -> None:
    with strava_account(service, is_source=False) as account:
        for ask in (
            lambda: changes(account, {}),
            lambda: past(account),
            lambda: plugin.count(account.connection, EVERYTHING),
        ):
            with pytest.raises(NeedsUser, match="not asked to let FitGlue read") as told:
                ask()
            assert "Also take activities from Strava" in told.value.next_step
        assert account.site.asked == []


def test_what_is_renamed_lately_comes_again(account: StravaAccount) -> None:
    there = a_run_there(account.site, NOW - A_DAY)
    cursor = changes(account, {}).cursor
    there.name = "Renamed"
    page = changes(account, cursor)
    (again,) = page.arrivals
    assert isinstance(again, Arrival)
    assert again.workout.brand == "Renamed"
    assert changes(account, page.cursor).arrivals == []


def test_what_is_here_and_gone_there_is_told_by_one_read(account: StravaAccount) -> None:
    kept, gone = account.record(NOW - 2 * A_DAY), account.record(NOW - A_DAY)
    cursor = changes(account, {}).cursor
    account.forget(gone)
    account.site.asked.clear()
    page = changes(account, cursor, (kept, NOW - 2 * A_DAY), (gone, NOW - A_DAY))
    assert (page.deleted, page.more, reads(account)) == ([gone], False, 1)


def test_what_only_its_owner_may_see_and_we_no_more_is_gone(account: StravaAccount) -> None:
    there = a_run_there(account.site, NOW - A_DAY)
    cursor = changes(account, {}).cursor
    there.is_private = True
    here = (str(there.id), NOW - A_DAY)
    assert changes(account, cursor, here).deleted == []
    account.site.signing_in.grants[0].scopes = ("read", "activity:read")
    assert changes(account, cursor, here).deleted == [str(there.id)]


def test_what_is_old_and_here_is_looked_at_once_a_day(account: StravaAccount) -> None:
    starts = [NOW - (400 - days) * A_DAY for days in range(3)]
    here = [(account.record(start), start) for start in starts]
    cursor = dict(changes(account, {}).cursor)
    account.forget(here[1][0])
    assert changes(account, cursor, *here).deleted == []
    cursor["all_at"] = (NOW - A_DAY).isoformat()
    page = changes(account, cursor, *here)
    assert (page.deleted, page.more) == ([here[1][0]], False)
    account.site.asked.clear()
    assert changes(account, page.cursor, *here).deleted == []
    assert reads(account) == 1


def test_a_long_look_goes_on_where_it_was(account: StravaAccount) -> None:
    starts = [NOW - 900 * A_DAY + hour * timedelta(hours=1) for hour in range(230)]
    here = [(account.record(start), start) for start in starts]
    cursor = dict(changes(account, {}).cursor) | {"all_at": (NOW - A_DAY).isoformat()}
    for at in (5, 228):
        account.forget(here[at][0])
    first = changes(account, cursor, *here)
    second = changes(account, first.cursor, *here)
    assert (first.more, second.more) == (True, False)
    assert [*first.deleted, *second.deleted] == [here[5][0], here[228][0]]


def test_what_was_read_from_another_account_is_no_business_of_this_one(
    account: StravaAccount,
) -> None:
    cursor = changes(account, {}).cursor
    assert changes(account, cursor, ("99", NOW - A_DAY), who="another").deleted == []


def test_the_cursor_holds_nothing_of_an_activity_but_its_id_and_a_hash(
    account: StravaAccount,
) -> None:
    a_run_there(account.site, NOW - A_DAY, name="Secret")
    cursor = changes(account, {}).cursor
    ((name, looks),) = cursor["seen"].items()
    assert name.isdecimal()
    assert len(looks) == 8


def test_many_are_not_counted(account: StravaAccount) -> None:
    for hour in range(3):
        account.record(NOW - A_DAY - hour * timedelta(hours=1))
    assert plugin.count(account.connection, EVERYTHING) == 3
    for hour in range(200):
        account.record(NOW - 9 * A_DAY - hour * timedelta(hours=1))
    assert plugin.count(account.connection, EVERYTHING) is None


def test_a_list_that_is_none_is_asked_for_again(account: StravaAccount) -> None:
    account.site.activities = {1: None}  # ty: ignore[invalid-assignment]
    with pytest.raises(Transient):
        past(account)
