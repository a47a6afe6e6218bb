"""What the app writes is what the server reads, field by field, and what its schema says."""

import json
import math
from array import array
from dataclasses import fields, is_dataclass, replace
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fitglue.formats.phone_sync import read_batch, read_item, wire
from fitglue.formats.phone_sync.reading import part_of, read_digest, seal_of
from fitglue.formats.phone_sync.schema import FILE
from fitglue_phone.core import wire as ours
from fitglue_phone.core.joining import joined
from fitglue_phone.core.workout import (
    Device,
    Event,
    Leg,
    Points,
    Quantity,
    Route,
    Series,
    Statistic,
    Workout,
    WritingApp,
)
from fitglue_phone.simulated import Recorded
from fitglue_phone.simulated.life import RUNNING, SWIM_BIKE_RUN

SCHEMA: dict[str, Any] = json.loads(Path(FILE).read_text())
TEXT = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=40)
MOMENT = st.floats(0, 4e9, allow_nan=False)
FIGURE = st.floats(-1e9, 1e9, allow_nan=False)
RAW = st.integers(0, 3000)
QUANTITY = st.builds(Quantity, FIGURE, TEXT)
METADATA = st.dictionaries(TEXT.filter(bool), st.booleans() | RAW | FIGURE | TEXT | QUANTITY,
                           max_size=4)  # fmt: skip
STATISTIC = st.builds(Statistic, TEXT.filter(bool), TEXT, *[st.none() | FIGURE] * 4)
EVENT = st.builds(Event, RAW, MOMENT, st.none() | MOMENT, METADATA)
LEG = st.builds(
    Leg, start_s=MOMENT, end_s=st.none() | MOMENT, duration_s=st.none() | st.floats(0, 1e5),
    uuid=TEXT, activity_type=st.none() | RAW, location_type=st.none() | RAW,
    swimming_location_type=st.none() | RAW, lap_length=st.none() | QUANTITY,
    events=st.lists(EVENT, max_size=2).map(tuple),
    statistics=st.lists(STATISTIC, max_size=2).map(tuple), metadata=METADATA,
)  # fmt: skip
APP = st.builds(WritingApp, TEXT, TEXT, TEXT)
DEVICE = st.builds(Device, TEXT, TEXT, TEXT, TEXT, TEXT)
UUID = st.uuids().map(lambda one: str(one).upper())
WORKOUT = st.builds(
    Workout, uuid=UUID, activity_type=RAW, start_s=st.floats(0, 1e9), end_s=st.floats(1e9, 2e9),
    app=APP, duration_s=st.none() | st.floats(0, 1e5), time_zone=TEXT, device=DEVICE,
    legs=st.lists(LEG, max_size=2).map(tuple), events=st.lists(EVENT, max_size=3).map(tuple),
    statistics=st.lists(STATISTIC, max_size=3).map(tuple), metadata=METADATA,
)  # fmt: skip
A_RUN = Recorded(3, RUNNING, 1.7e9, 10)


def values(of: object) -> object:
    """Give plain values with what is empty left out, whether ours or the server's."""
    if isinstance(of, msgspec.Struct):
        of = {name: getattr(of, name) for name in of.__struct_fields__}
    elif is_dataclass(of):
        of = {one.name: getattr(of, one.name) for one in fields(of)}
    if isinstance(of, dict):
        told = {key: values(one) for key, one in of.items() if one is not msgspec.UNSET}
        return {key: one for key, one in told.items() if one not in (None, "", [], {})}
    return [values(one) for one in of] if isinstance(of, list | tuple | array) else of


@given(WORKOUT)
def test_an_envelope_is_read_as_it_was_field_by_field(workout: Workout) -> None:
    item = ours.envelope_item(workout, "healthkit", 7)
    read = read_item(item.content)
    assert isinstance(read, wire.Workout)
    told = values(workout)
    assert isinstance(told, dict)
    assert values(read) == told | {"revision": 7, "platform": "healthkit"}
    part = part_of(read)
    assert (item.workout, item.part, item.samples) == (part.workout_uuid, part.name, part.samples)


@pytest.mark.parametrize("kind", [RUNNING, SWIM_BIKE_RUN])
def test_routes_and_series_are_read_as_they_were(kind: int) -> None:
    one = replace(A_RUN, activity_type=kind, minutes=100)
    route = one.route()
    pieces = list(ours.route_items(one.uuid, route, "healthkit", 7))
    read = [read_item(piece.content) for piece in pieces]
    assert [len(each.time_s) for each in read if isinstance(each, wire.Route)] == [2000, 2000, 2000]
    for name in (each.name for each in fields(Points)):
        sent = [value for each in read for value in getattr(each, name)]
        assert sent == getattr(route.points, name).tolist()
    for series in one.series():
        (piece, *_) = ours.series_items(one.uuid, series, "healthkit", 7)
        told = read_item(piece.content)
        assert isinstance(told, wire.Series)
        assert (told.quantity, told.unit) == (series.quantity, series.unit)
        assert (values(told.app), values(told.device)) == (
            values(series.app), values(series.device),
        )  # fmt: skip
        assert part_of(told).name == piece.part


def test_every_field_that_is_written_is_in_the_servers_schema() -> None:
    one = replace(A_RUN, activity_type=SWIM_BIKE_RUN)
    items = [
        ours.envelope_item(one.workout, "healthkit", 7),
        *ours.route_items(one.uuid, one.route(), "healthkit", 7),
        *(item for each in one.series() for item in ours.series_items(one.uuid, each, "", 7)),
        ours.deleted_item(one.uuid, "healthkit"),
    ]
    for item in items:
        told = json.loads(item.content)
        name = {"workout": "Workout", "route": "Route", "series": "Series", "deleted": "Deleted"}
        schema = SCHEMA["$defs"][name[told["kind"]]]
        assert set(told) <= set(schema["properties"])
        assert set(schema["required"]) <= set(told)


def test_a_batch_and_a_digest_are_read_by_the_server() -> None:
    items = [ours.envelope_item(A_RUN.workout, "healthkit", 7), ours.deleted_item("AB", "x")]
    head = ours.batch_head("b1", "d1", "0.1.0", {"queue_depth": 3})
    sent = read_batch(head + b",".join(one.content for one in items) + ours.BATCH_TAIL)
    assert (sent.batch_id, sent.device_id, sent.state.queue_depth) == ("b1", "d1", 3)
    assert list(sent.items) == [one.content for one in items]
    parts = [("workout", 0), ("series:HeartRate:ab:0", 12)]
    asked = read_digest(ours.digest_body([(A_RUN.uuid, ours.seal_of(parts))]))
    assert asked.workouts == [(A_RUN.uuid, seal_of(parts))]


def test_values_that_are_no_numbers_cost_themselves_alone() -> None:
    nan, start_s = math.nan, A_RUN.start_s
    series = Series(
        quantity="HeartRate", unit="count/min", app=WritingApp("a\0b\ud800"),
        start_s=array("d", [start_s, nan, start_s + 2, -1]), value=array("d", [1, 2, nan, 4]),
    )  # fmt: skip
    (item,) = ours.series_items(A_RUN.uuid, series, "healthkit", 7)
    read = read_item(item.content)
    assert isinstance(read, wire.Series)
    assert (read.start_s, read.value) == ([start_s, start_s + 2], [1, None])
    odd = replace(
        A_RUN.workout, duration_s=math.inf, metadata={"a": nan, "b": Quantity(nan, "m"), "": 1},
        statistics=(Statistic("HeartRate", "count/min", average=nan),),
    )  # fmt: skip
    told = read_item(ours.envelope_item(odd, "healthkit", 7).content)
    assert isinstance(told, wire.Workout)
    assert (told.duration_s, told.metadata, told.statistics[0].average) == (None, {}, None)


def test_the_same_part_read_later_says_the_same_under_another_revision() -> None:
    first, second = (ours.envelope_item(A_RUN.workout, "healthkit", one) for one in (7, 8))
    assert first.content_hash == second.content_hash
    assert first.content != second.content


def test_an_empty_part_is_no_part() -> None:
    empty = Route(uuid=A_RUN.route_uuid(), app=WritingApp(""), points=Points())
    assert list(ours.route_items(A_RUN.uuid, empty, "healthkit", 7)) == []


def test_series_of_one_app_by_two_devices_become_one_in_the_order_of_time() -> None:
    app = WritingApp("Watch", "w")
    watch, strap = (
        Series(
            quantity="HeartRate", unit="count/min", app=app, device=Device(name),
            start_s=array("d", starts), value=array("d", starts),
        )
        for name, starts in (("watch", [1.0, 3.0, 5.0]), ("strap", [2.0, 4.0]))
    )  # fmt: skip
    (one,) = joined([watch, strap])
    assert one.start_s.tolist() == [1, 2, 3, 4, 5]
    assert (one.value.tolist(), one.device.name, one.end_s) == ([1, 2, 3, 4, 5], "watch", None)
