"""Privacy Zone hides places: nothing that leaves FitGlue has a position inside a zone."""

from contextlib import suppress
from dataclasses import replace
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from fitglue.boosters.privacy_zone import PrivacyZoneSettings, plugin
from fitglue.domain.boost import Boost, Outcome
from fitglue.domain.distance import cumulative_distance
from fitglue.domain.errors import Refused
from fitglue.domain.sport import by_key
from fitglue.domain.spot import Spot
from fitglue.domain.streams import COLUMNS, FloatArray, Stream, StreamKind, scalar
from fitglue.domain.trimming import trimmed
from fitglue.domain.workout import Lap, LapKind, Leg, Pause, Workout
from fitglue.formats.fit import encode_activity
from fitglue.formats.gpx import encode_gpx, read_gpx
from fitglue.formats.tcx import encode_tcx, read_tcx
from fitglue.testing import sport_examples
from fitglue.testing.booster_tools import tools_for
from fitglue.testing.examples import example_activity, example_run, example_workout
from fitglue.testing.fit_checker import check_fit
from fitglue.testing.fit_reading import TOOLS, read_one
from fitglue.web.series import series

_K = StreamKind
M_PER_DEGREE = 111_195.0
HOME = {"name": "Home", "spot": {"latitude_deg": 47.0, "longitude_deg": 8.0, "radius_m": 200}}


def on_earth(x_m: FloatArray, y_m: FloatArray, lat: float, lon: float) -> dict[str, FloatArray]:
    scale = np.cos(np.radians(lat))
    longitude = lon + x_m / (M_PER_DEGREE * scale)
    return {
        "latitude_deg": lat + y_m / M_PER_DEGREE,
        "longitude_deg": (longitude + 180) % 360 - 180,
    }


def a_route(time_s: FloatArray, x_m: FloatArray, y_m: FloatArray, **columns: Any) -> Stream:
    lat, lon = columns.pop("at", (47.0, 8.0))
    missing = {name: np.full(len(time_s), np.nan) for name in COLUMNS[_K.ROUTE]}
    told = {"altitude_m": 400 + y_m / 50, "course_deg": np.full(len(time_s), 12.0)}
    return Stream(_K.ROUTE, time_s, missing | told | on_earth(x_m, y_m, lat, lon) | columns)


def out_and_back(km: float = 3, pace: float = 3.0, **fields: Any) -> Workout:
    """From home due east and back again, at an even pace, a point a second."""
    seconds = round(2000 * km / pace)
    second = np.arange(seconds + 1.0)
    x = 1000 * km - np.abs(second * pace - 1000 * km)
    route = a_route(second, x, np.zeros(len(x)), speed_m_per_s=np.full(len(x), pace))
    run = example_run(seconds)
    streams = {**run.streams, _K.ROUTE: route}
    stated: dict[str, Any] = {"distance_m": 2000 * km, "streams": streams}
    return replace(run, **(stated | fields))


def boost(workout: Workout, *zones: Any, seed: bytes = b"anna", figures: str = "keep") -> Boost:
    chosen = {"zones": list(zones or [HOME]), "figures": figures}
    return plugin.boost(example_activity(workout), tools_for(plugin, chosen, person_seed=seed))


def hidden(workout: Workout, *zones: Any, **how: Any) -> Workout:
    boosted = boost(workout, *zones, **how)
    assert boosted.outcome is Outcome.CHANGED, boosted.why
    assert boosted.activity is not None
    return boosted.activity.workout


def spot_of(zone: Any) -> Spot:
    return Spot.model_validate(zone["spot"])


def random_route(random: np.random.Generator, at: tuple[float, float]) -> Workout:
    """A wandering way of random sampling and speed that comes near the place in some ways."""
    step_s, pace = random.choice([1.0, 3.0, 7.0, 20.0]), random.uniform(1, 12)
    count = int(random.integers(20, 150))
    heading = np.cumsum(random.normal(0, random.uniform(0.02, 0.4), count)) + random.uniform(0, 7)
    x = np.cumsum(np.cos(heading)) * pace * step_s
    y = np.cumsum(np.sin(heading)) * pace * step_s
    near = int(random.integers(0, count)) if random.random() < 0.8 else 0
    x, y = x - x[near] + random.normal(0, 150), y - y[near] + random.normal(0, 150)
    clock = np.arange(0.0, count) * step_s + random.choice([0.0, random.random()])
    lost = random.random(count) < 0.02
    route = a_route(clock, x, y, at=at)
    columns = dict(route.columns)
    for name in ("latitude_deg", "longitude_deg"):
        columns[name] = np.where(lost, np.nan, columns[name])
    streams = {_K.ROUTE: Stream(_K.ROUTE, clock, columns)}
    pulse = scalar(_K.HEART_RATE, clock, np.full(count, 140.0))
    elapsed_s = float(clock[-1])
    pauses = (Pause(elapsed_s * 0.3, elapsed_s * 0.4),) if random.random() < 0.3 else ()
    return example_workout(
        "running", elapsed_s, distance_m=pace * elapsed_s, pauses=pauses,
        timer_s=elapsed_s - sum(pause.end_s - pause.start_s for pause in pauses),
        streams=streams | {_K.HEART_RATE: pulse}, virtual_route=bool(random.random() < 0.2),
    )  # fmt: skip


def random_zones(random: np.random.Generator, at: tuple[float, float]) -> list[dict[str, Any]]:
    zones = []
    for number in range(int(random.integers(1, 4))):
        aside = random.normal(0, 600 * number, 2)
        place = on_earth(aside[:1], aside[1:], *at)
        spot = {name: float(column[0]) for name, column in place.items()}
        spot["radius_m"] = float(random.uniform(50, 400))
        zones.append({"name": f"Zone {number}", "spot": spot})
    return zones


def places_of(workout: Workout) -> Stream | None:
    return workout.streams.get(_K.ROUTE)


def assert_unseen(workout: Workout, zones: list[dict[str, Any]]) -> None:
    """No point inside a zone, and no line between two points that anybody would join."""
    route = places_of(workout)
    if route is None:
        return
    latitude, longitude = route["latitude_deg"], route["longitude_deg"]
    joined = np.flatnonzero(np.diff(route.time_s) <= 30)
    across = np.unwrap(longitude, period=360)
    for zone in zones:
        spot = spot_of(zone)
        assert not spot.holds(latitude, longitude).any()
        for share in np.linspace(0, 1, 9):
            between = [
                column[joined] * (1 - share) + column[joined + 1] * share
                for column in (latitude, across)
            ]
            assert not spot.holds(*between).any()


def read_back(workout: Workout) -> list[Workout]:
    """Everything that our own readers find in the files of our own writers."""
    activity = example_activity(workout)
    found = [read_one(encode_activity(activity))]
    found += read_tcx(encode_tcx(activity), "", TOOLS).workouts
    with suppress(Refused):  # next to nothing is left of the route
        found += read_gpx(encode_gpx(activity), "", TOOLS).workouts
    return found


@pytest.mark.long
@pytest.mark.parametrize(
    "hundred", [0, 1, 2, *(pytest.param(more, marks=pytest.mark.full) for more in range(3, 10))]
)
def test_of_a_thousand_routes_no_file_has_a_point_inside_a_zone(hundred: int) -> None:
    random = np.random.default_rng(hundred)
    changed = 0
    for number in range(100):
        at = (float(random.uniform(-70, 70)), float(random.choice([8.0, -122.4, 179.9996, 0.0])))
        workout, zones = random_route(random, at), random_zones(random, at)
        figures = str(random.choice(["keep", "distance", "cut"]))
        boosted = boost(workout, *zones, seed=bytes([hundred, number]), figures=figures)
        after = workout if boosted.activity is None else boosted.activity.workout
        changed += boosted.activity is not None
        assert_unseen(after, zones)
        if number % 5 == 0:
            check_fit(encode_activity(example_activity(after)))
        for back in read_back(after):
            assert_unseen(back, zones)
    assert changed > 50


def test_times_and_totals_stay() -> None:
    before = out_and_back()
    after = hidden(before)
    for name in ("elapsed_s", "timer_s", "distance_m", "start", "end", "active_kcal"):
        assert getattr(after, name) == getattr(before, name)
    curve = cumulative_distance(after)
    assert curve is not None
    assert curve[1][-1] == pytest.approx(6000)


def test_heart_rate_and_everything_that_tells_no_place_stays() -> None:
    before = out_and_back()
    after = hidden(before)
    for kind in (_K.HEART_RATE, _K.STEPS, _K.POWER):
        assert after.streams[kind] is before.streams[kind]


def test_the_whole_zone_is_hidden_at_the_start_and_at_the_end() -> None:
    boosted = boost(out_and_back())
    assert boosted.activity is not None
    route = boosted.activity.workout.streams[_K.ROUTE]
    x_m = (route["longitude_deg"] - 8.0) * M_PER_DEGREE * np.cos(np.radians(47.0))
    assert 225 <= x_m.min() <= 3.6 * 200 + 400 + 25
    assert boosted.activity.workout.notes[-1].sentence == "Start hidden, end hidden."
    assert boosted.why.startswith("Start hidden, end hidden: ")
    assert boosted.facts["parts_hidden"] == 2


def test_a_pass_in_the_middle_leaves_a_gap_that_nobody_draws_across() -> None:
    second = np.arange(1201.0)
    x = second * 10 - 6000
    ride = example_workout(
        "cycling", 1200.0, distance_m=12_000.0,
        streams={_K.ROUTE: a_route(second, x, np.zeros(len(x)))},
    )  # fmt: skip
    boosted = boost(ride)
    assert boosted.activity is not None
    after = boosted.activity.workout
    assert after.notes[-1].sentence == "A part between hidden."
    route = after.streams[_K.ROUTE]
    assert np.diff(route.time_s).max() > 30
    page = series(after, "metric")["route"]
    assert len(page["breaks"]) == 1
    gpx = encode_gpx(boosted.activity).decode()
    assert gpx.count("<trkseg>") == 2
    assert read_gpx(gpx.encode(), "", TOOLS).workouts[0].pauses == ()  # a gap is no pause
    assert encode_tcx(boosted.activity).decode().count("<Track>") == 2


def test_a_fast_pass_is_hidden_for_long_enough_to_be_a_gap() -> None:
    second = np.arange(401.0)
    ride = example_workout(
        "cycling", 400.0, streams={_K.ROUTE: a_route(second, second * 60 - 9000, 0 * second)}
    )
    assert np.diff(hidden(ride).streams[_K.ROUTE].time_s).max() > 30


def test_a_step_that_leaps_over_the_zone_is_noticed() -> None:
    clock = np.arange(0.0, 601, 20)
    ride = example_workout(
        "cycling", 600.0, streams={_K.ROUTE: a_route(clock, clock * 100 - 31_000, 0 * clock)}
    )
    route = hidden(ride).streams[_K.ROUTE]
    assert np.diff(route.time_s).max() > 100  # five steps of a slow GPS are no gap


def test_heights_between_points_go_with_them() -> None:
    before = out_and_back()
    route = before.streams[_K.ROUTE]
    columns = dict(route.columns)
    columns["latitude_deg"] = np.where(route.time_s % 2 == 1, np.nan, columns["latitude_deg"])
    streams = {**before.streams, _K.ROUTE: Stream(_K.ROUTE, route.time_s, columns)}
    after = hidden(replace(before, streams=streams)).streams[_K.ROUTE]
    assert np.isfinite(after["latitude_deg"]).all()
    assert after.time_s[0] > 60


def test_speed_and_stride_inside_are_gone_for_they_tell_the_way() -> None:
    before = out_and_back()
    clock = np.arange(0.0, before.elapsed_s, 5)
    more = {
        kind: scalar(kind, clock, np.full(len(clock), 1.2)) for kind in (_K.SPEED, _K.STRIDE_LENGTH)
    }
    after = hidden(replace(before, streams={**before.streams, **more}))
    first_s = after.streams[_K.ROUTE].time_s[0]
    for kind in more:
        assert after.streams[kind].time_s[0] >= first_s - 5
        assert after.streams[kind].time_s[-1] <= after.streams[_K.ROUTE].time_s[-1] + 5


def test_the_distance_inside_has_one_even_pace() -> None:
    """A walk to the gate, a wait at the light: the fine structure would tell the way taken."""
    before = out_and_back()
    after = hidden(before)
    way = after.streams[_K.DISTANCE]
    first_s, last_s = after.streams[_K.ROUTE].time_s[[0, -1]]
    inside = (way.time_s + way["duration_s"] < first_s) | (way.time_s > last_s)
    pace = way.values[inside] / way["duration_s"][inside]
    assert len(pace) == 2
    assert pace == pytest.approx(pace[0])
    assert way.values.sum() == pytest.approx(6000)


def test_the_start_and_the_end_share_their_hidden_distance_evenly() -> None:
    """Who went home slowly still shows one pace: only the sum of both is known."""
    second = np.arange(3001.0)
    x = np.where(second < 1000, 3 * second, 3000 - 1.5 * (second - 1000))
    route = a_route(second, x, 0 * x)
    run = example_workout("running", 3000.0, distance_m=6000.0, streams={_K.ROUTE: route})
    way = hidden(run).streams[_K.DISTANCE]
    first, last = way.values[[0, -1]] / way["duration_s"][[0, -1]]
    assert first == pytest.approx(last)


def test_pauses_inside_add_nothing_and_the_total_stays() -> None:
    before = out_and_back()
    pauses = (Pause(20, 50),)
    paused = replace(before, pauses=pauses, timer_s=before.timer_s - 30)
    curve = cumulative_distance(hidden(paused))
    assert curve is not None
    at = np.interp([20, 50], *curve)
    assert at[0] == pytest.approx(at[1])
    assert curve[1][-1] == pytest.approx(6000)


def test_the_hidden_distance_can_be_taken_off() -> None:
    laps = (Lap(0, 1000, LapKind.MANUAL, distance_m=3000.0), Lap(1000, 2000, LapKind.MANUAL))
    before = out_and_back(laps=laps)
    after = hidden(before, figures="distance")
    route = after.streams[_K.ROUTE]
    seen_m = (route.time_s[-1] - route.time_s[0]) * 3
    assert after.distance_m == pytest.approx(seen_m, abs=8)
    assert after.elapsed_s == before.elapsed_s
    assert after.laps[0].distance_m == pytest.approx(3000 - 3 * route.time_s[0], abs=8)
    curve = cumulative_distance(after)
    assert curve is not None
    assert np.interp(route.time_s[0] - 10, *curve) == pytest.approx(0, abs=8)


def test_the_hidden_ends_can_be_cut_off() -> None:
    before = out_and_back()
    kept, after = hidden(before), hidden(before, figures="cut")
    first_s, last_s = kept.streams[_K.ROUTE].time_s[[0, -1]]
    assert after.elapsed_s == pytest.approx(last_s - first_s)
    assert (after.start - before.start).total_seconds() == pytest.approx(first_s)
    assert after.streams[_K.HEART_RATE].time_s[0] >= 0
    assert after.distance_m == pytest.approx((last_s - first_s) * 3, abs=10)
    assert after.notes[-1].sentence == "Start hidden, end hidden."


def test_a_route_all_inside_is_gone_and_the_rest_stays() -> None:
    before = out_and_back(0.2)
    boosted = boost(before)
    assert boosted.activity is not None
    after = boosted.activity.workout
    assert not after.has_route
    assert after.distance_m == 400
    assert after.elapsed_s == before.elapsed_s
    assert after.notes[-1].sentence == "Start hidden, and all of the route with it."
    check_fit(encode_activity(boosted.activity))


def test_a_virtual_route_is_hidden_as_well() -> None:
    assert hidden(out_and_back(virtual_route=True)).streams[_K.ROUTE].time_s[0] > 60


def test_a_route_far_away_is_left_alone() -> None:
    zone = {"name": "Work", "spot": {"latitude_deg": 46.0, "longitude_deg": 8.0}}
    boosted = boost(out_and_back(), zone)
    assert boosted.outcome is Outcome.UNCHANGED
    assert boosted.why == "The route never comes near any of your zones."


def test_without_zones_or_a_route_there_is_nothing_to_do() -> None:
    nothing = plugin.boost(example_activity(out_and_back()), tools_for(plugin))
    assert nothing.why == "There are no zones yet, neither here nor in your settings."
    assert boost(sport_examples.strength()).why == "It has no route, so there is nothing to hide."


def test_several_sports_keep_their_legs() -> None:
    triathlon = sport_examples.triathlon()
    first = triathlon.streams[_K.ROUTE]
    spot = {
        "latitude_deg": float(first["latitude_deg"][0]),
        "longitude_deg": float(first["longitude_deg"][0]),
    }
    after = hidden(triathlon, {"name": "Lake", "spot": spot})
    assert [leg.sport for leg in after.legs] == [leg.sport for leg in triathlon.legs]
    assert after.legs[3:] == triathlon.legs[3:]
    curve = cumulative_distance(after)
    assert curve is not None
    for leg in after.legs:
        begun, over = np.interp([leg.start_s, leg.end_s], *curve)
        assert leg.distance_m is None or leg.distance_m == pytest.approx(over - begun)


def laps_every(lap_m: float, workout: Workout, *, stated: bool = True) -> tuple[Lap, ...]:
    """Laps that a watch makes by itself at an even 3 m/s, the last of them cut short."""
    whole_m = workout.distance_m or 0.0
    bounds = [*np.arange(0, whole_m, lap_m), whole_m]
    return tuple(
        Lap(a / 3, b / 3, LapKind.MANUAL, distance_m=b - a if stated else None)
        for a, b in pairwise(bounds)
    )


@pytest.mark.parametrize("figures", ["keep", "distance", "cut"])
@pytest.mark.parametrize("lap_m", [1000, 1609.344, 5000])
@pytest.mark.parametrize("stated", [True, False])
def test_laps_that_came_by_themselves_do_not_tell_how_far_the_start_is(
    figures: str, lap_m: float, *, stated: bool
) -> None:
    """Of a lap of 1,000 m 705 m can be seen: the start is 295 m away."""
    before = out_and_back(8)
    before = replace(before, laps=laps_every(lap_m, before, stated=stated))
    assert hidden(before, figures=figures).laps == ()


def test_one_full_kilometre_tells_it_too_and_so_do_laps_whose_first_was_cut() -> None:
    before = out_and_back(0.9)
    one = replace(before, laps=laps_every(1000, before))
    assert len(one.laps) == 2
    assert hidden(one).laps == ()
    longer = out_and_back(3)
    cut = trimmed(replace(longer, laps=laps_every(1000, longer)), 20, 2000)
    assert hidden(cut).laps == ()


def test_laps_of_a_watch_stay_where_neither_start_nor_end_is_hidden() -> None:
    second = np.arange(2001.0)
    run = example_workout(
        "running", 2000.0, distance_m=6000.0,
        streams={_K.ROUTE: a_route(second, second * 3 - 3000, 0 * second)},
    )  # fmt: skip
    after = hidden(replace(run, laps=laps_every(1000, run)))
    assert [lap.distance_m for lap in after.laps] == pytest.approx([1000] * 6, abs=1)


@pytest.mark.parametrize("figures", ["keep", "distance"])
def test_laps_by_hand_have_the_even_pace_where_something_is_hidden(figures: str) -> None:
    """A fast way out of the door and a slow one home: the laps give only what both share."""
    second = np.arange(3001.0)
    x = np.where(second < 1000, 3 * second, 3000 - 1.5 * (second - 1000))
    route = a_route(second, x, 0 * x)
    laps = tuple(
        Lap(a, b, LapKind.MANUAL, distance_m=float(np.abs(np.diff(x[a : b + 1])).sum()))
        for a, b in pairwise((0, 400, 1200, 2900, 3000))
    )
    run = example_workout(
        "running", 3000.0, distance_m=6000.0, laps=laps, streams={_K.ROUTE: route}
    )
    after = hidden(run, figures=figures)
    curve = cumulative_distance(after)
    assert curve is not None
    for before, lap in zip(laps, after.laps, strict=True):
        begun, over = np.interp([lap.start_s, lap.end_s], *curve)
        assert lap.distance_m == pytest.approx(over - begun, abs=0.5)
        assert (lap.start_s, lap.end_s) == (before.start_s, before.end_s)
    assert after.laps[1] == laps[1]
    assert sum(lap.distance_m or 0 for lap in after.laps) == pytest.approx(after.distance_m)
    if figures == "keep":
        assert abs((after.laps[0].distance_m or 0) - 1200) > 30
    else:
        assert after.laps[3].distance_m == pytest.approx(0, abs=2)


def test_legs_have_the_even_pace_where_something_is_hidden() -> None:
    """A stated leg would stretch the way inside it back to what it was."""
    second = np.arange(3001.0)
    x = np.where(second < 1000, 3 * second, 3000 - 1.5 * (second - 1000))
    legs = (
        Leg(0, 1000, by_key("running"), distance_m=3000.0),
        Leg(1000, 3000, by_key("walking"), distance_m=3000.0),
    )
    both = example_workout(
        "running", 3000.0, distance_m=6000.0, legs=legs,
        streams={_K.ROUTE: a_route(second, x, 0 * x)},
    )  # fmt: skip
    after = hidden(both)
    curve = cumulative_distance(after)
    assert curve is not None
    first_s, last_s = after.streams[_K.ROUTE].time_s[[0, -1]]
    begun, over, whole = np.interp([first_s, last_s, 3000], *curve)
    assert begun / first_s == pytest.approx((whole - over) / (3000 - last_s), rel=0.02)
    assert sum(leg.distance_m or 0 for leg in after.legs) == pytest.approx(6000)


def test_a_zone_is_two_hundred_metres_unless_it_says_otherwise() -> None:
    settings = PrivacyZoneSettings.model_validate(
        {"zones": [{"spot": {"latitude_deg": 47, "longitude_deg": 8}}]}
    )
    assert settings.zones[0].spot.radius_m == 200
    assert settings.zones[0].name == "Home"


def test_neither_the_sentence_nor_the_facts_tell_a_place() -> None:
    boosted = boost(out_and_back())
    assert "47." not in boosted.why
    assert "Home" not in str(boosted.activity and boosted.activity.workout.notes)
    assert set(boosted.facts) == {"points_hidden", "start_hidden", "end_hidden", "parts_hidden"}
