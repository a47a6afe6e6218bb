"""Nobody sees or changes what is another's: every route and every table, found by themselves."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest
from fastapi import FastAPI
from sqlalchemy import Table as SqlTable
from sqlalchemy import func, select
from starlette.testclient import TestClient

from fitglue.domain.arrival import Arrival, SetAside, Span
from fitglue.domain.aside import Came
from fitglue.domain.athlete import Athlete
from fitglue.domain.audit import Event
from fitglue.domain.diary import Remembered
from fitglue.domain.edits import Edits
from fitglue.domain.errors import Damaged
from fitglue.domain.notification import Cause, Kind, Told
from fitglue.domain.plan import BoosterUse, Plan, TargetUse
from fitglue.domain.scopes import Scope
from fitglue.domain.sending_app import SendingApp
from fitglue.domain.showcase import Audience, ShowcasePage
from fitglue.domain.spot import Spot
from fitglue.formats.phone_sync import Sent, wire
from fitglue.formats.phone_sync.writing import content_of
from fitglue.formats.sent_body import SentBody
from fitglue.instance import Instance, source_tools
from fitglue.ownership import taking_away
from fitglue.people import links, pairing, programs, sending_apps
from fitglue.people.acting import Acting
from fitglue.pipeline.bulk import Bulk
from fitglue.pipeline.ingesting import Ingesting
from fitglue.pipeline.intake import Manner, take
from fitglue.pipeline.renaming import Renaming
from fitglue.pipeline.setting_aside import asides_of
from fitglue.pipeline.syncing import Syncing
from fitglue.security import tokens
from fitglue.store.channels import new_channel_id
from fitglue.store.links import LinkKind
from fitglue.store.showcase_profiles import Profile
from fitglue.store.tables import (
    ActivityRow,
    DeliveryRow,
    InputRow,
    Table,
)
from fitglue.testing.arrivals import a_copy, a_run
from fitglue.testing.at_work import walk_through
from fitglue.testing.health_auto_exports import bare, request
from fitglue.testing.health_days import deleted_samples, metric_samples
from fitglue.testing.people import HOME, LEE, ORIGIN
from fitglue.testing.phone_workouts import a_route, uuid_of
from fitglue.testing.sending_apps import work_off
from fitglue.testing.web_routes import Route, every_route
from fitglue.web.app import create_app

# A word that stands in everything of Kim's and in nothing else.
MARK = "Zanzibar"
KIM = links.NewPerson(f"Kim {MARK}", f"kim@{MARK}.example".lower(), "four words in row", "UTC")


@dataclass(frozen=True)
class Planted:
    """An installation in which Kim has one of everything, and Lee nothing."""

    instance: Instance
    app: FastAPI
    kim: Acting
    lee: Acting
    examples: Mapping[str, str]

    def as_lee(self) -> TestClient:
        """A browser in which Lee has just signed in."""
        return self.as_(self.lee)

    def as_(self, person: Acting) -> TestClient:
        token = tokens.new_token()
        self.instance.store.sessions.open(person.account.id, tokens.token_hash(token), "Browser")
        client = TestClient(self.app, raise_server_exceptions=False, follow_redirects=False)
        client.cookies.set("fitglue_session", token)
        return client

    def of_kim(self) -> dict[str, list[tuple[Any, ...]]]:
        """Every row of Kim's, by table."""
        with self.instance.store.transactions.reading() as session:
            found: dict[str, list[tuple[Any, ...]]] = {}
            for table in owned_tables():
                rows = select(table).where(_owner(table) == self.kim.account.id)
                found[table.name] = sorted(tuple(row) for row in session.execute(rows))
            return found

    def names_of_kim(self) -> set[str]:
        """What must never be answered to anybody else: the word, and every id."""
        with self.instance.store.transactions.reading() as session:
            ids = {
                one
                for table in owned_tables()
                if "id" in table.c
                for one in session.scalars(
                    select(table.c.id).where(_owner(table) == self.kim.account.id)
                )
            }
        return {MARK, MARK.lower(), *ids}


def owned_tables() -> list[SqlTable]:
    """Every table whose rows belong to somebody."""
    tables = Table.metadata.sorted_tables
    return [table for table in tables if "account_id" in table.c or table.name == "accounts"]


def _owner(table: SqlTable) -> Any:
    return table.c.id if table.name == "accounts" else table.c.account_id


@pytest.fixture
def planted(instance: Instance, tmp_path: Path) -> Planted:
    """Plant one of everything for Kim."""
    kim = _account(instance, KIM)
    lee = _account(instance, LEE)
    everybodys = {
        "booster_id": "title", "plugin_id": "title", "recipe_id": "watch-to-folder",
        "noun": "activities",
    }  # fmt: skip
    server = {"job_id": "release:x:y", "backup_name": "none.zip", "task_id": "x", "kind": "check"}
    examples = {"account_id": kim.account.id, **everybodys, **server, **_ways_in(instance, kim)}
    examples |= _told(kim) | _workouts(instance, kim, tmp_path) | _app(kim)
    examples |= _removed(instance, kim)
    examples |= _written_back(instance, kim, examples["activity_id"])
    examples |= _showcase(instance, kim, examples["delivery_id"]) | _connected(instance, kim)
    examples |= _own(instance, kim)
    return Planted(instance, create_app(instance), kim, lee, examples)


def _told(kim: Acting) -> dict[str, str]:
    """Let them be told of something, in the page and by a channel."""
    store, own = kim.instance.store, kim.account.id
    store.channels.add(own, new_channel_id(), "apprise", f"ntfy · {MARK}", b"")
    [channel] = store.channels.of_account(own)
    cause = Cause(kind=Kind.NEEDS_YOU, subject=MARK, told=Told(about=MARK))
    with store.transactions.writing() as session:
        row = store.notifications.happened(session, own, cause)
        assert row is not None
        store.sendings.want(session, row, channel, 0.0)
    return {"channel_id": channel.id, "notification_id": row.id}


def _account(instance: Instance, person: links.NewPerson) -> Acting:
    account = instance.add_account(
        name=person.name, email=person.email, password=person.password, zone=person.zone
    )
    return Acting(instance, account, HOME)


def _workouts(instance: Instance, kim: Acting, folder: Path) -> dict[str, str]:
    account_id = kim.account.id
    pipeline_id = _asking_pipeline(instance, account_id)
    take(instance.starter, account_id, "apple_health", [Arrival(MARK, a_run())])
    walk_through(instance, account_id)
    doubt = _doubt(instance, account_id)
    file = folder / "export.zip"
    file.write_bytes(b"PK")
    import_id = instance.queue_import(account_id, file, f"{MARK}.zip")
    with instance.store.transactions.writing() as session:
        activity = session.scalars(select(ActivityRow).order_by(ActivityRow.start)).first()
        assert activity is not None
        activity.title = f"Run in {MARK}"
        edits = Edits(description=f"Seen in {MARK}")
        instance.store.edits.put(session, account_id, activity.id, edits)
        delivery = session.scalars(select(DeliveryRow)).one()
        question = session.scalars(select(InputRow)).one()
        return {
            "activity_id": activity.id, "delivery_id": delivery.id, "import_id": import_id,
            "pipeline_id": pipeline_id, "input_id": question.id, "run_id": question.run_id,
            "target_key": delivery.target_key, **doubt,
        }  # fmt: skip


def _removed(instance: Instance, kim: Acting) -> dict[str, str]:
    """Delete an activity that can be restored."""
    account_id = kim.account.id
    lone = [Arrival(f"{MARK} long ago", a_run(days=-300, brand=f"Gone from {MARK}"))]
    taken = take(instance.starter, account_id, "file_upload", lone, Manner(runs=False))
    return {"act_id": Bulk(instance.starter, account_id).delete([taken[0].activity_id])}


def _showcase(instance: Instance, kim: Acting, delivery_id: str) -> dict[str, str]:
    """Show a page to Kim alone, and name a profile that is off."""
    activity = instance.store.activities.get(kim.account.id, _activity_id(instance, delivery_id))
    assert activity is not None
    page = instance.store.showcase.of(delivery_id).put(
        ShowcasePage(activity=activity, audience=Audience.ME)
    )
    handle = f"kim-{MARK}".lower()
    instance.store.showcase.profiles.save(kim.account.id, Profile(handle, f"Kim {MARK}"))
    return {"page_id": page.id, "handle": handle}


def _written_back(instance: Instance, kim: Acting, activity_id: str) -> dict[str, str]:
    """Leave an activity for a phone to write into Health."""
    activity = instance.store.activities.get(kim.account.id, activity_id)
    assert activity is not None
    return {"write_id": instance.store.health_writes.of(kim.account.id).put(
        content_of(activity)
    ).write_id}  # fmt: skip


def _connected(instance: Instance, kim: Acting) -> dict[str, str]:
    """Connect a service, and let its past be fetched."""
    store, own = instance.store, kim.account.id
    span = Span(datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 2, 1, tzinfo=UTC))
    with store.transactions.writing() as session:
        row = store.connections.add(session, own, "hevy")
        row.name = f"Kim in {MARK}"
        session.flush()
        store.polls.switch_on(session, row.id, "hevy")
        history = store.polls.begin_history(
            session, (row.id, "hevy"), span, posts=False, expected=None
        )
        came = Came(
            account_id=own, connection_id=row.id, source="hevy", posts=True, backfill=False,
            read_by="0",
        )  # fmt: skip
        unread = SetAside(f"Lifting in {MARK}", Damaged(f"{MARK}."), MARK.encode(), MARK)
        store.asides.put(session, came, asides_of(store.blobs, [unread]))
        (aside,) = store.asides.broken(session, row.id, "hevy")
        store.diaries.remember(
            session, store.diaries.switch_on(session, row),
            {span.start.date(): Remembered({"weight": [61.5]})},
        )  # fmt: skip
    return {
        "aside_id": aside.id,
        "connection_id": row.id, "history_id": history.id, "service_id": "hevy",
        "source_id": "hevy", "on": "off", "act": "pause",
    }  # fmt: skip


def _own(instance: Instance, kim: Acting) -> dict[str, str]:
    """Let them say what their body is like and where they live, and take everything away."""
    store, own = instance.store, kim.account.id
    store.athletes.keep(own, Athlete(highest_bpm=188, weight_kg=61))
    spot = Spot(latitude_deg=48.85, longitude_deg=2.35, radius_m=200)
    zone_id = store.privacy_zones.put(own, f"Home in {MARK}", spot)
    export_id = taking_away.ask_for(instance, own)
    taking_away.make(instance, export_id, lambda _: None)
    return {"privacy_zone_id": zone_id or "", "export_id": export_id}


def _activity_id(instance: Instance, delivery_id: str) -> str:
    with instance.store.transactions.reading() as session:
        return session.get_one(DeliveryRow, delivery_id).activity_id


def _doubt(instance: Instance, account_id: str) -> dict[str, str]:
    """Let another recording come that may be the same workout."""
    copy = a_copy(f"Band of {MARK}", days=10 / 1440, distance_m=None)
    take(instance.starter, account_id, "file_upload", [Arrival(MARK, copy)])
    ((row, one, _),) = instance.store.pairs.waiting(account_id)
    (recording,) = instance.store.recordings.listed(account_id, one)
    return {"question_id": row.id, "recording_id": recording.id}


def _asking_pipeline(instance: Instance, account_id: str) -> str:
    plan = Plan(
        id="", name=f"To {MARK}", sources=("apple_health",),
        boosters=(BoosterUse(key="ask", plugin="user_input"),),
        targets=(TargetUse(key="folder", plugin="folder"),),
    )  # fmt: skip
    return instance.store.pipelines.save(account_id, plan).plan.id


def _ways_in(instance: Instance, kim: Acting) -> dict[str, str]:
    store, own = instance.store, kim.account.id
    session_id = store.sessions.open(own, tokens.token_hash("kim's"), f"Firefox in {MARK}")
    passkey_id = store.passkeys.add(
        own, credential_id=MARK, public_key=b"key", sign_count=0, host="localhost", name=MARK
    )
    store.passkeys.challenge(tokens.token_hash("kim's"), own)
    programs.make_token(kim, f"Script of {MARK}", {Scope.READ}, None)
    links.offer_reset(instance, kim.account, ORIGIN, by=own)
    store.tiers.look(own, trial_days=30)
    store.audit.note(Event.TOKEN_MADE, account_id=own, by=own, visit=HOME, name=MARK)
    invitation = links.invite(instance, f"friend@{MARK}.example", ORIGIN, by=own)
    assert invitation.kind is LinkKind.INVITATION
    [link] = store.links.invitations()
    phone = _phone(kim)
    [token] = store.tokens.of_account(own)
    # A link's secret is its own permission: whoever holds it may open it. Nobody else has it.
    return {
        "session_id": session_id, "passkey_id": passkey_id, "token_id": token.id,
        "link_id": link.id, "token": "not-a-token", "article": "no-route",
        "shelf": "concepts", **phone,
    }  # fmt: skip


def _phone(kim: Acting) -> dict[str, str]:
    """Pair a phone, and let it send what is taken, what is refused, and a deletion."""
    instance, account = kim.instance, kim.account
    pairing.come(instance, pairing.Coming(pairing.offer(kim, ORIGIN).code, "c" * 32, MARK), HOME)
    [row] = instance.store.phones.of_account(account.id)
    instance.store.metrics.switch(account.id, on=True)
    metrics = metric_samples([1, 2], app=wire.App(name=f"Watch of {MARK}"))
    items = [a_route(), wire.Deleted(uuid=uuid_of(1)), metrics, deleted_samples([2])]
    raw = [*map(msgspec.json.encode, items), json.dumps({"kind": MARK}).encode()]
    sent = Sent(MARK, MARK, "1.0", wire.PhoneState(last_error=MARK), tuple(raw), "0" * 64, "1" * 64)
    Syncing(instance.starter, account.id, source_tools(account), 0, row.id).take(sent)
    [refused] = instance.store.sync.refused(account.id)
    return {"phone_id": row.id, "refused_id": refused.id}


def _app(kim: Acting) -> dict[str, str]:
    """Connect an app, let it send a workout, and say what its name means."""
    instance, own = kim.instance, kim.account.id
    sending_apps.connect(kim, SendingApp.HEALTH_AUTO_EXPORT)
    [row] = instance.store.ingest.tokens(own)
    body = SentBody()
    body.take(request(bare(f"{MARK}lauf")))
    received_id, _ = Ingesting(instance.starter, source_tools).receive(own, row.id, body.end())
    work_off(instance)
    Renaming(instance.starter, source_tools).set_rule(own, f"{MARK}lauf", "running")
    return {"ingest_token_id": row.id, "received_id": received_id}


def test_every_table_of_somebodys_is_planted(planted: Planted) -> None:
    with planted.instance.store.transactions.reading() as session:
        for table in owned_tables():
            rows = select(func.count()).where(_owner(table) == planted.kim.account.id)
            assert session.scalar(rows), (
                f"The table {table.name} belongs to people, but Kim has nothing in it: "
                "plant a row in this test, so that it is known to stay Kim's."
            )


def test_no_route_gives_or_changes_anything_of_another_persons(planted: Planted) -> None:
    forbidden, before = planted.names_of_kim(), planted.of_kim()
    token = programs.make_token(planted.lee, "Lee's", set(Scope) - {Scope.ADMIN}, None)
    for route in _routes(planted):
        # Lee's own session, which a route may end, is a new one each time.
        answer = _ask(planted.as_lee(), route, planted.examples, f"Bearer {token}")
        told = f"{answer.content!r} {dict(answer.headers)}"
        leaked = {name for name in forbidden if name in told}
        assert answer.is_error or answer.is_redirect or not leaked, (
            f"{route} answered Lee with {sorted(leaked)} of Kim's: "
            "ask the store for the visitor's own things only."
        )
        assert planted.of_kim() == before, f"{route} let Lee change something of Kim's."


def test_the_walk_would_see_a_leak(planted: Planted) -> None:
    kim = planted.as_(planted.kim)
    for path in (
        "/activities", "/activities/deleted", "/activities?view=calendar",
        "/activities?view=gallery",
        "/imports", "/settings", "/settings/sign-in", "/settings/sessions",
        "/settings/tokens", "/settings/phones", "/settings/phones/names", "/settings/log",
        "/settings/email", "/settings/places",
        "/settings/notifications", "/notifications", "/connections",
        "/settings/showcase", "/people", "/pipelines", "/runs", "/inputs", "/health/table",
        f"/pipelines/{planted.examples['pipeline_id']}",
        f"/activities/{planted.examples['activity_id']}",
        f"/connections/{planted.examples['connection_id']}/set-aside",
    ):  # fmt: skip
        assert MARK.lower() in kim.get(path).text.lower(), path


def test_a_part_of_a_path_that_nobody_gave_an_example_of_is_told() -> None:
    with pytest.raises(AssertionError, match=re.escape("GET /shoes/{shoe_id} has a part")):
        Route("GET", "/shoes/{shoe_id}", ()).filled({})


def test_no_route_lets_another_site_act(planted: Planted) -> None:
    client = planted.as_(planted.kim)
    before = _everything(planted.instance)
    told = {"sec-fetch-site": "cross-site"}, {"origin": "https://evil.example"}
    walked = [route for route in _routes(planted) if route.method not in {"GET", "HEAD"}]
    assert len(walked) > 15
    for route in walked:
        for headers in told:
            answer = _ask(client, route, planted.examples, "", headers)
            assert answer.status_code == 403, f"{route} let another site act."
            assert "another site" in answer.text
    assert _everything(planted.instance) == before


def test_nobody_at_all_gets_nothing(planted: Planted) -> None:
    forbidden, before = planted.names_of_kim(), planted.of_kim()
    client = TestClient(planted.app, raise_server_exceptions=False, follow_redirects=False)
    for route in _routes(planted):
        answer = _ask(client, route, planted.examples, "")
        told = f"{answer.content!r}"
        # The way back after signing in names the address that was asked for, and so its id.
        assert not answer.is_success or not any(name in told for name in forbidden), route
        assert planted.of_kim() == before, route


def _routes(planted: Planted) -> Iterator[Route]:
    found = list(every_route(planted.app))
    assert {"/activities/{activity_id}", "/api/v1/me"} <= {route.path for route in found}
    yield from found


def _ask(
    client: TestClient, route: Route, examples: Mapping[str, str], authorization: str,
    headers: Mapping[str, str] | None = None,
) -> Any:  # fmt: skip
    told = {"authorization": authorization, **(headers or {})}
    address, fields = (
        route.filled(examples),
        {name: _FIELDS.get(name, "x") for name in route.fields},
    )
    if fields:
        return client.request(route.method, address, headers=told, data=fields)
    return client.request(route.method, address, headers=told, content=b"{}")


_FIELDS = {
    "name": "Lee was here", "email": "new@example.org", "password": "words of Lee in row",
    "zone": "UTC", "scope": "read", "days": "30", "units": "metric", "theme": "dark",
    "tile_url": "", "current": "not this one", "choice": "delete",
}  # fmt: skip


def _everything(instance: Instance) -> dict[str, list[tuple[Any, ...]]]:
    with instance.store.transactions.reading() as session:
        return {
            table.name: sorted((tuple(row) for row in session.execute(select(table))), key=str)
            for table in Table.metadata.sorted_tables
        }
