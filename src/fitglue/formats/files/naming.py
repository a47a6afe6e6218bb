"""What a file of an activity is called, wherever it is written."""

import re
import unicodedata

from fitglue.domain.activity import Activity


def file_name(activity: Activity, suffix: str = ".fit") -> str:
    """Name a file by local time and title; the end of the activity's id keeps twins apart.

    `2025-07-14 1823 Evening Ride 3f9a1c.fit`
    """
    local = activity.workout.zone.local(activity.workout.start)
    return f"{local:%Y-%m-%d %H%M} {_plain(activity.title)} {activity.id[-6:]}{suffix}"


def _plain(title: str) -> str:
    # Letters of every script stay; what some file system forbids goes.
    readable = unicodedata.normalize("NFC", title)
    return re.sub(r"\s+", " ", re.sub(r"[^\w .,'()+-]", " ", readable)).strip(" .")[:80]
