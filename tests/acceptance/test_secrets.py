"""Secrets while a server is killed: nothing lies in clear, in its files or in what it said."""

import os
import signal
from collections.abc import Iterator
from contextlib import suppress

import httpx2
import pytest

from fitglue.config import Settings
from fitglue.domain.ledger import DeliveryState
from fitglue.instance import open_instance
from fitglue.testing.at_work import until
from fitglue.testing.canaries import found_in_folder, found_in_text
from fitglue.testing.command_line import CommandLine
from fitglue.testing.connected_person import ConnectedPerson, pressed
from fitglue.testing.running_server import RunningServer, family, serving
from fitglue.testing.secretive_person import (
    Canaries,
    Places,
    form_of,
    repeating_services,
    way_of,
)

EMAIL, TARGETS = "kim@example.org", ("intervals", "hevy", "webdav", "webhook", "strava")
RUNS, LIFTS = 8, 4


@pytest.fixture
def canaries() -> Canaries:
    return Canaries()


@pytest.fixture
def places(canaries: Canaries) -> Iterator[Places]:
    with repeating_services(canaries) as places:
        # Their signing in knows this machine by another name than that of tests inside a process.
        places["strava"].echo.app.signing_in.callback_domain = "127.0.0.1"  # ty: ignore[missing-attribute]
        yield places


def killed(server: RunningServer) -> str:
    """Kill a server and everything it started, and give what it had said."""
    for pid in family(server.process.pid):
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    return server.process.stdout.read() if server.process.stdout else ""


def connects(browser: httpx2.Client, places: Places, service: str) -> None:
    """Fill in a wrong secret, then the right one, which the service repeats, then again."""
    place = places[service]
    for status, form in ((0, {**place.form, **place.wrong}), (401, place.form), (0, place.form)):
        place.echo.status = status
        page = browser.post(f"/connections/new/{service}", data=form_of(service, form))
        if there := way_of(page.text):
            browser.get("/connections/callback", params=pressed(there))


def test_a_server_that_is_killed_leaves_no_secret_behind(
    fitglue: CommandLine, canaries: Canaries, places: Places
) -> None:
    password = canaries.one()
    instance = open_instance(Settings(data=fitglue.data, allowed_hosts="127.0.0.1"))
    instance.add_account(name="Kim", email=EMAIL, password=password)
    kim = ConnectedPerson(instance)
    kim.has_pipeline(*TARGETS)
    told = {
        "FITGLUE_ALLOWED_HOSTS": "127.0.0.1", "FITGLUE_LOG_LEVEL": "debug",
        "FITGLUE_METRICS_TOKEN": canaries.one(),
    }  # fmt: skip
    logs = []
    with serving(fitglue, **told) as server, server.browser() as browser:
        browser.post("/sign-in", data={"email": EMAIL, "password": password})
        for service in places:
            connects(browser, places, service)
        kim.gets(range(RUNS))
        for day in range(LIFTS):
            kim.lifts(day)
        until(lambda: sum(row.state == DeliveryState.SENT for row in kim.deliveries) > 2, "some")
        logs.append(killed(server))
    assert found_in_folder(canaries.all, fitglue.data) == []

    for place in places.values():
        place.echo.status = 401
    with serving(fitglue, **told) as server, server.browser() as browser:
        open_states = {DeliveryState.WAITING, DeliveryState.SENDING}
        until(lambda: not open_states & {row.state for row in kim.deliveries}, "everybody's no")
        browser.post("/sign-in", data={"email": EMAIL, "password": password})
        browser.get("/connections")
        assert (fitglue.data / "fitglue.db-wal").stat().st_size > 0
        logs.append(killed(server))
    assert found_in_folder(canaries.all, fitglue.data) == []
    assert found_in_text(canaries.all, "\n".join(logs), "what it said") == []
    assert "Traceback" not in "\n".join(logs)
    instance.close()
