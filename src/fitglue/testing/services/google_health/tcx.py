"""The TCX of an exercise, as `exportExerciseTcx` gives it.

One lap, points with their heart rate; positions only with GPS. Without GPS there are no points at
all unless `partialData` asks for them.
"""

import math
from datetime import timedelta

from fitglue.testing.services.google_health.exercises import Exercised
from fitglue.testing.services.google_health.points import instant

_NAMESPACE = "http://www.garmin.com/xmlschemas/TrainingCenterDatabase/v2"
_SPORTS = {"RUNNING": "Running", "TREADMILL": "Running", "BIKING": "Biking", "SPINNING": "Biking"}
_EVERY_S = 5.0
_M_PER_S = 2.8
_ROUND_M = 200.0  # in circles of this radius, in the middle of the Gulf of Guinea


def tcx_of(one: Exercised, *, partial: bool) -> bytes:
    """Write a TCX file."""
    seconds = (one.end - one.start).total_seconds()
    track = _track(one, seconds) if one.has_gps or partial else ""
    lap = (
        f'<Lap StartTime="{instant(one.start)}"><TotalTimeSeconds>{seconds}</TotalTimeSeconds>'
        f"<DistanceMeters>{seconds * _M_PER_S:.1f}</DistanceMeters><Calories>300</Calories>"
        f"<Intensity>Active</Intensity><TriggerMethod>Manual</TriggerMethod>{track}</Lap>"
    )
    activity = (
        f'<Activity Sport="{_SPORTS.get(one.kind, "Other")}"><Id>{instant(one.start)}</Id>{lap}'
        '<Creator xsi:type="Device_t"><Name>Charge 6</Name><UnitId>0</UnitId>'
        "<ProductID>0</ProductID></Creator></Activity>"
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        f'<TrainingCenterDatabase xmlns="{_NAMESPACE}" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<Activities>{activity}</Activities></TrainingCenterDatabase>"
    ).encode()


def _track(one: Exercised, seconds: float) -> str:
    every_s = one.beats_every_s or _EVERY_S
    points = (_point(one, index * every_s) for index in range(int(seconds // every_s) + 1))
    return f"<Track>{''.join(points)}</Track>"


def _point(one: Exercised, after_s: float) -> str:
    metres = after_s * _M_PER_S
    place = _position(metres) if one.has_gps else ""
    bpm = 120 + round(after_s) % 30
    beat = f"<HeartRateBpm><Value>{bpm}</Value></HeartRateBpm>" if one.beats_every_s else ""
    return (
        f"<Trackpoint><Time>{instant(one.start + timedelta(seconds=after_s))}</Time>{place}"
        f"<DistanceMeters>{metres:.1f}</DistanceMeters>{beat}</Trackpoint>"
    )


def _position(metres: float) -> str:
    turned, degrees = metres / _ROUND_M, _ROUND_M / 111_195
    latitude, longitude = degrees * math.sin(turned), degrees * math.cos(turned)
    return (
        f"<Position><LatitudeDegrees>{latitude:.7f}</LatitudeDegrees>"
        f"<LongitudeDegrees>{longitude:.7f}</LongitudeDegrees></Position>"
        "<AltitudeMeters>12.0</AltitudeMeters>"
    )
