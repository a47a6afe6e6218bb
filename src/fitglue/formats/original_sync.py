"""What the phone app of the original FitGlue sends, as it is: every field of it is read.

::

    {"activities": [{"externalId", "activityName", "startTime", "endTime", "duration", "calories",
      "distance", "heartRateSamples": [{"timestamp", "bpm"}],
      "route": [{"timestamp", "latitude", "longitude", "altitude"}], "source"}],
     "device": {…}, "sync": {…}}

Times are ISO 8601 in UTC, durations seconds, distances metres, energy kcal. The app sends one body
without an end, and sends it again when the answer was lost.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC
from typing import Any

import msgspec

from fitglue.domain.arrival import Arrival, Original, SetAside, SourceTools
from fitglue.domain.errors import Damaged, Hostile, NotAWorkout, Unreadable
from fitglue.domain.shape import Shape
from fitglue.domain.sport import OTHER, Sport, by_key
from fitglue.domain.workout import Workout
from fitglue.formats.health_auto_export.json_document import MOST_VALUES_OF_ONE
from fitglue.formats.health_auto_export.names import named
from fitglue.formats.health_auto_export.quantities import number, within
from fitglue.formats.health_auto_export.retold import Json, retold, workout_from
from fitglue.formats.health_auto_export.told import Told
from fitglue.formats.packing import packed
from fitglue.formats.xml_tracks.sport_names import sport_named

_TELLER = "FitGlue's first phone app"
_LONGEST_ID = 100
_MOST_M, _MOST_KCAL = 1e7, 1e6
_AGAIN = "Nothing: the phone sends it again. If it happens twice, update its app."
_NO_RULES: Mapping[str, Sport] = {}
# What the app calls the types of HealthKit, where another name than HealthKit's.
_CALLED = {
    "Cardio": "mixed_cardio", "HIIT": "high_intensity_interval_training", "Dancing": "dance",
    "WeightTraining": "traditional_strength_training", "Stretching": "flexibility",
    "Meditation": "mind_and_body", "Surfing": "surfing_sports", "StandUpPaddling": "paddle_sports",
    "RockClimbing": "climbing", "HorsebackRiding": "equestrian_sports",
    "AlpineSki": "downhill_skiing", "NordicSki": "cross_country_skiing",
    "IceSkating": "skating_sports", "Wheelchair": "wheelchair_walk_pace", "Workout": "other",
}  # fmt: skip

_BODY = Shape(dict[str, msgspec.Raw])
_ACTIVITIES = Shape(list[msgspec.Raw])
_BROKEN = (msgspec.DecodeError, UnicodeDecodeError)


def read_original_sync(content: bytes, tools: SourceTools) -> Iterator[Arrival | SetAside]:
    """Read the activities of a sync; one that is of no use is set aside, and the rest goes on.

    Raises NotAWorkout, Damaged and Hostile when it cannot be read as a whole.
    """
    for at, raw in enumerate(_activities(content), start=1):
        try:
            yield _arrival(bytes(raw), tools)
        except Unreadable as why:
            yield SetAside(f"activity {at}", why, bytes(raw))


def _activities(content: bytes) -> list[msgspec.Raw]:
    try:
        listed = _BODY.from_json(content).get("activities")
        if listed is not None:
            return _ACTIVITIES.from_json(listed)
    except RecursionError:
        raise Hostile("This JSON nests without end.") from None
    except _BROKEN:
        raise Damaged("This sync is no whole JSON.", _AGAIN) from None
    raise NotAWorkout("This sync has no “activities”.", _AGAIN)


def _arrival(content: bytes, tools: SourceTools) -> Arrival:
    fields = _fields(content)
    for name in ("startTime", "endTime"):
        if not isinstance(fields.get(name), str):
            raise Damaged(f"An activity has no “{name}”.", _AGAIN)
    name = fields.get("activityName")
    called = name if isinstance(name, str) else ""
    said = retold(_in_the_apps_words(fields, called))
    workout = workout_from(
        said, tools, {called: sport_of(called)} if called else _NO_RULES, _TELLER
    )
    source_id = _source_id(fields, said)
    originals = (Original(f"{source_id}.json", packed(content)),) if tools.keep_originals else ()
    return Arrival(source_id, _as_stated(workout, fields), originals)


def _fields(content: bytes) -> Json:
    if content.count(b",") > MOST_VALUES_OF_ONE:
        raise Damaged(f"An activity has more than {MOST_VALUES_OF_ONE:,} values.", _AGAIN)
    try:
        said = msgspec.json.decode(content)
    except (*_BROKEN, RecursionError):
        raise Damaged("An activity is not readable.", _AGAIN) from None
    if not isinstance(said, dict):
        raise Damaged("An activity is no object.", _AGAIN)
    return said


def sport_of(called: str) -> Sport:
    """Find the sport that the app means: its own name for it, HealthKit's, or a word of another.

    >>> sport_of("NordicSki").key, sport_of("SwimBikeRun").key, sport_of("running_treadmill").key
    ('cross_country_skiing', 'swim_bike_run', 'running')
    """
    if called in _CALLED:
        return by_key(_CALLED[called])
    return named(called, _NO_RULES).sport or sport_named(called) or OTHER


def _in_the_apps_words(fields: Json, called: str) -> Json:
    return {
        "id": fields.get("externalId"), "name": called,
        "start": fields["startTime"], "end": fields["endTime"], "duration": fields.get("duration"),
        "heartRateData": [
            {"date": one.get("timestamp"), "qty": one.get("bpm")}
            for one in _rows(fields, "heartRateSamples")
        ],
        "route": _rows(fields, "route"),
    }  # fmt: skip


def _rows(fields: Json, name: str) -> list[Json]:
    found = fields.get(name)
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def _as_stated(workout: Workout, fields: Json) -> Workout:
    """Take metres and kcal at their word: unlike Health Auto Export's, their units are sure."""
    stated: dict[str, Any] = {
        "distance_m": within(number(fields.get("distance")), 0, _MOST_M),
        "active_kcal": within(number(fields.get("calories")), 0, _MOST_KCAL),
    }
    return replace(workout, **{name: value for name, value in stated.items() if value is not None})


def _source_id(fields: Json, said: Told) -> str:
    """Name the activity as its own id does, else as the original's server did."""
    if said.healthkit_uuid:
        return said.healthkit_uuid
    own = fields.get("externalId")
    if isinstance(own, str) and own.strip():
        return own.strip()[:_LONGEST_ID]
    source = fields.get("source")
    start_ms = round(said.start.astimezone(UTC).timestamp() * 1000)
    return f"{source if source == 'health_connect' else 'healthkit'}-{start_ms}"
