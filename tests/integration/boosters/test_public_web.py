"""Public services that boosters ask: kept answers, pace, and every way to fail."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from fastapi import FastAPI, Response

from fitglue.domain.errors import Refused, Transient
from fitglue.domain.pace import Window
from fitglue.instance import Instance
from fitglue.public_web import KeptAnswers, PublicWeb
from fitglue.security.safe_fetch import AllowedHosts, safe_client
from fitglue.testing.web_site import served

DAY = timedelta(days=1)


class Service:
    """A service that counts, and answers what it is told to."""

    def __init__(self) -> None:
        self.asked = 0
        self.answer: Any = {"sun": True}
        self.status = 200
        self.headers: dict[str, str] = {}
        self.address = ""

    def app(self) -> FastAPI:
        app = FastAPI(openapi_url=None)

        @app.get("/weather")
        def weather() -> Response:
            self.asked += 1
            body = self.answer if isinstance(self.answer, str) else '{"sun": true}'
            return Response(body, self.status, self.headers)

        return app


@pytest.fixture
def service() -> Iterator[Service]:
    """Give a service on this machine."""
    service = Service()
    with served(service.app()) as address:
        service.address = f"{address}/weather"
        yield service


@pytest.fixture
def web(instance: Instance) -> Iterator[PublicWeb]:
    """Give what boosters ask, allowed to reach the service on this machine."""
    with safe_client(AllowedHosts.of("127.0.0.1")) as client:
        yield PublicWeb(instance.store, lambda: client)


def ask(web: PublicWeb, service: Service, place: str = "1", **options: Any) -> Any:
    return web.json(service.address, {"place": place}, keep=options.pop("keep", DAY), **options)


def test_nobody_is_asked_twice_for_the_same(web: PublicWeb, service: Service) -> None:
    assert ask(web, service) == ask(web, service) == {"sun": True}
    assert service.asked == 1
    ask(web, service, "2")
    ask(web, service, keep=timedelta(0))
    assert service.asked == 3


def test_a_service_is_asked_no_faster_than_it_allows(web: PublicWeb, service: Service) -> None:
    pace = [Window(2, 3600)]
    for place in "12":
        ask(web, service, place, pace=pace)
    with pytest.raises(Transient) as told:
        ask(web, service, "3", pace=pace)
    assert 3000 < (told.value.retry_after_s or 0) <= 3600
    assert ask(web, service, "1", pace=pace)  # what is known costs nothing
    assert service.asked == 2


def test_a_service_that_wants_quiet_gets_it(web: PublicWeb, service: Service) -> None:
    service.status, service.headers = 429, {"retry-after": "90"}
    for _ in range(3):
        with pytest.raises(Transient) as told:
            ask(web, service)
        assert 60 < (told.value.retry_after_s or 0) <= 90
    assert service.asked == 1


@pytest.mark.parametrize(
    ("status", "answer", "error"),
    [(500, "", Transient), (200, "<html>", Transient), (404, "", Refused), (302, "", Refused)],
)
def test_whatever_goes_wrong_is_said_and_not_kept(
    web: PublicWeb, service: Service, status: int, answer: str, error: type[Exception]
) -> None:
    service.status, service.answer = status, answer
    with pytest.raises(error):
        ask(web, service)
    service.status, service.answer = 200, {}
    assert ask(web, service) == {"sun": True}


def test_a_service_that_names_an_absurd_time_is_asked_again_within_a_day(
    web: PublicWeb, service: Service
) -> None:
    service.status, service.headers = 429, {"retry-after": "9" * 20}
    with pytest.raises(Transient) as told:
        ask(web, service)
    assert told.value.retry_after_s == 86_400


def test_an_answer_without_end_is_not_read_to_its_end(web: PublicWeb, service: Service) -> None:
    service.answer = "[" + "1," * (3 << 20)
    with pytest.raises(Refused):
        ask(web, service)


def test_whoever_only_tries_asks_nobody_and_knows_what_is_kept(
    instance: Instance, web: PublicWeb, service: Service
) -> None:
    only_tries = KeptAnswers(instance.store)
    with pytest.raises(Transient):
        only_tries.json(service.address, {"place": "1"}, keep=DAY)
    assert not service.asked
    ask(web, service)
    assert only_tries.json(service.address, {"place": "1"}, keep=DAY) == {"sun": True}


def test_a_service_that_is_not_there_may_be_there_later(web: PublicWeb) -> None:
    with pytest.raises(Transient):
        web.json("http://127.0.0.1:1/", {}, keep=DAY)


def test_a_service_inside_is_asked_only_if_the_operator_allows_it(
    instance: Instance, service: Service
) -> None:
    with safe_client() as client, pytest.raises(Refused) as refused:
        ask(PublicWeb(instance.store, lambda: client), service)
    assert "FITGLUE_ALLOWED_HOSTS=127.0.0.1" in refused.value.next_step
    assert not service.asked
