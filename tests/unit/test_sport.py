"""The table of sports, both ways."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from garmin_fit_sdk import Profile

from fitglue.domain import sport
from fitglue.domain.sport import OTHER, SPORTS, Sport, from_fit, from_healthkit, from_strava

REFERENCE = Path(__file__).resolve().parents[3] / "shared" / "facts" / "apple_activity_map.json"
FIT_SPORTS: dict[int, str] = Profile["types"]["sport"]
FIT_SUB_SPORTS: dict[int, str] = Profile["types"]["sub_sport"]
# Strava's SportType, as its API names them: https://developers.strava.com/docs/reference/
STRAVA_TYPES = [
    "AlpineSki", "BackcountrySki", "Badminton", "Basketball", "Canoeing", "Cricket", "Crossfit",
    "Dance", "EBikeRide", "Elliptical", "EMountainBikeRide", "Golf", "GravelRide", "Handcycle",
    "HighIntensityIntervalTraining", "Hike", "IceSkate", "InlineSkate", "Kayaking", "Kitesurf",
    "MountainBikeRide", "NordicSki", "Padel", "PhysicalTherapy", "Pickleball", "Pilates",
    "Racquetball", "Ride", "RockClimbing", "RollerSki", "Rowing", "Run", "Sail", "Skateboard",
    "Snowboard", "Snowshoe", "Soccer", "Squash", "StairStepper", "StandUpPaddling", "Surfing",
    "Swim", "TableTennis", "Tennis", "TrailRun", "Velomobile", "VirtualRide", "VirtualRow",
    "VirtualRun", "Volleyball", "Walk", "WeightTraining", "Wheelchair", "Windsurf", "Workout",
    "Yoga",
]  # fmt: skip

every_sport = pytest.mark.parametrize("one", SPORTS, ids=lambda one: one.key)


@pytest.fixture(scope="module")
def reference() -> list[dict[str, Any]]:
    if not REFERENCE.is_file():
        pytest.skip(f"the table to compare with is not there: {REFERENCE}")
    return json.loads(REFERENCE.read_text())


def test_there_are_eighty_four_types_each_once() -> None:
    assert len(SPORTS) == 84
    for name in ("healthkit_raw", "healthkit_name", "key", "label"):
        assert not [
            value for value, n in Counter(getattr(one, name) for one in SPORTS).items() if n > 1
        ]


def test_raw_numbers_run_from_one_to_eighty_four_without_eighty_one_and_other_is_3000() -> None:
    raw = {one.healthkit_raw for one in SPORTS}
    assert raw == set(range(1, 85)) - {81} | {3000}


def test_the_table_is_apples(reference: list[dict[str, Any]]) -> None:
    ours = {
        one.healthkit_raw: (one.healthkit_name, one.fit_sport, one.fit_sub_sport, one.strava)
        for one in SPORTS
    }
    theirs = {
        row["raw"]: (row["name"], row["fit_sport_id"], row["fit_sub_sport_id"], row["strava"])
        for row in reference
    }
    assert ours == theirs


def test_fit_numbers_have_the_expected_names(reference: list[dict[str, Any]]) -> None:
    for row in reference:
        one = from_healthkit(row["raw"])
        assert FIT_SPORTS[one.fit_sport] == row["fit_sport"]
        assert FIT_SUB_SPORTS[one.fit_sub_sport] == row["fit_sub_sport"]


@every_sport
def test_fit_knows_the_numbers(one: Sport) -> None:
    assert one.fit_sport in FIT_SPORTS
    assert one.fit_sub_sport in FIT_SUB_SPORTS
    if one.fit_indoor_sub_sport is not None:
        assert "indoor" in FIT_SUB_SPORTS[one.fit_indoor_sub_sport] or one.key == "running"


@every_sport
def test_from_fit_and_back_keeps_the_fit_numbers(one: Sport) -> None:
    back = from_fit(one.fit_sport, one.fit_sub_sport)
    assert (back.fit_sport, back.fit_sub_sport) == (one.fit_sport, one.fit_sub_sport)
    if one.fit_indoor_sub_sport is not None:
        indoors = from_fit(one.fit_sport, one.fit_indoor_sub_sport)
        assert indoors.fit_indoor_sub_sport == one.fit_indoor_sub_sport


@every_sport
def test_from_strava_and_back_keeps_the_strava_type(one: Sport) -> None:
    assert one.strava in STRAVA_TYPES
    assert from_strava(one.strava).strava == one.strava


@every_sport
def test_a_sport_is_found_by_number_by_name_by_prefixed_name_and_by_key(one: Sport) -> None:
    prefixed = f"HKWorkoutActivityType{one.healthkit_name[0].upper()}{one.healthkit_name[1:]}"
    spellings = (one.healthkit_raw, str(one.healthkit_raw), one.healthkit_name, prefixed)
    assert [from_healthkit(spelling) for spelling in spellings] == [one] * 4
    assert sport.by_key(one.key) is one


def test_strava_has_fifty_six_types_and_each_is_a_sport_of_ours() -> None:
    assert len(set(STRAVA_TYPES)) == 56
    astray = [name for name in STRAVA_TYPES if from_strava(name) is OTHER and name != "Workout"]
    assert not astray


def test_the_most_usual_sport_wins_where_several_share_a_number() -> None:
    assert from_fit(1).key == "running"
    assert from_fit(2, 58).key == "cycling"  # a sub-sport that no row has
    assert from_fit(10, 20).key == "traditional_strength_training"
    assert from_strava("Dance").key == "dance"


def test_a_number_that_fit_does_not_know_is_other() -> None:
    assert from_fit(253) is OTHER


def test_a_future_type_is_other_and_keeps_its_number_or_name() -> None:
    numbered = from_healthkit(99)
    named = from_healthkit("HKWorkoutActivityTypeMoonWalking")
    assert (numbered.key, numbered.healthkit_raw) == ("other", 99)
    assert (named.key, named.healthkit_name) == ("other", "MoonWalking")


def test_where_it_happened_chooses_the_sub_sport() -> None:
    def sub_sport(key: str, *, indoor: bool = False, open_water: bool = False) -> str:
        number = sport.by_key(key).fit_sub_sport_for(indoor=indoor, open_water=open_water)
        return FIT_SUB_SPORTS[number]

    assert sub_sport("running", indoor=True) == "treadmill"
    assert sub_sport("cycling", indoor=True) == "indoor_cycling"
    assert sub_sport("rowing", indoor=True) == "indoor_rowing"
    assert sub_sport("swimming") == "lap_swimming"
    assert sub_sport("swimming", open_water=True) == "open_water"
    assert sub_sport("yoga", indoor=True) == "yoga"
