"""The pages on which an app is set up show all it needs, and the token once."""

import html
import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy import select

from fitglue.store.tables import IngestTokenRow
from fitglue.testing.health_auto_exports import request, run
from fitglue.testing.sending_apps import App, shortcut

HAE, SHORTCUT = "/settings/phones/health-auto-export", "/settings/phones/shortcut"


def _token(page: str) -> str:
    (token,) = set(re.findall(r"Bearer (fg_[\w-]+)<", page))
    return str(token)


def test_the_link_sets_the_app_up_with_address_and_token(home: Any) -> None:
    pytest.importorskip("segno")
    home.signs_in()
    answer = home.client.post(HAE)
    assert answer.headers["cache-control"] == "no-store"
    assert "<svg" in answer.text
    token = _token(answer.text)
    (link,) = re.findall(r'href="(com\.HealthExport://[^"]+)"', answer.text)
    asked = {name: one[0] for name, one in parse_qs(urlsplit(html.unescape(link)).query).items()}
    assert asked["headers"] == f"Authorization,Bearer {token}"
    assert asked["url"] == "http://testserver/in"
    assert (asked["format"], asked["exportversion"], asked["datatype"]) == (
        "json", "v2", "workouts",
    )  # fmt: skip
    assert "+" not in link
    assert App(home.client, token).posts(request(run())).status_code == 200


@pytest.mark.parametrize("address", [HAE, SHORTCUT])
def test_a_token_is_shown_once_and_never_kept(home: Any, address: str) -> None:
    pytest.importorskip("segno")
    home.signs_in()
    token = _token(home.client.post(address).text)
    assert token not in home.client.get(address).text
    with home.instance.store.transactions.reading() as session:
        rows = session.execute(select(*IngestTokenRow.__table__.columns)).all()
    assert not any(token == str(value) for row in rows for value in row)


def test_the_page_says_what_came_last_and_revokes(home: Any) -> None:
    home.signs_in()
    assert "nothing received yet" in home.client.get(HAE).text
    home.sends(request(run()))
    page = home.client.get(HAE).text
    assert "last received today" in page
    assert "1 new" in page
    (address,) = re.findall(r'action="(/settings/phones/apps/[^"]+)"', page)
    assert (
        "revoked today" in home.client.post(address).text or "revoked" in home.client.get(HAE).text
    )
    assert home.app.posts(request(run())).status_code == 401
    assert home.client.post(address).status_code == 404


def test_the_example_of_the_page_is_one_that_is_taken(home: Any) -> None:
    home.signs_in()
    page = home.client.post(SHORTCUT).text
    assert "http://testserver/in" in page
    (example,) = re.findall(r'<textarea id="example"[^>]*>\s*(.*?)</textarea>', page, re.DOTALL)
    sender = App(home.client, _token(page))
    assert sender.posts(html.unescape(example).encode()).status_code == 200
    home.works()
    assert home.activities[0].workout.distance_m == 5_020.0


def test_what_one_app_sent_stands_on_its_own_page_alone(home: Any) -> None:
    home.app.posts(b'{"data": 1}')
    home.works()
    home.signs_in()
    (aside,) = home.refused
    assert aside.why in home.client.get(HAE).text
    assert aside.why not in home.client.get(SHORTCUT).text
    assert aside.why in home.client.get("/settings/phones").text


def test_the_phones_page_leads_to_each_and_help_needs_no_sign_in(home: Any) -> None:
    for article in ("/help/health-auto-export", "/help/shortcut"):
        assert home.client.get(article).status_code == 200
    home.signs_in()
    page = home.client.get("/settings/phones").text
    for address in (HAE, SHORTCUT, "/settings/phones/names"):
        assert f'href="{address}"' in page


def test_a_shortcut_without_a_token_is_told_so(home: Any) -> None:
    answer = home.client.post("/in", content=shortcut())
    assert answer.status_code == 401
    assert answer.json()["next_step"]
