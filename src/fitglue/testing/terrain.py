"""Places where the made-up athlete trains: smooth courses with altitude.

Mostly Lyon: round its park, along its river, up its hills. A handful of turning points stands for
each course; a closed or open curve through them, a little meander and a relief of round hills make
a path that looks run, not drawn. Nobody's real track is in here.
"""

from dataclasses import dataclass
from functools import cache

import numpy as np

from fitglue.domain.streams import FloatArray

_STEP_M = 4.0
_M_PER_DEG = 111_320.0


@dataclass(frozen=True, slots=True)
class Hill:
    """A round hill: its top above the plain, and how wide it is."""

    latitude_deg: float
    longitude_deg: float
    height_m: float
    width_m: float


@dataclass(frozen=True, slots=True)
class Place:
    """A piece of country: how high its plain lies, and its hills."""

    zone: str
    plain_m: float
    hills: tuple[Hill, ...]


@dataclass(frozen=True, eq=False, slots=True)
class Course:
    """A path sampled every `_STEP_M` metres: east, north (metres from its origin) and altitude."""

    name: str
    place: Place
    origin_deg: tuple[float, float]
    east_m: FloatArray
    north_m: FloatArray
    altitude_m: FloatArray
    closed: bool

    @property
    def length_m(self) -> float:
        """Give the length of one round, or of the way out."""
        return (len(self.east_m) - 1) * _STEP_M

    def at(self, distance_m: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
        """Give east, north and altitude after `distance_m`: round again, or back the same way."""
        along = np.mod(distance_m, self.length_m * (1 if self.closed else 2))
        if not self.closed:
            along = self.length_m - np.abs(along - self.length_m)
        step = along / _STEP_M
        grid = np.arange(len(self.east_m))
        columns = (self.east_m, self.north_m, self.altitude_m)
        east, north, altitude = (np.interp(step, grid, column) for column in columns)
        return east, north, altitude

    def turning_after(self, metres: float) -> "Course":
        """Give the same way out, turning back after `metres` of it at most."""
        steps = min(len(self.east_m), round(metres / _STEP_M) + 1)
        cut = (column[:steps] for column in (self.east_m, self.north_m, self.altitude_m))
        return Course(self.name, self.place, self.origin_deg, *cut, closed=False)

    def degrees(self, east_m: FloatArray, north_m: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Turn metres from the origin into latitude and longitude."""
        latitude, longitude = self.origin_deg
        shrink = np.cos(np.radians(latitude))
        return latitude + north_m / _M_PER_DEG, longitude + east_m / (_M_PER_DEG * shrink)


LYON = Place("Europe/Paris", 168.0, (
    Hill(45.7760, 4.8295, 78, 520), Hill(45.7618, 4.8212, 118, 560),
    Hill(45.8490, 4.7790, 420, 1900), Hill(45.8268, 4.8075, 210, 900),
    Hill(45.8500, 5.0000, 95, 2500),
))  # fmt: skip
PILAT = Place("Europe/Paris", 960.0, (
    Hill(45.3812, 4.5765, 455, 1500), Hill(45.3760, 4.5420, 160, 900),
))  # fmt: skip
NEW_YORK = Place("America/New_York", 18.0, (
    Hill(40.7965, -73.9540, 22, 420), Hill(40.7740, -73.9700, 15, 500),
    Hill(40.7870, -73.9640, 16, 450),
))  # fmt: skip

#: name → where, whether it closes, turning points (latitude, longitude)
_TURNS: dict[str, tuple[Place, bool, tuple[tuple[float, float], ...]]] = {
    "park": (LYON, True, (
        (45.7741, 4.8466), (45.7764, 4.8462), (45.7790, 4.8479), (45.7815, 4.8508),
        (45.7838, 4.8551), (45.7849, 4.8598), (45.7834, 4.8635), (45.7806, 4.8628),
        (45.7781, 4.8610), (45.7756, 4.8594), (45.7735, 4.8570), (45.7722, 4.8531),
        (45.7728, 4.8493),
    )),
    "river": (LYON, False, (
        (45.7741, 4.8449), (45.7705, 4.8420), (45.7672, 4.8400), (45.7637, 4.8397),
        (45.7600, 4.8408), (45.7571, 4.8412), (45.7535, 4.8388), (45.7501, 4.8361),
        (45.7462, 4.8336), (45.7420, 4.8312), (45.7375, 4.8283), (45.7335, 4.8262),
        (45.7290, 4.8234), (45.7235, 4.8222), (45.7180, 4.8240),
    )),
    "hills": (LYON, True, (
        (45.7745, 4.8430), (45.7757, 4.8390), (45.7748, 4.8345), (45.7775, 4.8305),
        (45.7760, 4.8262), (45.7723, 4.8240), (45.7700, 4.8272), (45.7672, 4.8268),
        (45.7655, 4.8235), (45.7632, 4.8205), (45.7610, 4.8224), (45.7590, 4.8206),
        (45.7565, 4.8218), (45.7560, 4.8255), (45.7588, 4.8290), (45.7625, 4.8318),
        (45.7665, 4.8345), (45.7702, 4.8372), (45.7727, 4.8412),
    )),
    "mounts": (LYON, True, (
        (45.7760, 4.8420), (45.7830, 4.8270), (45.7930, 4.8235), (45.8050, 4.8290),
        (45.8180, 4.8390), (45.8300, 4.8500), (45.8440, 4.8480), (45.8560, 4.8400),
        (45.8700, 4.8420), (45.8785, 4.8300), (45.8720, 4.8080), (45.8640, 4.7990),
        (45.8575, 4.7905), (45.8500, 4.7820), (45.8440, 4.7860), (45.8400, 4.7930),
        (45.8330, 4.7990), (45.8270, 4.8060), (45.8200, 4.8130), (45.8120, 4.8110),
        (45.8020, 4.8080), (45.7930, 4.8110), (45.7860, 4.8180), (45.7800, 4.8310),
    )),
    "saone": (LYON, False, (
        (45.7760, 4.8420), (45.7830, 4.8270), (45.7930, 4.8235), (45.8050, 4.8290),
        (45.8180, 4.8390), (45.8300, 4.8500), (45.8440, 4.8480), (45.8560, 4.8400),
        (45.8700, 4.8420), (45.8850, 4.8330), (45.9000, 4.8200), (45.9130, 4.8060),
        (45.9250, 4.7900), (45.9400, 4.7750),
    )),
    "lake": (LYON, True, (
        (45.8060, 4.9440), (45.8085, 4.9440), (45.8108, 4.9480), (45.8112, 4.9530),
        (45.8090, 4.9560), (45.8066, 4.9520),
    )),
    "plain": (LYON, True, (
        (45.8100, 4.9400), (45.8250, 4.9500), (45.8400, 4.9700), (45.8560, 4.9850),
        (45.8640, 5.0200), (45.8550, 5.0480), (45.8350, 5.0420), (45.8250, 5.0100),
        (45.8150, 4.9700),
    )),
    "shore": (LYON, True, (
        (45.8035, 4.9400), (45.8090, 4.9385), (45.8130, 4.9440), (45.8142, 4.9540),
        (45.8110, 4.9610), (45.8060, 4.9590), (45.8030, 4.9500),
    )),
    "ridge": (PILAT, True, (
        (45.3690, 4.5260), (45.3735, 4.5350), (45.3745, 4.5470), (45.3790, 4.5560),
        (45.3822, 4.5680), (45.3811, 4.5765), (45.3762, 4.5800), (45.3700, 4.5720),
        (45.3665, 4.5600), (45.3640, 4.5470), (45.3655, 4.5350),
    )),
    "central_park": (NEW_YORK, True, (
        (40.7681, -73.9797), (40.7664, -73.9743), (40.7700, -73.9690), (40.7752, -73.9655),
        (40.7805, -73.9615), (40.7862, -73.9577), (40.7922, -73.9538), (40.7962, -73.9512),
        (40.7985, -73.9545), (40.7978, -73.9590), (40.7935, -73.9606), (40.7890, -73.9640),
        (40.7838, -73.9672), (40.7790, -73.9718), (40.7735, -73.9752),
    )),
}  # fmt: skip


@cache
def course(name: str) -> Course:
    """Give a course by its name. Raises KeyError."""
    place, closed, turns = _TURNS[name]
    origin = turns[0]
    shrink = np.cos(np.radians(origin[0]))
    points = (np.array(turns) - origin) * (_M_PER_DEG, _M_PER_DEG * shrink)
    curve = _meandering(_even(_curve(points, closed=closed)), closed=closed)
    north, east = _even(curve).T
    altitude = _altitude(place, origin, east, north)
    return Course(name, place, origin, east, north, altitude, closed=closed)


def _curve(points: FloatArray, *, closed: bool) -> FloatArray:
    """Draw a Catmull-Rom spline through the points."""
    ends = (points[-1:], points[:2]) if closed else (points[:1], points[-1:])
    padded = np.concatenate([ends[0], points, ends[1]])
    before, first, second, after = (padded[i : len(padded) - 3 + i, None] for i in range(4))
    t = np.linspace(0, 1, 60, endpoint=False)[None, :, None]
    bent = (
        2 * first + (second - before) * t
        + (2 * before - 5 * first + 4 * second - after) * t**2
        + (3 * first - before - 3 * second + after) * t**3
    )  # fmt: skip
    return np.concatenate([(bent / 2).reshape(-1, 2), points[:1] if closed else points[-1:]])


def _even(curve: FloatArray) -> FloatArray:
    """Sample a curve every `_STEP_M` metres."""
    length = np.concatenate([[0], np.cumsum(np.hypot(*np.diff(curve, axis=0).T))])
    along = np.arange(int(length[-1] // _STEP_M) + 1) * (_STEP_M)
    return np.stack([np.interp(along, length, column) for column in curve.T], axis=1)


def _meandering(curve: FloatArray, *, closed: bool) -> FloatArray:
    """Swing the curve a few metres to both sides, whole times, so that a round still closes."""
    share = np.linspace(0, 1, len(curve))
    swings = len(curve) * _STEP_M / np.array([930.0, 340.0, 150.0])
    amplitudes_m = (26.0, 12.0, 3.0) if closed else (9.0, 5.0, 2.0)
    offset = sum(
        metres * np.sin(2 * np.pi * (round(count) * share + len(curve) * (nth + 1) / 7))
        for nth, (count, metres) in enumerate(zip(swings, amplitudes_m, strict=True))
    )
    calm = 1.0 if closed else np.minimum(1, np.minimum(share, 1 - share) * 20)
    heading = np.gradient(curve, axis=0)
    heading /= np.hypot(*heading.T)[:, None] + 1e-9
    return curve + (offset * calm)[:, None] * np.stack([-heading[:, 1], heading[:, 0]], axis=1)


def _altitude(
    place: Place, origin: tuple[float, float], east_m: FloatArray, north_m: FloatArray
) -> FloatArray:
    latitude, longitude = origin
    shrink = np.cos(np.radians(latitude))
    altitude = place.plain_m + 1.2 * np.sin(east_m / 210) * np.cos(north_m / 170)
    for hill in place.hills:
        north = north_m - (hill.latitude_deg - latitude) * _M_PER_DEG
        east = east_m - (hill.longitude_deg - longitude) * _M_PER_DEG * shrink
        altitude = altitude + hill.height_m * np.exp(-(north**2 + east**2) / (2 * hill.width_m**2))
    return altitude
