"""Energy in kcal, whatever the app's labels claim.

Labels of a total and of its series may be swapped. 4.184 between the two betrays it: the smaller
number is the one in kcal. Where there is no series to compare with, what a body can burn decides.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from fitglue.domain.units import convert
from fitglue.formats.health_auto_export.quantities import amount, factor, label
from fitglue.formats.health_auto_export.told import Told

_KCAL_PER_KJ = convert(1.0, "kJ", "kcal")
_NEAR = 0.05
#: No workout takes more, in either unit.
_MOST = 1e6
#: What a body burns a minute: from sitting still to more than anybody's sprint.
_LEAST_KCAL_PER_MIN, _MOST_KCAL_PER_MIN = 0.5, 25.0


@dataclass(frozen=True, slots=True)
class Energy:
    """A workout's energy, and the kcal that one unit of each of its series is, by its label."""

    active_kcal: float | None
    basal_kcal: float | None
    series_factors: Mapping[str, float]

    def kcal(self, units: str) -> float:
        """Give the kcal of one unit of a series with this label."""
        return self.series_factors.get(units, factor(units, "kcal"))


def energy(said: Told) -> Energy:
    """Find a workout's energy in either version of the app's JSON."""
    second = said.value("activeEnergyBurned")
    total = second if second is not None else said.value("activeEnergy")
    numeral, units = amount(total), label(total)
    series = _series(said, "activeEnergy")
    if numeral is None or not 0 < numeral <= _MOST:
        return _of_series_alone(said, series)
    by_total, by_series = _factors((numeral, units), series, said.timer_s / 60)
    active = numeral * by_total
    factors = {series[1]: by_series} if series is not None else {}
    return Energy(active, _basal(said, active, {units: by_total}, factors), factors)


def _series(said: Told, name: str) -> tuple[float, str] | None:
    """Give the sum of a series and its label; None without one."""
    rows = said.rows(name)
    amounts = [(amount(row), label(row)) for row in rows]
    known = [(value, units) for value, units in amounts if value is not None and 0 < value <= _MOST]
    return (sum(value for value, _ in known), known[0][1]) if known else None


def _of_series_alone(said: Told, series: tuple[float, str] | None) -> Energy:
    if series is None:
        return Energy(None, None, {})
    by_label = factor(series[1], "kcal")
    by_sense = _sensible(series[0], by_label, said.timer_s / 60)
    factors = {series[1]: by_sense}
    active = series[0] * by_sense
    return Energy(active, _basal(said, active, {}, factors), factors)


def _factors(
    total: tuple[float, str], series: tuple[float, str] | None, minutes: float
) -> tuple[float, float]:
    """Give the kcal of one unit of the total and of the series."""
    by_label = factor(total[1], "kcal")
    if series is None:
        return _sensible(total[0], by_label, minutes), 1.0
    ratio = series[0] / total[0]
    if _near(ratio, 1 / _KCAL_PER_KJ):
        return 1.0, _KCAL_PER_KJ
    if _near(ratio, _KCAL_PER_KJ):
        return _KCAL_PER_KJ, 1.0
    by_sense = _sensible(total[0], by_label, minutes)
    return by_sense, by_sense if _near(ratio, 1.0) else factor(series[1], "kcal")


def _near(ratio: float, expected: float) -> bool:
    return abs(ratio / expected - 1) <= _NEAR


def _sensible(numeral: float, by_label: float, minutes: float) -> float:
    """Take the label at its word unless only the other unit is humanly possible."""
    other = 1.0 if _near(by_label, _KCAL_PER_KJ) else _KCAL_PER_KJ
    if minutes <= 0 or _possible(numeral * by_label / minutes):
        return by_label
    return other if _possible(numeral * other / minutes) else by_label


def _possible(kcal_per_min: float) -> bool:
    return _LEAST_KCAL_PER_MIN <= kcal_per_min <= _MOST_KCAL_PER_MIN


def _basal(
    said: Told, active: float, totals: Mapping[str, float], series: Mapping[str, float]
) -> float | None:
    """Give what the body burns anyway: the total without the active part, else its own series."""
    whole = said.value("totalEnergy")
    numeral = amount(whole)
    if numeral is not None:
        rest = min(numeral, _MOST) * totals.get(label(whole), factor(label(whole), "kcal")) - active
        if rest > 0:
            return rest
    own = _series(said, "basalEnergy")
    return own[0] * series.get(own[1], factor(own[1], "kcal")) if own is not None else None
