"""The stand-in for Intervals.icu answers as the service does, by its own description."""

import gzip
import json
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import httpx2
import pytest

from fitglue.domain.activity import Activity
from fitglue.domain.arrival import SourceTools, Span
from fitglue.domain.asking import Ask
from fitglue.domain.pace import Window
from fitglue.domain.plugins import NoSettings, TargetTools
from fitglue.services.intervals import plugin as service
from fitglue.sources.intervals import plugin as source
from fitglue.targets.intervals import plugin as target
from fitglue.testing.arrivals import a_run
from fitglue.testing.conformance.targets import an_activity
from fitglue.testing.recorded_files import fit_file, gpx_file, tcx_file, zip_bytes
from fitglue.testing.services.intervals import KEY, PER_SECOND, IntervalsIcu
from fitglue.testing.services.intervals.account import IntervalsAccount, intervals_account
from fitglue.testing.services.intervals.kept import EDITABLE, TYPES

SPECIFICATION = (
    Path(__file__).resolve().parents[4] / "shared/specs/intervals/intervals-openapi.json"
)
ACTIVITIES = "athlete/0/activities"
TOOLS = SourceTools(default_zone="Europe/Paris", zone_at=lambda *_: None)
SPRING_2026 = Span(datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 6, 1, tzinfo=UTC))


@pytest.fixture
def account() -> Iterator[IntervalsAccount]:
    with intervals_account(service) as account:
        yield account


@pytest.fixture
def web(account: IntervalsAccount) -> Iterator[httpx2.Client]:
    address = getattr(account.connection.settings, "base_url")  # noqa: B009 - any service's
    with httpx2.Client(
        base_url=f"{address}/api/v1/", auth=("API_KEY", KEY), headers={"User-Agent": "tests/1"}
    ) as web:
        yield web


def sent(web: httpx2.Client, content: bytes, name: str = "a.fit", **params: str) -> httpx2.Response:
    return web.post(ACTIVITIES, params=params, files={"file": (name, content)})


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.fit", fit_file()),
        ("a.gpx", gpx_file()),
        ("a.tcx", tcx_file()),
        ("a.fit.gz", gzip.compress(fit_file())),
        ("a.zip", zip_bytes({"a.fit": fit_file(), "read-me.txt": b"hello"})),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_every_kind_of_file_is_taken_once(web: httpx2.Client, name: str, content: bytes) -> None:
    first, again = sent(web, content, name), sent(web, content, name)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    assert re.fullmatch(r"i\d+", first.json()["activities"][0]["id"])


def test_what_is_no_file_of_a_workout_is_refused_with_a_reason(web: httpx2.Client) -> None:
    for content in (b"", b"holiday", fit_file()[:-9], b"<gpx/>", b"\x1f\x8b broken"):
        answer = sent(web, content)
        assert answer.status_code == 422
        assert answer.json()["status"] == 422
        assert answer.json()["error"]


def test_an_upload_in_another_field_is_refused(web: httpx2.Client) -> None:
    answer = web.post(ACTIVITIES, files={"upload": ("a.fit", fit_file())})
    assert answer.status_code == 400


@pytest.mark.parametrize("user", ["api_key", KEY, "", "kim"])
def test_the_user_is_exactly_api_key(web: httpx2.Client, user: str) -> None:
    assert web.get("athlete/0", auth=(user, KEY)).status_code == 401


def test_who_gives_no_name_meets_the_firewall(web: httpx2.Client) -> None:
    for nameless in ("", "python-httpx2/2.0", "curl/8"):
        answer = web.get("athlete/0", headers={"User-Agent": nameless})
        assert (answer.status_code, answer.text) == (403, "error code: 1010")


def test_the_list_is_of_local_days_the_newest_first(
    account: IntervalsAccount, web: httpx2.Client
) -> None:
    for moment in ("2026-03-14T23:30:00Z", "2026-03-15T10:00:00Z", "2026-03-16T10:00:00Z"):
        account.record(datetime.fromisoformat(moment))
    params = {"oldest": "2026-03-15", "newest": "2026-03-15", "fields": "start_date_local,gear"}
    listed = web.get(ACTIVITIES, params=params).json()
    assert listed == [
        {"start_date_local": "2026-03-15T11:00:00"},
        {"start_date_local": "2026-03-15T00:30:00"},
    ]
    assert len(web.get(ACTIVITIES, params={"oldest": "2026-03-01", "limit": "1"}).json()) == 1
    assert web.get(ACTIVITIES).status_code == 400


def test_what_came_from_strava_is_an_empty_stub(
    account: IntervalsAccount, web: httpx2.Client
) -> None:
    kept = account.site.plant_from_strava(datetime(2026, 3, 14, 17, 30, tzinfo=UTC))
    told = web.get(f"activity/{kept.id}").json()
    assert set(told) == {"id", "icu_athlete_id", "start_date_local", "source"}
    assert web.put(f"activity/{kept.id}", json={"name": "Mine"}).status_code == 422
    for file in ("file", "fit-file", "gpx-file", "streams.json"):
        assert web.get(f"activity/{kept.id}/{file}").status_code == 422


def test_files_and_streams_come_back(account: IntervalsAccount, web: httpx2.Client) -> None:
    (kept,) = account.site.plant(fit_file(), "ride.fit")
    assert web.get(f"activity/{kept.id}/file").content == fit_file()
    assert web.get(f"activity/{kept.id}/fit-file").content[8:12] == b".FIT"
    assert b"<trkpt " in web.get(f"activity/{kept.id}/gpx-file").content
    streams = web.get(f"activity/{kept.id}/streams.json?types=time,heartrate").json()
    assert [one["type"] for one in streams] == ["time", "heartrate"]
    assert web.get(f"activity/{kept.id}/streams.csv").text.startswith("time,")
    account.site.gzips_files = True
    assert gzip.decompress(web.get(f"activity/{kept.id}/file").content) == fit_file()


def test_fields_out_of_range_are_refused(account: IntervalsAccount, web: httpx2.Client) -> None:
    (kept,) = account.site.plant(fit_file())
    for wrong in ({"icu_rpe": 11}, {"feel": 0}, {"type": "Curling"}, {"id": "i1"}, {"name": 3}):
        assert web.put(f"activity/{kept.id}", json=wrong).status_code == 422
    assert web.put(f"activity/{kept.id}", content=b"not json").status_code == 400


def test_limits_move_and_are_told() -> None:
    now = [0.0]
    limits = (PER_SECOND, Window(12, 900.0), Window(5_000, 86_400.0))
    with intervals_account(service, IntervalsIcu(limits=limits, clock=lambda: now[0])) as account:
        ask = Ask(path="athlete/0")
        for _ in range(PER_SECOND.calls):
            account.connection.ask(ask)
        assert account.site.is_too_often()
        now[0] += 1.1
        told = account.connection.ask(ask).headers
        assert told["x-ratelimit-limit"] == "12,5000"
        assert told["x-ratelimit-remaining"] == "1,4989"
        account.connection.ask(ask)
        assert account.site.is_too_often()
        assert account.site.wait_s() == 899


def test_wellness_is_kept_by_the_day(account: IntervalsAccount, web: httpx2.Client) -> None:
    web.put("athlete/0/wellness/2026-03-14", json={"restingHR": 48})
    web.put("athlete/0/wellness-bulk", json=[{"id": "2026-03-14", "weight": 70.5}])
    kept = {"id": "2026-03-14", "restingHR": 48, "weight": 70.5}
    assert account.site.wellness == {date(2026, 3, 14): kept}
    assert web.get("athlete/0/wellness").json() == [kept]


# What follows holds both directions against the description, where that lies beside the checkout.


@pytest.fixture(scope="module")
def specification() -> Mapping[str, Any]:
    if not SPECIFICATION.is_file():
        pytest.skip(f"the description is not there: {SPECIFICATION}")
    return json.loads(SPECIFICATION.read_text())


def complaints(
    specification: Mapping[str, Any], schema: Mapping[str, Any], told: Any, at: str = "$"
) -> Iterator[str]:
    """Hold a value against a schema, as far as this description uses JSON Schema."""
    if "$ref" in schema:
        schema = specification["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    kinds = {
        "string": str, "integer": int, "boolean": bool, "number": (int, float), "array": list,
        "object": dict,
    }  # fmt: skip
    if told is None:
        return
    if not isinstance(told, kinds[schema.get("type", "object")]):
        yield f"{at} is no {schema.get('type')}"
    elif "enum" in schema and told not in schema["enum"]:
        yield f"{at} is none of its values"
    elif isinstance(told, list):
        for one in told:
            yield from complaints(specification, schema.get("items", {}), one, f"{at}[]")
    elif isinstance(told, dict) and "properties" in schema:
        yield from (f"{at}.{name} is not there" for name in set(told) - set(schema["properties"]))
        for name, value in told.items():
            inner = schema["properties"].get(name, {"type": "object"})
            if name in schema["properties"]:
                yield from complaints(specification, inner, value, f"{at}.{name}")


def operation(specification: Mapping[str, Any], method: str, path: str) -> Mapping[str, Any]:
    """Find the operation that a request asks for. Raises AssertionError without one."""
    for template, operations in specification["paths"].items():
        pattern = re.sub(r"\{\w+\}", "[^/]*", template)
        if re.fullmatch(pattern, path) and method.lower() in operations:
            return operations[method.lower()]
    raise AssertionError(f"there is no {method} {path}")


def schema_of(described: Mapping[str, Any]) -> Mapping[str, Any]:
    """Give the schema of an answer; stubs are activities too."""
    answers = described["responses"]
    content = (answers.get("200") or answers["default"]).get("content", {})
    schema = content.get("*/*", {}).get("schema", {})
    return schema["oneOf"][0] if "oneOf" in schema else schema


def test_every_answer_has_the_shape_of_the_description(
    account: IntervalsAccount, web: httpx2.Client, specification: Mapping[str, Any]
) -> None:
    (kept,) = account.site.plant(fit_file(), external_id="x", device_name="Watch")
    account.site.plant_from_strava(datetime(2026, 3, 14, tzinfo=UTC))
    account.site.plant_typed_in(datetime(2026, 3, 14, tzinfo=UTC))
    asked: list[tuple[str, str, dict[str, Any]]] = [
        ("GET", "athlete/0", {}),
        ("GET", f"{ACTIVITIES}?oldest=2026-03-01", {}),
        ("POST", ACTIVITIES, {"files": {"file": ("b.fit", fit_file(1))}}),
        ("GET", f"activity/{kept.id}", {}),
        ("PUT", f"activity/{kept.id}", {"json": {"name": "Loop", "feel": 3, "tags": ["a"]}}),
        ("GET", f"activity/{kept.id}/streams.json", {}),
        ("PUT", "athlete/0/wellness/2026-03-14", {"json": {"restingHR": 48}}),
        ("PUT", "athlete/0/wellness-bulk", {"json": [{"id": "2026-03-14", "steps": 9}]}),
        ("GET", "athlete/0/wellness", {}),
        ("DELETE", f"activity/{kept.id}", {}),
    ]
    for method, path, body in asked:
        answer = web.request(method, path, **body)
        described = operation(specification, method, f"/api/v1/{path.partition('?')[0]}")
        assert answer.is_success
        if answer.content and (schema := schema_of(described)):
            wrong = list(complaints(specification, schema, answer.json()))
            # A stream's values are a list, which the description calls an object.
            assert [one for one in wrong if one != "$[].data is no object"] == []


def test_every_request_of_ours_is_in_the_description(
    account: IntervalsAccount, specification: Mapping[str, Any]
) -> None:
    tools = TargetTools(
        settings=NoSettings(), output=Path(), owner="kim", connection=account.connection
    )
    activity: Activity = an_activity(a_run(minutes=1, indoor=True, effort=6.0))
    receipt = target.deliver(activity, tools)
    target.find(activity, tools)
    updated = target.update(an_activity(a_run(minutes=2), "Canal loop"), receipt, tools)
    source.past(account.connection, SPRING_2026, {}, TOOLS)
    target.delete(updated, tools)
    for one in account.site.asked:
        described = operation(specification, one.method, one.path)
        known = {told["name"] for told in described.get("parameters", []) if told["in"] == "query"}
        assert set(one.params) <= known
        if one.content_type == "application/json":
            schema = described["requestBody"]["content"]["application/json"]["schema"]
            assert list(complaints(specification, schema, json.loads(one.body))) == []


def test_types_and_fields_are_those_of_the_description(specification: Mapping[str, Any]) -> None:
    schemas = specification["components"]["schemas"]
    assert set(schemas["SportSettings"]["properties"]["types"]["items"]["enum"]) == TYPES
    assert set(EDITABLE) <= set(schemas["Activity"]["properties"])
