"""What a person tells of their body: for zones of heart rate and power, and for estimates.

All of it is optional. What it is used for stands beside each field of the page that asks for it.
"""

from dataclasses import dataclass
from enum import StrEnum

from fitglue.domain.zones import SHARES_OF_HIGHEST, Zones, ZonesFrom, of_highest, of_threshold

#: Five zones, each begins at a share of the heart rate that a person can hold for an hour (Friel,
#: "The Triathlete's Training Bible": 85, 90, 95 and 100 %).
SHARES_OF_THRESHOLD_BPM = (0.85, 0.9, 0.95, 1.0)


class ZonesBy(StrEnum):
    """What a person's zones of heart rate are made of."""

    HIGHEST = "highest"
    RESERVE = "reserve"  # shares of what lies between rest and the highest (Karvonen 1957)
    THRESHOLD = "threshold"
    OWN = "own"


@dataclass(frozen=True, slots=True, kw_only=True)
class Athlete:
    """A body in figures; None is not said. Own bounds are where zones 2, 3, … begin."""

    highest_bpm: float | None = None
    resting_bpm: float | None = None
    threshold_bpm: float | None = None
    threshold_w: float | None = None
    weight_kg: float | None = None
    born: int | None = None
    sex: str = ""  # "female", "male", or not said
    zones_by: ZonesBy = ZonesBy.HIGHEST
    heart_rate_bounds: tuple[float, ...] = ()
    power_bounds: tuple[float, ...] = ()

    def heart_rate_zones(self) -> Zones | None:
        """Give five zones of heart rate; None when nothing is said that they are made of."""
        match self.zones_by:
            case ZonesBy.OWN:
                return Zones(self.heart_rate_bounds) if self.heart_rate_bounds else None
            case ZonesBy.RESERVE:
                return _of_reserve(self.resting_bpm, self.highest_bpm)
            case ZonesBy.THRESHOLD:
                return _of_threshold_bpm(self.threshold_bpm)
        return of_highest(self.highest_bpm) if self.highest_bpm else None

    def power_zones(self) -> Zones | None:
        """Give seven zones of power: the person's own, else of their threshold."""
        if self.power_bounds:
            return Zones(self.power_bounds)
        return of_threshold(self.threshold_w) if self.threshold_w else None


def _of_reserve(resting_bpm: float | None, highest_bpm: float | None) -> Zones | None:
    if not resting_bpm or not highest_bpm or resting_bpm >= highest_bpm:
        return None
    reserve = highest_bpm - resting_bpm
    bounds = tuple(float(round(resting_bpm + reserve * share)) for share in SHARES_OF_HIGHEST)
    return Zones(bounds, ZonesFrom.HIGHEST, highest_bpm)


def _of_threshold_bpm(threshold_bpm: float | None) -> Zones | None:
    if not threshold_bpm:
        return None
    bounds = tuple(float(round(threshold_bpm * share)) for share in SHARES_OF_THRESHOLD_BPM)
    return Zones(bounds, ZonesFrom.THRESHOLD, threshold_bpm)
