"""Pairs of recordings of which is known whether they are one workout.

One person goes out, and devices and apps write it down: with clocks that are wrong, in pieces,
under other names, without a route or a heart rate. Beside them stand pairs that only look so: two
sessions in a row, the way to work and back, the usual round on the next day. What only two
people could do is not in here.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import cycle

import numpy as np

from fitglue.domain.activity import Recording
from fitglue.domain.streams import StreamKind
from fitglue.testing import outings, terrain
from fitglue.testing.carried import (
    any_app,
    any_other,
    by_another,
    by_watch,
    clock_of,
    near,
    pressed,
    shifted,
    some_day,
)
from fitglue.testing.outings import Outing
from fitglue.testing.recorders import CONSOLE, LABELS, WATCH, copied, recorded, without

Rng = np.random.Generator
Two = tuple[Recording, Recording]


@dataclass(frozen=True, eq=False, slots=True)
class Pair:
    """Two recordings, how they came about, and whether they are one workout."""

    kind: str
    same: bool
    one: Recording
    other: Recording


def pairs(seed: int, count: int = 300) -> Iterator[Pair]:
    """Make labelled pairs: two thirds are one workout, and every kind has its share."""
    for nth, (kind, same, making) in zip(range(count), cycle(_kinds()), strict=False):
        rng = np.random.default_rng([seed, nth])
        one, other = (_poorer(rng, each) for each in making(rng))
        yield Pair(kind, same, *((one, other) if rng.random() < 0.5 else (other, one)))  # noqa: PLR2004 - a coin


def _kinds() -> list[tuple[str, bool, "Making"]]:
    return [
        (kind, kinds is _SAME, making)
        for kinds in (_SAME, _DIFFERENT)
        for kind, (making, share) in kinds.items()
        for _ in range(share)
    ]


def _poorer(rng: Rng, recording: Recording) -> Recording:
    """Lose the route or the heart rate now and then."""
    for kind in (StreamKind.ROUTE, StreamKind.HEART_RATE):
        if rng.random() < 0.07:  # noqa: PLR2004 - one in fourteen
            recording = without(recording, kind)
    return recording


# Two recordings of one workout.


def _clock_off(rng: Rng) -> Two:
    outing = outings.any_outing(rng, some_day(rng))
    return by_watch(rng, outing), by_another(rng, outing)


def _other_zone(rng: Rng) -> Two:
    """Write local time as UTC, or another zone's, with a clock of its own."""
    outing = outings.any_outdoors(rng, some_day(rng))
    return by_watch(rng, outing), shifted(rng, by_another(rng, outing))


def _copy_in_other_zone(rng: Rng) -> Two:
    mine = by_watch(rng, outings.any_outing(rng, some_day(rng)))
    return mine, shifted(rng, copied(rng, mine, any_app(rng)))


def _copy(rng: Rng) -> Two:
    mine = by_watch(rng, outings.any_outing(rng, some_day(rng)))
    return mine, copied(rng, mine, any_app(rng))


def _piece(rng: Rng) -> Two:
    """Let one app write the whole, and another one of the pieces that it was cut into."""
    outing = outings.any_outing(rng, some_day(rng))
    cuts = rng.uniform(*((0.3, 0.7) if rng.random() < 0.6 else ((0.25, 0.6), (0.4, 0.75))))  # noqa: PLR2004
    shares = np.atleast_1d(cuts) * outing.length_s
    edges = [0.0, *(float(round(cut)) for cut in shares), outing.length_s]
    nth = int(rng.integers(len(edges) - 1))
    begin_s = edges[nth] + float(rng.integers(2, 40))
    piece = recorded(rng, outing, clock_of(rng, any_other(rng)), begin_s, edges[nth + 1])
    return by_watch(rng, outing), piece


def _begun_late(rng: Rng) -> Two:
    """Remember one device later on the way, or let it die before the end."""
    outing = outings.any_outing(rng, some_day(rng))
    share = float(rng.uniform(0.5, 0.95))
    begin_s = float(rng.choice((0.0, round(outing.length_s * (1 - share)))))
    late = clock_of(rng, any_other(rng))
    end_s = begin_s + round(outing.length_s * share)
    return by_watch(rng, outing), recorded(rng, outing, late, begin_s, end_s)


def _other_label(rng: Rng) -> Two:
    outing = outings.any_outing(rng, some_day(rng))
    label = str(rng.choice(LABELS[outing.sport]))
    return by_watch(rng, outing), by_another(rng, outing, label=label)


def _other_sampling(rng: Rng) -> Two:
    outing = outings.any_outdoors(rng, some_day(rng))
    rare = replace(
        clock_of(rng, any_other(rng)),
        point_every_s=float(rng.integers(5, 31)), beat_every_s=float(rng.choice((1, 30, 60))),
    )  # fmt: skip
    return by_watch(rng, outing), pressed(rng, outing, rare)


def _noisy(rng: Rng) -> Two:
    """Run between high houses."""
    outing = outings.any_outdoors(rng, some_day(rng))
    noisy = replace(clock_of(rng, any_other(rng)), gps_m=float(rng.uniform(8, 18)))
    return by_watch(rng, outing), pressed(rng, outing, noisy)


def _on_a_treadmill(rng: Rng) -> Two:
    """Let the watch guess, and the console know."""
    outing = outings.treadmill(rng, some_day(rng))
    guess = replace(WATCH, metres_as=float(rng.uniform(0.82, 1.18)))
    return pressed(rng, outing, guess), pressed(rng, outing, clock_of(rng, CONSOLE))


def _without(rng: Rng) -> Two:
    """Leave nothing but figures on one side."""
    one, other = _clock_off(rng)
    return one, without(other, StreamKind.ROUTE, StreamKind.HEART_RATE, StreamKind.DISTANCE)


# Two workouts.


def _in_a_row(rng: Rng) -> Two:
    makings = (
        outings.run, outings.ride, outings.walk, outings.strength, outings.treadmill, outings.short,
    )  # fmt: skip
    before = makings[int(rng.integers(len(makings)))](rng, some_day(rng))
    pause_s = float(rng.uniform(0, 600))
    start = before.start + timedelta(seconds=before.length_s + pause_s)
    after = makings[int(rng.integers(len(makings)))](rng, start)
    return by_watch(rng, before), by_another(rng, after)


def _the_same_in_a_row(rng: Rng) -> Two:
    """Do the same round twice, one right after the other."""
    course = terrain.course(str(rng.choice(("park", "hills", "shore"))))
    start, pace = some_day(rng), float(rng.uniform(2.7, 3.4))
    before = outings.outdoors(rng, start, "running", course, course.length_m, pace)
    later = start + timedelta(seconds=before.length_s + float(rng.uniform(0, 300)))
    after = outings.outdoors(rng, later, "running", course, course.length_m, pace)
    return by_watch(rng, before), by_another(rng, after)


def _next_day(rng: Rng) -> Two:
    """Go the same round on the next day, or in the evening and the next morning."""
    course = terrain.course(str(rng.choice(("park", "hills", "shore", "plain"))))
    sport, pace = ("cycling", 7.0) if course.name == "plain" else ("running", 3.0)
    metres = course.length_m * int(rng.integers(1, 3))
    later = timedelta(hours=float(rng.choice((24, 11, 12, 12.5, 13))), seconds=near(rng))
    start = some_day(rng)
    return _twice(
        rng, lambda at: outings.outdoors(rng, at, sport, course, metres, pace), start, later
    )


def _there_and_back(rng: Rng) -> Two:
    course = terrain.course("saone").turning_after(float(rng.uniform(5000, 12_000)))
    back = replace(
        course, east_m=course.east_m[::-1], north_m=course.north_m[::-1],
        altitude_m=course.altitude_m[::-1],
    )  # fmt: skip
    start, pace = some_day(rng), 6.5
    later = timedelta(hours=float(rng.integers(8, 11)), seconds=near(rng))
    there = outings.outdoors(rng, start, "cycling", course, course.length_m, pace)
    home = outings.outdoors(rng, start + later, "cycling", back, course.length_m, pace)
    return by_watch(rng, there), by_another(rng, home)


def _intervals_again(rng: Rng) -> Two:
    """Run the same intervals twice on a day: the steps agree to the second."""
    making = outings.repeats(int(rng.integers(4, 9)), float(rng.integers(6, 20) * 15), 90.0)
    later = timedelta(hours=float(rng.integers(3, 12)), seconds=near(rng))
    return _twice(rng, lambda at: making(rng, at), some_day(rng), later)


def _lifting_again(rng: Rng) -> Two:
    later = timedelta(hours=float(rng.integers(2, 12)), seconds=near(rng))
    return _twice(rng, lambda at: outings.strength(rng, at), some_day(rng), later)


def _yoga_on_a_hike(rng: Rng) -> Two:
    hike = outings.hike(rng, some_day(rng))
    yoga = replace(any_other(rng), label="yoga")
    pause = recorded(rng, hike, yoga, 0.4 * hike.length_s, 0.4 * hike.length_s + 900)
    pause = without(pause, StreamKind.ROUTE, StreamKind.HEART_RATE, StreamKind.DISTANCE)
    pause = replace(pause, workout=replace(pause.workout, distance_m=None))
    return by_watch(rng, hike), pause


def _walk_home(rng: Rng) -> Two:
    """Let a phone notice the walk home a little before the watch was stopped."""
    outing = outings.run(rng, some_day(rng))
    start = outing.start + timedelta(seconds=outing.length_s - float(rng.uniform(0, 170)))
    return by_watch(rng, outing), by_another(rng, outings.walk(rng, start))


def _pieces(rng: Rng) -> Two:
    """Cut a workout: the pieces of one app are not each other."""
    outing = outings.any_outing(rng, some_day(rng))
    half_s = float(round(outing.length_s * rng.uniform(0.3, 0.7)))
    app = any_other(rng)
    return (
        recorded(rng, outing, app, 0, half_s),
        recorded(rng, outing, app, half_s + 5, outing.length_s),
    )


def _twice(
    rng: Rng, making: Callable[[datetime], Outing], start: datetime, later: timedelta
) -> Two:
    return by_watch(rng, making(start)), by_another(rng, making(start + later))


Making = Callable[[Rng], Two]
#: How many of thirty pairs are of each kind.
_SAME: Mapping[str, tuple[Making, int]] = {
    "clock off": (_clock_off, 2),
    "begun late": (_begun_late, 1),
    "other zone": (_other_zone, 2),
    "copy in other zone": (_copy_in_other_zone, 2),
    "copy": (_copy, 1),
    "piece": (_piece, 3),
    "other label": (_other_label, 2),
    "other sampling": (_other_sampling, 2),
    "noisy": (_noisy, 1),
    "on a treadmill": (_on_a_treadmill, 2),
    "without streams": (_without, 2),
}
_DIFFERENT: Mapping[str, tuple[Making, int]] = {
    "in a row": (_in_a_row, 2),
    "the same in a row": (_the_same_in_a_row, 1),
    "next day": (_next_day, 1),
    "there and back": (_there_and_back, 1),
    "intervals again": (_intervals_again, 1),
    "lifting again": (_lifting_again, 1),
    "yoga on a hike": (_yoga_on_a_hike, 1),
    "walk home": (_walk_home, 1),
    "pieces": (_pieces, 1),
}
#: Kinds of two sessions, one right after the other.
IN_A_ROW = frozenset({"in a row", "the same in a row", "walk home", "pieces"})
