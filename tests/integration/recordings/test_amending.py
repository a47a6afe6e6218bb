"""What a person changes of an activity stays, until they take it back."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from starlette.testclient import TestClient

from fitglue.domain.edits import Edits, Witness
from fitglue.domain.errors import Gone, Refused
from fitglue.domain.plan import BoosterUse
from fitglue.domain.scopes import Scope
from fitglue.domain.workout import App, Device
from fitglue.formats.workout_document import content_hash
from fitglue.people import programs
from fitglue.people.acting import Acting
from fitglue.pipeline.again import Again
from fitglue.pipeline.amending import Amending
from fitglue.testing.arrivals import SPRING, a_run, a_strap
from fitglue.testing.people import HOME
from fitglue.web.app import create_app

FILES = "file_upload"
CUT = Edits(starts_at=SPRING + timedelta(minutes=5), ends_at=SPRING + timedelta(minutes=25))


def amending(kim: Any) -> Amending:
    return Amending(kim.instance.starter, kim.id)


def test_title_sport_and_text_are_changed_and_taken_back(kim: Any) -> None:
    own = kim.gets("watch")
    before = kim.activity(own)
    amending(kim).amend(own, Edits(title="Round the lake", sport="hiking", description="Mud."))
    after = kim.activity(own)
    assert (after.title, after.workout.sport.key) == ("Round the lake", "hiking")
    assert (after.description, after.revision) == ("Mud.", 2)
    amending(kim).take_back(own)
    back = kim.activity(own)
    assert (back.title, back.title_set_by, back.description) == (
        before.title, before.title_set_by, before.description,
    )  # fmt: skip
    assert content_hash(back.workout) == content_hash(before.workout)


def test_a_trim_leaves_the_middle_and_the_whole_comes_back(kim: Any) -> None:
    own = kim.gets("watch")
    whole = content_hash(kim.activity(own).workout)
    amending(kim).amend(own, CUT)
    cut = kim.activity(own).workout
    assert (cut.start, cut.elapsed_s) == (SPRING + timedelta(minutes=5), 1200)
    assert cut.distance_m == pytest.approx(3400, rel=0.01)
    amending(kim).take_back(own, ["trim"])
    assert content_hash(kim.activity(own).workout) == whole


def test_edits_survive_parts_that_come_later(kim: Any) -> None:
    own = kim.gets("watch", a_run(route=False))
    amending(kim).amend(own, replace(CUT, title="Mine", sport="walking", description=""))
    kim.gets("watch", a_run(effort=6.0, description="From the watch"))
    after = kim.activity(own)
    assert (after.title, after.workout.sport.key, after.description) == ("Mine", "walking", "")
    assert after.workout.elapsed_s == 1200
    assert after.workout.has_route
    assert after.workout.effort == 6.0


def test_a_booster_leaves_a_sport_that_a_person_chose(kim: Any) -> None:
    kim.has_target()
    store = kim.instance.store
    (pipeline,) = store.pipelines.of_account(kim.id)
    use = BoosterUse(
        key="m", plugin="condition_matcher",
        settings={"sport": "cycling", "conditions": [{"field": "has_route", "op": "yes"}]},
    )  # fmt: skip
    store.pipelines.save(kim.id, replace(pipeline.plan, boosters=(use,)))
    own = kim.gets("watch")
    kim.works()
    amending(kim).amend(own, Edits(sport="hiking"), updates=True)
    kim.works()
    (run, *_) = store.runs.of_activity(kim.id, own)
    assert "The sport stays, for you chose it." in run.trace[0]["why"]
    assert kim.world.calls("update")


def test_targets_are_brought_up_to_date_only_when_the_person_wants_it(kim: Any) -> None:
    kim.has_target()
    own = kim.gets("watch")
    kim.works()
    assert amending(kim).targets(own) == ["fake_target"]
    amending(kim).amend(own, Edits(title="Quietly"))
    kim.works()
    assert len(kim.world.calls("update")) == 0
    amending(kim).amend(own, Edits(title="Loudly"), updates=True)
    kim.works()
    assert (len(kim.world.calls("deliver")), len(kim.world.calls("update"))) == (1, 1)


def test_what_has_not_been_sent_yet_goes_with_the_change(kim: Any) -> None:
    kim.has_target()
    own = kim.gets("watch")
    amending(kim).amend(own, Edits(title="In time"))
    kim.works()
    assert kim.world.calls("deliver") == [own]
    newest, first = kim.instance.store.runs.of_activity(kim.id, own)
    assert (newest.activity_revision, first.state) == (2, "superseded")


def test_an_edit_starts_nothing_in_a_pipeline_that_the_activity_never_went_through(
    kim: Any,
) -> None:
    own = kim.gets("watch")
    kim.has_target()
    amending(kim).amend(own, Edits(title="Mine"), updates=True)
    kim.works()
    assert kim.world.calls("deliver") == []
    (pipeline,) = kim.instance.store.pipelines.of_account(kim.id)
    Again(kim.instance.starter, kim.id).run(own, pipeline.plan.id)
    kim.works()
    assert len(kim.world.calls("deliver")) == 1


def test_the_person_says_whose_heart_rate_counts(kim: Any) -> None:
    own = kim.gets("watch")
    assert kim.gets("strap", a_strap(), FILES) == own
    assert kim.activity(own).workout.avg_hr_bpm == 142
    amending(kim).amend(own, Edits(streams={"heart_rate": Witness(FILES, "strap")}))
    told = kim.activity(own).workout
    assert told.avg_hr_bpm == pytest.approx(157, abs=1)  # it slipped where the heart was slow
    assert told.provenance["heart_rate"].source == "Strap"
    assert told.has_route
    kim.deciding.split(own, kim.recording(own, "strap"))
    assert kim.activity(own).workout.avg_hr_bpm == 142  # who is gone is not asked


def test_edits_go_with_an_activity_that_becomes_part_of_another_and_come_back(kim: Any) -> None:
    one = kim.gets("watch")
    alone = kim.gets("phone", a_run(app=App("Run Tracker"), device=Device(), days=2), FILES)
    assert one != alone
    amending(kim).amend(alone, Edits(title="Mine", sport="hiking"))
    into = kim.deciding.join(one, alone)
    assert (kim.activity(into).title, kim.activity(into).workout.sport.key) == ("Mine", "hiking")
    kim.deciding.split(into, kim.recording(into, "phone"))
    assert (kim.activity(one).title, kim.activity(one).workout.sport.key) == (
        "Evening Run", "running",
    )  # fmt: skip
    assert (kim.activity(alone).title, kim.activity(alone).workout.sport.key) == ("Mine", "hiking")


def test_what_cannot_be_is_refused_with_a_sentence(kim: Any) -> None:
    own = kim.gets("watch")
    nothing = Edits(starts_at=SPRING + timedelta(minutes=29, seconds=55))
    for edits in (Edits(title=" "), Edits(title="x" * 201), nothing):
        with pytest.raises(Refused):
            amending(kim).amend(own, edits)
    with pytest.raises(Gone):
        amending(kim).amend("no-such", Edits(title="Mine"))
    assert kim.activity(own).revision == 1


def test_a_program_edits_and_takes_back(kim: Any) -> None:
    own = kim.gets("watch")
    account = kim.instance.store.accounts.get(kim.id)
    acting = Acting(kim.instance, account, HOME)
    token = programs.make_token(acting, "Script", {Scope.READ, Scope.WRITE}, None)
    client = TestClient(create_app(kim.instance), headers={"authorization": f"Bearer {token}"})
    path = f"/api/v1/activities/{own}/edits"
    watch = kim.recording(own, "watch")
    wanted = {"title": "By script", "sport": "Hike", "streams": {"heart_rate": watch}}
    assert client.put(path, json=wanted).status_code == 204
    told = client.get(path).json()
    assert (told["title"], told["sport"], told["streams"]) == (
        "By script", "hiking", {"heart_rate": watch},
    )  # fmt: skip
    assert client.put(path, json={"streams": {"heart_rate": "none"}}).status_code == 404
    assert client.delete(path, params={"part": "title"}).status_code == 204
    assert client.get(path).json()["title"] is None
    assert client.delete(path).status_code == 204
    assert kim.activity(own).workout.sport.key == "running"
