"""Conditions as sentences."""

import pytest

from fitglue.domain.conditions import Aspect, Condition, Match, Op, words


def asked(field: str, op: str, value: str = "") -> Condition:
    return Condition(field=Aspect(field), op=Op(op), value=value)


RUN, FAR = asked("sport", "is", "Run"), asked("distance", "at_least", "5 km")
STRAVA = asked("app", "is", "Strava")


def test_a_list_reads_as_one_sentence() -> None:
    assert words(Match.ALL, [RUN, FAR, STRAVA], "metric") == (
        "runs of at least 5 km, recorded by Strava"
    )


def test_the_sport_is_the_noun_wherever_it_stands() -> None:
    assert words(Match.ALL, [FAR, RUN], "metric") == "runs of at least 5 km"


def test_any_and_none_join_their_own() -> None:
    assert words(Match.ANY, [RUN, FAR], "metric") == "runs or activities of at least 5 km"
    assert words(Match.NONE, [RUN, FAR], "metric") == (
        "all activities but runs or activities of at least 5 km"
    )


def test_nothing_asked_is_said_too() -> None:
    assert words(Match.ALL, [], "metric") == "all activities"
    assert words(Match.ANY, [], "metric") == "no activities"
    assert words(Match.NONE, [], "metric") == "all activities"


@pytest.mark.parametrize(
    ("field", "op", "value", "metric", "imperial"),
    [
        ("distance", "at_least", "5 km", "of at least 5 km", "of at least 3.11 mi"),
        ("distance", "at_most", "3 mi", "of at most 4.828 km", "of at most 3 mi"),
        ("ascent", "between", "300-500 m", "climbing 300 m to 500 m", "climbing 984 ft to 1640 ft"),
        ("starts_in", "inside", "45, 4, 300 m", "starting within 300 m of the chosen place",
         "starting within 984 ft of the chosen place"),
    ],
)  # fmt: skip
def test_lengths_are_told_in_a_persons_units(
    field: str, op: str, value: str, metric: str, imperial: str
) -> None:
    condition = asked(field, op, value)
    assert words(Match.ALL, [condition], "metric") == f"activities {metric}"
    assert words(Match.ALL, [condition], "imperial") == f"activities {imperial}"


@pytest.mark.parametrize(
    ("condition", "told"),
    [
        (asked("sport", "none_of", "Run, Yoga"), "other than runs or yoga workouts"),
        (asked("title", "contains_any", "a, b"), "with “a” or “b” in the title"),
        (asked("title", "contains_none", "a"), "without “a” in the title"),
        (asked("tags", "contains_any", "wet"), "tagged “wet”"),
        (asked("app", "none_of", "Strava, Garmin"), "not recorded by Strava or Garmin"),
        (asked("device", "contains_any", "edge"), "measured by a device with “edge” in its name"),
        (asked("timer", "at_least", "45 min"), "taking at least 45 min without pauses"),
        (asked("average_heart_rate", "at_most", "140"),
         "with an average heart rate of at most 140 bpm"),
        (asked("indoors", "no"), "outdoors"),
        (asked("has_route", "no"), "without a route"),
        (asked("weekday", "one_of", "Sat, Sun"), "on Saturdays or Sundays"),
        (asked("weekday", "one_of", "Mon-Fri"), "on Mondays to Fridays"),
        (asked("weekday", "none_of", "Mon"), "not on Mondays"),
        (asked("starts_at", "outside", "22-6"), "not starting between 22:00 and 06:00"),
        (asked("date", "at_least", "2026-05-03"), "since 3 May 2026"),
        (asked("date", "at_most", "2026-05-03"), "until 3 May 2026"),
        (asked("date", "between", "2026-05-01 to 2026-05-31"), "from 1 May 2026 to 31 May 2026"),
        (asked("ends_in", "inside", "Lyon"), "ending in Lyon"),
        (asked("passes", "outside", "45, 4, 2 km"), "not passing within 2 km of the chosen place"),
        (asked("effort", "at_least", "7"), "with an effort of at least 7"),
        (asked("user_entered", "no"), "not typed in by hand"),
    ],
)  # fmt: skip
def test_each_condition_has_words(condition: Condition, told: str) -> None:
    assert words(Match.ALL, [condition], "metric") == f"activities {told}"


def test_where_a_chosen_place_lies_is_not_told() -> None:
    told = words(Match.ALL, [asked("starts_in", "inside", "45.76, 4.84, 300 m")], "metric")
    assert "45" not in told
