"""Whoever collects every trimmed route of a person does not find out where that person lives.

The attacker knows the method: this source code, and that somebody chose a zone of 200 m around
their home. They do not know the person's secret. They have what a platform's public has: many
routes from the same home, with their ends cut off; and they may do with them what they like. The
classic attacks are here: the mean of all ends, the middle of their extent, a circle fitted through
them by least squares, which finds the centre of any plain privacy zone to within a few metres, and
one made for this method: the mean lies between home and the middle of what is hidden, so go from
the middle through the mean as far again.

What is "no better than chance"? The method puts the middle of what is hidden anywhere in a disc
of twice the zone's radius around home, each place as likely as the other. So even an attacker who
was *told* that middle exactly knows only that home lies somewhere within 400 m of it, everywhere
equally likely. A guess is right when it is within the zone's radius of home; the share of that
disc that one guess can cover is (200 / 400)² = 1/4, wherever the guess is. That is chance. The
tests show that the attacks are good (they break a plain zone, and they find the middle of what
is hidden), and that they are still right no more often than that, nor more often with more days.

People have habits: from each home here lead a few ways, some taken more often than others. What
no cutting of ends can hide is told by the last test: from a home that is left equally often in
every direction of the compass, on straight ways, the ways themselves point back.
"""

from collections.abc import Callable

import numpy as np
import pytest

from fitglue.boosters.privacy_zone import plugin
from fitglue.boosters.privacy_zone.area import SHIFT, hidden_area
from fitglue.domain.spot import Spot
from fitglue.domain.streams import COLUMNS, FloatArray, Stream, StreamKind
from fitglue.testing.booster_tools import tools_for
from fitglue.testing.examples import example_activity, example_workout

RADIUS_M = 200.0
CHANCE = 1 / SHIFT**2
HOMES, DAYS = 240, 24
LATITUDE, LONGITUDE = 47.123, 8.456
M_PER_DEGREE = 111_195.0
EAST = M_PER_DEGREE * np.cos(np.radians(LATITUDE))
ZONE = {"latitude_deg": LATITUDE, "longitude_deg": LONGITUDE, "radius_m": RADIUS_M}

Attack = Callable[[FloatArray], FloatArray]


def mean_of_ends(ends: FloatArray) -> FloatArray:
    return ends.mean(axis=0)


def fitted_circle(ends: FloatArray) -> FloatArray:
    """Kåsa's fit: x² + y² = 2ax + 2by + c is linear in the centre (a, b)."""
    system = np.column_stack((2 * ends, np.ones(len(ends))))
    return np.linalg.lstsq(system, (ends**2).sum(axis=1), rcond=None)[0][:2]


def middle_of_box(ends: FloatArray) -> FloatArray:
    return (ends.min(axis=0) + ends.max(axis=0)) / 2


def through_the_mean(ends: FloatArray) -> FloatArray:
    return 2 * mean_of_ends(ends) - fitted_circle(ends)


CLASSIC = [mean_of_ends, fitted_circle, middle_of_box]
ATTACKS = [*CLASSIC, through_the_mean]
Directions = Callable[[], float]


def everywhere(random: np.random.Generator) -> Directions:
    """Leave home in any direction, each as often as the other."""
    return lambda: random.uniform(0, 2 * np.pi)


def by_habit(random: np.random.Generator) -> Directions:
    """Leave home by a few ways, some more often than others."""
    ways = random.uniform(0, 2 * np.pi, int(random.integers(2, 7)))
    often = random.dirichlet(np.ones(len(ways)))
    return lambda: float(random.choice(ways, p=often) + random.normal(0, 0.1))


def way_from_home(random: np.random.Generator, leaving: Directions) -> FloatArray:
    """Leave home in some direction, bending as streets do: metres east and north, 5 s apart."""
    heading = leaving() + np.cumsum(random.normal(0, 0.08, 130))
    steps: FloatArray = 15.0 * np.column_stack((np.cos(heading), np.sin(heading)))
    return np.cumsum(steps, axis=0)


def first_seen(way: FloatArray, seed: bytes) -> FloatArray | None:
    """Give the first place of a way that the booster lets anybody see, from home."""
    clock = np.arange(0.0, 5.0 * len(way), 5.0)
    missing = {name: np.full(len(way), np.nan) for name in COLUMNS[StreamKind.ROUTE]}
    places = {
        "latitude_deg": LATITUDE + way[:, 1] / M_PER_DEGREE,
        "longitude_deg": LONGITUDE + way[:, 0] / EAST,
    }
    route = Stream(StreamKind.ROUTE, clock, missing | places)
    run = example_workout("running", float(clock[-1]), streams={StreamKind.ROUTE: route})
    chosen = {"zones": [{"name": "Home", "spot": ZONE}]}
    boosted = plugin.boost(example_activity(run), tools_for(plugin, chosen, person_seed=seed))
    assert boosted.activity is not None
    seen = boosted.activity.workout.streams.get(StreamKind.ROUTE)
    if seen is None:
        return None
    return np.array([
        (seen["longitude_deg"][0] - LONGITUDE) * EAST,
        (seen["latitude_deg"][0] - LATITUDE) * M_PER_DEGREE,
    ])  # fmt: skip


def collected(leaving: Callable[[np.random.Generator], Directions], homes: int) -> list[FloatArray]:
    """What the attacker has: for each of many people the ends of their routes, home at (0, 0)."""
    random = np.random.default_rng(4)
    found = []
    for home in range(homes):
        seed, out = f"the secret of person {home}".encode(), leaving(random)
        ends = [first_seen(way_from_home(random, out), seed) for _ in range(DAYS)]
        found.append(np.array([end for end in ends if end is not None]))
    return found


@pytest.fixture(scope="module")
def ends_of_homes() -> list[FloatArray]:
    return collected(by_habit, HOMES)


def misses_m(attack: Attack, homes: list[FloatArray]) -> FloatArray:
    return np.array([np.hypot(*attack(ends)) for ends in homes if len(ends) > 3])


def luck(tries: int) -> float:
    """Give three standard deviations of chance."""
    return 3 * np.sqrt(CHANCE * (1 - CHANCE) / tries)


def behind_plain_circles(leaving: Callable[[np.random.Generator], Directions]) -> list[FloatArray]:
    """What other services leave: all ends on a circle around home, here of three zones' radius."""
    random = np.random.default_rng(5)
    homes = []
    for _ in range(60):
        out = leaving(random)
        ways = [way_from_home(random, out) for _ in range(DAYS)]
        ends = [way[np.argmax(np.hypot(*way.T) > 3 * RADIUS_M)] for way in ways]
        homes.append(np.array(ends))
    return homes


def test_the_attacks_break_a_plain_circle() -> None:
    """A yardstick: they are not straw men."""
    even, habits = behind_plain_circles(everywhere), behind_plain_circles(by_habit)
    for attack in CLASSIC:
        assert np.mean(misses_m(attack, even) < RADIUS_M) > 0.75
    assert np.mean(misses_m(fitted_circle, even) < 30) > 0.9
    assert np.mean(misses_m(fitted_circle, habits) < 60) > 0.75


@pytest.mark.long
@pytest.mark.parametrize("attack", ATTACKS)
def test_the_attacks_are_right_no_more_often_than_chance(
    attack: Attack, ends_of_homes: list[FloatArray]
) -> None:
    missed = misses_m(attack, ends_of_homes)
    assert len(missed) > 0.9 * HOMES
    assert np.mean(missed < RADIUS_M) <= CHANCE + luck(len(missed))
    assert np.median(missed) > RADIUS_M


def test_who_is_told_the_middle_of_what_is_hidden_is_right_no_more_often_than_chance() -> None:
    """The best that any attack on the ends can come to, with ten thousand people to try it on."""
    shifts = []
    for home in range(10_000):
        area = hidden_area(Spot.model_validate(ZONE), f"person {home}".encode())
        east = (area.longitude_deg - LONGITUDE) * EAST
        shifts.append((east, (area.latitude_deg - LATITUDE) * M_PER_DEGREE))
    away = np.hypot(*np.array(shifts).T)
    assert np.mean(away < RADIUS_M) == pytest.approx(CHANCE, abs=luck(10_000))
    # Each place within 400 m is as likely as the other: a fixed shift of the guess does not help.
    for east, north in ((150, 0), (0, -150), (-200, 200)):
        guessed = np.hypot(*(np.array(shifts) + np.array([east, north])).T)
        assert np.mean(guessed < RADIUS_M) <= CHANCE + luck(10_000)
    angles = np.histogram(np.arctan2(*np.array(shifts).T), bins=12)[0]
    assert angles.min() > 700


def test_more_days_tell_no_more(ends_of_homes: list[FloatArray]) -> None:
    """The same secret hides every day, so there is nothing to average."""
    few = misses_m(fitted_circle, [ends[:8] for ends in ends_of_homes])
    many = misses_m(fitted_circle, ends_of_homes)
    assert np.mean(many < RADIUS_M) <= CHANCE + luck(len(many))
    assert np.median(many) > 0.8 * RADIUS_M
    assert np.median(few) > 0.8 * RADIUS_M


def test_the_same_way_ends_at_the_same_place_every_day() -> None:
    random = np.random.default_rng(1)
    way = way_from_home(random, everywhere(random))
    first, again = first_seen(way, b"anna"), first_seen(way, b"anna")
    assert first is not None
    assert again is not None
    assert (first == again).all()


def middle_m(radius_m: float, seed: bytes) -> FloatArray:
    """Give the middle of what is hidden for a radius: metres east and north of home."""
    area = hidden_area(Spot.model_validate({**ZONE, "radius_m": radius_m}), seed)
    east = (area.longitude_deg - LONGITUDE) * EAST
    return np.array([east, (area.latitude_deg - LATITUDE) * M_PER_DEGREE])


def middles_m(radius_m: float, people: int) -> FloatArray:
    return np.array([middle_m(radius_m, f"person {number}".encode()) for number in range(people)])


def test_moving_a_zone_a_little_does_not_draw_another_secret() -> None:
    """Two independent shifts around one home could be intersected."""
    here = hidden_area(Spot(latitude_deg=47.001, longitude_deg=8.001, radius_m=200), b"anna")
    beside = hidden_area(Spot(latitude_deg=47.002, longitude_deg=8.001, radius_m=200), b"anna")
    assert beside.latitude_deg - here.latitude_deg == pytest.approx(0.001, abs=1e-6)


@pytest.mark.parametrize("seed", [b"anna", b"ben", b"cleo"])
@pytest.mark.parametrize("step", [(50, 70), (71, 99), (100, 141), (142, 199), (200, 282)])
def test_all_radii_of_a_step_have_one_middle(step: tuple[float, float], seed: bytes) -> None:
    """What is the same says nothing more: there is no line to draw from one to the other."""
    least, most = step
    assert middle_m(least, seed) == pytest.approx(middle_m(most, seed))
    assert middle_m(most + 1.5, seed) != pytest.approx(middle_m(most, seed), abs=1)


@pytest.mark.parametrize(("first", "second"), [
    (200, 210), (200, 283), (200, 500), (200, 2000), (250, 400), (500, 1000),
])  # fmt: skip
def test_the_line_through_the_middles_of_two_radii_does_not_lead_home(
    first: float, second: float
) -> None:
    """A shift that grows with the radius gives home exactly: (r₂c₁ - r₁c₂) / (r₂ - r₁)."""
    people = 2000
    one, other = middles_m(first, people), middles_m(second, people)
    for r1, r2 in ((first, second), (SHIFT * first + 25, SHIFT * second + 25)):
        guessed = np.hypot(*((r2 * one - r1 * other) / (r2 - r1)).T)
        right_alone = np.mean(np.hypot(*one.T) < first)
        assert np.mean(guessed < first) <= right_alone + luck(people)
        assert np.mean(guessed < 30) < 0.02


@pytest.mark.parametrize("pair", [(200, 283), (200, 500), (200, 1000)])
def test_two_radii_leave_home_somewhere_in_the_overlap_of_two_discs(
    pair: tuple[float, float],
) -> None:
    """A known limit, which the help names: the best guess there is right more often than one in 4.

    It is the middle of the overlap, weighed here as the best mean of both; of two independent
    draws it gets nearer to home than of one, yet misses it more often than not.
    """
    one, other = middles_m(pair[0], 2000), middles_m(pair[1], 2000)
    right = [
        np.mean(np.hypot(*(share * one + (1 - share) * other).T) < RADIUS_M)
        for share in np.linspace(0, 1, 21)
    ]
    assert CHANCE < max(right) < 0.52


def test_the_shifts_of_two_steps_have_nothing_to_do_with_each_other() -> None:
    one, other = middles_m(200, 2000), middles_m(500, 2000)
    for here in one.T:
        for there in other.T:
            assert abs(np.corrcoef(here, there)[0, 1]) < 0.08


def test_the_hidden_area_holds_the_whole_zone_and_some_more() -> None:
    angle = np.linspace(0, 2 * np.pi, 720)
    for home in range(300):
        radius_m = RADIUS_M if home % 2 else 50.0 + 6 * home
        zone = Spot.model_validate({**ZONE, "radius_m": radius_m})
        area = hidden_area(zone, f"person {home}".encode())
        edge = radius_m + 20
        latitude = LATITUDE + edge * np.sin(angle) / M_PER_DEGREE
        longitude = LONGITUDE + edge * np.cos(angle) / EAST
        assert area.holds(latitude, longitude).all()


@pytest.mark.long
def test_who_leaves_home_in_all_directions_alike_is_safer_than_behind_a_circle_not_safe() -> None:
    """A known limit, which the help names: the mean of the ends lies half way to home."""
    ends = collected(everywhere, 60)
    missed = misses_m(mean_of_ends, ends)
    assert np.median(missed) > np.median(misses_m(mean_of_ends, behind_plain_circles(everywhere)))
    assert CHANCE < np.mean(missed < RADIUS_M) < 0.85
    assert np.mean(misses_m(fitted_circle, ends) < RADIUS_M) < CHANCE + luck(60)
