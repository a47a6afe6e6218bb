"""Which charts a workout has, in the order a person reads them, with what each is about."""

from dataclasses import dataclass

import numpy as np

from fitglue.domain import figures
from fitglue.domain.distance import cumulative_distance
from fitglue.domain.measures import in_pause
from fitglue.domain.streams import FloatArray, Stream, StreamKind
from fitglue.domain.timeline import timeline
from fitglue.domain.workout import Workout
from fitglue.web.languages import gettext, marked
from fitglue.web.lines import Units
from fitglue.web.words import plain_name, plural

_SPEED_WINDOW_S = 30.0  # distance comes in spans of seconds; shorter windows show the spans


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Chart:
    """A line over time. Shown is `values * factor`, or `per / value` as a clock for a pace.

    `tone` names a colour token of the style sheet; `summary` and `about` are for reading aloud.
    """

    key: str
    label: str
    unit: str
    tone: str
    time_s: FloatArray
    values: FloatArray
    factor: float = 1.0
    per: float | None = None
    decimals: int = 0
    summary: str = ""
    about: str = ""
    smooth_s: float = 0.0


@dataclass(frozen=True, slots=True)
class _Plain:
    """How a stream of one value is drawn."""

    label: str
    unit: str
    tone: str
    decimals: int = 0
    factor: float = 1.0


_PLAIN: dict[StreamKind, _Plain] = {
    StreamKind.POWER: _Plain(marked("Power"), "W", "power"),
    StreamKind.CADENCE: _Plain(marked("Cadence"), "rpm", "cadence"),
    StreamKind.STRIDE_LENGTH: _Plain(marked("Stride length"), "m", "form", 2),
    StreamKind.VERTICAL_OSCILLATION: _Plain(marked("Vertical oscillation"), "cm", "form", 1, 0.1),
    StreamKind.GROUND_CONTACT_TIME: _Plain(marked("Ground contact"), "ms", "form"),
    StreamKind.AIR_TEMPERATURE: _Plain(marked("Temperature"), "°C", "speed", 1),
    StreamKind.WATER_TEMPERATURE: _Plain(marked("Water temperature"), "°C", "speed", 1),
    StreamKind.UNDERWATER_DEPTH: _Plain(marked("Depth"), "m", "speed", 1),
}

_COUNTED = (
    (StreamKind.STEPS, "steps_per_min", marked("Steps")),
    (StreamKind.STROKES, "strokes_per_min", marked("Strokes")),
)


def charts_of(workout: Workout, units: Units) -> tuple[Chart, ...]:
    """Give the charts of everything that was measured."""
    found = [_heart_rate(workout), _rate(workout, units), _altitude(workout, units)]
    found += [_counted(workout), *(_plain(workout, kind) for kind in _PLAIN)]
    return tuple(chart for chart in found if chart is not None)


def about(workout: Workout, kind: StreamKind) -> str:
    """Say where a stream comes from: "1,204 samples from Apple Watch"."""
    stream = workout.streams.get(kind)
    if stream is None:
        return ""
    origin = workout.provenance.get(kind.value)
    is_way, number = kind is StreamKind.ROUTE, len(stream)
    told = plural(number, "point", "points") if is_way else plural(number, "sample", "samples")
    return (
        told
        if origin is None
        else gettext("%(told)s from %(source)s", told=told, source=plain_name(origin.source))
    )


def _heart_rate(workout: Workout) -> Chart | None:
    stream = _usable(workout, StreamKind.HEART_RATE)
    if stream is None:
        return None
    average, highest = workout.avg_hr_bpm, workout.max_hr_bpm
    average = float(np.nanmean(stream.values)) if average is None else average
    highest = float(np.nanmax(stream.values)) if highest is None else highest
    return Chart(
        key="heart_rate",
        label=gettext("Heart rate"),
        unit="bpm",
        tone="heart",
        time_s=stream.time_s,
        values=stream.values,
        summary=gettext(
            "%(average)s %(unit)s average, up to %(highest)s",
            average=format(average, ".0f"),
            unit="bpm",
            highest=format(highest, ".0f"),
        ),
        about=about(workout, StreamKind.HEART_RATE),
    )


def _rate(workout: Workout, units: Units) -> Chart | None:
    found = _speed(workout)
    if found is None:
        return None
    time_s, values, told, smooth_s = found
    words = figures.rate(workout.sport.rate, units)
    average = _average_rate(workout, words)
    return Chart(
        key="rate",
        label=words.name,
        unit=words.unit,
        tone="speed",
        time_s=time_s,
        values=values,
        factor=1 / words.each_m_per_s,
        per=words.per_m,
        decimals=1,
        smooth_s=smooth_s,
        summary="" if average is None else gettext("%(average)s average", average=average.text),
        about=told,
    )


def _average_rate(workout: Workout, words: figures.RateWords) -> figures.Figure | None:
    if workout.distance_m is None or workout.timer_s <= 0:
        return None
    return words.figure(workout.distance_m / workout.timer_s)


def _speed(workout: Workout) -> tuple[FloatArray, FloatArray, str, float] | None:
    """Find the best witness of speed: a sensor, the route's own, else the distance over time."""
    if (sensor := _usable(workout, StreamKind.SPEED)) is not None:
        return sensor.time_s, sensor.values, about(workout, StreamKind.SPEED), 8.0
    route = workout.streams.get(StreamKind.ROUTE)
    if route is not None and np.isfinite(route["speed_m_per_s"]).mean() > 0.5:  # noqa: PLR2004 - most points know it
        return route.time_s, route["speed_m_per_s"], gettext("from the route"), 12.0
    curve = cumulative_distance(workout)
    if curve is None:
        return None
    time_s = np.arange(0.0, workout.elapsed_s + 1, max(1.0, workout.elapsed_s / 4000))
    half = _SPEED_WINDOW_S / 2
    first, last = np.maximum(time_s - half, 0), np.minimum(time_s + half, workout.elapsed_s)
    gained = np.interp(last, *curve) - np.interp(first, *curve)
    speed = gained / np.maximum(last - first, 1.0)
    speed[in_pause(time_s, workout.pauses)] = np.nan
    return time_s, speed, gettext("from the distance"), 0.0


def _altitude(workout: Workout, units: Units) -> Chart | None:
    route = workout.streams.get(StreamKind.ROUTE)
    if route is None or not np.isfinite(route["altitude_m"]).any():
        return None
    values = route["altitude_m"]
    low = figures.height(float(np.nanmin(values)), units)
    high = figures.height(float(np.nanmax(values)), units)
    return Chart(
        key="altitude",
        label=gettext("Altitude"),
        unit=high.unit,
        tone="height",
        time_s=route.time_s,
        values=values,
        factor=1 / (1.0 if units == "metric" else figures.M_PER_FOOT),
        summary=high.text
        if low == high
        else gettext("from %(low)s to %(high)s", low=low.number, high=high.text),
        about=about(workout, StreamKind.ROUTE),
    )


def _plain(workout: Workout, kind: StreamKind) -> Chart | None:
    stream = _usable(workout, kind)
    if stream is None:
        return None
    drawn = _PLAIN[kind]
    on_foot = workout.sport.healthkit_distance == "DistanceWalkingRunning"
    unit = "steps/min" if kind is StreamKind.CADENCE and on_foot else drawn.unit
    shown = stream.values * drawn.factor
    average, highest = float(np.nanmean(shown)), float(np.nanmax(shown))
    places = f".{drawn.decimals}f"
    return Chart(
        key=kind.value,
        label=gettext(drawn.label),
        unit=unit,
        tone=drawn.tone,
        time_s=stream.time_s,
        values=stream.values,
        factor=drawn.factor,
        decimals=drawn.decimals,
        summary=gettext(
            "%(average)s %(unit)s average, up to %(highest)s",
            average=format(average, places),
            unit=unit,
            highest=format(highest, places),
        ),
        about=about(workout, kind),
        smooth_s=5.0 if kind is StreamKind.POWER else 0.0,
    )


def _counted(workout: Workout) -> Chart | None:
    """Draw what was counted and not measured: steps of a run, strokes of a swim."""
    for kind, column, label in _COUNTED:
        if kind not in workout.streams or StreamKind.CADENCE in workout.streams:
            continue
        line = timeline(workout)
        values = line.columns.get(column)
        if values is not None:
            average = f"{np.nanmean(values):.0f} /min"
            return Chart(
                key=kind.value,
                label=gettext(label),
                unit="/min",
                tone="cadence",
                time_s=line.time_s,
                values=values,
                smooth_s=15.0,
                summary=gettext("%(average)s average", average=average),
                about=about(workout, kind),
            )
    return None


def _usable(workout: Workout, kind: StreamKind) -> Stream | None:
    stream = workout.streams.get(kind)
    if stream is None or not np.isfinite(stream.values).any():
        return None
    return stream
