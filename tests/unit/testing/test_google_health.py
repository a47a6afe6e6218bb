"""The stand-in for the Google Health API answers as its description says."""

import asyncio
import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from fitglue.testing.services.google_health import (
    RECONCILE,
    TOKEN,
    Beat,
    GoogleHealth,
    Reply,
    trouble,
)

DESCRIPTION = (
    Path(__file__).resolve().parents[3].parent / "shared" / "specs" / "google" / "health.v4.json"
)
NOON = datetime(2026, 10, 25, 0, 59, 58, 500_000, tzinfo=UTC)
BEATS = [Beat(NOON + timedelta(seconds=second), 120 + second) for second in range(10)]
TYPES = {
    "string": str, "integer": int, "boolean": bool, "number": (int, float), "array": list,
    "object": dict,
}  # fmt: skip


@pytest.fixture(scope="module")
def described() -> Mapping[str, Any]:
    if not DESCRIPTION.is_file():
        pytest.skip(f"the description of the API is not there: {DESCRIPTION}")
    found: Mapping[str, Any] = json.loads(DESCRIPTION.read_text())
    return found


def asked(service: GoogleHealth, token: str = TOKEN, **params: str) -> Reply:
    return service.answer(RECONCILE, params, token)


def wrong(value: Any, schema: Mapping[str, Any], all_of: Mapping[str, Any]) -> Iterator[str]:
    """Say what about a value is not as its schema tells."""
    schema = all_of[schema["$ref"]] if "$ref" in schema else schema
    if not isinstance(value, TYPES[schema["type"]]):
        yield f"{value!r} is no {schema['type']}"
    elif "enum" in schema and value not in schema["enum"]:
        yield f"{value!r} is none of {schema['enum']}"
    elif isinstance(value, list):
        for one in value:
            yield from wrong(one, schema["items"], all_of)
    elif isinstance(value, dict):
        for name, one in value.items():
            if name not in schema["properties"]:
                yield f"{name} is unknown"
            else:
                yield from wrong(one, schema["properties"][name], all_of)


def test_its_answers_have_the_shapes_of_the_description(described: Mapping[str, Any]) -> None:
    answer = asked(GoogleHealth(BEATS, page_limit=4), pageSize="10000")
    schema = {"$ref": "ReconcileDataPointsResponse"}
    assert not list(wrong(json.loads(answer.body), schema, described["schemas"]))
    assert "nextPageToken" in answer.content


def test_its_errors_have_the_shape_of_the_description(described: Mapping[str, Any]) -> None:
    error = trouble(429, "Quota exceeded.", "RATE_LIMIT_EXCEEDED").content["error"]
    known = {"code", "message", "details"}
    assert set(error) - {"status"} == known  # `status` is HTTP's mapping of google.rpc.Status
    assert known <= set(described["schemas"]["Status"]["properties"])


def test_its_address_and_parameters_are_those_of_the_description(
    described: Mapping[str, Any],
) -> None:
    points = described["resources"]["users"]["resources"]["dataTypes"]["resources"]["dataPoints"]
    method = points["methods"]["reconcile"]
    assert method["flatPath"].format(usersId="me", dataTypesId="heart-rate") == RECONCILE
    assert method["httpMethod"] == "GET"
    known = {"filter", "pageSize", "pageToken", "dataSourceFamily"}
    assert known <= set(method["parameters"])
    assert all(method["parameters"][name]["location"] == "query" for name in known)
    assert "google-wearables" in method["parameters"]["dataSourceFamily"]["description"]


def test_points_come_newest_first_page_by_page_and_each_once() -> None:
    service, token, found = GoogleHealth(BEATS, page_limit=3), {}, []
    while True:
        page = asked(service, **token).content
        found += [point["heartRate"]["beatsPerMinute"] for point in page["dataPoints"]]
        if "nextPageToken" not in page:
            break
        token = {"pageToken": page["nextPageToken"]}
    assert found == [str(129 - number) for number in range(10)]


def test_civil_time_is_the_wall_clocks_and_instants_are_not() -> None:
    (first, *_), last = asked(GoogleHealth(BEATS)).content["dataPoints"][::-1], None
    time = first["heartRate"]["sampleTime"]
    assert time["physicalTime"] == "2026-10-25T00:59:58.500000Z"
    assert time["utcOffset"] == "7200s"
    assert time["civilTime"]["time"] == {
        "hours": 2, "minutes": 59, "seconds": 58, "nanos": 500_000_000,
    }  # fmt: skip
    last = asked(GoogleHealth(BEATS)).content["dataPoints"][0]["heartRate"]["sampleTime"]
    assert last["utcOffset"] == "3600s"
    assert last["civilTime"]["time"]["hours"] == 2


def test_filters_take_instants_and_wall_clocks() -> None:
    service, moment = GoogleHealth(BEATS), "heart_rate.sample_time"
    told = f'{moment}.physical_time >= "2026-10-25T01:00:00Z"'
    assert len(asked(service, filter=told).content["dataPoints"]) == 8
    told += f' AND {moment}.physical_time < "2026-10-25T03:00:02+02:00"'
    assert len(asked(service, filter=told).content["dataPoints"]) == 2
    told = f'{moment}.civil_time >= "2026-10-25T02:59:59"'
    assert len(asked(service, filter=told).content["dataPoints"]) == 1


@pytest.mark.parametrize(
    "params",
    [
        {"filter": "heart_rate > 7"},
        {"filter": 'heart_rate.sample_time.physical_time >= "2026-10-25T01:00:00"'},
        {"filter": 'heart_rate.sample_time.civil_time >= "2026-10-25T01:00:00Z"'},
        {"pageToken": "made up"},
        {"dataSourceFamily": "fitbit"},
    ],
)
def test_what_it_does_not_understand_it_refuses(params: Mapping[str, str]) -> None:
    reply = asked(GoogleHealth(BEATS), **params)
    assert reply.status == 400
    assert reply.content["error"]["status"] == "INVALID_ARGUMENT"


def test_no_token_but_its_own_is_let_in() -> None:
    assert asked(GoogleHealth(), token="another").status == 401  # noqa: S106 - made up
    assert asked(GoogleHealth(is_revoked=True)).status == 401


def test_it_speaks_http() -> None:
    """The same answers through ASGI, for a real socket."""
    sent: list[Any] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request"}

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {
        "type": "http", "method": "GET", "path": f"/{RECONCILE}", "query_string": b"pageSize=3",
        "headers": [(b"authorization", f"Bearer {TOKEN}".encode())],
    }  # fmt: skip
    busy = trouble(429, "Quota exceeded.", retry_after_s=9)
    service = GoogleHealth(BEATS, next_replies=[busy])
    asyncio.run(service(scope, receive, send))
    asyncio.run(service(scope, receive, send))
    assert [message["status"] for message in sent[::2]] == [429, 200]
    assert (b"retry-after", b"9") in sent[0]["headers"]
    assert len(json.loads(sent[3]["body"])["dataPoints"]) == 3
