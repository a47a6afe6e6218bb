"""Every link in an article, and every link to one, leads somewhere."""

import re
from pathlib import Path

import pytest
from starlette.routing import Match, Route

import fitglue
from fitglue.articles.library import library
from fitglue.web.app import _NOUNS

PACKAGE = Path(fitglue.__file__).parent
FRONTEND = PACKAGE.parents[1] / "frontend" / "src"
EVERY = sorted(library().articles)
#: What is put into an address when it is used.
GAP = re.compile(r"\{[{]?.*?\}[}]?")


def links(text: str) -> list[str]:
    return re.findall(r"\]\(([^)\s]+)\)", text)


def leads_somewhere(address: str) -> bool:
    path, _, anchor = address.removeprefix("/help").partition("#")
    key = library().key_of(path.strip("/"))
    if key is None:
        return path in {"", "/search", "/api"}  # the last is a page of its own
    article = library().articles[key]
    return not anchor or f'id="{anchor}"' in "".join(part.html for part in article.parts)


@pytest.fixture(scope="module")
def pages() -> list[Route]:
    return [route for noun in _NOUNS for route in noun.router.routes if isinstance(route, Route)]


def is_page(pages: list[Route], address: str) -> bool:
    scope = {"type": "http", "method": "GET", "path": address.partition("#")[0]}
    return any(route.matches(scope)[0] is Match.FULL for route in pages)


@pytest.mark.parametrize("key", EVERY)
def test_every_link_of_an_article_leads_somewhere(key: str, pages: list[Route]) -> None:
    for address in links(library().articles[key].text):
        if address.startswith("https://"):
            continue
        assert address.startswith(("/", "#"))
        if address.startswith("/help"):
            assert leads_somewhere(address), address
        else:
            assert is_page(pages, address), address


@pytest.mark.parametrize("key", EVERY)
def test_what_is_related_is_another_article(key: str) -> None:
    article = library().articles[key]
    related = links(article.under("Related"))
    assert related or key == "not-taken"
    assert article.address not in related


def test_every_link_to_an_article_from_code_pages_and_scripts_leads_to_one() -> None:
    files = [
        *PACKAGE.rglob("*.py"), *(PACKAGE / "web" / "templates").glob("*.html"),
        *FRONTEND.rglob("*.ts"),
    ]  # fmt: skip
    found = {
        (address, path.name)
        for path in files
        if "node_modules" not in path.parts and "assets" not in path.parts
        for address in re.findall(r"[\"'(](/help/[\w/#{}. -]+?)[\"')]", path.read_text())
    }
    assert found
    wrong = {one for one in found if not GAP.search(one[0]) and not leads_somewhere(one[0])}
    assert {one for one in wrong if not one[0].startswith("/help/boosters")} == set()


def test_every_mark_beside_a_thing_leads_to_an_article() -> None:
    marks = {
        key
        for path in (PACKAGE / "web" / "templates").glob("*.html")
        for key in re.findall(r"help_for\(\"([^\"]+)\"\s*,", path.read_text())
    }
    assert "concepts/phones" in marks
    assert [key for key in marks if library().key_of(key) is None] == []


def test_old_addresses_are_not_taken_by_others() -> None:
    old = [name for key in EVERY for name in library().articles[key].front.old]
    assert len(old) == len(set(old))
    assert not set(old) & set(EVERY)
