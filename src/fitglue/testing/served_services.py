"""Every service's stand-in on a port of this machine, and what a person fills in to connect it."""

from collections.abc import Generator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

from fitglue.testing.object_store import ACCESS_KEY, SECRET_KEY
from fitglue.testing.services.dropbox import APP_KEY, DropboxServer
from fitglue.testing.services.google_health import AUTHORIZE, REVOKE_AT, TOKEN_AT, GoogleHealth
from fitglue.testing.services.hevy import HevySite
from fitglue.testing.services.intervals import IntervalsIcu
from fitglue.testing.services.s3 import BUCKET, S3Store
from fitglue.testing.services.strava import Strava
from fitglue.testing.services.webdav import PASSWORD, ROOT, USER, WebDavServer
from fitglue.testing.services.webhook_receiver import WebhookServer
from fitglue.testing.web_site import served


@dataclass(frozen=True, slots=True)
class ServedServices:
    """The stand-ins; `forms` are what a person fills in, by service, and `addresses` where it is.

    Strava, Google Health and Dropbox have a page on which a person lets FitGlue in.
    """

    strava: Strava
    intervals: IntervalsIcu
    hevy: HevySite
    google_health: GoogleHealth
    webdav: WebDavServer
    webhook: WebhookServer
    s3: S3Store
    dropbox: DropboxServer
    addresses: Mapping[str, str]

    @property
    def forms(self) -> dict[str, dict[str, str]]:
        """Give what is to be filled in."""
        at = self.addresses
        return {
            "strava": _strava(self.strava, at["strava"]),
            "intervals": {"api_key": self.intervals.key, "base_url": at["intervals"]},
            "hevy": {"api_key": self.hevy.key, "base_url": at["hevy"]},
            "google_health": _google(self.google_health, at["google_health"]),
            "webdav": {"address": f"{at['webdav']}{ROOT}", "user": USER, "password": PASSWORD},
            "webhook": {"address": f"{at['webhook']}/hook", "secret": self.webhook.secret},
            "s3": {
                "endpoint": at["s3"], "region": "eu-central-1", "bucket": BUCKET,
                "access_key": ACCESS_KEY, "secret_key": SECRET_KEY,
            },
            "dropbox": {
                "app_key": APP_KEY, "api_url": at["dropbox"], "content_url": at["dropbox"],
                "authorize_url": f"{at['dropbox']}/oauth2/authorize",
            },
        }  # fmt: skip


@contextmanager
def served_services() -> Generator[ServedServices]:
    """Serve a stand-in for every service during the block."""
    sites = {
        "strava": Strava(), "intervals": IntervalsIcu(), "hevy": HevySite(),
        "google_health": GoogleHealth(), "webdav": WebDavServer(), "webhook": WebhookServer(),
        "s3": S3Store(), "dropbox": DropboxServer(),
    }  # fmt: skip
    with ExitStack() as open_ports:
        addresses = {name: open_ports.enter_context(served(site)) for name, site in sites.items()}
        yield ServedServices(**sites, addresses=addresses)


def _strava(site: Strava, address: str) -> dict[str, str]:
    return {
        "client_id": site.signing_in.client_id,
        "client_secret": site.signing_in.client_secret,
        "base_url": f"{address}/api/v3",
        "authorize_url": f"{address}/oauth/authorize",
        "token_url": f"{address}/oauth/token",
        "revoke_url": f"{address}/oauth/revoke",
    }


def _google(site: GoogleHealth, address: str) -> dict[str, str]:
    return {
        "client_id": site.signing_in.client_id,
        "client_secret": site.signing_in.client_secret,
        "api_url": f"{address}/v4",
        "authorize_url": f"{address}/{AUTHORIZE}",
        "token_url": f"{address}/{TOKEN_AT}",
        "revoke_url": f"{address}/{REVOKE_AT}",
    }
