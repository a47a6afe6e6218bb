"""Exports of any size, for benchmarks: written as fast as a disk takes them.

Proportions are those of real exports of several gigabytes: 463 bytes a record, a third of them
heart rate, 57 % of a kind that workouts need, 31 % with children, grouped by type; per 500 MB some
250 workouts, five of six with a route. Workouts come from a small pool of simulated ones, each with
its own date; everything between them is drawn at random.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path

import numpy as np

from fitglue.testing import athlete, rows
from fitglue.testing.archive import ZipWriter
from fitglue.testing.dialects import V14, doctype
from fitglue.testing.plan import PlannedWorkout, Samples, Writer
from fitglue.testing.record_xml import record_rows, written_by, written_rows
from fitglue.testing.route_xml import file_name, gpx
from fitglue.testing.workout_xml import Manner, workout

_BYTES_PER_RECORD = 463.0
_RECORDS_PER_WORKOUT = 4_470
_NEWEST = datetime(2026, 11, 1, 7, 30, tzinfo=UTC)
_INTERVAL_S = int(3.25 * 86_400)
_QUIET_S = 900  # no background heart rate so near to a workout
_WORKOUTS_AT_ONCE = 12
_OFFSET_MIN = 60
_FOLDER = "apple_health_export"


@dataclass(frozen=True, slots=True)
class Background:
    """A kind of record between workouts: its share of all records, and what it looks like."""

    kind: str
    share: float
    unit: str
    low: float
    high: float
    places: int
    lasts_s: int
    writer: Writer = Writer.WATCH
    children: tuple[bytes, ...] = (b"/>",)  # one of them ends the element
    words: tuple[bytes, ...] = ()


_Q, _C = "HKQuantityTypeIdentifier", "HKCategoryTypeIdentifier"
_PRESSURE = (
    b'>\n  <MetadataEntry key="HKMetadataKeyBarometricPressure" value="98950 Pa"/>\n </Record>'
)
_SIDE = b'>\n  <MetadataEntry key="HKMetadataKeyDevicePlacementSide" value="1"/>\n </Record>'
_ZONE = b'>\n  <MetadataEntry key="HKTimeZone" value="Europe/Paris"/>\n </Record>'


def _beats(seed: int) -> bytes:
    """Give the beats of a variability record, their times as a phone in English writes them."""
    rng = np.random.default_rng(seed)
    seconds = np.cumsum(rng.uniform(0.7, 1.3, 52))
    lines = [
        f'   <InstantaneousBeatsPerMinute bpm="{bpm}" '
        f'time="7:{int(at) // 60:02d}:{at % 60:05.2f}\u202fAM"/>\n'
        for bpm, at in zip(rng.integers(48, 75, 52), seconds + rng.integers(2000), strict=True)
    ]
    name = "HeartRateVariabilityMetadataList"
    return f">\n  <{name}>\n{''.join(lines)}  </{name}>\n </Record>".encode()


#: Kinds that workouts need; their share includes what the workouts themselves bring.
NEEDED = (
    Background(f"{_Q}ActiveEnergyBurned", 0.046, "kcal", 0.05, 3, 3, 55),
    Background(f"{_Q}BasalEnergyBurned", 0.026, "kcal", 0.8, 20, 3, 700),
    Background(f"{_Q}DistanceWalkingRunning", 0.030, "km", 0.002, 0.4, 5, 420),
    Background(f"{_Q}HeartRate", 0.366, "count/min", 46, 118, 0, 0),
    Background(f"{_Q}StepCount", 0.034, "count", 3, 480, 0, 420, Writer.PHONE),
)
#: Kinds that no workout needs.
OTHERS = (
    Background(f"{_Q}AppleExerciseTime", 0.03, "min", 1, 1, 0, 60),
    Background(f"{_Q}AppleStandTime", 0.065, "min", 1, 5, 0, 300),
    Background(f"{_Q}EnvironmentalAudioExposure", 0.056, "dBASPL", 38, 92, 4, 1800),
    Background(f"{_Q}FlightsClimbed", 0.008, "count", 1, 6, 0, 40, Writer.PHONE),
    Background(f"{_Q}HeadphoneAudioExposure", 0.014, "dBASPL", 40, 88, 4, 240, Writer.PHONE),
    Background(f"{_Q}HeartRateVariabilitySDNN", 0.0022, "ms", 20, 140, 4, 60,
               children=tuple(_beats(seed) for seed in range(40))),
    Background(f"{_Q}OxygenSaturation", 0.012, "%", 0.93, 1, 2, 0, children=(_PRESSURE,)),
    Background(f"{_Q}PhysicalEffort", 0.112, "kcal/hr·kg", 1, 9, 1, 180),
    Background(f"{_Q}RespiratoryRate", 0.027, "count/min", 11, 21, 1, 0),
    Background(f"{_Q}TimeInDaylight", 0.013, "min", 1, 5, 0, 300),
    Background(
        f"{_Q}WalkingAsymmetryPercentage", 0.012, "%", 0, 0.2, 2, 40, Writer.PHONE, (_SIDE,)),
    Background(f"{_Q}WalkingDoubleSupportPercentage", 0.018, "%", 0.25, 0.34, 3, 7, Writer.PHONE),
    Background(f"{_Q}WalkingSpeed", 0.018, "km/hr", 2.2, 6.4, 3, 7, Writer.PHONE),
    Background(f"{_Q}WalkingStepLength", 0.018, "cm", 48, 82, 0, 7, Writer.PHONE),
    Background(f"{_C}AppleStandHour", 0.012, "", 0, 1, 0, 3600, words=(
        b"HKCategoryValueAppleStandHourStood", b"HKCategoryValueAppleStandHourIdle")),
    Background(f"{_C}SleepAnalysis", 0.012, "", 0, 2, 0, 1500, children=(_ZONE,), words=(
        b"HKCategoryValueSleepAnalysisAsleepCore", b"HKCategoryValueSleepAnalysisAsleepDeep",
        b"HKCategoryValueSleepAnalysisAsleepREM")),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class BulkTruth:
    """What was written."""

    xml_bytes: int
    gpx_bytes: int
    records: int
    heart_rates: int
    workouts: int
    routes: int
    route_points: int


@dataclass(slots=True)
class _Tally:
    records: int = 0
    heart_rates: int = 0


def write_bulk_export(path: Path, size_mb: float, seed: int = 1) -> BulkTruth:
    """Write an `export.zip` whose XML has `size_mb` million bytes, in little memory.

    It keeps to that within 5 % from 2 MB on.
    """
    total = round(size_mb * 1e6 / _BYTES_PER_RECORD)
    planned = timeline(max(1, round(total / _RECORDS_PER_WORKOUT)), seed)
    tally = _Tally()
    with ZipWriter(path) as archive:
        xml_bytes = archive.add(f"{_FOLDER}/export.xml", _document(planned, total, seed, tally))
        sizes = [_add_route(archive, each) for each in planned if each.route]
    return BulkTruth(
        xml_bytes, sum(sizes), tally.records, tally.heart_rates, len(planned), len(sizes),
        sum(each.route_points for each in planned),
    )  # fmt: skip


@cache
def _pool() -> tuple[PlannedWorkout, ...]:
    """Simulate the workouts that all others are dated copies of: five of six with one route."""
    kinds = ("run", "run_in_the_hills", "ride", "run", "open_water_swim", "treadmill_run", "run",
             "run_in_the_hills", "run", "ride", "run", "pool_swim")  # fmt: skip
    days = (date(2026, 5, 1) + timedelta(days=nth) for nth in range(2 * len(kinds)))
    return tuple(
        athlete.one(kind, day, seed=nth)
        for nth, (kind, day) in enumerate(zip(kinds * 2, days, strict=True))
    )


def timeline(count: int, seed: int) -> list[PlannedWorkout]:
    """Date workouts from the pool, oldest first, one every few days."""
    rng = np.random.default_rng([seed, count])
    pool = _pool()
    order = np.concatenate([rng.permutation(len(pool)) for _ in range(-(-count // len(pool)))])
    jitter = rng.integers(-36_000, 36_000, count)
    starts = [
        _NEWEST - timedelta(seconds=(count - nth) * _INTERVAL_S + int(jitter[nth]))
        for nth in range(count)
    ]
    return [replace(pool[pick], start=start) for pick, start in zip(order, starts, strict=False)]


def _document(
    planned: Sequence[PlannedWorkout], total: int, seed: int, tally: _Tally
) -> Iterator[bytes]:
    manner = Manner(V14, _OFFSET_MIN, athlete.HOME_ZONE)
    yield (doctype(V14) + '<HealthData locale="en_FR">\n').encode()
    yield f' <ExportDate value="{manner.date(_NEWEST)}"/>\n'.encode()
    rng = np.random.default_rng([seed, total])
    kinds = {kind.kind: kind for kind in (*NEEDED, *OTHERS)}
    brought = {f"{_Q}{series.quantity}" for each in planned for series in each.samples}
    shares = _background_counts(planned, total)
    for name in sorted(kinds.keys() | brought):
        yield from _records(name, kinds.get(name), planned, (shares.get(name, 0), rng, tally))
    for each in planned:
        yield from workout(each, manner)
    yield b"</HealthData>\n"


def _background_counts(planned: Sequence[PlannedWorkout], total: int) -> dict[str, int]:
    """Say how many records of each kind are wanted beside those of the workouts."""
    brought: dict[str, int] = {}
    for each in planned:
        for series in each.samples:
            name = f"{_Q}{series.quantity}"
            brought[name] = brought.get(name, 0) + len(series)
    kinds = {kind.kind: kind.share for kind in (*NEEDED, *OTHERS)}
    others = sum(count for name, count in brought.items() if name not in kinds)
    scale = (total - others) / sum(kinds.values())
    return {
        name: max(0, round(share * scale) - brought.get(name, 0)) for name, share in kinds.items()
    }


def _records(
    name: str, kind: Background | None, planned: Sequence[PlannedWorkout],
    drawn: tuple[int, np.random.Generator, _Tally],
) -> Iterator[bytes]:  # fmt: skip
    """Write one type: a few workouts and the days around them at a time."""
    count, rng, tally = drawn
    cuts = np.linspace(0, count, -(-len(planned) // _WORKOUTS_AT_ONCE) + 1).astype(int)
    for nth, wanted in enumerate(np.diff(cuts)):
        few = planned[nth * _WORKOUTS_AT_ONCE : (nth + 1) * _WORKOUTS_AT_ONCE]
        pointer = 0x280000000 + int(rng.integers(2**30)) * 32
        at_s = between_workouts(few, int(wanted), rng)
        own = _of_workouts(name, few)
        if kind is not None and len(at_s):
            yield _background(kind, at_s, rng, pointer)
        yield from (record_rows(series, 0, _OFFSET_MIN, pointer=pointer) for series in own)
        written = len(at_s) + sum(len(series) for series in own)
        tally.records += written
        tally.heart_rates += written if name == f"{_Q}HeartRate" else 0


def between_workouts(
    few: Sequence[PlannedWorkout], count: int, rng: np.random.Generator
) -> rows.Numbers:
    """Draw instants of the days around these workouts, none during one."""
    first = few[0].start.timestamp() - _INTERVAL_S / 2
    at = np.sort(rng.uniform(0, len(few) * _INTERVAL_S - 4 * _QUIET_S, count)) + first
    starts = np.array([each.start.timestamp() - _QUIET_S for each in few])
    ends = np.array([each.end.timestamp() + _QUIET_S for each in few])
    last = np.maximum(np.searchsorted(starts, at, side="right") - 1, 0)
    inside = (at >= starts[last]) & (at <= ends[last])
    at = np.where(inside, ends[last] + (at - starts[last]) / 7, at)
    return np.sort(np.floor(at))


def _of_workouts(name: str, few: Sequence[PlannedWorkout]) -> list[Samples]:
    """Gather the workouts' own series of a type, one for each writer, on the Unix clock."""
    found: dict[Writer, list[Samples]] = {}
    for each in few:
        for series in each.samples:
            if f"{_Q}{series.quantity}" == name:
                dated = replace(series, at_s=series.at_s + each.start.timestamp())
                found.setdefault(series.writer, []).append(dated)
    return [_chained(parts) for parts in found.values()]


def _chained(parts: Sequence[Samples]) -> Samples:
    at_s, for_s, values = (
        np.concatenate([getattr(part, name) for part in parts])
        for name in ("at_s", "for_s", "values")
    )
    return replace(parts[0], at_s=at_s, for_s=for_s, values=values)


def _background(
    kind: Background, at_s: rows.Numbers, rng: np.random.Generator, pointer: int
) -> bytes:
    count = len(at_s)
    for_s = np.floor(rng.uniform(0.3, 1, count) * kind.lasts_s)
    values = rng.uniform(kind.low, kind.high, count)
    if kind.kind == f"{_Q}HeartRate":
        series = Samples("HeartRate", kind.unit, at_s, for_s, np.rint(values), 0, kind.writer)
        return record_rows(series, 0, _OFFSET_MIN, pointer=pointer)
    head = f'type="{kind.kind}" {written_by(kind.writer, pointer)}'
    head += f' unit="{kind.unit}"' if kind.unit else ""
    begin = at_s.astype(np.int64)
    text = (
        rows.chosen(np.rint(values).astype(int), kind.words) if kind.words
        else rows.decimals(values, kind.places, strip=True)
    )  # fmt: skip
    closing = rows.chosen(rng.integers(0, len(kind.children), count), kind.children)
    return written_rows(head, (begin, begin + for_s.astype(np.int64)), _OFFSET_MIN, text, closing)


def _add_route(archive: ZipWriter, planned: PlannedWorkout) -> int:
    (part,) = planned.route
    aside = int(planned.start.timestamp()) % 997 / 1e6
    part = replace(part, latitude_deg=part.latitude_deg + aside)
    name = file_name(part, planned.start, athlete.HOME_ZONE)
    text = gpx(part, planned.start, _NEWEST, athlete.HOME_ZONE)
    return archive.add(f"{_FOLDER}/workout-routes/{name}", [text])
