"""The figures of a recording: stated by its sessions, else worked out, and said which."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from statistics import fmean
from uuid import UUID

from fitglue.domain import measures
from fitglue.domain.streams import StreamKind, Streams
from fitglue.domain.workout import How, Origin, Pause, Statistic, Weather
from fitglue.formats.fit.reading.decoding import Decoded
from fitglue.formats.fit.reading.developer import Value
from fitglue.formats.fit.reading.fields import RECORD, WEATHER
from fitglue.formats.fit.reading.parts import active_kcal
from fitglue.formats.fit.reading.sessions import Sessions

_K = StreamKind
#: Effort is Borg's CR10 times ten; some write it plainly.
_LEAST_TIMES_TEN = 10
_HEARTS = ("avg_hr_bpm", "min_hr_bpm", "max_hr_bpm")
_OUT_OF = {
    "ascent_m": _K.ROUTE, "descent_m": _K.ROUTE, "moving_s": _K.ROUTE, "distance_m": _K.DISTANCE,
    **dict.fromkeys(_HEARTS, _K.HEART_RATE),
}  # fmt: skip
#: HealthFit's developer field for HealthKit's id of the workout, and Strava's, which is ours too.
_UUIDS = ("sessionuuid", "applehealthuuid")
_HUNDREDTHS = 100.0


@dataclass(frozen=True, slots=True)
class Figures:
    """Numbers under the names of a workout's fields, those known; and which were worked out."""

    numbers: Mapping[str, float]
    computed: frozenset[str]


def figures(sessions: Sessions, streams: Streams, pauses: tuple[Pause, ...]) -> Figures:
    """Give every figure that the sessions state, and what the samples say of the others."""
    said = {name: value for name, value in _stated(sessions).items() if value is not None}
    made = {
        name: value
        for name, value in _worked_out(sessions, streams, pauses, frozenset(said)).items()
        if value is not None and name not in said
    }
    return Figures({**made, **said}, frozenset(made))


def _stated(sessions: Sessions) -> dict[str, float | None]:
    active = [kcal for one in sessions.each if (kcal := active_kcal(one.row)) is not None]
    moving = sessions.known("total_moving_time")
    all_moved = len(moving) == len(sessions.each)
    return {
        "distance_m": sessions.joined("total_distance", sum) or None,
        "active_kcal": sum(active) if active else None,
        "basal_kcal": sessions.joined("metabolic_calories", sum) or None,
        "ascent_m": sessions.joined("total_ascent", sum),
        "descent_m": sessions.joined("total_descent", sum),
        "avg_hr_bpm": _weighed(sessions, "avg_heart_rate"),
        "min_hr_bpm": sessions.joined("min_heart_rate", min),
        "max_hr_bpm": sessions.joined("max_heart_rate", max),
        "moving_s": min(sum(moving), sessions.timer_s) if all_moved else None,
        "effort": _effort(sessions),
        "training_load": sessions.joined("training_load", sum),
    }


def _weighed(sessions: Sessions, name: str) -> float | None:
    """Average over the sessions, each by its time."""
    known = [(one.row[name], one.timer_s) for one in sessions.each if name in one.row]
    if not known:
        return None
    weights = [max(weight, 1e-3) for _, weight in known]
    return fmean([value for value, _ in known], weights) if len(known) > 1 else known[0][0]


def _effort(sessions: Sessions) -> float | None:
    rated = sessions.joined("workout_rpe", max)
    if rated is None:
        return None
    return min(rated / 10 if rated >= _LEAST_TIMES_TEN else rated, 10.0)


def _worked_out(
    sessions: Sessions, streams: Streams, pauses: tuple[Pause, ...], said: frozenset[str]
) -> dict[str, float | None]:
    route, pulse = streams.get(_K.ROUTE), streams.get(_K.HEART_RATE)
    way = streams.get(_K.DISTANCE)
    made: dict[str, float | None] = {}
    if "moving_s" not in said:
        moving_s = measures.moving_s(route, pauses, sessions.span.elapsed_s)
        made["moving_s"] = min(moving_s, sessions.timer_s)
    if "distance_m" not in said and way is not None:
        made["distance_m"] = round(float(way.values.sum()), 2)
    if route is not None and "ascent_m" not in said:
        climb = measures.ascent_descent_m(route)
        made["ascent_m"], made["descent_m"] = climb or (None, None)
    if pulse is not None and not said.issuperset(_HEARTS):
        beats = measures.heart_rate_summary(pulse, pauses)
        if beats is not None:
            made |= dict(zip(_HEARTS, (beats.avg_bpm, beats.min_bpm, beats.max_bpm), strict=True))
    return made


def provenance(found: Figures, streams: Streams, source: str) -> dict[str, Origin]:
    """Say of every figure and stream where it comes from."""
    origins = {
        name: Origin(source, How.STATED)
        for name in ("sport", "start", "end", "elapsed_s", "timer_s")
    }
    for name in found.numbers:
        drawn = streams.get(_OUT_OF[name]) if name in found.computed else None
        how = How.COMPUTED if name in found.computed else How.STATED
        origins[name] = Origin(source, how, 0 if drawn is None else len(drawn))
    for kind, stream in streams.items():
        origins[kind.value] = Origin(source, How.SAMPLED, len(stream))
    return origins


def statistics(sessions: Sessions) -> tuple[Statistic, ...]:
    """Give the power that a session states, under HealthKit's name for its sport."""
    if len(sessions.each) > 1:
        return ()
    row = sessions.each[0].row
    average, highest = row.get("avg_power") or None, row.get("max_power") or None
    if average is None and highest is None:
        return ()
    kind = "RunningPower" if sessions.sport.key == "running" else "CyclingPower"
    return (Statistic(kind, "W", average=average, maximum=highest),)


def weather(file: Decoded, sessions: Sessions) -> Weather:
    """Give the weather: that of the file's weather message, else what HealthFit adds."""
    for row in file[WEATHER].rows:
        if row.get("report", 0) == 0 and ("temperature" in row or "humidity" in row):
            return Weather(row.get("temperature"), row.get("humidity"))
    humidity = sessions.added("sessionweatherhumidity")
    if not isinstance(humidity, float):
        return Weather()
    # A watch has no thermometer: the session's temperature is the weather's.
    measured = file[RECORD].has("temperature")
    temperature = None if measured else sessions.joined("avg_temperature", fmean)
    return Weather(temperature, humidity / _HUNDREDTHS)


def healthkit_uuid(sessions: Sessions) -> str:
    """Give HealthKit's name of the workout, where an app kept it; "" without one."""
    return _uuid(sessions.added(*_UUIDS))


def _uuid(kept: Value | None) -> str:
    if isinstance(kept, bytes):
        whole = len(kept) == 16 and any(kept) and kept != b"\xff" * 16  # noqa: PLR2004 - a UUID's bytes
        return str(UUID(bytes=kept)).upper() if whole else ""
    text = kept if isinstance(kept, str) else ""
    return (
        text.upper()
        if re.fullmatch(r"[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}", text)
        else ""
    )
