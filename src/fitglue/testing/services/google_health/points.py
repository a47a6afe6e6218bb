"""Lists of data points as Google gives them: filters after AIP-160, families, pages with tokens."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Generic, Protocol, TypeVar
from zoneinfo import ZoneInfo

Params = Mapping[str, str]

_FAMILY = "users/me/dataSourceFamilies/"
_FAMILIES = {"all-sources", "google-wearables", "google-sources", "self-sources"}
_TERM = re.compile(r'(?P<field>[a-z_.]+) (?P<how>>=|<) "(?P<at>[^"]+)"')


class Point(Protocol):
    """A data point: the instant that lists are ordered by, and whether a tracker measured it."""

    @property
    def at(self) -> datetime:
        """Give its instant."""
        ...

    @property
    def by_tracker(self) -> bool:
        """Tell whether a tracker of Google's measured it."""
        ...


P = TypeVar("P", bound=Point)


@dataclass(frozen=True, slots=True)
class Listed(Generic[P]):
    """How a data type is listed: how filters name its moments, and how large pages are.

    `physical` is empty for a type that is filtered by the wall clock alone.
    """

    civil: str
    largest: int
    default: int
    as_json: Callable[[P], dict[str, Any]]
    zone_of: Callable[[P], str]
    physical: str = ""

    def page(self, points: Sequence[P], params: Params) -> dict[str, Any]:
        """Give a page, the newest first. Raises ValueError for what the service refuses."""
        found = self._found(points, params)
        first = _offset(params)
        size = min(int(params.get("pageSize", self.default)) or self.default, self.largest)
        shown = [self.as_json(point) for point in found[first : first + size]]
        answer: dict[str, Any] = {"dataPoints": shown} if shown else {}
        if first + size < len(found):
            answer["nextPageToken"] = f"from-{first + size}-of-{_query(params)}"
        return answer

    def _found(self, points: Sequence[P], params: Params) -> list[P]:
        trackers_only = _family(params) == "google-wearables"
        fits = self._filter(params.get("filter", ""))
        kept = [one for one in points if fits(one) and (one.by_tracker or not trackers_only)]
        return sorted(kept, key=lambda one: one.at, reverse=True)

    def _filter(self, told: str) -> Callable[[P], bool]:
        terms = [_TERM.fullmatch(part) for part in told.split(" AND ")] if told else []
        if not all(terms):
            raise ValueError("Invalid filter.")
        tests = [self._test(**term.groupdict()) for term in terms if term is not None]
        return lambda point: all(test(point) for test in tests)

    def _test(self, field: str, how: str, at: str) -> Callable[[P], bool]:
        if field not in (self.civil, self.physical):
            raise ValueError("Invalid filter.")
        bound, is_civil = datetime.fromisoformat(at), field == self.civil
        if (bound.tzinfo is None) != is_civil:
            raise ValueError("Invalid time.")

        def passes(point: P) -> bool:
            local = point.at.astimezone(ZoneInfo(self.zone_of(point)))
            moment = local.replace(tzinfo=None) if is_civil else point.at
            return moment >= bound if how == ">=" else moment < bound

        return passes


def instant(at: datetime) -> str:
    """Write an instant as a google-datetime."""
    return at.isoformat().replace("+00:00", "Z")


def offset(at: datetime, zone: str) -> str:
    """Write how far a zone is ahead of UTC as a google-duration."""
    ahead = at.astimezone(ZoneInfo(zone)).utcoffset() or timedelta()
    return f"{ahead.total_seconds():.0f}s"


def civil(at: datetime, zone: str) -> dict[str, Any]:
    """Write what the clock on the wall said as a CivilDateTime."""
    local = at.astimezone(ZoneInfo(zone))
    time = {"hours": local.hour, "minutes": local.minute, "seconds": local.second}
    if local.microsecond:
        time["nanos"] = local.microsecond * 1000
    return {"date": {"year": local.year, "month": local.month, "day": local.day}, "time": time}


def _family(params: Params) -> str:
    told = params.get("dataSourceFamily", f"{_FAMILY}all-sources")
    family = told.removeprefix(_FAMILY)
    if not told.startswith(_FAMILY) or family not in _FAMILIES:
        raise ValueError("Invalid data source family.")
    return family


def _query(params: Params) -> str:
    """Name a query but for its page: a token is good for its own query alone."""
    return "|".join(f"{name}={params[name]}" for name in sorted(params) if name != "pageToken")


def _offset(params: Params) -> int:
    token = params.get("pageToken")
    if token is None:
        return 0
    found = re.fullmatch(r"from-(\d+)-of-(.*)", token, re.DOTALL)
    if found is None or found[2] != _query(params):
        raise ValueError("Invalid page token.")
    return int(found[1])
