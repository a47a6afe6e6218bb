"""An account at the stand-in, connected: what its owner does there without FitGlue."""

from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from fitglue.connections.client import Client
from fitglue.domain.activity import Activity, TitleSetBy
from fitglue.domain.asking import Who
from fitglue.domain.plugins import Service
from fitglue.formats.fit import encode_activity
from fitglue.testing.arrivals import a_run
from fitglue.testing.services import OpenKeeper, connected
from fitglue.testing.services.intervals.site import IntervalsIcu
from fitglue.testing.web_site import served

_MINUTES = 3
_SMALL_PAGE = 2


@dataclass(frozen=True, slots=True)
class IntervalsAccount:
    """The stand-in, and a connection to it; `keeper` notes what the service told of its pace."""

    site: IntervalsIcu
    connection: Client
    keeper: OpenKeeper

    def record(self, start: datetime) -> str:
        """Let a run that began at `start` come there from a watch; give its id."""
        run = a_run(start=start, end=start + timedelta(minutes=_MINUTES), minutes=_MINUTES)
        activity = Activity(
            id="watch", revision=1, title="Run", title_set_by=TitleSetBy.DEFAULT, workout=run
        )
        (kept,) = self.site.plant(encode_activity(activity), source="GARMIN_CONNECT")
        return kept.id

    def forget(self, source_id: str) -> None:
        """Delete an activity there."""
        del self.site.activities[source_id]


@contextmanager
def intervals_account(
    service: Service, site: IntervalsIcu | None = None, **settings: Any
) -> Generator[IntervalsAccount]:
    """Serve a stand-in while the block runs, and connect to it; pages are small ones."""
    site, keeper = site or IntervalsIcu(), OpenKeeper()
    with served(site) as address:
        told = {"api_key": site.key, "base_url": address, "page_size": _SMALL_PAGE} | settings
        who = Who(site.athlete_id, site.name)
        connection = connected(service, told, keeper=keeper, who=who)
        yield IntervalsAccount(site, connection, keeper)
