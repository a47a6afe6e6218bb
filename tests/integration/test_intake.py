"""What arrives is kept once, and what follows from it is written with it."""

from dataclasses import replace
from pathlib import Path

from fitglue.domain.activity import TitleSetBy
from fitglue.domain.arrival import Arrival
from fitglue.domain.clock import Zone, ZoneKnownBy
from fitglue.domain.plan import Plan, TargetUse
from fitglue.instance import Instance
from fitglue.pipeline.importing import only_look
from fitglue.pipeline.intake import Outcome, Taken, take
from fitglue.store.activities import Wanted
from fitglue.testing.arrivals import a_run, an_arrival
from fitglue.testing.at_work import walk_through

APPLE = "apple_health"


def taken(instance: Instance, *arrivals: Arrival) -> list[Taken]:
    return take(instance.starter, instance.owner().id, APPLE, arrivals)


def outcomes(instance: Instance, *arrivals: Arrival) -> list[Outcome]:
    return [one.outcome for one in taken(instance, *arrivals)]


def total(instance: Instance) -> int:
    return instance.store.activities.page(instance.owner().id, Wanted()).total


def fit_files(instance: Instance) -> list[Path]:
    return sorted(instance.settings.output_folder.rglob("*.fit"))


def test_a_workout_that_arrives_twice_is_kept_once(instance: Instance) -> None:
    assert outcomes(instance, an_arrival()) == [Outcome.NEW]
    assert outcomes(instance, an_arrival()) == [Outcome.UNCHANGED]
    assert total(instance) == 1


def test_a_workout_twice_in_one_batch_is_kept_once(instance: Instance) -> None:
    assert outcomes(instance, an_arrival(), an_arrival()) == [Outcome.NEW, Outcome.UNCHANGED]


def test_a_late_route_makes_a_new_revision_of_the_same_activity(instance: Instance) -> None:
    (first,) = taken(instance, an_arrival(workout=a_run(route=False)))
    (second,) = taken(instance, an_arrival(workout=a_run(route=True)))
    assert second.outcome is Outcome.CHANGED
    assert second.activity_id == first.activity_id
    kept = instance.store.activities.get(instance.owner().id, first.activity_id)
    assert kept is not None
    assert kept.revision == 2
    assert kept.workout.has_route


def test_an_export_without_routes_takes_nothing_away(instance: Instance) -> None:
    (first,) = taken(instance, an_arrival(workout=a_run(route=True)))
    assert outcomes(instance, an_arrival(workout=a_run(route=False))) == [Outcome.UNCHANGED]
    kept = instance.store.activities.get(instance.owner().id, first.activity_id)
    assert kept is not None
    assert kept.workout.has_route


def test_another_default_zone_changes_nothing(instance: Instance) -> None:
    paris, tokyo = (Zone(name, ZoneKnownBy.SETTING) for name in ("Europe/Paris", "Asia/Tokyo"))
    taken(instance, an_arrival(workout=a_run(zone=paris)))
    assert outcomes(instance, an_arrival(workout=a_run(zone=tokyo))) == [Outcome.UNCHANGED]


def test_an_activity_comes_back_as_it_went_in(instance: Instance) -> None:
    (one,) = taken(instance, an_arrival())
    kept = instance.store.activities.get(instance.owner().id, one.activity_id)
    assert kept is not None
    assert one.activity is not None
    assert kept.title == "Evening Run"
    assert kept.title_set_by is TitleSetBy.DEFAULT
    assert replace(kept.workout, streams={}).start == one.activity.workout.start
    for kind, stream in one.activity.workout.streams.items():
        assert (kept.workout.streams[kind].time_s == stream.time_s).all()
        assert (kept.workout.streams[kind].values == stream.values).all()


def test_nobody_sees_anothers_activity(instance: Instance) -> None:
    (one,) = taken(instance, an_arrival())
    other = instance.add_account(name="Other", email="other@example.org", password="")
    assert instance.store.activities.get(other.id, one.activity_id) is None
    assert instance.store.activities.page(other.id, Wanted()).total == 0
    assert instance.store.activities.glances(other.id, [one.activity_id]) == []


def test_an_activity_is_never_there_without_its_run(instance: Instance) -> None:
    (one,) = taken(instance, an_arrival())
    (run,) = instance.store.runs.of_activity(instance.owner().id, one.activity_id)
    assert (run.state, run.cause) == ("waiting", "arrival")


def test_a_changed_activity_replaces_its_file(instance: Instance) -> None:
    taken(instance, an_arrival(workout=a_run(route=False)))
    walk_through(instance, instance.owner().id)
    (before,) = [path.read_bytes() for path in fit_files(instance)]
    taken(instance, an_arrival(workout=a_run(route=True, brand="Tempo Tuesday")))
    walk_through(instance, instance.owner().id)
    (path,) = fit_files(instance)
    assert "Tempo Tuesday" in path.name
    assert len(path.read_bytes()) > len(before)


def test_looking_changes_nothing(instance: Instance) -> None:
    look = only_look(instance.store, instance.owner().id)
    assert [one.outcome for one in look(APPLE, [an_arrival()])] == [Outcome.NEW]
    assert total(instance) == 0
    assert not fit_files(instance)


def test_a_folder_that_cannot_be_written_waits_for_a_person(instance: Instance) -> None:
    (one,) = taken(instance, an_arrival())
    instance.settings.output_folder.rmdir()
    instance.settings.output_folder.write_text("no folder")
    walk_through(instance, instance.owner().id)
    (row,) = instance.store.deliveries.of_activities(instance.owner().id, [one.activity_id])
    assert row.state == "needs_you"
    assert row.next_step


def test_a_target_with_wrong_settings_keeps_nothing_from_the_others(instance: Instance) -> None:
    account_id = instance.owner().id
    wrong = TargetUse(key="t", plugin="folder", settings={"subfolder": "../elsewhere"})
    plan = Plan(id="", name="Wrong", sources=(APPLE,), targets=(wrong,))
    instance.store.pipelines.save(account_id, plan)
    (one,) = taken(instance, an_arrival())
    walk_through(instance, account_id)
    rows = instance.store.deliveries.of_activities(account_id, [one.activity_id])
    assert sorted(row.state for row in rows) == ["refused", "sent"]
    (refused,) = [row for row in rows if row.state == "refused"]
    assert refused.why
    assert refused.next_step
    assert len(fit_files(instance)) == 1


def test_a_long_list_is_given_in_pages_without_gaps(instance: Instance) -> None:
    arrivals = [an_arrival(f"run-{day}", a_run(days=day, minutes=2)) for day in range(12)]
    taken(instance, *arrivals)
    account_id, seen, before = instance.owner().id, [], None
    while True:
        listed = instance.store.activities.page(account_id, Wanted(limit=5, before=before))
        if not listed.rows:
            break
        seen += [row.start for row in listed.rows]
        before = instance.store.activities.cursor(listed.rows[-1])
    assert seen == sorted(seen, reverse=True)
    assert len(seen) == 12


def test_activities_of_the_same_time_are_told_of_each_other(instance: Instance) -> None:
    first, copy, _ = taken(
        instance,
        an_arrival("run", a_run(minutes=30)),
        an_arrival("copy", a_run(days=10 / 1440, minutes=30)),
        an_arrival("later", a_run(days=1)),
    )
    account_id = instance.owner().id
    others = instance.store.activities.overlapping(account_id, first.activity_id)
    assert [row.id for row in others] == [copy.activity_id]


def test_a_search_finds_by_title_day_and_app(instance: Instance) -> None:
    taken(instance, an_arrival(), an_arrival("run-2", a_run(days=40, brand="Canal loop")))
    account_id = instance.owner().id
    for words, expected in (("canal", 1), ("RUN", 2), ("saturday march", 1), ("100% wrong", 0)):
        assert instance.store.activities.page(account_id, Wanted(text=words)).total == expected
