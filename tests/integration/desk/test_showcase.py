"""Pages of the Showcase: shown by link, listed, taken down, and never put back by themselves."""

import re
import struct
import zlib
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from fitglue.backup.restoring import restore
from fitglue.backup.writing import write_backup
from fitglue.config import Settings
from fitglue.domain.plan import BoosterUse, Plan, TargetUse
from fitglue.domain.scopes import Scope
from fitglue.domain.streams import StreamKind
from fitglue.domain.workout import ExerciseSet
from fitglue.formats import stream_blob
from fitglue.instance import open_instance
from fitglue.people import programs
from fitglue.people.acting import Acting
from fitglue.pipeline.again import Again
from fitglue.pipeline.hiding import hide
from fitglue.store.tables import AccountRow, DeliveryRow, ShowcasePageRow
from fitglue.testing.at_work import until, until_quiet, walk_through, working
from fitglue.testing.html_forms import words_of
from fitglue.testing.people import HOME
from fitglue.testing.wandering import HOME as HOME_AT
from fitglue.testing.wandering import a_wandering_run, metres_from_home
from fitglue.web.app import create_app

ALL = {"heart_rate": True, "exact_times": True, "hide_start_m": 0, "hide_end_m": 0}


def shows(kim: Any, **settings: Any) -> str:
    """Let Kim have a pipeline to the Showcase, and give its id."""
    target = TargetUse(key="page", plugin="showcase", settings=settings)
    plan = Plan(id="", name="To show", sources=("apple_health",), targets=(target,))
    return kim.instance.store.pipelines.save(kim.id, plan).plan.id


def delivered(kim: Any, source_id: str = "run-1", **changes: Any) -> DeliveryRow:
    """Let a run come and go its way, and give its delivery."""
    activity_id = kim.gets(source_id, **changes)
    walk_through(kim.instance, kim.id)
    (row,) = kim.instance.store.deliveries.of_activities(kim.id, [activity_id])
    return row


def again(kim: Any, row: DeliveryRow) -> DeliveryRow:
    """Give a delivery as it is now."""
    found = kim.instance.store.deliveries.get(kim.id, row.id)
    assert found is not None
    return found


@pytest.fixture
def stranger(kim: Any) -> TestClient:
    """Give the browser of somebody who has no account."""
    return TestClient(create_app(kim.instance), base_url="https://fit.example")


def test_whoever_has_the_link_sees_the_page_without_a_cookie_and_nobody_may_keep_it(
    kim: Any, stranger: TestClient
) -> None:
    shows(kim, **ALL)
    row = delivered(kim)
    assert re.fullmatch(r"/s/[\w-]{32}", row.url)
    answer = stranger.get(row.url)
    assert answer.status_code == 200
    assert not answer.headers.get_list("set-cookie")
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-robots-tag"] == "noindex, nofollow"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    words = words_of(answer.text)
    for told in ("Evening Run", "Saturday 14 March 2026, 18:30", "5.10", "142", "Every km"):
        assert told in words
    assert "Recorded with Apple Watch" in words
    assert 'content="noindex, nofollow"' in answer.text


def test_by_itself_a_page_tells_the_day_alone_and_no_heart_rate(
    kim: Any, stranger: TestClient
) -> None:
    shows(kim)
    row = delivered(kim)
    words = words_of(stranger.get(row.url).text)
    assert "Saturday 14 March 2026" in words
    assert "18:30" not in words
    assert "bpm" not in words
    assert "kcal" not in words
    series = stranger.get(f"{row.url}/series").json()
    assert [chart["key"] for chart in series["charts"]] == ["rate", "altitude"]


def test_messengers_find_title_figures_and_a_picture(kim: Any, stranger: TestClient) -> None:
    shows(kim)
    row = delivered(kim)
    page = stranger.get(row.url).text
    assert '<meta property="og:title" content="Evening Run">' in page
    assert f'content="https://fit.example{row.url}/share.png"' in page
    assert 'content="Run · 5.10\N{NO-BREAK SPACE}km · 30:00 · 5:53/km"' in page
    picture = stranger.get(f"{row.url}/share.png")
    assert picture.headers["content-type"] == "image/png"
    assert size_of(picture.content) == (1200, 630)
    assert stranger.get(f"{row.url}/share.png").content == picture.content


def test_a_page_lists_sets_and_says_when_a_route_was_drawn(kim: Any, stranger: TestClient) -> None:
    shows(kim)
    sets = (ExerciseSet(0, 40, category="bench_press", repetitions=8, weight_kg=60.0),)
    url = delivered(kim, sets=sets, virtual_route=True).url
    words = words_of(stranger.get(url).text)
    assert "Bench press 8 60 kg" in words
    assert "Virtual route: drawn, not measured" in words
    assert stranger.get(f"{url}/series").json()["virtual"] is True


def size_of(png: bytes) -> tuple[int, int]:
    """Read a PNG, its sums held against its chunks, and give its size."""
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    at, pixels, size = 8, b"", (0, 0)
    while at < len(png):
        length, kind = struct.unpack(">I4s", png[at : at + 8])
        content = png[at + 8 : at + 8 + length]
        assert zlib.crc32(kind + content) == int.from_bytes(png[at + 8 + length : at + 12 + length])
        size = struct.unpack(">II", content[:8]) if kind == b"IHDR" else size
        pixels += content if kind == b"IDAT" else b""
        at += 12 + length
    assert len(zlib.decompress(pixels)) == size[1] * (1 + 3 * size[0])
    return size


def test_what_is_for_nobody_else_is_seen_by_its_owner_alone(
    kim: Any, eve: TestClient, stranger: TestClient
) -> None:
    shows(kim, audience="me")
    url = delivered(kim).url
    assert kim.browser.get(url).status_code == 200
    assert "og:" not in kim.sees(url)
    for other in (eve, stranger):
        for path in (url, f"{url}/series", f"{url}/share.png"):
            assert other.get(path).status_code == 404


def test_taken_down_it_is_gone_at_once_and_looks_like_what_never_was(
    kim: Any, stranger: TestClient
) -> None:
    shows(kim)
    row = delivered(kim)
    stranger.get(f"{row.url}/share.png")
    kim.browser.post(f"/deliveries/{row.id}/down")
    never = stranger.get("/s/never")
    assert never.status_code == 404
    for path in (row.url, f"{row.url}/series", f"{row.url}/share.png"):
        gone = stranger.get(path)
        assert (gone.status_code, gone.text) == (404, never.text)
    told = kim.reads(f"/activities/{row.activity_id}")
    assert "taken down: You took its page down." in told
    assert (again(kim, row).state, again(kim, row).url) == ("withdrawn", "")
    with kim.instance.store.transactions.reading() as session:
        page = session.scalars(select(ShowcasePageRow)).one()
        assert (page.document_blob, page.streams_blob, page.title) == ("", "", "")


def test_no_run_puts_back_what_was_taken_down_but_send_again_does_under_another_link(
    kim: Any, stranger: TestClient
) -> None:
    pipeline_id = shows(kim)
    row = delivered(kim)
    kim.browser.post(f"/deliveries/{row.id}/down")
    Again(kim.instance.starter, kim.id).run(row.activity_id, pipeline_id)
    walk_through(kim.instance, kim.id)
    assert {run.state for run in kim.runs} == {"done"}
    assert again(kim, row).state == "withdrawn"
    assert stranger.get(row.url).status_code == 404
    with working(kim.instance):
        kim.browser.post(f"/deliveries/{row.id}/send")
        until_quiet(kim.instance, kim.id)
        until(lambda: again(kim, row).state == "sent", "the page")
    assert again(kim, row).url not in {"", row.url}
    assert stranger.get(again(kim, row).url).status_code == 200
    assert stranger.get(row.url).status_code == 404


def test_taken_down_while_an_update_waits_it_stays_down(kim: Any, stranger: TestClient) -> None:
    shows(kim)
    row = delivered(kim)
    Again(kim.instance.starter, kim.id).send(row.id)  # nobody works on it yet
    kim.browser.post(f"/settings/showcase/{page_of(kim, row)}/down")
    assert again(kim, row).state == "waiting"
    with working(kim.instance):
        until(lambda: again(kim, row).state == "withdrawn", "the end of the try")
    assert stranger.get(row.url).status_code == 404
    assert [run.state for run in kim.runs] == ["done"]


def page_of(kim: Any, row: DeliveryRow) -> str:
    found = kim.instance.store.showcase.of(row.id).find()
    assert found is not None
    return found.id


def test_what_was_shown_just_before_it_was_taken_down_is_told_as_taken_down(kim: Any) -> None:
    shows(kim)
    row = delivered(kim)
    with kim.instance.store.transactions.writing() as session:
        session.get_one(DeliveryRow, row.id).state = "sending"
    kim.instance.store.showcase.take_down(kim.id, [page_of(kim, row)])
    with kim.instance.store.transactions.writing() as session:
        session.get_one(DeliveryRow, row.id).state = "sent"
    assert "Showcase · taken down" in kim.reads(f"/activities/{row.activity_id}")


def test_a_new_link_ends_the_old_one(kim: Any, stranger: TestClient) -> None:
    shows(kim)
    row = delivered(kim)
    kim.browser.post(f"/settings/showcase/{row.remote_id}/link")
    assert stranger.get(row.url).status_code == 404
    assert stranger.get(again(kim, row).url).status_code == 200
    assert again(kim, row).url in kim.sees("/settings/showcase")


def test_an_update_keeps_the_link(kim: Any, stranger: TestClient) -> None:
    shows(kim, **ALL)
    row = delivered(kim)
    later = delivered(kim, avg_hr_bpm=151.0)
    assert (later.id, later.url) == (row.id, row.url)
    assert "151" in words_of(stranger.get(row.url).text)


def test_two_pipelines_have_two_pages(kim: Any, stranger: TestClient) -> None:
    shows(kim, **ALL)
    shows(kim, map=False)
    activity_id = kim.gets()
    walk_through(kim.instance, kim.id)
    rows = kim.instance.store.deliveries.of_activities(kim.id, [activity_id])
    routes = [stranger.get(f"{row.url}/series").json()["route"] is None for row in rows]
    assert sorted(routes) == [False, True]


def test_the_list_takes_down_one_and_all(kim: Any, stranger: TestClient) -> None:
    shows(kim)
    rows = [delivered(kim, f"run-{day}", days=day) for day in range(3)]
    told = kim.reads("/settings/showcase")
    assert told.count("who has the link") == 3
    kim.browser.post(f"/settings/showcase/{rows[0].remote_id}/down")
    assert [stranger.get(row.url).status_code for row in rows] == [404, 200, 200]
    kim.browser.post("/settings/showcase/down")
    assert [stranger.get(row.url).status_code for row in rows] == [404, 404, 404]
    assert "Nothing is shown." in kim.reads("/settings/showcase")
    assert "2 pages of the Showcase taken down" in kim.reads("/settings/log")


def test_a_page_is_there_as_long_as_its_activity_and_its_owner(
    kim: Any, stranger: TestClient
) -> None:
    shows(kim, audience="profile")
    first, second = (delivered(kim, f"run-{day}", days=day) for day in range(2))
    profile(kim)
    with kim.instance.store.transactions.writing() as session:
        hide(kim.instance.store, session, kim.id, first.activity_id, "It was deleted in Health.")
    assert stranger.get(first.url).status_code == 404
    assert first.url not in stranger.get("/u/kim-runs").text
    assert second.url in stranger.get("/u/kim-runs").text
    with kim.instance.store.transactions.writing() as session:
        session.get_one(AccountRow, kim.id).closed_at = datetime.now(UTC)
    for path in (second.url, "/u/kim-runs"):
        assert stranger.get(path).status_code == 404


def profile(kim: Any, **changes: str) -> Any:
    form = {"handle": "Kim-Runs", "name": "Kim of Lyon", "on": "on", "look": "clay", **changes}
    return kim.browser.post("/settings/showcase/profile", data=form)


def test_a_profile_lists_what_is_meant_for_it_once_it_is_on(kim: Any, stranger: TestClient) -> None:
    shows(kim, audience="profile")
    listed = [delivered(kim, f"run-{day}", days=day) for day in range(2)]
    profile(kim, on="")
    assert stranger.get("/u/kim-runs").status_code == 404
    assert "kim-runs" not in stranger.get(listed[0].url).text
    profile(kim)
    answer = stranger.get("/u/kim-runs")
    assert not answer.headers.get_list("set-cookie")
    words = words_of(answer.text)
    for told in ("Kim of Lyon", "2 activities", "10.20", "1:00", "March 2026", "14 March"):
        assert told in words
    assert all(row.url in answer.text for row in listed)
    assert 'href="/u/kim-runs"' in stranger.get(listed[0].url).text
    assert "Profile switched on" in kim.reads("/settings/log")


def test_what_is_shown_by_link_is_not_on_the_profile_and_does_not_lead_to_it(
    kim: Any, stranger: TestClient
) -> None:
    shows(kim)
    row = delivered(kim)
    profile(kim)
    assert row.url not in stranger.get("/u/kim-runs").text
    assert "kim-runs" not in stranger.get(row.url).text


@pytest.mark.parametrize("handle", ["", "ki", "-kim", "kim runs", "kim/..", "ü" * 5, "k" * 33])
def test_an_address_that_is_none_is_told(kim: Any, handle: str) -> None:
    answer = profile(kim, handle=handle)
    assert "This cannot be the end of an address." in answer.text
    assert kim.instance.store.showcase.profiles.get(kim.id) is None


def test_nobody_gets_the_address_of_another(kim: Any, eve: TestClient) -> None:
    profile(kim)
    answer = eve.post("/settings/showcase/profile", data={"handle": "kim-runs", "on": "on"})
    assert answer.status_code == 409
    assert "Somebody here has this address already." in answer.text
    assert profile(kim).status_code == 200


def test_nobody_takes_down_or_renews_what_is_anothers(kim: Any, eve: TestClient) -> None:
    shows(kim)
    row = delivered(kim)
    for path in (
        f"/settings/showcase/{row.remote_id}/down", f"/settings/showcase/{row.remote_id}/link",
        f"/deliveries/{row.id}/down",
    ):  # fmt: skip
        assert eve.post(path).status_code == 404
    assert again(kim, row).state == "sent"


def test_programs_list_pages_and_take_them_down(kim: Any, stranger: TestClient) -> None:
    shows(kim)
    rows = [delivered(kim, f"run-{day}", days=day) for day in range(3)]
    acting = Acting(kim.instance, kim.instance.store.accounts.get(kim.id), HOME)
    token = programs.make_token(acting, "Test", {Scope.READ, Scope.WRITE}, None)
    stranger.headers["authorization"] = f"Bearer {token}"
    listed = stranger.get("/api/v1/showcase").json()
    assert [one["activity_id"] for one in listed] == [row.activity_id for row in rows[::-1]]
    assert listed[0]["url"] == f"https://fit.example{rows[2].url}"
    assert stranger.delete(f"/api/v1/showcase/{listed[0]['id']}").status_code == 204
    assert stranger.delete(f"/api/v1/showcase/{listed[0]['id']}").status_code == 404
    assert stranger.delete("/api/v1/showcase").status_code == 204
    assert stranger.get("/api/v1/showcase").json() == []


def test_a_deleted_activity_can_have_its_page_deleted_as_at_any_target(kim: Any) -> None:
    shows(kim)
    row = delivered(kim)
    with kim.instance.store.transactions.writing() as session:
        hide(kim.instance.store, session, kim.id, row.activity_id, "It was deleted in Health.")
    with working(kim.instance):
        kim.browser.post(f"/deliveries/{row.id}/delete")
        until(lambda: again(kim, row).state == "deleted", "the deletion")
    with kim.instance.store.transactions.reading() as session:
        assert session.scalars(select(ShowcasePageRow)).all() == []


def test_help_says_what_a_page_shows(stranger: TestClient) -> None:
    words = words_of(stranger.get("/help/showcase").text)
    assert "The target Showcase gives an activity a page on this server" in words


def test_no_answer_of_a_page_and_no_byte_kept_for_it_tells_what_its_pipeline_hides(
    kim: Any, stranger: TestClient
) -> None:
    spot = {"latitude_deg": HOME_AT[0], "longitude_deg": HOME_AT[1], "radius_m": 150}
    zone = BoosterUse(key="zone", plugin="privacy_zone", settings={"zones": [{"spot": spot}]})
    target = TargetUse(key="page", plugin="showcase", settings={**ALL})
    plan = Plan(
        id="", name="Hidden", sources=("apple_health",), boosters=(zone,), targets=(target,)
    )
    store = kim.instance.store
    store.pipelines.save(kim.id, plan)
    for seed in range(4):
        streams = a_wandering_run(seed).streams
        url = delivered(kim, f"run-{seed}", days=seed, minutes=40, streams=streams).url
        drawn = stranger.get(f"{url}/series").json()["route"]
        places = np.column_stack([np.cumsum(drawn[one]) / 1e5 for one in ("latitude", "longitude")])
        assert metres_from_home(places).min() > 150
        assert not re.search(r"45\.7\d{2,}|4\.8\d{2,}", stranger.get(url).text)
    with store.transactions.reading() as session:
        for row in session.scalars(select(ShowcasePageRow)):
            assert b"45.7" not in store.blobs.get(row.document_blob)
            route = stream_blob.unpack(store.blobs.get(row.streams_blob))[StreamKind.ROUTE]
            kept = np.column_stack((route["latitude_deg"], route["longitude_deg"]))
            assert metres_from_home(kept).min() > 150


def test_a_backup_brings_back_what_was_shown_under_the_same_link(
    kim: Any, stranger: TestClient, tmp_path: Path
) -> None:
    shows(kim)
    url = delivered(kim).url
    before = stranger.get(f"{url}/series").json()
    write_backup(kim.instance.settings, tmp_path / "backup.zip")
    restored = Settings(data=tmp_path / "elsewhere")
    restore(restored, tmp_path / "backup.zip")
    elsewhere = open_instance(restored)
    with TestClient(create_app(elsewhere)) as browser:
        assert "Evening Run" in words_of(browser.get(url).text)
        assert browser.get(f"{url}/series").json() == before
    elsewhere.close()
