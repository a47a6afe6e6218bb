"""What a file says as a whole: sport and place, makers, zone, figures, developer fields."""

from datetime import UTC, datetime
from uuid import UUID

import pytest

from fitglue.domain.clock import Zone, ZoneKnownBy
from fitglue.domain.streams import StreamKind
from fitglue.domain.workout import App, Device, How, Lap, LapKind, SwimLocation, Weather, Workout
from fitglue.testing.fit_files import (
    STARTED,
    DeveloperFields,
    FitFile,
    Typed,
    event,
    file_id,
    session,
    small_run,
)
from fitglue.testing.fit_reading import HOME, THERE, read_all, read_one


def told(**others: Typed) -> Workout:
    file = FitFile()
    file.add(0, file_id())
    file.add(18, session(600, **others))
    return read_one(file)


def done(sport: int, sub_sport: int) -> Workout:
    return told(sport=("enum", sport), sub_sport=("enum", sub_sport))


@pytest.mark.parametrize(
    ("sport", "sub_sport", "key", "indoor"),
    [
        (1, 0, "running", None), (1, 1, "running", True), (1, 45, "running", True),
        (1, 3, "running", False), (2, 0, "cycling", None), (2, 6, "cycling", True),
        (2, 58, "cycling", True), (2, 46, "cycling", False), (21, 28, "cycling", False),
        (2, 12, "hand_cycling", None), (4, 15, "elliptical", True), (4, 0, "other", None),
        (4, 16, "stair_climbing", True), (4, 14, "rowing", True), (5, 17, "swimming", None),
        (10, 20, "traditional_strength_training", None), (10, 0, "other", None),
        (10, 26, "mixed_cardio", None), (10, 43, "yoga", None), (11, 27, "walking", True),
        (16, 0, "hiking", None), (17, 0, "hiking", None), (37, 0, "paddle_sports", None),
        (58, 0, "snow_sports", None), (13, 0, "downhill_skiing", None), (15, 14, "rowing", True),
        (62, 70, "high_intensity_interval_training", None), (64, 85, "tennis", None),
        (64, 84, "pickleball", None), (0, 0, "other", None), (200, 99, "other", None),
    ],
)  # fmt: skip
def test_sport_and_sub_sport_become_ours(
    sport: int, sub_sport: int, key: str, *, indoor: bool | None
) -> None:
    workout = done(sport, sub_sport)
    assert (workout.sport.key, workout.indoor) == (key, indoor)


def test_a_swim_is_in_a_pool_or_in_open_water() -> None:
    assert done(5, 17).swim_location is SwimLocation.POOL
    assert done(5, 18).swim_location is SwimLocation.OPEN_WATER
    assert done(5, 0).swim_location is None
    assert done(2, 18).swim_location is None


@pytest.mark.parametrize(("sub_sport", "maker"), [(58, 1), (0, 260)])
def test_a_route_that_was_ridden_on_a_screen_is_virtual(sub_sport: int, maker: int) -> None:
    file = FitFile()
    file.add(0, file_id(manufacturer=maker))
    file.records([{0: ("sint32", 5_000_000), 1: ("sint32", 6_000_000)}] * 5)
    file.add(18, session(60, sport=("enum", 2), sub_sport=("enum", sub_sport)))
    assert read_one(file).virtual_route


def test_figures_are_taken_as_the_session_states_them() -> None:
    workout = told(
        distance=("uint32", 123_456), calories=("uint16", 250), basal=("uint16", 30),
        ascent=("uint16", 0), avg_hr=("uint8", 144), moving=("uint32", 590_500),
        effort=("uint8", 70), load=("sint32", 65_536 * 88 + 32_768),
    )  # fmt: skip
    assert workout.distance_m == 1234.56
    assert (workout.active_kcal, workout.basal_kcal) == (220, 30)
    assert (workout.ascent_m, workout.descent_m) == (0, None)
    assert (workout.avg_hr_bpm, workout.max_hr_bpm) == (144, None)
    assert (workout.moving_s, workout.effort, workout.training_load) == (590.5, 7, 88.5)
    assert workout.provenance["distance_m"].how is How.STATED


@pytest.mark.parametrize(
    ("stored", "effort"), [(30, 3), (100, 10), (10, 1), (7, 7), (0, None), (255, None), (120, 10)]
)
def test_effort_is_rated_from_one_to_ten(stored: int, effort: float | None) -> None:
    assert told(effort=("uint8", stored)).effort == effort


def test_zeros_that_stand_for_nothing_are_nothing() -> None:
    workout = told(
        distance=("uint32", 0), calories=("uint16", 0), avg_hr=("uint8", 0), moving=("uint32", 0)
    )
    assert (workout.distance_m, workout.active_kcal, workout.avg_hr_bpm) == (None, None, None)
    assert workout.moving_s == 600


def test_what_is_not_stated_is_worked_out_and_says_so() -> None:
    file = FitFile()
    file.add(0, file_id())
    file.records([{3: ("uint8", 100 + s), 5: ("uint32", 300 * s)} for s in range(61)])
    file.add(18, session(60))
    workout = read_one(file)
    assert workout.distance_m == 180
    assert (workout.min_hr_bpm, workout.max_hr_bpm) == (100, 160)
    for name in ("distance_m", "avg_hr_bpm", "moving_s"):
        assert workout.provenance[name].how is How.COMPUTED
    assert workout.provenance["heart_rate"].samples == 61


def test_times_follow_from_what_is_there() -> None:
    file = FitFile()
    file.add(0, file_id())
    file.records([{3: ("uint8", 100)} for _ in range(61)])
    file.add(18, {2: ("uint32", STARTED)})
    assert read_one(file).elapsed_s == 60
    file.add(18, {253: ("uint32", STARTED + 50), 7: ("uint32", 40_000)})
    assert {leg.start_s for leg in read_one(file).legs} == {0, 10}


def test_a_session_of_another_time_than_its_records_is_not_believed() -> None:
    file = FitFile()
    file.add(0, file_id())
    file.records([{3: ("uint8", 100)} for _ in range(61)])
    file.add(18, session(60, -30_000_000))
    workout = read_one(file)
    assert workout.start == datetime(2026, 5, 1, 7, tzinfo=UTC)
    assert len(workout.streams[StreamKind.HEART_RATE]) == 61


def made(fields: dict[int, Typed], **ids: Typed) -> Workout:
    file = FitFile()
    manufacturer = ids.pop("manufacturer", ("uint16", 1))[1]
    file.add(0, file_id(4, int(str(manufacturer)), **ids))
    if fields:
        file.add(23, {253: ("uint32", STARTED), 0: ("uint8", 0), **fields})
    file.add(18, session(600))
    return read_one(file)


def test_a_device_is_named_by_its_maker_and_number() -> None:
    workout = made({5: ("uint16", 1240)}, product=("uint16", 3121))
    assert workout.device == Device("Garmin", "Garmin", model="3121", software="12.4")
    assert workout.app == App("Garmin")


def test_a_device_is_named_by_its_name_where_it_has_one() -> None:
    workout = made(
        {27: ("string", "VERTIX 2")}, manufacturer=("uint16", 294), product=("uint16", 841)
    )
    assert workout.device == Device("VERTIX 2", "COROS", model="841")


def test_an_app_is_an_app() -> None:
    workout = made({}, manufacturer=("uint16", 260))
    assert (workout.app, workout.device) == (App("Zwift"), Device())


def test_apples_hardware_is_recognised() -> None:
    workout = made(
        {19: ("string", "Kims Watch (11.0.1)"), 27: ("string", "Watch6,18")},
        manufacturer=("uint16", 255), product_name=("string", "Watch6,18"),
    )  # fmt: skip
    assert workout.device == Device("Apple Watch", "Apple Inc.", "Watch", "Watch6,18", "11.0.1")
    assert workout.app == App("Kims Watch")


def zoned(ahead_s: int | None, *, placed: bool) -> Zone:
    file = FitFile()
    file.add(0, file_id())
    if placed:
        file.records([{0: ("sint32", 5_000_000), 1: ("sint32", 6_000_000)}] * 5)
    file.add(18, session(600))
    local = 0xFFFF_FFFF if ahead_s is None else STARTED + 600 + ahead_s
    file.add(34, {253: ("uint32", STARTED + 600), 5: ("uint32", local)})
    return read_one(file).zone


HOUR = 3600


@pytest.mark.parametrize(
    ("ahead_s", "placed", "name", "known_by"),
    [
        (2 * HOUR, True, THERE, ZoneKnownBy.RECORDING),
        (9 * HOUR, False, HOME, ZoneKnownBy.RECORDING),
        (2 * HOUR, False, "Etc/GMT-2", ZoneKnownBy.RECORDING),
        (-7 * HOUR, True, "Etc/GMT+7", ZoneKnownBy.RECORDING),
        (5 * HOUR + 1800, False, "Asia/Kolkata", ZoneKnownBy.RECORDING),
        (0, False, "Etc/UTC", ZoneKnownBy.RECORDING),
        (0, True, THERE, ZoneKnownBy.POSITION),
        (None, True, THERE, ZoneKnownBy.POSITION),
        (None, False, HOME, ZoneKnownBy.SETTING),
        (40 * HOUR, False, HOME, ZoneKnownBy.SETTING),
        (2 * HOUR + 7, True, THERE, ZoneKnownBy.RECORDING),
    ],
)
def test_the_zone_is_the_one_that_agrees_with_the_clock(
    ahead_s: int | None, name: str, known_by: ZoneKnownBy, *, placed: bool
) -> None:
    assert zoned(ahead_s, placed=placed) == Zone(name, known_by)


ID = UUID("0d9e2c74-6b1f-4e0a-9c55-3a7d21b8f604")
CODES = {"byte": 0x0D, "uint8": 2, "string": 7, "uint16": 0x84, "uint64": 0x8F, "float32": 0x88}


def described(file: FitFile, number: int, name: str, kind: str, **more: Typed) -> None:
    """Describe a developer field of developer 0."""
    numbers = {"native_message": 14, "native_field": 15, "scale": 6}
    file.add(
        206,
        {0: ("uint8", 0), 1: ("uint8", number), 2: ("uint8", CODES[kind]), 3: ("string", name)}
        | {numbers[key]: typed for key, typed in more.items()},
        local=9,
    )


def enriched(developer: dict[str, Typed], **others: Typed) -> Workout:
    file = FitFile()
    file.add(0, file_id(manufacturer=255))
    file.add(207, {1: ("byte", b"\7" * 16), 3: ("uint8", 0)})
    fields: dict[tuple[int, int], Typed] = {}
    for number, (name, typed) in enumerate(developer.items()):
        described(file, number, name, typed[0])
        fields[0, number] = typed
    file.add(18, session(600, **others), fields)
    return read_one(file)


@pytest.mark.parametrize(
    ("name", "stored"),
    [
        ("SESSION UUID", ("byte", ID.bytes)),
        ("SESSION UUID", ("uint8", ID.bytes)),
        ("apple_health_uuid", ("string", str(ID))),
        ("apple_health_uuid", ("string", str(ID).upper())),
    ],
)
def test_healthkits_id_is_kept_however_an_app_writes_it(name: str, stored: Typed) -> None:
    assert enriched({name: stored}).healthkit_uuid == str(ID).upper()


@pytest.mark.parametrize("stored", [("string", "none"), ("string", ""), ("byte", b"\xff" * 16)])
def test_an_id_that_is_none_is_none(stored: Typed) -> None:
    assert enriched({"apple_health_uuid": stored}).healthkit_uuid == ""


def test_healthkits_own_type_wins_over_fits() -> None:
    workout = enriched({"SESSION ACTIVITY TYPE": ("uint64", 74)}, sport=("enum", 2))
    assert workout.sport.key == "hand_cycling"
    future = enriched({"SESSION ACTIVITY TYPE": ("uint64", 99)})
    assert (future.sport.key, future.sport.healthkit_raw) == ("other", 99)


def test_stravas_name_of_the_sport_is_not_taken_for_healthkits() -> None:
    workout = enriched({"activity_type": ("string", "Ride")}, sport=("enum", 2))
    assert workout.sport.key == "cycling"


def test_what_healthfit_adds_is_understood() -> None:
    workout = enriched(
        {"SESSION INDOOR": ("uint8", 1), "SESSION WEATHER HUMIDITY": ("uint16", 5100)},
        sport=("enum", 1),
    )
    assert workout.indoor is True
    assert workout.weather == Weather(None, 51)


def test_outdoors_is_believed_only_of_sports_that_have_an_indoors() -> None:
    outdoors: dict[str, Typed] = {"SESSION INDOOR": ("uint8", 0)}
    assert enriched(outdoors, sport=("enum", 1)).indoor is False
    assert enriched(outdoors, sport=("enum", 5), sub_sport=("enum", 17)).indoor is None


def test_weather_of_the_file_is_kept() -> None:
    file = small_run()
    file.add(128, {0: ("enum", 1), 1: ("sint8", 30)}, local=5)
    file.add(128, {0: ("enum", 0), 1: ("sint8", -3), 7: ("uint8", 80)}, local=5)
    assert read_one(file).weather == Weather(-3, 80)


@pytest.mark.parametrize("native", [True, False])
def test_power_of_a_developer_field_is_power(*, native: bool) -> None:
    file = FitFile()
    file.add(0, file_id())
    meant: dict[str, Typed] = {"native_message": ("uint16", 20), "native_field": ("uint8", 7)}
    described(
        file, 0, "Running Power" if native else "Power", "uint16", **(meant if native else {})
    )
    for second in range(5):
        watts: DeveloperFields = {(0, 0): ("uint16", 250 + second)}
        file.add(20, {253: ("uint32", STARTED + second), 3: ("uint8", 120)}, watts)
    file.add(18, session(5, sport=("enum", 1)))
    power = read_one(file).streams[StreamKind.POWER]
    assert power.values.tolist() == [250, 251, 252, 253, 254]


def test_a_developer_field_that_nobody_describes_is_passed_over() -> None:
    file = small_run()
    file.add(20, {253: ("uint32", STARTED + 61)}, {(3, 9): ("uint16", 1)}, local=7)
    file.add(21, event(61, 4))
    assert list(read_one(file).streams) == [StreamKind.HEART_RATE]


def test_key_paths_of_intervals_come_back() -> None:
    file = small_run(600)
    described(file, 0, "WOIntervalStepKeyPath", "string")
    for index, path in enumerate(("0.0.0", "1.0.0")):
        file.add(
            19,
            {253: ("uint32", STARTED + 300 * (index + 1)), 2: ("uint32", STARTED + 300 * index),
             7: ("uint32", 300_000), 71: ("uint16", index)},
            {(0, 0): ("string", path)},
        )  # fmt: skip
    assert read_one(file).laps == (
        Lap(0, 300, LapKind.INTERVAL, label="0.0.0"), Lap(300, 600, LapKind.INTERVAL, label="1.0.0")
    )  # fmt: skip


def test_the_name_of_a_recording_is_the_same_whatever_the_file_is_called() -> None:
    first, second = read_all(small_run()), read_all(small_run().content())
    assert first.source_ids == second.source_ids
    assert read_all(small_run(61)).source_ids == first.source_ids


def test_a_session_of_negative_length_lasts_from_its_start_to_its_end() -> None:
    file = FitFile()
    file.add(0, file_id())
    file.add(18, {**session(60), 7: ("sint32", -120)})
    workout = read_one(file)
    assert (workout.elapsed_s, workout.timer_s) == (60.0, 60.0)
