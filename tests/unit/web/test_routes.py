"""What the server answers, without a browser."""

from collections.abc import Iterator

import pytest
from starlette.datastructures import Headers
from starlette.testclient import TestClient

from fitglue.testing.web_services import MemoryServices
from fitglue.web.app import create_app
from fitglue.web.guard import comes_from_elsewhere, policy, tile_host

PERSON = ("Kim", "kim@example.org", "a long password", "Europe/Paris")


@pytest.fixture
def services() -> MemoryServices:
    return MemoryServices(import_seconds=0.05)


@pytest.fixture
def client(services: MemoryServices) -> Iterator[TestClient]:
    with TestClient(create_app(services), raise_server_exceptions=False) as client:
        yield client


@pytest.fixture
def signed_in(client: TestClient, services: MemoryServices) -> TestClient:
    token = services.create_first_account(services.welcome_token, *PERSON)
    client.cookies.set("fitglue_session", token)
    return client


def test_every_page_forbids_foreign_code_frames_and_guessing_of_types(client: TestClient) -> None:
    headers = client.get("/sign-in").headers
    rules = headers["content-security-policy"]
    assert "default-src 'none'" in rules
    assert "frame-ancestors 'none'" in rules
    assert "unsafe-inline" not in rules
    assert "unsafe-eval" not in rules
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"


def test_tiles_are_allowed_from_their_host_and_only_on_the_map(
    signed_in: TestClient, services: MemoryServices
) -> None:
    tiles = "https://tile.example.org/{z}/{x}/{y}.png"
    services.save_preferences("p1", units="metric", zone="UTC", theme="auto", tile_url=tiles)
    rules = signed_in.get("/activities/a1").headers["content-security-policy"]
    assert "img-src 'self' data: blob: https://tile.example.org;" in rules
    assert "tile.example.org" not in signed_in.get("/activities").headers["content-security-policy"]


@pytest.mark.parametrize("url", ["", "javascript:alert(1)", "https://a.b;script-src *", "//x.y/"])
def test_what_is_no_address_of_tiles_adds_nothing_to_the_policy(url: str) -> None:
    assert tile_host(url) == ""
    assert policy(url) == policy()


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({"sec-fetch-site": "same-origin"}, False),
        ({"sec-fetch-site": "none"}, False),
        ({"sec-fetch-site": "cross-site"}, True),
        ({"sec-fetch-site": "same-site"}, True),
        ({"origin": "http://box:8000", "host": "box:8000"}, False),
        ({"origin": "http://evil.example", "host": "box:8000"}, True),
        ({"origin": "null", "host": "box:8000"}, True),
        ({"host": "box:8000"}, False),
    ],
)
def test_a_browser_tells_whether_another_site_sent_a_request(
    headers: dict[str, str], *, expected: bool
) -> None:
    assert comes_from_elsewhere(Headers(headers)) is expected


@pytest.mark.parametrize("path", ["/sign-out", "/settings", "/imports?name=a.zip", "/sign-in"])
def test_a_post_from_another_site_does_nothing(
    signed_in: TestClient, services: MemoryServices, path: str
) -> None:
    answer = signed_in.post(path, headers={"sec-fetch-site": "cross-site"})
    assert answer.status_code == 403
    assert services.sessions
    assert not services.kept_imports


def test_a_form_too_large_is_turned_away_before_it_is_read(client: TestClient) -> None:
    answer = client.post("/sign-in", data={"email": "x" * 300_000})
    assert answer.status_code == 413


def test_the_session_cookie_is_out_of_reach_of_scripts_and_other_sites(
    client: TestClient, services: MemoryServices
) -> None:
    form = dict(zip(("name", "email", "password", "zone"), PERSON, strict=True))
    answer = client.post(f"/welcome/{services.welcome_token}", data=form, follow_redirects=False)
    cookie = answer.headers["set-cookie"]
    assert answer.status_code == 303
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "Secure" not in cookie
    assert "https" not in str(client.base_url)


def test_over_https_the_session_cookie_is_secure(services: MemoryServices) -> None:
    services.create_first_account(services.welcome_token, *PERSON)
    with TestClient(create_app(services), base_url="https://testserver") as client:
        form = {"email": PERSON[1], "password": PERSON[2]}
        answer = client.post("/sign-in", data=form, follow_redirects=False)
    assert "Secure" in answer.headers["set-cookie"]


@pytest.mark.parametrize(
    ("wish", "led_to"),
    [
        ("/imports", "/imports"),
        ("//evil.example", "/activities"),
        ("https://evil.example", "/activities"),
        ("/\\evil.example", "/activities"),
    ],
)
def test_signing_in_leads_only_to_pages_of_this_server(
    client: TestClient, services: MemoryServices, wish: str, led_to: str
) -> None:
    services.create_first_account(services.welcome_token, *PERSON)
    form = {"email": PERSON[1], "password": PERSON[2]}
    answer = client.post("/sign-in", params={"next": wish}, data=form, follow_redirects=False)
    assert answer.headers["location"] == led_to


@pytest.mark.parametrize(
    "path",
    [
        "/activities", "/activities/a1", "/activities/a1/series", "/imports", "/imports/i1",
        "/settings", "/deliveries/a1-d1/file", "/imports/i1/events",
    ],
)  # fmt: skip
def test_nobody_sees_a_page_without_signing_in(client: TestClient, path: str) -> None:
    answer = client.get(path, follow_redirects=False)
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/sign-in?next=/")


def test_a_script_without_a_session_is_told_in_json_and_nothing_is_written(
    client: TestClient, services: MemoryServices
) -> None:
    answer = client.post("/imports?name=a.zip", headers={"accept": "application/json"})
    assert answer.status_code == 401
    assert answer.json()["next_step"]
    assert not services.kept_imports


def test_a_welcome_link_that_was_used_says_so(client: TestClient, services: MemoryServices) -> None:
    services.create_first_account(services.welcome_token, *PERSON)
    answer = client.get(f"/welcome/{services.welcome_token}")
    assert answer.status_code == 404
    assert "This link was used" in answer.text


def test_an_upload_reaches_the_disk_byte_for_byte(
    signed_in: TestClient, services: MemoryServices
) -> None:
    body = bytes(range(256)) * 12_000
    answer = signed_in.post("/imports", params={"name": "export.zip"}, content=body)
    assert answer.status_code == 201
    line = services.kept_imports[answer.json()["id"]]
    assert line.size_bytes == len(body)
    assert sum(path.stat().st_size for path in services.folder.iterdir()) == len(body)


def test_a_file_too_large_is_refused_with_a_sentence(signed_in: TestClient) -> None:
    headers = {"content-length": str(10**12), "accept": "application/json"}
    answer = signed_in.post("/imports?name=export.zip", headers=headers, content=b"")
    assert answer.status_code == 413
    assert "larger than 50 GB" in answer.json()["sentence"]


def test_the_events_of_an_import_end_with_its_outcome(signed_in: TestClient) -> None:
    key = signed_in.post("/imports?name=export.zip", content=b"PK").json()["id"]
    told = signed_in.get(f"/imports/{key}/events").text
    assert told.count("event: over") == 1
    assert "already here" in told
    assert all(not line or line.startswith(("event: ", "data: ")) for line in told.split("\n"))


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"zone": "Mars/Olympus"}, "is no time zone"),
        ({"tile_url": "ftp://x/{z}/{x}/{y}"}, "no address of map tiles"),
        ({"tile_url": "https://x.example/tiles"}, "no address of map tiles"),
    ],
)
def test_settings_that_make_no_sense_are_not_kept(
    signed_in: TestClient, services: MemoryServices, changes: dict[str, str], sentence: str
) -> None:
    form = {"units": "imperial", "zone": "UTC", "theme": "dark", "tile_url": ""} | changes
    answer = signed_in.post("/settings", data=form)
    assert answer.status_code == 400
    assert sentence in answer.text
    assert services.people["p1"].units == "metric"


def test_titles_are_text_and_never_markup(signed_in: TestClient, services: MemoryServices) -> None:
    answer = signed_in.get("/activities", params={"text": "<script>alert(1)</script>"})
    assert "<script>alert" not in answer.text
    assert "&lt;script&gt;alert" in answer.text
    assert services.plans


@pytest.mark.parametrize("path", ["/nothing", "/activities/none", "/imports/none"])
def test_what_is_not_there_is_said_on_a_page_with_a_way_on(
    signed_in: TestClient, path: str
) -> None:
    answer = signed_in.get(path)
    assert answer.status_code == 404
    assert "There is nothing at this address." in answer.text
    assert 'href="/activities"' in answer.text


def test_a_mistake_of_ours_is_a_page_and_tells_nothing_of_the_inside(
    signed_in: TestClient, services: MemoryServices, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(type(services), "sports")
    answer = signed_in.get("/activities")
    assert answer.status_code == 500
    assert "Something went wrong on our side." in answer.text
    assert "AttributeError" not in answer.text


def test_assets_are_kept_for_a_year_and_come_compressed(client: TestClient) -> None:
    page = client.get("/sign-in").text
    script = page.split('type="module" src="')[1].split('"')[0]
    answer = client.get(script)
    assert "immutable" in answer.headers["cache-control"]
    assert answer.headers["content-encoding"] == "gzip"
    assert answer.headers["content-type"].startswith("text/javascript")
    plain = client.get(script, headers={"accept-encoding": "identity"})
    assert "content-encoding" not in plain.headers
    assert plain.content == answer.content


def test_pages_hold_no_inline_style_or_script(signed_in: TestClient) -> None:
    for path in ("/activities", "/activities/a1", "/imports", "/settings", "/help/export"):
        page = signed_in.get(path).text
        assert " style=" not in page
        assert "<style" not in page
        assert "onclick" not in page


def test_a_list_of_10_000_sends_50_lines() -> None:
    services = MemoryServices(older=10_000)
    token = services.create_first_account(services.welcome_token, *PERSON)
    with TestClient(create_app(services)) as client:
        client.cookies.set("fitglue_session", token)
        page = client.get("/activities")
    assert page.text.count('class="line"') == 50
    assert "10,010" in page.text


def test_the_server_says_that_it_is_up(client: TestClient) -> None:
    assert client.get("/healthz").text == "ok\n"
