"""The stand-in for the Google Health API answers as its description says."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from fitglue.testing import own_loop
from fitglue.testing.services.google_health import (
    ACTIVITY,
    EVERYTHING,
    IDENTITY,
    LOCATION,
    RECONCILE,
    TOKEN,
    Beat,
    Exercised,
    GoogleHealth,
    Reply,
    Split,
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


RUN = Exercised(
    id="2026443605080188808", start=NOON, end=NOON + timedelta(minutes=30), pool_length_mm=25_000,
    figures={"caloriesKcal": 301.5, "distanceMillimeters": 5e6, "steps": "4800"}, notes="Windy",
    events=(("PAUSE", NOON), ("AUTO_RESUME", NOON)), active_s=1750.5,
    laps=(Split(start=NOON, end=NOON + timedelta(minutes=5), kind="DISTANCE"),),
    splits=(Split(start=NOON, end=NOON + timedelta(minutes=5)),),
)  # fmt: skip
LIST, ONE = "v4/users/me/dataTypes/exercise/dataPoints", f"{RUN.id}"


def test_its_exercises_have_the_shapes_of_the_description(described: Mapping[str, Any]) -> None:
    service = GoogleHealth(exercises=[RUN, replace(RUN, id="7", by_tracker=False)], page_limit=1)
    answers = {
        "ListDataPointsResponse": service.answer(LIST, {}, TOKEN),
        "DataPoint": service.answer(f"{LIST}/{ONE}", {}, TOKEN),
        "ExportExerciseTcxResponse": service.answer(
            f"{LIST}/{ONE}:exportExerciseTcx", {"partialData": "true"}, TOKEN
        ),
        "Identity": service.answer(IDENTITY, {}, TOKEN),
    }
    for name, answer in answers.items():
        assert answer.status == 200
        told = json.loads(answer.body)
        assert not list(wrong(told, {"$ref": name}, described["schemas"])), name
    assert "nextPageToken" in answers["ListDataPointsResponse"].content


def test_its_doors_are_those_of_the_description(described: Mapping[str, Any]) -> None:
    users = described["resources"]["users"]
    points = users["resources"]["dataTypes"]["resources"]["dataPoints"]["methods"]
    named = {"usersId": "me", "dataTypesId": "exercise", "dataPointsId": ONE}
    assert points["list"]["flatPath"].format(**named) == LIST
    assert points["get"]["flatPath"].format(**named) == f"{LIST}/{ONE}"
    export = points["exportExerciseTcx"]
    assert export["flatPath"].format(**named) == f"{LIST}/{ONE}:exportExerciseTcx"
    assert "partialData" in export["parameters"]
    assert {ACTIVITY, LOCATION} <= set(export["scopes"])
    assert users["methods"]["getIdentity"]["flatPath"].format(**named) == IDENTITY
    assert set(described["auth"]["oauth2"]["scopes"]) >= EVERYTHING


def test_no_page_has_more_than_25_exercises() -> None:
    many = [replace(RUN, id=str(number)) for number in range(30)]
    page = GoogleHealth(exercises=many).answer(LIST, {"pageSize": "100"}, TOKEN).content
    assert len(page["dataPoints"]) == 25


def test_exercises_are_filtered_by_the_wall_clock_alone() -> None:
    service, field = GoogleHealth(exercises=[RUN]), "exercise.interval.civil_start_time"
    for since, found in (("2026-10-25", 1), ("2026-10-25T02:59:59", 0)):
        answer = service.answer(LIST, {"filter": f'{field} >= "{since}"'}, TOKEN)
        assert len(answer.content.get("dataPoints", [])) == found
    by_instant = 'exercise.interval.start_time >= "2026-10-25T00:00:00Z"'
    assert service.answer(LIST, {"filter": by_instant}, TOKEN).status == 400


@pytest.mark.parametrize(
    ("gps", "partial", "points"), [(True, "", 1801), (False, "", 0), (False, "true", 1801)]
)
def test_a_tcx_without_gps_has_points_only_when_asked(
    *, gps: bool, partial: str, points: int
) -> None:
    service = GoogleHealth(exercises=[replace(RUN, has_gps=gps)])
    params = {"alt": "media", "partialData": partial}
    content = service.answer(f"{LIST}/{ONE}:exportExerciseTcx", params, TOKEN).body
    assert content.count(b"<Trackpoint>") == points
    assert content.count(b"<Position>") == (points if gps else 0)


@pytest.mark.parametrize("path", [f"{LIST}/8", f"{LIST}/8:exportExerciseTcx", "v4/users/me/sleep"])
def test_what_is_not_there_is_not_found(path: str) -> None:
    assert GoogleHealth(exercises=[RUN]).answer(path, {}, TOKEN).status == 404


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
    own_loop.run(service(scope, receive, send))
    own_loop.run(service(scope, receive, send))
    assert [message["status"] for message in sent[::2]] == [429, 200]
    assert (b"retry-after", b"9") in sent[0]["headers"]
    assert len(json.loads(sent[3]["body"])["dataPoints"]) == 3
