"""What can be filled into a title: the catalogue of names in braces.

Each gives its words out of a scene, and nothing where nobody knows. Help lists them from here.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from fitglue.domain import figures
from fitglue.domain.clock import DAYS, MONTHS, part_of_day
from fitglue.domain.figures import Figure
from fitglue.domain.scene import EVER, MONTH, WEEK, YEAR, Scene, Span
from fitglue.domain.sport import Rate, sport_words
from fitglue.domain.streams import StreamKind
from fitglue.domain.workout import SetKind, SwimLocation

_TEENS = range(11, 14)


@dataclass(frozen=True, slots=True)
class Placeholder:
    """A name in braces: what it says, what that looks like, and where it comes from."""

    name: str
    says: str
    example: str
    value: Callable[[Scene], str]


def _words(figure: Figure | None) -> str:
    return "" if figure is None else figure.text.replace("\N{NO-BREAK SPACE}", " ")


def _full_sport(scene: Scene) -> str:
    workout = scene.workout
    pool = workout.swim_location is SwimLocation.POOL
    return sport_words(
        workout.sport, indoor=workout.indoor or pool, is_open_water=workout.is_open_water
    )


def _distance(scene: Scene) -> str:
    metres = scene.workout.distance_m
    return _words(figures.distance(metres, scene.units, swum=scene.is_swim)) if metres else ""


def _round_distance(scene: Scene) -> str:
    metres = scene.workout.distance_m
    if not metres:
        return ""
    figure = figures.distance(metres, scene.units, swum=scene.is_swim)
    return f"{round(float(figure.number.replace(',', '')))} {figure.unit}"


def _time(seconds: float | None) -> str:
    return figures.duration(seconds) if seconds else ""


def _pace(scene: Scene) -> str:
    return "" if scene.workout.sport.rate in {Rate.SPEED, Rate.NONE} else _words(scene.rate())


def _height(metres: float | None, scene: Scene) -> str:
    return "" if metres is None else _words(figures.height(metres, scene.units))


def _number(value: float | None, unit: str = "") -> str:
    return "" if value is None else f"{figures.count(value)}{unit and ' ' + unit}"


def _temperature(scene: Scene) -> str:
    celsius = scene.workout.weather.temperature_c
    if celsius is None:
        celsius = scene.mean(StreamKind.AIR_TEMPERATURE)
    return "" if celsius is None else _words(figures.temperature(celsius, scene.units))


def _humidity(scene: Scene) -> str:
    percent = scene.workout.weather.humidity_percent
    return "" if percent is None else f"{percent:.0f} %"


def _count(number: int) -> str:
    return str(number) if number else ""


def _sets(scene: Scene) -> str:
    return _count(sum(one.kind is SetKind.ACTIVE for one in scene.workout.sets))


def _start_place(scene: Scene) -> str:
    return scene.way.start.place.name if scene.way and scene.way.start.place else ""


def _end_place(scene: Scene) -> str:
    return scene.way.end.place.name if scene.way and scene.way.end.place else ""


def _number_within(span: Span) -> Callable[[Scene], str]:
    def number(scene: Scene) -> str:
        found = scene.with_this_one(span)
        return _count(len(found)) if found else ""

    return number


def _nth_within(span: Span) -> Callable[[Scene], str]:
    def nth(scene: Scene) -> str:
        found = scene.with_this_one(span)
        return ordinal(len(found)) if found else ""

    return nth


def _distance_within(span: Span) -> Callable[[Scene], str]:
    def distance(scene: Scene) -> str:
        metres = sum(one.distance_m or 0 for one in scene.with_this_one(span) or ())
        return _words(figures.distance(metres, scene.units)) if metres else ""

    return distance


def ordinal(number: int) -> str:
    """Write a number as a place in a row.

    >>> [ordinal(number) for number in (1, 2, 3, 11, 22, 113)]
    ['1st', '2nd', '3rd', '11th', '22nd', '113th']
    """
    if number % 100 in _TEENS:
        return f"{number}th"
    return f"{number}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th') }"


_P = Placeholder
#: All there is, in the order in which help lists it.
CATALOGUE: tuple[Placeholder, ...] = (
    _P("sport", "the sport", "Run", lambda scene: scene.workout.sport.label),
    _P("full_sport", "the sport with where it was", "Indoor Ride", _full_sport),
    _P("time_of_day", "the part of the day, by the clock where you were", "Morning",
       lambda scene: part_of_day(scene.start)),
    _P("name", "the name that the recording has of its own", "Short Hills",
       lambda scene: scene.workout.brand),
    _P("title", "the title so far", "Morning Run", lambda scene: scene.activity.title),
    _P("place", "the town that most of the route lies in", "Lyon",
       lambda scene: scene.place.name if scene.place else ""),
    _P("region", "its region or state", "Auvergne-Rhône-Alpes",
       lambda scene: scene.place.region if scene.place else ""),
    _P("country", "its country", "France",
       lambda scene: scene.place.country if scene.place else ""),
    _P("start", "the town where the route begins", "Lyon", _start_place),
    _P("end", "the town where the route ends", "Vienne", _end_place),
    _P("distance", "the distance, in your units", "8.96 km", _distance),
    _P("round_distance", "the distance without its fraction", "9 km", _round_distance),
    _P("duration", "the time without pauses", "45:00",
       lambda scene: _time(scene.workout.timer_s)),
    _P("moving_time", "the time spent moving", "43:51",
       lambda scene: _time(scene.workout.moving_s)),
    _P("elapsed_time", "the time from start to end", "48:12",
       lambda scene: _time(scene.workout.elapsed_s)),
    _P("pace", "the pace; empty for sports that speak of speed", "5:01/km", _pace),
    _P("speed", "the speed", "12.0 km/h", lambda scene: _words(scene.rate(Rate.SPEED))),
    _P("rate", "pace or speed, as your sport speaks", "5:01/km",
       lambda scene: _words(scene.rate())),
    _P("heart_rate", "the average heart rate", "142 bpm",
       lambda scene: _number(scene.workout.avg_hr_bpm, "bpm")),
    _P("max_heart_rate", "the highest heart rate", "171 bpm",
       lambda scene: _number(scene.workout.max_hr_bpm, "bpm")),
    _P("ascent", "the metres or feet climbed", "320 m",
       lambda scene: _height(scene.workout.ascent_m, scene)),
    _P("descent", "the metres or feet descended", "318 m",
       lambda scene: _height(scene.workout.descent_m, scene)),
    _P("calories", "the active energy", "510 kcal",
       lambda scene: _number(scene.workout.active_kcal, "kcal")),
    _P("power", "the average power", "214 W",
       lambda scene: _number(scene.mean(StreamKind.POWER), "W")),
    _P("effort", "the effort that you gave, of ten", "7",
       lambda scene: _number(scene.workout.effort)),
    _P("temperature", "the temperature outside", "21 °C", _temperature),
    _P("humidity", "the humidity outside", "64 %", _humidity),
    _P("laps", "how many laps", "5", lambda scene: _count(len(scene.workout.laps))),
    _P("sets", "how many sets, without the rests", "12", _sets),
    _P("weekday", "the day of the week", "Friday", lambda scene: DAYS[scene.start.weekday()]),
    _P("date", "the date", "1 May 2026",
       lambda scene: f"{scene.start.day} {MONTHS[scene.start.month - 1]} {scene.start.year}"),
    _P("iso_date", "the date, for sorting", "2026-05-01",
       lambda scene: scene.start.date().isoformat()),
    _P("day", "the day of the month", "1", lambda scene: str(scene.start.day)),
    _P("month", "the month", "May", lambda scene: MONTHS[scene.start.month - 1]),
    _P("year", "the year", "2026", lambda scene: str(scene.start.year)),
    _P("week", "the week of the year, as ISO counts", "18",
       lambda scene: str(scene.start.isocalendar().week)),
    _P("time", "the time on the clock at the start", "09:00",
       lambda scene: f"{scene.start:%H:%M}"),
    _P("app", "the app that recorded it", "Apple Watch",
       lambda scene: " ".join(scene.workout.app.name.split())),
    _P("device", "the device that recorded it", "Apple Watch",
       lambda scene: " ".join(scene.workout.device.name.split())),
    _P("gear", "the gear, such as your bike", "Gravel bike", lambda scene: scene.activity.gear),
    _P("number_this_week", "which one of its sport this is in the week", "3",
       _number_within(WEEK)),
    _P("number_this_month", "which one of its sport this is in the month", "12",
       _number_within(MONTH)),
    _P("number_this_year", "which one of its sport this is in the year", "64",
       _number_within(YEAR)),
    _P("number_ever", "which one of its sport this is of all", "412", _number_within(EVER)),
    _P("nth_this_week", "the same as a place in a row, in the week", "3rd",
       _nth_within(WEEK)),
    _P("nth_this_month", "the same as a place in a row, in the month", "12th",
       _nth_within(MONTH)),
    _P("nth_this_year", "the same as a place in a row, in the year", "64th",
       _nth_within(YEAR)),
    _P("nth_ever", "the same as a place in a row, of all", "412th", _nth_within(EVER)),
    _P("distance_this_week", "the distance of its sport in the week, with this one", "31.20 km",
       _distance_within(WEEK)),
    _P("distance_this_month", "the distance of its sport in the month, with this one",
       "118.40 km", _distance_within(MONTH)),
    _P("distance_this_year", "the distance of its sport in the year, with this one",
       "702.15 km", _distance_within(YEAR)),
)  # fmt: skip
#: Names that templates of the original FitGlue use.
ALSO_CALLED: Mapping[str, str] = {"activity_type": "sport", "location": "place"}

_BY_NAME = {one.name: one for one in CATALOGUE}
_BY_NAME |= {other: _BY_NAME[name] for other, name in ALSO_CALLED.items()}
NAMES = tuple(_BY_NAME)


def value_of(name: str, scene: Scene) -> str:
    """Give what a placeholder says of a scene; nothing where nobody knows. Raises KeyError."""
    return _BY_NAME[name].value(scene)
