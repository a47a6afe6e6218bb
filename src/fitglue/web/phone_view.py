"""Phones in words: what each has sent, and what it says about itself."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from fitglue.checkup import look_at_phone
from fitglue.diagnosis.facts import HEALTH_CONNECT
from fitglue.diagnosis.trouble import Trouble
from fitglue.domain.receipts import Verdict
from fitglue.store.tables import PhoneRow
from fitglue.web.languages import gettext, marked
from fitglue.web.words import day_in, near_day_in, plural

_REFRESH = {
    "available": marked("may work"),
    "denied": marked("switched off"),
    "restricted": marked("not allowed"),
}
_ASKED = {
    0: marked("not known"),
    1: marked("never asked"),
    2: "asked; iOS does not tell the answer",
}
_SYSTEMS = {HEALTH_CONNECT: "Android"}


@dataclass(frozen=True, slots=True)
class PhoneLine:
    """A phone in the list."""

    id: str
    name: str
    told: str
    seen: str
    sent: str
    facts: tuple[tuple[str, str], ...]
    troubles: tuple[Trouble, ...]
    works: bool


def phone_line(row: PhoneRow, zone: str) -> PhoneLine:
    """Write a phone's line."""
    works = row.revoked_at is None
    seen = (
        gettext("last contact %(when)s", when=near_day_in(row.seen_at, zone))
        if row.seen_at
        else gettext("no contact yet")
    )
    ended = gettext("revoked %(day)s", day=day_in(row.revoked_at, zone)) if row.revoked_at else seen
    app = gettext("FitGlue %(app_version)s", app_version=row.app_version) if row.app_version else ""
    system = _SYSTEMS.get(row.state.get("platform", ""), "iOS")
    version = f"{system} {row.os_version}" if row.os_version else ""
    return PhoneLine(
        id=row.id,
        name=row.name,
        told=" · ".join(part for part in (ended, app, version) if part),
        seen=seen,
        sent=_sent(row.sent),
        facts=tuple(_facts(row.state)) if works else (),
        troubles=tuple(look_at_phone(row)),
        works=works,
    )


def _facts(state: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Say what a phone told of itself, as far as it did."""
    if (depth := state.get("queue_depth")) is not None:
        yield gettext("Waits on it"), plural(depth, "part", "parts") if depth else "nothing"
    if refresh := state.get("background_refresh"):
        yield gettext("In the background"), gettext(_REFRESH.get(refresh, str(refresh)))
    if (low := state.get("low_power")) is not None:
        yield gettext("Low Power Mode"), "on" if low else "off"
    if (asked := state.get("request_status")) is not None:
        yield gettext("Access to Health"), gettext(_ASKED.get(asked, "not known"))
    allowed = state.get("permissions") or {}
    if allowed:
        yield (
            gettext("Permissions"),
            gettext(
                "%(values)s of %(allowed)s given",
                values=sum(allowed.values()),
                allowed=len(allowed),
            ),
        )
    if (workouts := state.get("workouts_seen")) is not None:
        yield gettext("Workouts it sees"), f"{workouts:,}"


def _sent(counts: Mapping[str, Any]) -> str:
    taken = sum(counts.get(one.value, 0) for one in (Verdict.STORED, Verdict.UPDATED))
    refused = counts.get(Verdict.REFUSED.value, 0)
    told = (
        gettext("has sent %(number)s of workouts", number=plural(taken, "part", "parts"))
        if taken
        else gettext("has sent nothing yet")
    )
    return gettext("%(told)s, %(refused)s refused", told=told, refused=refused) if refused else told
