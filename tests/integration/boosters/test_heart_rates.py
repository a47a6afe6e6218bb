"""Heart rates that come late, all the way: delivered without, looked for, delivered with."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from fitglue.domain.plan import BoosterUse, Plan, TargetUse
from fitglue.domain.runs import RunState
from fitglue.domain.workout import Workout
from fitglue.formats.fit import encode_activity
from fitglue.instance import Instance
from fitglue.pipeline.answering import Answering
from fitglue.pipeline.boosting import SharedTools
from fitglue.pipeline.intake import take
from fitglue.pipeline.looking_again import LookingAgain
from fitglue.testing.arrivals import SPRING, a_run, an_arrival
from fitglue.testing.at_work import until, working
from fitglue.testing.examples import example_activity
from fitglue.testing.fakes import World
from fitglue.testing.member import Member
from fitglue.testing.services.google_health import Beat, GoogleHealth

SILENT = {"streams": {}, "avg_hr_bpm": None, "max_hr_bpm": None}


def of_today() -> Workout:
    """A run of ten minutes that ended two minutes ago, without a heart rate."""
    now = datetime.now(UTC).replace(microsecond=0)
    begun = (now - timedelta(minutes=12) - SPRING) / timedelta(days=1)
    return a_run(days=begun, minutes=10, route=False, **SILENT)


def gets(kim: Member, workout: Workout, booster: str, settings: Mapping[str, Any]) -> str:
    use = BoosterUse(key="hr", plugin=booster, settings={"mention": True, **settings})
    target = TargetUse(key="t0", plugin="fake_target", settings={"script": ""})
    plan = Plan(id="", name="Hearts", sources=("apple_health",), boosters=(use,), targets=(target,))
    kim.instance.store.pipelines.save(kim.id, plan)
    arrival = an_arrival("run-1", workout)
    (taken,) = take(kim.instance.starter, kim.id, "apple_health", [arrival])
    return taken.activity_id


def connected_to(service: GoogleHealth, patch: pytest.MonkeyPatch) -> None:
    """Let everybody's account at Google Health be this one."""
    tools = Instance.shared_tools

    def with_google(instance: Instance, account_id: str) -> SharedTools:
        return replace(tools(instance, account_id), connected=lambda _: service.connected)

    patch.setattr(Instance, "shared_tools", with_google)


def test_a_tracker_that_syncs_late_updates_what_was_delivered(
    kim: Member, outside: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    workout = of_today()
    beats = [Beat(workout.start + timedelta(seconds=at), 130) for at in range(0, 660, 5)]
    service = GoogleHealth(beats, synced_until=workout.start + timedelta(minutes=5))
    connected_to(service, monkeypatch)
    activity = gets(kim, workout, "fitbit_heart_rate", {})
    with working(kim.instance):
        until(lambda: kim.states == [RunState.DONE], "the delivery")
        (there,) = outside.everything()
        assert there["description"] == "Heart rate from Fitbit, for 50 % of the time."
        (run,) = kim.runs
        assert run.look_again_at is not None
        service.synced_until = None
        LookingAgain(kim.instance.starter).now(kim.id, run.id)
        until(lambda: kim.states == [RunState.DONE] * 2, "the second look")
    (there,) = outside.everything()
    assert there["description"] == "Heart rate from Fitbit."
    assert outside.calls("deliver") == [activity]
    assert kim.runs[-1].look_again_at is None


def test_a_file_given_later_updates_what_was_delivered(kim: Member, outside: World) -> None:
    workout = of_today()
    activity = gets(kim, workout, "fit_file_heart_rate", {"wait": False})
    strap = replace(a_run(minutes=10, route=False), start=workout.start, end=workout.end)
    with working(kim.instance):
        until(lambda: kim.states == [RunState.DONE], "the delivery")
        (question,) = kim.instance.store.inputs.waiting(kim.id)
        Answering(kim.instance.starter, kim.id).answer(
            question.id, {"file": "strap.fit"}, file=encode_activity(example_activity(strap))
        )
        until(lambda: kim.states == [RunState.DONE] * 2, "the update")
    (there,) = outside.everything()
    assert there["description"].startswith("Heart rate from ")
    assert outside.calls("update") == [activity]
