"""How high the sun stands, and what light a workout saw.

The equations of NOAA's solar calculator, after Meeus, "Astronomical Algorithms" (1998)
(https://gml.noaa.gov/grad/solcalc/calcdetails.html): good to a minute for sunrise and sunset
between 72° north and south, in the years 1800 to 2100.
"""

from datetime import datetime, timedelta
from enum import StrEnum

import numpy as np

from fitglue.domain.streams import FloatArray

#: The middle of the sun when its upper edge touches the horizon: half its width, and refraction.
RISE_DEG = -0.833
#: Civil twilight ends here; below it people call it night.
NIGHT_DEG = -6.0

_UNIX_EPOCH_JD = 2_440_587.5
_J2000_JD = 2_451_545.0
_CENTURY_D = 36_525.0
_DAY_S = 86_400.0
_STEP_S = 60.0
#: A workout that ends a quarter of an hour before the sun sets was one at sunset.
_AROUND_S = 900.0
#: A day's ride that ends at sunset is no ride at sunset.
_FARTHEST_S = 2 * 3600.0


class Light(StrEnum):
    """What light a workout saw, in the words that people put into titles."""

    NIGHT = "Night"
    DAWN = "Dawn"
    SUNRISE = "Sunrise"
    DAY = "Day"
    SUNSET = "Sunset"
    DUSK = "Dusk"


def height_deg(unix_s: FloatArray, latitude_deg: float, longitude_deg: float) -> FloatArray:
    """Give the height of the sun's middle over the horizon at each moment, refraction left out."""
    declination, equation_min = _declination_and_equation(unix_s)
    minutes = unix_s % _DAY_S / 60 + equation_min + 4 * longitude_deg
    hour_angle = np.radians(minutes / 4 - 180)
    latitude = np.radians(latitude_deg)
    sine = np.sin(latitude) * np.sin(declination)
    sine = sine + np.cos(latitude) * np.cos(declination) * np.cos(hour_angle)
    return np.degrees(np.arcsin(np.clip(sine, -1, 1)))


def risings_and_settings(
    start: datetime, end: datetime, latitude_deg: float, longitude_deg: float
) -> list[tuple[datetime, bool]]:
    """Give every sunrise (true) and sunset (false) in a span; none in a polar day or night."""
    seconds, height = _sampled(start, end, latitude_deg, longitude_deg)
    over = height - RISE_DEG
    at = np.flatnonzero((over[:-1] > 0) != (over[1:] > 0))
    share = over[at] / (over[at] - over[at + 1])
    moments = seconds[at] + share * (seconds[at + 1] - seconds[at])
    return [
        (start + timedelta(seconds=float(moment)), bool(over[index + 1] > 0))
        for moment, index in zip(moments, at, strict=True)
    ]


def light(start: datetime, end: datetime, latitude_deg: float, longitude_deg: float) -> Light:
    """Tell what light a workout saw at a place.

    A sunrise or sunset in it, or a quarter of an hour around it, gives it its name, unless its
    middle is more than two hours off; else the middle does.
    """
    around = timedelta(seconds=_AROUND_S)
    middle = start + (end - start) / 2
    turns = risings_and_settings(start - around, end + around, latitude_deg, longitude_deg)
    near = [(abs((moment - middle).total_seconds()), rises) for moment, rises in turns]
    off_s, rises = min(near, default=(np.inf, False))
    if off_s <= _FARTHEST_S:
        return Light.SUNRISE if rises else Light.SUNSET
    _, height = _sampled(middle, middle + around, latitude_deg, longitude_deg)
    if height[0] > RISE_DEG:
        return Light.DAY
    if height[0] < NIGHT_DEG:
        return Light.NIGHT
    return Light.DAWN if height[-1] > height[0] else Light.DUSK


def _sampled(
    start: datetime, end: datetime, latitude_deg: float, longitude_deg: float
) -> tuple[FloatArray, FloatArray]:
    length_s = max((end - start).total_seconds(), _STEP_S)
    seconds = np.linspace(0.0, length_s, int(np.ceil(length_s / _STEP_S)) + 1)
    return seconds, height_deg(start.timestamp() + seconds, latitude_deg, longitude_deg)


def _declination_and_equation(unix_s: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Give the sun's declination in radians, and the equation of time in minutes."""
    century = (unix_s / _DAY_S + _UNIX_EPOCH_JD - _J2000_JD) / _CENTURY_D
    mean_longitude = np.radians((280.46646 + century * (36000.76983 + century * 0.0003032)) % 360)
    anomaly = np.radians(357.52911 + century * (35999.05029 - 0.0001537 * century))
    eccentricity = 0.016708634 - century * (0.000042037 + 0.0000001267 * century)
    longitude = mean_longitude + np.radians(_centre_deg(century, anomaly))
    node = np.radians(125.04 - 1934.136 * century)
    apparent = longitude - np.radians(0.00569 + 0.00478 * np.sin(node))
    tilt = np.radians(_tilt_deg(century) + 0.00256 * np.cos(node))
    declination = np.arcsin(np.sin(tilt) * np.sin(apparent))
    y = np.tan(tilt / 2) ** 2
    equation = (
        y * np.sin(2 * mean_longitude)
        - 2 * eccentricity * np.sin(anomaly)
        + 4 * eccentricity * y * np.sin(anomaly) * np.cos(2 * mean_longitude)
        - 0.5 * y**2 * np.sin(4 * mean_longitude)
        - 1.25 * eccentricity**2 * np.sin(2 * anomaly)
    )
    return declination, 4 * np.degrees(equation)


def _centre_deg(century: FloatArray, anomaly: FloatArray) -> FloatArray:
    """Give how far the sun is ahead of an even pace."""
    once = 1.914602 - century * (0.004817 + 0.000014 * century)
    twice = 0.019993 - 0.000101 * century
    return np.sin(anomaly) * once + np.sin(2 * anomaly) * twice + np.sin(3 * anomaly) * 0.000289


def _tilt_deg(century: FloatArray) -> FloatArray:
    """Give the mean tilt of the earth's axis."""
    seconds = 21.448 - century * (46.815 + century * (0.00059 - century * 0.001813))
    return 23 + (26 + seconds / 60) / 60
