"""What the made-up workouts of `web_activities` shall be: one of each kind, and years of them."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from fitglue.domain.workout import Note, SwimLocation


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a made-up workout shall be; the same plan gives the same workout."""

    sport: str
    start: datetime
    seconds: int
    distance_m: float | None = None
    title: str = ""
    zone: str = "Europe/Paris"
    centre: tuple[float, float] = (48.8885, 2.3835)  # latitude, longitude in degrees
    heart_bpm: float | None = 138.0
    climb_m: float | None = None
    indoor: bool = False
    swim: SwimLocation | None = None
    pause: tuple[int, int] | None = None
    app: str = "Workout"
    device: str = "Apple Watch"
    power_w: float | None = None
    intervals: int = 0
    legs: tuple[tuple[str, int, float], ...] = ()  # sport, seconds, metres
    notes: tuple[Note, ...] = ()
    every_s: float = 1.0
    seed: int = field(default=1)

    @property
    def timer_s(self) -> float:
        """Give the seconds without the pause."""
        return float(self.seconds - (self.pause[1] - self.pause[0] if self.pause else 0))

    @property
    def has_route(self) -> bool:
        """Tell whether it went anywhere."""
        in_pool = self.swim is SwimLocation.POOL
        return self.distance_m is not None and not self.indoor and not in_pool


def _local(zone: str, *when: int) -> datetime:
    return datetime(*when, tzinfo=ZoneInfo(zone)).astimezone(UTC)  # type: ignore[arg-type]


_PARIS, _NICE = "Europe/Paris", (43.6905, 7.2490)
#: One of each kind that a page has to cope with, newest first.
EXAMPLES: tuple[Plan, ...] = (
    Plan(
        sport="running",
        title="Evening run along the canal",
        start=_local(_PARIS, 2025, 9, 16, 18, 14),
        seconds=3748,
        distance_m=8960,
        climb_m=66,
        heart_bpm=134,
        power_w=231,
        pause=(1610, 1705),
        seed=2,
    ),
    Plan(  # the first one again, as another app recorded it
        sport="running",
        title="Evening Run on Strava",
        start=_local(_PARIS, 2025, 9, 16, 18, 12),
        seconds=3700,
        distance_m=8870,
        heart_bpm=None,
        app="Strava",
        device="iPhone",
        seed=12,
    ),
    Plan(
        sport="cycling",
        title="Lunch ride",
        start=_local(_PARIS, 2025, 9, 15, 12, 30),
        seconds=2700,
        distance_m=24100,
        indoor=True,
        heart_bpm=142,
        power_w=187,
        seed=3,
    ),
    Plan(
        sport="swimming",
        title="Pool swim",
        start=_local(_PARIS, 2025, 9, 14, 9, 5),
        seconds=1300,
        distance_m=750,
        indoor=True,
        swim=SwimLocation.POOL,
        heart_bpm=112,
        seed=4,
    ),
    Plan(
        sport="swimming",
        title="Across the bay",
        start=_local(_PARIS, 2025, 9, 12, 7, 40),
        seconds=2550,
        distance_m=1870,
        swim=SwimLocation.OPEN_WATER,
        heart_bpm=131,
        centre=_NICE,
        seed=5,
    ),
    Plan(
        sport="running",
        title="Six times three minutes",
        start=_local(_PARIS, 2025, 9, 10, 6, 55),
        seconds=2400,
        distance_m=7420,
        climb_m=31,
        heart_bpm=149,
        power_w=262,
        intervals=6,
        seed=6,
    ),
    Plan(
        sport="running",
        title="Indoor Run",
        start=_local(_PARIS, 2025, 9, 8, 19, 2),
        seconds=1815,
        distance_m=5030,
        indoor=True,
        heart_bpm=141,
        app="Zwift",
        seed=7,
    ),
    Plan(
        sport="swim_bike_run",
        title="Triathlon de Nice",
        start=_local(_PARIS, 2025, 9, 7, 8, 0),
        seconds=9300,
        distance_m=51500,
        climb_m=240,
        heart_bpm=147,
        centre=_NICE,
        legs=(
            ("swimming", 1740, 1500),
            ("transition", 180, 0),
            ("cycling", 4560, 40000),
            ("transition", 120, 0),
            ("running", 2700, 10000),
        ),
        seed=8,
    ),
    Plan(
        sport="traditional_strength_training",
        title="Lunch Strength Training",
        start=_local(_PARIS, 2025, 9, 5, 12, 15),
        seconds=2640,
        indoor=True,
        heart_bpm=108,
        seed=9,
    ),
    Plan(
        sport="walking",
        title="Walk through the Marais",
        start=_local(_PARIS, 2025, 9, 3, 17, 20),
        seconds=4320,
        distance_m=5210,
        heart_bpm=None,
        app="Komoot",
        device="iPhone",
        seed=10,
        notes=(Note("route-incomplete", "The route ends 6 minutes before the workout does."),),
    ),
    Plan(
        sport="cycling",
        title="To the sea and back",
        start=_local(_PARIS, 2025, 8, 30, 7, 10),
        seconds=20000,
        distance_m=152300,
        climb_m=1480,
        heart_bpm=136,
        power_w=178,
        centre=(43.78, 7.05),
        pause=(9000, 10260),
        seed=11,
    ),
)


YEARS_REPEAT = 30  # workouts that `season` repeats, sixty days earlier each time


def years_of(count: int) -> tuple[Plan, ...]:
    """Give `count` plans, one every other day back from the examples."""
    kinds = (("running", 2400, 7100.0), ("cycling", 5400, 41000.0), ("walking", 3000, 3900.0))
    hours_earlier = (0, 10, 4)  # runs in the evening, rides in the morning, walks after lunch
    newest = datetime(2025, 8, 28, 16, 30, tzinfo=UTC)
    return tuple(
        Plan(
            sport=kinds[index % 3][0], seconds=kinds[index % 3][1] + index % 600,
            distance_m=kinds[index % 3][2] + index % 997, climb_m=float(20 + index % 60),
            start=newest - timedelta(days=2 * index, hours=hours_earlier[index % 3]),
            seed=20 + index,
        )
        for index in range(count)
    )  # fmt: skip
