"""The stand-in for Strava answers as its description and its pages say."""

import gzip
import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx2
import pytest

from fitglue.domain.oauth import Tokens
from fitglue.domain.plugins import TargetTools
from fitglue.domain.secret import Secret
from fitglue.formats.fit import encode_activity
from fitglue.services import strava as service
from fitglue.targets.strava import Strava as StravaTarget
from fitglue.targets.strava.settings import StravaTargetSettings
from fitglue.testing.conformance.targets import an_activity
from fitglue.testing.services import OpenKeeper, connected
from fitglue.testing.services.chaos import short_runs
from fitglue.testing.services.faults import Fault, Receive, Scope, Send
from fitglue.testing.services.strava import Strava
from fitglue.testing.web_site import served

DESCRIPTION = (
    Path(__file__).resolve().parents[3].parent
    / "shared" / "specs" / "strava" / "strava-swagger.json"
)  # fmt: skip
EVERYTHING = ("read", "activity:read_all", "activity:write")
FIT = encode_activity(short_runs(1)[0])
GPX = b"""<?xml version="1.0"?><gpx creator="A watch with barometer" version="1.1"
 xmlns="http://www.topografix.com/GPX/1/1"><trk><trkseg>
 <trkpt lat="45.1" lon="4.8"><time>2026-03-14T17:30:00Z</time></trkpt>
 <trkpt lat="45.2" lon="4.9"><time>2026-03-14T18:00:00Z</time></trkpt>
</trkseg></trk></gpx>"""
TCX = b"""<?xml version="1.0"?><TrainingCenterDatabase
 xmlns="http://www.garmin.com/xmlschemas/TrainingCenterDatabase/v2"><Activities>
 <Activity Sport="Biking"><Id>2026-03-15T17:30:00Z</Id><Lap StartTime="2026-03-15T17:30:00Z">
 <TotalTimeSeconds>600</TotalTimeSeconds><DistanceMeters>5000</DistanceMeters><Track>
 <Trackpoint><Time>2026-03-15T17:30:00Z</Time></Trackpoint>
 <Trackpoint><Time>2026-03-15T17:40:00Z</Time></Trackpoint>
 </Track></Lap></Activity></Activities></TrainingCenterDatabase>"""
SETS = json.dumps(
    {
        "version": "1.0", "start_time": "2026-03-16T07:00:00+01:00", "utc_offset": 3600,
        "elapsed_time": 2400, "sets": [{"exercise_type": "bench_press", "repetitions": 8}],
    }
).encode()  # fmt: skip


class Front:
    """A place for one stand-in after the other."""

    site: Strava

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.site(scope, receive, send)


@pytest.fixture(scope="module")
def front() -> Front:
    return Front()


@pytest.fixture(scope="module")
def address(front: Front) -> Iterator[str]:
    front.site = Strava()
    with served(front) as url:
        yield url


@pytest.fixture
def site(front: Front, address: str) -> Strava:
    del address
    front.site = Strava()
    return front.site


@pytest.fixture
def api(site: Strava, address: str) -> Iterator[httpx2.Client]:
    grant = site.signing_in.let_in(*EVERYTHING)
    headers = {"authorization": f"Bearer {grant.access}"}
    with httpx2.Client(base_url=f"{address}/api/v3", headers=headers, timeout=30) as client:
        yield client


def uploaded(api: httpx2.Client, file: bytes = FIT, kind: str = "fit", **form: str) -> Any:
    told = {"data_type": kind, **form}
    return api.post("/uploads", data=told, files={"file": (f"one.{kind}", file)}).json()


def became(api: httpx2.Client, file: bytes = FIT, kind: str = "fit", **form: str) -> Any:
    return api.get(f"/uploads/{uploaded(api, file, kind, **form)['id']}").json()


# Uploads.


def test_an_upload_is_worked_on_and_then_ready(site: Strava, api: httpx2.Client) -> None:
    site.polls_needed = 1
    told = uploaded(api, external_id="98765")
    assert told == {
        "id": told["id"], "id_str": str(told["id"]), "external_id": "98765.fit", "error": None,
        "status": "Your activity is still being processed.", "activity_id": None,
    }  # fmt: skip
    assert api.get(f"/uploads/{told['id']}").json() == told
    ready = api.get(f"/uploads/{told['id']}").json()
    assert ready["status"] == "Your activity is ready."
    assert ready["activity_id"] in site.activities
    assert min(ready["id"], ready["activity_id"]) > 2**31


def test_the_name_of_the_file_is_the_id_of_one_without() -> None:
    assert Strava().take({"data_type": "fit"}, "one.fit", FIT)["external_id"] == "one.fit"


@pytest.mark.parametrize(
    ("file", "kind", "expected"),
    [
        (FIT, "fit", ("Run", 60)),
        (gzip.compress(FIT), "fit.gz", ("Run", 60)),
        (GPX, "gpx", ("Workout", 1800)),
        (TCX, "tcx", ("Ride", 600)),
        (gzip.compress(TCX), "tcx.gz", ("Ride", 600)),
    ],
    ids=["fit", "fit.gz", "gpx", "tcx", "tcx.gz"],
)
def test_files_of_every_kind_become_activities(
    file: bytes, kind: str, expected: tuple[str, float], site: Strava, api: httpx2.Client
) -> None:
    there = site.activities[became(api, file, kind)["activity_id"]]
    assert (there.sport_type, there.track.elapsed_s) == expected
    assert there.trainer is (kind != "gpx")


def test_sets_are_taken_for_the_sports_that_have_them(api: httpx2.Client) -> None:
    assert became(api, SETS, "json", sport_type="WeightTraining")["activity_id"]
    assert became(api, SETS, "json", sport_type="Run")["error"]


@pytest.mark.parametrize(
    ("file", "kind"),
    [
        (FIT[:-2] + b"\x00\x01", "fit"),
        (FIT[: len(FIT) // 2], "fit"),
        (b"no file", "fit"),
        (b"no file", "fit.gz"),
        (GPX.replace(b"18:00", b"17:00"), "gpx"),
        (GPX.replace(b"trkpt", b"wpt"), "gpx"),
        (b'<!DOCTYPE a [<!ENTITY b "c">]>' + GPX.partition(b"?>")[2], "gpx"),
        (TCX.replace(b"Activity ", b"Course "), "tcx"),
        (b"<a", "tcx"),
    ],
)
def test_a_broken_file_ends_in_an_error(
    file: bytes, kind: str, site: Strava, api: httpx2.Client
) -> None:
    told = became(api, file, kind)
    assert told["status"] == "There was an error processing your activity."
    assert told["error"]
    assert told["activity_id"] is None
    assert site.activities == {}


@pytest.mark.parametrize(("file", "kind"), [(b"", "fit"), (FIT, "doc"), (b"0" * (26 << 20), "fit")])
def test_what_needs_no_work_to_be_seen_is_refused_at_once(
    file: bytes, kind: str, site: Strava, api: httpx2.Client
) -> None:
    answer = api.post("/uploads", data={"data_type": kind}, files={"file": ("a", file)})
    assert answer.status_code == 400
    assert answer.json()["error"]
    assert site.uploads == {}


@pytest.mark.parametrize("links", [False, True], ids=["by number", "by link"])
def test_the_same_again_is_a_duplicate(
    links: bool,
    site: Strava,
    api: httpx2.Client,
) -> None:
    site.links = links
    first = became(api)["activity_id"]
    by_another = encode_activity(an_activity(short_runs(1)[0].workout))
    again = became(api, by_another, external_id="b")
    named = f"activity {first}" if not links else f"<a href='/activities/{first}' target='_blank'>"
    assert f"b.fit duplicate of {named}" in again["error"]
    assert len(site.activities) == 1


def test_another_start_is_another_activity(site: Strava, api: httpx2.Client) -> None:
    for run in short_runs(3):
        assert became(api, encode_activity(run))["activity_id"]
    assert len(site.activities) == 3


def test_one_that_was_deleted_there_is_told_so(site: Strava, api: httpx2.Client) -> None:
    told = became(api)
    site.delete_there(told["activity_id"])
    assert api.get(f"/uploads/{told['id']}").json()["status"] == (
        "The created activity has been deleted."
    )


# Activities.


def test_only_json_changes_an_activity(api: httpx2.Client) -> None:
    path = f"/activities/{became(api)['activity_id']}"
    assert api.put(path, params={"commute": "true"}).json()["commute"] is False
    assert api.put(path, data={"commute": "true"}).json()["commute"] is False
    told = api.put(path, json={"commute": True, "sport_type": "TrailRun", "gear_id": "b1"}).json()
    assert (told["commute"], told["sport_type"], told["gear_id"]) == (True, "TrailRun", "b1")
    assert api.put(path, json={"gear_id": "none"}).json()["gear_id"] is None
    assert api.put(path, json={"sport_type": "run"}).status_code == 400
    assert api.put(path, content=b"[", headers={"content-type": "application/json"}).is_error


def test_what_only_the_athlete_sees_needs_the_larger_scope(
    site: Strava, api: httpx2.Client
) -> None:
    site.are_private = True
    path = f"/activities/{became(api)['activity_id']}"
    lesser = site.signing_in.let_in("activity:read", "activity:write")
    less = {"authorization": f"Bearer {lesser.access}"}
    assert api.get(path).json()["private"] is True
    assert api.get(path, headers=less).status_code == 404
    assert api.put(path, json={}, headers=less).status_code == 404
    assert api.get("/athlete/activities", headers=less).json() == []


def test_lists_come_in_pages_and_between_two_moments(api: httpx2.Client) -> None:
    runs = short_runs(5)
    for run in runs:
        became(api, encode_activity(run), name=run.title)
    middle = int(runs[2].workout.start.timestamp())
    pages = [{"per_page": "2", "page": str(page)} for page in (1, 2, 3, 4)]
    names = [
        [one["name"] for one in api.get("/athlete/activities", params=p).json()] for p in pages
    ]
    assert names == [["Run 0", "Run 1"], ["Run 2", "Run 3"], ["Run 4"], []]
    later = api.get("/athlete/activities", params={"after": str(middle)}).json()
    assert [one["name"] for one in later] == ["Run 1", "Run 0"]
    before = api.get("/athlete/activities", params={"before": str(middle)}).json()
    assert [one["name"] for one in before] == ["Run 3", "Run 4"]
    assert api.get("/athlete/activities", params={"per_page": "201"}).status_code == 400


def test_streams_come_by_their_type(api: httpx2.Client) -> None:
    path = f"/activities/{became(api, encode_activity(an_activity()))['activity_id']}/streams"
    told = api.get(path, params={"keys": "time,latlng,heartrate,watts", "key_by_type": "true"})
    assert set(told.json()) == {"time", "latlng", "heartrate"}
    time = told.json()["time"]
    assert len(time["data"]) == time["original_size"] == len(told.json()["latlng"]["data"])
    assert time["data"] == sorted(time["data"])
    assert api.get(path, params={"keys": "time"}).status_code == 400


# Who may, and how often.


def test_strangers_and_the_ill_equipped_are_told_apart(site: Strava, api: httpx2.Client) -> None:
    stranger = api.get("/athlete", headers={"authorization": "Bearer x"})
    assert stranger.status_code == 401
    assert stranger.json() == {
        "message": "Authorization Error",
        "errors": [{"resource": "Athlete", "field": "access_token", "code": "invalid"}],
    }
    reader = site.signing_in.let_in("read")
    answer = api.get("/uploads/1", headers={"authorization": f"Bearer {reader.access}"})
    assert answer.json()["errors"][0] == {
        "resource": "Athlete", "field": "activity:write_permission", "code": "missing",
    }  # fmt: skip


def test_an_inactive_application_is_shut_out(site: Strava, api: httpx2.Client) -> None:
    site.is_inactive = True
    answer = api.get("/athlete")
    assert answer.status_code == 403
    assert answer.json() == {
        "message": "Forbidden",
        "errors": [{"resource": "Application", "field": "Status", "code": "Inactive"}],
    }


@pytest.mark.parametrize(
    "wrong",
    [{"client_id": "1"}, {"redirect_uri": "https://else.where/"}, {"response_type": "token"},
     {"scope": "read activity:write"}],
    ids=lambda wrong: next(iter(wrong)),
)  # fmt: skip
def test_a_wrong_way_to_the_page_is_refused(
    wrong: dict[str, str], site: Strava, address: str
) -> None:
    right = {
        "client_id": site.signing_in.client_id, "redirect_uri": "https://fitglue.example/back",
        "response_type": "code", "scope": "read,activity:write", "approval_prompt": "force",
    }  # fmt: skip
    assert httpx2.get(f"{address}/oauth/authorize", params=right).is_success
    answer = httpx2.get(f"{address}/oauth/authorize", params=right | wrong)
    assert answer.status_code == 400
    assert answer.json()["errors"]


def test_a_refresh_without_rotation_keeps_the_refresh_token(site: Strava) -> None:
    site.signing_in.rotates = False
    grant = site.signing_in.let_in("read")
    form = {
        "client_id": site.signing_in.client_id, "client_secret": site.signing_in.client_secret,
        "grant_type": "refresh_token", "refresh_token": grant.refresh,
    }  # fmt: skip
    first = site.signing_in.token(form, {})
    assert site.signing_in.token(form, {}) == first
    assert first["expires_in"] == 21_600


class Clock:
    """A clock that is set by hand."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now


def test_both_limits_are_counted_by_quarters_and_days(site: Strava, api: httpx2.Client) -> None:
    clock = Clock(datetime(2026, 11, 26, 23, 44, tzinfo=UTC))
    site.signing_in.now = clock
    for grant in site.signing_in.grants:
        grant.expires_at = clock.now + timedelta(days=2)
    site.limits.overall, site.limits.read = (4, 100), (2, 50)
    uploaded(api)
    assert api.get("/athlete").headers["x-ratelimit-usage"] == "2,2"
    last = api.get("/athlete")
    assert last.headers["x-readratelimit-usage"] == "2,2"
    assert last.headers["x-readratelimit-limit"] == "2,50"
    beyond = api.get("/athlete")
    assert beyond.status_code == 429
    assert beyond.json()["message"] == "Rate Limit Exceeded"
    assert beyond.headers["x-readratelimit-usage"] == "3,3"  # beyond the limit it counts too
    assert api.post("/uploads", data={}).status_code == 429
    clock.now += timedelta(minutes=2)
    assert api.get("/athlete").headers["x-ratelimit-usage"] == "1,6"
    clock.now += timedelta(minutes=15)
    assert api.get("/athlete").headers["x-ratelimit-usage"] == "1,1"


def test_a_busy_day_has_the_headers_of_strava(site: Strava, api: httpx2.Client) -> None:
    site.faults.script = [Fault.BUSY]
    answer = api.get("/athlete")
    assert answer.status_code == 429
    assert answer.headers["x-ratelimit-usage"].startswith("201,")


# The description: https://developers.strava.com/swagger/swagger.json

#: What the description lacks, and the pages about uploads and changes tell.
UNDESCRIBED = {
    ("POST", "/uploads"): {"sport_type"},
    ("PUT", "/activities/{id}"): {
        "name", "description", "sport_type", "trainer", "commute", "hide_from_home",
    },
}  # fmt: skip
KINDS = {bool: bool, int: (int, float), float: (int, float), str: str, list: list, dict: dict}


@pytest.fixture(scope="module")
def described() -> Mapping[str, Any]:
    if not DESCRIPTION.is_file():
        pytest.skip(f"the description of the API is not there: {DESCRIPTION}")
    found: Mapping[str, Any] = json.loads(DESCRIPTION.read_text())
    return found


def operation(described: Mapping[str, Any], method: str, path: str) -> Mapping[str, Any]:
    paths = described["paths"]
    known = paths.get(path) or paths[path.replace("{id}", "{uploadId}")]
    found: Mapping[str, Any] = known[method.lower()]
    return found


def parameters(described: Mapping[str, Any], of: Mapping[str, Any]) -> set[str]:
    return {
        one["name"]
        if "name" in one
        else described["parameters"][one["$ref"].split("/")[-1]]["name"]
        for one in of.get("parameters", ())
    }


@pytest.mark.samples
def test_all_that_the_target_asks_is_described(
    described: Mapping[str, Any], site: Strava, address: str
) -> None:
    grant = site.signing_in.let_in(*EVERYTHING)
    keeper = OpenKeeper(Tokens(access=Secret(grant.access)))
    kim = connected(service.plugin, site.settings_at(address, renews_private=True), keeper=keeper)
    service.plugin.who(kim)
    settings = StravaTargetSettings(mutes=True)
    tools = TargetTools(settings=settings, output=Path(), owner="kim", connection=kim)
    target = StravaTarget(looks_s=(0.0,))
    commute = replace(an_activity(), tags=("commute",), description="To work.")
    receipt = target.deliver(commute, tools)
    target.update(replace(commute, title="To work"), receipt, tools)
    for asked in site.asked:
        known = parameters(described, operation(described, asked.method, asked.path))
        more = UNDESCRIBED.get((asked.method, asked.path), set())
        assert asked.names <= known | more, asked
    assert {(one.method, one.path) for one in site.asked} == {
        ("GET", "/athlete"), ("POST", "/uploads"), ("GET", "/uploads/{id}"),
        ("GET", "/activities/{id}"), ("PUT", "/activities/{id}"),
    }  # fmt: skip


def wrong(told: Mapping[str, Any], example: Mapping[str, Any]) -> list[str]:
    """Name what an example does not have, or has as another kind of value."""
    return [
        name
        for name, value in told.items()
        if name not in example
        or (
            not (value is None or example[name] is None)
            and not isinstance(value, KINDS[type(example[name])])
        )
    ]


@pytest.mark.samples
def test_its_answers_have_the_shapes_of_the_examples(
    described: Mapping[str, Any], api: httpx2.Client
) -> None:
    path = f"/activities/{became(api, encode_activity(an_activity()))['activity_id']}"
    listed = example_of(described, "GET", "/athlete/activities")[0]
    whole = listed | example_of(described, "GET", "/activities/{id}")
    assert wrong(api.get(path).json(), whole) == []
    assert wrong(api.put(path, json={"commute": True}).json(), whole) == []
    assert wrong(api.get("/athlete/activities").json()[0], listed) == []
    assert wrong(api.get("/athlete").json(), example_of(described, "GET", "/athlete")) == []
    stream = example_of(described, "GET", "/activities/{id}/streams")[0]
    told = api.get(f"{path}/streams", params={"keys": "distance", "key_by_type": "true"}).json()
    assert wrong(told["distance"], stream) == []


def example_of(described: Mapping[str, Any], method: str, path: str) -> Any:
    return operation(described, method, path)["responses"]["200"]["examples"]["application/json"]
