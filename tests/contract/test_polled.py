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
from fitglue.services import hevy, intervals
from fitglue.testing.conformance.polled import POLLED_PROMISES, Recorders
from fitglue.testing.services import connected
from fitglue.testing.services.hevy import KEY, HevySite
from fitglue.testing.services.intervals.account import intervals_account
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


@contextmanager
def at_intervals() -> Generator[Recorders]:
    with intervals_account(intervals.plugin) as account:
        yield account


#: An account at the stand-in of each service that a source is asked through.
ACCOUNTS: Mapping[str, Callable[[], AbstractContextManager[Recorders]]] = {
    "hevy": at_hevy,
    "intervals": at_intervals,
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
