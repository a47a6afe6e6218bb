"""Intervals.icu: a person's account there, by their own API key.

The contract is its OpenAPI description (https://intervals.icu/api/v1/docs): HTTP Basic with the
user `API_KEY`, errors as `{"status", "error"}`. The limits, which its X-RateLimit headers tell, are
ten requests a second, 2,500 in 15 minutes and 5,000 in a day.
"""

import base64
from collections.abc import Mapping, Sequence
from datetime import date
from http import HTTPStatus
from typing import Any, cast

import msgspec
from pydantic import BaseModel, Field

from fitglue.domain.asking import Ask, Connection, Reply, Who, judged_by_status, retry_after_s
from fitglue.domain.diary import Fields, Page
from fitglue.domain.errors import Delivery, NeedsUser, Refused, Transient
from fitglue.domain.metrics import DayValue
from fitglue.domain.oauth import OAuth, Tokens
from fitglue.domain.pace import Heard, Window
from fitglue.domain.plugins import About, PluginKind
from fitglue.domain.secret import Secret
from fitglue.services.intervals.wellness import fields_of, read_days, write_days

_PER_SECOND, _QUARTER_S, _DAY_S = Window(10, 1.0), 15 * 60.0, 24 * 3600.0
_LONGEST_REASON = 200
#: In a window that moves, room comes back call by call: it is asked again before it is over.
_QUARTER_USED_UP_S, _DAY_USED_UP_S, _FIREWALL_S = 60.0, 15 * 60.0, 15 * 60.0


class IntervalsSettings(BaseModel):
    """What lets FitGlue in."""

    api_key: Secret = Field(
        title="API key",
        description="From Intervals.icu: Settings, near the end, under Developer Settings.",
    )
    athlete_id: str = Field(
        default="0",
        title="Athlete ID",
        description="0 is the athlete whose key it is; a coach may name another, such as i12345.",
        pattern=r"^(0|i?\d{1,12})$",
    )
    sends_days: bool = Field(
        default=False,
        title="Send my health metrics there too",
        description=(
            "Every day, what you keep of it in FitGlue: resting heart rate, heart rate "
            "variability, sleep, weight, body fat, steps, VO₂ max, blood oxygen and respiratory "
            "rate go to the Wellness page, 90 days back. What somebody else wrote there stays."
        ),
    )
    base_url: str = Field(
        default="https://intervals.icu",
        title="Address",
        description="Where Intervals.icu answers, without /api.",
        pattern=r"^https?://[^\s/]+(/[^\s]*)?$",
        json_schema_extra={"advanced": True},
    )
    page_size: int = Field(
        default=20,
        title="Activities at a time",
        description="How many activities are fetched before they are kept.",
        ge=1,
        le=200,
        json_schema_extra={"advanced": True},
    )


ABOUT = About(
    id="intervals",
    kind=PluginKind.SERVICE,
    name="Intervals.icu",
    summary="Your account at Intervals.icu, by an API key that you copy from its settings.",
    description=(
        "FitGlue sends activities there, or takes those that are there, or both. It needs no app "
        "of yours and no paid plan. Activities that Intervals.icu got from Strava stay there: "
        "Strava forbids it to hand them on."
    ),
    settings=IntervalsSettings,
    pace=(_PER_SECOND, Window(2_500, _QUARTER_S), Window(5_000, _DAY_S)),
)


class Intervals:
    """Talks to Intervals.icu as a person."""

    about = ABOUT
    signs_in = False

    def address(self, settings: BaseModel) -> str:
        """Give the address of its API."""
        return f"{_own(settings).base_url.rstrip('/')}/api/v1"

    def headers(self, settings: BaseModel, tokens: Tokens | None) -> Mapping[str, str]:
        """Give the key, as HTTP Basic wants it."""
        del tokens
        pair = f"API_KEY:{_own(settings).api_key.reveal()}"
        return {"Authorization": f"Basic {base64.b64encode(pair.encode()).decode()}"}

    def oauth(self, settings: BaseModel) -> OAuth | None:
        """Give none: the key is enough."""
        del settings

    def who(self, connection: Connection) -> Who:
        """Ask for the athlete."""
        asked = _own(connection.settings).athlete_id
        reply = connection.ask(Ask(path=f"athlete/{asked}"))
        told = reply.json()
        if not isinstance(told, dict) or not told.get("id"):
            raise reply.garbled()
        return Who(str(told["id"]), str(told.get("name") or told["id"]))

    def wants_days(self, settings: Mapping[str, object]) -> bool:
        """Tell whether its owner wants their health metrics written there."""
        return settings.get("sends_days") is True

    def fields(self, values: Sequence[DayValue]) -> Fields:
        """Put the values of one day in its words."""
        return fields_of(values)

    def days(self, connection: Connection, first: date, last: date) -> Mapping[date, Page]:
        """Read what stands in the days of a span. Raises Delivery."""
        return read_days(connection, first, last)

    def write(self, connection: Connection, days: Mapping[date, Fields]) -> None:
        """Write fields of days. Raises Delivery."""
        write_days(connection, days)

    def judged(self, reply: Reply) -> Delivery | None:
        """Say what an answer means, with the service's own reason where it gives one."""
        match reply.status:
            case HTTPStatus.UNAUTHORIZED:
                return NeedsUser(
                    "Intervals.icu does not accept the API key.",
                    "Copy the key from Intervals.icu, Settings, Developer Settings, "
                    "then press “Connect again”.",
                )
            case HTTPStatus.FORBIDDEN:
                return _forbidden(reply)
            case HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
                return Refused("The file is larger than Intervals.icu takes.")
            case HTTPStatus.BAD_REQUEST | HTTPStatus.UNPROCESSABLE_ENTITY:
                return Refused(f"Intervals.icu refused it: {_reason(reply) or 'no reason given'}.")
        return judged_by_status("Intervals.icu", reply)

    def heard(self, reply: Reply) -> Heard:
        """Read the limits, and whether one is used up, of the last 15 minutes and the last day."""
        limits = _numbers(reply, "x-ratelimit-limit")
        left = _numbers(reply, "x-ratelimit-remaining")
        windows = () if limits is None else _windows(limits)
        quiet_s = 0.0 if left is None else _quiet_s(left)
        if reply.status == HTTPStatus.TOO_MANY_REQUESTS:
            quiet_s = retry_after_s(reply) or quiet_s
        return Heard(windows, quiet_s)


def _own(settings: BaseModel) -> IntervalsSettings:
    return cast("IntervalsSettings", settings)


def _forbidden(reply: Reply) -> Delivery:
    """Tell the service's own no from that of the firewall before it, which speaks no JSON."""
    if _reason(reply):
        return NeedsUser(
            "The API key does not open this athlete at Intervals.icu.",
            "Press “Connect again” and set the athlete ID to 0, or to one that you coach.",
        )
    return Transient(
        "The firewall in front of Intervals.icu turned FitGlue away.", retry_after_s=_FIREWALL_S
    )


def _reason(reply: Reply) -> str:
    """Read the service's sentence, on one line and not too long."""
    try:
        told: Any = msgspec.json.decode(reply.body)
    except msgspec.DecodeError:
        return ""
    error = told.get("error") if isinstance(told, dict) else None
    return " ".join(str(error or "").split())[:_LONGEST_REASON].rstrip(".")


def _numbers(reply: Reply, header: str) -> tuple[int, int] | None:
    """Read "15 minutes,day"."""
    quarter, _, day = reply.headers.get(header, "").partition(",")
    if quarter.strip().isdecimal() and day.strip().isdecimal():
        return int(quarter), int(day)
    return None


def _windows(limits: tuple[int, int]) -> tuple[Window, ...]:
    quarter, day = limits
    if not (quarter and day):
        return ()
    return _PER_SECOND, Window(quarter, _QUARTER_S), Window(day, _DAY_S)


def _quiet_s(left: tuple[int, int]) -> float:
    quarter, day = left
    if not day:
        return _DAY_USED_UP_S
    return 0.0 if quarter else _QUARTER_USED_UP_S


plugin = Intervals()
