"""Virtual GPS draws a route that is as long, as fast and as still as the activity was."""

import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

import fitdecode
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fitglue.boosters.virtual_gps import plugin
from fitglue.boosters.virtual_gps.settings import VirtualGpsSettings
from fitglue.domain.activity import Activity
from fitglue.domain.boost import Boost, Outcome
from fitglue.domain.distance import cumulative_distance
from fitglue.domain.line import Line
from fitglue.domain.line_text import line_text
from fitglue.domain.measures import great_circle_m, timer_s
from fitglue.domain.spot import Spot
from fitglue.domain.streams import FloatArray, Stream, StreamKind, spans
from fitglue.domain.workout import How, Pause, Workout
from fitglue.formats.fit import encode_activity
from fitglue.formats.gpx import encode_gpx
from fitglue.testing import sport_examples
from fitglue.testing.arrivals import a_run
from fitglue.testing.booster_tools import FakeHistory, tools_for
from fitglue.testing.examples import START, example_activity, example_run, example_workout
from fitglue.testing.fit_checker import check_fit
from fitglue.testing.fit_reading import read_one

_K = StreamKind


def indoors(
    speed: FloatArray, every_s: float = 5.0, sport: str = "running", **fields: Any
) -> Workout:
    """An indoor workout at some speeds, each for some seconds."""
    start = np.arange(0.0, len(speed) * every_s, every_s)
    speed = speed.astype(np.float64)
    way = spans(_K.DISTANCE, start, np.full(len(speed), every_s), speed * every_s)
    stated: dict[str, Any] = {
        "distance_m": float(speed.sum() * every_s), "streams": {_K.DISTANCE: way}, "indoor": True,
    }  # fmt: skip
    return example_workout(sport, len(speed) * every_s, **(stated | fields))


def steady(minutes: float = 30, pace: float = 3.0, **fields: Any) -> Workout:
    return indoors(np.full(round(minutes * 12), pace), **fields)


def boost(workout: Workout, *, seed: bytes = b"anna", **chosen: Any) -> Boost:
    history = chosen.pop("history", FakeHistory())
    tools = tools_for(plugin, chosen, seed=seed, history=history)
    return plugin.boost(example_activity(workout), tools)


def drawn(workout: Workout, **chosen: Any) -> Workout:
    boosted = boost(workout, **chosen)
    assert boosted.outcome is Outcome.CHANGED, boosted.why
    assert boosted.activity is not None
    return boosted.activity.workout


def route_of(workout: Workout, **chosen: Any) -> Stream:
    return drawn(workout, **chosen).streams[_K.ROUTE]


def length_m(route: Stream) -> float:
    return float(great_circle_m(route["latitude_deg"], route["longitude_deg"]).sum())


def skipped(workout: Workout, **chosen: Any) -> str:
    boosted = boost(workout, **chosen)
    assert boosted.outcome is Outcome.UNCHANGED, boosted.why
    return boosted.why


@st.composite
def indoor_workouts(draw: st.DrawFn) -> Workout:
    """Somebody on a treadmill or a bike: changes of pace, stops, pauses of the watch."""
    random = np.random.default_rng(draw(st.integers(0, 2**32)))
    sport, fastest = draw(st.sampled_from([("running", 5.0), ("walking", 2.0), ("cycling", 14.0)]))
    pieces = draw(st.integers(1, 12))
    speed = np.repeat(random.uniform(0.2, 1.0, pieces) * fastest, random.integers(10, 120, pieces))
    if draw(st.booleans()):
        stood = draw(st.integers(0, len(speed) - 5))
        speed[stood : stood + 5] = 0.0
    workout = indoors(speed, draw(st.sampled_from([1.0, 2.5, 5.0])), sport)
    if not draw(st.booleans()):
        return workout
    start = draw(st.floats(1, workout.elapsed_s / 2))
    pauses = (Pause(start, start + draw(st.floats(1, workout.elapsed_s / 4))),)
    return replace(workout, pauses=pauses, timer_s=timer_s(workout.elapsed_s, pauses))


# How long and how fast


@settings(max_examples=100, deadline=None)
@given(indoor_workouts(), st.sampled_from(["london", "nyc", "capetown", "amsterdam"]))
def test_the_way_drawn_is_as_long_as_the_distance_recorded(workout: Workout, loop: str) -> None:
    assert workout.distance_m is not None
    route = route_of(workout, route=loop)
    assert length_m(route) == pytest.approx(workout.distance_m, rel=0.005)


@settings(max_examples=60, deadline=None)
@given(indoor_workouts(), st.sampled_from(["london", "tokyo", "capetown"]))
def test_the_pace_along_it_is_the_pace_recorded(workout: Workout, loop: str) -> None:
    route = route_of(workout, route=loop)
    curve = cumulative_distance(workout)
    assert curve is not None
    recorded = np.diff(np.interp(route.time_s, *curve))
    along = great_circle_m(route["latitude_deg"], route["longitude_deg"])
    assert np.abs(np.cumsum(along) - np.cumsum(recorded)).max() < 10 + 0.005 * recorded.sum()
    if np.ptp(recorded) > 0.2 * recorded.mean():  # a corner cut off between two points counts less
        assert np.corrcoef(along, recorded)[0, 1] >= 0.99


@pytest.mark.long
@settings(max_examples=25, deadline=None)
@given(indoor_workouts())
def test_its_file_keeps_every_rule_and_says_virtual(workout: Workout) -> None:
    boosted = boost(workout)
    assert boosted.activity is not None
    content = encode_activity(boosted.activity)
    check_fit(content)
    assert read_one(content).virtual_route


def test_a_stop_stands_still_and_the_speed_says_so() -> None:
    speed = np.full(360, 3.0)
    speed[120:180] = 0.0
    route = route_of(indoors(speed))
    standing = (route.time_s > 601) & (route.time_s < 899)
    assert np.ptp(route["latitude_deg"][standing]) == pytest.approx(0, abs=1e-9)
    assert np.ptp(route["longitude_deg"][standing]) == pytest.approx(0, abs=1e-9)
    assert not route["speed_m_per_s"][standing].any()
    assert route["speed_m_per_s"][60] == pytest.approx(3.0)


def test_no_point_lies_inside_a_pause_and_nobody_moves_in_it() -> None:
    route = route_of(steady(30, pauses=(Pause(600, 720),)))
    before = int(np.flatnonzero(route.time_s == 600)[0])
    assert route.time_s[before + 1] == 720
    assert route["latitude_deg"][before] == pytest.approx(route["latitude_deg"][before + 1])


def test_a_point_stands_at_every_second_or_oftener_where_the_distance_is_denser() -> None:
    assert np.diff(route_of(steady(10)).time_s).tolist() == [1.0] * 600
    dense = indoors(np.full(1200, 3.0), every_s=0.5)
    assert len(route_of(dense)) == 1201


def test_steps_tell_the_pace_where_no_distance_does() -> None:
    start = np.arange(0, 1200, 5.0)
    steps = spans(
        _K.STEPS, start, np.full(len(start), 5.0), np.where(start < 600, 20.0, 10.0)
    )  # fmt: skip
    run = example_workout(
        "running", 1200.0, indoor=True, distance_m=3000.0, streams={_K.STEPS: steps}
    )
    boosted = boost(run)
    assert boosted.activity is not None
    assert "by its steps" in boosted.why
    route = boosted.activity.workout.streams[_K.ROUTE]
    half = route.between(0, 600)
    assert length_m(half) == pytest.approx(2000, rel=0.005)
    assert length_m(route) == pytest.approx(3000, rel=0.005)


def test_without_either_the_pace_is_even_and_the_pauses_are_kept() -> None:
    pauses = (Pause(300, 600),)
    run = example_workout("running", 1200.0, indoor=True, distance_m=2700.0, pauses=pauses)
    assert "by an even pace" in boost(run).why
    route = route_of(run)
    assert length_m(route.between(0, 300)) == pytest.approx(900, rel=0.005)
    assert length_m(route) == pytest.approx(2700, rel=0.005)


def test_the_course_is_that_of_the_way() -> None:
    route = route_of(steady(10))
    assert np.isfinite(route["course_deg"]).all()
    north = np.diff(route["latitude_deg"]) > 0
    heading_north = np.cos(np.radians(route["course_deg"][:-1])) > 0
    assert (north == heading_north).mean() > 0.99


# Which line


@pytest.mark.parametrize(("place", "loop"), [
    ("Tokyo", "tokyo"), ("são paulo", "saopaulo"), ("Sao Paulo, Brazil", "saopaulo"),
    ("Germany", "munich"), ("New York", "nyc"), ("manchester", "london"), ("Barcellona", "lyon"),
    ("Vondelpark", "amsterdam"), ("New Zealand", "sydney"), ("Genève", "lyon"),
    ("Köln", "amsterdam"),
])  # fmt: skip
def test_a_place_gives_the_loop_nearest_to_it(place: str, loop: str) -> None:
    assert boost(steady(), location=place).facts["virtual_gps_route"] == loop


def test_a_place_that_nobody_knows_leaves_the_loop_chosen_and_is_said() -> None:
    boosted = boost(steady(), location="Atlantis", route="sydney")
    assert boosted.facts["virtual_gps_route"] == "sydney"
    assert "No loop is known to be near “Atlantis”." in boosted.why


def test_a_loop_too_short_is_gone_round_again() -> None:
    route = route_of(steady(120), route="paris")  # 21.6 km round 3 km
    assert length_m(route) == pytest.approx(21_600, rel=0.005)
    assert np.ptp(route["latitude_deg"]) < 0.02


def test_an_open_line_too_short_is_gone_out_and_back() -> None:
    route = route_of(steady(120), route="capetown")
    assert length_m(route) == pytest.approx(21_600, rel=0.005)
    assert route["latitude_deg"].min() > -33.93
    assert route["latitude_deg"].max() < -33.89


def test_a_short_way_along_an_open_line_does_not_turn() -> None:
    route = route_of(steady(10), route="capetown")
    north = np.sign(route["latitude_deg"][-1] - route["latitude_deg"][0])
    ends = great_circle_m(route["latitude_deg"][[0, -1]], route["longitude_deg"][[0, -1]])
    assert north
    assert ends[0] > 1300


def test_without_matching_it_is_one_loop_whatever_the_distance() -> None:
    route = route_of(steady(30), route="london", distance_matching=False)
    assert length_m(route) == pytest.approx(4410, rel=0.005)
    ends = great_circle_m(route["latitude_deg"][[0, -1]], route["longitude_deg"][[0, -1]])
    assert ends[0] < 10
    assert route["speed_m_per_s"][100] == pytest.approx(3.0)


def test_altitude_is_that_of_the_line() -> None:
    route = route_of(steady(60), route="tokyo")
    assert 2 <= route["altitude_m"].min() < 5
    assert 25 < route["altitude_m"].max() <= 31


def gpx(points: list[tuple[float, float]], ele: str = "") -> str:
    rows = "".join(f'<trkpt lat="{lat}" lon="{lon}">{ele}</trkpt>' for lat, lon in points)
    return (
        '<gpx xmlns="http://www.topografix.com/GPX/1/1" version="1.1">'
        f"<trk><trkseg>{rows}</trkseg></trk></gpx>"
    )


SQUARE = [(47.0, 8.0), (47.01, 8.0), (47.01, 8.015), (47.0, 8.015), (47.0, 8.0)]


def test_a_gpx_file_is_followed_with_its_altitude() -> None:
    text = gpx(SQUARE, "<ele>431.5</ele>")
    route = route_of(steady(60), follow="file", file=text)
    assert length_m(route) == pytest.approx(10_800, rel=0.005)
    assert route["altitude_m"] == pytest.approx(np.full(len(route), 431.5))
    assert route["latitude_deg"].min() > 46.9999
    assert route["latitude_deg"].max() < 47.0101


def test_a_gpx_file_is_kept_as_a_short_line_and_stays_what_it_is() -> None:
    angle = np.linspace(0, 2 * np.pi, 30_000)
    circle = [(47 + 0.05 * np.sin(at), 8 + 0.07 * np.cos(at)) for at in angle]
    kept = VirtualGpsSettings(follow="file", file=gpx(circle)).file
    assert len(kept) < 20_000
    assert VirtualGpsSettings(follow="file", file=kept).file == kept


def test_the_form_says_how_long_a_stored_line_is() -> None:
    kept = VirtualGpsSettings(follow="file", file=gpx(SQUARE)).file
    told = VirtualGpsSettings.file_in_words("file", kept)
    assert re.fullmatch(r"A line of \d+\.\d km is stored\.", told)
    assert VirtualGpsSettings.file_in_words("file", "<gpx>") == "A file is stored."


@pytest.mark.parametrize(("text", "sentence"), [
    ("<kml></kml>", "This is not a GPX file."),
    ("so much text", "This is not a GPX file."),
    (gpx([]), "neither a track nor a route"),
    (gpx([(47.0, 8.0), (47.0, 8.0)]), "no two different places"),
    ("line1cn:?", "breaks off"),
    ("line1on:" + "~~~~~?" * 4, "leaves the earth"),
])  # fmt: skip
def test_a_file_without_a_line_is_refused_in_a_sentence(text: str, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        VirtualGpsSettings(file=text)


def test_a_file_that_is_not_there_is_said() -> None:
    why = skipped(steady(), follow="file")
    assert why == "It should follow your GPX file, and there is none in its settings."


def past_run(days: int, minutes: float, **changes: Any) -> Activity:
    run = a_run(days=-days, minutes=minutes, **changes)
    moved = replace(run, start=START - timedelta(days=days), end=START - timedelta(days=days - 0.1))
    return replace(example_activity(moved), id=f"past-{days}")


LYON = Spot(latitude_deg=45.78, longitude_deg=4.856, radius_m=500)


def test_of_past_routes_that_start_in_the_place_the_one_of_like_length_is_followed() -> None:
    long, short = past_run(3, 60), past_run(4, 30)
    history = FakeHistory((long, short))
    boosted = boost(steady(30, 2.9), follow="past", spot=LYON, history=history)
    assert boosted.facts["virtual_gps_route"] == "past"
    assert boosted.activity is not None
    route = boosted.activity.workout.streams[_K.ROUTE]
    assert length_m(route) == pytest.approx(5220, rel=0.005)
    assert np.abs(route["latitude_deg"] - 45.78).max() < 0.0042


def test_a_past_route_elsewhere_virtual_or_of_another_sport_is_not_followed() -> None:
    elsewhere = Spot(latitude_deg=48.0, longitude_deg=4.856, radius_m=500)
    history = FakeHistory((past_run(3, 60),))
    none = "No past route of this sport that you recorded starts at the place in its settings."
    assert skipped(steady(), follow="past", spot=elsewhere, history=history) == none
    assert skipped(steady(sport="cycling"), follow="past", spot=LYON, history=history) == none
    drawn_once = FakeHistory((past_run(3, 60, virtual_route=True),))
    assert skipped(steady(), follow="past", spot=LYON, history=drawn_once) == none


def test_past_routes_need_a_place() -> None:
    assert "do not say where they start" in skipped(steady(), follow="past")


# From day to day


def test_no_two_days_of_a_year_are_alike() -> None:
    routes = []
    for day in range(365):
        start = START + timedelta(days=day)
        workout = steady(5, start=start, end=start + timedelta(minutes=5))
        activity = replace(example_activity(workout), id=f"run {day}")
        boosted = plugin.boost(activity, tools_for(plugin, {"route": "capetown"}))
        assert boosted.activity is not None
        route = boosted.activity.workout.streams[_K.ROUTE]
        routes.append(np.concatenate((route["latitude_deg"], route["longitude_deg"])))
    assert len({np.round(route, 6).tobytes() for route in routes}) == 365


def test_both_ways_round_are_taken() -> None:
    turns = set()
    for day in range(20):
        activity = replace(example_activity(steady(60)), id=f"run {day}")
        boosted = plugin.boost(activity, tools_for(plugin, {"route": "berlin"}))
        assert boosted.activity is not None
        route = boosted.activity.workout.streams[_K.ROUTE]
        course = np.unwrap(route["course_deg"], period=360)
        turns.add(bool(course[-1] > course[0]))
    assert turns == {True, False}


def test_the_same_activity_is_drawn_alike_again_and_another_person_gets_another() -> None:
    first, again, other = (
        route_of(steady(), seed=seed)["latitude_deg"] for seed in (b"anna", b"anna", b"ben")
    )
    assert (first == again).all()
    assert (first != other).any()


def test_without_variation_every_day_starts_at_the_lines_beginning() -> None:
    route = route_of(steady(), route="london", vary=False)
    assert route["latitude_deg"][0] == pytest.approx(51.5034, abs=5e-5)


def test_the_way_stays_beside_the_line() -> None:
    line = Line(np.array([47.0, 47.1]), np.array([8.0, 8.0]), np.full(2, np.nan))
    route = route_of(steady(60), follow="file", file=line_text(line))
    aside_m = (route["longitude_deg"] - 8.0) * 111_195 * np.cos(np.radians(47.05))
    assert 0.3 < np.abs(aside_m).max() <= 1.6


# What it leaves alone


def test_a_route_outdoors_is_never_drawn_over() -> None:
    for indoor in (False, None):
        measured = example_run(600, indoor=indoor)
        assert skipped(measured) == "It has a route already."
        why = skipped(measured, force=True)
        assert why == "Its route was measured outdoors, and a drawn one never replaces that."


@settings(max_examples=50, deadline=None)
@given(
    st.sampled_from(sorted(sport_examples.SPORT_EXAMPLES)),
    st.fixed_dictionaries({"force": st.booleans(), "distance_matching": st.booleans()}),
)  # fmt: skip
def test_whatever_the_settings_an_outdoor_route_stays(name: str, chosen: dict[str, Any]) -> None:
    workout = replace(sport_examples.SPORT_EXAMPLES[name](), indoor=False, virtual_route=False)
    boosted = boost(workout, **chosen)
    if workout.has_route:
        assert boosted.outcome is Outcome.UNCHANGED


def test_forced_it_replaces_what_was_drawn_and_what_was_measured_indoors() -> None:
    before = sport_examples.ride(virtual_route=True, indoor=True)
    assert skipped(before) == "It has a route already."
    after = drawn(before, force=True, route="nyc")
    assert after.streams[_K.ROUTE]["latitude_deg"].min() > 40.7
    assert drawn(example_run(600, indoor=True), force=True).virtual_route


@pytest.mark.parametrize(("name", "sentence"), [
    ("strength", "A route makes no sense for “Strength Training”."),
    ("yoga", "A route makes no sense for “Yoga”."),
    ("pool swim", "A route makes no sense for “Swim”."),
])  # fmt: skip
def test_a_sport_that_goes_nowhere_gets_no_route(name: str, sentence: str) -> None:
    workout = replace(sport_examples.SPORT_EXAMPLES[name](), distance_m=1000.0)
    assert skipped(workout) == sentence


def test_a_boat_follows_a_line_of_its_owner_but_no_park() -> None:
    row = sport_examples.indoor_row()
    assert "no way for a boat" in skipped(row)
    assert length_m(route_of(row, follow="file", file=gpx(SQUARE))) == pytest.approx(
        2400, rel=0.005
    )


def test_without_distance_or_duration_nothing_is_drawn() -> None:
    nothing = example_workout("running", 600.0, indoor=True)
    assert skipped(nothing) == "It has no distance, so nobody can say how far to draw."
    assert skipped(replace(nothing, distance_m=0.0)).startswith("It has no distance")
    timeless = example_workout("running", 0.0, distance_m=1000.0)
    assert skipped(timeless) == "It has no duration, so nobody can say how fast to draw."


def test_several_sports_are_not_drawn_along_one_line() -> None:
    triathlon = replace(sport_examples.triathlon(), streams={})
    assert skipped(triathlon) == "It has several sports, and a line is drawn for one sport only."


def test_it_stays_virtual_and_indoors_with_a_provenance() -> None:
    after = drawn(steady())
    assert after.virtual_route
    assert after.indoor is True
    origin = after.provenance[_K.ROUTE]
    assert (origin.how, origin.source) == (How.DRAWN, "Virtual GPS, Hyde Park, London")
    assert origin.samples == len(after.streams[_K.ROUTE])


def test_distance_and_other_streams_are_what_they_were() -> None:
    before = sport_examples.treadmill()
    after = drawn(before)
    assert after.distance_m == before.distance_m
    assert all(after.streams[kind] is before.streams[kind] for kind in before.streams)


def test_climb_is_not_made_up_unless_asked_for_not_in_the_file_either() -> None:
    assert drawn(steady(60), route="tokyo").ascent_m is None
    content = encode_activity(boost(steady(60), route="tokyo").activity or pytest.fail("no route"))
    sessions = [
        message
        for message in fitdecode.FitReader(content)
        if isinstance(message, fitdecode.FitDataMessage) and message.name == "session"
    ]
    assert not any(session.has_field("total_ascent") for session in sessions)
    climbed = drawn(steady(60), route="tokyo", climb=True)
    assert climbed.ascent_m is not None
    assert 40 < climbed.ascent_m < 90
    stated = drawn(steady(60, ascent_m=7.0), route="tokyo", climb=True)
    assert stated.ascent_m == 7.0


def test_the_description_names_the_line_when_asked_to() -> None:
    assert not boost(steady()).section
    assert boost(steady(), mention=True).section == "Drawn along Hyde Park, London (4.4 km)."


def test_it_can_be_written_as_gpx() -> None:
    boosted = boost(steady())
    assert boosted.activity is not None
    assert b"<trkpt" in encode_gpx(boosted.activity)
