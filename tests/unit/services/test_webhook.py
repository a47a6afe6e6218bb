"""What a webhook's receiver answers, and what people are told of it."""

from collections.abc import Iterator

import pytest

from fitglue.domain.asking import Reply
from fitglue.domain.errors import Delivery, NeedsUser, Refused, Transient
from fitglue.services.webhook import plugin as webhook
from fitglue.testing.services import connected
from fitglue.testing.services.webhook_receiver import SECRET, WebhookServer
from fitglue.testing.web_site import served


@pytest.fixture(scope="module")
def server() -> Iterator[tuple[WebhookServer, str]]:
    site = WebhookServer()
    with served(site) as url:
        yield site, url


def test_connecting_sends_an_event_and_shows_no_more_than_the_host(
    server: tuple[WebhookServer, str],
) -> None:
    site, url = server
    settings = {"address": f"{url}/hook/a-path-that-is-secret?key=1", "secret": SECRET}
    who = webhook.who(connected(webhook, settings))
    assert (who.id, who.name) == ("receiver", "127.0.0.1")
    assert [event["type"] for event in site.events.values()] == ["webhook.connected"]


def test_a_receiver_that_has_another_secret_says_so(server: tuple[WebhookServer, str]) -> None:
    with pytest.raises(NeedsUser, match="does not accept FitGlue's signature"):
        webhook.who(connected(webhook, {"address": server[1]}))


@pytest.mark.parametrize(
    ("status", "kind", "sentence"),
    [
        (301, NeedsUser, "moved"),
        (302, NeedsUser, "moved"),
        (401, NeedsUser, "signature"),
        (403, NeedsUser, "signature"),
        (410, NeedsUser, "no more events"),
        (413, Refused, "size"),
        (400, Transient, "(400)"),
        (404, Transient, "(404)"),
        (429, Transient, "(429)"),
        (500, Transient, "(500)"),
        (504, Transient, "(504)"),
    ],
)
def test_every_answer_means_something(status: int, kind: type[Delivery], sentence: str) -> None:
    problem = webhook.judged(Reply(status=status))
    assert isinstance(problem, kind)
    assert sentence in problem.sentence
    assert problem.next_step


@pytest.mark.parametrize("status", [200, 201, 202, 204])
def test_every_success_is_one(status: int) -> None:
    assert webhook.judged(Reply(status=status)) is None


@pytest.mark.parametrize(
    ("status", "told", "quiet_s"),
    [(429, "120", 120.0), (429, "", 30.0), (502, "", 30.0), (504, "7", 7.0), (500, "", 0.0)],
)
def test_one_under_load_is_left_alone(status: int, told: str, quiet_s: float) -> None:
    reply = Reply(status=status, headers={"retry-after": told} if told else {})
    assert webhook.heard(reply).quiet_s == quiet_s
