"""One activity as a FIT activity file.

Order and invariants follow Garmin's guide to activity files
(https://developer.garmin.com/fit/file-types/activity/) and what its own devices write: who made
it, what was planned, what happened in order of time, then lengths, sets, laps, sessions and the
activity.
"""

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

from fitglue.domain.activity import Activity
from fitglue.domain.workout import Workout
from fitglue.formats.fit import profile
from fitglue.formats.fit.encoder import Table, Value, file_bytes, table_of, tables_of
from fitglue.formats.fit.lengths import length_tables, pool, pool_lengths, swim_totals
from fitglue.formats.fit.parts import Part, Session, divided
from fitglue.formats.fit.profile import Event, EventType
from fitglue.formats.fit.records import story
from fitglue.formats.fit.sets import set_tables
from fitglue.formats.fit.sports import described
from fitglue.formats.fit.steps import step_fields, workout_tables
from fitglue.formats.fit.summaries import Told, lap_row, retold, session_row, whole_lap_row

_US = "FitGlue"
_PRODUCT = 1
#: Grows with what this writer writes, not with each release: a file that is sent again after an
#: upgrade is the same file, and services that compare contents see so.
_WRITER_VERSION = 2.0
_MANUAL, _AUTO_MULTI_SPORT = 0, 1


def encode_activity(activity: Activity) -> bytes:
    """Write an activity as a FIT file; the same activity gives the same bytes.

    The last moment, and each total, is a whole second of the file's clock; times with the timer
    running keep their milliseconds. What nobody measured is not in the file.
    """
    told = retold(activity.workout)
    happened = story(activity.workout, told.rows, told.way)
    summaries = _summaries(told)
    return file_bytes([*_makers(told), *summaries.before, *happened, *summaries.after])


def device_name(workout: Workout) -> str:
    """Name what recorded: "Apple Watch (Watch7,2)", else the app, else us."""
    device = workout.device
    name = device.name or device.model
    if name and device.hardware and device.hardware != name:
        return f"{name} ({device.hardware})"
    return name or device.hardware or workout.app.name or _US


def _makers(told: Told) -> Iterator[Table]:
    """Say who made the file, and who measured. Neither poses as another maker's product."""
    workout, name = told.workout, device_name(told.workout)
    start = told.clock.stamp(0.0)
    common: dict[str, Value] = {
        "manufacturer": profile.MANUFACTURER_DEVELOPMENT, "product": _PRODUCT,
        "serial_number": serial_number(workout), "product_name": name,
    }  # fmt: skip
    yield table_of(
        profile.FILE_ID, [{"type": profile.FILE_ACTIVITY, **common, "time_created": start}]
    )
    yield table_of(profile.FILE_CREATOR, [{"software_version": round(100 * _WRITER_VERSION)}])
    creator = common | {"product_name": _US, "serial_number": None}
    creator |= {"software_version": _WRITER_VERSION}
    yield table_of(profile.DEVICE_INFO, [{"timestamp": start, "device_index": 0, **creator}])
    if name == _US:
        return
    watch = common | {"descriptor": workout.app.name}
    watch["software_version"] = _version(workout.device.software)
    yield table_of(profile.DEVICE_INFO, [{"timestamp": start, "device_index": 1, **watch}])


def serial_number(workout: Workout) -> int:
    """Give a number to the device, the same for all its workouts; 0 would mean unknown."""
    return zlib.crc32(f"{device_name(workout)}\n{workout.app.name}".encode()) or 1


def _version(text: str) -> float | None:
    """Read "11.6.1" as 11.6: FIT has two digits after the point."""
    found = re.match(r"\d+(\.\d{1,2})?", text)
    return float(found[0]) if found else None


@dataclass(frozen=True, eq=False, slots=True)
class _Summaries:
    """What stands after the story, and what has to be announced before it."""

    before: list[Table]
    after: list[Table]


def _summaries(told: Told) -> _Summaries:
    workout, clock = told.workout, told.clock
    lengths = pool_lengths(workout, clock)
    sessions = divided(workout, clock)

    def swum(part: Part) -> dict[str, Value]:
        return swim_totals(lengths, clock, part)

    figures = [
        session_row(told, session, index, only=len(sessions) == 1)
        | pool(workout, session.part)
        | swum(session.part)
        for index, session in enumerate(sessions)
    ]
    parts = [part for session in sessions for part in session.laps]
    rows = chain.from_iterable(
        _laps(told, session, of_all) for session, of_all in zip(sessions, figures, strict=True)
    )
    laps = [
        row | swum(part) | step
        for part, row, step in zip(parts, rows, step_fields(parts), strict=True)
    ]
    for row in figures:
        row.pop("first_length_index", None)  # a lap's field: a session has none
    tables = [*tables_of(profile.LAP, laps), *tables_of(profile.SESSION, figures)]
    before = [*described(tables), *workout_tables(workout, laps), *_weather(told)]
    after = [*length_tables(workout, clock, lengths), *set_tables(workout, clock), *tables]
    return _Summaries(before, [*after, _activity(told, sessions)])


def _weather(told: Told) -> Iterator[Table]:
    weather = told.workout.weather
    if weather.temperature_c is None and weather.humidity_percent is None:
        return
    now: dict[str, Value] = {
        "timestamp": told.clock.stamp(0.0), "weather_report": profile.WEATHER_NOW,
        "temperature": weather.temperature_c, "relative_humidity": weather.humidity_percent,
    }  # fmt: skip
    yield table_of(profile.WEATHER_CONDITIONS, [now])


def _laps(told: Told, session: Session, figures: dict[str, Value]) -> list[dict[str, Value]]:
    if len(session.laps) == 1:
        return [whole_lap_row(session, figures)]
    last = len(session.laps) - 1
    return [
        lap_row(told, part, session.first_lap + index, last=index == last)
        for index, part in enumerate(session.laps)
    ]


def _activity(told: Told, sessions: list[Session]) -> Table:
    end = sessions[-1].part.end
    there = told.workout.zone.local(told.workout.end).utcoffset()
    row: dict[str, Value] = {
        "timestamp": end,
        "total_timer_time": round(sum(session.part.timer_s for session in sessions), 3),
        "num_sessions": len(sessions),
        "type": _MANUAL if len(sessions) == 1 else _AUTO_MULTI_SPORT,
        "event": Event.ACTIVITY, "event_type": EventType.STOP,
        "local_timestamp": None if there is None else end + there.total_seconds(),
    }  # fmt: skip
    return table_of(profile.ACTIVITY, [row])
