"""The checker notices what it promises to notice."""

from dataclasses import replace

import pytest
from fastcrc import crc16

from fitglue.formats.fit import encode_activity
from fitglue.formats.fit.encoder import file_bytes, table_of
from fitglue.formats.fit.profile import ACTIVITY, EVENT, FILE_ID, LAP, RECORD, SESSION
from fitglue.testing.examples import example_activity, example_run
from fitglue.testing.fit_checker import NotAsPromised, check_fit

START = 1_146_553_200
Changes = dict[str, dict[str, float | None]]


def built(**changes: dict[str, float | None]) -> bytes:
    """Write the smallest file that keeps every rule, with some of its fields changed."""
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
        (LAP, {"message_index": 0, "event": 9} | end | times | changes.get("lap", {})),
        (SESSION, {"message_index": 0, "event": 8, "sport": 1, "sub_sport": 0, "trigger": 0,
                   "first_lap_index": 0, "num_laps": 1, "total_distance": 180}
         | end | times | changes.get("session", {})),
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
