"""Garmin's account archive ("Export your data"): recordings in zips, and lists of activities.

`DI_CONNECT/…/UploadedFiles_*.zip` hold the FIT files, under numbers that no list repeats.
`…_summarizedActivities.json` lists the activities:
``[{"summarizedActivitiesExport": [{"name", "activityType", "beginTimestamp", …}]}]``, with Unix
times in milliseconds. So an activity and its file are told to belong together by their start.
"""

from collections.abc import Iterator

import msgspec

from fitglue.domain.errors import Damaged
from fitglue.domain.shape import Shape
from fitglue.formats.file_archive.told import Told

_MS = 1000


class _Activity(msgspec.Struct, frozen=True, rename="camel"):
    name: str | None = None
    activity_type: str | None = None
    description: str | None = None
    begin_timestamp: float | None = None
    start_time_gmt: float | None = None


class _Part(msgspec.Struct, frozen=True):
    activities: tuple[_Activity, ...] = msgspec.field(name="summarizedActivitiesExport", default=())


_PARTS = Shape(tuple[_Part, ...])


def garmin_rows(content: bytes) -> Iterator[Told]:
    """Give the activities of the list that say when they began. Raises Damaged."""
    try:
        parts = _PARTS.from_json(content)
    except (msgspec.MsgspecError, UnicodeDecodeError) as problem:
        raise Damaged("The list of activities of this archive cannot be read.") from problem
    for activity in (one for part in parts for one in part.activities):
        begin_ms = activity.begin_timestamp or activity.start_time_gmt
        if begin_ms is not None:
            yield _told(activity, begin_ms / _MS)


def _told(activity: _Activity, start_s: float) -> Told:
    return Told(
        title=(activity.name or "").strip(),
        sport=(activity.activity_type or "").replace("_", " "),
        description=(activity.description or "").strip(),
        start_s=start_s,
    )
