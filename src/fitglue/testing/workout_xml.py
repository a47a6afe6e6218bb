"""`Workout` elements with all that Apple hangs on them, in the manner of a dialect."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from itertools import pairwise
from uuid import NAMESPACE_OID, uuid5
from xml.sax.saxutils import quoteattr

import numpy as np

from fitglue.domain.workout import Lap, Leg, Length, PauseKind, Stroke, SwimLocation
from fitglue.testing.dialects import Dialect
from fitglue.testing.plan import PlannedWorkout, RoutePart, Writer
from fitglue.testing.record_xml import written_by
from fitglue.testing.route_xml import file_name, locations

_QUANTITY = "HKQuantityTypeIdentifier"
_SWIM_LOCATIONS = {SwimLocation.POOL: "1", SwimLocation.OPEN_WATER: "2"}
_EVENT = "HKWorkoutEventType"
_CHAINS_M = {
    "running": (1000, 1609.344),
    "hiking": (1000, 1609.344),
    "cycling": (1000, 1609.344, 5000),
}
_PAUSE_EVENTS = {
    PauseKind.MANUAL: ("Pause", "Resume"), PauseKind.MOTION: ("MotionPaused", "MotionResumed"),
}  # fmt: skip
_DISTANCES = {
    "running": "DistanceWalkingRunning", "hiking": "DistanceWalkingRunning",
    "cycling": "DistanceCycling", "swimming": "DistanceSwimming",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Manner:
    """How an export speaks: its dialect, the phone's one offset, the phone's zone."""

    dialect: Dialect
    offset_min: int
    phone_zone: str

    def date(self, start: datetime, after_s: float = 0) -> str:
        """Write an instant some seconds after `start`."""
        zone = timezone(timedelta(minutes=self.offset_min))
        return f"{(start + timedelta(seconds=int(after_s))).astimezone(zone):%Y-%m-%d %H:%M:%S %z}"


def workout(planned: PlannedWorkout, manner: Manner) -> Iterator[bytes]:
    """Write one workout."""
    metadata = "".join(_entry(key, value) for key, value in _metadata(planned))
    yield (f" <Workout {_head(planned, manner)}>\n" + metadata + _events(planned, manner)).encode()
    if manner.dialect.has_activities:
        yield _activities(planned, manner).encode()
        yield _statistics(planned, manner).encode()
    for part in planned.route:
        yield from _route(planned, part, manner)
    if manner.dialect.has_zones and planned.avg_hr_bpm:
        yield _zones(planned, manner).encode()
    yield (metadata + " </Workout>\n").encode()


def _head(planned: PlannedWorkout, manner: Manner) -> str:
    name = planned.sport.healthkit_name
    parts = [
        f'workoutActivityType="HKWorkoutActivityType{name[0].upper()}{name[1:]}"',
        f'duration="{planned.timer_s / 60!r}" durationUnit="min"',
    ]
    if manner.dialect.totals_are_attributes:
        parts.append(f'totalDistance="{(planned.distance_m or 0) / 1000!r}" totalDistanceUnit="km"')
        parts.append(
            f'totalEnergyBurned="{planned.active_kcal or 0!r}" totalEnergyBurnedUnit="kcal"'
        )
    parts.append(written_by(planned.writer))
    created, end = manner.date(planned.end, 9), manner.date(planned.end)
    parts.append(
        f'creationDate="{created}" startDate="{manner.date(planned.start)}" endDate="{end}"'
    )
    return " ".join(parts)


def _metadata(planned: PlannedWorkout) -> Iterator[tuple[str, str]]:
    pool_m, mets, where = planned.pool_length_m, planned.avg_mets, planned.swim_location
    said = {
        "HKIndoorWorkout": "" if planned.indoor is None else f"{planned.indoor:d}",
        "HKWorkoutBrandName": planned.brand,
        "HKExternalUUID": planned.external_id,
        "HKTimeZone": planned.zone if planned.writer is Writer.WATCH else "",
        "HKSwimmingLocationType": "" if where is None else _SWIM_LOCATIONS[where],
        "HKLapLength": "" if pool_m is None else f"{pool_m:g} m",
        "HKAverageMETs": "" if mets is None else f"{mets:g} kcal/hr·kg",
        "HKElevationAscended": _centimetres(planned.ascent_m),
        "HKElevationDescended": _centimetres(planned.descent_m),
    }
    yield from ((key, value) for key, value in said.items() if value)
    weather = planned.weather
    if weather.temperature_c is not None and weather.humidity_percent is not None:
        yield "HKWeatherTemperature", f"{weather.temperature_c * 1.8 + 32:g} degF"
        yield "HKWeatherHumidity", f"{weather.humidity_percent * 100:.0f} %"


def _centimetres(metres: float | None) -> str:
    return "" if metres is None else f"{round(metres * 100)} cm"


def _entry(key: str, value: str, indent: str = "  ") -> str:
    return f"{indent}<MetadataEntry key={quoteattr(key)} value={quoteattr(value)}/>\n"


def _events(planned: PlannedWorkout, manner: Manner) -> str:
    events = [*_segments(planned), *_pauses(planned)]
    lines = [
        (at, _event(name, manner.date(planned.start, at), length)) for name, at, length in events
    ]
    lines += [(length.start_s, _length(planned, length, manner)) for length in planned.lengths]
    return "".join(line for _, line in sorted(lines, key=lambda each: each[0]))


def _event(name: str, date: str, length_s: float | None) -> str:
    length = "" if length_s is None else f' duration="{length_s / 60!r}" durationUnit="min"'
    return f'  <WorkoutEvent type="{_EVENT}{name}" date="{date}"{length}/>\n'


def _segments(planned: PlannedWorkout) -> Iterator[tuple[str, float, float]]:
    """Give the automatic splits: a kilometre chain and a mile chain, unmarked and mixed."""
    distance = planned.own(_DISTANCES.get(planned.sport.key, ""))
    if distance is None or not len(distance):
        return
    factor = 1000 if distance.unit == "km" else 1
    by_then = np.concatenate([[0], np.cumsum(distance.values) * factor])
    clock = np.concatenate([[0], distance.at_s + distance.for_s])
    for chain in _CHAINS_M.get(planned.sport.key, ()):
        marks = np.interp(np.arange(0, by_then[-1], chain), by_then, clock)
        yield from (("Segment", float(a), float(b - a)) for a, b in pairwise(marks))


def _pauses(planned: PlannedWorkout) -> Iterator[tuple[str, float, None]]:
    for pause in planned.pauses:
        stop, go = _PAUSE_EVENTS[pause.kind]
        yield stop, pause.start_s, None
        yield go, pause.end_s, None


def _length(planned: PlannedWorkout, length: Length, manner: Manner) -> str:
    start = _event("Lap", manner.date(planned.start, length.start_s), length.duration_s)
    style = _entry("HKSwimmingStrokeStyle", str(list(Stroke).index(length.stroke)), "   ")
    swolf = _entry("HKSWOLFScore", f"{length.swolf:g}", "   ") if length.swolf else ""
    return start.replace("/>\n", ">\n") + style + swolf + "  </WorkoutEvent>\n"


def _activities(planned: PlannedWorkout, manner: Manner) -> str:
    parts: Sequence[Lap | Leg] = planned.laps or planned.legs
    if parts:
        return "".join(
            _activity(planned, part, number, manner) for number, part in enumerate(parts)
        )
    if planned.is_copy:
        return ""
    inside = "".join(f" {line}\n" for line in _statistics(planned, manner).splitlines())
    return _activity_around(planned, (0, planned.elapsed_s, planned.timer_s), 0, manner, inside)


def _activity(planned: PlannedWorkout, part: Lap | Leg, number: int, manner: Manner) -> str:
    label = part.label if isinstance(part, Lap) else ""
    sport = part.sport if isinstance(part, Leg) else planned.sport
    stats = [("ActiveEnergyBurned", f'sum="{part.active_kcal:g}" unit="kcal"')]
    if part.distance_m and sport.key in _DISTANCES:
        stats.append((_DISTANCES[sport.key], _distance_sum(sport.key, part.distance_m)))
    if isinstance(part, Lap):
        stats.append(
            (
                "HeartRate",
                f'average="{part.avg_hr_bpm:g}" maximum="{part.max_hr_bpm:g}" unit="count/min"',
            )
        )
    when = _between(planned, part.start_s, part.end_s, manner)
    inside = "".join(
        f'   <WorkoutStatistics type="{_QUANTITY}{kind}" {when} {text}/>\n' for kind, text in stats
    )
    if label:
        inside += _entry("WOIntervalStepKeyPath", label, "   ") + _entry(
            "WOIntervalStepSuccessful", "1", "   "
        )
    return _activity_around(
        planned, (part.start_s, part.end_s, part.end_s - part.start_s), number, manner, inside
    )


def _activity_around(
    planned: PlannedWorkout,
    span: tuple[float, float, float],
    number: int,
    manner: Manner,
    inside: str,
) -> str:
    start_s, end_s, timer_s = span
    uuid = _uuid(planned, f"activity {number}")
    when = _between(planned, start_s, end_s, manner)
    head = (
        f'  <WorkoutActivity uuid="{uuid}" {when} duration="{timer_s / 60!r}" durationUnit="min">\n'
    )
    return f"{head}{inside}  </WorkoutActivity>\n"


def _statistics(planned: PlannedWorkout, manner: Manner) -> str:
    when = _between(planned, 0, planned.elapsed_s, manner)
    return "".join(
        f'  <WorkoutStatistics type="{_QUANTITY}{kind}" {when} {text}/>\n'
        for kind, text in _totals(planned)
    )


def _totals(planned: PlannedWorkout) -> Iterator[tuple[str, str]]:
    if planned.active_kcal is not None:
        yield "ActiveEnergyBurned", f'sum="{planned.active_kcal:g}" unit="kcal"'
    if planned.basal_kcal is not None:
        yield "BasalEnergyBurned", f'sum="{planned.basal_kcal:g}" unit="kcal"'
    if planned.avg_hr_bpm is not None:
        bounds = f'minimum="{planned.min_hr_bpm:g}" maximum="{planned.max_hr_bpm:g}"'
        yield "HeartRate", f'average="{planned.avg_hr_bpm:g}" {bounds} unit="count/min"'
    for leg in planned.legs:
        if leg.distance_m and leg.sport.key in _DISTANCES:
            yield _DISTANCES[leg.sport.key], _distance_sum(leg.sport.key, leg.distance_m)
    if planned.distance_m and not planned.legs:
        yield _DISTANCES[planned.sport.key], _distance_sum(planned.sport.key, planned.distance_m)


def _distance_sum(sport_key: str, distance_m: float) -> str:
    if sport_key == "swimming":
        return f'sum="{distance_m:g}" unit="m"'
    return f'sum="{distance_m / 1000:g}" unit="km"'


def _between(planned: PlannedWorkout, start_s: float, end_s: float, manner: Manner) -> str:
    start, end = (manner.date(planned.start, at) for at in (start_s, end_s))
    return f'startDate="{start}" endDate="{end}"'


def _route(planned: PlannedWorkout, part: RoutePart, manner: Manner) -> Iterator[bytes]:
    when = _between(planned, float(part.at_s[0]), float(part.at_s[-1]), manner)
    created = manner.date(planned.end, 15)
    wrote = written_by(planned.writer)
    yield f'  <WorkoutRoute {wrote} creationDate="{created}" {when}>\n'.encode()
    identifier = _uuid(planned, f"route {part.at_s[0]:.0f}")
    yield _entry("HKMetadataKeySyncVersion", "2", "   ").encode()
    yield _entry("HKMetadataKeySyncIdentifier", identifier, "   ").encode()
    if manner.dialect.inline_routes:
        yield locations(part, planned.start, manner.offset_min)
    else:
        name = file_name(part, planned.start, manner.phone_zone)
        yield f'   <FileReference path="/workout-routes/{name}"/>\n'.encode()
    yield b"  </WorkoutRoute>\n"


def _zones(planned: PlannedWorkout, manner: Manner) -> str:
    bounds = ((0, 120), (120, 140), (140, 155), (155, 170), (170, 220))
    heart = planned.own("HeartRate")
    beats = heart.values if heart else np.zeros(1)
    shares = [float(((beats >= low) & (beats < high)).mean()) for low, high in bounds]
    zones = "".join(
        f'   <WorkoutZone minimum="{low}" maximum="{high}" '
        f'duration="{share * planned.timer_s / 60:g}" durationUnit="min"/>\n'
        for (low, high), share in zip(bounds, shares, strict=True)
    )
    when = _between(planned, 0, planned.elapsed_s, manner)
    head = f'  <WorkoutZoneGroup type="{_QUANTITY}HeartRate" source="system" unit="count/min">\n'
    wrote = f'{written_by(planned.writer)} unit="appleEffortScore"'
    value = f'value="{planned.effort or 1:g}"'
    score = f'  <Record type="{_QUANTITY}EstimatedWorkoutEffortScore" {wrote} {when} {value}/>\n'
    return f"{head}{zones}  </WorkoutZoneGroup>\n{score}"


def _uuid(planned: PlannedWorkout, part: str) -> str:
    return str(uuid5(NAMESPACE_OID, f"{planned.start.isoformat()} {part}")).upper()
