"""The same workout from several apps is one activity, delivered once."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest

from fitglue.domain.activity import TitleSetBy
from fitglue.domain.streams import StreamKind
from fitglue.domain.workout import App, Device
from fitglue.formats.workout_document import content_hash
from fitglue.pipeline.importing import only_look
from fitglue.pipeline.intake import Outcome, take
from fitglue.store.tables import ActivityRow
from fitglue.testing.arrivals import a_copy, a_run, an_arrival

ROUTE = StreamKind.ROUTE

APPLE, FILES = "apple_health", "file_upload"


def test_a_copy_by_another_app_joins_its_activity(kim: Any) -> None:
    (first,) = kim.take(an_arrival("watch"))
    (second,) = kim.take(an_arrival("strava", a_copy(distance_m=5200)), source=FILES)
    assert (first.outcome, second.activity_id) == (Outcome.NEW, first.activity_id)
    assert [row.source_id for row in kim.recordings(first.activity_id)] == ["watch", "strava"]
    (one,) = kim.activities
    assert set(one.workout.streams) == {ROUTE, StreamKind.HEART_RATE}


def test_both_in_one_batch_are_one_activity(kim: Any) -> None:
    taken = kim.take(an_arrival("watch"), an_arrival("strava", a_copy()))
    assert len({one.activity_id for one in taken}) == 1
    assert len(kim.activities) == 1


def test_what_only_the_copy_has_is_in_the_activity_and_says_whose_it_is(kim: Any) -> None:
    kim.gets("watch", a_run(route=False))
    kim.gets("phone", a_run(app=App("Run Tracker"), device=Device()))
    (one,) = kim.activities
    assert one.revision == 2
    assert one.workout.has_route
    assert one.workout.provenance["route"].source == "Run Tracker"
    assert one.workout.provenance["heart_rate"].source == "Apple Watch"


def test_another_app_at_another_time_is_another_workout(kim: Any) -> None:
    kim.gets("watch")
    kim.gets("strava", a_copy(days=67 / 1440))
    assert len(kim.activities) == 2


def test_a_later_version_of_one_recording_takes_nothing_from_the_others(kim: Any) -> None:
    kim.gets("watch", a_run(route=False))
    kim.gets("phone", a_run(app=App("Run Tracker"), device=Device()))
    (taken,) = kim.take(an_arrival("watch", a_run(route=False, effort=6.0)))
    assert taken.outcome is Outcome.CHANGED
    (one,) = kim.activities
    assert one.workout.has_route
    assert one.workout.effort == pytest.approx(6)
    assert [row.revision for row in kim.recordings(one.id)] == [2, 1]


def test_a_later_version_is_kept_even_where_another_recording_is_better(kim: Any) -> None:
    own = kim.gets("watch")
    kim.gets("strava", a_copy())
    kim.gets("strava", a_copy(brand="Tempo Tuesday", effort=7.0))
    split = kim.deciding.split(own, kim.recording(own, "strava"))
    assert kim.activity(split).workout.effort == pytest.approx(7)


def test_the_same_again_changes_nothing(kim: Any) -> None:
    arrivals = [an_arrival("watch"), an_arrival("strava", a_copy())]
    kim.take(*arrivals)
    before = [(one.id, one.revision) for one in kim.activities]
    assert {one.outcome for one in kim.take(*arrivals)} == {Outcome.UNCHANGED}
    assert [(one.id, one.revision) for one in kim.activities] == before


def test_a_match_that_comes_after_delivery_updates_and_never_posts_twice(kim: Any) -> None:
    kim.has_target()
    own = kim.gets("watch", a_run(route=False))
    kim.works()
    kim.gets("phone", a_run(app=App("Run Tracker"), device=Device()), FILES)
    kim.works()
    assert len(kim.world.calls("deliver")) == 1
    assert len(kim.world.calls("update")) == 1
    (row,) = kim.instance.store.deliveries.of_activities(kim.id, [own])
    assert row.state == "sent"


def test_a_dry_run_sees_what_is_one_workout(kim: Any) -> None:
    arrivals = [an_arrival("watch"), an_arrival("strava", a_copy(brand="Loop"))]
    look = only_look(kim.instance.store, kim.id)
    would = [one.outcome for batch in arrivals for one in look(APPLE, [batch])]
    assert would == [one.outcome for one in kim.take(*arrivals)]


def test_the_order_of_devices_decides_between_equals(kim: Any) -> None:
    kim.instance.store.accounts.order_devices(kim.id, ["Run Tracker"])
    kim.gets("watch", a_run(distance_m=5000.0))
    kim.gets("phone", a_run(app=App("Run Tracker"), device=Device(), distance_m=5100.0))
    (one,) = kim.activities
    assert one.workout.distance_m == pytest.approx(5100)


def test_the_whole_that_comes_last_brings_its_pieces_together(kim: Any) -> None:
    kim.has_target()
    app, whole = App("Band"), a_run(minutes=60)
    pieces = [
        replace(
            a_run(days=at / 1440, minutes=length, app=app, device=Device("Band")),
            streams=_cut(whole.streams, at * 60, (at + length) * 60),
        )
        for at, length in ((0, 29), (30, 30))
    ]
    ids = [kim.gets(f"piece {at}", piece) for at, piece in enumerate(pieces)]
    kim.works()
    assert (len(set(ids)), len(kim.world.calls("deliver"))) == (2, 2)
    into = kim.gets("whole", whole)
    kim.works()
    (one,) = kim.activities
    assert one.id == into
    assert len(kim.recordings(into)) == 3
    assert len(kim.world.calls("deliver")) == 2
    (gone,) = set(ids) - {into}
    assert kim.instance.store.activities.led_to(kim.id, gone) == into


def _cut(streams: Any, begin_s: float, end_s: float) -> Any:
    cut = {kind: stream.between(begin_s, end_s) for kind, stream in streams.items()}
    return {
        kind: type(stream)(kind, stream.time_s - begin_s, stream.columns)
        for kind, stream in cut.items()
    }


def test_late_streams_may_show_that_two_activities_are_one(kim: Any) -> None:
    kim.has_target()
    watch = kim.gets("watch", a_run(minutes=40))
    late: dict[str, Any] = {"app": App("Run Tracker"), "device": Device()}
    bare = replace(
        a_run(days=13 / 1440, minutes=40, **late), streams={}, distance_m=None, avg_hr_bpm=None,
        max_hr_bpm=None,
    )  # fmt: skip
    phone = kim.gets("phone", bare)
    assert phone != watch
    kim.works()
    told = replace(a_run(minutes=40, **late), start=bare.start - timedelta(minutes=13))
    kim.gets("phone", told)
    kim.works()
    (one,) = kim.activities
    assert one.id == watch
    assert len(kim.recordings(one.id)) == 2
    assert len(kim.world.calls("deliver")) == 2  # both were there before it was known


def test_a_persons_title_stays_when_a_recording_joins(kim: Any) -> None:
    own = kim.gets("watch")
    _entitle(kim, own, "Round the lake")
    kim.gets("strava", a_copy(brand="Tempo Tuesday", distance_m=5200))
    assert kim.activity(own).title == "Round the lake"


def _entitle(kim: Any, activity_id: str, title: str) -> None:
    with kim.instance.store.transactions.writing() as session:
        row = session.get_one(ActivityRow, activity_id)
        row.title, row.title_set_by = title, TitleSetBy.PERSON.value


def test_imports_at_once_make_one_activity_of_a_pair(kim: Any) -> None:
    """Neither sees the other's recording before its own is written."""
    begin = Barrier(2)

    def come(name: str, workouts: list[Any]) -> None:
        arrivals = [an_arrival(f"{name} {at}", each) for at, each in enumerate(workouts)]
        begin.wait()
        for arrival in arrivals:
            take(kim.instance.starter, kim.id, APPLE, [arrival])

    watch = [a_run(days=day, minutes=2) for day in range(5)]
    copies = [a_copy(days=day, minutes=2) for day in range(5)]
    with ThreadPoolExecutor(2) as pool:
        for done in [pool.submit(come, "watch", watch), pool.submit(come, "strava", copies)]:
            done.result()
    assert len(kim.activities) == 5
    assert {len(kim.recordings(one.id)) for one in kim.activities} == {2}


def test_the_order_of_arrival_makes_no_difference_to_the_workout(kim: Any) -> None:
    arrivals = [
        an_arrival("watch", a_run(route=False)),
        an_arrival("phone", a_run(app=App("Run Tracker"), device=Device())),
        an_arrival("strava", a_copy(distance_m=5200)),
    ]
    eve = kim.instance.add_account(name="Eve", email="eve@example.org", password="").id
    hashes = set()
    for whose, ordered in ((kim.id, arrivals), (eve, arrivals[::-1])):
        for one in ordered:
            take(kim.instance.starter, whose, APPLE, [one])
        (only,) = kim.instance.store.activities.ids(whose)
        hashes.add(content_hash(kim.instance.store.activities.get(whose, only).workout))
    assert len(hashes) == 1
