"""What a phone sends is kept before it is told so, once, whatever the network does."""

import gzip
import json
from typing import Any

import msgspec
import pytest
import zstandard

from fitglue.domain.scopes import Scope
from fitglue.formats.phone_sync import wire
from fitglue.instance import Instance
from fitglue.people import programs
from fitglue.security.rate import Rate
from fitglue.store.blobs import FolderBlobs
from fitglue.testing.at_work import walk_through
from fitglue.testing.phone import Phone
from fitglue.testing.phone_workouts import (
    OnPhone,
    a_heart_rate,
    a_route,
    a_workout,
    an_envelope,
    uuid_of,
)


def verdicts(receipts: list[dict[str, Any]]) -> list[str]:
    return [one["verdict"] for one in receipts]


def test_a_workout_becomes_an_activity(home: Any) -> None:
    home.phone.records(a_workout())
    receipts = home.phone.syncs()
    assert verdicts(receipts) == ["stored"] * 4
    activity = home.activity(uuid_of(0))
    assert activity is not None
    assert {one["activity_id"] for one in receipts} == {activity.id}
    assert activity.title == "Evening Run"
    assert activity.workout.route_points == 120
    assert [(run.state, run.backfill) for run in home.runs] == [("waiting", False)]


def test_a_replay_gets_the_same_receipts_and_changes_nothing(home: Any) -> None:
    home.phone.records(a_workout())
    packed = home.phone.packs()
    first = home.phone.sends(packed)
    assert home.phone.sends(packed) == first
    assert home.total == 1
    assert len(home.runs) == 1


def test_a_replay_that_is_packed_otherwise_gets_the_same_receipts(home: Any) -> None:
    home.phone.records(a_workout())
    packed = home.phone.packs()
    first = home.phone.sends(packed)
    plain = home.phone.posts("/sync", gzip.decompress(packed.body), "")
    assert plain.json()["receipts"] == first
    assert home.total == 1


def test_the_same_items_in_another_batch_are_known(home: Any) -> None:
    home.phone.records(a_workout())
    home.phone.syncs()
    again = home.phone.batch_of(a_workout().items)
    assert verdicts(home.phone.sends(again)) == ["already_had_it"] * 4
    assert len(home.runs) == 1


def test_the_same_batch_id_with_other_items_stores_nothing(home: Any) -> None:
    home.phone.sends(home.phone.batch_of([an_envelope(1)], "one"))
    answer = home.phone.posts("/sync", home.phone.batch_of([an_envelope(2)], "one").body)
    assert answer.status_code == 409
    assert answer.json()["next_step"]
    assert home.activity(uuid_of(2)) is None


def test_a_poison_item_is_set_aside_and_the_rest_goes_on(home: Any) -> None:
    items = [json.loads(msgspec.json.encode(an_envelope(at))) for at in range(200)]
    items[17]["start_s"] = "poison"
    batch = {"version": 1, "batch_id": "b", "device_id": "d", "items": items}
    answer = home.phone.posts("/sync", gzip.compress(json.dumps(batch).encode()))
    receipts = answer.json()["receipts"]
    assert verdicts(receipts).count("stored") == 199
    assert receipts[17]["verdict"] == "refused"
    assert "start_s" in receipts[17]["why"]
    assert "poison" not in receipts[17]["why"]
    assert home.total == 199
    headers = {"authorization": f"Bearer {home.phone.token}"}
    (refused,) = home.client.get("/api/v1/sync/refused", headers=headers).json()
    assert (refused["position"], refused["batch_id"]) == (17, "b")
    content = home.client.get(f"/api/v1/sync/refused/{refused['id']}", headers=headers)
    assert json.loads(content.content) == items[17]


def test_what_was_refused_twice_is_kept_once(home: Any) -> None:
    for batch_id in ("one", "two"):
        body = {"version": 1, "batch_id": batch_id, "device_id": "d", "items": [{"kind": "poem"}]}
        assert home.phone.posts("/sync", json.dumps(body).encode(), "").status_code == 200
    assert len(home.instance.store.sync.refused(home.kim.account.id)) == 1


def test_an_item_that_breaks_the_joining_is_set_aside_with_its_workout(
    home: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError

    with monkeypatch.context() as patch:
        patch.setattr("fitglue.pipeline.syncing.assembled", broken)
        receipts = home.phone.sends(home.phone.batch_of([an_envelope(1), a_route(2)]))
    assert verdicts(receipts) == ["refused", "stored"]
    assert "ZeroDivisionError" in receipts[0]["why"]
    again = home.phone.sends(home.phone.batch_of([an_envelope(1)]))
    assert verdicts(again) == ["stored"]
    assert home.instance.store.sync.refused(home.kim.account.id) == []


def test_parts_wait_for_their_envelope(home: Any) -> None:
    receipts = home.phone.sends(home.phone.batch_of([a_route(), a_heart_rate()]))
    assert verdicts(receipts) == ["stored"] * 2
    assert "waits" in receipts[0]["why"]
    assert home.total == 0
    home.phone.sends(home.phone.batch_of([an_envelope()]))
    activity = home.activity(uuid_of(0))
    assert activity is not None
    assert activity.workout.route_points == 120
    assert activity.revision == 1


def test_a_late_route_updates_what_was_delivered(home: Any) -> None:
    home.phone.records(OnPhone(an_envelope(), (a_heart_rate(),)))
    home.phone.syncs()
    walk_through(home.instance, home.kim.account.id)
    (before,) = [path.read_bytes() for path in home.files]
    home.phone.gets(a_route())
    assert verdicts(home.phone.syncs()) == ["stored"]
    walk_through(home.instance, home.kim.account.id)
    (after,) = [path.read_bytes() for path in home.files]
    assert len(after) > len(before)
    activity = home.activity(uuid_of(0))
    assert activity is not None
    assert activity.revision == 2


def test_parts_that_come_before_the_run_begins_cause_no_other(home: Any) -> None:
    for item in a_workout().items:
        home.phone.sends(home.phone.batch_of([item]))
    (run,) = home.runs
    assert (run.state, run.activity_revision) == ("waiting", 4)
    assert run.wake_at is not None
    walk_through(home.instance, home.kim.account.id)
    assert len(home.files) == 1


def test_a_later_version_of_a_part_upgrades_and_an_earlier_one_does_not(home: Any) -> None:
    longer, shorter = a_heart_rate(revision=2), a_heart_rate(minutes=1)
    home.phone.sends(home.phone.batch_of([an_envelope(), shorter]))
    assert verdicts(home.phone.sends(home.phone.batch_of([longer]))) == ["updated"]
    late = home.phone.sends(home.phone.batch_of([a_heart_rate(minutes=1, revision=1)]))
    assert verdicts(late) == ["already_had_it"]
    activity = home.activity(uuid_of(0))
    assert activity is not None
    assert len(activity.workout.streams["heart_rate"]) == 24


def test_a_thinned_reading_takes_nothing_away(home: Any) -> None:
    home.phone.records(a_workout())
    home.phone.syncs()
    thinned = a_heart_rate(revision=99, start_s=[an_envelope().start_s], value=[140.0])
    assert verdicts(home.phone.sends(home.phone.batch_of([thinned]))) == ["already_had_it"]


def test_a_person_s_title_survives_an_edit_of_the_workout(home: Any) -> None:
    home.phone.records(a_workout())
    home.phone.syncs()
    edited = an_envelope(revision=2, metadata={"HKWorkoutBrandName": "Tempo Tuesday"})
    assert verdicts(home.phone.sends(home.phone.batch_of([edited]))) == ["updated"]
    activity = home.activity(uuid_of(0))
    assert activity is not None
    assert activity.title == "Tempo Tuesday"


def test_a_deleted_workout_is_hidden_and_never_comes_back(home: Any) -> None:
    home.phone.records(a_workout())
    home.phone.syncs()
    home.phone.deletes(uuid_of(0))
    assert verdicts(home.phone.syncs()) == ["stored"]
    assert home.total == 0
    assert home.activity(uuid_of(0)) is None
    assert [run.state for run in home.runs] == ["cancelled"]
    walk_through(home.instance, home.kim.account.id)
    assert home.files == []
    for _ in range(20):
        receipts = home.phone.sends(home.phone.batch_of(a_workout().items))
        assert verdicts(receipts) == ["already_had_it"] * 4
    assert "deleted" in receipts[0]["why"]
    assert home.total == 0


def test_a_deletion_may_come_before_its_workout(home: Any) -> None:
    home.phone.sends(home.phone.batch_of([a_route(), wire.Deleted(uuid=uuid_of(0).lower())]))
    home.phone.sends(home.phone.batch_of([an_envelope()]))
    assert home.total == 0
    again = home.phone.sends(home.phone.batch_of([wire.Deleted(uuid=uuid_of(0))]))
    assert verdicts(again) == ["already_had_it"]


def test_a_full_disk_is_said_and_nothing_is_stored(
    home: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    home.phone.records(a_workout())
    packed = home.phone.packs()
    with monkeypatch.context() as patch:
        patch.setattr("fitglue.store.blobs.write_durably", full)
        answer = home.phone.posts("/sync", packed.body)
    assert answer.status_code == 507
    assert home.total == 0
    assert verdicts(home.phone.sends(packed)) == ["stored"] * 4
    assert isinstance(home.instance.store.blobs, FolderBlobs)


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400), (b"hello", 400), (b"{}", 400), (b"[" * 50_000, 400),
        (b"x" * (1 << 20) + b"x", 413),
    ],
)  # fmt: skip
def test_what_is_no_batch_is_refused_with_a_next_step(home: Any, body: bytes, status: int) -> None:
    answer = home.phone.posts("/sync", body, "")
    assert answer.status_code == status
    assert answer.json()["next_step"]


def test_a_bomb_is_refused(home: Any) -> None:
    assert (
        home.phone.posts("/sync", zstandard.compress(b" " * (64 << 20)), "zstd").status_code == 413
    )


def test_a_phone_gone_wild_is_slowed_down_alone(home: Any) -> None:
    other = home.pairs_another("Kim's iPad")
    home.client.app.state.api.application().state.sync_rate = Rate(3)
    answers = [home.phone.posts("/sync", b"{}", "") for _ in range(5)]
    assert [answer.status_code for answer in answers] == [400, 400, 400, 429, 429]
    assert int(answers[-1].headers["retry-after"]) >= 1
    assert other.posts("/sync", b"{}", "").status_code == 400


def test_a_token_without_the_scope_may_not_sync(home: Any) -> None:
    token = programs.make_token(home.kim, "Reader", {Scope.READ}, None)
    assert Phone(home.client, token).posts("/sync", b"{}").status_code == 403


def test_a_personal_token_with_the_scope_may_sync(home: Any) -> None:
    phone = Phone(home.client, programs.make_token(home.kim, "Script", {Scope.SYNC}, None))
    phone.records(a_workout())
    assert verdicts(phone.syncs()) == ["stored"] * 4


def test_the_format_is_part_of_the_description(home: Any) -> None:
    told = home.client.get("/api/v1/openapi.json").json()
    body = told["paths"]["/sync"]["post"]["requestBody"]["content"]["application/json"]["schema"]
    assert body == {"$ref": "#/components/schemas/Batch"}
    schemas = told["components"]["schemas"]
    assert {"Batch", "Digest", "Workout", "Route", "Series", "Deleted"} <= set(schemas)


def test_two_phones_of_one_person_send_the_same_workout_once(home: Any, instance: Instance) -> None:
    other = home.pairs_another("Kim's iPad")
    for phone in (home.phone, other):
        phone.records(a_workout())
        phone.syncs()
    assert instance is home.instance
    assert home.total == 1
    assert len(home.runs) == 1
