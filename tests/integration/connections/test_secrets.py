"""Forty secrets through every flow, and not one of them in clear afterwards.

Kim connects services that repeat what they are sent, wrongly and rightly; what goes there fails in
every way; and then the database, the logs, every page, every answer of the API, what the doctor
says and a backup are searched.
"""

import io
import logging
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from sqlalchemy import create_engine, inspect, text
from starlette.testclient import TestClient

from fitglue import logs, registry
from fitglue.backup.restoring import restore
from fitglue.backup.writing import write_backup
from fitglue.channels.outbox import telling_of
from fitglue.config import Settings
from fitglue.connections.sealed import opened
from fitglue.doctor.kept import kept
from fitglue.doctor.machine import CHECKS
from fitglue.domain.arrival import Span
from fitglue.domain.connecting import ConnectionState
from fitglue.domain.errors import FitGlueError
from fitglue.domain.notification import Kind
from fitglue.domain.scopes import Scope
from fitglue.domain.secret import Secret
from fitglue.domain.sending_app import SendingApp
from fitglue.instance import open_instance, source_tools
from fitglue.people import links, pairing, programs, sending_apps
from fitglue.people.acting import Acting
from fitglue.pipeline.past_at_services import PastAtServices
from fitglue.pipeline.polling import Polling
from fitglue.store.tables import SendingRow
from fitglue.testing.canaries import Sighting, found_in, found_in_folder, found_in_text
from fitglue.testing.connected_person import ConnectedPerson, pressed
from fitglue.testing.leaking import leaking
from fitglue.testing.people import HOME, ORIGIN
from fitglue.testing.secretive_person import (
    Canaries,
    Places,
    form_of,
    repeating_ntfy,
    repeating_services,
    way_of,
)
from fitglue.testing.web_routes import every_route
from fitglue.web.app import create_app

STATUSES = (200, 400, 401, 500, 429)
TARGETS = ("strava", "intervals", "hevy", "webdav", "webhook", "leaking")
EVERYTHING = Span(datetime(2020, 1, 1, tzinfo=UTC), datetime(2030, 1, 1, tzinfo=UTC))


@dataclass
class Said:
    """What people saw, what programs were answered, and what was logged."""

    texts: list[tuple[str, str]] = field(default_factory=list)
    log: io.StringIO = field(default_factory=io.StringIO)


@pytest.fixture
def said() -> Iterator[Said]:
    """Listen to everything that is logged, down to the smallest."""
    root, ours = logging.getLogger(), logging.getLogger("fitglue")
    before = root.handlers, root.level, ours.level, threading.excepthook
    said = Said()
    logs.configure("debug", said.log)
    yield said
    root.handlers, threading.excepthook = before[0], before[3]
    root.setLevel(before[1])
    ours.setLevel(before[2])


@dataclass
class Secretive:
    """Kim, whose every secret is a canary."""

    kim: ConnectedPerson
    canaries: Canaries
    places: Places
    said: Said
    browser: TestClient

    def sees(self, answer: Any) -> Any:
        """Note what came back, and give it."""
        asked = f"{answer.request.method} {answer.request.url.path}"
        self.said.texts.append((asked, f"{dict(answer.headers)} {answer.text}"))
        return answer

    def posts(self, address: str, form: Mapping[str, Any] | None = None) -> Any:
        return self.sees(self.browser.post(address, data=dict(form or {})))

    def fills_in(self, service: str, address: str, form: Mapping[str, Any]) -> None:
        """Fill in a service's form; where that leads to its page, sign in there and come back."""
        address = way_of(self.posts(address, form_of(service, form)).text)
        if not address:
            return
        told = pressed(address)
        self.remembers_the_way(told)
        self.sees(self.browser.get("/connections/callback", params=told))

    def remembers_the_way(self, told: Mapping[str, str]) -> None:
        key, _, state = told["state"].partition(".")
        row = self.kim.instance.store.connections.get(key)
        assert row is not None
        pending = opened(self.kim.instance.vault, row).pending
        assert pending is not None
        self.canaries.passing += [f"canary-{state}", f"canary-{pending.verifier.reveal()}"]

    def connects(self, service: str) -> None:
        """Fill in a wrong secret, and one that the service repeats; then the right one."""
        place = self.places[service]
        self.fills_in(service, f"/connections/new/{service}", {**place.form, **place.wrong})
        row = self.kim.connection(service)
        for status in (400, 401, 500):
            place.echo.status = status
            self.fills_in(service, f"/connections/{row.id}", place.form)
        place.echo.status = 0
        self.fills_in(service, f"/connections/{row.id}", place.form)
        assert self.kim.connection(service).state == ConnectionState.CONNECTED, service
        tokens = opened(self.kim.instance.vault, self.kim.connection(service)).tokens
        if tokens is not None:
            self.canaries.made(tokens.access.reveal())
            self.canaries.made(tokens.refresh.reveal())

    def all_repeat(self, status: int) -> None:
        for place in self.places.values():
            place.echo.status = status

    def goes_on(self) -> None:
        """Let everything work again."""
        self.all_repeat(0)
        store = self.kim.instance.store
        for row in store.connections.of_account(self.kim.id):
            with store.transactions.writing() as session:
                store.pace.release(session, row.budget)
            self.kim.instance.connecting.try_out(self.kim.id, row.id)

    def suffers(self, status: int, day: int) -> None:
        """Let activities go out, polls and the past come in, while services repeat secrets."""
        self.all_repeat(status)
        self.kim.gets([day])
        self.kim.lifts(day)
        self.kim.tries_deliveries()
        self.kim.asks_sources()
        for row in self.kim.instance.store.connections.of_account(self.kim.id):
            for source in registry.polled_through(row.service):
                self.fetches_the_past(row.id, source.about.id)
        self.walks(["/connections", "/activities", "/notifications", "/runs"])
        self.goes_on()
        self.kim.tries_deliveries()

    def fetches_the_past(self, connection_id: str, source: str) -> None:
        instance = self.kim.instance
        past = PastAtServices(instance.starter, instance.connecting, self.kim.id)
        try:
            history_id = past.begin(connection_id, source, EVERYTHING, posts=False)
        except FitGlueError as error:
            self.said.texts.append(("counting the past", f"{error.sentence} {error.next_step}"))
            return
        Polling(instance.starter, instance.connecting, source_tools).fetch(history_id, 0)

    def walks(self, paths: list[str]) -> None:
        for path in paths:
            self.sees(self.browser.get(path))

    def sightings(self, more: dict[str, str]) -> list[Sighting]:
        """Search what was seen, said and logged."""
        told = [*self.said.texts, *more.items()]
        found = [one for place, it in told for one in found_in_text(self.canaries.all, it, place)]
        return found + found_in_text(self.kept, self.said.log.getvalue(), "the log")

    @property
    def kept(self) -> list[str]:
        return [*self.canaries.all, *self.canaries.passing]


@pytest.fixture
def secretive(
    settings: Settings, said: Said, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Secretive]:
    canaries = Canaries()
    own = settings.model_copy(
        update={
            "allowed_hosts": "127.0.0.1", "secret_key": Secret(canaries.one()),
            "metrics_token": Secret(canaries.one()), "stripe_key": canaries.one(),
            "stripe_webhook_secret": canaries.one(), "log_level": "debug",
            "smtp_url": f"smtp://kim:{quote(canaries.one(), safe='')}@127.0.0.1:9",
            "mail_from": "glue@example.org", "address": "http://testserver",
        }
    )  # fmt: skip
    monkeypatch.setattr(registry.target("strava"), "looks_s", (0.0,))
    with repeating_services(canaries) as places, leaking(tmp_path / "leaking"):
        instance = open_instance(own)
        password = canaries.one()
        account = instance.add_account(name="Kim", email="kim@example.org", password=password)
        browser = TestClient(
            create_app(instance), headers={"origin": "http://testserver"},
            raise_server_exceptions=False,
        )  # fmt: skip
        kim = Secretive(ConnectedPerson(instance), canaries, places, said, browser)
        for words in (canaries.one(), password):
            kim.posts("/sign-in", {"email": account.email, "password": words})
        session = browser.cookies["fitglue_session"]
        canaries.passing.append(f"canary-{session}")
        yield kim
        instance.close()


def has_ways_in(secretive: Secretive) -> str:
    """Make everything that lets somebody in, and give a program's token."""
    canaries, instance = secretive.canaries, secretive.kim.instance
    acting = Acting(instance, instance.owner(), HOME)
    token = canaries.made(programs.make_token(acting, "Script", set(Scope), None))
    canaries.made(sending_apps.connect(acting, SendingApp.HEALTH_AUTO_EXPORT))
    code = canaries.made(pairing.offer(acting, ORIGIN).code)
    known = canaries.one()
    pairing.come(instance, pairing.Coming(code, known, "Phone"), HOME)
    links.offer_reset(instance, instance.owner(), ORIGIN, by=acting.account.id)
    return token


def is_told(secretive: Secretive) -> None:
    """Let Kim be told through Apprise and by mail, of which neither works."""
    with repeating_ntfy(secretive.canaries) as (echo, token, host):
        address = f"ntfy://kim:{quote(token, safe='')}@{host}/{secretive.canaries.one()[:20]}"
        secretive.posts("/settings/notifications/apprise", {"address": address})
        secretive.posts("/settings/notifications/email")
        instance = secretive.kim.instance
        channels = instance.store.channels.of_account(secretive.kim.id)
        assert len(channels) == 2
        for channel in channels:
            secretive.kim.instance.store.channels.choose(secretive.kim.id, channel.id, set(Kind))
            for status in (0, 403, 500):
                echo.status = status
                secretive.posts(f"/settings/notifications/{channel.id}/test")
        secretive.suffers(401, 40)
        with instance.store.transactions.writing() as session:
            rows = session.query(SendingRow).all()
            for row in rows:
                row.due_at = datetime.now(UTC)
        assert rows
        for row in rows:
            telling_of(instance).send(row.id, row.attempt)


def everything_of(secretive: Secretive, token: str) -> None:
    """Open every page and every answer of the API that there is for Kim."""
    store, account_id = secretive.kim.instance.store, secretive.kim.id
    delivery = secretive.kim.deliveries[0]
    connection = store.connections.of_account(account_id)[0]
    examples = {
        "activity_id": delivery.activity_id, "delivery_id": delivery.id,
        "run_id": delivery.run_id, "connection_id": connection.id,
        "pipeline_id": store.pipelines.of_account(account_id)[0].plan.id,
        "service_id": connection.service, "account_id": account_id,
    }  # fmt: skip
    walked = 0
    for route in every_route(secretive.browser.app):  # ty: ignore[invalid-argument-type]
        if route.method != "GET" or route.path.endswith("events"):
            continue
        path = route.filled({name: examples.get(name, "x") for name in route.parts})
        told = {"authorization": f"Bearer {token}"} if path.startswith("/api/") else {}
        secretive.sees(secretive.browser.get(path, headers=told))
        walked += 1
    for service in secretive.places:
        row = secretive.kim.connection(service)
        secretive.walks([f"/connections/{row.id}", f"/connections/new/{service}"])
    assert walked > 60


def rows_of(url: str) -> list[tuple[str, bytes]]:
    """Give every row of every table of a PostgreSQL database as text."""
    engine, found = create_engine(url), []
    with engine.connect() as connection:
        for schema in inspect(engine).get_schema_names():
            if schema == "information_schema":
                continue
            for table in inspect(engine).get_table_names(schema):
                name = f'"{schema}"."{table}"'
                rows = connection.execute(text(f"SELECT t::text FROM {name} t"))  # noqa: S608 - its own tables
                found += [(name, str(row).encode()) for row in rows.scalars()]
    engine.dispose()
    return found


@pytest.mark.long
def test_no_secret_lies_in_clear_anywhere(secretive: Secretive, tmp_path: Path) -> None:
    token = has_ways_in(secretive)
    for service in secretive.places:
        secretive.connects(service)
    secretive.kim.has_pipeline(*TARGETS)
    for day, status in enumerate(STATUSES):
        secretive.suffers(status, day)
    secretive.places["strava"].echo.app.signing_in.end_access()  # ty: ignore[missing-attribute]
    secretive.suffers(400, 30)
    is_told(secretive)
    everything_of(secretive, token)

    instance = secretive.kim.instance
    settings = instance.settings
    doctor = str([[*check(settings)] for check in CHECKS] + [*kept(settings, every_blob=True)])
    assert secretive.sightings({"doctor": doctor}) == []
    assert len(secretive.kept) >= 40

    backup, elsewhere = tmp_path / "backup.zip", tmp_path / "elsewhere"
    write_backup(settings, backup)
    assert found_in(secretive.kept, backup.read_bytes(), "the backup") == []
    restore(Settings(data=elsewhere, secret_key=settings.secret_key), backup)
    for folder in (settings.data, elsewhere):
        assert found_in_folder(secretive.kept, folder) == []
    if settings.database_url:
        rows = rows_of(settings.url)
        assert len(rows) > 100
        found = [one for name, row in rows for one in found_in(secretive.kept, row, name)]
        assert found == []

    for service in secretive.places:
        secretive.posts(f"/connections/{secretive.kim.connection(service).id}/disconnect")
    secretive.walks(["/connections", "/settings/log"])
    assert secretive.sightings({}) == []
