"""What was put together comes apart again, for good; what was asked is answered once."""

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from fitglue.domain.activity import TitleSetBy
from fitglue.domain.errors import Gone, Refused
from fitglue.domain.scopes import Scope
from fitglue.domain.workout import App, Device
from fitglue.formats.workout_document import content_hash
from fitglue.people import programs
from fitglue.people.acting import Acting
from fitglue.pipeline.again import Again
from fitglue.store.tables import ActivityRow, DeliveryRow
from fitglue.testing.arrivals import a_copy, a_run
from fitglue.testing.people import HOME
from fitglue.web.app import create_app
from fitglue.worker import running_of

APPLE, FILES = "apple_health", "file_upload"


def joined(kim: Any) -> str:
    """Let a watch and an app send one workout, and give its activity."""
    kim.gets("watch", a_run(route=False))
    return kim.gets("phone", a_run(app=App("Run Tracker"), device=Device()), FILES)


def doubtful(kim: Any) -> tuple[str, str]:
    """Let two recordings come that may be one workout."""
    one = kim.gets("watch", a_run(minutes=30))
    other = kim.gets("band", replace(a_copy("Band", days=10 / 1440), distance_m=None))
    assert one != other
    return one, other


def hashes(kim: Any) -> dict[str, str]:
    return {one.id: content_hash(one.workout) for one in kim.activities}


def test_a_split_gives_exactly_what_was_there_before(kim: Any) -> None:
    watch = kim.gets("watch", a_run(route=False))
    before = content_hash(kim.activity(watch).workout)
    own = kim.gets("phone", a_run(app=App("Run Tracker"), device=Device()), FILES)
    alone = kim.deciding.split(own, kim.recording(own, "phone"))
    assert content_hash(kim.activity(watch).workout) == before
    assert kim.activity(alone).workout.app.name == "Run Tracker"
    assert [row.source_id for row in kim.recordings(alone)] == ["phone"]
    assert "Tracker" not in str(kim.activity(watch).workout.provenance)


def test_the_first_recording_keeps_its_activity_when_it_is_split_off(kim: Any) -> None:
    own = joined(kim)
    assert kim.deciding.split(own, kim.recording(own, "watch")) == own
    assert [row.source_id for row in kim.recordings(own)] == ["watch"]
    assert len(kim.activities) == 2


def test_what_was_split_is_never_put_together_by_itself(kim: Any) -> None:
    own = joined(kim)
    kim.deciding.split(own, kim.recording(own, "phone"))
    kim.gets("phone", a_run(app=App("Run Tracker"), device=Device(), effort=5.0), FILES)
    kim.gets("watch", a_run(route=False, effort=6.0))
    assert len(kim.activities) == 2


def test_a_person_may_put_it_together_again(kim: Any) -> None:
    own = joined(kim)
    merged = content_hash(kim.activity(own).workout)
    alone = kim.deciding.split(own, kim.recording(own, "phone"))
    assert kim.deciding.join(own, alone) == own
    assert hashes(kim) == {own: merged}
    kim.gets("phone", a_run(app=App("Run Tracker"), device=Device(), effort=5.0), FILES)
    assert len(kim.activities) == 1


def test_titles_that_a_person_wrote_come_back(kim: Any) -> None:
    one, other = doubtful(kim)
    with kim.instance.store.transactions.writing() as session:
        row = session.get_one(ActivityRow, other)
        row.title, row.title_set_by = "Round the lake", TitleSetBy.PERSON.value
    into = kim.deciding.join(one, other)
    assert (into, kim.activity(into).title) == (one, "Round the lake")
    back = kim.deciding.split(into, kim.recording(into, "band"))
    assert (back, kim.activity(back).title) == (other, "Round the lake")
    assert kim.activity(into).title == "Evening Run"


def test_only_the_last_recording_cannot_be_split_off(kim: Any) -> None:
    own = kim.gets("watch")
    with pytest.raises(Refused):
        kim.deciding.split(own, kim.recording(own, "watch"))
    with pytest.raises(Gone):
        kim.deciding.split(own, "no such recording")


def test_two_deliveries_stay_two_and_are_given_back(kim: Any) -> None:
    kim.has_target()
    one, other = doubtful(kim)
    kim.works()
    into = kim.deciding.join(one, other)
    kim.works()
    assert len(kim.world.calls("deliver")) == 2
    back = kim.deciding.split(into, kim.recording(into, "band"))
    kim.works()
    assert len(kim.world.calls("deliver")) == 2
    rows = kim.instance.store.deliveries.of_activities(kim.id, [into, back])
    assert sorted((row.activity_id, row.state) for row in rows) == sorted([
        (one, "sent"), (other, "sent"),
    ])  # fmt: skip


def test_what_only_the_absorbed_one_had_at_a_target_is_updated_there(kim: Any) -> None:
    one, other = doubtful(kim)
    kim.has_target()
    store = kim.instance.store
    (pipeline,) = store.pipelines.of_account(kim.id)
    # Both count as delivered, but only one of them at this target.
    Again(kim.instance.starter, kim.id).run(other, pipeline.plan.id)
    kim.works()
    into = kim.deciding.join(one, other)
    kim.works()
    assert into == other  # it was delivered already
    assert (len(kim.world.calls("deliver")), len(kim.world.calls("update"))) == (1, 1)


def test_a_row_goes_over_and_keeps_the_name_that_the_target_knows(kim: Any) -> None:
    one, other = doubtful(kim)
    kim.has_target()
    kim.has_target("u")
    first, second = [p.plan.id for p in kim.instance.store.pipelines.of_account(kim.id)]
    again = Again(kim.instance.starter, kim.id)
    again.run(one, first)
    again.run(other, second)
    kim.works()
    assert kim.deciding.join(one, other) == one
    kim.works()
    assert (len(kim.world.calls("deliver")), len(kim.world.calls("update"))) == (2, 2)
    store = kim.instance.store
    rows = store.deliveries.of_activities(kim.id, [one])
    assert {row.taken_from for row in rows} == {None, other}
    kim.deciding.split(one, kim.recording(one, "band"))
    assert [r.taken_from for r in store.deliveries.of_activities(kim.id, [one, other])] == [
        None,
        None,
    ]


def test_a_try_that_was_cut_off_is_looked_for_under_the_name_it_had(kim: Any) -> None:
    one, other = doubtful(kim)
    kim.has_target()
    kim.has_target("u")
    first, second = [p.plan.id for p in kim.instance.store.pipelines.of_account(kim.id)]
    again = Again(kim.instance.starter, kim.id)
    again.run(one, first)
    again.run(other, second)
    kim.works()
    # The process died before it learned that this had arrived.
    with kim.instance.store.transactions.writing() as session:
        row = session.scalars(select(DeliveryRow).where(DeliveryRow.activity_id == other)).one()
        row.state, row.remote_id, row.sent_at = "sending", "", None
    assert kim.deciding.join(one, other) == one
    kim.works()
    running_of(kim.instance).delivering.deliver(row.id, row.attempt)
    assert len(kim.world.calls("deliver")) == 2
    assert kim.world.calls("find") == [other]
    kept = kim.instance.store.deliveries.get(kim.id, row.id)
    assert (kept.activity_id, kept.taken_from) == (one, other)


def test_a_doubt_is_asked_and_answered_one_workout(kim: Any, browser: TestClient) -> None:
    one, other = doubtful(kim)
    ((row, *ids),) = kim.instance.store.pairs.waiting(kim.id)
    assert set(ids) == {one, other}
    assert row.reasons
    for path in ("/inputs", f"/activities/{one}", f"/activities/{other}"):
        page = browser.get(path).text
        assert "Are these one workout?" in page
        assert row.reasons[0].replace("'", "&#39;") in page
    answer = browser.post(f"/questions/{row.id}/one")
    assert (answer.status_code, answer.headers["location"]) == (303, "/inputs")
    assert [each.id for each in kim.activities] == [one]
    moved = browser.get(f"/activities/{other}")
    assert (moved.status_code, moved.headers["location"]) == (303, f"/activities/{one}")
    assert browser.post(f"/questions/{row.id}/two").status_code == 404
    assert "Nothing to answer" in browser.get("/inputs").text


def test_a_doubt_that_is_answered_two_workouts_is_not_asked_again(
    kim: Any, browser: TestClient
) -> None:
    doubtful(kim)
    ((row, *_),) = kim.instance.store.pairs.waiting(kim.id)
    assert browser.post(f"/questions/{row.id}/two").status_code == 303
    kim.gets("watch", a_run(minutes=30, effort=5.0))
    assert len(kim.activities) == 2
    assert kim.instance.store.pairs.waiting(kim.id) == []


def test_the_page_shows_what_each_gave_and_splits_it_off(kim: Any, browser: TestClient) -> None:
    own = joined(kim)
    page = browser.get(f"/activities/{own}").text
    assert "written by Run Tracker" in page
    assert "Gave route" in page
    recording = kim.recording(own, "phone")
    answer = browser.post(f"/activities/{own}/recordings/{recording}/split")
    assert answer.status_code == 303
    assert len(kim.activities) == 2
    assert "Split this off" not in browser.get(f"/activities/{own}").text


def test_two_of_one_time_are_put_together_on_the_page(kim: Any, browser: TestClient) -> None:
    one, other = doubtful(kim)
    assert 'value="' + other in browser.get(f"/activities/{one}").text
    browser.post(f"/activities/{one}/join", data={"other": other})
    assert [each.id for each in kim.activities] == [one]


def test_programs_list_split_join_and_answer(kim: Any) -> None:
    account = kim.instance.store.accounts.get(kim.id)
    scopes = {Scope.READ, Scope.WRITE}
    token = programs.make_token(Acting(kim.instance, account, HOME), "Test", scopes, None)
    headers = {"authorization": f"Bearer {token}"}
    one, other = doubtful(kim)
    with TestClient(create_app(kim.instance), "http://test/api/v1", headers=headers) as api:
        (question,) = api.get("/questions").json()
        assert set(question["activity_ids"]) == {one, other}
        answer = api.post(f"/questions/{question['id']}/answer", json={"one": True})
        assert answer.json() == {"id": one}
        rows = api.get(f"/activities/{one}/recordings").json()
        assert [row["source_id"] for row in rows] == ["watch", "band"]
        split = api.post(f"/activities/{one}/recordings/{rows[1]['id']}/split")
        assert split.json() == {"id": other}
        assert api.post(f"/activities/{other}/join", json={"activity_id": one}).json()["id"] == one
        assert api.get(f"/activities/{other}/recordings").status_code == 404
        assert api.get(f"/activities/{other}/download").status_code == 200


def test_the_order_of_devices_is_a_setting(kim: Any, browser: TestClient) -> None:
    kim.gets("watch", a_run(app=App("Run Tracker")))
    assert "Seen: Run Tracker" in browser.get("/settings/workouts").text
    form = {"zone": "UTC", "device_order": " Run Tracker \n\nEdge 540\nEdge 540"}
    assert browser.post("/settings/workouts", data=form).status_code in {200, 303}
    kept = kim.instance.store.accounts.get(kim.id)
    assert kept.device_order == ("Run Tracker", "Edge 540")
    assert "Run Tracker\nEdge 540" in browser.get("/settings/workouts").text


def test_nobody_elses_activities_can_be_joined_or_split(kim: Any) -> None:
    eve = kim.instance.add_account(name="Eve", email="eve@example.org", password="").id
    one, other = doubtful(kim)
    deciding = replace(kim.deciding, account_id=eve)
    for wrong in (
        lambda: deciding.join(one, other),
        lambda: deciding.split(one, kim.recording(one, "watch")),
        lambda: deciding.answer(kim.instance.store.pairs.waiting(kim.id)[0][0].id, are_one=True),
    ):
        with pytest.raises(Gone):
            wrong()
    assert len(kim.activities) == 2
