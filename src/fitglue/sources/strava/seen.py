"""What was seen at Strava so far: the cursor of its changes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Self

from fitglue.sources.strava.listing import Listed


@dataclass(frozen=True, slots=True)
class Seen:
    """What each activity looked like, by id, and how far the daily look at all that is here is."""

    activities: Mapping[str, str]
    all_at: datetime
    all_from: datetime | None = None

    @classmethod
    def of(cls, cursor: Mapping[str, Any]) -> Self | None:
        """Read a cursor; none of an empty one."""
        if not cursor:
            return None
        rest = cursor.get("all_from")
        return cls(
            dict(cursor["seen"]),
            datetime.fromisoformat(cursor["all_at"]),
            datetime.fromisoformat(rest) if rest else None,
        )

    @classmethod
    def at_first(cls, there: Sequence[Listed], now: datetime) -> Self:
        """Begin with what is there now."""
        return cls({one.id: one.looks for one in there}, now)

    @property
    def cursor(self) -> dict[str, Any]:
        """Give it as plain values."""
        return {
            "seen": dict(self.activities),
            "all_at": self.all_at.isoformat(),
            "all_from": self.all_from.isoformat() if self.all_from else None,
        }

    def differing(self, there: Sequence[Listed]) -> list[Listed]:
        """Give what is new or looks otherwise, the oldest first."""
        found = [one for one in there if self.activities.get(one.id) != one.looks]
        return sorted(found, key=lambda one: one.place)

    def having(self, some: Sequence[Listed]) -> Self:
        """Note some as they are now."""
        return replace(self, activities={**self.activities, **{one.id: one.looks for one in some}})

    def only(self, there: Sequence[Listed]) -> Self:
        """Forget what is not listed any more."""
        names = {one.id for one in there}
        kept = {name: looks for name, looks in self.activities.items() if name in names}
        return replace(self, activities=kept)

    def looking(self, since: datetime) -> Self:
        """Go on with the look at all from a moment on."""
        return replace(self, all_from=since)

    def looked(self, now: datetime) -> Self:
        """Note when all was looked at."""
        return replace(self, all_at=now, all_from=None)
