"""A workout of every kind as a FIT file: no decoder complains, and every rule holds."""

import hashlib
import os
import subprocess
import sys

import pytest

from fitglue.domain.streams import StreamKind
from fitglue.domain.workout import Pause
from fitglue.formats.fit import encode_activity
from fitglue.testing.examples import example_activity, example_run
from fitglue.testing.fit_checker import DecodedFit, check_fit
from fitglue.testing.sport_examples import SPORT_EXAMPLES, run_with_form, steady


def written(name: str) -> DecodedFit:
    return check_fit(content(name))


def content(name: str) -> bytes:
    return encode_activity(example_activity(SPORT_EXAMPLES[name]()))


@pytest.mark.parametrize("name", SPORT_EXAMPLES)
def test_every_kind_of_workout_is_written(name: str) -> None:
    assert written(name)["session"]


@pytest.mark.parametrize("name", SPORT_EXAMPLES)
def test_the_same_activity_is_the_same_file(name: str) -> None:
    assert content(name) == content(name)


def test_another_process_writes_the_same_file() -> None:
    code = (
        "import hashlib\n"
        "from fitglue.formats.fit import encode_activity\n"
        "from fitglue.testing.examples import example_activity\n"
        "from fitglue.testing.sport_examples import SPORT_EXAMPLES\n"
        "for name in SPORT_EXAMPLES:\n"
        "    content = encode_activity(example_activity(SPORT_EXAMPLES[name]()))\n"
        "    print(hashlib.sha256(content).hexdigest())\n"
    )
    environment = {**os.environ, "PYTHONHASHSEED": "7"}
    told = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment
    ).stdout.split()
    assert told == [hashlib.sha256(content(name)).hexdigest() for name in SPORT_EXAMPLES]


def test_a_run_without_a_route_has_distance_and_heart_rate() -> None:
    record = written("run without route")["record"][50]
    assert {"distance", "heart_rate", "cadence", "power"} <= set(record)
    assert "position_lat" not in record


def test_a_run_without_heart_rate_has_none_anywhere() -> None:
    fit = written("run without heart rate")
    assert fit.column("heart_rate") == [None] * len(fit["record"])
    assert "avg_heart_rate" not in fit.session


@pytest.mark.parametrize(
    ("name", "sport", "sub_sport"),
    [
        ("run", "running", "generic"), ("treadmill", "running", "treadmill"),
        ("ride with power", "cycling", "generic"), ("virtual ride", "cycling", "virtual_activity"),
        ("pool swim", "swimming", "lap_swimming"), ("open water swim", "swimming", "open_water"),
        ("strength", "training", "strength_training"), ("indoor row", "rowing", "indoor_rowing"),
        ("ski", "alpine_skiing", "generic"), ("yoga", "training", "yoga"),
    ],
)  # fmt: skip
def test_every_sport_has_its_name(name: str, sport: str, sub_sport: str) -> None:
    session = written(name).session
    assert (session["sport"], session["sub_sport"]) == (sport, sub_sport)


def test_running_form_is_averaged_for_session_and_lap() -> None:
    fit = written("run")
    for row in (fit.session, fit["lap"][0]):
        assert row["avg_vertical_oscillation"] == 91.5
        assert row["avg_stance_time"] == 243.5
        assert row["avg_step_length"] == 1130


def test_a_ride_has_power_and_cadence_of_every_second() -> None:
    fit = written("ride with power")
    assert None not in fit.column("power")
    assert fit["record"][10]["cadence"] + fit["record"][10]["fractional_cadence"] == 87.25
    assert (fit.session["max_power"], fit.session["avg_power"]) == (260, 205)


def test_an_indoor_row_has_distance_and_strokes_a_minute() -> None:
    record = written("indoor row")["record"][60]
    assert (record["distance"], record["cadence"], record["power"]) == (1200, 26, 180)


def test_a_ski_day_stands_still_on_the_lift() -> None:
    fit = written("ski")
    assert (fit.session["total_elapsed_time"], fit.session["total_timer_time"]) == (900, 600)
    assert fit.session["total_descent"] == 800
    assert fit.session["min_temperature"] == -6


def test_air_temperature_is_told_rather_than_that_of_water() -> None:
    run = run_with_form()
    streams = {**run.streams, **steady(StreamKind.WATER_TEMPERATURE, 600, 12.0)}
    fit = check_fit(encode_activity(example_activity(example_run(600, streams=streams))))
    assert set(fit.column("temperature")) == {21}


def test_the_weather_is_told() -> None:
    (weather,) = written("run")["weather_conditions"]
    assert (weather["temperature"], weather["relative_humidity"]) == (21, 64)
    assert written("treadmill")["weather_conditions"] == []


def test_heart_rate_is_carried_on_for_ten_seconds_and_no_longer() -> None:
    sparse = steady(StreamKind.HEART_RATE, 600, 140, every_s=60)
    streams = {**example_run(600).streams, **sparse}
    fit = check_fit(encode_activity(example_activity(example_run(600, streams=streams))))
    known = [index for index, rate in enumerate(fit.column("heart_rate")) if rate is not None]
    assert known == [second for second in range(601) if second % 60 <= 10]


def test_pauses_with_laps_share_the_timer_time() -> None:
    laps = written("run with pauses")["lap"]
    assert [lap["total_elapsed_time"] for lap in laps] == [250, 180, 170]
    assert sum(lap["total_timer_time"] for lap in laps) == 547.5


def test_a_workout_that_was_paused_all_the_time_is_a_file() -> None:
    paused = example_run(60, pauses=(Pause(0, 60),), timer_s=0.0)
    assert check_fit(encode_activity(example_activity(paused))).session["total_timer_time"] == 0
