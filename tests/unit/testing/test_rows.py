from datetime import UTC, datetime, timedelta, timezone

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from fitglue.testing import rows


def lines(column: rows.Bytes) -> list[str]:
    return rows.joined([column, b"\n"]).decode().splitlines()


@given(st.lists(st.integers(-(10**12), 10**12), min_size=1), st.integers(0, 6))
def test_fixed_decimals_are_those_of_python(numbers: list[int], places: int) -> None:
    values = np.array(numbers) / 10**places
    written = [float(text) for text in lines(rows.decimals(values, places))]
    assert written == [float(f"{value:.{places}f}") for value in values]


@given(st.lists(st.integers(-(10**9), 10**9), min_size=1), st.integers(0, 6))
def test_stripped_decimals_end_without_a_zero_and_keep_the_value(
    numbers: list[int], places: int
) -> None:
    values = np.array(numbers) / 10**places
    for text, value in zip(lines(rows.decimals(values, places, strip=True)), values, strict=True):
        assert float(text) == float(f"{value:.{places}f}")
        assert "." not in text or text[-1] not in "0."


@given(
    st.lists(st.integers(0, 4_000_000_000), min_size=1, max_size=20),
    st.sampled_from([-480, -210, 0, 60, 120, 345]),
)
def test_dates_are_those_of_python(seconds: list[int], offset_min: int) -> None:
    seconds = [seconds[0] + second % 10**8 for second in seconds]
    zone = timezone(timedelta(minutes=offset_min))
    wanted = [f"{datetime.fromtimestamp(second, zone):%Y-%m-%d %H:%M:%S %z}" for second in seconds]
    assert lines(rows.dates(np.array(seconds), offset_min)) == wanted
    utc = [f"{datetime.fromtimestamp(second, UTC):%Y-%m-%dT%H:%M:%SZ}" for second in seconds]
    assert lines(rows.utc_dates(np.array(seconds))) == utc


def test_constant_parts_repeat_and_padding_goes() -> None:
    options = rows.chosen(np.array([0, 1, 0]), (b"a", b"long"))
    assert rows.joined([b"<", options, b">"]) == b"<a><long><a>"
