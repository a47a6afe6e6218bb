"""What only Athletes have, and the trial that everybody has once."""

from datetime import UTC, datetime, timedelta

import pytest

from fitglue.config import Settings
from fitglue.domain.errors import Refused
from fitglue.domain.runs import RunState
from fitglue.domain.tiers import Tier
from fitglue.instance import Instance, open_instance
from fitglue.store.tables import TierRow
from fitglue.testing.at_work import until, until_quiet, walk_through, working
from fitglue.testing.fakes import World
from fitglue.testing.member import Member

GATED = [("athlete_booster", "ok"), ("fake_booster", "ok")]
BOTH_TARGETS = [("athlete_target", ""), ("fake_target", "")]


@pytest.fixture
def trying(settings: Settings) -> Settings:
    return settings.model_copy(update={"trial_days": 30})


def days_later(instance: Instance, account_id: str, days: int) -> None:
    """Let a trial be so many days older."""
    with instance.store.transactions.writing() as session:
        row = session.get_one(TierRow, account_id)
        assert row.trial_ends is not None
        row.trial_ends -= timedelta(days=days)


def test_a_hobbyists_run_goes_round_what_only_athletes_have_and_says_so(
    kim: Member, outside: World
) -> None:
    kim.has_pipeline(GATED, BOTH_TARGETS)
    kim.gets()
    with working(kim.instance):
        until(lambda: kim.states == [RunState.DONE], "the run's end")
    (run,) = kim.runs
    assert [(line["outcome"], line["why"]) for line in run.trace] == [
        ("unchanged", "Athlete Booster is part of the Athlete plan."),
        ("changed", "Louder."),
    ]
    gated, sent = kim.deliveries
    assert (gated.state, sent.state) == ("skipped", "sent")
    assert gated.why == "Athlete Target is part of the Athlete plan."
    assert "upgrade" in gated.next_step
    assert len(outside.calls("deliver")) == 1


def test_an_athlete_has_everything(kim: Member, outside: World) -> None:
    kim.instance.releasing.give(kim.id, Tier.ATHLETE)
    kim.has_pipeline(GATED, BOTH_TARGETS)
    kim.gets()
    with working(kim.instance):
        until(lambda: kim.states == [RunState.DONE], "the run's end")
    assert [line["outcome"] for line in kim.runs[0].trace] == ["changed", "changed"]
    assert len(outside.calls("deliver")) == 2


def test_after_an_upgrade_what_was_skipped_can_be_sent(kim: Member, outside: World) -> None:
    kim.has_pipeline(targets=[("athlete_target", "")])
    kim.gets()
    with working(kim.instance):
        until(lambda: kim.states == [RunState.DONE], "the run's end")
        assert not outside.calls()
        kim.instance.releasing.give(kim.id, Tier.ATHLETE)
        kim.again.send(kim.deliveries[0].id)
        until_quiet(kim.instance, kim.id)
    assert kim.deliveries[0].state == "sent"


def test_what_arrived_stays_there_when_its_target_is_for_athletes_alone(
    kim: Member, outside: World
) -> None:
    kim.instance.releasing.give(kim.id, Tier.ATHLETE)
    pipeline = kim.has_pipeline(targets=[("athlete_target", "")])
    (activity,) = kim.gets()
    walk_through(kim.instance, kim.id)
    kim.instance.releasing.give(kim.id, Tier.HOBBYIST)
    kim.again.run(activity, pipeline)
    walk_through(kim.instance, kim.id)
    (row,) = kim.deliveries
    assert row.state == "skipped"
    assert row.remote_id
    assert len(outside.has(activity)) == 1


def test_a_dry_run_tells_what_a_tier_lacks(kim: Member) -> None:
    pipeline = kim.has_pipeline(GATED, BOTH_TARGETS)
    activities = kim.gets()
    kept = kim.instance.store.pipelines.get(kim.id, pipeline)
    assert kept is not None
    (told,) = kim.instance.rehearsed(kim.id, kept.plan, activities)
    assert told.trace[0].why == "Athlete Booster is part of the Athlete plan."
    assert [would.why_not for would in told.deliveries] == [
        "Athlete Target is part of the Athlete plan.",
        "",
    ]


def test_a_new_account_has_a_trial_of_thirty_days(trying: Settings) -> None:
    instance = open_instance(trying)
    kim = Member(instance)
    now = datetime.now(UTC)
    standing = instance.admission.standing(kim.id)
    assert standing.trial_days_left(now) == 30
    assert standing.tier(now) is Tier.ATHLETE
    assert standing.tier(now + timedelta(days=29)) is Tier.ATHLETE
    assert standing.tier(now + timedelta(days=31)) is Tier.HOBBYIST
    instance.close()


def test_a_trial_is_had_once(trying: Settings) -> None:
    instance = open_instance(trying)
    kim = Member(instance)
    days_later(instance, kim.id, days=31)
    assert instance.admission.tier(kim.id) is Tier.HOBBYIST
    with pytest.raises(Refused, match="once"):
        instance.releasing.begin_trial(kim.id)
    instance.releasing.give(kim.id, Tier.ATHLETE)
    instance.releasing.give(kim.id, Tier.HOBBYIST)
    with pytest.raises(Refused, match="once"):
        instance.releasing.begin_trial(kim.id)
    assert instance.admission.tier(kim.id) is Tier.HOBBYIST
    instance.close()


def test_a_trial_lets_go_what_was_held(kim: Member, trying: Settings) -> None:
    kim.has_pipeline()
    kim.gets(5)
    walk_through(kim.instance, kim.id)
    assert kim.states.count(RunState.BLOCKED) == 2
    instance = open_instance(trying)
    instance.releasing.begin_trial(kim.id)
    with working(instance):
        until(lambda: set(kim.states) == {RunState.DONE}, "what was held")
    instance.close()


def test_whoever_was_here_before_there_were_plans_has_a_trial_from_then_on(
    trying: Settings,
) -> None:
    before = open_instance(trying.model_copy(update={"plans": False}))
    kim = Member(before)
    before.close()
    instance = open_instance(trying)
    assert instance.admission.standing(kim.id).trial_days_left(datetime.now(UTC)) == 30
    instance.close()
