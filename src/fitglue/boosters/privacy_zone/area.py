"""What is hidden around a place: more than the person chose, and never centred on the place.

Ends of many routes that leave one circle give its centre away (Hassan and others, "Analysis of
Privacy Protections in Fitness Tracking Social Networks", USENIX Security 2018). So the middle of
what is hidden lies off the place, by as much as twice the radius chosen, in a way that only the
person's secret tells; every direction and distance is equally likely, so whoever finds the
middle knows no more than that the place is somewhere around it. Its border is wavy, in a secret
way too. Neither depends on the day: a thousand routes tell what one tells.

Radii fall into steps (50, 71, 100, 141, 200, 283 m ...), and all radii of a step share one shift,
drawn for that step alone. A shift that grew with the radius would give the place away to whoever
sees two radii: the line through both middles leads to it, in a known proportion. With a draw for
each step it leads nowhere; two steps tell only that the place lies where two discs overlap. That is
more than one of them tells, so a radius is best chosen once.
"""

import hashlib
import hmac
import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from fitglue.domain.line import M_PER_DEGREE
from fitglue.domain.measures import away_m
from fitglue.domain.spot import Spot
from fitglue.domain.streams import FloatArray

#: How far off the place the middle of what is hidden may lie, in the least radius of the step.
SHIFT = 2.0
#: The most that waves of the border add, in the least radius of the step.
WAVE = 0.5
MARGIN_M = 25.0
_WAVES = 4
_FIRST_STEP_M = 50.0
_STEPS_PER_DOUBLING = 2
#: Places within a hundredth of a degree share a secret: moving a zone a little tells nothing.
_CELLS_PER_DEGREE = 100
_FULL_TURN = 360.0
_LEAST_SCALE = 0.01


@dataclass(frozen=True, slots=True)
class HiddenArea:
    """A round area with a wavy border. It holds its zone whole, and `MARGIN_M` around it."""

    latitude_deg: float
    longitude_deg: float
    radius_m: float
    wave_m: float
    phases: tuple[float, ...]

    def holds(self, latitude_deg: FloatArray, longitude_deg: FloatArray) -> npt.NDArray[np.bool_]:
        """Tell which positions lie inside; one that is missing does not."""
        away = away_m(latitude_deg, longitude_deg, self.latitude_deg, self.longitude_deg)
        inside = away <= self.radius_m
        border = ~inside & (away <= self.radius_m + self.wave_m)  # nowhere else do waves matter
        if border.any():
            swell = self._swell(latitude_deg[border], longitude_deg[border])
            inside[border] = away[border] <= self.radius_m + self.wave_m * swell
        return inside

    def _swell(self, latitude_deg: FloatArray, longitude_deg: FloatArray) -> FloatArray:
        """Give how far the border swells in each direction: 0 to 1."""
        east = (longitude_deg - self.longitude_deg + 180) % _FULL_TURN - 180
        east = east * np.cos(np.radians(self.latitude_deg))
        angle = np.arctan2(latitude_deg - self.latitude_deg, east)
        waves = [np.sin(count * angle + phase) for count, phase in enumerate(self.phases, 2)]
        return (np.mean(waves, axis=0) + 1) / 2


def hidden_area(zone: Spot, seed: bytes) -> HiddenArea:
    """Give what to hide so that a zone is hidden, and its middle too."""
    step = _step(zone.radius_m)
    scale_m = _FIRST_STEP_M * 2 ** (step / _STEPS_PER_DOUBLING)
    shares = _shares(zone, step, seed)
    shift_m = SHIFT * scale_m * np.sqrt(shares[0])  # the root spreads evenly over a disc
    angle = 2 * np.pi * shares[1]
    narrower = max(np.cos(np.radians(zone.latitude_deg)), _LEAST_SCALE)
    latitude = zone.latitude_deg + shift_m * np.sin(angle) / M_PER_DEGREE
    longitude = zone.longitude_deg + shift_m * np.cos(angle) / (M_PER_DEGREE * narrower)
    return HiddenArea(
        float(np.clip(latitude, -90, 90)),
        float((longitude + 180) % _FULL_TURN - 180),
        zone.radius_m + SHIFT * scale_m + MARGIN_M,
        WAVE * scale_m,
        tuple(2 * np.pi * share for share in shares[2:]),
    )


def _step(radius_m: float) -> int:
    """Tell which step a radius falls into: 0 from 50 m, 4 from 200 m, two for each doubling."""
    return math.floor(_STEPS_PER_DOUBLING * math.log2(radius_m / _FIRST_STEP_M))


def _shares(zone: Spot, step: int, seed: bytes) -> list[float]:
    """Draw numbers from 0 to 1 that are the same for this person, place and step for ever."""
    cell = [round(at * _CELLS_PER_DEGREE) for at in (zone.latitude_deg, zone.longitude_deg)]
    drawn_for = f"privacy zone {cell[0]} {cell[1]} {step}"
    secret = hmac.digest(seed, drawn_for.encode(), hashlib.sha512)
    each = 8
    return [
        int.from_bytes(secret[at * each : (at + 1) * each], "big") / 2 ** (8 * each)
        for at in range(2 + _WAVES)
    ]
