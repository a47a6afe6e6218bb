"""An activity's page: as it was recorded, and as the boosters of pipelines made it."""

from fitglue.domain.runs import RunState
from fitglue.instance import Instance
from fitglue.testing.at_work import until, working
from fitglue.testing.member import Member
from fitglue.web.stored_activities import activity_detail
from fitglue.web.versions import RECORDED


def shown(instance: Instance, kim: Member, activity: str, version: str = "") -> tuple[str, str]:
    detail = activity_detail(instance.store, kim.id, activity, version)
    assert detail is not None
    return detail.activity.title, detail.activity.text


def boosted(kim: Member, script: str) -> str:
    kim.has_pipeline([("fake_booster", script)])
    (activity,) = kim.gets()
    with working(kim.instance):
        until(lambda: kim.states == [RunState.DONE], "the run")
    return activity


def test_what_boosters_made_is_a_choice_beside_what_was_recorded(kim: Member) -> None:
    activity = boosted(kim, "ok")
    (run,) = kim.runs
    assert shown(kim.instance, kim, activity) == ("Evening Run", "")
    assert shown(kim.instance, kim, activity, run.id) == ("Evening Run!", "Hi.")
    assert shown(kim.instance, kim, activity, RECORDED) == ("Evening Run", "")
    detail = activity_detail(kim.instance.store, kim.id, activity)
    assert detail is not None
    choices = [(one.name, one.is_shown) for one in detail.versions.choices]
    assert choices == [("As recorded", True), ("By “Test”", False)]


def test_there_is_no_choice_where_no_booster_changed_anything(kim: Member) -> None:
    detail = activity_detail(kim.instance.store, kim.id, boosted(kim, "nothing"))
    assert detail is not None
    assert not detail.versions.choices


def test_a_version_that_is_gone_is_as_recorded(kim: Member) -> None:
    assert shown(kim.instance, kim, boosted(kim, "ok"), "long-gone") == ("Evening Run", "")


def test_what_a_booster_added_is_seen_unasked(kim: Member) -> None:
    activity = boosted(kim, "power")
    detail = activity_detail(kim.instance.store, kim.id, activity)
    assert detail is not None
    assert [one.name for one in detail.versions.choices if one.is_shown] == ["By “Test”"]
    assert "power" in detail.activity.workout.streams
