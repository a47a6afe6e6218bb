"""What a phone sends joins what other apps sent; what Health deletes leaves it."""

from typing import Any

from fitglue.domain.activity import Sender
from fitglue.domain.workout import App, Device
from fitglue.pipeline.intake import take
from fitglue.testing.arrivals import a_run, an_arrival
from fitglue.testing.at_work import walk_through
from fitglue.testing.phone_workouts import a_workout, uuid_of


def _imports(home: Any, name: str, **changes: Any) -> str:
    """Import the phone's workout as another app recorded it."""
    told = home.activity(uuid_of(0)).workout
    workout = a_run(minutes=2, start=told.start, end=told.end, elapsed_s=told.elapsed_s, **changes)
    arrival = an_arrival(name, workout)
    (taken,) = take(home.instance.starter, home.kim.account.id, "file_upload", [arrival])
    return taken.activity_id


def _copied(home: Any) -> str:
    told = home.activity(uuid_of(0)).workout
    return _imports(
        home, "copy", app=App("Strava"), device=Device(), streams={}, provenance={},
        distance_m=told.distance_m, timer_s=told.timer_s, effort=7.0,
    )  # fmt: skip


def test_a_phones_recording_and_a_copy_are_one_activity(home: Any) -> None:
    home.phone.records(a_workout())
    home.phone.syncs()
    walk_through(home.instance, home.kim.account.id)
    own = _copied(home)
    walk_through(home.instance, home.kim.account.id)
    assert own == Sender(home.kim.account.id, "apple_health", uuid_of(0)).activity_id
    assert (home.total, len(home.files)) == (1, 1)
    assert home.activity(uuid_of(0)).workout.effort == 7


def test_a_deletion_in_health_leaves_the_activity_to_the_others(home: Any) -> None:
    home.phone.records(a_workout())
    home.phone.syncs()
    own = _copied(home)
    home.phone.deletes(uuid_of(0))
    home.phone.syncs()
    activity = home.activity(uuid_of(0))
    assert activity is not None
    assert activity.workout.app.name == "Strava"
    assert not activity.workout.streams
    rows = home.instance.store.recordings.listed(home.kim.account.id, own)
    assert [row.source for row in rows] == ["file_upload"]
    assert home.total == 1


def test_the_last_recording_that_is_deleted_hides_the_activity(home: Any) -> None:
    home.phone.records(a_workout())
    home.phone.syncs()
    home.phone.deletes(uuid_of(0))
    home.phone.syncs()
    assert home.total == 0
