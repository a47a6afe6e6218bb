"""What FitGlue asks of Hevy, and what the stand-in answers, is what Hevy's description says."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx2
import pytest

from fitglue.domain import sport
from fitglue.domain.arrival import SourceTools, Span
from fitglue.domain.plugins import TargetTools
from fitglue.domain.workout import ExerciseSet, SetRole
from fitglue.services.hevy import plugin as service
from fitglue.sources.hevy import Hevy as HevySource
from fitglue.targets.hevy import Hevy as HevyTarget
from fitglue.targets.hevy.settings import HevySettings
from fitglue.testing.arrivals import a_run
from fitglue.testing.conformance.targets import an_activity
from fitglue.testing.services import connected
from fitglue.testing.services.hevy import KEY, HevySite
from fitglue.testing.services.open_api import HeldAgainst, OpenApi
from fitglue.testing.web_site import served

_ANSWER = {"content": {"application/json": {"schema": {"$ref": None, "oneOf": [
    {"$ref": "#/components/schemas/Workout"},
    {"type": "array", "items": {"$ref": "#/components/schemas/Workout"}},
    {"type": "object", "properties": {"workout": {"oneOf": [
        {"$ref": "#/components/schemas/Workout"},
        {"type": "array", "items": {"$ref": "#/components/schemas/Workout"}},
    ]}}},
    {"type": "string"},
]}}}}  # fmt: skip
_REFUSALS = {str(status): {"description": "refused"} for status in (401, 403, 404, 429)}

#: Where the description is known to say less than the service does: answers to writing come in
#: several shapes, and what is refused to whom is not told.
GAPS: dict[str, Any] = {
    "paths": {
        "/v1/workouts": {
            "get": {"responses": _REFUSALS},
            "post": {"responses": {"201": _ANSWER, **_REFUSALS}},
        },
        "/v1/workouts/{workoutId}": {"put": {"responses": {"200": _ANSWER, **_REFUSALS}}},
        "/v1/user/info": {"get": {"responses": _REFUSALS}},
    }
}
SETS = (
    ExerciseSet(None, None, exercise="Pull Up", repetitions=8, superset=1, note="Slow."),
    ExerciseSet(None, None, exercise="Push Up", repetitions=12, superset=1, rpe=8.4),
    ExerciseSet(None, 61.5, exercise="Plank", role=SetRole.FAILURE),
    ExerciseSet(None, None, exercise="Farmers Walk", weight_kg=32.5, distance_m=40.4),
    ExerciseSet(None, None, exercise="Jefferson Curl", repetitions=5, role=SetRole.WARM_UP),
)


@pytest.fixture
def api(samples: Path) -> OpenApi:
    description = samples.parent / "specs" / "hevy" / "hevy-openapi.json"
    return OpenApi(json.loads(description.read_text()), GAPS)


def used(url: str) -> None:
    """Use all of Hevy that FitGlue uses."""
    connection = connected(service, {"api_key": KEY, "base_url": url})
    service.who(connection)
    tools = TargetTools(settings=HevySettings(), output=Path(), owner="kim", connection=connection)
    lifting = a_run(sport=sport.by_key("traditional_strength_training"), sets=SETS)
    target = HevyTarget()
    receipt = target.deliver(an_activity(lifting, title="Pull day"), tools)
    target.update(an_activity(lifting, title="Push day"), receipt, tools)
    target.deliver(an_activity(a_run(days=1)), tools)
    source = HevySource()
    reading = SourceTools(default_zone="Europe/Paris", zone_at=lambda _lat, _lon: None)
    since = (datetime.now(UTC) - timedelta(hours=1)).isoformat()
    assert len(source.changes(connection, {"since": since}, reading).arrivals) == 2
    everything = Span(datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC))
    assert len(source.past(connection, everything, {}, reading).arrivals) == 2
    assert source.count(connection, everything) == 2


@pytest.mark.samples
@pytest.mark.parametrize("shape", ["bare", "list", "workout", "workout_list", "id"])
def test_requests_and_answers_are_as_described(api: OpenApi, shape: str) -> None:
    site = HevySite(answers=(shape,))
    watched = HeldAgainst(site, api)
    with served(watched) as url:
        used(url)
        for name in site.workouts:
            answer = httpx2.get(f"{url}/v1/workouts/{name}", headers={"api-key": KEY})
            assert answer.status_code == 200
    assert watched.problems == []
    asked = {(way, path.partition("?")[0].rstrip("0123456789abcdef-")) for way, path in site.asked}
    assert len(asked) == 8


@pytest.mark.samples
def test_what_is_deleted_is_told_as_described(api: OpenApi) -> None:
    site = HevySite()
    watched = HeldAgainst(site, api)
    with served(watched) as url:
        used(url)
        site.delete(next(iter(site.workouts)))
        address, key = f"{url}/v1/workouts/events", {"api-key": KEY}
        events = httpx2.get(address, headers=key).json()["events"]
    assert {one["type"] for one in events} == {"deleted", "updated"}
    assert watched.problems == []


@pytest.mark.samples
def test_what_is_refused_is_described(api: OpenApi) -> None:
    site = HevySite()
    watched = HeldAgainst(site, api)
    with served(watched) as url:
        key = {"api-key": KEY}
        told = [
            httpx2.get(f"{url}/v1/workouts?pageSize=11", headers=key).status_code,
            httpx2.get(f"{url}/v1/workouts?page=7", headers=key).status_code,
            httpx2.get(f"{url}/v1/workouts", headers={"api-key": "x"}).status_code,
            httpx2.post(f"{url}/v1/workouts", headers=key, json={"workout": {}}).status_code,
            httpx2.get(f"{url}/v1/workouts/none", headers=key).status_code,
        ]
    assert told == [400, 404, 401, 400, 404]
    assert watched.problems == []
