"""What Health Auto Export sends is kept before it is told so, once, and read afterwards."""

import gzip
import json
import sys
from datetime import timedelta
from typing import Any

import pytest

from fitglue.domain.scopes import Scope
from fitglue.domain.sending_app import SendingApp
from fitglue.formats import sent_body
from fitglue.formats.packing import unpacked
from fitglue.people import programs, sending_apps
from fitglue.processes import IngestProcesses, ingesting_of
from fitglue.testing.at_work import until, walk_through, working
from fitglue.testing.health_auto_exports import (
    RUN_UUID,
    bare,
    first_version,
    metric,
    on_day,
    request,
    run,
)
from fitglue.testing.phone_workouts import a_workout, uuid_of
from fitglue.testing.sending_apps import App, shortcut, work_off


def test_a_body_is_answered_at_once_and_read_afterwards(home: Any) -> None:
    answer = home.app.posts(request(run()))
    assert answer.status_code == 200
    assert answer.json()["again"] is False
    assert home.activities == []
    home.works()
    (activity,) = home.activities
    assert activity.id == home.activity(RUN_UUID).id
    assert activity.workout.route_points == 601
    assert [(one.state, one.backfill) for one in home.runs] == [("waiting", False)]
    assert home.runs[0].wake_at is not None


def test_it_is_read_by_itself_while_the_server_works(home: Any) -> None:
    with working(home.instance):
        home.app.posts(request(run()))
        until(lambda: home.activities, "the activity")


def test_the_same_body_again_is_one(home: Any) -> None:
    first = home.app.posts(request(run())).json()
    home.works()
    again = home.app.posts(request(run())).json()
    assert again == {"id": first["id"], "again": True}
    home.works()
    assert home.results == [{"new": 1}]
    assert len(home.runs) == 1


def test_the_last_days_sent_again_and_again_change_nothing(home: Any) -> None:
    for at in range(5):
        other = bare("Yoga", id=uuid_of(at), start=f"2026-05-{10 + at} 08:00:00 +0200",
                     end=f"2026-05-{10 + at} 08:30:00 +0200", duration=1_800.0)  # fmt: skip
        home.sends(request(run(), other))
    assert sum(one.get("new", 0) for one in home.results) == 6
    assert sum(one.get("unchanged", 0) for one in home.results) == 4
    assert len(home.runs) == 6


@pytest.mark.parametrize("header", ["authorization", "x-api-key", "api-key", "x-auth-token"])
@pytest.mark.parametrize("form", ["{}", "Bearer {}", "bearer  {} ", "Bearer Bearer {}"])
def test_the_token_is_found_however_it_was_typed(home: Any, header: str, form: str) -> None:
    told = {header: form.format(home.app.token)}
    assert home.client.post("/in", content=request(run()), headers=told).status_code == 200


def test_a_packed_body_is_the_same_body(home: Any) -> None:
    first = home.app.posts(request(run())).json()
    packed = gzip.compress(request(run()), mtime=0)
    answer = home.app.posts(packed, {"content-encoding": "gzip"})
    assert answer.json() == {"id": first["id"], "again": True}


def test_a_route_that_comes_later_is_added_and_one_that_is_left_out_takes_nothing(
    home: Any,
) -> None:
    home.sends(request(run(route=...)))
    walk_through(home.instance, home.kim.account.id)
    (before,) = [path.read_bytes() for path in home.files]
    home.sends(request(run()))
    walk_through(home.instance, home.kim.account.id)
    (after,) = [path.read_bytes() for path in home.files]
    assert len(after) > len(before)
    home.sends(request(run(route=..., heartRateData=...)))
    assert home.activity(RUN_UUID).workout.route_points == 601
    assert len(home.files) == 1


def test_the_first_version_is_taken_as_well(home: Any) -> None:
    home.sends(request(first_version()))
    assert home.activities[0].workout.distance_m == pytest.approx(1_800)


def test_a_workout_that_cannot_be_read_is_set_aside_and_the_rest_goes_on(home: Any) -> None:
    poison = bare(start="poison")
    home.sends(request(*[on_day(at, run(id=uuid_of(at))) for at in range(20)], poison))
    assert home.results == [{"new": 20, "refused": 1}]
    (aside,) = home.refused
    assert "start" in aside.why
    assert "poison" not in aside.why
    home.signs_in()
    content = home.client.get(f"/settings/phones/refused/{aside.id}")
    assert json.loads(content.content) == poison
    page = home.client.get("/settings/phones/health-auto-export").text
    assert aside.why in page
    assert "20 new and 1 set aside" in page


def test_what_cannot_be_read_at_all_is_kept_with_the_reason(home: Any) -> None:
    broken = b'{"data": {"workouts": [{'
    home.sends(broken)
    (aside,) = home.refused
    assert "broken" in aside.why
    assert unpacked(home.instance.store.blobs.get(aside.content_blob)) == broken
    home.signs_in()
    assert home.client.get(f"/settings/phones/refused/{aside.id}").content == broken


def test_what_was_refused_is_tried_again_when_it_comes_again(home: Any) -> None:
    for _ in range(2):
        assert home.app.posts(b'{"data": 1}').json()["again"] is False
        home.works()
    assert len(home.refused) == 1


def test_metrics_are_kept_for_whoever_wants_them(home: Any) -> None:
    store, kim = home.instance.store, home.kim.account.id
    resting = {"date": "2026-05-10 00:00:00 +0200", "qty": 52, "source": "Kim's Apple Watch"}
    body = request(metrics=[metric("resting_heart_rate", "count/min", resting)])
    home.sends(body)
    assert list(store.metrics.all_values(kim)) == []
    store.metrics.switch(kim, on=True)
    home.sends(request(run(), metrics=[metric("resting_heart_rate", "count/min", resting)]))
    assert [one.value for one in store.metrics.all_values(kim)] == [52.0]


def test_a_mistake_of_ours_costs_nothing(home: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError

    with monkeypatch.context() as patch:
        patch.setattr("fitglue.pipeline.ingesting.read_sent", broken)
        home.sends(request(run()))
    (aside,) = home.refused
    assert "ZeroDivisionError" in aside.why
    home.sends(request(run()))
    assert home.refused == []
    assert len(home.activities) == 1


def test_a_body_whose_job_failed_gets_another(home: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    home.app.posts(request(run()))
    with monkeypatch.context() as patch:
        patch.setattr("fitglue.pipeline.ingesting.unpacked", full)
        with pytest.raises(OSError, match="No space"):
            home.works()
    (row,) = home.instance.store.ingest.unfinished()
    monkeypatch.setattr("fitglue.pipeline.ingesting._FAILED_AFTER", timedelta(0))
    assert ingesting_of(home.instance).try_again() == 1
    assert ingesting_of(home.instance).take(row.id, row.attempt) == "over"
    home.works()
    assert len(home.activities) == 1


def test_a_large_body_is_read_in_a_process_of_its_own(
    home: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fitglue.processes.LARGE_BYTES", 0)
    home.app.posts(request(run()))
    (row,) = home.instance.store.ingest.unfinished()
    assert IngestProcesses(home.instance).run(row.id, row.attempt) == "done"
    assert home.results == [{"new": 1}]
    assert IngestProcesses(home.instance).run(row.id, row.attempt) == "over"


def test_a_body_that_ends_its_process_is_set_aside(
    home: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fitglue.processes.LARGE_BYTES", 0)
    monkeypatch.setattr("fitglue.processes.take_on", sys.exit)
    home.app.posts(request(run()))
    (row,) = home.instance.store.ingest.unfinished()
    assert IngestProcesses(home.instance).run(row.id, row.attempt) == "refused"
    assert "stopped before its end" in home.refused[0].why
    home.signs_in()
    kept = home.client.get(f"/settings/phones/refused/{home.refused[0].id}").content
    assert kept == request(run())


def test_metrics_without_workouts_are_kept_as_received(home: Any) -> None:
    home.sends(request(metrics=[metric("resting_heart_rate", "count/min")]))
    (row,) = home.instance.store.ingest.recent(home.kim.account.id)
    assert (row.state, row.result) == ("done", {})
    assert b"resting_heart_rate" in unpacked(home.instance.store.blobs.get(row.content_blob))
    assert home.activities == []


def test_a_workout_that_was_deleted_in_health_does_not_come_back(home: Any) -> None:
    phone = home.pairs_a_phone()
    phone.records(a_workout(1))
    phone.syncs()
    phone.deletes(uuid_of(1))
    phone.syncs()
    home.sends(request(run(id=uuid_of(1))))
    assert home.activities == []
    assert home.results == [{"deleted": 1}]


def test_what_our_own_app_has_sent_is_left_as_it_is(home: Any) -> None:
    phone = home.pairs_a_phone()
    phone.records(a_workout(1))
    phone.syncs()
    before = home.activity(uuid_of(1))
    home.sends(request(run(id=uuid_of(1))))
    after = home.activity(uuid_of(1))
    assert (after.revision, after.workout.app) == (before.revision, before.workout.app)
    assert home.results == [{"known_better": 1}]


def test_our_own_app_improves_what_health_auto_export_sent_before(home: Any) -> None:
    home.sends(request(bare(id=uuid_of(1))))
    phone = home.pairs_a_phone()
    phone.records(a_workout(1))
    phone.syncs()
    assert len(home.activities) == 1
    assert home.activity(uuid_of(1)).workout.route_points == 120


def test_a_token_may_send_and_nothing_else(home: Any) -> None:
    told = {"authorization": f"Bearer {home.app.token}"}
    for path in ("pipelines", "runs", "sync/refused", "ingest"):
        assert home.client.get(f"/api/v1/{path}", headers=told).status_code == 403
    assert home.client.post("/api/v1/sync", content=b"{}", headers=told).status_code == 403


def test_a_revoked_token_does_nothing_and_others_go_on(home: Any) -> None:
    other = home.connects(SendingApp.SHORTCUT)
    (mine,) = home.instance.store.ingest.tokens(home.kim.account.id, SendingApp.HEALTH_AUTO_EXPORT)
    home.app.posts(request(run()))
    assert sending_apps.revoke(home.kim, mine.id) is SendingApp.HEALTH_AUTO_EXPORT
    assert sending_apps.revoke(home.kim, mine.id) is None
    assert home.app.posts(request(bare())).status_code == 401
    assert (
        other.posts(
            shortcut(start="2026-05-07T14:40:52+02:00", end="2026-05-07T15:10:52+02:00")
        ).status_code
        == 200
    )
    home.works()
    assert len(home.activities) == 2


def test_a_reading_token_may_not_send_and_one_with_the_scope_may(home: Any) -> None:
    for scope, status in ((Scope.READ, 403), (Scope.INGEST, 200), (Scope.SYNC, 200)):
        token = programs.make_token(home.kim, "Script", {scope}, None)
        assert App(home.client, token).posts(request(run())).status_code == status


def test_what_became_of_a_body_can_be_asked(home: Any) -> None:
    received = home.app.posts(request(run())).json()["id"]
    told = {"authorization": f"Bearer {programs.make_token(home.kim, 'Eye', {Scope.READ}, None)}"}
    asked = home.client.get(f"/api/v1/ingest/{received}", headers=told).json()
    assert (asked["state"], asked["result"]) == ("waiting", {})
    home.works()
    (listed,) = home.client.get("/api/v1/ingest", headers=told).json()
    assert (listed["state"], listed["result"]) == ("done", {"new": 1})
    assert home.client.get("/api/v1/ingest/nothing", headers=told).status_code == 404


@pytest.mark.parametrize(
    ("body", "headers", "status"),
    [
        (b"", {}, 400), (b"hello", {}, 400), (b"--x\r\n", {"content-type": "text/csv"}, 400),
        (b"{}", {"content-encoding": "br"}, 400), (b"{}", {"content-encoding": "gzip"}, 400),
    ],
)  # fmt: skip
def test_what_is_no_json_is_answered_with_a_next_step(
    home: Any, body: bytes, headers: dict[str, str], status: int
) -> None:
    answer = home.app.posts(body, headers)
    assert answer.status_code == status
    assert answer.json()["next_step"]
    assert home.instance.store.ingest.recent(home.kim.account.id) == []


def test_a_bomb_is_turned_away(home: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sent_body, "LARGEST_SENT", 2 << 20)
    bomb = gzip.compress(b"{" + b" " * (8 << 20), mtime=0)
    assert home.app.posts(bomb, {"content-encoding": "gzip"}).status_code == 413


def test_a_full_disk_is_said_and_nothing_is_kept(
    home: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("fitglue.store.blobs.write_durably", full)
        assert home.app.posts(request(run())).status_code == 507
    assert home.instance.store.ingest.recent(home.kim.account.id) == []
    home.sends(request(run()))
    assert len(home.activities) == 1


@pytest.mark.samples
def test_real_requests_become_activities(home: Any, samples: Any) -> None:
    for path in sorted((samples / "health_auto_export").glob("*.json")):
        home.sends(path.read_bytes())
    assert sum(one.get("new", 0) for one in home.results) == 2
    assert home.refused == []
    for path in sorted((samples / "health_auto_export").glob("*.json")):
        assert home.app.posts(path.read_bytes()).json()["again"]
    work_off(home.instance)
    assert {one.workout.sport.key for one in home.activities} == {"walking", "hiking"}
