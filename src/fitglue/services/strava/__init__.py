"""Strava: a person's account there, through an API application of their own.

Signing in is https://developers.strava.com/docs/authentication/ (scopes with commas between, no
PKCE), the limits are https://developers.strava.com/docs/rate-limits/: fixed quarters of an hour and
days of UTC, told by headers; all but uploads count as "read". Errors name a resource, a field and
a code. Since June 2026 an application works only while its owner has a paid subscription.
"""

from collections.abc import Mapping
from typing import cast

from pydantic import BaseModel

from fitglue.domain.asking import Ask, Connection, Reply, Who
from fitglue.domain.errors import Delivery
from fitglue.domain.oauth import OAuth, Tokens
from fitglue.domain.pace import Heard
from fitglue.domain.plugins import About, PluginKind
from fitglue.services.strava.judging import judged_by_strava
from fitglue.services.strava.limits import PACE, READ, heard_of_limits
from fitglue.services.strava.settings import StravaSettings

_READS_ALL = "activity:read_all"

ABOUT = About(
    id="strava",
    kind=PluginKind.SERVICE,
    name="Strava",
    summary="Your account at Strava, through an API application of your own.",
    description=(
        "Strava gives every person an application of their own, and wants its owner to have a paid "
        "Strava subscription. FitGlue sends activities there and keeps them up to date; it reads "
        "none unless you want that too."
    ),
    settings=StravaSettings,
    pace=PACE,
)


class Strava:
    """Talks to Strava as a person."""

    about = ABOUT
    signs_in = True

    def address(self, settings: BaseModel) -> str:
        """Give the address of the API."""
        return _own(settings).base_url

    def headers(self, settings: BaseModel, tokens: Tokens | None) -> Mapping[str, str]:
        """Give the token in its header: from June 2027 it counts nowhere else."""
        del settings
        return {"authorization": f"Bearer {tokens.access.reveal()}"} if tokens else {}

    def oauth(self, settings: BaseModel) -> OAuth:
        """Ask for no more than is used; `force` lets a person correct what they ticked before."""
        own = _own(settings)
        needed = ["activity:write"]
        if own.renews_private or own.is_source:
            needed.append(_READS_ALL)
        return OAuth(
            authorize_url=own.authorize_url,
            token_url=own.token_url,
            revoke_url=own.revoke_url,
            client_id=own.client_id,
            client_secret=own.client_secret,
            scopes=("read", *needed),
            needed=frozenset(needed),
            scope_separator=",",
            pkce=False,
            extra={"approval_prompt": "force"},
        )

    def who(self, connection: Connection) -> Who:
        """Ask for the athlete."""
        reply = connection.ask(Ask(path="athlete", counts_as=READ))
        told = reply.json()
        if not isinstance(told, Mapping) or not told.get("id"):
            raise reply.garbled()
        names = (told.get("firstname"), told.get("lastname"))
        return Who(str(told["id"]), " ".join(filter(None, names)) or str(told["id"]))

    def judged(self, reply: Reply) -> Delivery | None:
        """Say what an answer means. An upload's own defect is told by the upload: no refusal."""
        return judged_by_strava(reply)

    def heard(self, reply: Reply) -> Heard:
        """Read the limits, and whether everything waits for the next quarter, or day."""
        return heard_of_limits(reply)


def _own(settings: BaseModel) -> StravaSettings:
    return cast("StravaSettings", settings)


plugin = Strava()
