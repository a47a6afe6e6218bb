"""Requests of the Health Auto Export app, in both versions and with the oddities it has."""

import json
from collections.abc import Sequence
from datetime import datetime, timedelta, timezone
from typing import Any

START = datetime(2026, 5, 5, 14, 40, 52, tzinfo=timezone(timedelta(hours=2)))
RUN_UUID = "6C8E3E60-43C1-4B6E-9C3B-0F6E0B2F6A11"
WATCH = "Jane\u2019s Apple\u00a0Watch"
_METRES_PER_DEGREE = 111_195.0

Json = dict[str, Any]


def request(*workouts: Json, metrics: Sequence[Json] = ()) -> bytes:
    """Write a request's body."""
    inside: Json = {"workouts": list(workouts)} if workouts else {}
    if metrics:
        inside["metrics"] = list(metrics)
    return json.dumps({"data": inside}, ensure_ascii=False).encode()


def date(second: float, start: datetime = START) -> str:
    """Write a moment so many seconds after the start, as a phone with a 24-hour clock does."""
    return f"{start + timedelta(seconds=second):%Y-%m-%d %H:%M:%S %z}"


def on_day(days: int, workout: Json) -> Json:
    """Move a workout, and all that is in it, some days on: at one time there is only one."""
    day = f"{START + timedelta(days=days):%Y-%m-%d}"
    moved: Json = json.loads(json.dumps(workout).replace(f"{START:%Y-%m-%d}", day))
    return moved


def twelve_hour_date(second: float, start: datetime = START) -> str:
    """Write it as a phone with a 12-hour clock does: a narrow no-break space and small letters."""
    when = start + timedelta(seconds=second)
    half = "am" if when.hour < 12 else "pm"  # noqa: PLR2004 - noon
    hour = when.hour % 12 or 12
    return f"{when:%Y-%m-%d} {hour}:{when:%M:%S}\u202f{half} {when:%z}"


def quantity(qty: float | None, units: str) -> Json:
    """Write a quantity."""
    return {"qty": qty, "units": units}


def series(
    values: Sequence[float], units: str, *, every_s: float = 5, first_s: float = 0
) -> list[Json]:
    """Write a series of single values of the watch."""
    return [
        {"date": date(first_s + every_s * at), "qty": qty, "units": units, "source": WATCH}
        for at, qty in enumerate(values)
    ]


def beats(values: Sequence[float], *, every_s: float = 5, first_s: float = 0) -> list[Json]:
    """Write a heart rate, each sample a group with its lowest and highest beat."""
    return [
        {
            "date": date(first_s + every_s * at), "Min": bpm - 1, "Avg": bpm, "Max": bpm + 1,
            "units": "bpm", "source": WATCH,
        }
        for at, bpm in enumerate(values)
    ]  # fmt: skip


def route(seconds: int) -> list[Json]:
    """Write a route to the north at 3 m/s, a point a second, in the words of version 2."""
    return [
        {
            "latitude": 47 + 3 * second / _METRES_PER_DEGREE, "longitude": 8.0,
            "altitude": 400.0 + second / 10, "course": 0.0, "courseAccuracy": 5.0,
            "horizontalAccuracy": 4.0, "verticalAccuracy": 3.0, "timestamp": date(second),
            "speed": 3.0, "speedAccuracy": 0.5,
        }
        for second in range(seconds + 1)
    ]  # fmt: skip


def bare(name: str = "Outdoor Run", **said: Any) -> Json:
    """Write ten minutes of version 2 that say nothing but their name; `said` comes on top."""
    plain: Json = {
        "id": RUN_UUID, "name": name, "start": date(0), "end": date(600), "duration": 600.0,
    }  # fmt: skip
    return {key: value for key, value in {**plain, **said}.items() if value is not ...}


def run(**said: Any) -> Json:
    """Write ten minutes of running at 3 m/s, 1.8 km and 120 kcal, complete, in version 2."""
    complete: Json = {
        "location": "Outdoor", "isIndoor": False, "metadata": {},
        "distance": quantity(1.8, "km"), "speed": quantity(10.8, "m/hr"),
        "avgSpeed": quantity(10.8, "km"), "maxSpeed": quantity(12.1, "km"),
        "activeEnergyBurned": quantity(120.0, "kcal"), "totalEnergy": quantity(132.0, "kcal"),
        "activeEnergy": series([1.0] * 120, "kcal"),
        "walkingAndRunningDistance": series([0.015] * 120, "km"),
        "stepCount": series([14] * 120, "steps"),
        "heartRateData": beats([140.0] * 60 + [150.0] * 61),
        "heartRate": {
            "min": quantity(139, "bpm"), "avg": quantity(145.0, "bpm"), "max": quantity(151, "bpm"),
        },
        "elevationUp": quantity(60.0, "m"), "temperature": quantity(64.4, "degF"),
        "humidity": quantity(6400, "%"), "intensity": quantity(9.5, "kcal/hr\u00b7kg"),
        "runningPower": series([210.0] * 120, "W"), "route": route(600),
    }  # fmt: skip
    return bare(**{**complete, **said})


def first_version(name: str = "Running", **said: Any) -> Json:
    """Write the same run in version 1: no id, no duration, totals where version 2 has series."""
    plain: Json = {
        "name": name, "start": date(0), "end": date(600),
        "distance": quantity(1.8, "km"), "activeEnergy": quantity(502.08, "kJ"),
        "totalEnergy": quantity(552.288, "kJ"), "stepCount": quantity(1_680, "steps"),
        "elevation": {"ascent": 60, "descent": 0, "units": "m"},
        "avgHeartRate": quantity(145, "bpm"), "maxHeartRate": quantity(151, "bpm"),
        "intesity": quantity(9.5, "kcal/hr\u00b7kg"),
        "heartRateData": [
            {"date": date(5 * at), "qty": 145, "units": "bpm"} for at in range(121)
        ],
        "route": [
            {
                "lat": 47 + 3 * second / _METRES_PER_DEGREE, "lon": 8.0, "altitude": 400.0,
                "timestamp": date(second),
            }
            for second in range(0, 601, 5)
        ],
    }  # fmt: skip
    return {key: value for key, value in {**plain, **said}.items() if value is not ...}


def metric(name: str, units: str, *samples: Json) -> Json:
    """Write a block of a metric."""
    return {"name": name, "units": units, "data": list(samples)}
