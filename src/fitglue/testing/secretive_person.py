"""Somebody whose every secret is a canary, at services that repeat what they are sent."""

import base64
from collections.abc import Callable, Generator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import Any

from fitglue.testing.canaries import planted
from fitglue.testing.services.echo import Echo
from fitglue.testing.services.google_health import AUTHORIZE, GoogleHealth
from fitglue.testing.services.hevy import HevySite
from fitglue.testing.services.intervals import IntervalsIcu
from fitglue.testing.services.ntfy import Ntfy
from fitglue.testing.services.strava import Strava
from fitglue.testing.services.webdav import ROOT, USER, WebDavServer
from fitglue.testing.services.webhook_receiver import WebhookServer
from fitglue.testing.web_site import served


@dataclass
class Canaries:
    """Secrets that were planted, and those that others made; `all` may be found nowhere.

    `passing` go through the person's own browser on its way to a service, and are kept nowhere.
    """

    all: list[str] = field(default_factory=list)
    passing: list[str] = field(default_factory=list)

    def one(self) -> str:
        """Plant one, of signs that headers may have."""
        (canary,) = planted(1)
        self.all.append(canary.removesuffix("é"))
        return self.all[-1]

    def signing(self) -> str:
        """Plant a secret of Standard Webhooks, in their form."""
        while True:
            canary = "whsec_" + base64.b64encode(planted(1)[0][:32].encode()).decode()
            if "/" not in canary:
                return self.made(canary)

    def made(self, secret: str) -> str:
        """Look for a secret that FitGlue or a service has made."""
        self.all.append(f"canary-{max(secret.split('/'), key=len)}")
        return secret


@dataclass(frozen=True)
class Place:
    """A service that repeats, what connects it, and the same with a wrong secret."""

    echo: Echo
    form: Mapping[str, Any]
    wrong: Mapping[str, Any] = field(default_factory=dict)


Places = dict[str, Place]


@contextmanager
def repeating_services(canaries: Canaries) -> Generator[Places]:
    """Serve every service, each with secrets of its own."""
    making: dict[str, Callable[[Canaries, ExitStack], Place]] = {
        "strava": _strava, "google_health": _google, "intervals": _intervals, "hevy": _hevy,
        "webdav": _webdav, "webhook": _webhook,
    }  # fmt: skip
    with ExitStack() as stack:
        yield {name: make(canaries, stack) for name, make in making.items()}


@contextmanager
def repeating_ntfy(canaries: Canaries) -> Generator[tuple[Echo, str, str]]:
    """Serve a ntfy; give it, a token for it and its host with port."""
    echo = Echo(Ntfy())
    with served(echo) as address:
        yield echo, canaries.one(), address.removeprefix("http://")


def _strava(canaries: Canaries, stack: ExitStack) -> Place:
    site = Strava()
    signing = site.signing_in
    signing.client_secret, signing.callback_domain = canaries.one(), "testserver"
    # Codes and tokens, each of which is a secret, too.
    signing.__dict__["_fresh"] = lambda _kind: canaries.one()
    echo = Echo(site)
    form = site.settings_at(stack.enter_context(served(echo)))
    return Place(echo, form, {"client_secret": canaries.one()})


def _google(canaries: Canaries, stack: ExitStack) -> Place:
    site = GoogleHealth()
    site.signing_in.client_secret = canaries.one()
    echo = Echo(site)
    address = stack.enter_context(served(echo))
    form = {
        "client_id": site.signing_in.client_id, "client_secret": site.signing_in.client_secret,
        "api_url": f"{address}/v4", "authorize_url": f"{address}/{AUTHORIZE}",
        "token_url": f"{address}/token", "revoke_url": f"{address}/revoke",
    }  # fmt: skip
    return Place(echo, form, {"client_secret": canaries.one()})


def _intervals(canaries: Canaries, stack: ExitStack) -> Place:
    site = IntervalsIcu(key=canaries.one())
    echo = Echo(site)
    form = {"api_key": site.key, "base_url": stack.enter_context(served(echo))}
    return Place(echo, form, {"api_key": canaries.one()})


def _hevy(canaries: Canaries, stack: ExitStack) -> Place:
    site = HevySite(key=canaries.one())
    echo = Echo(site)
    form = {"api_key": site.key, "base_url": stack.enter_context(served(echo))}
    return Place(echo, form, {"api_key": canaries.one()})


def _webdav(canaries: Canaries, stack: ExitStack) -> Place:
    site = WebDavServer(password=canaries.one())
    echo = Echo(site)
    address = stack.enter_context(served(echo))
    form = {"address": f"{address}{ROOT}", "user": USER, "password": site.password}
    return Place(echo, form, {"password": canaries.one()})


def _webhook(canaries: Canaries, stack: ExitStack) -> Place:
    site = WebhookServer(secret=canaries.signing())
    echo = Echo(site)
    form = {"address": f"{stack.enter_context(served(echo))}/hook", "secret": site.secret}
    return Place(echo, form, {"secret": canaries.signing()})
