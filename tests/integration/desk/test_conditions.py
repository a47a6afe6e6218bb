"""Conditions held against past activities: counted while somebody is still writing them."""

from collections.abc import Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient

from fitglue.domain.conditions import (
    MANNERS,
    Aspect,
    Condition,
    Match,
    Op,
    judged,
    seen_of,
)
from fitglue.domain.scopes import Scope
from fitglue.domain.sport import by_key
from fitglue.domain.workout import App, Device
from fitglue.people import programs
from fitglue.people.acting import Acting
from fitglue.pipeline import counting
from fitglue.pipeline.counting import Asked, count
from fitglue.testing.people import HOME
from fitglue.web.app import create_app

SHORT = {"field": "distance", "op": "at_most", "value": "5 km"}
RUN = {"field": "sport", "op": "is", "value": "Run"}


@pytest.fixture
def reader(kim: Any) -> Iterator[TestClient]:
    """Give a program that may only read."""
    account = kim.instance.store.accounts.get(kim.id)
    token = programs.make_token(Acting(kim.instance, account, HOME), "Test", {Scope.READ}, None)
    headers = {"authorization": f"Bearer {token}"}
    with TestClient(create_app(kim.instance), "http://test/api/v1", headers=headers) as client:
        yield client


def a_mixed_week(kim: Any) -> None:
    """Let runs, a ride, a treadmill and a gym session arrive, a day apart."""
    kim.gets("long", days=0, minutes=40)
    kim.gets("short", days=1, minutes=20, effort=7.0, moving_s=1150.0)
    kim.gets("ride", days=2, sport=by_key("cycling"), minutes=90, app=App("Garmin Connect"),
             device=Device("Edge 530"))  # fmt: skip
    kim.gets("treadmill", days=3, minutes=25, route=False, indoor=True, user_entered=True)
    kim.gets("gym", days=4, sport=by_key("yoga"), route=False, streams={}, distance_m=None,
             avg_hr_bpm=None, max_hr_bpm=None, ascent_m=None, active_kcal=None)  # fmt: skip
    kim.gets("drawn", days=5, minutes=30, virtual_route=True)


def asked(client: TestClient, *conditions: dict[str, str], **more: Any) -> Any:
    answer = client.post("/conditions/count", json={"conditions": conditions, **more})
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_a_count_tells_how_many_which_and_what_was_asked(reader: TestClient, kim: Any) -> None:
    a_mixed_week(kim)
    told = asked(reader, RUN, SHORT)
    assert (told["activities"], told["of"]) == (2, 6)
    assert told["words"] == "runs of at most 5 km"
    assert told["sentence"] == "2 of your last 6 activities match."
    titles = [one["title"] for one in told["some"]]
    assert titles == ["Indoor Run", "Evening Run"]
    assert told["some"][1]["start"] == "2026-03-15T18:30:00+01:00"


def test_any_and_none_are_counted_too(reader: TestClient, kim: Any) -> None:
    a_mixed_week(kim)
    assert asked(reader, RUN, SHORT, match="any")["activities"] == 4
    assert asked(reader, RUN, SHORT, match="none")["activities"] == 2
    assert asked(reader)["activities"] == 6


def test_only_the_newest_are_asked(reader: TestClient, kim: Any) -> None:
    a_mixed_week(kim)
    told = asked(reader, {"field": "sport", "op": "is", "value": "Yoga"}, last=2)
    assert told["sentence"] == "1 of your last 2 activities matches."
    assert asked(reader, RUN, last=1)["sentence"] == "Your only activity matches."


def test_where_a_place_is_asked_about_routes_are_read(reader: TestClient, kim: Any) -> None:
    a_mixed_week(kim)
    near = {"field": "starts_in", "op": "inside", "value": "45.78, 4.856, 200 m"}
    assert asked(reader, near)["activities"] == 3
    assert asked(reader, {**near, "op": "outside"})["activities"] == 0
    passing = {"field": "passes", "op": "inside", "value": "45.784, 4.85, 100 m"}
    assert asked(reader, passing, RUN)["activities"] == 2


def test_somebody_else_counts_their_own(reader: TestClient, kim: Any, eve: TestClient) -> None:
    del eve
    a_mixed_week(kim)
    other = kim.instance.store.accounts.by_email("eve@example.org")
    counted = count(kim.instance.store, other.id, Asked(()), "metric")
    assert counted.sentence == "You have no activities yet."
    assert asked(reader)["activities"] == 6


def test_what_is_wrong_is_told_in_a_sentence(reader: TestClient) -> None:
    wrong = {"field": "distance", "op": "at_least", "value": "far"}
    answer = reader.post("/conditions/count", json={"conditions": [wrong]})
    assert answer.status_code == 422
    assert "“far” is no distance: write 5 km or 3 mi." in answer.text
    nobody = reader.post("/conditions/count", json={}, headers={"authorization": "Bearer fg_x"})
    assert nobody.status_code == 401


def every_condition() -> Iterator[Condition]:
    """One condition of each aspect and operator, with its opposite."""
    for aspect, manner in MANNERS.items():
        for op in manner.ops:
            value = {Op.BETWEEN: f"{manner.example} to {manner.example}"}.get(op, manner.example)
            single = value.split(",", maxsplit=1)[0] if op in {Op.IS, Op.IS_NOT} else value
            yield Condition(field=aspect, op=op, value=single)


def test_a_row_is_seen_as_the_activity_is(kim: Any) -> None:
    a_mixed_week(kim)
    store = kim.instance.store
    whole = [seen_of(store.activities.get(kim.id, one)) for one in store.activities.ids(kim.id)]
    for condition in every_condition():
        expected = sum(bool(judged(condition, one).holds) for one in whole)
        counted = count(store, kim.id, Asked([condition], Match.ALL), "metric")
        assert counted.activities == expected, condition


def test_no_more_routes_are_read_than_a_person_waits_for(
    kim: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(counting, "MOST_ROUTES", 2)
    a_mixed_week(kim)
    near = Condition(field=Aspect.PASSES, op=Op.INSIDE, value="45, 4")
    assert count(kim.instance.store, kim.id, Asked([near]), "metric").of == 2
    assert count(kim.instance.store, kim.id, Asked([]), "metric").of == 6


def test_rules_are_kept_with_a_pipeline_and_tried_on_past_activities(kim: Any) -> None:
    account = kim.instance.store.accounts.get(kim.id)
    scopes = {Scope.READ, Scope.WRITE}
    token = programs.make_token(Acting(kim.instance, account, HOME), "Test", scopes, None)
    headers = {"authorization": f"Bearer {token}"}
    place = {"latitude_deg": 45.78, "longitude_deg": 4.856, "radius_m": 300}
    boosters = [
        {"plugin": "type_mapper", "settings": {"rules": [{"value": "evening", "sport": "Hike"}]}},
        {"plugin": "condition_matcher", "settings": {
            "conditions": [{"field": "starts_at", "op": "inside", "value": "6pm - 8pm"}],
            "title": "After work", "tags": "late",
        }},
        {"plugin": "activity_filter", "settings": {
            "exclude_from_time": "22:00", "match_place": place, "match_activity_types": ["hiking"],
        }},
        {"plugin": "logic_gate", "settings": {
            "conditions": [{"field": "title", "op": "is", "value": "after work"}],
            "on_match": "halt",
        }},
    ]  # fmt: skip
    kim.gets()
    with TestClient(create_app(kim.instance), "http://test/api/v1", headers=headers) as client:
        made = client.post("/pipelines", json={
            "name": "Rules", "sources": ["apple_health"], "boosters": boosters,
            "targets": [{"plugin": "fake_target"}],
        }).json()  # fmt: skip
        kept = {one["plugin"]: one["settings"] for one in made["boosters"]}
        assert kept["condition_matcher"]["conditions"] == [
            {"field": "starts_at", "op": "inside", "value": "18:00\u201320:00"}
        ]
        assert kept["activity_filter"]["match_place"] == place
        again = client.put(f"/pipelines/{made['id']}", json=made)
        assert again.json()["boosters"] == made["boosters"]
        shared = client.get(f"/pipelines/{made['id']}/share-code").json()["code"]
        assert "45.78" not in shared
        assert client.post("/share-codes", json={"code": shared}).status_code == 201
        (tried,) = client.post("/dry-runs", json={"pipeline_id": made["id"]}).json()["activities"]
    assert [line["why"] for line in tried["trace"]] == [
        "Its sport is Hike now, because rule 1 fits: its title is “Evening Run”.",
        (
            "The title is “After work” now and it is tagged “late”, because it matches: it began "
            "at 18:30."
        ),
        "It goes on: its sport is Hike and it began 0 m from the middle of the chosen place.",
        "Held back, because the condition holds: its title is “After work”.",
    ]
    assert tried["end"] == "halted"
    assert "Activity Filter" in kim.reads(f"/pipelines/{made['id']}")
