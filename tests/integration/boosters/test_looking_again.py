"""Boosters that look again: what they seek may come after the activity was delivered."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from fitglue.domain.errors import Refused
from fitglue.domain.runs import Cause, RunState
from fitglue.pipeline.intake import take
from fitglue.pipeline.looking_again import LookingAgain
from fitglue.pipeline.resuming import resume
from fitglue.testing.arrivals import SPRING, a_run, an_arrival
from fitglue.testing.at_work import until, until_quiet, working
from fitglue.testing.fakes import World
from fitglue.testing.member import Member


def looks(kim: Member, script: str) -> list[str]:
    kim.has_pipeline([("fake_booster", script)])
    return kim.gets()


def found_at_last(kim: Member, outside: World) -> bool:
    return kim.states[-1] == RunState.DONE and outside.everything()[0]["title"] == "Evening Run!"


def test_what_comes_later_updates_what_was_delivered_at_once(kim: Member, outside: World) -> None:
    (activity,) = looks(kim, "look,look,ok")
    with working(kim.instance):
        until(lambda: len(kim.runs) == 3 and found_at_last(kim, outside), "the third look")
    assert outside.calls("deliver") == [activity]
    assert outside.calls("update") == [activity, activity]
    assert [run.cause for run in kim.runs] == [Cause.ARRIVAL, Cause.LOOK, Cause.LOOK]
    assert [run.look_again_at for run in kim.runs] == [None, None, None]


def test_somebody_who_does_not_want_to_wait_looks_now_or_no_more(
    kim: Member, outside: World
) -> None:
    looks(kim, "look-late,ok")
    looking = LookingAgain(kim.instance.starter)
    with working(kim.instance):
        until(lambda: kim.states == [RunState.DONE], "the delivery")
        (run,) = kim.runs
        assert run.look_again_at is not None
        looking.now(kim.id, run.id)
        until(lambda: len(kim.runs) == 2 and found_at_last(kim, outside), "the second look")
    with pytest.raises(Refused):
        looking.stop(kim.id, run.id)


def test_nothing_follows_a_run_whose_owner_stopped_it(kim: Member, outside: World) -> None:
    looks(kim, "look-late,ok")
    looking = LookingAgain(kim.instance.starter)
    with working(kim.instance):
        until(lambda: kim.states == [RunState.DONE], "the delivery")
        (run,) = kim.runs
        looking.stop(kim.id, run.id)
        until_quiet(kim.instance)
    assert looking.start(run.id) == "over"
    assert len(kim.runs) == 1
    assert outside.everything()[0]["description"] == "Half of it."


def test_a_newer_run_looks_for_itself(kim: Member, outside: World) -> None:
    (activity,) = looks(kim, "look-late,ok")
    pipeline = kim.runs[0].pipeline_id
    with working(kim.instance):
        until(lambda: kim.states == [RunState.DONE], "the delivery")
        (run,) = kim.runs
        kim.again.run(activity, pipeline)
        until(lambda: kim.states == [RunState.DONE, RunState.DONE], "the second run")
    assert LookingAgain(kim.instance.starter).start(run.id) == "over"
    assert outside.calls("deliver") == [activity]


def test_after_a_restore_looks_have_their_jobs_again(kim: Member, outside: World) -> None:
    looks(kim, "look-late,ok")
    with working(kim.instance):
        until(lambda: kim.states == [RunState.DONE], "the delivery")
    assert resume(kim.instance.starter) == 1
    assert len(outside.everything()) == 1


def test_a_dry_run_looks_once(kim: Member, outside: World) -> None:
    pipeline = kim.has_pipeline([("fake_booster", "look,ok")])
    (activity,) = kim.gets()
    kept = kim.instance.store.pipelines.get(kim.id, pipeline)
    assert kept is not None
    (told,) = kim.instance.rehearsed(kim.id, kept.plan, [activity])
    assert [line.why for line in told.trace] == ["Half of it."]
    assert not outside.calls()


def test_a_look_that_fails_leaves_what_was_delivered(kim: Member, outside: World) -> None:
    (activity,) = looks(kim, "look,fail")
    with working(kim.instance):
        until(lambda: kim.states == [RunState.DONE, RunState.FAILED], "the second look")
    assert kim.runs[-1].why == "It could not look again: The script says so."
    assert outside.calls() == [activity]
    assert outside.everything()[0]["description"] == "Half of it."


def test_what_is_still_on_its_way_is_not_overtaken(kim: Member, outside: World) -> None:
    kim.has_pipeline([("fake_booster", "look,fail")], [("fake_target", "busy,busy,busy,busy")])
    (activity,) = kim.gets()
    with working(kim.instance):
        until(lambda: len(kim.runs) == 2 and kim.states[-1] == RunState.FAILED, "the second look")
    assert kim.states == [RunState.DONE, RunState.FAILED]
    assert outside.has(activity)
    assert [row.state for row in kim.deliveries] == ["sent"]


def test_nothing_follows_when_the_pipeline_is_gone(kim: Member, outside: World) -> None:
    looks(kim, "look-late,ok")
    with working(kim.instance):
        until(lambda: kim.states == [RunState.DONE], "the delivery")
    (run,) = kim.runs
    kim.instance.store.pipelines.archive(kim.id, run.pipeline_id)
    (run,) = kim.runs
    assert run.look_again_at is None
    assert LookingAgain(kim.instance.starter).start(run.id) == "over"
    assert len(outside.everything()) == 1


def test_each_booster_keeps_its_own_time(kim: Member, outside: World) -> None:
    kim.has_pipeline([("fake_booster", "look,look,ok"), ("fake_booster", "look-late,ok")])
    kim.gets()
    with working(kim.instance):
        until(lambda: kim.states == [RunState.DONE] * 3, "the third look")
    (title,) = (one["title"] for one in outside.everything())
    assert title == "Evening Run!"  # the patient one did not look yet
    (*_, last) = kim.runs
    assert last.look_again_at is not None
    assert [number for number, _ in last.looks.values()] == [2, 1]


def test_trouble_is_counted_apart_from_waits_of_its_own(kim: Member, outside: World) -> None:
    kim.has_pipeline([("fake_booster", "later,later,later,busy,ok")])
    kim.gets()
    with working(kim.instance):
        until(lambda: kim.states == [RunState.DONE], "the run")
    assert [one["title"] for one in outside.everything()] == ["Evening Run!"]
    assert [line["outcome"] for line in kim.runs[0].trace] == ["changed"]


def test_a_question_stays_open_through_a_restore(kim: Member) -> None:
    kim.has_pipeline([("user_input", "")])
    store = kim.instance.store
    (kept,) = store.pipelines.of_account(kim.id)
    uses = tuple(replace(one, settings={"hours": 24 * 30}) for one in kept.plan.boosters)
    now = datetime.now(UTC)
    store.pipelines.save(kim.id, replace(kept.plan, boosters=uses))
    arrival = an_arrival("today", a_run(days=(now - SPRING).total_seconds() / 86_400 - 1))
    take(kim.instance.starter, kim.id, "apple_health", [arrival])
    with working(kim.instance):
        until(lambda: kim.states == [RunState.ASKING], "the question")
    runs = store.runs.unfinished()
    assert [wake_at is not None and wake_at > now for _, _, wake_at in runs] == [True]
