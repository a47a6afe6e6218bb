"""What boosters may ask about a person's past: theirs alone, and nothing that was deleted."""

from datetime import timedelta

from fitglue.testing.arrivals import SPRING
from fitglue.testing.member import Member


def test_the_past_of_somebody_is_theirs_alone(kim: Member) -> None:
    first, second, third = kim.gets(3)
    ada = Member(kim.instance, "Ada")
    (hers,) = ada.gets()
    history = kim.instance.store.history(kim.id, frozenset())
    assert [one.id for one in history.past(SPRING + timedelta(days=2), 10)] == [second, first]
    assert [one.id for one in history.past(SPRING + timedelta(days=9), 1)] == [third]
    assert history.activity(hers) is None
    assert history.recordings(hers) == []
    assert [one.id for one in history.overlapping(SPRING, SPRING + timedelta(minutes=1))] == [first]


def test_an_activity_comes_with_its_streams_and_recordings(kim: Member) -> None:
    (activity,) = kim.gets()
    history = kim.instance.store.history(kim.id, frozenset())
    found = history.activity(activity)
    assert found is not None
    assert found.workout.has_route
    (recording,) = history.recordings(activity)
    assert recording.route_points == found.workout.route_points


def test_what_was_deleted_is_not_known(kim: Member) -> None:
    (activity,) = kim.gets()
    store = kim.instance.store
    with store.transactions.writing() as session:
        store.activities.hide(session, kim.id, activity)
    history = store.history(kim.id, frozenset())
    assert history.activity(activity) is None
    assert not history.past(SPRING + timedelta(days=2), 10)
    assert not history.overlapping(SPRING, SPRING + timedelta(minutes=1))
