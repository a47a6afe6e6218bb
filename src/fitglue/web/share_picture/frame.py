"""Where places of the earth lie in a picture: small enough parts of it are flat."""

from dataclasses import dataclass

import numpy as np

from fitglue.domain.streams import FloatArray

_LEAST_DEG = 0.002  # of latitude, about 220 m: a route round a desk is not blown up to a city


@dataclass(frozen=True, slots=True)
class Box:
    """A part of a picture in pixels; right and bottom are the first outside."""

    left: int
    top: int
    right: int
    bottom: int


@dataclass(frozen=True, slots=True)
class Frame:
    """Turns latitude and longitude, in rows, into x and y; north is up and a kilometre a circle."""

    middle: tuple[float, float]
    centre: tuple[float, float]
    px_per_deg: float
    narrow: float  # how much shorter a degree of longitude is there

    @classmethod
    def around(cls, places: FloatArray, box: Box) -> "Frame":
        """Fit places into a box."""
        low, high = places.min(axis=0), places.max(axis=0)
        middle = (low + high) / 2
        narrow = max(float(np.cos(np.radians(middle[0]))), 0.01)
        tall, wide = high - low
        scale = min(
            (box.bottom - box.top) / max(float(tall), _LEAST_DEG),
            (box.right - box.left) / max(float(wide) * narrow, _LEAST_DEG),
        )
        centre = ((box.left + box.right) / 2, (box.top + box.bottom) / 2)
        return cls((float(middle[0]), float(middle[1])), centre, scale, narrow)

    def pixels(self, places: FloatArray) -> FloatArray:
        """Give x and y of places."""
        north, east = (places - np.array(self.middle)).T * self.px_per_deg
        return np.column_stack((self.centre[0] + east * self.narrow, self.centre[1] - north))

    def places(self, pixels: FloatArray) -> FloatArray:
        """Give latitude and longitude of x and y."""
        east, south = (pixels - np.array(self.centre)).T / self.px_per_deg
        return np.column_stack((self.middle[0] - south, self.middle[1] + east / self.narrow))
