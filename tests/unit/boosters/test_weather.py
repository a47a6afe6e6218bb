"""Weather: whose word is taken, what is asked for, and what is said."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fitglue.boosters.weather import plugin
from fitglue.boosters.weather.asking import conditions_at
from fitglue.boosters.weather.conditions import NOTHING
from fitglue.boosters.weather.words import point, sky
from fitglue.domain.boost import Boost, Outcome
from fitglue.domain.errors import Refused, Transient
from fitglue.domain.streams import StreamKind
from fitglue.domain.workout import Weather, Workout
from fitglue.testing.booster_tools import FakeWeb, tools_for
from fitglue.testing.examples import START, example_activity, example_run
from fitglue.testing.open_meteo import ARCHIVE, FORECAST, open_meteo, weather_of
from fitglue.testing.sport_examples import ride, run_with_form, treadmill, without

NEXT_DAY = START + timedelta(days=1)
MIDDLE = START + timedelta(seconds=300)


def boosted(
    workout: Workout, settings: Mapping[str, Any] | None = None, **tools: Any
) -> tuple[Boost, FakeWeb]:
    web = tools.pop("web", None) or FakeWeb(open_meteo())
    given_tools = {"now": NEXT_DAY, "web": web} | tools
    tools_in_hand = tools_for(plugin, {"ask": True} | dict(settings or {}), **given_tools)
    return plugin.boost(example_activity(workout), tools_in_hand), web


def weather_after(boost: Boost) -> Weather:
    assert boost.activity is not None
    return boost.activity.workout.weather


def test_nothing_is_asked_until_it_is_switched_on() -> None:
    boost, web = boosted(ride(), {"ask": False})
    assert boost.outcome is Outcome.UNCHANGED
    assert "switched off" in boost.why
    assert web.asked == []


def test_the_watch_s_own_weather_needs_nobody() -> None:
    boost, web = boosted(run_with_form(), {"ask": False, "detail": "full"})
    assert boost.section == "Weather: 21 °C, humidity 64 %"
    assert boost.activity is None
    assert "attribution" not in boost.facts
    assert web.asked == []


def test_a_fresh_activity_is_asked_of_the_forecast() -> None:
    _, web = boosted(ride())
    assert [url for url, _ in web.asked] == [FORECAST]


def test_an_old_activity_is_asked_of_the_archive() -> None:
    boost, web = boosted(ride(), now=START + timedelta(days=40))
    assert [url for url, _ in web.asked] == [ARCHIVE]
    assert boost.outcome is Outcome.CHANGED


def test_a_position_leaves_with_two_decimals_and_the_day() -> None:
    _, web = boosted(ride())
    ((_, asked),) = web.asked
    assert (asked["latitude"], asked["longitude"]) == ("47.00", "8.00")
    assert (asked["start_date"], asked["end_date"]) == ("2026-05-01", "2026-05-01")


def test_the_last_hour_of_a_day_asks_for_the_next_day_too() -> None:
    late = replace(ride(), start=datetime(2026, 5, 1, 23, 20, tzinfo=UTC))
    boost, web = boosted(late)
    assert web.asked[0][1]["end_date"] == "2026-05-02"
    assert boost.outcome is Outcome.CHANGED


def test_the_weather_lies_between_two_hours() -> None:
    boost, _ = boosted(ride())
    before, after = weather_of(START), weather_of(START + timedelta(hours=1))
    share = 450 / 3600
    expected = before["temperature_2m"] * (1 - share) + after["temperature_2m"] * share
    assert boost.facts["temperature_c"] == pytest.approx(expected, abs=0.006)
    assert boost.facts["weather_code"] == before["weather_code"]
    assert boost.facts["wind_from_deg"] == before["wind_direction_10m"]


def test_everything_is_said_with_the_name_of_its_source() -> None:
    boost, _ = boosted(ride(), {"detail": "full"})
    said, credit = boost.section.splitlines()
    assert said == (
        "Weather: 11 °C, feels like 10 °C, rain, humidity 73 %, wind 10 km/h from the east"
    )
    assert credit == boost.facts["attribution"] == "Weather data by Open-Meteo.com, CC BY 4.0"


def test_wind_can_be_left_out() -> None:
    with_wind, _ = boosted(ride())
    without_wind, _ = boosted(ride(), {"wind": False})
    assert "wind" in with_wind.section
    assert "wind" not in without_wind.section


def test_a_text_can_be_left_out() -> None:
    boost, _ = boosted(ride(), {"in_text": False})
    assert boost.section == ""
    assert boost.facts["sky"]


def test_units_are_the_person_s() -> None:
    boost, _ = boosted(ride(), {"detail": "full"}, units="imperial")
    assert "°F" in boost.section
    assert "mph" in boost.section
    assert "°C" not in boost.section
    assert boost.facts["temperature_c"] < 20


def test_temperature_and_humidity_are_filled_in_with_their_origin() -> None:
    boost, _ = boosted(ride())
    weather = weather_after(boost)
    assert weather.temperature_c == boost.facts["temperature_c"]
    assert weather.humidity_percent == boost.facts["humidity_percent"]
    assert boost.activity is not None
    assert boost.activity.workout.provenance["weather"].source == "Open-Meteo"


def test_the_watch_s_word_stands_and_the_rest_is_asked() -> None:
    boost, _ = boosted(run_with_form(), {"detail": "full"})
    assert boost.facts["temperature_c"] == 21.4
    assert boost.facts["humidity_percent"] == 64.0
    assert boost.facts["sky"]
    assert "feels_like_c" not in boost.facts
    assert boost.activity is None


def test_what_the_watch_did_not_say_is_completed() -> None:
    boost, _ = boosted(replace(run_with_form(), weather=Weather(21.4, None)))
    assert weather_after(boost).temperature_c == 21.4
    assert weather_after(boost).humidity_percent is not None


def test_null_is_no_weather_and_never_nought_degrees() -> None:
    boost, _ = boosted(ride(), web=FakeWeb(open_meteo(known_until=START - timedelta(hours=5))))
    assert boost.outcome is Outcome.UNCHANGED
    assert boost.why == "Open-Meteo has no weather for it."
    assert boost.activity is None


def test_a_fresh_activity_without_weather_is_looked_at_again() -> None:
    nulls = open_meteo(known_until=START - timedelta(hours=5))
    assert boosted(ride(), web=FakeWeb(nulls))[0].look_again_s > 0
    long_after = START + timedelta(days=40)
    assert boosted(ride(), web=FakeWeb(nulls), now=long_after)[0].look_again_s == 0


def test_a_service_that_does_not_answer_holds_nothing_back() -> None:
    boost, _ = boosted(ride(), web=FakeWeb({FORECAST: Transient("Busy.")}))
    assert boost.outcome is Outcome.UNCHANGED
    assert boost.look_again_s == 900


def test_it_is_let_be_after_some_tries() -> None:
    silent = FakeWeb()
    waits = [boosted(ride(), web=silent, attempt=tries)[0].look_again_s for tries in range(1, 7)]
    assert waits == [900, 3600, 21600, 86400, 0, 0]


def test_the_watch_s_own_weather_is_told_though_the_service_is_silent() -> None:
    boost, _ = boosted(run_with_form(), web=FakeWeb())
    assert boost.section.startswith("Weather: 21 °C")
    assert "does not answer" in boost.why
    assert boost.look_again_s > 0


def test_a_service_that_refuses_is_not_asked_again() -> None:
    boost, _ = boosted(ride(), web=FakeWeb({FORECAST: Refused("No.")}))
    assert (boost.outcome, boost.look_again_s) == (Outcome.UNCHANGED, 0)


@pytest.mark.parametrize(
    ("workout", "said"),
    [
        (ride(virtual_route=True), "drawn"),
        (treadmill(), "indoors"),
        (without(StreamKind.ROUTE), "no route"),
    ],
)
def test_without_a_real_place_nobody_is_asked(workout: Workout, said: str) -> None:
    boost, web = boosted(workout)
    assert boost.outcome is Outcome.UNCHANGED
    assert said in boost.why
    assert web.asked == []


def test_a_route_that_begins_without_a_position_is_placed_by_its_first_one() -> None:
    run = example_run(600)
    route = run.streams[StreamKind.ROUTE]
    route["latitude_deg"][:100] = np.nan
    boost, web = boosted(run)
    assert boost.outcome is Outcome.CHANGED
    assert web.asked[0][1]["latitude"] == "47.00"


def test_a_clock_that_runs_ahead_has_no_weather_yet() -> None:
    boost, web = boosted(ride(), now=START - timedelta(days=1))
    assert boost.outcome is Outcome.UNCHANGED
    assert web.asked == []


def test_a_rehearsal_asks_too() -> None:
    assert boosted(ride(), rehearsing=True)[0].outcome is Outcome.CHANGED


@pytest.mark.parametrize(
    "answer",
    [None, [], {}, {"hourly": None}, {"hourly": {"time": ["yesterday"]}}, {"hourly": {"time": 1}}],
)
def test_an_answer_without_sense_is_no_weather(answer: Any) -> None:
    assert conditions_at(answer, MIDDLE) == NOTHING


def test_where_one_hour_is_not_known_the_other_speaks() -> None:
    answer = {
        "hourly": {
            "time": ["2026-05-01T07:00", "2026-05-01T08:00"], "temperature_2m": [None, 12.0],
            "weather_code": [None, None], "precipitation": [0.0, None],
        }
    }  # fmt: skip
    found = conditions_at(answer, MIDDLE)
    assert found.temperature_c == 12.0
    assert found.code is None
    assert found.precipitation_mm is None


def test_every_code_of_the_sky_has_its_words() -> None:
    words = [sky(code) for code in range(100)]
    assert all(words)
    assert (sky(0), sky(3), sky(45), sky(61), sky(81), sky(95)) == (
        "clear sky", "overcast", "fog", "light rain", "rain showers", "a thunderstorm",
    )  # fmt: skip
    assert (sky(100), sky(-1)) == ("", "")


@given(st.floats(-1000, 1000))
def test_a_wind_comes_from_one_of_eight_points(direction_deg: float) -> None:
    short, long = point(direction_deg)
    assert len(short) <= 2
    assert short == "".join(part[0].upper() for part in long.split("-"))


@given(st.lists(st.none() | st.floats(-60, 50), min_size=24, max_size=24), st.integers(0, 82_799))
def test_a_temperature_lies_between_those_of_the_day(
    hours: list[float | None], second: int
) -> None:
    day = datetime(2026, 5, 1, tzinfo=UTC)
    times = [(day + timedelta(hours=hour)).strftime("%Y-%m-%dT%H:%M") for hour in range(24)]
    answer = {"hourly": {"time": times, "temperature_2m": hours}}
    found = conditions_at(answer, day + timedelta(seconds=second))
    known = [hour for hour in hours if hour is not None]
    if found.temperature_c is not None:
        assert min(known) - 0.01 <= found.temperature_c <= max(known) + 0.01
