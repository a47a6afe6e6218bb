"""Uploads: a file that Strava takes at once, and is asked about until it is an activity.

https://developers.strava.com/docs/uploads/
"""

import re
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass

from fitglue.domain.activity import Activity
from fitglue.domain.asking import Ask, Attachment, Connection
from fitglue.domain.errors import Processing, Refused, Transient
from fitglue.domain.plugins import TargetTools
from fitglue.domain.strava_type import strava_type
from fitglue.formats.fit import encode_activity
from fitglue.targets.strava.reading import READ, Told, mapping
from fitglue.targets.strava.settings import StravaTargetSettings, Words, marks_of, own

_LARGEST_BYTES = 25 * 1024 * 1024
_LINK, _LAST_NUMBER = re.compile(r"/activities/(\d+)"), re.compile(r"(\d+)\s*$")
_MARKUP = re.compile(r"<[^>]*>")


@dataclass(frozen=True, slots=True)
class Upload:
    """An upload that Strava took, and the activity where that is known at once."""

    id: str
    activity_id: str | None


def sent(activity: Activity, tools: TargetTools) -> Upload:
    """Upload an activity's file. Raises Delivery."""
    name, content = f"fitglue-{activity.id}", encode_activity(activity)
    if len(content) > _LARGEST_BYTES:
        raise Refused("The file is larger than the 25 MB that Strava takes.")
    reply = tools.connection.ask(
        Ask(
            method="POST",
            path="uploads",
            form={"data_type": "fit", "external_id": name, **_form(activity, own(tools))},
            file=Attachment("file", f"{name}.fit", "application/octet-stream", content),
        )
    )
    told = mapping(reply)
    there = _outcome(told)
    upload_id = told.get("id")
    if upload_id is None:
        raise reply.garbled()
    return Upload(str(upload_id), there)


def _form(activity: Activity, settings: StravaTargetSettings) -> dict[str, str]:
    told = {"sport_type": strava_type(activity.workout)}
    if settings.title is not Words.NEVER:
        told["name"] = activity.title.strip()
    if settings.description is not Words.NEVER:
        told["description"] = activity.text
    marks = marks_of(activity, settings)
    told |= {name: str(int(marks[name])) for name in ("trainer", "commute") if name in marks}
    return {name: one for name, one in told.items() if one}


def looked(asking: Connection, upload_id: str) -> str | None:
    """Look which activity an upload became; none while it is worked on. Raises Delivery."""
    reply = asking.ask(Ask(path=f"uploads/{upload_id}", counts_as=READ))
    return _outcome(mapping(reply))


def followed(asking: Connection, upload_id: str) -> str:
    """Look what became of an earlier upload. Raises Processing, Delivery."""
    there = looked(asking, upload_id)
    if there is None:
        raise works_on(upload_id)
    return there


def works_on(upload_id: str) -> Processing:
    """Say that an upload takes longer."""
    return Processing("Strava has the file and is still working on it.", ticket=upload_id)


@contextmanager
def goes_on_later(upload_id: str) -> Generator[None]:
    """Let a later try go on where this one could not: the file is there already."""
    try:
        yield
    except Transient as problem:
        raise Processing(problem.sentence, ticket=upload_id) from problem


def _outcome(told: Told) -> str | None:
    """Say which activity an upload became; none while it is worked on. Raises Refused."""
    if told.get("activity_id"):
        return str(told["activity_id"])
    error = str(told.get("error") or "")
    if "duplicate of" in error:
        return _linked(error)
    if error:
        reason = _MARKUP.sub("", error).strip()
        raise Refused(f"Strava cannot use the file: {reason.rstrip('.')}.")
    if "deleted" in str(told.get("status")):
        raise Refused(
            "It was deleted at Strava before FitGlue had seen it there.",
            "Press “Send again” if it shall come back.",
        )
    return None


def _linked(error: str) -> str:
    """Find the activity that one is a duplicate of: by its link, else by the number at the end."""
    found = _LINK.search(error) or _LAST_NUMBER.search(error)
    if found is None:
        raise Refused(
            "Strava has this activity already and does not say which one.",
            "Nothing is missing there; only the link cannot be shown.",
        )
    return found[1]
