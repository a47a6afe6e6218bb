"""Changes come by token: pages, deletions, permissions that change, tokens that are forgotten."""

import json
from typing import Any

import pytest

from fitglue_phone.core.ports import (
    NEVER_ASKED,
    ONLY_WHILE_OPEN,
    TOO_OFTEN,
    AnchorInvalid,
    HealthFailure,
    Kind,
    NotNow,
)

DAY_S = 86_400.0


def all_of(health: Any, anchor: bytes | None = None) -> tuple[list[Any], bytes]:
    """Read all pages, and give them with the last anchor."""
    pages = []
    while not pages or pages[-1].more:
        pages.append(health.changes(Kind.WORKOUTS, anchor, 100))
        anchor = pages[-1].anchor
    assert anchor is not None
    return pages, anchor


def uuids(pages: list[Any]) -> list[str]:
    return [one.uuid for page in pages for one in page.workouts]


def test_everything_is_read_in_pages_and_then_what_changed(phone: Any, health: Any) -> None:
    there = {phone.has(number) for number in range(60)}
    pages, anchor = all_of(health)
    assert [len(page.workouts) for page in pages] == [25, 25, 10]
    assert set(uuids(pages)) == there
    assert all(page.are_brief for page in pages)
    new = phone.has(61)
    phone.fake.delete(new)
    newer = phone.has(62)
    pages, anchor = all_of(health, anchor)
    assert uuids(pages) == [newer]
    assert [uuid for page in pages for uuid in page.deleted] == [new]
    assert not uuids(all_of(health, anchor)[0])


def test_what_is_written_while_everything_is_read_is_not_missed(phone: Any, health: Any) -> None:
    for number in range(30):
        phone.has(number)
    first = health.changes(Kind.WORKOUTS, None, 100)
    earlier = phone.has(90)  # lies before the page that was read
    _, anchor = all_of(health, first.anchor)
    assert uuids(all_of(health, anchor)[0]) == [earlier]


def test_a_page_in_the_middle_that_fails_is_read_again_and_no_other(
    phone: Any, health: Any
) -> None:
    for number in range(60):
        phone.has(number)
    first = health.changes(Kind.WORKOUTS, None, 100)
    phone.fails(4)
    with pytest.raises(HealthFailure) as told:
        health.changes(Kind.WORKOUTS, first.anchor, 100)
    assert told.value.code == 104
    phone.fails(0)
    pages, _ = all_of(health, first.anchor)
    assert not set(uuids(pages)) & set(uuids([first]))
    assert len(uuids(pages)) == 35


def test_an_edit_brings_the_workout_again_under_its_id(phone: Any, health: Any) -> None:
    uuid = phone.has()
    _, anchor = all_of(health)
    phone.fake.update(uuid, phone.session(points=3).build())
    assert uuids(all_of(health, anchor)[0]) == [uuid]
    assert len(list(health.routes(health.workout(uuid)))) == 1


def test_what_we_wrote_ourselves_never_comes_back(phone: Any, health: Any) -> None:
    _, anchor = all_of(health)
    uuid = phone.write(phone.session().build(), by=str(phone.fake.PACKAGE))
    assert not uuids(all_of(health)[0])
    assert not uuids(all_of(health, anchor)[0])
    assert health.workout(uuid) is None


def test_a_token_that_is_forgotten_begins_anew(phone: Any, health: Any) -> None:
    uuid = phone.has()
    _, anchor = all_of(health)
    phone.fake.forgetTokens()
    with pytest.raises(AnchorInvalid):
        health.changes(Kind.WORKOUTS, anchor, 100)
    assert uuids(all_of(health)[0]) == [uuid]


def test_a_token_of_thirty_days_ago_is_not_believed(phone: Any, health: Any) -> None:
    _, anchor = all_of(health)
    phone.now_s += 29 * DAY_S
    _, anchor = all_of(health, anchor)
    phone.now_s += 31 * DAY_S
    with pytest.raises(AnchorInvalid):
        health.changes(Kind.WORKOUTS, anchor, 100)


@pytest.mark.parametrize(
    "anchor", [b"", b"{}", b"[]", b"\xff", json.dumps({"token": "1"}).encode()]
)
def test_an_anchor_that_is_none_begins_anew(phone: Any, health: Any, anchor: bytes) -> None:  # noqa: ARG001
    with pytest.raises(AnchorInvalid):
        health.changes(Kind.WORKOUTS, anchor, 100)


def test_history_that_is_allowed_later_is_read_then(phone: Any, health: Any) -> None:
    phone.forbids("READ_HEALTH_DATA_HISTORY")
    old, new = phone.has(40), phone.has(1)
    phone.fake.showsSince(phone.at(phone.now_s - 30 * DAY_S))
    pages, anchor = all_of(health)
    assert uuids(pages) == [new]
    assert health.earliest_s() == phone.now_s - 29 * DAY_S
    phone.fake.allowed.add("android.permission.health.READ_HEALTH_DATA_HISTORY")
    with pytest.raises(AnchorInvalid):
        health.changes(Kind.WORKOUTS, anchor, 100)
    pages, anchor = all_of(health)
    assert set(uuids(pages)) == {old, new}
    assert health.earliest_s() == 0.0
    phone.forbids("READ_HEALTH_DATA_HISTORY")
    assert not uuids(all_of(health, anchor)[0])


def test_without_permission_it_is_said_that_nobody_chose(phone: Any, health: Any) -> None:
    _, anchor = all_of(health)
    phone.forbids("READ_EXERCISE")
    for ask in (
        lambda: health.changes(Kind.WORKOUTS, anchor, 100),
        lambda: health.workout("00000000-0000-4000-8000-000000000000"),
    ):
        with pytest.raises(HealthFailure) as told:
            ask()
        assert told.value.code == NEVER_ASKED
    assert health.request_status() == 1


def test_in_the_background_without_permission_nothing_looks_deleted(
    phone: Any, health: Any
) -> None:
    uuid = phone.has()
    phone.forbids("READ_HEALTH_DATA_IN_BACKGROUND")
    phone.fake.foreground = False
    with pytest.raises(NotNow) as told:
        health.workout(uuid)
    assert told.value.code == ONLY_WHILE_OPEN
    phone.fake.foreground = True
    assert health.workout(uuid) is not None
    phone.fake.foreground = False
    phone.fake.allowed.add("android.permission.health.READ_HEALTH_DATA_IN_BACKGROUND")
    assert health.workout(uuid) is not None


def test_asked_too_often_nobody_asks_for_a_while_and_longer_each_time(phone: Any) -> None:
    from fitglue_phone.android.health_connect.asking import Provider  # noqa: PLC0415
    from fitglue_phone.android.health_connect.sessions import SESSION  # noqa: PLC0415

    now_s = [0.0]
    provider, uuid = Provider(phone.context, lambda: now_s[0]), phone.has()
    phone.fails(7)
    for wait_s in (60, 120, 240, 480, 900, 900):
        with pytest.raises(NotNow) as told:
            provider.one(SESSION, uuid)
        assert told.value.code == TOO_OFTEN
        calls = len(phone.fake.calls)
        now_s[0] += wait_s - 1
        with pytest.raises(NotNow):
            provider.one(SESSION, uuid)
        assert len(phone.fake.calls) == calls  # it was not asked
        now_s[0] += 1
    phone.fails(0)
    assert provider.one(SESSION, uuid) is not None


@pytest.mark.parametrize(("code", "told"), [(8, 108), (1, 101), (2, 102), (6, 106)])
def test_what_goes_wrong_has_a_code(phone: Any, health: Any, code: int, told: int) -> None:
    phone.fails(code)
    with pytest.raises(HealthFailure) as failure:
        health.changes(Kind.WORKOUTS, None, 100)
    assert failure.value.code == told
    assert isinstance(failure.value, NotNow) is (code == 8)


def test_a_phone_without_health_connect_says_so(phone: Any, health: Any) -> None:
    phone.fake.hasHealth = False
    with pytest.raises(HealthFailure) as failure:
        health.changes(Kind.WORKOUTS, None, 100)
    assert failure.value.code == 1
