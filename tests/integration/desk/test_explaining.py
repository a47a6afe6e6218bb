"""Why a workout is not where it should be."""

from dataclasses import replace
from typing import Any

import pytest

from fitglue.domain.errors import Gone
from fitglue.domain.plan import Plan, TargetUse
from fitglue.domain.scopes import Scope
from fitglue.people import programs
from fitglue.people.acting import Acting
from fitglue.pipeline.explaining import Explained, Explaining
from fitglue.store.tables import DeliveryRow
from fitglue.testing.at_work import walk_through
from fitglue.testing.people import HOME
from fitglue.testing.running_server import KIM


def explained(kim: Any, activity_id: str, target: str = "") -> list[Explained]:
    account = kim.instance.store.accounts.get(kim.id)
    return Explaining(kim.instance.store, account).activity(activity_id, target)


def words(kim: Any, activity_id: str, target: str = "fake_target") -> str:
    (one,) = explained(kim, activity_id, target)
    return " ".join((*one.sentences, "→", *one.next_steps))


def test_a_refusal_is_told_with_the_targets_word_and_the_tries(kim: Any) -> None:
    kim.has_pipeline(targets=["refuse"])
    activity = kim.gets()
    walk_through(kim.instance, kim.id)
    with kim.instance.store.transactions.writing() as session:
        row = session.get_one(DeliveryRow, kim.deliveries[0].id)
        row.state, row.why, row.next_step = "refused", "It is too short.", "Make it longer."
    told = words(kim, activity, "Fake Target")
    assert told.startswith("Fake Target did not take it. It is too short.")
    assert told.endswith("→ Make it longer.")


def test_what_is_there_is_said_to_be_there(kim: Any) -> None:
    kim.has_pipeline()
    activity = kim.gets()
    walk_through(kim.instance, kim.id)
    with kim.instance.store.transactions.writing() as session:
        session.get_one(DeliveryRow, kim.deliveries[0].id).state = "sent"
    assert words(kim, activity) == "It is at Fake Target. →"


def test_a_booster_that_let_it_go_nowhere_is_named_with_its_reason(kim: Any) -> None:
    kim.has_pipeline(boosters=["halt"])
    activity = kim.gets()
    walk_through(kim.instance, kim.id)
    told = words(kim, activity)
    assert "A booster of “Test” let it go nowhere." in told
    assert "Fake Booster: " in told
    assert "then run the activity again" in told


def test_what_never_began_says_whether_it_is_paused_too_late_or_another_source(kim: Any) -> None:
    activity = kim.gets()
    pipeline = kim.has_pipeline()
    assert "It came before “Test” was there" in words(kim, activity)
    kim.instance.store.pipelines.enable(kim.id, pipeline, enabled=False)
    assert "“Test” is paused." in words(kim, activity)
    kept = kim.instance.store.pipelines.get(kim.id, pipeline)
    assert kept is not None
    kim.instance.store.pipelines.save(kim.id, replace(kept.plan, sources=("file_upload",)))
    assert "“Test” does not take what comes from Apple Health." in words(kim, activity)


def test_a_target_that_no_pipeline_leads_to_is_said_to_be_so(kim: Any) -> None:
    activity = kim.gets()
    (one,) = explained(kim, activity, "Strava")
    assert one.state == "no_pipeline"
    assert one.sentences == ("No pipeline of yours leads to the target “Strava”.",)
    assert one.next_steps


def test_a_connection_that_is_missing_is_part_of_the_answer(kim: Any) -> None:
    store = kim.instance.store
    activity = kim.gets()
    target = TargetUse(key="s", plugin="strava")
    store.pipelines.save(kim.id, Plan(id="", name="Out", sources=("x",), targets=(target,)))
    assert "Strava is not connected." in words(kim, activity, "strava")
    assert "Connect it under Connections." in words(kim, activity, "strava")


def test_anothers_activity_is_as_absent_as_none(kim: Any) -> None:
    activity = kim.gets()
    eve = kim.instance.add_account(**{**KIM, "email": "eve@example.org"})
    for asked in (activity, "nothing"):
        with pytest.raises(Gone, match="no such activity"):
            Explaining(kim.instance.store, eve).activity(asked)


def test_the_api_explains_too(kim: Any) -> None:
    kim.has_pipeline(boosters=["halt"])
    activity = kim.gets()
    walk_through(kim.instance, kim.id)
    acting = Acting(kim.instance, kim.instance.store.accounts.get(kim.id), HOME)
    token = programs.make_token(acting, "Script", {Scope.READ}, None)
    answer = kim.browser.get(
        f"/api/v1/activities/{activity}/explanation", headers={"authorization": f"Bearer {token}"}
    )
    assert answer.json()[0]["state"] == "not_begun"
    assert answer.json()[0]["sentences"]
