"""A workout without its streams as one JSON document, and back.

The document follows `domain.workout.Workout` field by field; a sport stands as its HealthKit
name, so that the table of sports may grow. Streams live in `stream_blob`.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import msgspec

from fitglue.domain import sport
from fitglue.domain.clock import ZoneKnownBy
from fitglue.domain.errors import Damaged
from fitglue.domain.shape import Shape
from fitglue.domain.streams import Streams
from fitglue.domain.workout import SetRole, Workout
from fitglue.formats import stream_blob

_WORKOUT = Shape(Workout)
#: Fields of a set that older documents do not have, as they are where nothing is said.
_LATER: Mapping[str, Any] = {
    "role": SetRole.NORMAL, "superset": None, "rpe": None, "distance_m": None, "steps": None,
    "muscles": (), "note": "",
}  # fmt: skip


def encode(workout: Workout) -> bytes:
    """Write a workout's document; the same workout gives the same bytes."""
    # Through the types once: an int where a float belongs would be another document.
    typed = _WORKOUT.of(msgspec.to_builtins(replace(workout, streams={})))
    plain = msgspec.to_builtins(typed)
    del plain["streams"]
    plain["sport"] = workout.sport.healthkit_name
    for leg, written in zip(workout.legs, plain["legs"], strict=True):
        written["sport"] = leg.sport.healthkit_name
    plain["sets"] = [_as_before(written) for written in plain["sets"]]
    return msgspec.json.encode(plain, order="sorted")


def decode(document: bytes, streams: Streams) -> Workout:
    """Read a document and join it with its streams. Raises Damaged."""
    try:
        plain = msgspec.json.decode(document)
        for part in (plain, *plain["legs"]):
            part["sport"] = _sport(part["sport"])
        workout = _WORKOUT.of(plain)
    except (msgspec.MsgspecError, KeyError, TypeError) as problem:
        raise Damaged(
            f"A kept workout cannot be read: {problem}.",
            "Restore the data folder from a backup, or import the recording again.",
        ) from problem
    return replace(workout, streams=streams)


def content_hash(workout: Workout) -> str:
    """Name the content of a workout: 64 hexadecimal digits over document and streams.

    A zone that came from a setting is left out, for it is not what the recording says.
    """
    plain = msgspec.json.decode(encode(workout))
    if workout.zone.known_by is ZoneKnownBy.SETTING:
        del plain["zone"]
    digest = hashlib.sha256(msgspec.json.encode(plain, order="sorted"))
    digest.update(stream_blob.canonical_bytes(workout.streams))
    return digest.hexdigest()


def _as_before(written: Mapping[str, Any]) -> dict[str, Any]:
    """Leave out of a set what came later, where nobody said it: what is kept keeps its hash."""
    return {name: one for name, one in written.items() if one != _LATER.get(name, ...)}


def _sport(healthkit_name: str) -> Mapping[str, Any]:
    return msgspec.to_builtins(sport.from_healthkit(healthkit_name))
