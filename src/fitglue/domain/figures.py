"""Numbers as a person reads them: a figure and its unit apart, for the unit is set smaller.

Canonical units come in (metres, seconds, m/s); metric or imperial goes out. Nothing in here knows
a page.
"""

from dataclasses import dataclass
from typing import Literal

from fitglue.domain.sport import Rate

Units = Literal["metric", "imperial"]
M_PER_KM = 1000.0
M_PER_MILE = 1609.344
M_PER_YARD = 0.9144
M_PER_FOOT = 0.3048
KG_PER_LB = 0.45359237
_SHORT_M = 1000.0  # below this, a swim's or a lap's distance is told in metres or yards
_SLOWEST_PACE_S = 3600.0  # slower than an hour per kilometre is standing


def units_of(name: str) -> Units:
    """Read somebody's units; whatever is not imperial is metric."""
    return "imperial" if name == "imperial" else "metric"


@dataclass(frozen=True, slots=True)
class Figure:
    """A number ready to read, and its unit."""

    number: str
    unit: str = ""

    @property
    def text(self) -> str:
        """Write both in a row, as people do: `8.96 km`, but `6:48/km`."""
        if not self.unit:
            return self.number
        return self.number + ("" if self.unit.startswith("/") else "\N{NO-BREAK SPACE}") + self.unit


def count(number: float) -> str:
    """Group thousands.

    >>> count(1204)
    '1,204'
    """
    return f"{round(number):,}"


def duration(seconds: float) -> str:
    """Write seconds as a clock does: `45:00`, `1:00:53`.

    >>> duration(3653.4)
    '1:00:53'
    """
    minutes, second = divmod(round(seconds), 60)
    hours, minute = divmod(minutes, 60)
    if hours:
        return f"{hours}:{minute:02}:{second:02}"
    return f"{minute}:{second:02}"


def weight(kilograms: float, units: Units) -> str:
    """Write a weight in kg or lb, its tenth kept."""
    in_unit, unit = (kilograms, "kg") if units == "metric" else (kilograms / KG_PER_LB, "lb")
    return f"{round(in_unit, 1):g}\N{NO-BREAK SPACE}{unit}"


def distance(metres: float, units: Units, *, swum: bool = False) -> Figure:
    """Give a distance in km or mi; short ones and swims in metres or yards.

    >>> distance(8963, "metric").number, distance(8963, "imperial").number
    ('8.96', '5.57')
    """
    if swum or metres < _SHORT_M:
        each, unit = (1.0, "m") if units == "metric" else (M_PER_YARD, "yd")
        return Figure(count(metres / each), unit)
    each, unit = (M_PER_KM, "km") if units == "metric" else (M_PER_MILE, "mi")
    return Figure(f"{metres / each:.2f}", unit)


def height(metres: float, units: Units) -> Figure:
    """Give an altitude or a climb in m or ft."""
    each, unit = (1.0, "m") if units == "metric" else (M_PER_FOOT, "ft")
    return Figure(count(metres / each), unit)


@dataclass(frozen=True, slots=True)
class RateWords:
    """How a sport speaks of speed in someone's units. `per_m` is what a pace counts to."""

    name: str
    unit: str
    per_m: float | None = None  # None: a speed
    each_m_per_s: float = 1.0  # one of `unit`, for a speed

    def figure(self, metres_per_s: float) -> Figure | None:
        """Give the pace or speed; None for a pace of standing still."""
        if self.per_m is None:
            return Figure(f"{metres_per_s / self.each_m_per_s:.1f}", self.unit)
        if metres_per_s <= 0 or self.per_m / metres_per_s > _SLOWEST_PACE_S:
            return None
        return Figure(duration(self.per_m / metres_per_s), self.unit)


_PACES: dict[tuple[Rate, Units], RateWords] = {
    (Rate.PACE_KM, "metric"): RateWords("Pace", "/km", M_PER_KM),
    (Rate.PACE_KM, "imperial"): RateWords("Pace", "/mi", M_PER_MILE),
    (Rate.PACE_100M, "metric"): RateWords("Pace", "/100\N{NO-BREAK SPACE}m", 100.0),
    (Rate.PACE_100M, "imperial"): RateWords("Pace", "/100\N{NO-BREAK SPACE}yd", 100 * M_PER_YARD),
    (Rate.PACE_500M, "metric"): RateWords("Pace", "/500\N{NO-BREAK SPACE}m", 500.0),
    (Rate.PACE_500M, "imperial"): RateWords("Pace", "/500\N{NO-BREAK SPACE}m", 500.0),
}


def rate(spoken: Rate, units: Units) -> RateWords:
    """Give how this sport's speed is told. Sports without a habit get a speed."""
    if (found := _PACES.get((spoken, units))) is not None:
        return found
    if units == "metric":
        return RateWords("Speed", "km/h", each_m_per_s=M_PER_KM / 3600)
    return RateWords("Speed", "mph", each_m_per_s=M_PER_MILE / 3600)


def temperature(celsius: float, units: Units) -> Figure:
    """Give a temperature in °C or °F."""
    if units == "metric":
        return Figure(f"{celsius:.0f}", "°C")
    return Figure(f"{celsius * 9 / 5 + 32:.0f}", "°F")


def size(size_bytes: int) -> Figure:
    """Give the size of a file in the largest unit that leaves a number above one."""
    amount = float(size_bytes)
    for unit in ("B", "KB", "MB"):
        if amount < 1000:  # noqa: PLR2004 - decimal, as file managers count
            return Figure(f"{amount:.0f}", unit)
        amount /= 1000
    return Figure(f"{amount:.1f}", "GB")
