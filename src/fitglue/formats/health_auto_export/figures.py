"""The figures of a workout: those the app states, its labels seen through, else worked out."""

from collections.abc import Iterator
from typing import Any

from fitglue.domain import measures
from fitglue.domain.sport import Sport
from fitglue.domain.streams import StreamKind
from fitglue.domain.workout import Statistic, Weather
from fitglue.formats.health_auto_export.quantities import (
    amount,
    converted,
    factor,
    label,
    quantity,
    within,
)
from fitglue.formats.health_auto_export.streams import Drawn, series_metres
from fitglue.formats.health_auto_export.told import Told

#: A downhill racer; somebody well under way; hardly anybody.
_FASTEST_M_PER_S, _FAST_M_PER_S, _SLOWEST_M_PER_S = 60.0, 15.0, 0.02
_AGREES = 0.05
_MOST_BPM = 300.0
_MOST_M = 1e8
_HIGHEST_M = 1e5
_PERCENT = 100.0
_COLDEST_C, _WARMEST_C = -90.0, 70.0
_LEAST_METS, _MOST_METS = 0.1, 50.0
_MOST_COUNTED = 1e7
_COUNTS = {
    "stepCount": "StepCount", "flightsClimbed": "FlightsClimbed",
    "totalSwimmingStrokeCount": "SwimmingStrokeCount",
}  # fmt: skip


def distance_m(said: Told, sport: Sport) -> float | None:
    """Give the stated distance in metres; None when it is not stated.

    “m” and “km” may be swapped. The app's speed is always km/h by the true distance, whatever
    *its* label says, so it tells which of the two it is; else the series does, else what is
    possible at all.
    """
    stated = said.value("distance")
    numeral = amount(stated)
    if numeral is None or not 0 <= numeral <= _MOST_M:
        return None
    units = label(stated)
    if units not in {"m", "km", ""}:
        return within(converted(numeral, units, "m"), 0, _MOST_M)
    by_label = numeral * factor(units, "m", 1_000.0)
    readings = sorted({numeral, numeral * 1_000}, key=lambda metres: metres != by_label)
    witness = _by_speed_m(said) or series_metres(said, sport)
    for metres in readings:
        if witness and abs(metres / witness - 1) <= _AGREES:
            return metres
    return _sensible(by_label, max(readings), said, sport)


def _by_speed_m(said: Told) -> float | None:
    speed = amount(said.value("speed"))
    return speed * 1_000 * said.timer_s / 3_600 if speed and speed > 0 else None


def _sensible(by_label: float, as_km: float, said: Told, sport: Sport) -> float:
    """Believe a label unless nobody is that fast, or goes that slowly in a sport of distance."""
    seconds = max(said.timer_s, 1.0)
    if by_label > _FASTEST_M_PER_S * seconds:
        return as_km / 1_000
    crawls = 0 < by_label < _SLOWEST_M_PER_S * seconds and bool(sport.healthkit_distance)
    return as_km if crawls and as_km <= _FAST_M_PER_S * seconds else by_label


def climb(said: Told) -> dict[str, float]:
    """Give ascent and descent; the first version writes a descent of 0 when it knows none."""
    first = said.value("elevation")
    if isinstance(first, dict):
        units = {"units": first.get("units")}
        found = {f"{way}_m": quantity({**units, "qty": first.get(way)}, "m") for way in _WAYS}
        found["descent_m"] = found["descent_m"] or None
    else:
        up, down = said.value("elevationUp"), said.value("elevationDown")
        found = {"ascent_m": quantity(up, "m"), "descent_m": quantity(down, "m")}
    known = {name: within(metres, 0, _HIGHEST_M) for name, metres in found.items()}
    return {name: metres for name, metres in known.items() if metres is not None}


_WAYS = ("ascent", "descent")


def heart_rates(said: Told) -> dict[str, float]:
    """Give the stated heart rates: any of average, lowest and highest; null is not said."""
    summary = said.value("heartRate")
    inside = summary if isinstance(summary, dict) else {}
    found = {
        "avg_hr_bpm": _first(inside.get("avg"), said.value("avgHeartRate")),
        "min_hr_bpm": _first(inside.get("min"), said.value("minHeartRate")),
        "max_hr_bpm": _first(inside.get("max"), said.value("maxHeartRate")),
    }
    return {name: bpm for name, bpm in found.items() if bpm is not None}


def _first(*said: Any) -> float | None:
    known = (within(amount(one), 1, _MOST_BPM) for one in said)
    return next((bpm for bpm in known if bpm is not None), None)


def worked_out(drawn: Drawn, said: Told) -> dict[str, float]:
    """Work out of the samples what a workout may leave unsaid."""
    found: dict[str, float] = {}
    route = drawn.streams.get(StreamKind.ROUTE)
    if route is not None:
        found["moving_s"] = min(measures.moving_s(route, (), said.elapsed_s), said.timer_s)
        if len(route) > 1:
            heights = measures.ascent_descent_m(route)
            found |= {"ascent_m": heights[0], "descent_m": heights[1]} if heights else {}
    return found | _beats(drawn)


def _beats(drawn: Drawn) -> dict[str, float]:
    """Summarise the heart rate; the ends of each group are lower and higher than its average."""
    pulse = drawn.streams.get(StreamKind.HEART_RATE)
    beat = measures.heart_rate_summary(pulse, ()) if pulse is not None else None
    if beat is None:
        return {}
    lowest, highest = beat.min_bpm, beat.max_bpm
    if drawn.pulse is not None:
        inside = [bpm for bpm in drawn.pulse.minimum.tolist() if 0 < bpm <= lowest]
        lowest = min(inside, default=lowest)
        above = [bpm for bpm in drawn.pulse.maximum.tolist() if highest <= bpm <= _MOST_BPM]
        highest = max(above, default=highest)
    return {"avg_hr_bpm": beat.avg_bpm, "min_hr_bpm": lowest, "max_hr_bpm": highest}


def weather(said: Told) -> Weather:
    """Give the weather; a humidity above 100 is in hundredths of a percent."""
    humidity = amount(said.value("humidity"))
    if humidity is not None and humidity > _PERCENT:
        humidity /= _PERCENT
    warmth = within(quantity(said.value("temperature"), "degC"), _COLDEST_C, _WARMEST_C)
    return Weather(warmth, within(humidity, 0, _PERCENT))


def mets(said: Told) -> float | None:
    """Give the average METs; the first version spells the field wrongly."""
    found = amount(said.value("intensity")) or amount(said.value("intesity"))
    return within(found, _LEAST_METS, _MOST_METS)


def statistics(said: Told) -> Iterator[Statistic]:
    """Give the totals that are no figures of a workout; their units are words of any language."""
    for name, kind in _COUNTS.items():
        stated = said.value(name)
        total = _sum(stated) if isinstance(stated, list) else amount(stated)
        if within(total, 0, _MOST_COUNTED) is not None:
            yield Statistic(kind, "count", total=total)


def _sum(rows: list[Any]) -> float | None:
    known = [value for row in rows if isinstance(row, dict) and (value := amount(row)) is not None]
    return sum(known) if known else None
