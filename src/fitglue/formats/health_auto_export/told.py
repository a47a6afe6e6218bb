"""What one workout of the app says of itself before its series are read."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any
from zoneinfo import ZoneInfo

from fitglue.domain.arrival import SourceTools
from fitglue.domain.clock import Zone, ZoneKnownBy, is_zone
from fitglue.domain.errors import Damaged
from fitglue.domain.workout import Note
from fitglue.formats.health_auto_export.dates import Moment, moment
from fitglue.formats.health_auto_export.json_document import Fields, rows_of, value_of
from fitglue.formats.health_auto_export.names import name_key
from fitglue.formats.health_auto_export.quantities import number

_LONGEST_S = 31 * 86_400.0
#: Dates are whole seconds, so a duration may differ from them by one without any pause.
_ROUNDING_S = 1.0
_LONGEST_NAME = 80
_LOOK = "Look at the workout in the Health app: if it is right there, send this time again."
_FURTHEST_WEST_H, _FURTHEST_EAST_H = -12, 14


@dataclass(frozen=True, eq=False, slots=True)
class Told:
    """A workout's own fields. Times inside are seconds since `start`."""

    fields: Fields
    name: str
    start: datetime
    offset: timedelta  # of the phone's clock when it wrote the date
    elapsed_s: float
    timer_s: float
    metadata: Mapping[str, str]

    def value(self, name: str) -> Any:
        """Give a field's value; None when it says nothing."""
        return value_of(self.fields, name)

    def rows(self, name: str) -> list[Mapping[str, Any]]:
        """Give the objects of a list."""
        return rows_of(self.fields, name)

    @property
    def end(self) -> datetime:
        """Give the end."""
        return self.start + timedelta(seconds=self.elapsed_s)

    @property
    def is_second_version(self) -> bool:
        """Tell version 2 from 1: it has an id, and a series where 1 has a total."""
        return "id" in self.fields or isinstance(self.value("activeEnergy"), list)

    @property
    def healthkit_uuid(self) -> str:
        """Give HealthKit's id, which version 2 passes on; empty without one."""
        said = self.value("id")
        try:
            return str(uuid.UUID(said)).upper() if isinstance(said, str) else ""
        except ValueError:
            return ""

    @property
    def source_id(self) -> str:
        """Name the workout: by its id, else by its times and name, however they are spelt."""
        if self.healthkit_uuid:
            return self.healthkit_uuid
        said = self.value("id")
        if isinstance(said, str) and said.strip():
            return _hashed("id", said.strip())
        return _hashed(self.start.isoformat(), self.end.isoformat(), name_key(self.name))

    @property
    def notes(self) -> tuple[Note, ...]:
        """Say that it stood still at times that the app does not tell."""
        if self.elapsed_s - self.timer_s <= _ROUNDING_S:
            return ()
        stood = timedelta(seconds=round(self.elapsed_s - self.timer_s))
        sentence = f"This workout was paused for {stood} in all; the app does not say when."
        return (Note("pauses-unknown", sentence),)


def _hashed(*parts: str) -> str:
    named = "|".join(("health-auto-export", *parts))
    return sha256(named.encode("utf-8", "replace")).hexdigest()[:24]


def _fixed(offset: timedelta) -> str | None:
    """Name the zone of a fixed offset in whole hours; POSIX counts them to the west."""
    hours, rest = divmod(offset, timedelta(hours=1))
    if rest or not _FURTHEST_WEST_H <= hours <= _FURTHEST_EAST_H:
        return None
    return f"Etc/GMT{-hours:+d}" if hours else "UTC"


def zone_of(said: Told, place: tuple[float, float] | None, tools: SourceTools) -> Zone:
    """Find a workout's zone; `place` is where its route starts, latitude and longitude in degrees.

    Its own word comes first, then the place. The offset of its dates is the phone's on the day
    of sending, soon after: it decides whether the setting can be right, else stands for itself.
    """
    named = said.metadata.get("HKTimeZone", "")
    if named and is_zone(named):
        return Zone(named, ZoneKnownBy.RECORDING)
    here = tools.zone_at(*place) if place is not None else None
    if here is not None:
        return Zone(here, ZoneKnownBy.POSITION)
    fixed = _fixed(said.offset)
    at_home = said.start.astimezone(ZoneInfo(tools.default_zone)).utcoffset()
    if fixed is None or at_home == said.offset:
        return Zone(tools.default_zone, ZoneKnownBy.SETTING)
    return Zone(fixed, ZoneKnownBy.RECORDING)


def told(fields: Fields) -> Told:
    """Read what a workout says of itself. Raises Damaged when it has no usable time."""
    start = moment(value_of(fields, "start"))
    if start is None:
        raise Damaged("A workout of Health Auto Export has no start.", _LOOK)
    duration_s = number(value_of(fields, "duration"))
    elapsed_s = _elapsed_s(start, moment(value_of(fields, "end")), duration_s)
    sensible = duration_s is not None and 0 < duration_s <= elapsed_s + _ROUNDING_S
    name = value_of(fields, "name")
    return Told(
        fields=fields,
        name=" ".join(name.split())[:_LONGEST_NAME] if isinstance(name, str) else "",
        start=start.instant,
        offset=start.offset,
        elapsed_s=elapsed_s,
        timer_s=min(duration_s, elapsed_s) if duration_s is not None and sensible else elapsed_s,
        metadata=_metadata(value_of(fields, "metadata")),
    )


def _elapsed_s(start: Moment, end: Moment | None, duration_s: float | None) -> float:
    day = f"The workout that starts at {start.instant.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
    if end is None and (duration_s is None or duration_s <= 0):
        raise Damaged(f"{day} has neither an end nor a duration.", _LOOK)
    elapsed_s = (end.instant - start.instant).total_seconds() if end else duration_s or 0.0
    if elapsed_s < 0:
        raise Damaged(f"{day} ends before.", _LOOK)
    if elapsed_s > _LONGEST_S:
        raise Damaged(f"{day} spans more than {_LONGEST_S / 86_400:.0f} days.", _LOOK)
    return elapsed_s


def _metadata(said: Any) -> dict[str, str]:
    """Keep the metadata that are plain values; the app often sends none."""
    if not isinstance(said, dict):
        return {}
    plain = ((key, value) for key, value in said.items() if isinstance(value, str | int | float))
    return {str(key)[:200]: str(value)[:1000] for key, value in list(plain)[:200]}
