"""What a service repeats of our secrets is dots before anybody reads it."""

import html
import json
from urllib.parse import quote

import pytest

from fitglue.connections.hushing import hushed, secrets_of
from fitglue.domain.asking import Reply
from fitglue.domain.oauth import Tokens
from fitglue.domain.secret import Secret
from fitglue.services.hevy import HevySettings
from fitglue.testing.canaries import found_in, planted

KEY = planted(1)[0]


@pytest.mark.parametrize(
    "written",
    [KEY, json.dumps(KEY), json.dumps(KEY, ensure_ascii=False), quote(KEY), quote(KEY, safe=""),
     html.escape(KEY)],
    ids=["as it is", "JSON", "JSON in UTF-8", "in a path", "in a query", "HTML"],
)  # fmt: skip
def test_a_secret_that_comes_back_is_dots_however_it_is_written(written: str) -> None:
    reply = hushed(Reply(status=400, body=f"no such key: {written}!".encode()), {KEY})
    assert found_in([KEY], reply.body, "body") == []
    assert reply.body.startswith(b"no such key: ")
    assert reply.body.endswith(b"!")


def test_headers_are_hushed_as_well() -> None:
    reply = hushed(Reply(status=200, headers={"x-key": KEY, "retry-after": "7"}), {KEY})
    assert reply.headers == {"x-key": "•••", "retry-after": "7"}


def test_an_answer_without_secrets_stays_as_it_is_and_short_words_stay_too() -> None:
    reply = Reply(status=200, body=b'{"title": "a run"}', headers={"etag": "1"})
    assert hushed(reply, {KEY, "run", ""}) == reply


def test_keys_tokens_and_what_lets_a_request_in_are_secrets() -> None:
    settings = HevySettings(api_key=Secret(f" {KEY} "))
    tokens = Tokens(access=Secret("access token"), refresh=Secret("refresh token"))
    found = secrets_of(settings, tokens, {"Authorization": "Basic abcdefgh"})
    assert found == {KEY, "access token", "refresh token", "abcdefgh"}
