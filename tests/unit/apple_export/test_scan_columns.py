"""Samples in columns: what lies in a window, and how the columns grow."""

import numpy as np
import pytest

from fitglue.formats.apple_export.scanning.columns import COLUMNS, SampleStore
from fitglue.formats.apple_export.scanning.samples import Samples
from fitglue.formats.apple_export.scanning.tolerant import Sample

pytestmark = pytest.mark.usefixtures("language")


def samples(starts: list[int], durations: list[int]) -> Samples:
    count = len(starts)
    columns = {
        "start": np.array(starts, np.uint32),
        "duration": np.array(durations, np.uint32),
        "value": np.arange(count, dtype=np.float32),
        "source": np.zeros(count, np.uint8),
        "unit": np.zeros(count, np.uint8),
    }
    return Samples.sorted("StepCount", columns)


def test_a_window_holds_both_of_its_edges() -> None:
    found = samples([10, 20, 30, 40], [0, 0, 0, 0]).between(20, 30)
    assert found.start_s.tolist() == [20, 30]


def test_a_span_that_began_before_and_reaches_into_the_window_is_there() -> None:
    found = samples([0, 5, 20], [21, 2, 100]).between(15, 19)
    assert found.start_s.tolist() == [0]
    assert found.end_s.tolist() == [21]


def test_windows_equal_a_plain_comparison_whatever_the_spans() -> None:
    random = np.random.default_rng(5)
    starts = random.integers(0, 1_000_000, 20_000)
    durations = random.integers(0, 60, 20_000)
    durations[random.integers(0, 20_000, 5)] = 300_000
    all_of_it = samples(starts.tolist(), durations.tolist())
    for begin in random.integers(0, 1_000_000, 40).tolist():
        found = all_of_it.between(begin, begin + 3_600)
        inside = (all_of_it.start_s <= begin + 3_600) & (all_of_it.end_s >= begin)
        assert found.value.tolist() == all_of_it.value[inside].tolist()


@pytest.mark.parametrize("window", [(-5.0, 5.0), (50.0, 60.0), (10.5, 10.6)])
def test_a_window_beside_everything_is_empty(window: tuple[float, float]) -> None:
    assert len(samples([10, 20], [0, 5]).between(*window)) == 0
    assert len(samples([], []).between(*window)) == 0


def test_samples_come_out_in_order_and_equal_starts_in_theirs() -> None:
    ordered = samples([30, 10, 30, 20], [0, 0, 0, 0])
    assert ordered.start_s.tolist() == [10, 20, 30, 30]
    assert ordered.value.tolist() == [1, 3, 0, 2]


@pytest.mark.parametrize("latest", [3, 1 << 20, (1 << 32) - 1])
def test_however_many_samples_there_are_equal_starts_stay_in_their_order(latest: int) -> None:
    starts = np.random.default_rng(latest).integers(0, latest, 700_000, endpoint=True)
    ordered = samples(starts.tolist(), [0] * len(starts))
    expected = np.argsort(starts, kind="stable")
    assert np.array_equal(ordered.value, expected.astype(np.float32))
    assert np.array_equal(ordered.start_s, starts[expected])


def batch(count: int, **columns: float) -> dict[str, np.ndarray]:
    return {name: np.full(count, columns.get(name, 1), np.float64) for name in COLUMNS} | {
        "start": np.arange(count, dtype=np.int64)
    }


def test_columns_begin_small_and_widen_when_a_value_does_not_fit() -> None:
    store = SampleStore()
    store.extend("StepCount", batch(5))
    store.extend("StepCount", batch(5, duration=70_000, value=0.1, source=300))
    ((_, found),) = store.finish()
    assert found.columns["duration"].dtype == np.uint32
    assert found.columns["source"].dtype == np.uint16
    assert found.value.tolist().count(0.1) == 5
    assert (found.end_s - found.start_s).tolist().count(70_000) == 5


def test_a_kept_heart_rate_costs_less_than_16_bytes() -> None:
    store = SampleStore()
    store.extend("HeartRate", batch(1_000, duration=0, value=72))
    ((_, found),) = store.finish()
    assert sum(column.dtype.itemsize for column in found.columns.values()) <= 12


@pytest.mark.parametrize("memory_rows", [1 << 30, 1_000])
def test_rows_beyond_the_cap_go_to_a_file_and_come_back_the_same(memory_rows: int) -> None:
    store = SampleStore(memory_rows=memory_rows)
    for _ in range(20):
        store.extend("HeartRate", batch(7_000, value=61.5))
    ((_, found),) = store.finish()
    assert len(found) == 140_000
    assert found.value.sum() == 61.5 * 140_000


def test_single_rows_and_batches_keep_their_order() -> None:
    store = SampleStore()
    for value in range(5_000):
        store.add("HeartRate", Sample(7, 0, value, "bpm", "Watch", ""))
    store.extend("HeartRate", batch(1, value=5_000) | {"start": np.array([7])})
    store.add("HeartRate", Sample(7, 0, 5_001, "bpm", "Watch", ""))
    ((_, found),) = store.finish()
    assert found.value.tolist() == list(range(5_002))
