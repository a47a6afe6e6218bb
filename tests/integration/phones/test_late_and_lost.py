"""What comes late comes all the same; what is lost on the way is sent again.

Each of these lost or doubled workouts in the product that FitGlue follows.
"""

import random
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from fitglue.domain.activity import TitleSetBy
from fitglue.domain.plan import first_plan
from fitglue.formats.phone_sync import wire
from fitglue.formats.phone_sync.reading import part_of
from fitglue.people import pairing
from fitglue.pipeline.past import Choice, PastRuns
from fitglue.store.tables import ActivityRow, PartRow, RecordingRow
from fitglue.testing.at_work import until_quiet, walk_through, working
from fitglue.testing.people import LEE, ORIGIN, account_of
from fitglue.testing.phone import Phone, pairs
from fitglue.testing.phone_workouts import (
    OnPhone,
    a_heart_rate,
    a_route,
    a_workout,
    an_envelope,
    steps,
    uuid_of,
)

LATER = (timedelta(0), timedelta(hours=2), timedelta(days=3), timedelta(days=21))


@pytest.mark.parametrize("later", LATER, ids=str)
def test_a_workout_that_reaches_the_phone_late_is_delivered_once(
    home: Any, later: timedelta
) -> None:
    start_s = (datetime.now(UTC) - later - timedelta(minutes=5)).timestamp()
    chance = random.Random(later.days)  # noqa: S311 - no secret
    for _ in range(chance.randint(0, 50)):  # it had nothing to send, and says so
        assert home.phone.sends(home.phone.batch_of([])) == []
    late = a_route(time_s=[start_s + at for at in range(120)])
    home.phone.records(OnPhone(an_envelope(start_s=start_s, end_s=start_s + 120)))
    home.phone.syncs()
    walk_through(home.instance, home.kim.account.id)
    home.phone.gets(late)
    home.phone.syncs()
    walk_through(home.instance, home.kim.account.id)
    activity = home.activity(uuid_of(0))
    assert activity is not None
    assert activity.workout.route_points == 120
    assert (home.total, len(home.files)) == (1, 1)


def test_a_workout_older_than_all_others_is_taken(home: Any) -> None:
    home.phone.records(a_workout(9))
    home.phone.syncs()
    home.phone.records(a_workout(0))
    home.phone.syncs()
    assert home.total == 2


def test_a_lost_reply_loses_and_doubles_nothing(home: Any) -> None:
    for number in range(5):
        home.phone.records(a_workout(number))
        packed = home.phone.packs()
        for _ in range(3):
            home.phone.loses_the_reply_to(packed)
    assert len(home.phone.unanswered) == 5
    receipts = home.phone.syncs()
    assert len(receipts) == 20
    assert home.phone.unanswered == []
    assert (home.total, len(home.runs)) == (5, 5)


def test_a_workout_that_arrives_before_a_pipeline_exists_is_kept(home: Any) -> None:
    store, own = home.instance.store, home.kim.account.id
    for pipeline in store.pipelines.of_account(own):
        store.pipelines.archive(own, pipeline.plan.id)
    home.phone.records(a_workout())
    home.phone.syncs()
    assert (home.total, home.runs) == (1, [])
    made = store.pipelines.save(own, first_plan())
    assert PastRuns(home.instance.starter).count(own, made.plan, Choice()) == 1


def test_a_phone_is_never_told_that_something_is_here_when_it_is_not(home: Any) -> None:
    answer = home.phone.posts("/sync", b'{"activities": [], "sync": {}}', "")
    assert answer.status_code == 400


def test_everything_that_a_workout_has_is_kept(home: Any) -> None:
    home.phone.records(a_workout())
    home.phone.syncs()
    activity = home.activity(uuid_of(0))
    assert activity is not None
    workout = activity.workout
    assert {kind.value for kind in workout.streams} == {"route", "heart_rate", "steps"}
    assert (workout.distance_m, workout.active_kcal, workout.ascent_m) == (340, 22, 12.5)
    assert workout.app.bundle_id == "com.apple.health.4F1C"
    assert workout.zone.name == "Europe/Paris"
    assert workout.indoor is False


def test_originals_of_every_part_are_kept(home: Any) -> None:
    home.phone.records(a_workout())
    home.phone.syncs()
    with home.instance.store.transactions.reading() as session:
        row = session.scalars(select(RecordingRow)).one()
    assert "workout.json" in row.originals
    assert len(row.originals) == 4
    assert all(home.instance.store.blobs.has(key) for key in row.originals.values())


def test_a_reinstalled_phone_asks_first_and_sends_only_what_is_missing(home: Any) -> None:
    for number in range(6):
        home.phone.records(a_workout(number))
    home.phone.syncs()
    home.phone.is_reinstalled()
    home.phone.health.pop(uuid_of(5))
    home.phone.health[uuid_of(6)] = a_workout(6)
    more = a_workout(0)
    home.phone.health[uuid_of(0)] = OnPhone(more.envelope, (*more.parts, _cadence()))
    assert set(home.phone.asks_what_is_missing()) == {uuid_of(0), uuid_of(6)}
    home.phone.syncs()
    assert home.total == 7
    assert home.phone.asks_what_is_missing() == []


def _cadence() -> wire.Series:
    return a_heart_rate(quantity="RunningPower", unit="W")


def test_a_deleted_workout_is_not_asked_for(home: Any) -> None:
    home.phone.records(a_workout())
    home.phone.syncs()
    home.phone.deletes(uuid_of(0))
    home.phone.syncs()
    home.phone.is_reinstalled()
    home.phone.health[uuid_of(0)] = a_workout()
    assert home.phone.asks_what_is_missing() == []


def test_a_reinstalled_phone_with_five_thousand_workouts_costs_less_than_a_megabyte(
    home: Any,
) -> None:
    for number in range(5000):
        home.phone.records(OnPhone(an_envelope(number), (steps(number),)))
    _plant(home)
    rows = _rows(home)
    home.phone.is_reinstalled()
    assert home.phone.asks_what_is_missing() == []
    assert home.phone.bytes_sent <= 1_000_000
    assert _rows(home) == rows


def _plant(home: Any) -> None:
    """Let parts of five thousand workouts be there, without the time that it takes to join them."""
    parts = [part_of(item) for one in home.phone.health.values() for item in one.items]
    now = datetime.now(UTC)
    with home.instance.store.transactions.writing() as session:
        session.add_all(
            PartRow(
                id=str(number), account_id=home.kim.account.id, workout_uuid=part.workout_uuid,
                name=part.name, revision=1, samples=part.samples, content_hash=part.content_hash,
                content_blob="0" * 64, received_at=now,
            )
            for number, part in enumerate(parts)
        )  # fmt: skip


def _rows(home: Any) -> tuple[int, ...]:
    with home.instance.store.transactions.reading() as session:
        tables = (PartRow, ActivityRow, RecordingRow)
        return tuple(session.scalar(select(func.count()).select_from(one)) or 0 for one in tables)


def test_a_run_that_has_begun_is_not_held_up_by_what_comes_next(home: Any) -> None:
    home.phone.records(OnPhone(an_envelope()))
    home.phone.syncs()
    walk_through(home.instance, home.kim.account.id)
    home.phone.gets(a_heart_rate())
    home.phone.syncs()
    states = sorted((run.activity_revision, run.state) for run in home.runs)
    assert states == [(1, "done"), (2, "waiting")]


def test_a_person_s_own_title_survives_late_parts(home: Any) -> None:
    home.phone.records(OnPhone(an_envelope()))
    home.phone.syncs()
    with home.instance.store.transactions.writing() as session:
        row = session.scalars(select(ActivityRow)).one()
        row.title, row.title_set_by = "With Lee", TitleSetBy.PERSON.value
    home.phone.gets(a_route())
    home.phone.syncs()
    activity = home.activity(uuid_of(0))
    assert activity is not None
    assert (activity.title, activity.revision) == ("With Lee", 2)


def test_the_same_workout_of_two_people_is_two_workouts(
    home: Any,
) -> None:
    lee = account_of(home.instance, LEE)
    other = Phone(home.client, pairs(home.client, pairing.offer(lee, ORIGIN).code, "Lee's"))
    for phone in (home.phone, other):
        phone.records(a_workout())
        phone.syncs()
    other.deletes(uuid_of(0))
    other.syncs()
    assert home.total == 1


def test_a_run_that_settles_begins_by_itself_with_all_that_came(home: Any) -> None:
    store, own = home.instance.store, home.kim.account.id
    store.accounts.settle(own, 1)
    for item in a_workout().items:
        home.phone.sends(home.phone.batch_of([item]))
    with working(home.instance):
        until_quiet(home.instance, own)
    assert [(run.state, run.activity_revision) for run in home.runs] == [("done", 4)]
    assert len(home.files) == 1
