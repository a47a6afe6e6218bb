"""Lists of data points, page by page."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from fitglue.domain.asking import Lookup
from fitglue.domain.errors import Transient

MISUNDERSTOOD = "Google Health answered with something that FitGlue does not understand."
_MOST_PAGES = 100


@dataclass(frozen=True, slots=True)
class PageOf:
    """The points of a page, and the token of the next; empty at the end."""

    points: list[Any]
    token: str


def page_of(answer: Any) -> PageOf:
    """Read a page. Raises Transient when it makes no sense."""
    if not isinstance(answer, dict):
        raise Transient(MISUNDERSTOOD)
    points, token = answer.get("dataPoints", []), answer.get("nextPageToken", "")
    if not isinstance(points, list) or not isinstance(token, str):
        raise Transient(MISUNDERSTOOD)
    return PageOf(points, token)


def every_point(connection: Lookup, path: str, params: Mapping[str, str]) -> Iterator[Any]:
    """Give the points of every page. Raises Transient when pages lead round in a circle."""
    asked: set[str] = set()
    token = ""
    while len(asked) < _MOST_PAGES:
        asked.add(token)
        found = page_of(connection.json(path, {**params, "pageToken": token} if token else params))
        yield from found.points
        token = found.token
        if not token:
            return
        if token in asked:
            break
    raise Transient(MISUNDERSTOOD)


def utc(instant: datetime) -> str:
    """Write an instant as filters want it."""
    return instant.astimezone(UTC).isoformat().replace("+00:00", "Z")
