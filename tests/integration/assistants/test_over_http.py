"""What an assistant may ask over HTTP, and what it is not told."""

import json
from collections.abc import Awaitable, Callable
from typing import Any

import httpx2
import pytest
from sqlalchemy import update
from starlette.testclient import TestClient

from fitglue import registry
from fitglue.domain.plugins import PluginKind
from fitglue.domain.scopes import Scope
from fitglue.mcp.http import Assistants
from fitglue.mcp.tools.activities import MOST_LISTED, MOST_POINTS
from fitglue.people import programs
from fitglue.people.acting import Acting
from fitglue.store.tables import RecordingRow
from fitglue.testing import own_loop
from fitglue.testing.assistant import Assistant, over_http
from fitglue.testing.season import REFUSED, TWICE, WAITING

Asks = Callable[[Assistant], Awaitable[None]]


def let(here: Any, asks: Asks, whose: Acting | None = None, mode: str = "auto") -> None:
    """Let an assistant with a new token ask."""

    async def come() -> None:
        async with over_http(here.address, here.token(whose or here.kim), mode) as assistant:
            await asks(assistant)

    own_loop.run(come())


@pytest.mark.parametrize("mode", ["auto", "legacy"])
def test_it_finds_a_workout_and_hears_why_it_is_not_there(here: Any, mode: str) -> None:
    async def asks(assistant: Assistant) -> None:
        found = await assistant.asks("list_activities", text="canal")
        assert found["activities"][0]["title"] == TWICE
        told = await assistant.asks("explain_delivery", activity_id=here.season.ids[REFUSED])
        (folder,) = told["targets"]
        assert folder["state"] == "refused"
        assert "did not take it. The output folder cannot be written." in " ".join(
            folder["sentences"]
        )
        assert folder["next_steps"] == ["Make room on the disk, then send again."]
        wrong = await assistant.asks("what_is_wrong")
        assert "1 delivery was not taken." in [one["sentence"] for one in wrong["troubles"]]

    let(here, asks, mode=mode)


def test_every_tool_says_what_it_does_only_reads_and_is_bounded(here: Any) -> None:
    async def asks(assistant: Assistant) -> None:
        tools = (await assistant.client.list_tools()).tools
        assert "explain_delivery" in {one.name for one in tools}
        for one in tools:
            assert len(one.description or "") > 60, one.name
            assert one.annotations is not None
            assert one.annotations.read_only_hint
            for name, parameter in one.input_schema.get("properties", {}).items():
                assert parameter.get("description") or name == "limit", (one.name, name)
        assert "too many" not in await assistant.is_refused(
            "list_activities", limit=MOST_LISTED + 1
        )
        some = {"activity_id": here.season.ids[TWICE], "streams": ["heart_rate"]}
        await assistant.is_refused("get_activity", **some, points=MOST_POINTS + 1)
        most = await assistant.asks("get_activity", **some, points=MOST_POINTS)
        assert len(most["streams"]["heart_rate"]["time_s"]) <= MOST_POINTS
        assert len(json.dumps(most)) < 40_000

    let(here, asks)


def test_pages_of_the_list_are_whole_and_days_are_local(here: Any) -> None:
    async def asks(assistant: Assistant) -> None:
        found: list[str] = []
        after = ""
        while True:
            page = await assistant.asks("list_activities", limit=20, after=after)
            found += [one["id"] for one in page["activities"]]
            after = page["next"]
            if not after:
                break
        assert sorted(found) == sorted(here.instance.store.activities.ids(here.kim.account.id))
        day = {"since": "2025-09-15", "until": "2025-09-15"}
        some = await assistant.asks("list_activities", **day)
        assert [one["title"] for one in some["activities"]] == [WAITING]
        assert await assistant.asks("list_activities", sport="no_such") == {
            "activities": [], "next": "",
        }  # fmt: skip

    let(here, asks)


def test_a_route_is_thinned_and_tells_no_place_unless_that_is_asked_for(here: Any) -> None:
    async def asks(assistant: Assistant) -> None:
        some = {"activity_id": here.season.ids[TWICE], "streams": ["route"], "points": 50}
        told = await assistant.asks("get_activity", **some)
        route = told["streams"]["route"]
        assert route["samples"] > 50
        assert len(route["altitude_m"]) == 50
        hidden = json.dumps(told)
        assert not any(word in hidden for word in ("latitude", "longitude", "course"))
        asked_for = await assistant.asks("get_activity", **some, coordinates=True)
        latitudes = asked_for["streams"]["route"]["latitude_deg"]
        assert len(latitudes) == 50
        assert not any(str(one) in hidden for one in latitudes)

    let(here, asks)


def test_time_in_zones_and_laps_are_told(here: Any) -> None:
    async def asks(assistant: Assistant) -> None:
        told = await assistant.asks("get_activity", activity_id=here.season.ids[TWICE])
        zones = told["zones"]["heart_rate"]
        assert zones["known_by"] == "highest"
        assert sum(one["seconds"] for one in zones["zones"]) == pytest.approx(3653, rel=0.05)
        assert told["streams"] == {}
        assert "heart_rate" in told["available_streams"]

    let(here, asks)


def test_runs_and_pipelines_tell_no_settings_no_facts_and_no_paths(here: Any) -> None:
    async def asks(assistant: Assistant) -> None:
        activity = here.season.ids[TWICE]
        pipelines = await assistant.asks("list_pipelines")
        assert "settings" not in json.dumps(pipelines)
        runs = await assistant.asks("list_runs", activity_id=activity)
        run = await assistant.asks("get_run", run_id=runs["runs"][0]["id"])
        assert all("facts" not in line for line in run["trace"])
        deliveries = await assistant.asks("list_deliveries", activity_id=activity)
        one = await assistant.asks("get_delivery", delivery_id=deliveries["deliveries"][0]["id"])
        assert one["state"] == "sent"
        assert str(here.instance.settings.data) not in json.dumps([deliveries, one, runs, run])

    let(here, asks)


def test_metrics_are_told_only_to_whoever_has_them_kept(here: Any) -> None:
    async def asks(assistant: Assistant) -> None:
        told = await assistant.asks("health_metrics", kind="resting_heart_rate")
        assert told["kept"] is False
        assert told["days"] == []
        long = {"since": "2020-01-01", "until": "2026-01-01"}
        refused = await assistant.is_refused("health_metrics", kind="resting_heart_rate", **long)
        assert "more than 366 days" in refused

    let(here, asks)


def test_articles_of_the_help_are_resources(here: Any) -> None:
    async def asks(assistant: Assistant) -> None:
        found = {one.uri: one for one in (await assistant.client.list_resources()).resources}
        mine = found["fitglue-help://articles/concepts/mcp"]
        assert mine.title == "Assistants (MCP)"
        assert (await assistant.reads(mine.uri)).startswith("An assistant that speaks")
        assert "fitglue-help://articles/not-delivered" in found

    let(here, asks)


def test_anothers_ids_are_answered_as_ids_of_nothing(here: Any) -> None:
    store, own = here.instance.store, here.kim.account.id
    activity = here.season.ids[TWICE]
    ids = {
        "get_activity": {"activity_id": activity},
        "explain_delivery": {"activity_id": activity},
        "list_deliveries": {"activity_id": activity},
        "get_run": {"run_id": store.runs.of_activity(own, activity)[0].id},
        "get_delivery": {"delivery_id": store.deliveries.of_activities(own, [activity])[0].id},
    }

    async def asks(assistant: Assistant) -> None:
        for tool, asked in ids.items():
            nothing = await assistant.is_refused(tool, **dict.fromkeys(asked, "nothing"))
            assert await assistant.is_refused(tool, **asked) == nothing
        for tool in ("list_activities", "list_runs", "list_connections", "list_phones"):
            (things, *_) = (await assistant.asks(tool)).values()
            assert things == []
        assert (await assistant.asks("list_runs", activity_id=activity))["runs"] == []

    let(here, asks, here.lee)


def test_what_is_read_under_terms_reaches_no_assistant(here: Any) -> None:
    bound = registry.staying()
    assert bound  # Strava's
    source, activity = min(bound), here.season.ids[REFUSED]
    name = registry.of_kind(PluginKind.SOURCE)[source].about.name
    with here.instance.store.transactions.writing() as session:
        theirs = update(RecordingRow).where(RecordingRow.activity_id == activity)
        session.execute(theirs.values(source=source))

    async def asks(assistant: Assistant) -> None:
        listed = await assistant.asks("list_activities", text="Indoor Run")
        assert activity not in [one["id"] for one in listed["activities"]]
        for tool in ("get_activity", "list_deliveries"):
            assert f"from {name} stays here" in await assistant.is_refused(
                tool, activity_id=activity
            )
        told = await assistant.asks("explain_delivery", activity_id=activity)
        assert [one["state"] for one in told["targets"]] == ["stays"]
        assert REFUSED not in json.dumps(told)
        assert (await assistant.asks("list_runs", activity_id=activity))["runs"] == []

    try:
        let(here, asks)
    finally:
        with here.instance.store.transactions.writing() as session:
            session.execute(theirs.values(source="apple_health"))


def test_only_a_token_that_reads_comes_in(here: Any) -> None:
    def answer(token: str) -> httpx2.Response:
        headers = {"accept": "application/json, text/event-stream"}
        headers |= {"authorization": f"Bearer {token}"} if token else {}
        asked = {"jsonrpc": "2.0", "id": 1, "method": "ping"}
        return httpx2.post(f"{here.address}/mcp", json=asked, headers=headers)

    assert answer(here.token(here.kim)).status_code == 200
    stranger = answer("fg_nothing")
    assert stranger.status_code == 401
    assert stranger.headers["www-authenticate"] == "Bearer"
    assert "scope “read”" in stranger.json()["next_step"]
    assert answer("").status_code == 401
    assert answer(here.token(here.kim, Scope.WRITE, Scope.SYNC)).status_code == 403
    revoked = here.token(here.kim)
    (newest, *_) = here.instance.store.tokens.of_account(here.kim.account.id)
    assert programs.revoke_token(here.kim, newest.id)
    assert answer(revoked).status_code == 401
    assert httpx2.get(f"{here.address}/mcp").status_code == 405
    elsewhere = {"origin": "https://elsewhere.example"}
    assert httpx2.post(f"{here.address}/mcp", json={}, headers=elsewhere).status_code == 403


def test_one_that_asks_too_often_is_told_when_to_come_again(here: Any) -> None:
    headers = {"authorization": f"Bearer {here.token(here.kim)}"}
    client = TestClient(Assistants(here.instance, a_minute=1))
    assert client.post("/", headers=headers, json={}).status_code != 429
    answer = client.post("/", headers=headers, json={})
    assert answer.status_code == 429
    assert int(answer.headers["retry-after"]) > 0
