"""Whatever signs a service's words have, every database keeps what becomes of them."""

import json
from collections.abc import Iterator

import pytest

from fitglue.domain.asking import Ask
from fitglue.domain.errors import Refused
from fitglue.services.hevy import plugin
from fitglue.testing.services import connected
from fitglue.testing.services.faults import Receive, Scope, Send
from fitglue.testing.web_site import served


async def _site(scope: Scope, receive: Receive, send: Send) -> None:
    del receive
    if scope["type"] != "http":
        return
    words = {"a": "one\0two", "b": "C:\\u0000", "c": "\\\0"}
    is_fine = scope["path"] == "/fine"
    body = json.dumps(words if is_fine else {"error": "no\0such\x07thing"}).encode()
    status = 200 if is_fine else 400
    await send({"type": "http.response.start", "status": status, "headers": []})
    await send({"type": "http.response.body", "body": body})


@pytest.fixture
def address() -> Iterator[str]:
    with served(_site) as address:
        yield address


def test_an_answer_has_no_nul_and_is_otherwise_as_it_was(address: str) -> None:
    line = connected(plugin, {"api_key": "a key of tests", "base_url": address})
    assert line.json("fine", {}) == {"a": "onetwo", "b": "C:\\u0000", "c": "\\"}


def test_a_refusal_says_what_can_be_read(address: str) -> None:
    line = connected(plugin, {"api_key": "a key of tests", "base_url": address})
    with pytest.raises(Refused, match=r"Hevy refused it: nosuchthing\."):
        line.ask(Ask(path="wrong"))
