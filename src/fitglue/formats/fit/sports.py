"""What a session was: FIT's sport, and in developer fields what HealthKit knows beyond it.

Names of developer fields are those that readers know already: Strava's app calls the workout's id
`apple_health_uuid`, HealthFit calls HealthKit's own number of the sport `SESSION ACTIVITY TYPE`.
"""

import uuid
from collections.abc import Iterable, Iterator

from fitglue.domain.workout import Leg, SwimLocation, Workout
from fitglue.formats.fit.encoder import Table, Value, table_of
from fitglue.formats.fit.profile import DEVELOPER_DATA_ID, FIELD_DESCRIPTION, Field

_VIRTUAL_ACTIVITY = 58
#: Sports that can be done on a road that is not there, as Strava and Garmin know them.
_VIRTUAL_SPORTS = frozenset({"cycling", "running", "rowing"})
_TRANSITIONS = {
    ("cycling", "running"): 32, ("running", "cycling"): 33, ("swimming", "cycling"): 34,
}  # fmt: skip
_APPLICATION = uuid.UUID("9f8f3c5e-55a1-4a0b-8f0e-6d2f5b7c1e43")
_DEVELOPER_INDEX, _APPLICATION_VERSION = 0, 1


def sport_fields(workout: Workout, leg: Leg | None) -> dict[str, Value]:
    """Give sport and sub-sport of a leg, or of the whole workout."""
    if leg is None:
        virtual = workout.virtual_route and workout.sport.key in _VIRTUAL_SPORTS
        sub_sport = _VIRTUAL_ACTIVITY if virtual else workout.fit_sub_sport
        return {"sport": workout.sport.fit_sport, "sub_sport": sub_sport}
    open_water = workout.swim_location is not SwimLocation.POOL
    sub_sport = leg.sport.fit_sub_sport_for(indoor=False, open_water=open_water)
    if leg.sport.key == "transition":
        sub_sport = _TRANSITIONS.get(_around(workout, leg), sub_sport)
    return {"sport": leg.sport.fit_sport, "sub_sport": sub_sport}


def _around(workout: Workout, leg: Leg) -> tuple[str, str]:
    """Give the sports before and after a leg; none at either end."""
    ordered = sorted(workout.legs, key=lambda one: one.start_s)
    sports = ["", *(one.sport.key for one in ordered), ""]
    index = ordered.index(leg)
    return sports[index], sports[index + 2]


def healthkit_fields(workout: Workout, leg: Leg | None) -> dict[str, Value]:
    """Give what makes a way back lossless: the workout's id, the sport's number, and flags."""
    sport = workout.sport if leg is None else leg.sport
    indoor = workout.indoor if leg is None else None  # nobody says it of a leg
    return {
        "apple_health_uuid": workout.healthkit_uuid or None,
        "SESSION ACTIVITY TYPE": sport.healthkit_raw,
        "SESSION INDOOR": None if indoor is None else int(indoor),
        "SESSION VIRTUAL ROUTE": 1 if workout.virtual_route else None,
    }


def described(tables: Iterable[Table]) -> Iterator[Table]:
    """Describe the developer fields that some tables have; nothing when none has any."""
    fields = dict(field for table in tables for field in _developer_fields(table))
    if not fields:
        return
    made_by: dict[str, Value] = {
        "application_id": _APPLICATION.bytes, "developer_data_index": _DEVELOPER_INDEX,
        "application_version": _APPLICATION_VERSION,
    }  # fmt: skip
    yield table_of(DEVELOPER_DATA_ID, [made_by])
    for name, field in fields.items():
        description: dict[str, Value] = {
            "developer_data_index": _DEVELOPER_INDEX, "field_definition_number": field.number,
            "fit_base_type_id": field.type.code, "field_name": name,
        }  # fmt: skip
        yield table_of(FIELD_DESCRIPTION, [description])


def _developer_fields(table: Table) -> Iterator[tuple[str, Field]]:
    names = table.rows.dtype.names or ()
    return ((name, field) for name, field in table.message.developer.items() if name in names)
