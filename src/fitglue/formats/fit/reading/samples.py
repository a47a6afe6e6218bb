"""Records as streams: every value that was measured, none that stands for "missing"."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from fitglue.domain.measures import paused_spans
from fitglue.domain.sport import Sport
from fitglue.domain.streams import COLUMNS, FloatArray, Stream, StreamKind, spans
from fitglue.domain.workout import Pause
from fitglue.formats.fit.reading.beats import beats
from fitglue.formats.fit.reading.decoding import Decoded
from fitglue.formats.fit.reading.developer import record_column
from fitglue.formats.fit.reading.fields import (
    DEGREES_PER_SEMICIRCLE,
    FIRST_DATE,
    HEART_RATE,
    RECORD,
)
from fitglue.formats.fit.reading.messages import Messages
from fitglue.formats.fit.reading.packed import packed_distance, packed_speed
from fitglue.formats.fit.reading.span import Span

_K = StreamKind
#: How far outside the session a record may stand: a device is not exact about its ends.
_AROUND_S = 60.0
#: A cadence stands for the time since the record before, and for no longer than this.
_STANDS_FOR_S = 10.0
_POLE_DEG = 90.0
#: FIT counts strides of these, two steps each.
ON_FOOT = frozenset({"running", "walking", "hiking", "track_and_field", "stairs"})
#: A field and what its values are multiplied with.
_SAME = {
    _K.POWER: ("power", 1.0), _K.STRIDE_LENGTH: ("step_length", 1e-3),
    _K.VERTICAL_OSCILLATION: ("vertical_oscillation", 1.0),
    _K.GROUND_CONTACT_TIME: ("stance_time", 1.0), _K.UNDERWATER_DEPTH: ("depth", 1.0),
}  # fmt: skip


@dataclass(frozen=True, eq=False, slots=True)
class Samples:
    """The records of a recording in order of time, seconds since its start."""

    file: Decoded
    time_s: FloatArray
    picked: npt.NDArray[np.intp] | None  # which records, in which order; None: all, as they stand

    def column(self, name: str) -> FloatArray | None:
        """Give a field of the records; None where none has it."""
        records = self.file[RECORD]
        if records.has(name):
            column = records.column(name)
        else:
            found = record_column(self.file, name)
            if found is None:
                return None
            column = found
        column = column if self.picked is None else column[self.picked]
        return column if np.isfinite(column).any() else None

    def packed(self, unpack: Callable[[Messages], FloatArray]) -> FloatArray | None:
        """Give what old devices pack into one field of the records; None without one."""
        if not self.file[RECORD].has("speed_and_distance"):
            return None
        column = unpack(self.file[RECORD])
        return column if self.picked is None else column[self.picked]

    def best(self, *names: str) -> FloatArray | None:
        """Give the first of some fields at each record that has one of them."""
        columns = [column for column in map(self.column, names) if column is not None]
        if not columns:
            return None
        best = columns[0]
        for column in columns[1:]:
            best = np.where(np.isfinite(best), best, column)
        return best


def times(file: Decoded) -> FloatArray:
    """Give the time of every record in FIT's seconds; NaN where it has none."""
    stamps = file[RECORD].column("timestamp")
    return np.where(stamps >= FIRST_DATE, stamps, np.nan)


def samples(file: Decoded, span: Span) -> Samples:
    """Take the records that lie in a span, or close to it."""
    time_s = times(file) - span.start
    inside = (time_s >= -_AROUND_S) & (time_s <= span.elapsed_s + _AROUND_S)
    if inside.all() and (time_s[1:] >= time_s[:-1]).all():
        return Samples(file, time_s, None)
    kept = np.flatnonzero(inside)
    picked = kept[np.argsort(time_s[kept], kind="stable")]
    return Samples(file, time_s[picked], picked)


def streams(
    found: Samples, span: Span, sport: Sport, pauses: tuple[Pause, ...]
) -> dict[StreamKind, Stream]:
    """Make every stream of which something was measured."""
    swims = sport.key == "swimming"
    made = [*_scalars(found, swims=swims), *_rates(found, sport)]
    pulse = _heart_rate(found, span)
    made += [pulse] if pulse is not None else []
    speed = _speed(found)
    route = _route(found, speed)
    made += [route] if route is not None else []
    if speed is not None and not _told_by(route, speed):
        made.append(_known(_K.SPEED, found.time_s, speed))
    distance = _distance(found, pauses)
    made += [distance] if distance is not None else []
    return {stream.kind: stream for stream in sorted(made, key=lambda one: one.kind)}


def _known(kind: StreamKind, time_s: FloatArray, values: FloatArray) -> Stream:
    """Keep the moments at which a value is known; all of them share one clock."""
    known = np.isfinite(values)
    if not known.all():
        time_s, values = time_s[known], values[known]
    (name,) = COLUMNS[kind]
    return Stream(kind, time_s, {name: values})


def _scalars(found: Samples, *, swims: bool) -> Iterator[Stream]:
    for kind, (name, factor) in _SAME.items():
        column = found.column(name)
        if column is not None:
            yield _known(kind, found.time_s, column * factor if factor != 1 else column)
    temperature = found.column("temperature")
    if temperature is not None:
        kind = _K.WATER_TEMPERATURE if swims else _K.AIR_TEMPERATURE
        yield _known(kind, found.time_s, temperature)


def _rates(found: Samples, sport: Sport) -> Iterator[Stream]:
    """Give cadence as its sport counts it: steps of both feet, strokes, or turns a minute."""
    per_min = found.column("cadence256")
    if per_min is None:
        per_min = found.column("cadence")
        fraction = found.column("fractional_cadence")
        if per_min is not None and fraction is not None:
            per_min = per_min + np.nan_to_num(fraction)
    if per_min is None:
        return
    if sport.key in ON_FOOT:
        yield from _counted(_K.STEPS, found.time_s, 2 * per_min)
    elif sport.key == "swimming":
        yield from _counted(_K.STROKES, found.time_s, per_min)
    else:
        yield _known(_K.CADENCE, found.time_s, per_min)


def _counted(kind: StreamKind, time_s: FloatArray, per_min: FloatArray) -> Iterator[Stream]:
    """Turn a rate into amounts: what each record counts since the one before."""
    known = np.isfinite(per_min)
    since = np.clip(np.diff(time_s, prepend=time_s[0]), 0.0, _STANDS_FOR_S)[known]
    amounts = per_min[known] * since / 60
    if amounts.any():
        yield spans(kind, time_s[known] - since, since, amounts)


def _heart_rate(found: Samples, span: Span) -> Stream | None:
    """Give the heart rate of the records, and of HR messages where they know better."""
    bpm = found.column("heart_rate")
    own = None if bpm is None else _known(_K.HEART_RATE, found.time_s, bpm)
    at, rate = beats(found.file[HEART_RATE])
    at = at - span.start
    inside = (at >= -_AROUND_S) & (at <= span.elapsed_s + _AROUND_S)
    if not inside.any():
        return own
    kept = Stream(_K.HEART_RATE, at[inside], {"heart_rate_bpm": rate[inside]})
    return kept if own is None else _around(own, kept)


def _around(own: Stream, kept: Stream) -> Stream:
    """Join two: a strap's own memory wins over the time that it covers."""
    outside = (own.time_s < kept.time_s[0]) | (own.time_s > kept.time_s[-1])
    time_s = np.concatenate((own.time_s[outside], kept.time_s))
    order = np.argsort(time_s, kind="stable")
    values = np.concatenate((own.values[outside], kept.values))[order]
    return Stream(_K.HEART_RATE, time_s[order], {"heart_rate_bpm": values})


def _speed(found: Samples) -> FloatArray | None:
    speed = found.best("enhanced_speed", "speed")
    return speed if speed is not None else found.packed(packed_speed)


def _route(found: Samples, speed: FloatArray | None) -> Stream | None:
    """Give the points that have a position; the middle of the Gulf of Guinea is none."""
    north, east = found.column("position_lat"), found.column("position_long")
    if north is None or east is None:
        return None
    placed = np.isfinite(north) & np.isfinite(east)
    placed &= ~(((north == 0) & (east == 0)) | ((north == -1) & (east == -1)))
    latitude = north * DEGREES_PER_SEMICIRCLE
    placed &= np.abs(latitude) <= _POLE_DEG
    if not placed.any():
        return None
    columns = {
        "latitude_deg": latitude, "longitude_deg": east * DEGREES_PER_SEMICIRCLE,
        "altitude_m": found.best("enhanced_altitude", "altitude"), "speed_m_per_s": speed,
        "course_deg": None, "horizontal_accuracy_m": found.column("gps_accuracy"),
        "vertical_accuracy_m": None,
    }  # fmt: skip
    nothing = np.full(len(placed), np.nan)
    whole = {name: nothing if one is None else one for name, one in columns.items()}
    stream = Stream(_K.ROUTE, found.time_s, whole)
    return stream if placed.all() else stream.take(placed)


def _told_by(route: Stream | None, speed: FloatArray) -> bool:
    """Tell whether the route has every speed that there is."""
    if route is None:
        return False
    return bool(np.isfinite(route["speed_m_per_s"]).sum() == np.isfinite(speed).sum())


def _distance(found: Samples, pauses: tuple[Pause, ...]) -> Stream | None:
    """Turn the distance so far into what each record adds to the one before.

    A counter that starts again, as at each leg of some devices, adds nothing there. What is
    added across a stop of the timer was covered on the side of it that is longer.
    """
    total = found.column("distance")
    total = total if total is not None else found.packed(packed_distance)
    if total is None:
        return None
    known = np.isfinite(total)
    time_s, total = found.time_s[known], total[known]
    gained = np.maximum(np.diff(total, prepend=0.0), 0.0)
    if not gained.any():
        return None
    since, until = _around_pauses(time_s, pauses)
    return spans(_K.DISTANCE, since, until - since, np.rint(gained * 100) / 100)


def _around_pauses(time_s: FloatArray, pauses: tuple[Pause, ...]) -> tuple[FloatArray, FloatArray]:
    """Give where the step to each record begins and ends, outside pauses where it can be."""
    since, until = np.concatenate(([min(0.0, time_s[0])], time_s[:-1])), time_s.copy()
    for stop, resume in paused_spans(pauses):
        before_s, after_s = stop - since, until - resume
        over = (since < resume) & (until > stop)
        until[over & (before_s >= after_s) & (before_s > 0)] = stop
        since[over & (before_s < after_s) & (after_s > 0)] = resume
    return since, until
