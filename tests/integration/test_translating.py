"""Pages in languages that nobody speaks: whatever is plain English there was never marked."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser

import pytest
from starlette.testclient import TestClient

from fitglue.config import Settings
from fitglue.instance import Instance, open_instance
from fitglue.testing.pseudo import PSEUDO
from fitglue.testing.running_server import KIM
from fitglue.testing.web_routes import every_route
from fitglue.web.app import create_app
from fitglue.web.languages import COOKIE

# Headings and buttons, whole.
NAMES = re.compile(r"(?s)<h1\b.*?</h1>|<button\b.*?</button>")
_READ = {"aria-label", "title", "placeholder", "alt"}
_NO_TEXT = {"script", "style", "code", "option"}
# The product's name, what Kim typed or has, the name of a client, and figures with their units.
_OWN = re.compile(
    r"Everything to folder|A program|"
    r"FitGlue|kim@example\.com|\d[\d.,:]* ?(?:/?km|bpm)|\b(?:km|bpm|ten)\b"
)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Instance]:
    instance = open_instance(Settings(data=tmp_path_factory.mktemp("pseudo"), zone="UTC"))
    yield instance
    instance.close()


def visitor(home: Instance, tag: str) -> TestClient:
    client = TestClient(create_app(home, languages=PSEUDO), raise_server_exceptions=False)
    client.headers["accept-language"] = tag
    return client


class Words(HTMLParser):
    """Collects what a person reads or hears of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self._inside: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.words += [value for name, value in attrs if name in _READ and value]
        if tag in _NO_TEXT:
            self._inside.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if self._inside and self._inside[-1] == tag:
            self._inside.pop()

    def handle_data(self, data: str) -> None:
        if not self._inside:
            self.words.append(data.strip())


def plain_words(html: str) -> list[str]:
    """Give every text of a page that has letters of plain English."""
    found = Words()
    found.feed(html)
    return [text for text in found.words if re.search("[A-Za-z]", _OWN.sub("", text))]


def side_of(html: str) -> str:
    """Give what the layout itself says: everything before the page's own part."""
    return html.partition("<title>")[0] + html.partition("<body>")[2].partition("<main")[0]


def test_the_pages_before_anybody_is_signed_in_are_all_marked(home: Instance) -> None:
    with visitor(home, "en-XA") as client:
        for path in (
            "/sign-in", f"/welcome/{home.welcome_token()}", "/welcome/used", "/reset/used",
            "/none/at/all", "/s/none",
        ):  # fmt: skip
            answer = client.get(path)
            assert plain_words(answer.text) == [], path
            assert '<html lang="en-XA" dir="ltr"' in answer.text


def test_the_side_and_the_parts_are_all_marked(home: Instance) -> None:
    home.add_account(**KIM)
    with visitor(home, "en-XA") as client:
        client.post("/sign-in", data=KIM)
        assert plain_words(client.get("/look?done").text) == []
        for path in ("/activities", "/pipelines", "/settings", "/help", "/connections"):
            assert plain_words(side_of(client.get(path).text)) == [], path


def test_every_page_has_its_name_and_its_buttons_in_the_language(home: Instance) -> None:
    """Articles and what plugins say of themselves are English: docs/decisions/0042."""
    if home.store.accounts.count() == 0:
        home.add_account(**KIM)
    app, plain = create_app(home, languages=PSEUDO), {}
    pages = {one.path for one in every_route(app) if one.method == "GET" and not one.parts}
    with visitor(home, "en-XA") as client:
        client.post("/sign-in", data=KIM)
        for path in sorted(pages):
            answer = client.get(path)
            if answer.is_success and "text/html" in answer.headers.get("content-type", ""):
                told = "\n".join(NAMES.findall(answer.text)).replace(KIM["name"], "")
                plain |= {path: words} if (words := plain_words(told)) else {}
    assert plain == {}


def test_a_language_from_right_to_left_turns_the_page(home: Instance) -> None:
    with visitor(home, "ar") as client:
        assert '<html lang="ar-XB" dir="rtl"' in client.get("/sign-in").text


def test_a_browser_keeps_the_language_that_was_chosen_in_it(home: Instance) -> None:
    with visitor(home, "de") as client:
        assert '<html lang="en"' in client.get("/sign-in").text
        client.post("/language", data={"language": "ar-XB"}, follow_redirects=False)
        assert client.cookies[COOKIE] == "ar-XB"
        assert '<html lang="ar-XB"' in client.get("/sign-in").text
        client.post("/language", data={"language": "tlh"}, follow_redirects=False)
        assert '<html lang="en"' in client.get("/sign-in").text


def test_nobody_is_asked_for_a_language_while_there_is_one(home: Instance) -> None:
    with TestClient(create_app(home)) as client:
        assert "/language" not in client.get("/sign-in").text


def test_an_error_is_told_in_the_language_to_programs_too(home: Instance) -> None:
    with visitor(home, "en-XA") as client:
        told = client.get("/none", headers={"accept": "application/json"}).json()
        assert told["sentence"].startswith("[Ţĥéŕé")


def test_what_is_installed_is_described_in_its_language(home: Instance) -> None:
    with visitor(home, "ar") as client:
        told = client.get("/manifest.webmanifest").json()
        assert (told["lang"], told["dir"], told["display"]) == ("ar-XB", "rtl", "standalone")
        assert {one["purpose"] for one in told["icons"]} == {"any", "maskable"}
        for one in told["icons"]:
            picture = client.get(one["src"])
            assert picture.headers["content-type"] == "image/png"
            size = int.from_bytes(picture.content[16:20])
            assert one["sizes"] == f"{size}x{size}"
