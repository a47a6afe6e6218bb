"""The points of a TCX file as text: every row that the common clock has."""

import numpy as np

from fitglue.domain.workout import Workout
from fitglue.formats.fit.records import revolutions_per_min
from fitglue.formats.fit.summaries import Told
from fitglue.formats.written_columns import (
    Texts,
    measured_speed,
    row_times,
    side_by_side,
    texts,
    whole,
    wrapped,
)

_ON_FOOT = {"running", "walking", "hiking"}


def is_on_foot(workout: Workout) -> bool:
    """Tell whether cadence is that of feet, which TCX keeps apart from that of pedals."""
    return workout.sport.key in _ON_FOOT


def points_of(told: Told) -> Texts:
    """Write every row as a `Trackpoint`, its elements in the order of the schema."""
    workout, rows = told.workout, told.rows
    known, on_foot = rows.columns, is_on_foot(workout)
    at_s = np.append(
        rows.time_s[:-1], max(rows.time_s[-1], workout.elapsed_s)
    )  # the last point closes the workout
    way = None if told.way is None else np.interp(at_s, *told.way)
    cadence = whole(revolutions_per_min(workout, known), 0, 254)
    pulse = whole(known.get("heart_rate_bpm"), 1, 254)
    columns = (
        wrapped(row_times(workout, rows), "<Trackpoint><Time>", "</Time>"),
        _positions(told),
        texts(known.get("altitude_m"), "<AltitudeMeters>%.3f</AltitudeMeters>"),
        texts(way, "<DistanceMeters>%.3f</DistanceMeters>"),
        texts(pulse, "<HeartRateBpm><Value>%d</Value></HeartRateBpm>"),
        None if on_foot else texts(cadence, "<Cadence>%d</Cadence>"),
        _extensions(told, cadence if on_foot else None),
        ["</Trackpoint>\n"] * len(rows),
    )
    return side_by_side(columns, len(rows))


def _positions(told: Told) -> Texts | None:
    known = told.rows.columns
    if "latitude_deg" not in known:
        return None
    # Where one is missing so is the other.
    pairs = (
        texts(known["latitude_deg"], "<LatitudeDegrees>%.7f</LatitudeDegrees>"),
        texts(known["longitude_deg"], "<LongitudeDegrees>%.7f</LongitudeDegrees>"),
    )
    return wrapped(side_by_side(pairs, len(told.rows)), "<Position>", "</Position>")


def _extensions(told: Told, cadence: np.ndarray | None) -> Texts:
    rows = told.rows
    columns = (
        texts(measured_speed(told.workout, rows), "<ns3:Speed>%.3f</ns3:Speed>"),
        texts(cadence, "<ns3:RunCadence>%d</ns3:RunCadence>"),
        texts(whole(rows.columns.get("power_w"), 0, 65_535), "<ns3:Watts>%d</ns3:Watts>"),
    )
    inside = side_by_side(columns, len(rows))
    return wrapped(inside, "<Extensions><ns3:TPX>", "</ns3:TPX></Extensions>")
