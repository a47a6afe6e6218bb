"""Phones in words: what each has sent, and what it says about itself."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fitglue.domain.receipts import Verdict
from fitglue.store.tables import PhoneRow
from fitglue.web.words import day_in, near_day_in, plural

_NEVER_ASKED = 1  # HKAuthorizationRequestStatus.shouldRequest


@dataclass(frozen=True, slots=True)
class PhoneLine:
    """A phone in the list. `troubles` are sentences."""

    id: str
    name: str
    told: str
    sent: str
    troubles: tuple[str, ...]
    works: bool


def phone_line(row: PhoneRow, zone: str) -> PhoneLine:
    """Write a phone's line."""
    works = row.revoked_at is None
    seen = f"last contact {near_day_in(row.seen_at, zone)}" if row.seen_at else "no contact yet"
    ended = f"revoked {day_in(row.revoked_at, zone)}" if row.revoked_at else seen
    app = f"FitGlue {row.app_version}" if row.app_version else ""
    system = f"iOS {row.os_version}" if row.os_version else ""
    return PhoneLine(
        id=row.id,
        name=row.name,
        told=" · ".join(part for part in (ended, app, system) if part),
        sent=_sent(row.sent),
        troubles=_troubles(row.state) if works else (),
        works=works,
    )


def _sent(counts: Mapping[str, Any]) -> str:
    taken = sum(counts.get(one.value, 0) for one in (Verdict.STORED, Verdict.UPDATED))
    refused = counts.get(Verdict.REFUSED.value, 0)
    told = f"has sent {plural(taken, 'part')} of workouts" if taken else "has sent nothing yet"
    return f"{told}, {refused} refused" if refused else told


def _troubles(state: Mapping[str, Any]) -> tuple[str, ...]:
    """Say what the phone says; whether reading was denied, HealthKit tells nobody."""
    found = []
    if state.get("request_status") == _NEVER_ASKED:
        found.append("It has not asked for access to Health yet: open the app on it once.")
    if state.get("background_refresh") in {"denied", "restricted"}:
        found.append("Background App Refresh is off on it, so it sends only while it is open.")
    if state.get("low_power"):
        found.append("Low Power Mode is on, so it sends later.")
    if waiting := state.get("queue_depth"):
        found.append(f"{plural(waiting, 'part')} waited on it when it was last here.")
    if state.get("last_error"):
        found.append(f"Its last error: {state['last_error']}")
    return tuple(found)
