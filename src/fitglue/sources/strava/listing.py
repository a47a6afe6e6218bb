"""What Strava lists: https://developers.strava.com/docs/reference/#api-Activities.

`after` and `before` are Unix seconds, which an activity's start lies between, neither included.
With `after` the oldest comes first, without it the newest.
"""

import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Self

from fitglue.domain.asking import Ask, Connection

#: https://developers.strava.com/docs/#Pagination
MOST_LISTED = 200
#: The window of the service's pace that every request but an upload counts in.
READ = "read"
_OURS = "fitglue-"
_A_SECOND = timedelta(seconds=1)
_TELLING = (
    "name", "sport_type", "start_date", "elapsed_time", "moving_time", "distance", "trainer",
    "private", "visibility", "has_heartrate",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Listed:
    """An activity as it is listed; `looks` is another hash when something that we take changed."""

    id: str
    start: datetime
    looks: str = ""
    is_ours: bool = False  # FitGlue sent it there

    @classmethod
    def told(cls, told: Mapping[str, Any]) -> Self:
        """Read one of a list. Raises TypeError, KeyError, ValueError."""
        parts = [told.get(name) for name in _TELLING]
        looks = f"{zlib.crc32(repr(parts).encode()):08x}"
        return cls(str(told["id"]), moment(told["start_date"]), looks, is_ours(told))

    @classmethod
    def of(cls, plain: Any) -> Self:
        """Read what `plain` gave."""
        return cls(str(plain[0]), datetime.fromisoformat(plain[1]), is_ours=bool(plain[2]))

    @property
    def plain(self) -> list[Any]:
        """Give it as plain values: all that is needed to read it."""
        return [self.id, self.start.isoformat(), self.is_ours]

    @property
    def place(self) -> tuple[datetime, str]:
        """Order it by its start, and name it."""
        return self.start, self.id


def listed(
    connection: Connection,
    *,
    after: datetime | None = None,
    before: datetime | None = None,
    size: int = MOST_LISTED,
) -> list[Listed]:
    """List a page, in order of start: with `after` the oldest first, else the newest.

    Raises Delivery.
    """
    params = {"per_page": str(size)}
    if after is not None:
        params["after"] = str(int(after.timestamp()))
    if before is not None:
        params["before"] = str(int(before.timestamp()))
    reply = connection.ask(Ask(path="athlete/activities", params=params, counts_as=READ))
    try:
        found = [Listed.told(one) for one in reply.json()]
    except (TypeError, KeyError, ValueError, AttributeError) as problem:
        raise reply.garbled() from problem
    return sorted(found, key=lambda one: one.place, reverse=after is None)


def listed_since(connection: Connection, since: datetime) -> list[Listed]:
    """List all that began after a moment, the oldest first. Raises Delivery."""
    found: dict[str, Listed] = {}
    while True:
        page = listed(connection, after=since)
        new = [one for one in page if one.id not in found]
        found |= {one.id: one for one in new}
        if len(page) < MOST_LISTED or not new:
            return list(found.values())
        since = new[-1].start - _A_SECOND  # others may have begun in that very second


def is_ours(told: Mapping[str, Any]) -> bool:
    """Tell whether FitGlue sent an activity: it was uploaded under our name."""
    return str(told.get("external_id") or "").startswith(_OURS)


def moment(text: str) -> datetime:
    """Read an instant. Raises ValueError, TypeError."""
    return datetime.fromisoformat(text).astimezone(UTC)
