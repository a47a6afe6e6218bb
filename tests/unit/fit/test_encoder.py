"""FIT's container."""

import io
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, cast

import fitdecode
import numpy as np
import pytest
from garmin_fit_sdk import Decoder, Stream
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

from fitglue.formats.fit.encoder import Table, Value, file_bytes, table, table_of, tables_of
from fitglue.formats.fit.profile import (
    DEVELOPER_DATA_ID,
    EVENT,
    FIELD_DESCRIPTION,
    FILE_ID,
    RECORD,
    SESSION,
)


def decoded(*tables: Table) -> Mapping[str, Sequence[Mapping[str, Any]]]:
    content = file_bytes(tables)
    with fitdecode.FitReader(
        io.BytesIO(content),
        check_crc=fitdecode.CrcCheck.RAISE,
        error_handling=fitdecode.ErrorHandling.RAISE,
    ) as frames:
        assert list(frames)
    messages, errors = Decoder(Stream.from_byte_array(bytearray(content))).read()
    assert not errors
    return cast("Mapping[str, Sequence[Mapping[str, Any]]]", messages)


def test_values_come_back_at_their_resolution() -> None:
    columns = {
        "enhanced_altitude": np.array([-12.4, 8848.2]),
        "distance": np.array([0.014, 42195.0]),
    }
    rows = decoded(table(RECORD, columns))["record_mesgs"]
    assert [row["enhanced_altitude"] for row in rows] == pytest.approx([-12.4, 8848.2])
    assert [row["distance"] for row in rows] == [0.01, 42195.0]


def test_a_missing_value_is_fits_invalid_so_it_is_not_there() -> None:
    rows = decoded(table(RECORD, {"heart_rate": np.array([np.nan, 140.0])}))["record_mesgs"]
    assert rows == [{}, {"heart_rate": 140}]


def test_a_column_without_a_value_is_not_in_the_definition() -> None:
    columns = {"heart_rate": np.array([140.0]), "power": np.array([np.nan])}
    assert len(table(RECORD, columns).layout) == len(
        table(RECORD, {"heart_rate": columns["heart_rate"]}).layout
    )


@pytest.mark.parametrize("impossible", [-1.0, 255.0, 1e12, float("inf"), float("-inf")])
def test_a_value_that_its_field_cannot_hold_is_missing_not_wrong(impossible: float) -> None:
    rows = decoded(table(RECORD, {"heart_rate": np.array([impossible, 60.0])}))["record_mesgs"]
    assert rows[0] == {}
    one_by_one = decoded(table_of(RECORD, [{"heart_rate": impossible}, {"heart_rate": 60}]))
    assert one_by_one["record_mesgs"][0] == {}


def test_texts_are_utf8_and_cut_between_characters() -> None:
    rows = decoded(table_of(FILE_ID, [{"product_name": "⌚" * 40}]))["file_id_mesgs"]
    assert rows[0]["product_name"] == "⌚" * 21


def test_a_message_that_changes_its_layout_is_defined_again() -> None:
    one = table_of(RECORD, [{"timestamp": 1_000_000_000, "heart_rate": 60}])
    other = table_of(RECORD, [{"timestamp": 1_000_000_001, "power": 200}])
    event = table_of(EVENT, [{"timestamp": 1_000_000_000, "event": 0}])
    messages = decoded(one, event, other, one)
    assert [row.get("heart_rate") for row in messages["record_mesgs"]] == [60, None, 60]
    assert [row.get("power") for row in messages["record_mesgs"]] == [None, 200, None]


def test_more_kinds_of_messages_than_local_numbers_share_them() -> None:
    rows = [table_of(FILE_ID, [{"type": 4}])]
    rows += [
        table_of(replace(RECORD, number=0xFF00 + index), [{"heart_rate": 60 + index}])
        for index in range(30)
    ]
    rows += [table_of(EVENT, [{"timestamp": 1_000_000_000, "event": 0}])] * 2
    messages = decoded(*rows)
    rates = [list(messages[str(0xFF00 + index)][0].values()) for index in range(30)]
    assert rates == [[60 + index] for index in range(30)]
    assert len(messages["event_mesgs"]) == 2


def test_fields_of_our_own_stand_after_the_profiles() -> None:
    rows = decoded(
        table_of(DEVELOPER_DATA_ID, [{"developer_data_index": 0, "application_id": b"x" * 16}]),
        table_of(FIELD_DESCRIPTION, [{
            "developer_data_index": 0, "field_definition_number": 2, "fit_base_type_id": 0x86,
            "field_name": "SESSION ACTIVITY TYPE",
        }]),
        table_of(SESSION, [{"SESSION ACTIVITY TYPE": 37, "sport": 1}]),
    )["session_mesgs"]  # fmt: skip
    assert rows == [{"sport": "running", "developer_fields": {0: 37}}]


def test_a_message_without_a_field_of_our_own_is_defined_without_it() -> None:
    told = [{"SESSION INDOOR": 1, "sport": 1}, {"sport": 2}, {"sport": 3}]
    with_it, without = tables_of(SESSION, told)
    assert (len(with_it), len(without)) == (1, 2)
    assert with_it.developer == bytes((3, 1, 0))
    assert without.developer == b""


def test_bytes_are_kept_as_they_are() -> None:
    made_by: dict[str, Value] = {"developer_data_index": 0, "application_id": bytes(range(1, 17))}
    (row,) = decoded(table_of(DEVELOPER_DATA_ID, [made_by]))["developer_data_id_mesgs"]
    assert row["application_id"] == list(range(1, 17))


def test_a_name_that_the_profile_lacks_is_an_error_of_ours() -> None:
    with pytest.raises(KeyError):
        table_of(RECORD, [{"heartrate": 60}])


@given(
    npst.arrays(np.float64, st.integers(1, 20), elements=st.floats(allow_nan=True, width=32)),
    st.sampled_from(["distance", "enhanced_altitude", "heart_rate", "temperature", "power"]),
)
def test_a_column_and_single_values_are_stored_alike(values: np.ndarray, name: str) -> None:
    at_once = table(RECORD, {name: values})
    one_by_one = table_of(RECORD, [{name: float(value)} for value in values])
    assert at_once.layout == one_by_one.layout
    assert at_once.rows.dtype == one_by_one.rows.dtype
    if name in (at_once.rows.dtype.names or ()):
        assert (at_once.rows[name] == one_by_one.rows[name]).all()
