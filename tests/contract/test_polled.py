"""Every registered source that is asked what is new keeps its promises, against its stand-in."""

from collections.abc import Callable, Generator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest

from fitglue import registry
from fitglue.connections.client import Client
from fitglue.domain.arrival import SourceTools
from fitglue.domain.plugins import PluginKind, Polled
from fitglue.services import google_health, hevy, intervals, strava
from fitglue.testing.conformance.polled import POLLED_PROMISES, Recorders
from fitglue.testing.services import connected
from fitglue.testing.services.google_health import Exercised, GoogleHealth, GoogleHealthAccount
from fitglue.testing.services.hevy import KEY, HevySite
from fitglue.testing.services.intervals.account import intervals_account
from fitglue.testing.services.strava.account import strava_account
from fitglue.testing.web_site import served


@dataclass(frozen=True, slots=True)
class AtHevy:
    """Somebody who logs workouts in Hevy."""

    site: HevySite
    connection: Client

    def record(self, start: datetime) -> str:
        """Log a workout; give its id."""
        end = start + timedelta(minutes=50)
        of = self.site.template_named("Bench Press (Barbell)")["id"]
        exercise = {"exercise_template_id": of, "sets": [{"type": "normal", "reps": 8}]}
        times = {"start_time": start.isoformat(), "end_time": end.isoformat()}
        return self.site.log({"title": "Push day", "exercises": [exercise], **times})

    def forget(self, source_id: str) -> None:
        """Delete a workout."""
        self.site.delete(source_id)


@contextmanager
def at_hevy() -> Generator[Recorders]:
    site = HevySite()
    with served(site) as address:
        yield AtHevy(site, connected(hevy.plugin, {"api_key": KEY, "base_url": address}))


@dataclass(frozen=True, slots=True)
class AtGoogle:
    """Somebody whose tracker syncs runs to Google Health."""

    google: GoogleHealth
    connection: GoogleHealthAccount

    def record(self, start: datetime) -> str:
        """Let a run be there; give its id."""
        source_id = f"{start:%Y%m%d%H%M%S}"
        run = Exercised(id=source_id, start=start, end=start + timedelta(minutes=3))
        self.google.exercises.append(run)
        return source_id

    def forget(self, source_id: str) -> None:
        """Delete a run."""
        left = [one for one in self.google.exercises if one.id != source_id]
        self.google.exercises[:] = left


@contextmanager
def at_google() -> Generator[Recorders]:
    google, service = GoogleHealth(page_limit=2), google_health.plugin
    settings = service.about.settings.model_validate({"client_id": "1", "client_secret": "2"})
    yield AtGoogle(google, GoogleHealthAccount(google, judged=service.judged, settings=settings))


@contextmanager
def at_intervals() -> Generator[Recorders]:
    with intervals_account(intervals.plugin) as account:
        yield account


@contextmanager
def at_strava() -> Generator[Recorders]:
    with strava_account(strava.plugin) as account:
        yield account


#: An account at the stand-in of each service that a source is asked through.
ACCOUNTS: Mapping[str, Callable[[], AbstractContextManager[Recorders]]] = {
    "google_health": at_google,
    "hevy": at_hevy,
    "intervals": at_intervals,
    "strava": at_strava,
}
SOURCES = registry.of_kind(PluginKind.SOURCE)
POLLED = {name: one for name, one in SOURCES.items() if isinstance(one, Polled)}


@pytest.mark.parametrize("name", POLLED)
def test_a_polled_source_has_a_service_with_a_stand_in(name: str) -> None:
    assert POLLED[name].about.connection in ACCOUNTS
    assert POLLED[name].poll_every.total_seconds() > 0


@pytest.mark.parametrize("promise", POLLED_PROMISES)
@pytest.mark.parametrize("name", POLLED)
def test_a_polled_source_keeps_its_promises(name: str, promise: str) -> None:
    source = POLLED[name]
    tools = SourceTools(default_zone="Europe/Paris", zone_at=lambda *_: None)
    with ACCOUNTS[source.about.connection]() as account:
        POLLED_PROMISES[promise](source, account, tools)
