"""Runs: what boosters and targets do to an activity on its way, and what a person can do then."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from fitglue.domain.errors import NeedsUser, Refused
from fitglue.domain.plan import BoosterUse, Plan, TargetUse
from fitglue.domain.runs import RunState
from fitglue.instance import Instance
from fitglue.pipeline.again import Again
from fitglue.pipeline.answering import Answering
from fitglue.pipeline.intake import take
from fitglue.store.tables import DeliveryRow, RunRow
from fitglue.testing.arrivals import a_run, an_arrival
from fitglue.testing.at_work import until, until_quiet, working
from fitglue.testing.fakes import World, installed

APPLE = "apple_health"


@pytest.fixture
def outside(tmp_path: Path) -> Iterator[World]:
    """Give the world that the fake target delivers into."""
    with installed(tmp_path / "fakes") as world:
        yield world


class Somebody:
    """A person with one pipeline, and what becomes of their run."""

    def __init__(self, instance: Instance) -> None:
        self.instance = instance
        self.id = instance.owner().id
        for pipeline in instance.store.pipelines.of_account(self.id):
            instance.store.pipelines.archive(self.id, pipeline.plan.id)

    def has_pipeline(
        self,
        boosters: Sequence[str] = (),
        targets: Sequence[str] = ("",),
        *,
        required: bool = False,
    ) -> str:
        """Let them have a pipeline of fakes, with a script for each."""
        plan = Plan(
            id="",
            name="Test",
            sources=(APPLE,),
            boosters=tuple(
                BoosterUse(
                    key=f"b{at}",
                    plugin="fake_booster",
                    settings={"script": script},
                    required=required,
                )
                for at, script in enumerate(boosters)
            ),
            targets=tuple(
                TargetUse(key=f"t{at}", plugin="fake_target", settings={"script": script})
                for at, script in enumerate(targets)
            ),
        )
        return self.instance.store.pipelines.save(self.id, plan).plan.id

    def gets(self, source_id: str = "run-1", **changes: Any) -> str:
        """Let a workout arrive, and give its activity."""
        arrival = an_arrival(source_id, a_run(**changes))
        (taken,) = take(self.instance.starter, self.id, APPLE, [arrival])
        return taken.activity_id

    @property
    def runs(self) -> list[RunRow]:
        return self.instance.store.runs.recent(self.id)

    @property
    def deliveries(self) -> list[DeliveryRow]:
        return self.instance.store.deliveries.of_activities(
            self.id, [run.activity_id for run in self.runs]
        )

    @property
    def again(self) -> Again:
        return Again(self.instance.starter, self.id)

    @property
    def answering(self) -> Answering:
        return Answering(self.instance.starter, self.id)


@pytest.fixture
def kim(instance: Instance, outside: World) -> Somebody:
    del outside  # the fakes have to be there
    return Somebody(instance)


def states(kim: Somebody) -> list[str]:
    return [run.state for run in kim.runs]


def test_an_activity_is_boosted_and_arrives(kim: Somebody, outside: World) -> None:
    kim.has_pipeline(["ok", "nothing", "ok"])
    kim.gets()
    with working(kim.instance):
        until_quiet(kim.instance)
    (run,) = kim.runs
    assert run.state == RunState.DONE
    assert [line["outcome"] for line in run.trace] == ["changed", "unchanged", "changed"]
    assert outside.everything() == [
        {"title": "Evening Run!!", "description": "Hi.\n\nHi.", "revision": 1}
    ]
    (delivery,) = kim.deliveries
    assert (delivery.state, delivery.url) == ("sent", f"fake:{delivery.remote_id}")


@pytest.mark.parametrize(
    ("script", "state", "there"),
    [
        ("", "sent", 1),
        ("busy,busy", "sent", 1),
        ("lost-reply", "sent", 1),
        ("no-reply", "sent", 1),
        ("refuse", "refused", 0),
        ("needs-user", "needs_you", 0),
    ],
)
def test_a_target_that_fails_in_any_way_has_the_activity_once_or_says_why(
    kim: Somebody, outside: World, script: str, state: str, there: int
) -> None:
    kim.has_pipeline(targets=[script])
    activity = kim.gets()
    with working(kim.instance):
        until(lambda: states(kim) == [RunState.DONE], "the run's end")
    (delivery,) = kim.deliveries
    assert delivery.state == state
    assert len(outside.has(activity)) == there
    assert bool(delivery.why) == (state != "sent")
    attempts = kim.instance.store.deliveries.attempts(kim.id, delivery.id)
    assert len(attempts) == len([word for word in script.split(",") if word]) + (state == "sent")
    assert all(attempt.told for attempt in attempts)


def test_a_lost_reply_is_settled_by_asking_the_target(kim: Somebody, outside: World) -> None:
    kim.has_pipeline(targets=["lost-reply"])
    kim.gets()
    with working(kim.instance):
        until(lambda: states(kim) == [RunState.DONE], "the run's end")
    assert len(outside.calls("deliver")) == 1
    assert len(outside.calls("find")) == 1


def test_one_target_in_trouble_keeps_nothing_from_the_other(kim: Somebody, outside: World) -> None:
    kim.has_pipeline(targets=["refuse", ""])
    activity = kim.gets()
    with working(kim.instance):
        until_quiet(kim.instance)
    assert sorted(row.state for row in kim.deliveries) == ["refused", "sent"]
    assert len(outside.has(activity)) == 1


@pytest.mark.parametrize("script", ["fail", "broken"])
def test_a_booster_that_fails_is_a_warning(kim: Somebody, outside: World, script: str) -> None:
    kim.has_pipeline([script, "ok"])
    kim.gets()
    with working(kim.instance):
        until_quiet(kim.instance)
    (run,) = kim.runs
    assert [line["outcome"] for line in run.trace] == ["failed", "changed"]
    assert outside.everything()[0]["title"] == "Evening Run!"


def test_a_required_booster_that_fails_ends_the_run(kim: Somebody, outside: World) -> None:
    kim.has_pipeline(["fail"], required=True)
    kim.gets()
    with working(kim.instance):
        until_quiet(kim.instance)
    assert states(kim) == [RunState.FAILED]
    assert "required" in kim.runs[0].why
    assert not outside.everything()


def test_a_run_whose_streams_are_lost_says_so_and_does_not_hang(
    kim: Somebody, outside: World
) -> None:
    kim.has_pipeline(["ok"])
    kim.gets()
    for key in list(kim.instance.store.blobs.keys()):
        kim.instance.store.blobs.delete(key)
    with working(kim.instance):
        until_quiet(kim.instance)
    (run,) = kim.runs
    assert run.state == RunState.FAILED
    assert "missing or changed" in run.why
    assert outside.everything() == []


def test_a_booster_that_halts_ends_the_run_with_its_reason(kim: Somebody, outside: World) -> None:
    kim.has_pipeline(["ok", "halt", "ok"])
    kim.gets()
    with working(kim.instance):
        until_quiet(kim.instance)
    (run,) = kim.runs
    assert (run.state, run.why) == (RunState.HALTED, "The script says so.")
    assert len(run.trace) == 2
    assert not outside.calls()


@pytest.mark.parametrize("script", ["later,later", "busy,busy"])
def test_a_booster_gets_the_time_it_asks_for(kim: Somebody, outside: World, script: str) -> None:
    kim.has_pipeline(["ok", script])
    kim.gets()
    with working(kim.instance):
        until(lambda: states(kim) == [RunState.DONE], "the run's end")
    assert outside.everything()[0]["title"] == "Evening Run!!"


def test_a_run_that_waits_for_an_hour_can_be_woken(kim: Somebody, outside: World) -> None:
    kim.has_pipeline(["much-later"])
    kim.gets()
    with working(kim.instance):
        until(lambda: states(kim) == [RunState.PARKED], "the wait")
        assert kim.runs[0].wake_at is not None
        kim.again.wake(kim.runs[0].id)
        until(lambda: states(kim) == [RunState.DONE], "the run's end")
    assert outside.everything()


def test_a_cancelled_run_sends_nothing(kim: Somebody, outside: World) -> None:
    kim.has_pipeline(["much-later"])
    kim.gets()
    with working(kim.instance):
        until(lambda: states(kim) == [RunState.PARKED], "the wait")
        kim.again.cancel(kim.runs[0].id)
        with pytest.raises(Refused):
            kim.again.cancel(kim.runs[0].id)
    assert states(kim) == [RunState.CANCELLED]
    assert not outside.calls()


def test_a_question_holds_the_run_until_it_is_answered(kim: Somebody, outside: World) -> None:
    kim.has_pipeline(["ask", "ok"])
    kim.gets()
    with working(kim.instance):
        until(lambda: states(kim) == [RunState.ASKING], "the question")
        (question,) = kim.instance.store.inputs.waiting(kim.id)
        with pytest.raises(NeedsUser, match="Title is missing"):
            kim.answering.answer(question.id, {"title": " "})
        kim.answering.answer(question.id, {"title": "Canal loop"})
        until(lambda: states(kim) == [RunState.DONE], "the run's end")
    assert outside.everything()[0]["title"] == "Canal loop!"
    with pytest.raises(Refused):
        kim.answering.answer(question.id, {"title": "Twice"})


def test_a_question_can_be_skipped_or_cancelled(kim: Somebody, outside: World) -> None:
    kim.has_pipeline(["ask"])
    skipped, cancelled = kim.gets("run-1"), kim.gets("run-2", days=1)
    with working(kim.instance):
        until(lambda: states(kim) == [RunState.ASKING] * 2, "both questions")
        by_activity = {row.activity_id: row for row in kim.instance.store.inputs.waiting(kim.id)}
        kim.answering.skip(by_activity[skipped].id)
        kim.answering.cancel(by_activity[cancelled].id)
        until(lambda: RunState.DONE in states(kim), "the skipped one's end")
    assert sorted(states(kim)) == [RunState.CANCELLED, RunState.DONE]
    assert outside.calls("deliver") == [skipped]


def test_a_question_that_holds_nothing_updates_when_it_is_answered(
    kim: Somebody, outside: World
) -> None:
    kim.has_pipeline(["ask-on"])
    activity = kim.gets()
    with working(kim.instance):
        until(lambda: states(kim) == [RunState.DONE], "the first delivery")
        assert outside.everything()[0]["title"] == "Evening Run"
        (question,) = kim.instance.store.inputs.waiting(kim.id)
        kim.answering.answer(question.id, {"title": "Canal loop"})
        until_quiet(kim.instance)
    assert [one["title"] for one in outside.everything()] == ["Canal loop"]
    assert len(outside.has(activity)) == 1


def test_a_late_route_updates_what_was_delivered(kim: Somebody, outside: World) -> None:
    kim.has_pipeline(["ok"])
    with working(kim.instance):
        activity = kim.gets(route=False)
        until_quiet(kim.instance)
        assert kim.gets(route=True) == activity
        until_quiet(kim.instance)
    assert [one["revision"] for one in outside.everything()] == [2]
    assert states(kim) == [RunState.DONE, RunState.DONE]


def test_a_newer_revision_takes_the_place_of_a_run_that_waits(
    kim: Somebody, outside: World
) -> None:
    kim.has_pipeline(["much-later"])
    with working(kim.instance):
        kim.gets(route=False)
        until(lambda: states(kim) == [RunState.PARKED], "the wait")
        kim.gets(route=True)
        until(lambda: states(kim)[0] == RunState.PARKED, "the newer one's wait")
    assert states(kim) == [RunState.PARKED, RunState.SUPERSEDED]
    assert not outside.calls()


def test_run_again_and_send_again_update_and_never_double(kim: Somebody, outside: World) -> None:
    pipeline = kim.has_pipeline(["ok"])
    activity = kim.gets()
    with working(kim.instance):
        until_quiet(kim.instance)
        kim.again.run(activity, pipeline)
        until_quiet(kim.instance)
        kim.again.send(kim.deliveries[0].id)
        until_quiet(kim.instance)
    assert len(outside.has(activity)) == 1
    assert len(outside.calls("update")) == 2


def test_nothing_is_sent_again_while_a_newer_run_is_on_its_way(
    kim: Somebody, outside: World
) -> None:
    pipeline = kim.has_pipeline(["ok"])
    activity = kim.gets()
    with working(kim.instance):
        until_quiet(kim.instance)
    kim.again.run(activity, pipeline)
    with pytest.raises(Refused, match="already"):
        kim.again.send(kim.deliveries[0].id)
    with working(kim.instance):
        until_quiet(kim.instance)
    assert states(kim) == [RunState.DONE, RunState.DONE]
    assert len(outside.has(activity)) == 1


def test_what_was_refused_can_be_sent_again(kim: Somebody, outside: World) -> None:
    kim.has_pipeline(targets=["needs-user"])
    kim.gets()
    with working(kim.instance):
        until_quiet(kim.instance)
        assert kim.deliveries[0].next_step == "Sign in again."
        kim.again.send(kim.deliveries[0].id)
        until_quiet(kim.instance)
    assert kim.deliveries[0].state == "sent"
    assert len(outside.everything()) == 1


def test_past_activities_can_be_run_without_sending_them(kim: Somebody, outside: World) -> None:
    activities = [kim.gets(f"run-{at}", days=at) for at in range(3)]
    assert not kim.runs  # there was no pipeline when they came
    pipeline = kim.has_pipeline(["ok"])
    with working(kim.instance):
        assert kim.again.run_past(pipeline, activities, delivers=False) == 3
        until_quiet(kim.instance)
        assert not outside.calls()
        assert states(kim) == [RunState.DONE] * 3
        assert kim.again.run_past(pipeline, activities, delivers=True) == 3
        until_quiet(kim.instance)
    assert len(outside.everything()) == 3


def test_a_dry_run_tells_what_would_happen_and_sends_nothing(kim: Somebody, outside: World) -> None:
    pipeline = kim.has_pipeline(["ok", "nothing"], ["refuse"])
    activity = kim.gets()
    kept = kim.instance.store.pipelines.get(kim.id, pipeline)
    assert kept is not None
    (told,) = kim.instance.rehearsed(kim.id, kept.plan, [activity])
    assert [line.why for line in told.trace] == ["Louder.", "It is good as it is."]
    (would,) = told.deliveries
    assert would.activity is not None
    assert would.activity.title == "Evening Run!"
    assert not outside.calls()


def test_a_target_with_a_pace_is_never_asked_more_often(kim: Somebody, outside: World) -> None:
    plan = Plan(
        id="", name="Paced", sources=(APPLE,),
        targets=(TargetUse(key="t", plugin="paced_target"),),
    )  # fmt: skip
    kim.instance.store.pipelines.save(kim.id, plan)
    for at in range(7):
        kim.gets(f"run-{at}", days=at)
    with working(kim.instance):
        until(lambda: states(kim) == [RunState.DONE] * 7, "all of them")
    times = [float(line.split()[0]) for line in _lines(outside)]
    assert len(times) == 7
    assert all(later - earlier >= 1.9 for earlier, later in zip(times, times[3:], strict=False))


def _lines(outside: World) -> list[str]:
    return (outside.folder / "calls.log").read_text().splitlines()
