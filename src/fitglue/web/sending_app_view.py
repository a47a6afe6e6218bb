"""Apps that send, in words: what came last, and what became of it."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from fitglue.domain.sending_app import SendingApp
from fitglue.domain.sport import SPORTS, by_key
from fitglue.formats.health_auto_export import name_key
from fitglue.formats.health_auto_export.names import named
from fitglue.store.names import Name
from fitglue.store.tables import IngestTokenRow, ReceivedRow, RefusedItemRow
from fitglue.web.languages import gettext, marked
from fitglue.web.words import day_in, listed, near_day_in, plural

#: What a Shortcut sends, for the page that explains it.
_EXAMPLE = {"type": "Outdoor Run", "distance": "5.02 km", "energy": "320 kcal"}
_EXAMPLE_LASTS = timedelta(minutes=30)
_STATES = {"waiting": marked("waits for its turn"), "refused": marked("could not be read")}


@dataclass(frozen=True, slots=True)
class AppLine:
    """An app in the list."""

    id: str
    name: str
    told: str
    works: bool


@dataclass(frozen=True, slots=True)
class NameLine:
    """A name in the list: what it is read as, and the sport that was chosen for it, or ""."""

    name: str
    told: str
    sport: str


def app_line(row: IngestTokenRow, zone: str) -> AppLine:
    """Write an app's line."""
    came = (
        gettext("last received %(when)s", when=near_day_in(row.received_at, zone))
        if row.received_at
        else ""
    )
    ended = gettext("revoked %(day)s", day=day_in(row.revoked_at, zone)) if row.revoked_at else ""
    token = "" if row.revoked_at else gettext("token %(prefix)s…", prefix=row.prefix)
    told = " · ".join(
        part for part in (ended or came or gettext("nothing received yet"), token) if part
    )
    return AppLine(row.id, SendingApp(row.app).label, told, works=row.revoked_at is None)


def received_line(row: ReceivedRow, zone: str) -> tuple[str, str]:
    """Say when something came, and what became of it."""
    return near_day_in(row.received_at, zone).capitalize(), gettext(
        _STATES.get(row.state, "")
    ) or _done(row)


def _done(row: ReceivedRow) -> str:
    counts = row.result
    told = [
        f"{counts[key]:,} {words}"
        for key, words in (
            ("new", "new"),
            ("changed", "changed"),
            ("unchanged", gettext("already here")),
            ("known_better", gettext("known better from the phone app")),
            ("deleted", gettext("deleted in Health")),
            ("refused", gettext("set aside")),
        )
        if counts.get(key)
    ]
    return listed(told) or gettext("no workouts in it")


def set_aside(
    refused: Collection[RefusedItemRow], tokens: Collection[IngestTokenRow]
) -> list[RefusedItemRow]:
    """Give what was set aside of what these apps sent."""
    ids = {row.id for row in tokens}
    return [row for row in refused if row.device_id in ids]


def example(now: datetime) -> str:
    """Write a Shortcut's JSON as it would be sent now."""
    end = now.replace(microsecond=0)
    fields = {
        "type": _EXAMPLE["type"],
        "start": (end - _EXAMPLE_LASTS).isoformat(),
        "end": end.isoformat(),
        **_EXAMPLE,
        "average_heart_rate": 148,
    }
    return json.dumps(fields, indent=2)


def name_line(one: Name) -> NameLine:
    """Write a name's line."""
    known = named(one.name, {}).sport
    read = (
        gettext("read as %(label)s", label=known.label)
        if known
        else gettext("worked out from what was measured")
    )
    chosen = gettext("you said: %(label)s", label=by_key(one.sport).label) if one.sport else read
    came = (
        plural(one.workouts, "workout", "workouts") if one.workouts else gettext("no workout yet")
    )
    return NameLine(one.name, f"{came} · {chosen}", one.sport)


def sport_choices() -> Mapping[str, str]:
    """Give the label of every sport by its key, in the order of the labels."""
    return {one.key: one.label for one in sorted(SPORTS, key=lambda sport: sport.label)}


def is_name(name: str) -> bool:
    """Tell whether there is anything in a name to know it by."""
    return bool(name_key(name))
