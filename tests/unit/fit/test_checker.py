"""The checker notices what it promises to notice."""

from dataclasses import replace

import pytest
from fastcrc import crc16

from fitglue.formats.fit import encode_activity
from fitglue.formats.fit.encoder import Value, file_bytes, table_of
from fitglue.formats.fit.profile import (
    ACTIVITY,
    DEVELOPER_DATA_ID,
    EVENT,
    EXERCISE_TITLE,
    FIELD_DESCRIPTION,
    FILE_ID,
    LAP,
    LENGTH,
    RECORD,
    SESSION,
    SET,
    WORKOUT,
    WORKOUT_STEP,
    Message,
)
from fitglue.testing.examples import example_activity, example_run
from fitglue.testing.fit_checker import NotAsPromised, check_fit

START = 1_146_553_200
Changes = dict[str, dict[str, float | None]]


More = tuple[tuple[Message, dict[str, Value]], ...]


def built(*more: tuple[Message, dict[str, Value]], **changes: dict[str, float | None]) -> bytes:
    """Write the smallest file that keeps every rule, with more in it and some fields changed."""
    times = {"start_time": START, "total_elapsed_time": 60, "total_timer_time": 60}
    end = {"timestamp": START + 60, "event_type": 1}
    rows = [
        (FILE_ID, {"type": 4, "manufacturer": 255, "product": 1, "serial_number": 7,
                   "time_created": START} | changes.get("file_id", {})
         | {"product_name": "Watch"}),
        (EVENT, {"timestamp": START, "event": 0, "event_type": 0} | changes.get("start", {})),
        (RECORD, {"timestamp": START, "distance": 0, "heart_rate": 90}),
        (RECORD, {"timestamp": START + 60, "distance": 180} | changes.get("record", {})),
        (EVENT, {"timestamp": START + 60, "event": 0, "event_type": 4} | changes.get("stop", {})),
        *more,
        (LAP, {"message_index": 0, "event": 9} | end | times | changes.get("lap", {})),
        (SESSION, {"message_index": 0, "event": 8, "sport": 1, "trigger": 0,
                   "first_lap_index": 0, "num_laps": 1, "total_distance": 180}
         | end | times | {"sub_sport": 0} | changes.get("session", {})),
        (ACTIVITY, {"event": 26, "num_sessions": 1, "type": 0, "total_timer_time": 60,
                    "local_timestamp": START + 60 + 7200} | end | changes.get("activity", {})),
    ]  # fmt: skip
    return file_bytes([table_of(message, [row]) for message, row in rows])


def test_a_file_that_keeps_every_rule_passes() -> None:
    assert check_fit(built()).session["sport"] == "running"


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"file_id": {"serial_number": None}}, "no serial_number"),
        ({"file_id": {"time_created": START + 1}}, "time_created"),
        ({"start": {"event_type": 4}}, "Timer events"),
        ({"start": {"timestamp": START + 5}}, "does not start with the session"),
        ({"record": {"timestamp": START}}, "do not ascend"),
        ({"record": {"timestamp": START + 90}}, "outside the sessions"),
        ({"stop": {"timestamp": START + 30}}, "in the pause"),
        ({"record": {"distance": None}}, "some have none"),
        ({"record": {"distance": 170}}, "sessions say 180"),
        ({"record": {"heart_rate": 0}}, "stands for missing"),
        ({"record": {"position_lat": 5}}, "half a position"),
        ({"lap": {"total_elapsed_time": 50}}, "total_elapsed_time after its start"),
        ({"lap": {"total_timer_time": 61}}, "more timer than elapsed"),
        ({"lap": {"total_moving_time": 61}}, "more moving than timer"),
        ({"lap": {"total_timer_time": 50}}, "does not add up"),
        ({"lap": {"start_time": START + 1, "total_elapsed_time": 59}}, "do not cover"),
        ({"lap": {"message_index": 3}}, "not numbered"),
        ({"session": {"num_laps": 2}}, "laps are not there"),
        ({"session": {"sport": None}}, "no sport"),
        ({"session": {"num_active_lengths": 4}}, "the sessions count 4"),
        ({"activity": {"num_sessions": 2}}, "num_sessions"),
        ({"activity": {"total_timer_time": 50}}, "add up to the activity"),
        ({"activity": {"local_timestamp": START + 61}}, "no zone"),
    ],
)
def test_a_broken_rule_is_named(changes: Changes, said: str) -> None:
    with pytest.raises(NotAsPromised, match=said):
        check_fit(built(**changes))


SET_ROW: dict[str, Value] = {
    "timestamp": START + 30, "start_time": START, "duration": 30, "set_type": 1,
    "message_index": 0, "repetitions": 8, "weight": 60, "weight_display_unit": 1, "category": 0,
    "category_subtype": 1,
}  # fmt: skip
LENGTH_ROW: dict[str, Value] = {
    "timestamp": START + 30, "start_time": START, "total_elapsed_time": 30,
    "total_timer_time": 30, "length_type": 1, "message_index": 0, "total_strokes": 12,
}  # fmt: skip
SWUM: dict[str, float | None] = {
    "num_lengths": 1, "num_active_lengths": 1, "pool_length": 25, "pool_length_unit": 0,
}  # fmt: skip
IN_LAP: dict[str, float | None] = {
    "num_lengths": 1, "num_active_lengths": 1, "first_length_index": 0,
}  # fmt: skip
TITLE: dict[str, Value] = {
    "message_index": 0, "exercise_category": 0, "exercise_name": 10_000, "wkt_step_name": "Mine",
}  # fmt: skip
MAKER: dict[str, Value] = {"application_id": b"sixteen bytes it", "developer_data_index": 0}
FIELD: dict[str, Value] = {
    "developer_data_index": 0, "field_definition_number": 2, "fit_base_type_id": 0x86,
    "field_name": "SESSION ACTIVITY TYPE",
}  # fmt: skip
DEVELOPER: More = ((DEVELOPER_DATA_ID, MAKER), (FIELD_DESCRIPTION, FIELD))
OF_US: dict[str, float | None] = {"SESSION ACTIVITY TYPE": 37}


def test_sets_that_keep_every_rule_pass() -> None:
    ours = SET_ROW | {"message_index": 1, "start_time": START + 20, "timestamp": START + 50}
    more = ((SET, SET_ROW), (SET, ours | {"category_subtype": 10_000}), (EXERCISE_TITLE, TITLE))
    assert len(check_fit(built(*more))["set"]) == 2


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"message_index": 1}, "not numbered"),
        ({"duration": 40}, "its duration after its start"),
        ({"start_time": START - 30, "timestamp": START}, "outside the sessions"),
        ({"category": None}, "without a category"),
        ({"weight_display_unit": None}, "without its unit"),
        ({"set_type": 0}, "A rest has repetitions"),
        ({"category_subtype": 500}, "none of FIT's, and has no title"),
        ({"set_type": None}, "A set has no set_type"),
    ],
)
def test_a_broken_rule_of_sets_is_named(changes: dict[str, Value], said: str) -> None:
    with pytest.raises(NotAsPromised, match=said):
        check_fit(built((SET, SET_ROW | changes)))


def test_sets_that_run_backward_are_named() -> None:
    late = SET_ROW | {"start_time": START + 30, "timestamp": START + 60}
    with pytest.raises(NotAsPromised, match="Sets run backward"):
        check_fit(built((SET, late), (SET, SET_ROW | {"message_index": 1})))


def test_an_exercise_with_two_titles_is_named() -> None:
    titles = ((EXERCISE_TITLE, TITLE), (EXERCISE_TITLE, TITLE | {"message_index": 1}))
    with pytest.raises(NotAsPromised, match="two titles"):
        check_fit(built(*titles))


def test_lengths_that_keep_every_rule_pass() -> None:
    assert check_fit(built((LENGTH, LENGTH_ROW), session=SWUM, lap=IN_LAP))["length"]


@pytest.mark.parametrize(
    ("length", "lap", "session", "said"),
    [
        ({"message_index": 3}, {}, {}, "not numbered"),
        ({"total_elapsed_time": 20}, {}, {}, "A length does not end"),
        ({"length_type": 0}, {}, {}, "A rest in the pool has strokes"),
        ({}, {}, {"num_active_lengths": 4}, "the sessions count 4"),
        ({}, {"num_lengths": 3}, {}, "the laps count 3"),
        ({}, {"first_length_index": 1}, {}, "begins with length 1, not 0"),
        ({}, {}, {"pool_length": None, "pool_length_unit": None}, "without a pool_length"),
        ({}, {}, {"pool_length_unit": None}, "stands without its unit"),
    ],
)
def test_a_broken_rule_of_lengths_is_named(
    length: dict[str, Value],
    lap: dict[str, float | None],
    session: dict[str, float | None],
    said: str,
) -> None:
    more = ((LENGTH, LENGTH_ROW | length),)
    with pytest.raises(NotAsPromised, match=said):
        check_fit(built(*more, lap=IN_LAP | lap, session=SWUM | session))


def test_developer_fields_are_read_by_name() -> None:
    decoded = check_fit(built(*DEVELOPER, session=OF_US))
    assert decoded.developer_column("SESSION ACTIVITY TYPE") == [37]


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (((DEVELOPER_DATA_ID, MAKER), *DEVELOPER), "share one index"),
        (
            ((DEVELOPER_DATA_ID, MAKER | {"application_id": b"short"}), DEVELOPER[1]),
            "does not have 16 bytes",
        ),
        ((*DEVELOPER, (FIELD_DESCRIPTION, FIELD | {"field_name": "OTHER"})), "share one number"),
        (
            (*DEVELOPER, (FIELD_DESCRIPTION, FIELD | {"field_definition_number": 9})),
            "share one name",
        ),
    ],
)
def test_a_broken_rule_of_developer_fields_is_named(more: More, said: str) -> None:
    with pytest.raises(NotAsPromised, match=said):
        check_fit(built(*more))


def test_a_developer_field_that_nobody_describes_is_named() -> None:
    with pytest.raises(NotAsPromised):
        check_fit(built(session=OF_US))


def test_developer_fields_of_an_old_protocol_are_named() -> None:
    content = bytearray(built(*DEVELOPER, session=OF_US))
    content[1] = 0x10
    content[12:14] = crc16.arc(bytes(content[:12])).to_bytes(2, "little")
    content[-2:] = crc16.arc(bytes(content[:-2])).to_bytes(2, "little")
    with pytest.raises(NotAsPromised, match=r"protocol 2\.0"):
        check_fit(bytes(content))


@pytest.mark.parametrize(
    ("workout", "step", "lap", "said"),
    [
        ({"num_valid_steps": 2}, {"message_index": 0}, {}, "does not count the steps"),
        ({"num_valid_steps": 1}, {"message_index": 4}, {}, "not numbered"),
        (
            {"num_valid_steps": 1}, {"message_index": 0}, {"wkt_step_index": 5},
            "a step that is not there",
        ),
    ],
)  # fmt: skip
def test_a_broken_rule_of_steps_is_named(
    workout: dict[str, Value], step: dict[str, Value], lap: dict[str, float | None], said: str
) -> None:
    with pytest.raises(NotAsPromised, match=said):
        check_fit(built((WORKOUT, workout), (WORKOUT_STEP, step), lap=lap))


def test_steps_on_foot_counted_as_cadence_are_noticed() -> None:
    with pytest.raises(NotAsPromised, match="not of strides"):
        check_fit(built(session={"avg_cadence": 170}))


def test_a_wrong_checksum_is_noticed() -> None:
    content = encode_activity(example_activity(example_run(30)))
    assert crc16.arc(content[:-2]) == int.from_bytes(content[-2:], "little")
    with pytest.raises(NotAsPromised):
        check_fit(content[:-1] + bytes([content[-1] ^ 1]))


def test_two_sessions_are_not_the_session() -> None:
    decoded = check_fit(built())
    twice = replace(decoded, messages={"session": [*decoded["session"]] * 2})
    with pytest.raises(ValueError, match="too many"):
        _ = twice.session
