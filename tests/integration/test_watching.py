"""Readiness, figures and the log tell those who watch what they need, and nothing of people."""

import io
import json
import logging
from collections.abc import Iterator
from dataclasses import replace

import pytest
from prometheus_client.parser import text_string_to_metric_families
from starlette.testclient import TestClient

from fitglue import logs, watch
from fitglue.domain.errors import NeedsUser
from fitglue.domain.secret import Secret
from fitglue.instance import Instance
from fitglue.pipeline.intake import take
from fitglue.testing.arrivals import an_arrival
from fitglue.watch import InstanceWatch
from fitglue.web.app import create_app

LOOPBACK = ("127.0.0.1", 50000)


def client(instance: Instance, address: tuple[str, int] = LOOPBACK, token: str = "") -> TestClient:
    told = instance.settings.model_copy(update={"metrics_token": Secret(token)})
    app = create_app(replace(instance, settings=told), InstanceWatch(instance, lambda: True))
    return TestClient(app, client=address, raise_server_exceptions=False)


def figures(client: TestClient) -> dict[tuple[str, str], float]:
    """Read the figures, by name and the values of their labels."""
    families = text_string_to_metric_families(client.get("/metrics").text)
    return {
        (sample.name, " ".join(sample.labels.values())): sample.value
        for family in families
        for sample in family.samples
    }


def test_it_is_ready_when_all_is_well(instance: Instance) -> None:
    assert client(instance).get("/readyz").status_code == 200


def test_a_worker_that_died_is_not_ready(instance: Instance) -> None:
    assert InstanceWatch(instance, lambda: False).shortcomings() == [
        "the import worker has stopped"
    ]
    assert InstanceWatch(instance).shortcomings() == []


def test_a_full_disk_is_not_ready(instance: Instance, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watch, "LEAST_FREE_BYTES", 10**18)
    answer = client(instance).get("/readyz")
    assert (answer.status_code, answer.text) == (503, "the disk is full\n")


def test_tables_of_another_version_are_not_ready(instance: Instance) -> None:
    with instance.store.database.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    assert "another version" in client(instance).get("/readyz").text


def test_a_database_that_is_gone_is_not_ready(instance: Instance) -> None:
    with instance.store.database.begin() as connection:
        connection.exec_driver_sql("DROP TABLE alembic_version")
    assert client(instance).get("/readyz").status_code == 503


def test_figures_count_rows_by_state_and_requests_by_route(instance: Instance) -> None:
    take(instance.starter, instance.owner().id, "apple_health", [an_arrival()])
    browser = client(instance)
    browser.get("/activities/some-id", follow_redirects=False)
    browser.get("/no/such/page")
    told = figures(browser)
    assert told["fitglue_runs", "waiting"] == 1
    assert told["fitglue_waiting_seconds", "runs"] > 0
    assert told["fitglue_database_bytes", ""] > 0
    assert told["fitglue_requests_total", "GET /activities/{activity_id} 303"] == 1
    assert told["fitglue_requests_total", "GET none 404"] == 1
    assert told["fitglue_request_seconds_count", "/activities/{activity_id}"] == 1
    assert "some-id" not in browser.get("/metrics").text


@pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
def test_figures_are_for_this_machine_or_for_who_knows_the_token(instance: Instance) -> None:
    assert client(instance, ("192.0.2.7", 5)).get("/metrics").status_code == 401
    proxied = {"x-forwarded-for": "192.0.2.7"}
    assert client(instance).get("/metrics", headers=proxied).status_code == 401
    guarded = client(instance, token="a token")  # noqa: S106 - of this test
    assert guarded.get("/metrics").status_code == 401
    for offered, status in (("a token", 200), ("another", 401), ("", 401)):
        answer = guarded.get("/metrics", headers={"authorization": f"Bearer {offered}"})
        assert answer.status_code == status


@pytest.fixture
def said() -> Iterator[io.StringIO]:
    """What is logged, at its most talkative."""
    root, ours = logging.getLogger(), logging.getLogger("fitglue")
    before = root.handlers, root.level, ours.level
    out = io.StringIO()
    logs.configure("debug", out)
    yield out
    root.handlers, root.level, ours.level = before


@pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
def test_every_request_is_one_line_with_its_id(instance: Instance, said: io.StringIO) -> None:
    answer = client(instance).get("/welcome/one-time-secret")
    (line,) = [json.loads(text) for text in said.getvalue().splitlines()]
    assert line["event"] == "answered"
    assert (line["route"], line["status"]) == ("/welcome/{token}", 404)
    assert line["request_id"] == answer.headers["x-request-id"]
    assert "one-time-secret" not in said.getvalue()


def test_a_secret_shows_dots_wherever_it_is_put(said: io.StringIO) -> None:
    secret = Secret("canary")
    logging.getLogger("fitglue.test").warning(
        "sent %s", secret, extra={"token": secret, "all": {"of": [secret]}}
    )
    assert "canary" not in said.getvalue() + f"{secret} {secret!r} {[secret]}"
    assert "•••" in json.loads(said.getvalue())["event"]
    assert secret.reveal() == "canary"


def test_an_error_is_told_by_type_and_place_and_not_by_its_text(said: io.StringIO) -> None:
    log = logging.getLogger("fitglue.test")
    try:
        try:
            float("48.8566 canary")
        except ValueError as problem:
            raise NeedsUser("A sentence for a person.") from problem
    except NeedsUser:
        log.exception("it failed")
    told = json.loads(said.getvalue())["exception"]
    assert "NeedsUser: A sentence for a person." in told
    assert "ValueError" in told
    assert "test_watching.py" in told
    assert "canary" not in said.getvalue()


def test_libraries_are_heard_from_warnings_upwards_and_briefly(said: io.StringIO) -> None:
    library = logging.getLogger("some.library")
    library.info("canary")
    library.warning("it went wrong\nwith canary")
    (line,) = said.getvalue().splitlines()
    assert json.loads(line)["event"] == "it went wrong"


def test_on_a_terminal_lines_are_for_a_person() -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    root = logging.getLogger()
    handlers, level, out = root.handlers, root.level, Terminal()
    logs.configure("info", out)
    logging.getLogger("fitglue.test").info("hello")
    root.handlers, root.level = handlers, level
    assert "hello" in out.getvalue()
    assert not out.getvalue().startswith("{")
