"""What every activity file has to have, and what it must not: fields that nobody knows."""

from collections.abc import Iterator

from fitglue.testing.fit_checker.decoding import DecodedFit

_REQUIRED = {
    "file_id": ("type", "manufacturer", "product", "serial_number", "time_created", "product_name"),
    "device_info": ("timestamp", "device_index"),
    "event": ("timestamp", "event", "event_type"),
    "record": ("timestamp",),
    "length": ("timestamp", "start_time", "total_elapsed_time", "total_timer_time", "length_type"),
    "set": ("timestamp", "start_time", "set_type", "message_index"),
    "exercise_title": ("exercise_category", "exercise_name", "wkt_step_name", "message_index"),
    "lap": ("timestamp", "start_time", "total_elapsed_time", "total_timer_time", "event"),
    "session": (
        "timestamp", "start_time", "total_elapsed_time", "total_timer_time", "sport", "sub_sport",
        "first_lap_index", "num_laps", "event", "event_type", "trigger",
    ),
    "activity": (
        "timestamp", "total_timer_time", "num_sessions", "type", "event", "event_type",
        "local_timestamp",
    ),
    "developer_data_id": ("application_id", "developer_data_index"),
    "field_description": (
        "developer_data_index", "field_definition_number", "fit_base_type_id", "field_name",
    ),
}  # fmt: skip


def missing(decoded: DecodedFit) -> Iterator[str]:
    """Name what is not there, and fields that Garmin's profile does not know."""
    for kind in ("file_id", "activity"):
        if len(decoded[kind]) != 1:
            yield f"There are {len(decoded[kind])} {kind} messages, not one."
    for kind in ("lap", "session"):
        if not decoded[kind]:
            yield f"There is no {kind}."
    for kind, names in _REQUIRED.items():
        for row in decoded[kind]:
            yield from (f"A {kind} has no {name}." for name in names if row.get(name) is None)
    for kind, rows in decoded.messages.items():
        if any(str(name).isdigit() for row in rows for name in row):
            yield f"A {kind} has a field that the profile does not know."
