"""The parts of a workout: its `activities`, which the app writes since version 10.

One alone is a copy of the workout. `segments` are automatic kilometres and miles that overlap:
no laps of anybody.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from fitglue.domain.sport import Sport
from fitglue.domain.workout import Lap, LapKind
from fitglue.formats.health_auto_export.dates import moment
from fitglue.formats.health_auto_export.energy import Energy
from fitglue.formats.health_auto_export.quantities import amount, label, number, quantity, within
from fitglue.formats.health_auto_export.told import Told

_MULTISPORT = "swim_bike_run"
_MOST = 1_000
_MOST_M, _MOST_KCAL, _MOST_BPM = 1e8, 1e6, 300.0
#: Dates are whole seconds, and a part may end with the second after the workout's.
_ROUNDING_S = 2.0


def laps(said: Told, sport: Sport, burnt: Energy) -> tuple[Lap, ...]:
    """Give the steps of a structured workout, or the parts of a multi-sport one, in their order.

    The app names no sport on a part, so these make no legs.
    """
    kind = LapKind.LEG if sport.key == _MULTISPORT else LapKind.INTERVAL
    found = sorted(
        (replace(lap, kind=kind) for lap in _laps(said, burnt)), key=lambda lap: lap.start_s
    )
    return tuple(found) if len(found) > 1 else ()


def _laps(said: Told, burnt: Energy) -> Iterator[Lap]:
    for row in said.rows("activities")[:_MOST]:
        start, end = moment(row.get("start")), moment(row.get("end"))
        if start is None or end is None:
            continue
        start_s = (start.instant - said.start).total_seconds()
        end_s = (end.instant - said.start).total_seconds()
        if -_ROUNDING_S <= start_s < end_s <= said.elapsed_s + _ROUNDING_S:
            yield _lap(row, (max(start_s, 0.0), min(end_s, said.elapsed_s)), burnt)


def _lap(row: Mapping[str, Any], span: tuple[float, float], burnt: Energy) -> Lap:
    metrics = row.get("metrics")
    told = metrics if isinstance(metrics, dict) else {}
    timer_s = number(row.get("activeDuration"))
    kcal = within(amount(told.get("activeEnergy")), 0, _MOST_KCAL)
    return Lap(
        *span,
        LapKind.INTERVAL,
        timer_s=min(timer_s, span[1] - span[0]) if timer_s and timer_s > 0 else None,
        distance_m=within(quantity(told.get("distance"), "m"), 0, _MOST_M),
        active_kcal=None if kcal is None else kcal * burnt.kcal(label(told.get("activeEnergy"))),
        avg_hr_bpm=within(amount(told.get("heartRateAverage")), 1, _MOST_BPM),
        max_hr_bpm=within(amount(told.get("heartRateMaximum")), 1, _MOST_BPM),
    )
