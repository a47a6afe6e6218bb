"""What the server answers, without a browser."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from fitglue.domain.arrival import Arrival
from fitglue.domain.selection import Selection
from fitglue.instance import Instance, incoming_folder
from fitglue.pipeline.intake import take
from fitglue.store.activities import Activities
from fitglue.testing.arrivals import a_run
from fitglue.testing.running_server import KIM
from fitglue.testing.season import TWICE, Season, season
from fitglue.web.activity_list import months_of
from fitglue.web.app import create_app
from fitglue.web.lines import ActivityQuery
from fitglue.web.stored_activities import activity_detail, activity_page


def browser_of(instance: Instance, address: str = "http://testserver") -> TestClient:
    app = create_app(instance)
    return TestClient(app, address, raise_server_exceptions=False)


def signed_in(client: TestClient) -> TestClient:
    client.post("/sign-in", data=KIM, follow_redirects=False)
    return client


@pytest.fixture(scope="module")
def browser(the_season: Season) -> Iterator[TestClient]:
    with browser_of(the_season.instance) as client:
        yield signed_in(client)


@pytest.fixture
def stranger(the_season: Season) -> Iterator[TestClient]:
    with browser_of(the_season.instance) as client:
        yield client


@pytest.fixture
def newcomer(instance: Instance) -> Iterator[TestClient]:
    with browser_of(instance) as client:
        yield client


def uploads(instance: Instance) -> list[Path]:
    return list(incoming_folder(instance.settings).iterdir())


def test_every_page_forbids_foreign_code_frames_and_guessing_of_types(stranger: TestClient) -> None:
    headers = stranger.get("/sign-in").headers
    rules = headers["content-security-policy"]
    assert "default-src 'none'" in rules
    assert "frame-ancestors 'none'" in rules
    assert "unsafe-inline" not in rules
    assert "unsafe-eval" not in rules
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"


def test_tiles_are_allowed_from_their_host_and_only_on_the_map(
    browser: TestClient, the_season: Season
) -> None:
    tiles = "https://tile.example.org/{z}/{x}/{y}.png"
    browser.post("/settings/workouts", data={"tile_url": tiles})
    rules = browser.get(the_season.path(TWICE)).headers["content-security-policy"]
    assert "img-src 'self' data: blob: https://tile.example.org;" in rules
    assert "tile.example.org" not in browser.get("/activities").headers["content-security-policy"]


@pytest.mark.parametrize("path", ["/sign-out", "/settings", "/imports?name=a.zip", "/sign-in"])
def test_a_post_from_another_site_does_nothing(
    browser: TestClient, the_season: Season, path: str
) -> None:
    answer = browser.post(path, headers={"sec-fetch-site": "cross-site"})
    assert answer.status_code == 403
    assert browser.get("/settings", follow_redirects=False).status_code == 200
    assert not uploads(the_season.instance)


def test_a_form_too_large_is_turned_away_before_it_is_read(stranger: TestClient) -> None:
    answer = stranger.post("/sign-in", data={"email": "x" * 300_000})
    assert answer.status_code == 413


def test_only_pages_that_take_files_take_large_forms(stranger: TestClient) -> None:
    large = {"name": "x" * 300_000}
    answer = stranger.post("/pipelines/new", data=large, follow_redirects=False)
    assert answer.headers["location"] == "/sign-in"  # and it was not read
    assert stranger.post("/pipelines/p1/pause", data=large).status_code == 413
    length = {"content-length": str(50 * 1024 * 1024)}
    kind = {"content-type": "application/x-www-form-urlencoded"}
    too_large = stranger.post("/pipelines/new", content=b"", headers=length | kind)
    assert too_large.status_code == 413


def test_the_session_cookie_is_out_of_reach_of_scripts_and_other_sites(
    newcomer: TestClient, instance: Instance
) -> None:
    link = f"/welcome/{instance.welcome_token()}"
    answer = newcomer.post(link, data=KIM, follow_redirects=False)
    cookie = answer.headers["set-cookie"]
    assert answer.status_code == 303
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "Secure" not in cookie
    assert "https" not in str(newcomer.base_url)


def test_over_https_the_session_cookie_is_secure(the_season: Season) -> None:
    with browser_of(the_season.instance, "https://testserver") as client:
        answer = client.post("/sign-in", data=KIM, follow_redirects=False)
    assert "Secure" in answer.headers["set-cookie"]


@pytest.mark.parametrize(
    ("wish", "led_to"),
    [
        ("/imports", "/imports"),
        ("//evil.example", "/"),
        ("https://evil.example", "/"),
        ("/\\evil.example", "/"),
    ],
)
def test_signing_in_leads_only_to_pages_of_this_server(
    stranger: TestClient, wish: str, led_to: str
) -> None:
    answer = stranger.post("/sign-in", params={"next": wish}, data=KIM, follow_redirects=False)
    assert answer.headers["location"] == led_to


@pytest.mark.parametrize(
    "path",
    [
        "/activities", "/activities/a1", "/activities/a1/series", "/imports", "/imports/i1",
        "/settings", "/deliveries/d1/file", "/events?topics=bell",
    ],
)  # fmt: skip
def test_nobody_sees_a_page_without_signing_in(stranger: TestClient, path: str) -> None:
    answer = stranger.get(path, follow_redirects=False)
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/sign-in?next=/")


def test_another_person_sees_nothing_of_it(
    browser: TestClient, stranger: TestClient, the_season: Season
) -> None:
    eve = KIM | {"name": "Eve", "email": "eve@example.org"}
    the_season.instance.add_account(**eve)
    stranger.post("/sign-in", data=eve)
    path = the_season.path(TWICE)
    page = browser.get(path).text
    file = re.search(r"/deliveries/[\w-]+/file", page)
    assert file is not None
    assert TWICE not in stranger.get("/activities").text
    for own in (path, f"{path}/series", file[0]):
        assert browser.get(own).status_code == 200
        assert stranger.get(own).status_code == 404


def test_a_script_without_a_session_is_told_in_json_and_nothing_is_written(
    stranger: TestClient, the_season: Season
) -> None:
    answer = stranger.post("/imports?name=a.zip", headers={"accept": "application/json"})
    assert answer.status_code == 401
    assert answer.json()["next_step"]
    assert not uploads(the_season.instance)


def test_a_welcome_link_that_was_used_says_so(newcomer: TestClient, instance: Instance) -> None:
    link = f"/welcome/{instance.welcome_token()}"
    newcomer.post(link, data=KIM)
    answer = newcomer.get(link)
    assert answer.status_code == 404
    assert "This link was used" in answer.text


def test_an_upload_reaches_the_disk_byte_for_byte_and_is_queued(instance: Instance) -> None:
    instance.add_account(**KIM)
    body = bytes(range(256)) * 12_000
    with TestClient(create_app(instance)) as client:
        answer = signed_in(client).post("/imports", params={"name": "export.zip"}, content=body)
    assert answer.status_code == 201
    (row,) = instance.store.imports.unfinished()
    assert (row.id, row.size_bytes) == (answer.json()["id"], len(body))
    assert [path.read_bytes() for path in uploads(instance)] == [body]


def test_a_file_too_large_is_refused_with_a_sentence(browser: TestClient) -> None:
    headers = {"content-length": str(10**12), "accept": "application/json"}
    answer = browser.post("/imports?name=export.zip", headers=headers, content=b"")
    assert answer.status_code == 413
    assert "larger than 20 GB" in answer.json()["sentence"]


@pytest.mark.parametrize(
    ("page", "changes", "sentence"),
    [
        ("/settings", {"zone": "Mars/Olympus"}, "is no time zone"),
        ("/settings/workouts", {"tile_url": "ftp://x/{z}/{x}/{y}"}, "no address of map tiles"),
        ("/settings/workouts", {"tile_url": "https://x.example/tiles"}, "no address of map tiles"),
    ],
)
def test_settings_that_make_no_sense_are_not_kept(
    browser: TestClient, the_season: Season, page: str, changes: dict[str, str], sentence: str
) -> None:
    form = {"units": "imperial", "zone": "UTC", "theme": "dark", "settle_min": "5"} | changes
    answer = browser.post(page, data=form)
    assert answer.status_code == 400
    assert sentence in answer.text
    kept = the_season.instance.store.accounts.get(the_season.account_id)
    assert (kept.units, kept.settle_s) == ("metric", 120)


def test_titles_and_searches_are_text_and_never_markup(
    newcomer: TestClient, instance: Instance
) -> None:
    markup = "<script>alert(1)</script>"
    account = instance.add_account(**KIM)
    take(instance.starter, account.id, "apple_health", [Arrival("run", a_run(brand=markup))])
    answer = signed_in(newcomer).get("/activities", params={"text": markup})
    assert "<script>alert" not in answer.text
    assert answer.text.count("&lt;script&gt;alert") >= 4


@pytest.mark.parametrize("path", ["/nothing", "/activities/none", "/imports/none"])
def test_what_is_not_there_is_said_on_a_page_with_a_way_on(browser: TestClient, path: str) -> None:
    answer = browser.get(path)
    assert answer.status_code == 404
    assert "There is nothing at this address." in answer.text
    assert 'href="/activities"' in answer.text


def test_a_mistake_of_ours_is_a_page_and_tells_nothing_of_the_inside(
    browser: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(Activities, "sports")
    answer = browser.get("/activities")
    assert answer.status_code == 500
    assert "Something went wrong on our side." in answer.text
    assert "AttributeError" not in answer.text


def test_assets_are_kept_for_a_year_and_come_compressed(stranger: TestClient) -> None:
    page = stranger.get("/sign-in").text
    script = page.split('type="module" src="')[1].split('"')[0]
    answer = stranger.get(script)
    assert "immutable" in answer.headers["cache-control"]
    assert answer.headers["content-encoding"] == "gzip"
    assert answer.headers["content-type"].startswith("text/javascript")
    plain = stranger.get(script, headers={"accept-encoding": "identity"})
    assert "content-encoding" not in plain.headers
    assert plain.content == answer.content


def test_pages_hold_no_inline_style_or_script(browser: TestClient, the_season: Season) -> None:
    shown = ("/activities", the_season.path(TWICE), "/imports", "/settings", "/help/export")
    for path in shown:
        page = browser.get(path).text
        assert " style=" not in page
        assert "<style" not in page
        assert "onclick" not in page


def test_a_month_is_named_once_across_pages(the_season: Season) -> None:
    store, kim = the_season.instance.store, the_season.account_id
    first = activity_page(store, kim, ActivityQuery())
    second = activity_page(store, kim, ActivityQuery(cursor=first.next_cursor))
    today = datetime(2025, 9, 17, tzinfo=UTC).date()
    shown = months_of(first.lines, "metric", today)
    later = months_of(second.lines, "metric", today, shown[-1].name)
    assert later[0].name == ""
    assert all(month.name for month in later[1:])


def test_an_older_activity_is_told_with_its_own_day_recording_and_delivery(
    the_season: Season,
) -> None:
    store, kim = the_season.instance.store, the_season.account_id
    *_, oldest = activity_page(store, kim, ActivityQuery(Selection(text="march"))).lines
    detail = activity_detail(store, kim, oldest.id)
    assert detail is not None
    workout = detail.activity.workout
    assert workout.zone.local(workout.start).replace(tzinfo=None) == oldest.local_start
    assert [row.state for row in store.deliveries.of_activities(kim, [oldest.id])] == ["sent"]
    assert [line.app for line in detail.recordings] == ["Workout"]


def test_a_list_of_thousands_sends_50_lines(newcomer: TestClient, instance: Instance) -> None:
    season(instance, older=2000)
    page = signed_in(newcomer).get("/activities").text
    assert page.count('class="line"') == 50
    assert "2,011" in page


def test_the_server_says_that_it_is_up(stranger: TestClient) -> None:
    assert stranger.get("/healthz").text == "ok\n"
