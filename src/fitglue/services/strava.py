"""Strava: a person's account there, through an API application of their own.

Signing in is https://developers.strava.com/docs/authentication/ (scopes with commas between, no
PKCE), the limits are https://developers.strava.com/docs/rate-limits/: fixed quarters of an hour and
days of UTC, told by headers; all but uploads count as "read". Errors name a resource, a field and
a code. Since June 2026 an application works only while its owner has a paid subscription.
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Any, cast

import msgspec
from pydantic import BaseModel, Field

from fitglue.domain.asking import Ask, Connection, Reply, Who, judged_by_status
from fitglue.domain.errors import Delivery, Gone, NeedsUser, Refused, Transient
from fitglue.domain.oauth import OAuth, Tokens
from fitglue.domain.pace import Heard, Window
from fitglue.domain.plugins import About, PluginKind
from fitglue.domain.secret import Secret

_QUARTER_S, _DAY_S = 15 * 60.0, 24 * 3600.0
_READ = "read"
_READS_ALL = "activity:read_all"
_LONGEST_REASON = 200
_ADDRESS = r"^https?://[^\s/]+(/[^\s]*)?$"
_ADVANCED = {"advanced": True}
_MISSING = "missing"


class StravaSettings(BaseModel):
    """The person's own application, and how much of the account it may see."""

    client_id: str = Field(
        title="Client ID",
        description="A number, from strava.com/settings/api.",
        pattern=r"^\d{1,12}$",
    )
    client_secret: Secret = Field(
        title="Client Secret",
        description="From the same page: press “Show” beside it.",
    )
    renews_private: bool = Field(
        default=False,
        title="Also renew the text of private activities",
        description=(
            "Strava lets FitGlue change activities that only you can see, when it may also read "
            "them. Off, FitGlue sends activities and reads none."
        ),
    )
    is_source: bool = Field(
        default=False,
        title="Also take activities from Strava",
        description="Strava then asks you to let FitGlue read all your activities.",
    )
    base_url: str = Field(
        default="https://www.strava.com/api/v3",
        title="Address of the API",
        description="Where Strava's API answers; it moves to another host in 2027.",
        pattern=_ADDRESS,
        json_schema_extra=_ADVANCED,
    )
    authorize_url: str = Field(
        default="https://www.strava.com/oauth/authorize",
        title="Address for signing in",
        description="The page on which you let FitGlue in.",
        pattern=_ADDRESS,
        json_schema_extra=_ADVANCED,
    )
    token_url: str = Field(
        default="https://www.strava.com/oauth/token",
        title="Address for tokens",
        description="Where Strava gives FitGlue its keys.",
        pattern=_ADDRESS,
        json_schema_extra=_ADVANCED,
    )
    revoke_url: str = Field(
        default="https://www.strava.com/oauth/revoke",
        title="Address for giving keys back",
        description="Where FitGlue tells Strava that you disconnected.",
        pattern=_ADDRESS,
        json_schema_extra=_ADVANCED,
    )
    page_size: int = Field(
        default=100,
        title="Activities at a time",
        description="How many activities are listed by one request.",
        ge=1,
        le=200,
        json_schema_extra=_ADVANCED,
    )


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
    pace=(
        Window(200, _QUARTER_S),
        Window(2_000, _DAY_S),
        Window(100, _QUARTER_S, of=_READ),
        Window(1_000, _DAY_S, of=_READ),
    ),
)


class Strava:
    """Talks to Strava as a person."""

    about = ABOUT

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
        reply = connection.ask(Ask(path="athlete", counts_as=_READ))
        told = reply.json()
        if not isinstance(told, Mapping) or not told.get("id"):
            raise reply.garbled()
        names = (told.get("firstname"), told.get("lastname"))
        return Who(str(told["id"]), " ".join(filter(None, names)) or str(told["id"]))

    def judged(self, reply: Reply) -> Delivery | None:
        """Say what an answer means. An upload's own defect is told by the upload: no refusal."""
        match reply.status:
            case HTTPStatus.BAD_REQUEST:
                return _bad_request(reply)
            case HTTPStatus.UNAUTHORIZED:
                return _not_let_in(reply)
            case HTTPStatus.FORBIDDEN:
                return _forbidden(reply)
            case HTTPStatus.NOT_FOUND:
                return Gone("Strava does not have it, or does not show it to FitGlue.")
            case HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
                return Refused("The file is larger than Strava takes.")
            case HTTPStatus.TOO_MANY_REQUESTS:
                return Transient(
                    "Strava's limit for your application is used up for now.",
                    retry_after_s=_until_free_s(reply),
                )
        return judged_by_status("Strava", reply)

    def heard(self, reply: Reply) -> Heard:
        """Read the limits, and whether everything waits for the next quarter, or day."""
        windows = (*_windows(reply, "ratelimit", ""), *_windows(reply, "readratelimit", _READ))
        is_over = reply.status == HTTPStatus.TOO_MANY_REQUESTS or any(_used_up(reply, "ratelimit"))
        return Heard(windows, _until_free_s(reply) if is_over else 0.0)


def _own(settings: BaseModel) -> StravaSettings:
    return cast("StravaSettings", settings)


def _bad_request(reply: Reply) -> Delivery | None:
    told = _told(reply)
    if "activity_id" in told:
        return None
    names = {error.get("resource") for error in _errors(told)}
    if names & {"RefreshToken", "AuthorizationCode"}:
        return NeedsUser("Strava does not let FitGlue in any more.", "Press “Connect again”.")
    if "Application" in names:
        return _unknown_application()
    return Refused(f"Strava refused it: {_reason(told)}.")


def _not_let_in(reply: Reply) -> Delivery:
    errors = list(_errors(_told(reply)))
    if any(error.get("code") == _MISSING for error in errors):
        return NeedsUser(
            "Strava was not told to let FitGlue do everything that it needs.",
            "Press “Connect again” and leave every box ticked.",
        )
    if any(error.get("resource") == "Application" for error in errors):
        return _unknown_application()
    return NeedsUser("Strava does not let FitGlue in any more.", "Press “Connect again”.")


def _forbidden(reply: Reply) -> Delivery:
    told = _told(reply)
    if any(error.get("code") == "Inactive" for error in _errors(told)):
        return NeedsUser(
            "Strava has switched your API application off: its owner needs a paid Strava "
            "subscription.",
            "Subscribe at strava.com/subscribe with the account that owns the application, look "
            "at strava.com/settings/api that it is active again, then press “Connect again”.",
        )
    return Refused(f"Strava does not allow it: {_reason(told)}.")


def _unknown_application() -> NeedsUser:
    return NeedsUser(
        "Strava does not know this Client ID with this Client Secret.",
        "Copy both again from strava.com/settings/api, then press “Connect again”.",
    )


def _told(reply: Reply) -> Mapping[str, Any]:
    """Read a refusal; what cannot be read says nothing more."""
    try:
        told = msgspec.json.decode(reply.body)
    except msgspec.DecodeError:
        return {}
    return told if isinstance(told, Mapping) else {}


def _errors(told: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    errors = told.get("errors")
    for error in errors if isinstance(errors, list) else ():
        if isinstance(error, Mapping):
            yield error


def _reason(told: Mapping[str, Any]) -> str:
    """Say why in Strava's own words: "Bad Request (Activity sport_type invalid)"."""
    parts = ("resource", "field", "code")
    details = [" ".join(str(one.get(part, "")) for part in parts).strip() for one in _errors(told)]
    message = str(told.get("message") or "no reason given")
    return (f"{message} ({', '.join(details)})" if details else message)[:_LONGEST_REASON]


def _windows(reply: Reply, name: str, of: str) -> Iterator[Window]:
    limits = _pair(reply, f"x-{name}-limit")
    for calls, period_s in zip(limits, (_QUARTER_S, _DAY_S), strict=False):
        if calls > 0:
            yield Window(calls, period_s, of)


def _used_up(reply: Reply, name: str) -> tuple[bool, bool]:
    """Tell whether the quarter's and the day's limit are used up."""
    limits, used = _pair(reply, f"x-{name}-limit"), _pair(reply, f"x-{name}-usage")
    if not limits or not used:
        return False, False
    return used[0] >= limits[0], used[1] >= limits[1]


def _until_free_s(reply: Reply) -> float:
    """Count the seconds to the next day of UTC where a day's limit is over, else to the quarter."""
    of_the_day = any(_used_up(reply, name)[1] for name in ("ratelimit", "readratelimit"))
    period_s = _DAY_S if of_the_day else _QUARTER_S
    return period_s - _answered_at(reply).timestamp() % period_s


def _answered_at(reply: Reply) -> datetime:
    """Tell when it was answered by Strava's clock, for its windows go by that; else by ours."""
    try:
        return parsedate_to_datetime(reply.headers.get("date", "")).astimezone(UTC)
    except ValueError:
        return datetime.now(UTC)


def _pair(reply: Reply, header: str) -> tuple[int, int] | tuple[()]:
    """Read "100,1000"; nothing where it is missing or says something else."""
    quarter, _, day = reply.headers.get(header, "").partition(",")
    if not quarter.strip().isdecimal() or not day.strip().isdecimal():
        return ()
    return int(quarter), int(day)


plugin = Strava()
