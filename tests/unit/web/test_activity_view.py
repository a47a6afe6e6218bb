from dataclasses import replace
from datetime import UTC, datetime

import pytest

from fitglue.diagnosis.facts import WorkoutFacts
from fitglue.diagnosis.trouble import Trouble
from fitglue.diagnosis.workouts import workout_troubles
from fitglue.domain.clock import Zone, ZoneKnownBy
from fitglue.domain.workout import (
    ExerciseSet,
    Length,
    Note,
    SetRole,
    Stroke,
    SwimLocation,
    Workout,
)
from fitglue.testing.sport_examples import strength
from fitglue.testing.web_activities import workout_of
from fitglue.testing.web_plans import EXAMPLES, Plan
from fitglue.web.activity_facts import facts_of, more_facts_of
from fitglue.web.activity_origins import figures_from, streams_from
from fitglue.web.activity_parts import parts_of
from fitglue.web.charts import charts_of

START = datetime(2025, 9, 16, 16, 14, tzinfo=UTC)
RUN = Plan(sport="running", start=START, seconds=3000, distance_m=9000.0, climb_m=40.0)


def made(**changes: object) -> Workout:
    return workout_of(replace(RUN, **changes))  # type: ignore[arg-type]


def troubles_of(workout: Workout) -> list[Trouble]:
    return workout_troubles(WorkoutFacts(workout=workout), START)


def why(workout: Workout) -> str:
    return " ".join(f"{one.sentence} {one.cause}" for one in troubles_of(workout))


def test_facts_are_those_that_exist() -> None:
    labels = [fact.label for fact in facts_of(made(heart_bpm=None, climb_m=None), "metric")]
    assert labels == ["distance", "time", "pace", "active"]


def test_a_pause_is_told_by_two_durations() -> None:
    workout = made(pause=(1000, 1100))
    told = {fact.label: fact.figure.number for fact in facts_of(workout, "metric")}
    more = {fact.label: fact.figure.number for fact in more_facts_of(workout, "metric")}
    assert told["time, no pauses"] == "48:20"
    assert more["start to end"] == "50:00"


def test_nothing_is_missing_where_all_is_well() -> None:
    assert troubles_of(made()) == []


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"indoor": True}, "It was recorded indoors"),
        ({"sport": "swimming", "swim": SwimLocation.POOL}, "A swim in a pool has no route."),
        ({"heart_bpm": None, "app": "Komoot"}, "written by Komoot, which recorded none"),
        ({"distance_m": None}, "Workout recorded no route"),
        ({"distance_m": None}, "No distance. Workout wrote none."),
    ],
)
def test_what_is_missing_has_its_reason(changes: dict[str, object], sentence: str) -> None:
    assert sentence in why(made(**changes))


def test_strength_training_misses_neither_map_nor_distance() -> None:
    assert troubles_of(made(sport="traditional_strength_training", distance_m=None)) == []


def test_a_zone_from_the_settings_is_called_a_guess() -> None:
    workout = replace(made(), zone=Zone("Europe/Paris", ZoneKnownBy.SETTING))
    assert "Local time is a guess." in why(workout)


def test_a_note_takes_the_place_of_our_own_guess() -> None:
    note = Note("route-missing", "The export names a route file that is not in it.")
    told = why(made(distance_m=None, notes=(note,)))
    assert "The export names a route file" in told
    assert "recorded no route" not in told


def test_provenance_names_samples_and_who_measured() -> None:
    told = {line.what: line.told for line in streams_from(made())}
    assert told["Heart rate"] == "600 samples from Apple Watch"
    assert told["Route"] == "3,001 points from Apple Watch"


def test_figures_of_one_origin_are_told_together() -> None:
    told = {line.what: line.told for line in figures_from(made())}
    assert told["As Apple Watch gives it"] == "distance and active energy"
    assert told["Worked out from the route"] == "climb"


def test_the_odd_spaces_of_an_app_name_do_not_reach_the_sentence() -> None:
    workout = made(heart_bpm=None, app="Apple\N{NO-BREAK SPACE}Watch ")
    assert "written by Apple Watch, which recorded none" in why(workout)


def test_splits_end_with_the_short_rest() -> None:
    (table,) = parts_of(made(distance_m=2400.0), "metric")
    assert table.title == "Every km"
    assert [row[0] for row in table.rows] == ["1", "2", "2.40"]


def test_sets_tell_what_was_lifted_and_how_often() -> None:
    tables = {table.title: table for table in parts_of(strength(), "imperial")}
    assert tables["Sets"].rows[0] == (
        "1",
        "Bench Press (Barbell)",
        "8",
        "181.9\N{NO-BREAK SPACE}lb",
        "0:42",
        "1:48",
    )
    assert [row[0] for row in tables["Sets"].rows] == ["1", "2", "3", "4"]


def test_a_rest_at_the_end_of_the_pool_is_no_length() -> None:
    lengths = (Length(0, 30, Stroke.FREESTYLE), Length(30, 20, active=False), Length(50, 31))
    swim = replace(made(sport="swimming", swim=SwimLocation.POOL), lengths=lengths)
    (lengths_table,) = (one for one in parts_of(swim, "metric") if "Lengths" in one.title)
    assert [row[0] for row in lengths_table.rows] == ["1", "Rest", "2"]


def test_a_long_way_is_split_into_longer_parts_and_miles_are_miles() -> None:
    ride = {"sport": "cycling", "seconds": 20_000, "distance_m": 152_000.0}
    (table,) = parts_of(made(**ride), "imperial")
    assert table.title == "Every 5 mi"
    assert table.rows[0][0] == "5"
    assert table.columns[0] == "mi"


def test_a_chart_says_what_it_is_about_without_being_seen() -> None:
    told = {chart.key: chart.summary for chart in charts_of(made(), "metric")}
    assert told["heart_rate"].endswith(" bpm average, up to 149") or "up to" in told["heart_rate"]
    assert told["rate"] == "5:33/km average"
    assert told["altitude"].startswith("from ")


@pytest.mark.parametrize("plan", EXAMPLES, ids=lambda plan: plan.title)
@pytest.mark.parametrize("units", ["metric", "imperial"])
def test_every_kind_of_workout_can_be_told(plan: Plan, units: str) -> None:
    workout = workout_of(plan)
    assert units in {"metric", "imperial"}
    told = "imperial" if units == "imperial" else "metric"
    assert facts_of(workout, told)
    for table in parts_of(workout, told):
        assert {len(row) for row in table.rows} == {len(table.columns)}


def test_sets_say_what_they_were_for_and_how_hard_where_somebody_said_so() -> None:
    sets = (
        ExerciseSet(None, None, exercise="Squat", role=SetRole.WARM_UP, repetitions=5),
        ExerciseSet(None, None, exercise="Squat", repetitions=5, weight_kg=100, rpe=8.5),
        ExerciseSet(None, 60, exercise="Sled Push", distance_m=20, superset=0),
    )
    tables = {table.title: table for table in parts_of(replace(made(), sets=sets), "metric")}
    table, none = tables["Sets"], "\N{EN DASH}"
    assert table.columns == (
        "Set", "Exercise", "Kind", "Repetitions", "Weight", "Distance", "Time", "Effort",
        "Superset",
    )  # fmt: skip
    assert table.rows[0] == ("1", "Squat", "Warm-up", "5", *[none] * 5)
    assert table.rows[1][2:] == (none, "5", "100\N{NO-BREAK SPACE}kg", none, none, "8.5", none)
    assert table.rows[2][5:7] == ("20\N{NO-BREAK SPACE}m", "1:00")
    assert table.rows[2][-1] == "1"
