"""Lets apps send workouts: each with a token of its own, which can do nothing else."""

from urllib.parse import quote, urlencode

from fitglue.domain.audit import Event
from fitglue.domain.errors import NeedsUser
from fitglue.domain.sending_app import SendingApp
from fitglue.people.acting import Acting
from fitglue.security import tokens

#: Where they send to, after the server's own address: short, for somebody types it on a phone.
ADDRESS = "/in"
_MOST = 50


def connect(acting: Acting, app: SendingApp) -> str:
    """Make a token for an app and give it, for the only time. Raises NeedsUser for too many."""
    kept = acting.instance.store.ingest
    working = [one for one in kept.tokens(acting.account.id) if one.token_hash]
    if len(working) >= _MOST:
        raise NeedsUser(f"There are {_MOST} such apps already.", "Revoke those that send nothing.")
    token = tokens.new_personal_token()
    kept.add_token(
        acting.account.id, app, token_hash=tokens.token_hash(token), prefix=tokens.beginning(token)
    )
    acting.note(Event.APP_CONNECTED, name=app.label)
    return token


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
