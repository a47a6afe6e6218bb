"""Paragraphs of boosters: in the pipeline's order, and at targets beside people's own words."""

from fitglue.domain.plan import BoosterUse, Plan, TargetUse
from fitglue.domain.runs import RunState
from fitglue.pipeline.answering import Answering
from fitglue.testing.at_work import until, working
from fitglue.testing.fakes import World
from fitglue.testing.member import Member
from fitglue.web.stored_activities import activity_detail


def test_what_draws_on_finished_text_works_last_and_writes_in_its_place(
    kim: Member, outside: World
) -> None:
    uses = [("last", "last_booster", {}), ("a", "fake_booster", {}), ("b", "fake_booster", {})]
    plan = Plan(
        id="",
        name="Test",
        sources=("apple_health",),
        boosters=tuple(BoosterUse(key=key, plugin=one, settings=set_) for key, one, set_ in uses),
        targets=(TargetUse(key="t", plugin="fake_target"),),
    )
    kim.instance.store.pipelines.save(kim.id, plan)
    (activity,) = kim.gets()
    with working(kim.instance):
        until(lambda: kim.states == [RunState.DONE], "the delivery")
    sent = outside.everything()[0]["description"]
    assert sent == "2 paragraphs.\n\nHi.\n\nHi."
    detail = activity_detail(kim.instance.store, kim.id, activity, kim.runs[0].id)
    assert detail is not None
    assert detail.activity.text == sent  # the page shows what the target got
    assert [line["key"] for line in kim.runs[0].trace] == ["a", "b", "last"]


def test_an_update_leaves_what_people_wrote_at_the_target(kim: Member, outside: World) -> None:
    pipeline = kim.has_pipeline([("fake_booster", "ok")])
    (activity,) = kim.gets()
    with working(kim.instance):
        until(lambda: kim.states == [RunState.DONE], "the delivery")
        (there,) = outside.has(activity)
        outside.write_there(there.name, "What a day!\n\nHi.\n\nThanks, Ada.")
        kim.again.run(activity, pipeline)
        until(lambda: kim.states == [RunState.DONE, RunState.DONE], "the second run")
    assert outside.everything()[0]["description"] == "What a day!\n\nHi.\n\nThanks, Ada."


def test_the_file_of_an_answer_reaches_the_booster(kim: Member, outside: World) -> None:
    kim.has_pipeline([("fake_booster", "ask-file")])
    kim.gets()
    with working(kim.instance):
        until(lambda: kim.states == [RunState.ASKING], "the question")
        (question,) = kim.instance.store.inputs.waiting(kim.id)
        answering = Answering(kim.instance.starter, kim.id)
        answering.answer(question.id, {"file": "run.fit"}, file=b"twelve bytes")
        until(lambda: kim.states == [RunState.DONE], "the delivery")
    assert outside.everything()[0]["description"] == "12 bytes."
