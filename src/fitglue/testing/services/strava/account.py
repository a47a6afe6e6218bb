"""An account at the stand-in, connected: what its owner does there without FitGlue."""

from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from fitglue.connections.client import Client
from fitglue.domain.asking import Who
from fitglue.domain.oauth import Tokens
from fitglue.domain.plugins import Service
from fitglue.domain.secret import Secret
from fitglue.testing.services import OpenKeeper, connected
from fitglue.testing.services.strava.kept import Remote, Track
from fitglue.testing.services.strava.site import Strava
from fitglue.testing.web_site import served

_SMALL_PAGE = 2
_MINUTE_S = 60


@dataclass(frozen=True, slots=True)
class StravaAccount:
    """The stand-in, and a connection to it; `keeper` notes what the service told of its pace."""

    site: Strava
    connection: Client
    keeper: OpenKeeper

    def record(self, start: datetime) -> str:
        """Let a run of three minutes that began at `start` come there; give its id."""
        return str(a_run_there(self.site, start).id)

    def forget(self, source_id: str) -> None:
        """Delete an activity there."""
        self.site.delete_there(int(source_id))


def a_run_there(site: Strava, start: datetime, minutes: int = 3, **changes: Any) -> Remote:
    """Let a run be at Strava, straight north at 3 m/s; `changes` are fields of it."""
    seconds = list(range(minutes * _MINUTE_S + 1))
    streams: dict[str, list[Any]] = {
        "time": seconds,
        "latlng": [[45.0 + 2.7e-5 * at, 4.8] for at in seconds],
        "altitude": [170.0 + at / 60 for at in seconds],
        "distance": [3.0 * at for at in seconds],
        "velocity_smooth": [3.0 for _ in seconds],
        "heartrate": [120 + at % 40 for at in seconds],
        "cadence": [84 for _ in seconds],
        "moving": [True for _ in seconds],
    }
    track = Track(
        start=start, elapsed_s=seconds[-1], timer_s=seconds[-1], sport_type="Run",
        distance_m=3.0 * seconds[-1], device="Garmin Forerunner 255", is_still=False, known=streams,
    )  # fmt: skip
    told: dict[str, Any] = {
        "upload_id": 1, "external_id": "garmin_push_1", "name": "Morning Run", "description": "",
        "sport_type": "Run", "trainer": False, "commute": False, "track": track, "file": b"",
    }  # fmt: skip
    return site.plant(**(told | changes))


@contextmanager
def strava_account(
    service: Service, site: Strava | None = None, **settings: Any
) -> Generator[StravaAccount]:
    """Serve a stand-in while the block runs, and connect to it; pages are small ones."""
    site = site or Strava()
    grant = site.signing_in.let_in("read", "activity:write", "activity:read_all")
    keeper = OpenKeeper(Tokens(access=Secret(grant.access)))
    with served(site) as address:
        told = site.settings_at(
            address, **({"is_source": True, "page_size": _SMALL_PAGE} | settings)
        )
        who = Who(str(site.athlete_id), "Kim Runner")
        yield StravaAccount(site, connected(service, told, keeper=keeper, who=who), keeper)
