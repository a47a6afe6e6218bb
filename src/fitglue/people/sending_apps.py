"""Lets apps send workouts: each with a token of its own, which can do nothing else."""

import hmac
from dataclasses import dataclass, field
from urllib.parse import quote, urlencode

from fitglue.domain.audit import Event
from fitglue.domain.errors import NeedsUser
from fitglue.domain.secret import Secret
from fitglue.domain.sending_app import SendingApp
from fitglue.domain.standard_webhooks import secret_of
from fitglue.instance import Instance
from fitglue.people.acting import Acting
from fitglue.security import tokens
from fitglue.security.keys import Key

#: Where they send to, after the server's own address: short, for somebody types it on a phone.
ADDRESS = "/in"
HOOK = f"{ADDRESS}/hook"
_MOST = 50


@dataclass(frozen=True, slots=True)
class Hook:
    """How a program posts: to an address of its own, signed; or with a token, to that of all."""

    token: str
    address: str = ""
    secret: Secret = field(default_factory=Secret)


def connect(acting: Acting, app: SendingApp) -> str:
    """Make a token for an app and give it, for the only time. Raises NeedsUser for too many."""
    return hook(acting, app).token


def hook(acting: Acting, app: SendingApp) -> Hook:
    """Make all that a program needs and give it, for the only time. Raises NeedsUser."""
    kept = acting.instance.store.ingest
    working = [one for one in kept.tokens(acting.account.id) if one.token_hash]
    if len(working) >= _MOST:
        raise NeedsUser(f"There are {_MOST} such apps already.", "Revoke those that send nothing.")
    token = tokens.new_personal_token()
    row = kept.add_token(
        acting.account.id, app, token_hash=tokens.token_hash(token), prefix=tokens.beginning(token)
    )
    acting.note(Event.APP_CONNECTED, name=app.label)
    newest = acting.instance.vault.keys.newest()
    return Hook(token, f"{HOOK}/{row.id}", secret_of(_signing_key(newest, row.id)))


def signing_keys(instance: Instance, token_id: str) -> list[bytes]:
    """Give the keys that a program may sign with: nothing is kept of them.

    They follow from the keys of the vault, so a copy of the database tells none.
    """
    return [_signing_key(key, token_id) for key in instance.vault.keys.all()]


def _signing_key(key: Key, token_id: str) -> bytes:
    return hmac.digest(key.material, b"incoming webhook " + token_id.encode(), "sha256")


def revoke(acting: Acting, token_id: str) -> SendingApp | None:
    """Let an app send nothing from its next request on; none when it is not theirs."""
    app = acting.instance.store.ingest.revoke(acting.account.id, token_id)
    if app is not None:
        acting.note(Event.APP_REVOKED, name=app.label)
    return app


def setup_link(address: str, token: str) -> str:
    """Give the link by which Health Auto Export sets an automation up by itself.

    No period is named: the app's own is yesterday and today, each time, so that a workout which
    reaches the phone late is sent as well; with “since the last sync” it would not be.
    https://help.healthyapps.dev/en/health-auto-export/automations/deep-link
    """
    asked = {
        "name": "FitGlue", "url": address, "headers": f"Authorization,Bearer {token}",
        "format": "json", "exportversion": "v2", "datatype": "workouts",
        "includeroutes": "true", "includeworkoutmetadata": "true",
        "workoutsmetadatainterval": "seconds", "batchrequests": "true", "syncinterval": "minutes",
        "syncquantity": "15", "requesttimeout": "120", "enabled": "true",
    }  # fmt: skip
    return f"com.HealthExport://automation?{urlencode(asked, quote_via=quote)}"
