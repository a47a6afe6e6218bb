"""What holds, what does not, and what cannot be told."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import pytest

from fitglue.domain.booster_tools import Place
from fitglue.domain.clock import Zone, ZoneKnownBy
from fitglue.domain.conditions import (
    Aspect,
    Condition,
    Match,
    Op,
    Seen,
    judged,
    judged_together,
    saw_words,
    seen_of,
)
from fitglue.testing.booster_tools import FakePlaces
from fitglue.testing.examples import example_activity, example_route, example_run, example_workout
from fitglue.testing.sport_examples import treadmill


def asked(field: str, op: str, value: str = "") -> Condition:
    return Condition(field=Aspect(field), op=Op(op), value=value)


def holds(seen: Seen, field: str, op: str, value: str = "") -> bool | None:
    return judged(asked(field, op, value), seen).holds


def told(seen: Seen, field: str, op: str, value: str = "", units: str = "metric") -> str:
    return saw_words(judged(asked(field, op, value), seen), units)


def a_run(**changes: Any) -> Seen:
    return replace(seen_of(example_activity(example_run(600))), **changes)


def at(local: str, zone: str, lasts: timedelta = timedelta(minutes=30)) -> Seen:
    """An activity that begins at a moment of UTC, and is lived in a zone."""
    start = datetime.fromisoformat(local).replace(tzinfo=UTC)
    there = Zone(zone, ZoneKnownBy.RECORDING)
    return a_run(start=start, end=start + lasts, zone=there)


def test_a_sport_is_one_of_a_list_or_of_a_family() -> None:
    assert holds(a_run(), "sport", "is", "Run")
    assert holds(a_run(), "sport", "one_of", "Ride, Any run")
    assert not holds(a_run(), "sport", "one_of", "Any ride, Yoga")
    assert holds(a_run(), "sport", "none_of", "Any ride, Yoga")
    assert told(a_run(), "sport", "is", "Run") == "its sport is Run"


def test_texts_are_found_whatever_their_case_and_spaces() -> None:
    assert holds(a_run(title="Easy\u00a0TEMPO run"), "title", "contains_any", "easy tempo, race")
    assert holds(a_run(title="Straße"), "title", "contains_any", "STRASSE")
    assert not holds(a_run(title="Easy"), "title", "is", "eas")
    assert holds(a_run(app="Apple\u00a0Watch"), "app", "is", "apple watch")
    assert holds(a_run(device="Garmin Edge 530"), "device", "contains_any", "garmin")
    assert told(a_run(title="x" * 80), "title", "is", "y") == f"its title is “{'x' * 59}…”"


def test_a_description_is_what_boosters_made_of_it_so_far() -> None:
    activity = replace(example_activity(example_run(60)), description="Felt good.")
    seen = seen_of(activity, ("Weather: rain.",))
    assert holds(seen, "description", "contains_any", "rain")
    assert told(seen, "description", "contains_any", "snow, rain") == (
        "its description contains “rain”"
    )
    assert told(seen, "description", "contains_any", "snow, ice") == (
        "its description does not contain “snow” or “ice”"
    )


def test_tags_are_compared_as_a_whole() -> None:
    tagged = a_run(tags=("Commute", "wet"))
    assert holds(tagged, "tags", "contains_any", "commute")
    assert not holds(tagged, "tags", "contains_any", "comm")
    assert told(tagged, "tags", "contains_any", "x") == "it is tagged “Commute” and “wet”"
    assert holds(a_run(), "tags", "contains_none", "commute")
    assert told(a_run(), "tags", "contains_none", "x") == "it has no tags"


@pytest.mark.parametrize("op", ["at_least", "at_most"])
@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("distance", "5 km", "it has no distance"),
        ("moving", "5 min", "it has no moving time"),
        ("average_heart_rate", "140", "it has no average heart rate"),
        ("maximum_heart_rate", "140", "it has no maximum heart rate"),
        ("ascent", "100 m", "it has no ascent"),
        ("active_energy", "100 kcal", "it has no active energy"),
        ("effort", "5", "it has no effort"),
    ],
)
def test_a_figure_that_nobody_measured_holds_neither_way(
    field: str, value: str, sentence: str, op: str
) -> None:
    bare = seen_of(example_activity(example_workout()))
    assert holds(bare, field, op, value) is None
    assert told(bare, field, op, value) == sentence


def test_indoors_app_and_device_may_not_be_known() -> None:
    bare = a_run(app="", device="", indoor=None)
    for field, value in (("app", "Strava"), ("device", "Garmin")):
        assert holds(bare, field, "is", value) is None
        assert holds(bare, field, "is_not", value) is None
    assert holds(bare, "indoors", "yes") is holds(bare, "indoors", "no") is None
    assert told(bare, "indoors", "yes") == "it does not say whether it was indoors"
    assert holds(seen_of(example_activity(treadmill())), "indoors", "yes")


def test_the_ends_of_a_range_are_inside_it() -> None:
    assert holds(a_run(distance_m=5000.0), "distance", "at_least", "5 km")
    assert holds(a_run(distance_m=5000.0), "distance", "between", "4-5 km")
    assert not holds(a_run(distance_m=4999.0), "distance", "at_least", "5 km")
    assert told(a_run(distance_m=4999.0), "distance", "at_least", "5 km") == (
        "its distance is 4.999 km"
    )
    assert told(a_run(distance_m=4999.0), "distance", "at_least", "5 km", "imperial") == (
        "its distance is 3.11 mi"
    )


def test_a_heart_rate_is_there_as_a_figure_or_as_a_stream() -> None:
    assert holds(seen_of(example_activity(example_run(60))), "has_heart_rate", "yes")
    assert holds(
        seen_of(example_activity(example_workout(avg_hr_bpm=140.0))), "has_heart_rate", "yes"
    )
    assert holds(seen_of(example_activity(example_workout())), "has_heart_rate", "no")


def test_a_span_over_midnight_has_both_its_sides() -> None:
    for local, inside in (("21:59", False), ("22:00", True), ("23:59", True), ("00:00", True),
                          ("05:59", True), ("06:00", False)):  # fmt: skip
        seen = at(f"2026-01-10T{local}", "UTC")
        assert holds(seen, "starts_at", "inside", "22:00-06:00") is inside
        assert holds(seen, "starts_at", "outside", "22:00-06:00") is not inside
        assert holds(seen, "starts_at", "outside", "06:00-22:00") is inside


def test_day_and_time_are_those_of_the_place_not_of_greenwich() -> None:
    auckland = at("2026-05-03T19:30", "Pacific/Auckland")  # Monday 07:30 there
    assert holds(auckland, "weekday", "is", "Mon")
    assert holds(auckland, "date", "is", "2026-05-04")
    assert holds(auckland, "starts_at", "inside", "07:00-08:00")
    assert told(auckland, "starts_at", "inside", "07:00-08:00") == "it began at 07:30"
    honolulu = at("2026-05-04T05:30", "Pacific/Honolulu")  # Sunday 19:30 there
    assert holds(honolulu, "weekday", "is", "Sun")
    assert told(honolulu, "weekday", "is", "Sun") == "it was on a Sunday"


def test_the_same_hour_by_the_clock_is_the_same_in_summer_and_in_winter() -> None:
    for utc in ("2026-01-12T06:30", "2026-07-13T05:30"):
        assert told(at(utc, "Europe/Paris"), "starts_at", "inside", "7-8") == "it began at 07:30"


def test_the_night_of_a_change_of_the_clock_is_read_as_the_clock_read() -> None:
    spring = at("2026-03-29T00:30", "Europe/Paris", timedelta(hours=1))  # 01:30, ends at 03:30
    assert told(spring, "starts_at", "inside", "1-2") == "it began at 01:30"
    assert told(spring, "ends_at", "inside", "3-4") == "it ended at 03:30"
    autumn = at("2026-10-25T00:30", "Europe/Paris", timedelta(hours=1))  # 02:30, ends at 02:30
    assert told(autumn, "starts_at", "inside", "2-3") == "it began at 02:30"
    assert told(autumn, "ends_at", "inside", "2-3") == "it ended at 02:30"


def test_dates_include_both_ends() -> None:
    seen = at("2026-05-31T12:00", "UTC")
    assert holds(seen, "date", "between", "2026-05-01 to 2026-05-31")
    assert holds(seen, "date", "at_most", "2026-05-31")
    assert not holds(seen, "date", "at_least", "2026-06-01")
    assert holds(seen, "date", "is_not", "2026-05-30")
    assert told(seen, "date", "is", "2026-05-30") == "it was on 31 May 2026"


def test_a_place_is_where_it_starts_ends_or_passes() -> None:
    seen = a_run()  # 1.8 km due north of 47, 8
    start, end, middle = "47, 8, 100 m", "47.01619, 8, 100 m", "47.008, 8, 100 m"
    assert holds(seen, "starts_in", "inside", start)
    assert holds(seen, "starts_in", "outside", end)
    assert holds(seen, "ends_in", "inside", end)
    assert holds(seen, "passes", "inside", middle)
    assert not holds(seen, "starts_in", "inside", middle)
    assert holds(seen, "passes", "outside", "47, 8.1, 500 m")
    assert told(seen, "starts_in", "inside", middle) == (
        "it began 890 m from the middle of the chosen place"
    )


def test_positions_that_are_missing_are_passed_over() -> None:
    route = example_route(np.arange(3.0), latitude_deg=np.array([np.nan, 47.0, np.nan]))
    seen = a_run(read_route=lambda: route)
    assert holds(seen, "starts_in", "inside", "47, 8, 100 m")
    assert holds(seen, "ends_in", "inside", "47, 8, 100 m")


def test_a_route_that_was_drawn_says_nothing_of_the_place() -> None:
    drawn = a_run(virtual_route=True)
    assert holds(drawn, "starts_in", "inside", "47, 8, 100 m") is None
    assert told(drawn, "starts_in", "outside", "47, 8, 100 m") == "it has no measured route"
    assert holds(drawn, "virtual_route", "yes")
    assert holds(drawn, "has_route", "yes")


def test_a_place_by_name_is_asked_of_whoever_knows_names() -> None:
    lyon = a_run(places=FakePlaces(Place("Lyon", "Auvergne-Rhône-Alpes", "France")))
    assert holds(lyon, "starts_in", "inside", "lyon")
    assert holds(lyon, "ends_in", "inside", "France")
    assert holds(lyon, "starts_in", "outside", "Paris")
    assert told(lyon, "starts_in", "inside", "Paris") == "it began in Lyon"
    nowhere = a_run()
    assert holds(nowhere, "starts_in", "inside", "Lyon") is None
    assert told(nowhere, "starts_in", "inside", "Lyon") == "nobody knows the name of the place"


def test_all_any_and_none_take_what_cannot_be_told_as_not_held() -> None:
    short, unknown = asked("distance", "at_most", "5 km"), asked("effort", "at_least", "5")
    results = {match: judged_together(match, [short, unknown], a_run()).holds for match in Match}
    assert results == {Match.ALL: False, Match.ANY: True, Match.NONE: False}
    assert judged_together(Match.NONE, [unknown], a_run()).holds


def test_the_deciding_verdicts_are_those_that_a_person_wants_to_hear() -> None:
    short, ride = asked("distance", "at_most", "5 km"), asked("sport", "is", "Ride")
    of_all = judged_together(Match.ALL, [short, ride], a_run())
    assert [one.condition for one in of_all.deciding] == [ride]
    of_any = judged_together(Match.ANY, [ride, short], a_run())
    assert [one.condition for one in of_any.deciding] == [short]


def test_a_route_is_read_only_when_somebody_asks_for_a_place() -> None:
    def read() -> None:
        raise AssertionError

    seen = a_run(read_route=read)
    for aspect in ("has_route", "virtual_route", "indoors"):
        judged(asked(aspect, "yes"), seen)
