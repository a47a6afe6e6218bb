"""What Dropbox answers, how a person signs in there, and what they are told."""

import json
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest

from fitglue.connections.client import Client
from fitglue.connections.oauth import TokenOffice, way_there
from fitglue.domain.asking import Reply
from fitglue.domain.errors import Delivery, NeedsUser, Refused, Transient
from fitglue.domain.oauth import Tokens
from fitglue.domain.secret import Secret
from fitglue.services.dropbox import DropboxSettings
from fitglue.services.dropbox import plugin as dropbox
from fitglue.testing.services import OpenKeeper, connected, plain_web
from fitglue.testing.services.dropbox import APP_KEY, DropboxServer
from fitglue.testing.web_site import served


@pytest.fixture(scope="module")
def server() -> Iterator[tuple[DropboxServer, str]]:
    site = DropboxServer()
    with served(site) as url:
        yield site, url


def office_at(url: str) -> TokenOffice:
    oauth = dropbox.oauth(DropboxSettings(app_key=APP_KEY, api_url=url))
    assert oauth is not None
    return TokenOffice(dropbox, oauth, plain_web())


def connection(url: str, keeper: OpenKeeper) -> Client:
    settings = {"app_key": APP_KEY, "api_url": url, "content_url": url}
    return connected(dropbox, settings, keeper=keeper)


def test_a_person_signs_in_with_pkce_and_without_a_secret(
    server: tuple[DropboxServer, str],
) -> None:
    site, url = server
    office = office_at(url)
    way = way_there(office.oauth, "https://fitglue.example/back", "c1")
    asked = parse_qs(urlsplit(way.address).query)
    assert asked["token_access_type"] == ["offline"]
    assert asked["code_challenge_method"] == ["S256"]
    site.challenge = asked["code_challenge"][0]
    tokens = office.exchanged(site.code, "https://fitglue.example/back", way.verifier)
    assert tokens.refresh
    assert tokens.expires_at is not None
    assert set(tokens.scopes) >= office.oauth.needed


def test_a_token_that_has_run_out_is_renewed_once(server: tuple[DropboxServer, str]) -> None:
    _, url = server
    old = Tokens(access=Secret("run-out"), refresh=Secret("refresh-1"))
    keeper = OpenKeeper(old, renew=office_at(url).refreshed)
    who = dropbox.who(connection(url, keeper))
    assert (who.id, who.name) == ("dbid:kim", "Kim Example")
    assert len(keeper.turns) == 2


def test_a_revoked_app_needs_its_owner(server: tuple[DropboxServer, str]) -> None:
    keeper = OpenKeeper(Tokens(access=Secret("revoked")))
    with pytest.raises(NeedsUser, match="does not let FitGlue in") as caught:
        dropbox.who(connection(server[1], keeper))
    assert "Connect again" in caught.value.next_step


@pytest.mark.parametrize(
    ("status", "summary", "kind", "sentence"),
    [
        (409, "path/insufficient_space/..", NeedsUser, "full"),
        (409, "path/no_write_permission/", NeedsUser, "write"),
        (409, "too_many_write_operations/..", Transient, "too often"),
        (409, "path/disallowed_name/..", Refused, "disallowed_name"),
        (401, "missing_scope/..", NeedsUser, "may not read and write"),
        (401, "user_suspended/", NeedsUser, "suspended"),
        (401, "", NeedsUser, "does not let FitGlue in"),
        (403, "", NeedsUser, "kind of Dropbox account"),
        (429, "too_many_requests/", Transient, "too often"),
        (500, "", Transient, "out of order"),
        (400, "", Refused, "refused"),
    ],
)
def test_every_answer_means_something(
    status: int, summary: str, kind: type[Delivery], sentence: str
) -> None:
    body = json.dumps({"error_summary": summary}).encode() if summary else b"<html>"
    problem = dropbox.judged(Reply(status=status, body=body))
    assert isinstance(problem, kind)
    assert sentence in problem.sentence
    assert problem.next_step


@pytest.mark.parametrize("summary", ["path/not_found/..", "path/conflict/file/."])
def test_what_a_target_wants_to_know_is_no_error(summary: str) -> None:
    body = json.dumps({"error_summary": summary}).encode()
    assert dropbox.judged(Reply(status=409, body=body)) is None


def test_it_says_itself_how_long_to_be_quiet() -> None:
    busy = Reply(status=429, headers={"retry-after": "300"})
    assert dropbox.heard(busy).quiet_s == 300.0
    problem = dropbox.judged(busy)
    assert isinstance(problem, Transient)
    assert problem.retry_after_s == 300.0
