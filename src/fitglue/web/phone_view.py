"""Phones in words: what each has sent, and what it says about itself."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from fitglue.checkup import look_at_phone
from fitglue.diagnosis.facts import HEALTH_CONNECT
from fitglue.diagnosis.trouble import Trouble
from fitglue.domain.receipts import Verdict
from fitglue.store.tables import PhoneRow
from fitglue.web.words import day_in, near_day_in, plural

_REFRESH = {"available": "may work", "denied": "switched off", "restricted": "not allowed"}
_ASKED = {0: "not known", 1: "never asked", 2: "asked; iOS does not tell the answer"}
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
    seen = f"last contact {near_day_in(row.seen_at, zone)}" if row.seen_at else "no contact yet"
    ended = f"revoked {day_in(row.revoked_at, zone)}" if row.revoked_at else seen
    app = f"FitGlue {row.app_version}" if row.app_version else ""
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
        yield "Waits on it", plural(depth, "part") if depth else "nothing"
    if refresh := state.get("background_refresh"):
        yield "In the background", _REFRESH.get(refresh, str(refresh))
    if (low := state.get("low_power")) is not None:
        yield "Low Power Mode", "on" if low else "off"
    if (asked := state.get("request_status")) is not None:
        yield "Access to Health", _ASKED.get(asked, "not known")
    allowed = state.get("permissions") or {}
    if allowed:
        yield "Permissions", f"{sum(allowed.values())} of {len(allowed)} given"
    if (workouts := state.get("workouts_seen")) is not None:
        yield "Workouts it sees", f"{workouts:,}"


def _sent(counts: Mapping[str, Any]) -> str:
    taken = sum(counts.get(one.value, 0) for one in (Verdict.STORED, Verdict.UPDATED))
    refused = counts.get(Verdict.REFUSED.value, 0)
    told = f"has sent {plural(taken, 'part')} of workouts" if taken else "has sent nothing yet"
    return f"{told}, {refused} refused" if refused else told
