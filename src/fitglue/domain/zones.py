"""Zones of heart rate and of power: where they begin, how we know, and the time spent in each.

A person's own bounds come first. Without them the heart rate's are shares of the highest that was
seen, never of an age: "220 less your age" misses many a person's own by ten beats and more
(Robergs and Landwehr 2002, https://www.asep.org/asep/asep/Robergs2.pdf).
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

import numpy as np

from fitglue.domain.measures import timer_at
from fitglue.domain.streams import HOLD_S, FloatArray, Stream
from fitglue.domain.workout import Pause

#: Five zones, each begins at a share of the highest heart rate: as most watches count them.
SHARES_OF_HIGHEST = (0.6, 0.7, 0.8, 0.9)
#: Seven zones, each begins at a share of the threshold power (Coggan; Allen and Coggan, "Training
#: and Racing with a Power Meter").
SHARES_OF_THRESHOLD = (0.55, 0.75, 0.9, 1.05, 1.2, 1.5)
#: What a zone may be of; whoever asks a person for bounds asks within these.
LEAST_BPM, MOST_BPM = 40.0, 240.0
LEAST_W, MOST_W = 20.0, 2500.0
MOST_ZONES = 10


class ZonesFrom(StrEnum):
    """How we know where zones begin."""

    PERSON = "person"  # somebody set the bounds
    HIGHEST = "highest"  # shares of the highest heart rate that was seen
    THRESHOLD = "threshold"  # shares of a power that the person can hold for an hour


@dataclass(frozen=True, slots=True)
class Zones:
    """Zones of one quantity. `bounds` are where zones 2, 3, … begin, ascending; the first is below.

    `reference` is what shares were taken of: a highest heart rate or a threshold power.
    Raises ValueError for bounds that are no zones.
    """

    bounds: tuple[float, ...]
    known_by: ZonesFrom = ZonesFrom.PERSON
    reference: float | None = None

    def __post_init__(self) -> None:
        if not 1 <= len(self.bounds) < MOST_ZONES:
            raise ValueError(f"{len(self.bounds) + 1} zones are not 2 to {MOST_ZONES}")
        if not all(math.isfinite(bound) and bound > 0 for bound in self.bounds):
            raise ValueError("a zone begins above nothing")
        if any(low >= high for low, high in pairwise(self.bounds)):
            raise ValueError("every zone begins above the one before")

    def __len__(self) -> int:
        """Count the zones."""
        return len(self.bounds) + 1

    def spans(self) -> tuple[tuple[float | None, float | None], ...]:
        """Give where each zone begins and where the next one does; None at the open ends."""
        edges = (None, *self.bounds, None)
        return tuple(pairwise(edges))

    def zone_of(self, values: FloatArray) -> FloatArray:
        """Give the zone of each value, from 1; NaN where there is no value."""
        zone = np.searchsorted(np.array(self.bounds), values, side="right") + 1.0
        return np.where(np.isfinite(values), zone, np.nan)

    def seconds_in(self, stream: Stream, pauses: tuple[Pause, ...] = ()) -> tuple[float, ...]:
        """Give the timer's seconds in each zone: a sample counts until the next, `HOLD_S` at most.

        What nobody measured is in no zone, so the sum may be less than the workout's time.
        """
        known = stream.take(np.isfinite(stream.values))
        if not len(known):
            return (0.0,) * len(self)
        lasts = np.diff(timer_at(known.time_s, pauses), append=known.time_s[-1])
        lasts[-1] = 0.0 if len(known) > 1 else HOLD_S
        zone = np.searchsorted(np.array(self.bounds), known.values, side="right")
        seconds = np.bincount(zone, np.clip(lasts, 0.0, HOLD_S), minlength=len(self))
        return tuple(seconds.tolist())


@dataclass(frozen=True, slots=True)
class PersonalZones:
    """The zones that a person's workouts are held against, those that are known."""

    heart_rate: Zones | None = None
    power: Zones | None = None


def of_highest(bpm: float) -> Zones:
    """Give five zones of heart rate from the highest that a person's heart was seen at."""
    return Zones(_shares(bpm, SHARES_OF_HIGHEST), ZonesFrom.HIGHEST, bpm)


def of_threshold(watts: float) -> Zones:
    """Give seven zones of power from what a person can hold for an hour."""
    return Zones(_shares(watts, SHARES_OF_THRESHOLD), ZonesFrom.THRESHOLD, watts)


def _shares(whole: float, shares: Sequence[float]) -> tuple[float, ...]:
    return tuple(float(round(whole * share)) for share in shares)
