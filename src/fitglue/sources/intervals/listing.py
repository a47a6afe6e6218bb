"""What Intervals.icu lists: operation `listActivities` of its OpenAPI description."""

import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

from fitglue.domain.arrival import Span
from fitglue.domain.asking import Ask, Connection
from fitglue.domain.errors import Gone

_FIELDS = (
    "id", "source", "start_date", "start_date_local", "type", "name", "description",
    "external_id", "trainer", "file_sport_index",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """An activity as it is listed; of one from Strava nothing but its id and its local start."""

    id: str
    start: datetime
    source: str = ""
    type: str = ""
    title: str = ""
    description: str = ""
    external_id: str = ""
    trainer: bool = False
    is_part: bool = False  # of a multisport file, which was split

    @property
    def is_from_strava(self) -> bool:
        """Tell whether the service may not hand it on."""
        return self.source == "STRAVA"

    @property
    def place(self) -> tuple[str, str]:
        """Order it by its start, and name it."""
        return self.start.isoformat(), self.id

    @property
    def looks(self) -> str:
        """Tell what it looks like: another text when something that we take changed."""
        parts = (self.type, self.title, self.description, self.trainer, self.start.isoformat())
        return f"{zlib.crc32(repr(parts).encode()):08x}"


def listed(connection: Connection, span: Span) -> list[Listed]:
    """List what began on the days from a span's start to its end. Raises Delivery."""
    params = {
        "oldest": span.start.date().isoformat(),
        "newest": span.end.date().isoformat(),
        "fields": ",".join(_FIELDS),
    }
    reply = connection.ask(Ask(path=f"athlete/{connection.who.id or 0}/activities", params=params))
    told = reply.json()
    try:
        return [_listed(one) for one in told]
    except (TypeError, KeyError, ValueError, AttributeError) as problem:
        raise reply.garbled() from problem


def listed_one(connection: Connection, remote_id: str) -> Listed:
    """Give an activity as it is listed. Raises Gone, Delivery."""
    reply = connection.ask(Ask(path=activity_path(remote_id)))
    told = reply.json()
    try:
        return _listed(told)
    except (TypeError, KeyError, ValueError, AttributeError) as problem:
        raise reply.garbled() from problem


def is_gone(connection: Connection, remote_id: str) -> bool:
    """Ask whether an activity that is not listed any more was deleted. Raises Delivery."""
    try:
        connection.ask(Ask(path=activity_path(remote_id)))
    except Gone:
        return True
    return False


def activity_path(remote_id: str) -> str:
    """Give the path of an activity."""
    return f"activity/{quote(remote_id, safe='')}"


def _listed(told: Mapping[str, Any]) -> Listed:
    return Listed(
        id=str(told["id"]),
        start=_start(told),
        source=told.get("source") or "",
        type=told.get("type") or "",
        title=(told.get("name") or "").strip(),
        description=told.get("description") or "",
        external_id=told.get("external_id") or "",
        trainer=told.get("trainer") is True,
        is_part=told.get("file_sport_index") is not None,
    )


def _start(told: Mapping[str, Any]) -> datetime:
    """Read when it began; the stub of one from Strava tells its local time alone."""
    moment = datetime.fromisoformat(told.get("start_date") or told["start_date_local"])
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
