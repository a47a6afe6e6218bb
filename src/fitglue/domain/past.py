"""Past activities that a pipeline could take."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PastWanted:
    """Activities of any of `sources`, begun from `since` on and before `until`.

    Those that had a run in the pipeline `not_in` are left out, unless it was cancelled before its
    end. `text` are words to find.
    """

    sources: tuple[str, ...]
    sport: str = ""
    since: datetime | None = None
    until: datetime | None = None
    not_in: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """An activity's place in time, and its revision."""

    start: datetime
    id: str
    revision: int
