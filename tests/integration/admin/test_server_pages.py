"""What whoever looks after a server sees and does, on its pages and by its API."""

import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from fitglue.admin import backups, jobs, people, server_settings, storage
from fitglue.admin.overseer import Overseer
from fitglue.admin.upkeep import TaskKind, Upkeep, begin
from fitglue.domain.errors import Conflict, Gone, NeedsUser, Refused
from fitglue.domain.plan import Plan, first_plan
from fitglue.domain.scopes import Scope
from fitglue.instance import Instance
from fitglue.people import programs
from fitglue.people.acting import Acting
from fitglue.pipeline.engine import Job
from fitglue.pipeline.engine_jobs import JobState
from fitglue.pipeline.intake import take
from fitglue.store.tables import ActivityRow
from fitglue.testing.arrivals import a_run, an_arrival
from fitglue.testing.at_work import until, working
from fitglue.testing.people import HOME, KIM, LEE, account_of, sign_in
from fitglue.web.app import create_app

PAGES = (
    "/admin", "/admin/findings", "/people", "/people/log", "/admin/jobs",
    "/admin/jobs?state=failed", "/admin/storage", "/admin/backups", "/admin/settings",
    "/admin/keys",
)  # fmt: skip


@pytest.fixture
def kim(instance: Instance) -> Acting:
    """The first account, an admin."""
    return account_of(instance, KIM)


@pytest.fixture
def lee(instance: Instance, kim: Acting) -> Acting:
    """Somebody else, with a run."""
    assert kim.account.is_admin
    one = account_of(instance, LEE)
    instance.store.pipelines.save(one.account.id, first_plan())
    take(instance.starter, one.account.id, "apple_health", [an_arrival("lees", a_run())])
    return one


@pytest.fixture
def office(kim: Acting) -> Overseer:
    return Overseer(kim.instance, kim.account.id, HOME)


@pytest.fixture
def browser(kim: Acting) -> Iterator[TestClient]:
    """A browser in which Kim has signed in."""
    with TestClient(create_app(kim.instance)) as client:
        client.cookies.set("fitglue_session", sign_in(kim.instance, KIM))
        yield client


def done(instance: Instance, office: Overseer, kind: TaskKind) -> dict[str, Any]:
    """Let the server do something for itself, here and now."""
    task_id = begin(office, kind)
    assert Upkeep(instance).run(task_id) == "done"
    row = instance.store.server_tasks.get(task_id)
    assert row is not None
    return row.result


def test_every_page_of_the_server_opens_for_an_admin_and_for_nobody_else(
    browser: TestClient, lee: Acting
) -> None:
    for page in (*PAGES, f"/people/{lee.account.id}"):
        answer = browser.get(page)
        assert answer.status_code == 200, page
    browser.cookies.set("fitglue_session", sign_in(lee.instance, LEE))
    for page in PAGES:
        assert browser.get(page).status_code == 403, page
    assert 'href="/admin"' not in browser.get("/settings").text


def test_an_admin_sees_how_somebody_does_and_nothing_that_they_recorded(
    instance: Instance, browser: TestClient, lee: Acting
) -> None:
    with instance.store.transactions.writing() as session:
        row = session.scalars(select(ActivityRow)).one()
        row.title = "Along the canal in Zanzibar"
    lost = Plan(id="", name="To Zanzibar", sources=("apple_health",), targets=())
    instance.store.pipelines.save(lee.account.id, lost)
    done(instance, Overseer(instance, lee.account.id, HOME), TaskKind.CHECK)
    pages = (*PAGES, f"/people/{lee.account.id}", "/admin/jobs?state=waiting")
    for page in pages:
        told = browser.get(page).text
        assert "Zanzibar" not in told, page
        assert row.id not in told, page
    assert "1</b><span>activities" in browser.get(f"/people/{lee.account.id}").text


def test_whoever_is_signed_out_everywhere_has_to_sign_in_again(
    browser: TestClient, lee: Acting
) -> None:
    sign_in(lee.instance, LEE)
    assert lee.instance.store.sessions.of_account(lee.account.id)
    browser.post(f"/people/{lee.account.id}/sign-out")
    assert lee.instance.store.sessions.of_account(lee.account.id) == []
    assert "Signed out everywhere" in browser.get("/people/log").text


def test_a_job_that_failed_is_seen_and_run_again_with_what_it_had_done(
    instance: Instance, browser: TestClient, kim: Acting
) -> None:
    office = Overseer(instance, kim.account.id, HOME)
    with instance.store.transactions.writing() as session:  # of an upkeep that is not there
        instance.engine.enqueue(session, Job(workflow="unheard-of", arguments=("x",)))
    instance.engine.stop_job("unheard-of:x")
    [stopped] = jobs.listed(instance, [JobState.CANCELLED])
    assert stopped.job.can_run_again
    assert "Run again" in browser.get("/admin/jobs").text
    browser.post("/admin/jobs/unheard-of:x/again")
    [waiting] = jobs.listed(instance, [JobState.WAITING])
    assert (waiting.job.id, waiting.job.queue) == ("unheard-of:x", "pipelines")
    with pytest.raises(Refused):
        jobs.run_again(office, "unheard-of:x")
    browser.post("/admin/jobs/unheard-of:x/stop")
    assert jobs.listed(instance, [JobState.WAITING]) == []
    with pytest.raises(Gone):
        jobs.stop(office, "nobody:knows")


def test_jobs_are_listed_by_whose_they_are(
    instance: Instance, kim: Acting, lee: Acting, tmp_path: Path
) -> None:
    (tmp_path / "a.zip").write_bytes(b"PK")
    instance.queue_import(kim.account.id, tmp_path / "a.zip", "a.zip")
    assert {one.account_id for one in jobs.listed(instance)} == {kim.account.id, lee.account.id}
    [own] = jobs.listed(instance, account_id=kim.account.id)
    assert own.name == "An import"
    assert [queue.name for queue in instance.engine.jobs.queues()] == ["imports", "pipelines"]


def test_what_has_lost_its_job_is_given_one(instance: Instance, lee: Acting, kim: Acting) -> None:
    before = [one.job.id for one in jobs.listed(instance)]
    assert lee.account.id
    instance.engine._client.delete_workflows(before)  # noqa: SLF001 - as after a restore
    assert jobs.give_jobs(Overseer(instance, kim.account.id, HOME)) == len(before)
    assert sorted(one.job.id for one in jobs.listed(instance)) == sorted(before)


def test_a_backup_is_made_listed_downloaded_and_everybodys_log_says_so(
    instance: Instance, browser: TestClient, office: Overseer, lee: Acting
) -> None:
    assert "There is no backup here yet." in browser.get("/admin/backups").text
    made = done(instance, office, TaskKind.BACKUP)
    assert made["activities"] == 1
    assert not backups.is_old(backups.listed(instance.settings))
    answer = browser.get(f"/admin/backups/{made['name']}")
    assert answer.content[:2] == b"PK"
    events = [row.event for row in instance.store.audit.of_account(lee.account.id)]
    assert "backup.downloaded" in events
    browser.post(f"/admin/backups/{made['name']}/delete")
    assert backups.listed(instance.settings) == []
    for wrong in ("../fitglue.db", "fitglue.db", "fitglue-20260101-000000.zip"):
        assert browser.get(f"/admin/backups/{wrong}").status_code == 404


def test_a_worker_makes_the_backup_behind_the_pages(
    instance: Instance, browser: TestClient
) -> None:
    with working(instance):
        browser.post("/admin/backups")
        until(lambda: backups.listed(instance.settings), "the backup")
        until(lambda: instance.store.server_tasks.of_kind("backup")[0].finished_at, "its last word")
    assert "Download" in browser.get("/admin/backups").text


def test_only_one_of_a_kind_is_under_way(office: Overseer) -> None:
    begin(office, TaskKind.CHECK)
    with pytest.raises(Conflict):
        begin(office, TaskKind.CHECK)


def test_a_thorough_look_counts_by_person_and_tidying_takes_what_nothing_names(
    instance: Instance, browser: TestClient, office: Overseer, lee: Acting
) -> None:
    old, young = instance.store.blobs.put(b"nobody's"), instance.store.blobs.put(b"just written")
    folder = instance.settings.data / "blobs"
    _age(folder / old[:2] / old)
    found = done(instance, office, TaskKind.CHECK)
    assert (found["orphans"], found["missing"]) == (2, 0)
    assert found["people"][lee.account.id] > 0
    assert people.people(instance)[1].stored_bytes == found["people"][lee.account.id]
    assert "Tidy up" in browser.get("/admin/storage").text
    assert done(instance, office, TaskKind.TIDY)["deleted"] == 1
    assert not instance.store.blobs.has(old)
    assert instance.store.blobs.has(young)


def test_what_is_put_again_while_it_is_tidied_stays(instance: Instance) -> None:
    key = instance.store.blobs.put(b"wanted after all")
    _age(instance.settings.data / "blobs" / key[:2] / key)
    instance.store.blobs.put(b"wanted after all")
    assert not instance.store.blobs.delete_old(key, time.time() - storage.SETTLED.total_seconds())
    assert instance.store.blobs.get(key) == b"wanted after all"


def _age(path: Path) -> None:
    long_ago = time.time() - 3 * storage.SETTLED.total_seconds()
    os.utime(path, (long_ago, long_ago))


def test_settings_say_where_they_come_from_and_secrets_are_dots(
    instance: Instance, browser: TestClient, office: Overseer
) -> None:
    known = {one.name: one for one in server_settings.listed(instance)}
    assert known["zone"].source == "environment"
    assert not known["allowed_hosts"].can_change
    browser.post("/admin/settings", data={"address": "https://fit.example.org", "tile_url": ""})
    assert instance.current.own_address == "https://fit.example.org"
    assert "chosen here" in browser.get("/admin/settings").text
    for values, problem in (
        ({"allowed_hosts": "10.0.0.0/8"}, Refused), ({"zone": "UTC"}, Refused),
        ({"address": "ftp://x"}, NeedsUser), ({"monthly_limit": "many"}, NeedsUser),
    ):  # fmt: skip
        with pytest.raises(problem):
            server_settings.change(office, values)


def test_plans_are_switched_on_limited_and_off_on_the_page(
    instance: Instance, browser: TestClient, lee: Acting
) -> None:
    assert 'href="/admin/plans"' not in browser.get("/admin").text
    browser.post("/admin/plans", data={"plans": "on"})
    assert instance.admission.rules.on
    browser.post("/admin/plans", data={"monthly_limit": "3", "trial_days": "0"})
    assert instance.admission.rules.monthly_limit == 3
    browser.post(f"/people/{lee.account.id}/plan", data={"tier": "hobbyist"})
    assert "Hobbyist" in browser.get("/admin/plans").text
    browser.post("/admin/plans", data={"plans": "off"})
    assert not instance.admission.rules.on


def test_everything_can_be_done_by_the_api_with_the_admin_scope_alone(
    instance: Instance, browser: TestClient, kim: Acting, lee: Acting
) -> None:
    admin = programs.make_token(kim, "Watch", {Scope.ADMIN}, None)
    reader = programs.make_token(kim, "Read", {Scope.READ, Scope.WRITE}, None)
    told = {"authorization": f"Bearer {admin}"}
    for path in (
        "health", "people", f"people/{lee.account.id}/links", "log", "settings", "keys", "queues",
        "jobs", "storage", "tasks?kind=backup", "backups",
    ):  # fmt: skip
        address = f"/api/v1/admin/{path}"
        answer = browser.get(address, headers=told)
        assert answer.status_code == 200, (path, answer.text)
        assert "password_hash" not in answer.text
        assert (
            browser.get(address, headers={"authorization": f"Bearer {reader}"}).status_code == 403
        )
    task = browser.post("/api/v1/admin/tasks/backup", headers=told).json()["id"]
    assert Upkeep(instance).run(task) == "done"
    assert browser.get(f"/api/v1/admin/tasks/{task}", headers=told).json()["state"] == "done"
    changed = browser.patch("/api/v1/admin/settings", headers=told, json={"plans": True})
    assert changed.status_code == 200
    plan = f"/api/v1/admin/people/{lee.account.id}/plan"
    assert browser.put(plan, headers=told, json={"tier": "athlete"}).status_code == 204
    access = f"/api/v1/admin/people/{lee.account.id}/access"
    assert browser.put(access, headers=told, json={"is_open": False}).status_code == 204
    assert browser.post("/api/v1/admin/jobs/release", headers=told).status_code == 200
