"""A person who connects services by hand, and pipelines that go there."""

from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

from fitglue.connections.sealed import put
from fitglue.domain.ledger import OPEN, DeliveryState
from fitglue.domain.plan import Plan, TargetUse
from fitglue.instance import Instance, source_tools
from fitglue.pipeline.intake import Manner, take
from fitglue.pipeline.polling import Polling
from fitglue.store.tables import ConnectionRow, DeliveryRow
from fitglue.testing.arrivals import a_run, an_arrival
from fitglue.testing.at_work import walk_through
from fitglue.testing.services.google_health import AUTHORIZE, GoogleHealth, SigningIn
from fitglue.testing.services.strava import Strava
from fitglue.testing.sport_examples import strength
from fitglue.testing.web_site import served
from fitglue.worker import running_of

_SOURCE = "apple_health"
REDIRECT = "http://localhost:8420/connections/callback"


@dataclass(frozen=True, slots=True)
class ConnectedPerson:
    """Somebody with services connected; their installation allows stand-ins on this machine."""

    instance: Instance

    @property
    def id(self) -> str:
        """Give their account."""
        return self.instance.owner().id

    def connects(self, service: str, settings: Mapping[str, Any]) -> ConnectionRow:
        """Let them connect a service with a key, or by pressing “Authorize” on its page."""
        connecting = self.instance.connecting
        row = connecting.fill_in(self.id, service, settings)
        address = connecting.way_there(row, REDIRECT)
        if not address:
            return connecting.try_out(self.id, row.id)
        return connecting.come_back(self.id, pressed(address))

    def connects_again(self, row: ConnectionRow) -> ConnectionRow:
        """Let them press “Connect again”."""
        connecting = self.instance.connecting
        address = connecting.way_there(row, REDIRECT)
        if not address:
            return connecting.try_out(self.id, row.id)
        return connecting.come_back(self.id, pressed(address))

    def loses(self, row: ConnectionRow, what: str) -> None:
        """Let the vault have lost a connection's tokens, or everything."""
        instance = self.instance
        with instance.store.transactions.writing() as session:
            kept = instance.store.connections.locked(session, row.id)
            if kept is None:
                raise AssertionError("there is no such connection")
            if what == "tokens":
                put(instance.vault, kept, tokens=None)
            else:
                kept.sealed = b""

    def has_pipeline(self, *targets: str, sources: Sequence[str] = (_SOURCE,)) -> str:
        """Let one pipeline lead to some targets, and no other."""
        for pipeline in self.instance.store.pipelines.of_account(self.id):
            self.instance.store.pipelines.archive(self.id, pipeline.plan.id)
        plan = Plan(
            id="", name="Out", sources=tuple(sources),
            targets=tuple(TargetUse(key=name, plugin=name) for name in targets),
        )  # fmt: skip
        return self.instance.store.pipelines.save(self.id, plan).plan.id

    def gets(self, days: Sequence[int], *, backfill: bool = False, minutes: float = 1) -> list[str]:
        """Let a short run arrive for each day, and give their activities."""
        arrivals = [
            an_arrival(f"run-{day}", a_run(days=day, minutes=minutes, route=False)) for day in days
        ]
        manner = Manner(backfill=backfill)
        taken = take(self.instance.starter, self.id, _SOURCE, arrivals, manner)
        return [one.activity_id for one in taken]

    def lifts(self, day: int) -> str:
        """Let a strength training of a day arrive, and give its activity."""
        lifted, later = strength(), timedelta(days=day)
        moved = replace(lifted, start=lifted.start + later, end=lifted.end + later)
        arrival = an_arrival(f"lifted-{day}", moved)
        (taken,) = take(self.instance.starter, self.id, _SOURCE, [arrival], Manner(backfill=False))
        return taken.activity_id

    def tries_deliveries(self) -> None:
        """Let every run that waits go on, and try every open delivery once, without the engine."""
        walk_through(self.instance, self.id)
        delivering = running_of(self.instance).delivering
        for row in self.deliveries:
            if row.state in OPEN:
                delivering.deliver(row.id, row.attempt)

    def asks_sources(self) -> None:
        """Ask every source that is on what is new, without the engine."""
        polling = Polling(self.instance.starter, self.instance.connecting, source_tools)
        for row in self.instance.store.polls.of_account(self.id):
            polling.ask(row.connection_id, row.source, row.number)

    @property
    def deliveries(self) -> list[DeliveryRow]:
        """Give all their deliveries."""
        store = self.instance.store
        runs = store.runs.recent(self.id, limit=100_000)
        return store.deliveries.of_activities(self.id, [run.activity_id for run in runs])

    def are(self, state: DeliveryState, number: int) -> bool:
        """Tell whether so many deliveries are in a state, and no other in any."""
        return [row.state for row in self.deliveries] == [state] * number

    def connection(self, service: str) -> ConnectionRow:
        """Give their connection to a service."""
        rows = self.instance.store.connections.of_account(self.id)
        return next(row for row in rows if row.service == service)


def pressed(address: str, press: str = "authorize", without: Sequence[str] = ()) -> dict[str, str]:
    """Press a button on a service's page, with every box ticked but some; give what came back."""
    import httpx2  # noqa: PLC0415 - loads when it is used

    asked = parse_qs(urlsplit(address).query)
    scopes = [one for one in asked["scope"][0].replace(",", " ").split(" ") if one not in without]
    answer = httpx2.post(address, data={"press": press, "scope": scopes})
    back = urlsplit(answer.headers["location"])
    return {name: values[0] for name, values in parse_qs(back.query).items()}


@dataclass(frozen=True)
class ServedStrava:
    """A stand-in, and what a person fills in to connect it."""

    site: Strava
    form: dict[str, Any]


@contextmanager
def served_strava() -> Generator[ServedStrava]:
    """Serve a Strava with one athlete, whose app may lead back to this machine."""
    site = Strava()
    with served(site) as address:
        form = {
            "client_id": site.signing_in.client_id,
            "client_secret": site.signing_in.client_secret,
            "base_url": f"{address}/api/v3",
            "authorize_url": f"{address}/oauth/authorize",
            "token_url": f"{address}/oauth/token",
            "revoke_url": f"{address}/oauth/revoke",
        }
        yield ServedStrava(site, form)


@dataclass(frozen=True)
class ServedGoogle:
    """The stand-in, what a person fills in to connect it, and its clock."""

    site: GoogleHealth
    form: dict[str, Any]
    clock: list[datetime]


@contextmanager
def served_google() -> Generator[ServedGoogle]:
    """Serve a Google Health whose client leads back to this machine."""
    clock = [datetime.now(UTC)]
    site = GoogleHealth(signing_in=SigningIn(redirect_uris={REDIRECT}, now=lambda: clock[0]))
    with served(site) as address:
        form = {
            "client_id": site.signing_in.client_id,
            "client_secret": site.signing_in.client_secret,
            "api_url": f"{address}/v4",
            "authorize_url": f"{address}/{AUTHORIZE}",
            "token_url": f"{address}/token",
            "revoke_url": f"{address}/revoke",
        }
        yield ServedGoogle(site, form, clock)
