"""A draft of an activity without its streams as one JSON document, and back."""

from typing import Any

import msgspec

from fitglue.domain.activity import Activity, TitleSetBy
from fitglue.domain.draft import Draft
from fitglue.domain.streams import Streams
from fitglue.formats import workout_document


def encode(draft: Draft) -> bytes:
    """Write a draft's document; its streams live in a `stream_blob`."""
    activity = draft.activity
    return msgspec.json.encode({
        "id": activity.id,
        "revision": activity.revision,
        "title": activity.title,
        "title_set_by": activity.title_set_by,
        "description": activity.description,
        "tags": activity.tags,
        "gear": activity.gear,
        "workout": msgspec.Raw(workout_document.encode(activity.workout)),
        "sections": draft.sections,
        "facts": draft.facts,
    })  # fmt: skip


def decode(document: bytes, streams: Streams) -> Draft:
    """Read a document and join it with its streams. Raises Damaged."""
    plain: dict[str, Any] = msgspec.json.decode(document)
    workout = workout_document.decode(msgspec.json.encode(plain["workout"]), streams)
    activity = Activity(
        id=plain["id"],
        revision=plain["revision"],
        title=plain["title"],
        title_set_by=TitleSetBy(plain["title_set_by"]),
        description=plain["description"],
        tags=tuple(plain.get("tags", ())),  # absent in what older versions wrote
        gear=plain.get("gear", ""),
        workout=workout,
    )
    return Draft(activity, plain["sections"], plain["facts"])
