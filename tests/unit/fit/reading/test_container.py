"""The shell around FIT's messages: every legal form is read, every broken one gives what it has."""

import numpy as np
import pytest

from fitglue.domain.errors import Damaged, Hostile, NotAWorkout, TooBig
from fitglue.domain.streams import StreamKind
from fitglue.domain.workout import Workout
from fitglue.testing.fit_files import STARTED, FitFile, event, file_id, session, small_run
from fitglue.testing.fit_reading import read_all, read_one


def pulse(workout: Workout) -> list[float]:
    return workout.streams[StreamKind.HEART_RATE].values.tolist()


RUN = [120.0 + second % 20 for second in range(61)]


@pytest.mark.parametrize("header_size", [12, 14, 20])
def test_a_header_may_have_any_size_it_names(header_size: int) -> None:
    file = small_run()
    file.header_size = header_size
    assert pulse(read_one(file)) == RUN


def test_big_endian_says_the_same_as_little_endian() -> None:
    big, little = read_one(small_run(big_endian=True)), read_one(small_run())
    assert pulse(big) == pulse(little) == RUN
    assert (big.start, big.elapsed_s, big.sport) == (little.start, little.elapsed_s, little.sport)


def test_compressed_timestamps_roll_over_every_32_seconds() -> None:
    file = FitFile()
    file.add(0, file_id())
    file.add(20, {253: ("uint32", STARTED), 3: ("uint8", 100)}, local=1)
    for second in [5, 31, 32, 63, 64, 95]:
        file.add(20, {3: ("uint8", 100 + second)}, local=2, seconds=STARTED + second)
    file.add(18, session(120))
    stream = read_one(file).streams[StreamKind.HEART_RATE]
    assert stream.time_s.tolist() == [0, 5, 31, 32, 63, 64, 95]
    assert stream.values.tolist() == [100, 105, 131, 132, 163, 164, 195]


def test_a_compressed_timestamp_builds_on_any_message_before_it() -> None:
    file = FitFile()
    file.add(0, file_id())
    file.add(20, {253: ("uint32", STARTED), 3: ("uint8", 100)}, local=1)
    file.add(777, {253: ("uint32", STARTED + 640)}, local=3)
    file.add(20, {3: ("uint8", 110)}, local=2, seconds=STARTED + 650)
    file.add(18, session(700))
    assert read_one(file).streams[StreamKind.HEART_RATE].time_s.tolist() == [0, 650]


def test_compressed_timestamps_without_a_whole_one_before_are_no_times() -> None:
    file = FitFile()
    file.add(0, file_id())
    file.add(20, {3: ("uint8", 99)}, local=2, seconds=STARTED)
    file.add(20, {253: ("uint32", STARTED), 3: ("uint8", 100)}, local=1)
    file.add(20, {3: ("uint8", 101)}, local=2, seconds=STARTED + 1)
    file.add(18, session(60))
    assert pulse(read_one(file)) == [100, 101]


def test_a_definition_that_changes_midway_keeps_the_order_of_the_file() -> None:
    file = FitFile()
    file.add(0, file_id())
    for second in range(40):
        more = {7: ("uint16", 200 + second)} if second // 10 % 2 else {}
        file.add(20, {253: ("uint32", STARTED + second), 3: ("uint8", 100 + second), **more})
    file.add(18, session(40))
    workout = read_one(file)
    assert pulse(workout) == [100.0 + second for second in range(40)]
    power = workout.streams[StreamKind.POWER]
    assert power.time_s.tolist() == [*range(10, 20), *range(30, 40)]


def test_messages_that_take_turns_are_read_as_well_as_runs() -> None:
    file = FitFile()
    file.add(0, file_id())
    for second in range(300):
        file.add(20, {253: ("uint32", STARTED + second), 3: ("uint8", 90 + second % 90)})
        file.add(233, {2: ("byte", b"\1\2\3")}, local=5)
        if second % 7 == 0:
            file.add(78, {0: ("uint16", [800, 810])}, local=6)
    file.add(18, session(300))
    assert len(pulse(read_one(file))) == 300


def test_unknown_messages_and_fields_are_passed_over() -> None:
    file = small_run()
    file.add(65_280, {7: ("uint32", 5)}, local=9)
    file.add(18, {**session(60), 250: ("string", "new"), 251: ("uint64", 2**63)}, local=8)
    assert pulse(read_all(file).workouts[0]) == RUN


def test_a_file_cut_short_gives_what_it_had() -> None:
    whole = small_run(600).content()
    found = read_all(whole[: len(whole) // 2])
    (workout,) = found.workouts
    assert 250 < len(pulse(workout)) < 350
    assert workout.sport.key == "other"
    assert workout.elapsed_s == len(pulse(workout)) - 1
    assert any("no summary" in warning for warning in found.warnings)
    assert len(found.warnings) == 2


def test_a_sport_named_before_the_cut_is_kept() -> None:
    file = FitFile()
    file.add(0, file_id())
    file.add(12, {0: ("enum", 2), 1: ("enum", 6)})
    file.records([{7: ("uint16", 210)} for _ in range(30)])
    workout = read_all(file.content()[:-5]).workouts[0]
    assert (workout.sport.key, workout.indoor) == ("cycling", True)


def test_the_checksum_is_held_against_the_content() -> None:
    found = read_all(small_run().content(checksum=1))
    assert pulse(found.workouts[0]) == RUN
    (warning,) = found.warnings
    assert warning == (
        "The checksum of evening.fit does not match its content: some of its values may be wrong."
    )


@pytest.mark.parametrize("length", [0, 5_000_000, 0xFFFF_FFFF])
def test_a_length_that_lies_does_not_matter(length: int) -> None:
    found = read_all(small_run().content(length=length))
    assert pulse(found.workouts[0]) == RUN
    assert found.warnings


def test_a_length_that_is_too_short_does_not_matter_either() -> None:
    found = read_all(small_run().content(length=40))
    assert pulse(found.workouts[0]) == RUN


def test_what_stands_before_damage_is_kept_and_the_share_that_is_lost_is_told() -> None:
    content = bytearray(small_run(600).content())
    content[len(content) // 2 :] = b"\x1d" * (len(content) - len(content) // 2)
    found = read_all(bytes(content))
    assert len(found.workouts) == 1
    assert any("the last 50% of it could not be read" in warning for warning in found.warnings)


def test_noise_after_a_whole_file_is_passed_over() -> None:
    assert pulse(read_one(small_run().content() + b"\0" * 100)) == RUN


def test_two_files_in_one_are_two_workouts() -> None:
    later = FitFile()
    later.add(0, file_id())
    later.add(18, session(30, 7200, sport=("enum", 2)))
    found = read_all(small_run().content() + later.content())
    assert [workout.sport.key for workout in found.workouts] == ["running", "cycling"]
    assert len(set(found.source_ids)) == 2
    assert len(found.titles) == 2


def test_the_same_file_twice_in_one_is_one_workout() -> None:
    assert len(read_all(small_run().content() * 2).workouts) == 1


def test_settings_behind_a_workout_are_left_out_with_a_word() -> None:
    settings = FitFile()
    settings.add(0, file_id(2))
    found = read_all(small_run().content() + settings.content())
    assert len(found.workouts) == 1
    assert found.warnings == (
        "evening.fit also holds the settings of a device, which was left out.",
    )


@pytest.mark.parametrize(
    ("kind", "sentence"),
    [
        (5, "evening.fit is a planned workout, not an activity."),
        (6, "evening.fit is a course to follow, not an activity."),
        (15, "evening.fit is all-day monitoring, not an activity."),
        (49, "evening.fit is a file of another kind, not an activity."),
    ],
)
def test_a_file_of_another_kind_says_what_it_is(kind: int, sentence: str) -> None:
    file = FitFile()
    file.add(0, file_id(kind))
    file.records([{0: ("sint32", 5), 1: ("sint32", 6)}])
    with pytest.raises(NotAWorkout) as refused:
        read_all(file)
    assert refused.value.sentence == sentence


@pytest.mark.parametrize("content", [b"", b".FIT", b"PK\3\4" + b"\0" * 50, b"<gpx></gpx>" * 3])
def test_what_is_not_fit_is_refused(content: bytes) -> None:
    with pytest.raises(NotAWorkout, match=r"evening\.fit is not a FIT file\."):
        read_all(content)


@pytest.mark.parametrize("kept", [14, 15, 20, 30])
def test_a_file_cut_before_anything_happened_is_refused(kept: int) -> None:
    with pytest.raises(Damaged):
        read_all(small_run().content()[:kept])


def test_an_activity_without_a_moment_is_refused() -> None:
    file = FitFile()
    file.add(0, file_id())
    with pytest.raises(Damaged, match="neither samples nor a summary"):
        read_all(file)


def test_a_repaired_copy_has_the_same_name() -> None:
    whole = small_run(600)
    broken = whole.content(length=0)
    assert read_all(broken).source_ids == read_all(whole).source_ids


def test_a_file_that_is_larger_than_any_recording_is_refused() -> None:
    with pytest.raises(TooBig, match="larger than 24 MB"):
        read_all(small_run().content() + b"\0" * 24_000_000)


def test_endless_definitions_are_refused() -> None:
    file = FitFile()
    file.add(0, file_id())
    for number in range(3_000):
        file.add(number + 300, {1: ("uint8", 1)}, local=2)
    with pytest.raises(Hostile, match="more kinds of messages"):
        read_all(file)


def test_endless_messages_of_one_byte_are_refused() -> None:
    file = FitFile()
    file.add(0, file_id())
    file.add(400, {}, local=1)
    file.add(401, {}, local=2)
    file.body += bytes([1, 2]) * 2_500_000
    with pytest.raises(TooBig, match="more messages"):
        read_all(file)


def test_endless_samples_are_refused() -> None:
    file = FitFile()
    file.add(0, file_id())
    file.add(20, {253: ("uint32", STARTED), 3: ("uint8", 100)}, local=1)
    file.body += (bytes([1]) + STARTED.to_bytes(4, "little") + b"\x64") * 2_100_000
    with pytest.raises(TooBig, match="2,000,000 messages"):
        read_all(file)


def test_endless_numbers_are_refused() -> None:
    file = FitFile()
    file.add(0, file_id())
    row = dict.fromkeys((3, 4, 7, 13, 39, 41), ("uint8", 100))
    file.add(20, {253: ("uint32", STARTED), **row}, local=1)
    file.body += (bytes([1]) + STARTED.to_bytes(4, "little") + b"\x64" * 6) * 600_000
    with pytest.raises(TooBig, match="more samples"):
        read_all(file)


def test_endless_laps_are_refused() -> None:
    file = small_run()
    file.add(19, {2: ("uint32", STARTED)}, local=1)
    file.body += (bytes([1]) + STARTED.to_bytes(4, "little")) * 30_000
    with pytest.raises(TooBig, match="5,000 messages"):
        read_all(file)


def test_endless_files_in_one_are_refused() -> None:
    empty = FitFile()
    empty.add(400, {}, local=1)
    with pytest.raises(Hostile, match="more than 64 FIT files"):
        read_all(empty.content() * 100)


def test_the_widest_definition_is_read() -> None:
    file = small_run()
    wide = {number: ("byte", b"\7" * 255) for number in range(255) if number != 253}
    file.add(20, {253: ("uint32", STARTED + 61), **wide}, local=7)
    heart = read_all(file).workouts[0].streams[StreamKind.HEART_RATE]
    assert np.isfinite(heart.values).all()


def test_an_event_without_records_or_session_is_no_workout() -> None:
    file = FitFile()
    file.add(0, file_id())
    file.add(21, event(0, 0))
    with pytest.raises(Damaged):
        read_all(file)


def test_endless_numbers_in_several_files_of_a_chain_are_refused() -> None:
    file = FitFile()
    file.add(0, file_id())
    file.add(20, {253: ("uint32", STARTED), 3: ("uint8", 100)}, local=1)
    file.body += (bytes([1]) + STARTED.to_bytes(4, "little") + b"\x64") * 1_000_000
    with pytest.raises(TooBig, match="more samples"):
        read_all(file.content() * 2)
