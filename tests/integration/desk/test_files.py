"""Files in and out: sent through the API and the pages, and taken away again."""

import csv
import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from fitglue.domain.file_format import FormatKey
from fitglue.domain.scopes import Scope
from fitglue.formats.files import FORMATS
from fitglue.instance import Instance, incoming_folder
from fitglue.people import programs
from fitglue.people.acting import Acting
from fitglue.pipeline.downloading import downloads
from fitglue.processes import work_on
from fitglue.testing.people import HOME
from fitglue.testing.recorded_files import fit_file, gpx_file, strava_archive, tcx_file
from fitglue.web.app import create_app

MAGIC = {
    "fit": b".FIT", "gpx": b"<gpx", "tcx": b"<TrainingCenterDatabase", "json": b"{",
    "csv": b"time,",
}  # fmt: skip


@pytest.fixture
def api(kim: Any) -> Iterator[TestClient]:
    """Give a program that may read and write for Kim."""
    yield from _program(kim, {Scope.READ, Scope.WRITE})


@pytest.fixture
def reader(kim: Any) -> Iterator[TestClient]:
    """Give a program that may only read."""
    yield from _program(kim, {Scope.READ})


def _program(kim: Any, scopes: set[Scope]) -> Iterator[TestClient]:
    account = kim.instance.store.accounts.get(kim.id)
    token = programs.make_token(Acting(kim.instance, account, HOME), "Test", scopes, None)
    headers = {"authorization": f"Bearer {token}"}
    with TestClient(create_app(kim.instance), "http://test/api/v1", headers=headers) as client:
        yield client


def imported(api: TestClient, instance: Instance, **sent: Any) -> dict[str, Any]:
    made = api.post("/imports", **sent)
    assert made.status_code == 201, made.text
    key = made.json()["id"]
    assert api.get(f"/imports/{key}").json()["state"] == "waiting"
    work_on(instance.settings, key)
    return api.get(f"/imports/{key}").json()


def test_a_file_sent_as_the_body_is_imported_once(api: TestClient, kim: Any) -> None:
    sent = {"params": {"name": "ride.fit"}, "content": fit_file()}
    told = imported(api, kim.instance, **sent)
    assert (told["state"], told["new"], told["refused"]) == ("done", 1, [])
    again = imported(api, kim.instance, **sent)
    assert (again["new"], again["unchanged"]) == (0, 1)
    assert [one["id"] for one in api.get("/imports").json()] == [again["id"], told["id"]]
    assert not list(incoming_folder(kim.instance.settings).iterdir())


def test_a_file_sent_as_a_form_is_imported_whatever_its_size(api: TestClient, kim: Any) -> None:
    large = gpx_file() + b" " * 3_000_000
    files = {"file": ("Élan du soir.gpx", large)}
    told = imported(api, kim.instance, files=files, data={"note": "said beside it"})
    assert (told["name"], told["new"]) == ("Élan du soir.gpx", 1)


def part(*headers: str) -> bytes:
    told = "; ".join(("Content-Disposition: form-data", *headers))
    return f"--x\r\n{told}\r\n\r\ncontent\r\n".encode()


@pytest.mark.parametrize(
    ("body", "options"),
    [
        (b"", ""),
        (b"no form at all", "; boundary=x"),
        (part('name="a"') + b"--x--\r\n", "; boundary=x"),
        (2 * part('name="a"', 'filename="a.fit"') + b"--x--\r\n", "; boundary=x"),
    ],
    ids=["no boundary", "no parts", "no file", "two files"],
)
def test_a_form_without_one_file_is_a_problem_and_leaves_nothing(
    api: TestClient, kim: Any, body: bytes, options: str
) -> None:
    answer = api.post(
        "/imports", content=body, headers={"content-type": f"multipart/form-data{options}"}
    )
    assert answer.status_code == 400
    assert answer.json()["next_step"]
    assert not list(incoming_folder(kim.instance.settings).iterdir())


def test_a_program_that_may_only_read_sends_nothing(reader: TestClient) -> None:
    assert reader.post("/imports", content=fit_file()).status_code == 403


def test_a_refused_file_says_which_files_work(api: TestClient, kim: Any) -> None:
    told = imported(api, kim.instance, params={"name": "a.doc"}, content=b"no workout")
    (refused,) = told["refused"]
    for kind in ("FIT", "GPX", "TCX", "Strava", "Garmin", "Health app"):
        assert kind in refused["next"]


def test_what_no_pipeline_takes_is_kept_and_said(api: TestClient, kim: Any) -> None:
    for one in kim.instance.store.pipelines.of_account(kim.id):
        kim.instance.store.pipelines.delete(kim.id, one.plan.id)
    kim.has_pipeline()  # takes from Apple Health alone
    told = imported(api, kim.instance, content=fit_file())
    assert told["new"] == 1
    assert "None of your pipelines takes from “Files”" in told["warnings"][-1]


def test_a_new_account_s_pipeline_takes_files(instance: Instance) -> None:
    account = instance.add_account(name="Lee", email="lee@example.org", password="", zone="UTC")
    (pipeline,) = instance.store.pipelines.of_account(account.id)
    assert pipeline.plan.sources == ("apple_health", "health_connect", "file_upload")


def test_the_description_of_an_archive_becomes_the_activity_s(kim: Any, tmp_path: Path) -> None:
    path = strava_archive(tmp_path)
    work_on(kim.instance.settings, kim.instance.queue_import(kim.id, path, path.name))
    store = kim.instance.store
    kept = [store.activities.get(kim.id, one) for one in store.activities.ids(kim.id)]
    assert [one.title for one in kept] == ["Lunch lap", "Grocery run", "Old, with a comma"]
    assert kept[0].description == "Windy.\nGood legs."
    assert path.is_file()


@pytest.mark.parametrize("key", FORMATS)
def test_an_activity_is_taken_away_in_every_format(reader: TestClient, kim: Any, key: str) -> None:
    activity = kim.gets(brand="Élan/du soir")
    told = reader.get(f"/activities/{activity}/download", params={"format": key})
    page = kim.browser.get(f"/activities/{activity}/download", params={"format": key})
    assert told.status_code == page.status_code == 200
    assert told.content == page.content
    assert MAGIC[key] in told.content[:400]
    name = told.headers["content-disposition"]
    assert name.endswith(f"{activity[-6:]}.{key}")
    assert "%C3%89lan%20du%20soir" in name


def test_json_and_csv_hold_what_was_measured(reader: TestClient, kim: Any) -> None:
    path = f"/activities/{kim.gets()}/download"
    document = json.loads(reader.get(path, params={"format": "json"}).content)
    assert document["title"] == "Evening Run"
    assert document["workout"]["distance_m"] == 5100
    heart = document["streams"]["heart_rate"]
    assert heart["heart_rate_bpm"][:2] == [142.0, 142.35]
    assert len(heart["time_s"]) == len(heart["heart_rate_bpm"])
    rows = list(csv.DictReader(io.StringIO(reader.get(path, params={"format": "csv"}).text)))
    assert rows[0]["time"] == "2026-03-14T17:30:00Z"
    assert float(rows[10]["heart_rate_bpm"]) == pytest.approx(142.7, abs=0.01)
    assert len(rows) == 1801


def test_a_format_that_is_none_and_an_activity_that_is_not_there_are_problems(
    reader: TestClient, kim: Any
) -> None:
    activity = kim.gets()
    assert reader.get(f"/activities/{activity}/download?format=doc").status_code == 422
    assert reader.get("/activities/none/download").status_code == 404


def test_an_activity_without_a_route_is_no_gpx_file_and_the_archive_says_so(
    reader: TestClient, kim: Any
) -> None:
    kim.gets("run-1")
    indoor = kim.gets("run-2", days=1, route=False)
    refused = reader.get(f"/activities/{indoor}/download?format=gpx")
    assert refused.status_code == 422
    assert refused.json()["next_step"]
    answer = reader.get("/activities/archive?format=gpx")
    assert answer.headers["content-type"] == "application/zip"
    archive = zipfile.ZipFile(io.BytesIO(answer.content))
    assert archive.testzip() is None
    assert [name.endswith(".gpx") for name in archive.namelist()] == [True, False]
    readme = archive.read("README.txt").decode()
    assert readme.startswith("1 activity from FitGlue, as GPX.")
    assert refused.json()["sentence"] in readme


def test_what_was_taken_away_comes_back_as_the_same_workout(api: TestClient, kim: Any) -> None:
    kim.gets()
    archive = kim.browser.get("/activities/archive?format=fit").content
    told = imported(api, kim.instance, params={"name": "fitglue-fit.zip"}, content=archive)
    assert (told["new"], told["refused"]) == (0, [])
    assert len(kim.instance.store.activities.ids(kim.id)) == 1
    for encoded, new in ((tcx_file(9), 1), (gpx_file(9), 0)):
        assert imported(api, kim.instance, content=encoded)["new"] == new


def test_a_zip_of_all_activities_is_sent_while_it_is_made(kim: Any) -> None:
    for at in range(3):
        kim.gets(f"run-{at}", days=at)
    archive = downloads(kim.instance.store, kim.id, FormatKey.TCX).archive()
    made = [archive.count for _ in archive]
    assert made[:3] == [1, 2, 3]


def test_a_description_that_comes_later_is_taken_unless_there_is_one(kim: Any) -> None:
    activity = kim.gets()
    for told in ("Windy.", "Something else."):
        kim.gets(description=told)
    kept = kim.instance.store.activities.get(kim.id, activity)
    assert (kept.description, kept.workout.description) == ("Windy.", "Something else.")
