"""Asks Open-Meteo for the weather of one place and moment.

Parameters and answers as its OpenAPI documents have them (https://open-meteo.com/en/docs and
/historical-weather-api): the forecast's door knows the last days too, the archive's (ERA5) is some
days late. Two decimals of a position, about a kilometre, are all that leaves.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

from fitglue.boosters.weather.conditions import NOTHING, Conditions
from fitglue.domain.booster_tools import Web
from fitglue.domain.open_meteo import PACE

CREDIT = "Weather data by Open-Meteo.com, CC BY 4.0"
#: How long the forecast's door is asked: the archive is five days late, and a weekend is two.
RECENT = timedelta(days=10)

_DECIMALS = 2
_HOUR = timedelta(hours=1)
_KEEP_RECENT, _KEEP_PAST = timedelta(hours=6), timedelta(days=365)
_NAMES = {
    "temperature_c": "temperature_2m", "feels_like_c": "apparent_temperature",
    "humidity_percent": "relative_humidity_2m", "precipitation_mm": "precipitation",
    "code": "weather_code", "wind_m_per_s": "wind_speed_10m",
    "wind_from_deg": "wind_direction_10m",
}  # fmt: skip
_BETWEEN = ("temperature_c", "feels_like_c", "humidity_percent", "wind_m_per_s")


@dataclass(frozen=True, slots=True)
class Doors:
    """Where Open-Meteo, or one's own copy of it, is asked."""

    forecast: str
    archive: str


@dataclass(frozen=True, slots=True)
class Moment:
    """A place and a time."""

    latitude_deg: float
    longitude_deg: float
    at: datetime


def asked(web: Web, doors: Doors, moment: Moment, now: datetime) -> Conditions:
    """Ask for a moment's weather; nothing where the service does not know it.

    Raises Transient and Refused, as the web does.
    """
    is_recent = now - moment.at < RECENT
    answer = web.json(
        doors.forecast if is_recent else doors.archive,
        _question(moment),
        keep=_KEEP_RECENT if is_recent else _KEEP_PAST,
        pace=PACE,
    )
    return conditions_at(answer, moment.at)


def _question(moment: Moment) -> dict[str, str]:
    day, next_day = moment.at.astimezone(UTC), moment.at.astimezone(UTC) + _HOUR
    return {
        "latitude": f"{moment.latitude_deg:.{_DECIMALS}f}",
        "longitude": f"{moment.longitude_deg:.{_DECIMALS}f}",
        "start_date": day.date().isoformat(),
        "end_date": next_day.date().isoformat(),
        "hourly": ",".join(_NAMES.values()),
        "wind_speed_unit": "ms",
        "timezone": "UTC",
    }


def conditions_at(answer: Any, at: datetime) -> Conditions:
    """Read an answer at a moment, NOTHING when its hours do not hold it or know nothing of it.

    Temperature, humidity and wind lie between those of the two hours around; code and direction
    are the nearer hour's; rain is what fell in the hour that the moment is in.
    """
    hourly = answer.get("hourly") if isinstance(answer, Mapping) else None
    times = _times(hourly)
    before = next((i for i, (a, b) in enumerate(pairwise(times)) if a <= at < b), None)
    if before is None or not isinstance(hourly, Mapping):
        return NOTHING
    share = (at - times[before]) / (times[before + 1] - times[before])
    hours = {name: _two(hourly.get(column), before) for name, column in _NAMES.items()}
    found: dict[str, Any] = {name: _between(*hours[name], share) for name in _BETWEEN}
    code, direction = (_nearer(*hours[name], share) for name in ("code", "wind_from_deg"))
    found |= {
        "code": None if code is None else int(code),
        "wind_from_deg": direction,
        "precipitation_mm": hours["precipitation_mm"][1],
    }
    known = any(value is not None for value in found.values())
    return Conditions(**found, credit=CREDIT) if known else NOTHING


def _times(hourly: Any) -> list[datetime]:
    if not isinstance(hourly, Mapping) or not isinstance(hourly.get("time"), Sequence):
        return []
    try:
        return [datetime.fromisoformat(str(one)).replace(tzinfo=UTC) for one in hourly["time"]]
    except ValueError:
        return []


def _two(column: Any, before: int) -> tuple[float | None, float | None]:
    """Give a column's values of two hours; null, or none of that column, is None."""
    values = column if isinstance(column, list) else []
    first, second = (values[i] if i < len(values) else None for i in (before, before + 1))
    return _number(first), _number(second)


def _number(value: Any) -> float | None:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return float(value) if is_number else None


def _between(first: float | None, second: float | None, share: float) -> float | None:
    if first is None or second is None:
        return _nearer(first, second, share)
    return round(first + (second - first) * share, 2)


def _nearer(first: float | None, second: float | None, share: float) -> float | None:
    """Give the nearer hour's value, the other's where that one is not known."""
    near, far = (first, second) if share <= 0.5 else (second, first)  # noqa: PLR2004 - the middle
    return far if near is None else near
