"""What was seen at Intervals.icu so far: the cursor of its changes."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Self

from fitglue.sources.intervals.listing import Listed

_FROM_STRAVA = "strava"


@dataclass(frozen=True, slots=True)
class Seen:
    """Of every activity by id: when it began, and what it looked like."""

    looked_at: datetime
    activities: Mapping[str, tuple[str, str]]

    @classmethod
    def of(cls, cursor: Mapping[str, Any]) -> Self | None:
        """Read a cursor; none of an empty one."""
        if not cursor:
            return None
        seen = {remote_id: (start, looks) for remote_id, (start, looks) in cursor["seen"].items()}
        return cls(datetime.fromisoformat(cursor["looked_at"]), seen)

    @classmethod
    def at_first(cls, there: Sequence[Listed], now: datetime) -> Self:
        """Begin with what is there now."""
        return cls(now, {}).having(there)

    @property
    def cursor(self) -> dict[str, Any]:
        """Give it as plain values."""
        seen = {remote_id: list(one) for remote_id, one in self.activities.items()}
        return {"looked_at": self.looked_at.isoformat(), "seen": seen}

    def is_ours(self, remote_id: str) -> bool:
        """Tell whether an activity is one that could be taken."""
        return self.activities[remote_id][1] != _FROM_STRAVA

    def differing(self, there: Sequence[Listed]) -> list[Listed]:
        """Give what is new or looks otherwise, the oldest first."""
        found = [one for one in there if self.activities.get(one.id) != _told(one)]
        return sorted(found, key=lambda one: one.place)

    def missing(self, there: Sequence[Listed], oldest: datetime) -> list[str]:
        """Give the ids of what should be listed, and is not."""
        here = {one.id for one in there}
        since = oldest.isoformat()
        return sorted(
            remote_id
            for remote_id, (start, _) in self.activities.items()
            if remote_id not in here and start >= since
        )

    def having(self, some: Sequence[Listed]) -> Self:
        """Note some as they are now."""
        return replace(self, activities={**self.activities, **{one.id: _told(one) for one in some}})

    def without(self, gone: Collection[str]) -> Self:
        """Forget some."""
        return replace(
            self,
            activities={name: one for name, one in self.activities.items() if name not in gone},
        )

    def within(self, oldest: datetime) -> Self:
        """Forget what is too long ago to be listed again."""
        since = oldest.isoformat()
        kept = {name: one for name, one in self.activities.items() if one[0] >= since}
        return replace(self, activities=kept)

    def looked(self, now: datetime) -> Self:
        """Note when everything was compared."""
        return replace(self, looked_at=now)


def _told(one: Listed) -> tuple[str, str]:
    return one.start.isoformat(), _FROM_STRAVA if one.is_from_strava else one.looks
