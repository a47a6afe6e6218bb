"""The month's limit: what counts, what is held, and what lets it go."""

import threading
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from fitglue.config import Settings
from fitglue.domain.errors import Refused
from fitglue.domain.runs import RunState
from fitglue.domain.tiers import Tier, month_of
from fitglue.instance import Instance, open_instance
from fitglue.pipeline.admission import release_job
from fitglue.pipeline.engine import Job
from fitglue.store.tables import RunRow, TierRow
from fitglue.testing.at_work import until, until_quiet, walk_through, working
from fitglue.testing.fakes import World
from fitglue.testing.member import Member

LIMIT = 3
LAST_MONTH = datetime.now(UTC) - timedelta(days=40)
TWO_TARGETS = (("fake_target", ""), ("paced_target", ""))


def sent(kim: Member, zone: str = "Europe/Paris") -> int:
    month = month_of(datetime.now(UTC), zone)
    with kim.instance.store.transactions.reading() as session:
        return kim.instance.store.tiers.sent(session, kim.id, month)


def work(kim: Member) -> None:
    with working(kim.instance):
        until_quiet(kim.instance, kim.id)


def all_done(kim: Member) -> bool:
    return set(kim.states) == {RunState.DONE}


def test_an_activity_counts_once_with_two_targets_and_an_update(
    kim: Member, outside: World
) -> None:
    kim.has_pipeline(targets=TWO_TARGETS)
    with working(kim.instance):
        kim.gets(1, route=False)
        until(lambda: all_done(kim), "the first delivery")
        kim.gets(1, route=True)
        until(lambda: len(kim.runs) == 2 and all_done(kim), "the update")
    assert len(outside.calls("deliver")) == 2
    assert len(outside.calls("update")) == 2
    assert sent(kim) == 1


def test_a_run_over_the_limit_is_held_before_anything_is_boosted_or_sent(
    kim: Member, outside: World
) -> None:
    kim.has_pipeline([("fake_booster", "ok")])
    kim.gets(LIMIT + 2)
    work(kim)
    held = [run for run in kim.runs if run.state == RunState.BLOCKED]
    assert len(held) == 2
    for run in held:
        assert "A Hobbyist has 3 activities a month" in run.why
        assert "upgrade" in run.why
        assert (run.trace, run.position) == ([], 0)
    assert len(outside.calls()) == sent(kim) == LIMIT
    assert not {run.activity_id for run in held} & set(outside.calls())


def test_however_many_come_at_once_never_more_go_than_the_limit(
    kim: Member, outside: World
) -> None:
    kim.has_pipeline([("fake_booster", "work")], [("fake_target", "busy")])
    kim.gets(10)
    with working(kim.instance):
        until(lambda: sorted(kim.states) == ["blocked"] * 7 + ["done"] * 3, "all of them")
    assert len(outside.everything()) == LIMIT


def test_what_is_counted_goes_on_when_the_month_is_full(kim: Member, outside: World) -> None:
    pipeline = kim.has_pipeline()
    activities = kim.gets(LIMIT)
    work(kim)
    other = kim.has_pipeline(targets=[("fake_target", "")])
    (last,) = [row.id for row in kim.deliveries if row.activity_id == activities[2]]
    with working(kim.instance):
        kim.again.run(activities[0], pipeline)
        kim.again.run(activities[1], other)
        kim.again.send(last)
        until_quiet(kim.instance, kim.id)
    assert all_done(kim)
    assert len(outside.calls("update")) == 2
    assert sent(kim) == LIMIT


def test_an_update_of_last_months_activity_takes_no_place(kim: Member) -> None:
    pipeline = kim.has_pipeline()
    (activity,) = kim.gets(1)
    work(kim)
    kim.was_sent_at(LAST_MONTH)
    kim.gets(LIMIT + 1)
    kim.again.run(activity, pipeline)
    work(kim)
    assert sent(kim) == LIMIT
    assert RunState.BLOCKED not in kim.states


def test_a_run_that_comes_to_nothing_gives_its_place_back(kim: Member, outside: World) -> None:
    pipeline = kim.has_pipeline([("fake_booster", "halt")])
    kim.gets(LIMIT)
    work(kim)
    kim.instance.store.pipelines.archive(kim.id, pipeline)
    kim.has_pipeline()
    kim.gets(LIMIT, route=False)  # nothing new
    assert kim.states == [RunState.HALTED] * LIMIT
    for run in kim.runs:
        kim.again.run(run.activity_id, _only_pipeline(kim))
    work(kim)
    assert len(outside.everything()) == LIMIT


def _only_pipeline(kim: Member) -> str:
    (pipeline,) = kim.instance.store.pipelines.of_account(kim.id)
    return pipeline.plan.id


def test_a_run_that_sends_nothing_takes_no_place(kim: Member, outside: World) -> None:
    activities = kim.gets(LIMIT + 2)
    pipeline = kim.has_pipeline()
    kim.again.run_past(pipeline, activities, delivers=False)
    work(kim)
    assert all_done(kim)
    assert not outside.calls()
    # What was boosted and kept can be sent one by one, as far as there are places.
    with working(kim.instance):
        for run in kim.runs:
            kim.again.send_missed(run.id, "t0")
        until(lambda: all_done(kim), "the end of all")
    assert len(outside.everything()) == sent(kim) == LIMIT
    skipped = [row for row in kim.deliveries if row.state == "skipped"]
    assert len(skipped) == 2
    assert all("A Hobbyist has" in row.why and row.next_step for row in skipped)


@pytest.fixture
def held(kim: Member) -> Member:
    """Give somebody with a full month, and four runs that are held."""
    kim.has_pipeline()
    kim.gets(LIMIT + 4)
    walk_through(kim.instance, kim.id)
    assert kim.states.count(RunState.BLOCKED) == 4
    return kim


def test_an_upgrade_lets_all_go_once_and_the_oldest_first(held: Member, outside: World) -> None:
    waiting = [run.activity_id for run in held.runs if run.state == RunState.BLOCKED]
    held.instance.releasing.give(held.id, Tier.ATHLETE)
    with working(held.instance):
        until(lambda: all_done(held), "what was held")
    assert sorted(outside.calls("deliver")) == sorted(run.activity_id for run in held.runs)
    begun = [run for run in held.runs if run.activity_id in waiting]
    assert [run.activity_id for run in begun] == waiting


def test_two_workers_that_release_at_once_let_each_go_once(
    held: Member, settings: Settings, outside: World
) -> None:
    held.instance.releasing.give(held.id, Tier.ATHLETE)
    others = [open_instance(settings) for _ in range(2)]
    counts, start = [], threading.Barrier(2)

    def release(instance: Instance) -> None:
        start.wait()
        counts.append(instance.releasing.release_some(held.id))

    threads = [threading.Thread(target=release, args=(one,)) for one in others]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(counts) == [0, 4]
    with working(held.instance):
        until(lambda: all_done(held), "what was held")
    assert len(outside.calls("deliver")) == LIMIT + 4
    for other in others:
        other.close()


def test_a_new_month_lets_the_oldest_go(held: Member, outside: World) -> None:
    waiting = [run.activity_id for run in held.runs if run.state == RunState.BLOCKED]
    held.was_sent_at(LAST_MONTH)
    assert held.instance.releasing.release_some(held.id) == LIMIT
    assert held.instance.releasing.release_some(held.id) == 0
    work(held)
    assert sorted(outside.calls("deliver")[LIMIT:]) == sorted(waiting[:LIMIT])
    assert [run.activity_id for run in held.runs if run.state == "blocked"] == waiting[LIMIT:]


def test_what_is_held_is_looked_at_again_every_day(held: Member, outside: World) -> None:
    tomorrow = datetime.now(ZoneInfo("Europe/Paris")).date() + timedelta(days=1)
    looks = [
        release_job(held.id, (tomorrow + timedelta(days=later)).isoformat()) for later in range(3)
    ]
    with working(held.instance):
        held.instance.engine.wake(looks[0])  # the month is still full
        held.was_sent_at(LAST_MONTH)
        until(lambda: _woken(held, looks[1]).count("done") >= LIMIT * 2, "the next month's places")
        held.was_sent_at(LAST_MONTH)
        until(lambda: set(_woken(held, looks[2])) == {"done"}, "the rest")
    assert len(outside.calls("deliver")) == LIMIT + 4


def _woken(kim: Member, look: Job) -> list[str]:
    """Let time pass until a look, as far as it is planned yet, and give the states of runs."""
    kim.instance.engine.wake(look)
    return kim.states


def test_a_raised_limit_lets_more_go_after_the_start(
    held: Member, settings: Settings, outside: World
) -> None:
    raised = open_instance(settings.model_copy(update={"monthly_limit": LIMIT + 1}))
    raised.releasing.after_start()
    with working(raised):
        until(lambda: held.states.count("done") == LIMIT + 1, "one more")
        until_quiet(raised, held.id)
    raised.close()
    assert held.states.count("blocked") == 3
    assert len(outside.calls("deliver")) == LIMIT + 1


def test_plans_that_are_switched_off_let_all_go(held: Member, settings: Settings) -> None:
    off = open_instance(settings.model_copy(update={"plans": False}))
    off.releasing.after_start()
    with working(off):
        until(lambda: all_done(held), "what was held")
    off.close()


def first_held(kim: Member) -> RunRow:
    return next(run for run in kim.runs if run.state == RunState.BLOCKED)


def test_a_held_run_gives_way_to_a_newer_one(held: Member, outside: World) -> None:
    activity, pipeline = first_held(held).activity_id, first_held(held).pipeline_id
    held.again.run(activity, pipeline)
    walk_through(held.instance, held.id)
    assert states_of(held, activity) == [RunState.SUPERSEDED, RunState.BLOCKED]
    held.instance.releasing.give(held.id, Tier.ATHLETE)
    with working(held.instance):
        until(lambda: held.states.count("done") == LIMIT + 4, "what was held")
    assert states_of(held, activity) == [RunState.SUPERSEDED, RunState.DONE]
    assert outside.calls().count(activity) == 1


def states_of(kim: Member, activity_id: str) -> list[str]:
    return [run.state for run in kim.runs if run.activity_id == activity_id]


def test_a_held_run_can_be_cancelled_and_cannot_be_gone_round(held: Member, outside: World) -> None:
    run = first_held(held)
    with pytest.raises(Refused, match="A Hobbyist has"):
        held.again.send_missed(run.id, "t0")
    held.again.cancel(run.id)
    held.instance.releasing.give(held.id, Tier.ATHLETE)
    with working(held.instance):
        until(lambda: held.states.count("done") == LIMIT + 3, "the others")
    assert states_of(held, run.activity_id) == [RunState.CANCELLED]
    assert run.activity_id not in outside.calls()


@pytest.mark.parametrize(("zone", "counted"), [("Pacific/Kiritimati", 0), ("Pacific/Pago_Pago", 1)])
def test_months_are_those_of_the_persons_zone(kim: Member, zone: str, counted: int) -> None:
    kim.has_pipeline()
    kim.gets(1)
    walk_through(kim.instance, kim.id)
    # It is the first of April on one side of the date line, and March on the other.
    kim.was_sent_at(datetime(2026, 3, 31, 12, tzinfo=UTC))
    march = month_of(datetime(2026, 3, 15, tzinfo=UTC), zone)
    with kim.instance.store.transactions.reading() as session:
        assert kim.instance.store.tiers.sent(session, kim.id, march) == counted


def test_where_plans_are_off_nothing_is_asked_or_counted(
    settings: Settings, outside: World
) -> None:
    off = open_instance(settings.model_copy(update={"plans": False, "monthly_limit": 0}))
    kim = Member(off)
    kim.has_pipeline([("athlete_booster", "ok")], [("athlete_target", "")])
    kim.gets(LIMIT + 2)
    work(kim)
    assert all_done(kim)
    assert len(outside.everything()) == LIMIT + 2
    assert {run.admitted for run in kim.runs} == {False}
    with off.store.transactions.reading() as session:
        assert session.get(TierRow, kim.id) is None
    off.close()


def test_one_persons_month_is_not_anothers(kim: Member, outside: World) -> None:
    kim.has_pipeline()
    kim.gets(LIMIT)
    work(kim)
    robin = Member(kim.instance, "Robin")
    robin.has_pipeline()
    robin.gets(LIMIT)
    work(robin)
    assert robin.states == [RunState.DONE] * LIMIT
    assert len(outside.everything()) == 2 * LIMIT


def test_the_admin_is_an_athlete(instance: Instance, outside: World) -> None:
    del outside
    assert instance.admission.tier(instance.owner().id) is Tier.ATHLETE
