"""A plausible athlete of Lyon: a year of running, riding, swimming and lifting.

Every calendar week is planned from the seed and its own date alone, so a year that ends later
holds the same workouts wherever it overlaps an earlier one, as a newer export of a real phone does.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice, takewhile
from zoneinfo import ZoneInfo

import numpy as np

from fitglue.domain.workout import Weather
from fitglue.testing import sessions, water
from fitglue.testing.plan import PlannedWorkout, Writer
from fitglue.testing.series import significant
from fitglue.testing.sessions import Outing

HOME_ZONE = "Europe/Paris"
_AWAY_ZONE, _AWAY_WEEK, _RACE_WEEK, _ILL_WEEK = "America/New_York", 42, 24, 5
_COPIED, _LATE = 0.16, 0.05
_MONDAY, _TUESDAY, _WEDNESDAY, _THURSDAY, _FRIDAY, _SATURDAY, _SUNDAY = range(7)


@dataclass(frozen=True, slots=True)
class Slot:
    """A session of a week: weekday, local time and what is done."""

    weekday: int
    at: time
    do: Callable[[Outing], PlannedWorkout]
    zone: str = HOME_ZONE


def year(end: date, seed: int = 1, workouts: int | None = None) -> list[PlannedWorkout]:
    """Give the workouts of the year up to the end of `end`, oldest first; same seed, same year.

    With `workouts`, give that many, the newest, from as many years as that takes.
    """
    backwards = _backwards(end, seed)
    if workouts is not None:
        return list(islice(backwards, workouts))[::-1]
    first = datetime.combine(end - timedelta(days=365), time(), UTC)
    return list(takewhile(lambda planned: planned.start >= first, backwards))[::-1]


def one_of_each(end: date, seed: int = 1) -> dict[str, PlannedWorkout]:
    """Give one workout of every kind she does, by name, two days apart, the last one on `end`."""
    days = (end - timedelta(days=2 * back) for back in range(len(KINDS)))
    made = {kind: one(kind, day, seed) for kind, day in zip(reversed(KINDS), days, strict=True)}
    made["run_copied_by_strava"] = strava_copy(made["run"])
    return dict(sorted(made.items(), key=lambda item: item[1].start))


def one(kind: str, day: date, seed: int = 1) -> PlannedWorkout:
    """Give one workout of a kind from `KINDS`, on the morning of `day`. Raises KeyError."""
    return KINDS[kind](_outing(seed, day, time(9, 12), HOME_ZONE))


def strava_copy(planned: PlannedWorkout) -> PlannedWorkout:
    """Give what Strava writes of the same run: figures without heart rate, samples and route."""
    distance_m = planned.distance_m and round(planned.distance_m * 1.004, 1)
    return PlannedWorkout(
        sport=planned.sport, start=planned.start + timedelta(seconds=3), zone=planned.zone,
        elapsed_s=planned.elapsed_s - 5, timer_s=planned.timer_s - 5, writer=Writer.STRAVA,
        distance_m=distance_m, active_kcal=significant((planned.active_kcal or 0) * 0.93),
        external_id=f"strava://activities/{int(planned.start.timestamp()) * 7 % 10**10 + 10**10}",
    )  # fmt: skip


#: One of each, for tests that want everything and no more.
KINDS: dict[str, Callable[[Outing], PlannedWorkout]] = {
    "run": lambda o: sessions.run(o, "river", 10),
    "run_in_the_hills": lambda o: sessions.run(o, "hills", 7),
    "treadmill_run": lambda o: sessions.treadmill(o, 40),
    "intervals": lambda o: sessions.intervals(o, 6, 120, 75),
    "ride": lambda o: sessions.ride(o, "saone", 35),
    "indoor_ride": lambda o: sessions.indoor_ride(o, 50),
    "hike": lambda o: sessions.hike(o, "ridge"),
    "pool_swim": lambda o: water.pool_swim(o, 6),
    "open_water_swim": lambda o: water.open_water_swim(o, 0.6),
    "triathlon": water.triathlon,
    "strength": lambda o: sessions.strength(o, 45),
    "yoga": lambda o: sessions.yoga(o, 30),
}


def _backwards(end: date, seed: int) -> Iterator[PlannedWorkout]:
    monday = end - timedelta(days=end.weekday())
    while True:
        yield from sorted(_week(monday, seed, end), key=lambda planned: planned.start, reverse=True)
        monday -= timedelta(days=7)


def _week(monday: date, seed: int, end: date) -> Iterator[PlannedWorkout]:
    for slot in _slots(monday, np.random.default_rng([seed, monday.toordinal()])):
        day = monday + timedelta(days=slot.weekday)
        if day > end:
            continue
        outing = _outing(seed, day, slot.at, slot.zone)
        planned = slot.do(outing)
        outdoor_run = planned.sport.key == "running" and planned.indoor is False
        late = outdoor_run and outing.rng.random() < _LATE
        yield replace(planned, route_is_late=True) if late else planned
        if outdoor_run and not planned.laps and outing.rng.random() < _COPIED:
            yield strava_copy(planned)


def _slots(monday: date, rng: np.random.Generator) -> list[Slot]:
    week = monday.isocalendar().week
    if week == _AWAY_WEEK:
        return _away()
    if week == _RACE_WEEK:
        return _race()
    usual = _usual(monday, rng)
    ease = 0.6 if week == _ILL_WEEK else 0.3
    return [slot for slot in usual if rng.random() > ease]


def _usual(monday: date, rng: np.random.Generator) -> list[Slot]:
    week, winter = monday.isocalendar().week, monday.month in {11, 12, 1, 2}
    long_course = rng.choice(["river", "park", "hills"])
    ride = rng.choice(["saone", "mounts", "plain"])
    kilometres = float(rng.choice([5, 8, 10, 12]))
    return [
        Slot(_MONDAY, time(18, 40), KINDS["strength"] if week % 2 else KINDS["yoga"]),
        Slot(_TUESDAY, time(19, 5), _tuesday(week, winter=winter)),
        Slot(_WEDNESDAY, time(12, 15), lambda o: water.pool_swim(o, 3 + week % 4)),
        Slot(_THURSDAY, time(7, 10), _thursday(kilometres, winter=winter)),
        Slot(_SATURDAY, time(9, 30), _saturday(str(ride), winter=winter, week=week)),
        Slot(_SUNDAY, time(10, 5), _sunday(str(long_course), week)),
    ]


def _tuesday(week: int, *, winter: bool) -> Callable[[Outing], PlannedWorkout]:
    if winter and week % 2:
        return lambda o: sessions.treadmill(o, 35 + week % 3 * 5)
    return lambda o: sessions.intervals(o, 5 + week % 4, 60 + 30 * (week % 5), 60 + 15 * (week % 3))


def _thursday(kilometres: float, *, winter: bool) -> Callable[[Outing], PlannedWorkout]:
    if winter:
        return lambda o: sessions.treadmill(o, 45)
    return lambda o: sessions.run(o, "park" if kilometres < 9 else "river", kilometres)  # noqa: PLR2004 - two rounds of the park


def _saturday(ride: str, *, winter: bool, week: int) -> Callable[[Outing], PlannedWorkout]:
    if winter:
        return lambda o: sessions.indoor_ride(o, 50 + week % 3 * 12)
    if 23 <= week <= 36 and week % 3 == 0:  # noqa: PLR2004 - while the lake is warm
        return lambda o: water.open_water_swim(o, 0.4 + week % 4 * 0.2)
    return lambda o: sessions.ride(o, ride, 35)


def _sunday(long_course: str, week: int) -> Callable[[Outing], PlannedWorkout]:
    if week % 6 == 3:  # noqa: PLR2004 - a hike every sixth week
        return lambda o: sessions.hike(o, "ridge")
    return lambda o: sessions.run(o, long_course, 13 if long_course != "hills" else 7)


def _away() -> list[Slot]:
    def round_the_park(o: Outing) -> PlannedWorkout:
        return sessions.run(o, "central_park", 9)

    days = ((_TUESDAY, time(7, 20)), (_THURSDAY, time(6, 50)), (_SATURDAY, time(9, 0)))
    return [Slot(day, at, round_the_park, _AWAY_ZONE) for day, at in days]


def _race() -> list[Slot]:
    return [
        Slot(_TUESDAY, time(18, 50), lambda o: sessions.run(o, "park", 4)),
        Slot(_THURSDAY, time(12, 20), lambda o: water.pool_swim(o, 3)),
        Slot(_SUNDAY, time(8, 30), water.triathlon),
    ]


def _outing(seed: int, day: date, at: time, zone: str) -> Outing:
    rng = np.random.default_rng([seed, day.toordinal(), at.hour])
    local = datetime.combine(day, at, ZoneInfo(zone))
    start = local.astimezone(UTC) + timedelta(seconds=int(rng.integers(-900, 900)))
    season = float(np.cos((day.timetuple().tm_yday - 200) / 365 * 2 * np.pi))  # 1 in July
    weather = Weather(
        temperature_c=round(12.5 + 9 * season + 3 * float(rng.standard_normal()), 1),
        humidity_percent=float(
            np.clip(round(68 - 12 * season + 9 * rng.standard_normal()), 25, 98)
        ),
    )
    return Outing(start, zone, rng, 1 + 0.025 * season, weather)
