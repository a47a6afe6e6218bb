"""A person connects Google Health, and what their tracker recorded arrives."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from fitglue.domain.connecting import ConnectionState
from fitglue.domain.errors import Denied, NeedsUser
from fitglue.domain.workout import Workout
from fitglue.instance import source_tools
from fitglue.pipeline.polling import Polling
from fitglue.store.activities import Wanted
from fitglue.testing.connected_person import (
    REDIRECT,
    ConnectedPerson,
    ServedGoogle,
    pressed,
    served_google,
)
from fitglue.testing.services.google_health import (
    LOCATION,
    Exercised,
)


@pytest.fixture
def google() -> Iterator[ServedGoogle]:
    with served_google() as google:
        yield google


def test_it_is_connected_under_the_accounts_number(
    kim: ConnectedPerson, google: ServedGoogle
) -> None:
    row = kim.connects("google_health", google.form)
    assert row.state == ConnectionState.CONNECTED
    assert row.remote_id == google.site.health_user_id


def test_a_box_that_was_not_ticked_is_named(kim: ConnectedPerson, google: ServedGoogle) -> None:
    connecting = kim.instance.connecting
    row = connecting.fill_in(kim.id, "google_health", google.form)
    told = pressed(connecting.way_there(row, REDIRECT), without=[LOCATION])
    with pytest.raises(Denied, match=r"location\.readonly is missing"):
        connecting.come_back(kim.id, told)


def test_after_seven_days_in_testing_it_needs_its_owner_and_says_why(
    kim: ConnectedPerson, google: ServedGoogle
) -> None:
    google.site.signing_in.is_testing = True
    row = kim.connects("google_health", google.form)
    google.clock[0] += timedelta(days=8)
    with pytest.raises(NeedsUser, match="7 days have passed"):
        kim.instance.connecting.try_out(kim.id, row.id)
    assert kim.connection("google_health").state == ConnectionState.NEEDS_YOU
    google.site.signing_in.is_testing = False
    assert kim.connects_again(row).state == ConnectionState.CONNECTED


class Polled:
    """Kim's connection, asked by the clock."""

    def __init__(self, kim: ConnectedPerson) -> None:
        self.kim, self.connection = kim, kim.connection("google_health")
        self._polling = Polling(kim.instance.starter, kim.instance.connecting, source_tools)
        self.ask()

    def ask(self) -> None:
        row = self.kim.instance.store.polls.get(self.connection.id, "google_health")
        assert row is not None
        assert self._polling.ask(self.connection.id, "google_health", row.number) == "done"

    @property
    def workouts(self) -> list[Workout]:
        store = self.kim.instance.store
        rows = store.activities.page(self.kim.id, Wanted()).rows
        found = [store.activities.get(self.kim.id, row.id) for row in rows]
        return [one.workout for one in found if one is not None]


def test_what_a_tracker_syncs_from_then_on_arrives_changes_and_goes(
    kim: ConnectedPerson, google: ServedGoogle
) -> None:
    start = datetime.now(UTC).replace(microsecond=0) - timedelta(hours=5)
    run = Exercised(id="1", start=start, end=start + timedelta(minutes=20))
    google.site.exercises.append(run)
    kim.connects("google_health", google.form)
    polled = Polled(kim)
    assert not polled.workouts

    later = replace(run, id="2", start=run.end, end=run.end + timedelta(minutes=10))
    google.site.exercises.append(later)
    polled.ask()
    (workout,) = polled.workouts
    assert (workout.start, workout.route_points) == (later.start, 601)

    google.site.exercises[1] = replace(later, kind="WALKING", changed=datetime.now(UTC))
    polled.ask()
    (workout,) = polled.workouts
    assert workout.sport.key == "walking"

    del google.site.exercises[1]
    polled.ask()
    assert not polled.workouts
