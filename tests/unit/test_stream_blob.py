"""Streams to a blob and back."""

import msgspec
import numpy as np
import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

from fitglue.domain.errors import Damaged
from fitglue.domain.streams import COLUMNS, TIME_RESOLUTION_S, Stream, StreamKind
from fitglue.formats.stream_blob import canonical_bytes, pack, quantised, unpack
from fitglue.testing.examples import example_run

MISSING_OR_NOT = st.floats(-1e6, 1e6) | st.just(float("nan"))


@st.composite
def streams(draw: st.DrawFn) -> dict[StreamKind, Stream]:
    found = {}
    for kind in draw(st.sets(st.sampled_from(StreamKind), max_size=4)):
        count = draw(st.integers(0, 40))
        time_s = np.sort(draw(npst.arrays(np.float64, count, elements=st.floats(-100, 90_000))))
        column = npst.arrays(np.float64, count, elements=MISSING_OR_NOT)
        found[kind] = Stream(kind, time_s, {name: draw(column) for name in COLUMNS[kind]})
    return found


def same(one: Stream, other: Stream) -> bool:
    pairs = [(one.time_s, other.time_s), *((one[name], other[name]) for name in one.columns)]
    return all(np.array_equal(ours, theirs, equal_nan=True) for ours, theirs in pairs)


@given(streams())
def test_what_comes_back_is_within_the_resolution_and_misses_what_was_missing(
    kept: dict[StreamKind, Stream],
) -> None:
    back = unpack(pack(kept))
    assert set(back) == set(kept)
    for kind, stream in kept.items():
        assert (
            np.abs(back[kind].time_s - stream.time_s).max(initial=0) <= TIME_RESOLUTION_S / 2 + 1e-9
        )
        for name, resolution in COLUMNS[kind].items():
            assert (np.isnan(back[kind][name]) == np.isnan(stream[name])).all()
            off = np.nan_to_num(np.abs(back[kind][name] - stream[name]))
            assert off.max(initial=0) <= resolution / 2 + 1e-9


@given(streams())
def test_a_quantised_stream_is_what_comes_back_and_changes_no_more(
    kept: dict[StreamKind, Stream],
) -> None:
    rounded = {kind: quantised(stream) for kind, stream in kept.items()}
    back = unpack(pack(kept))
    assert all(same(rounded[kind], back[kind]) for kind in kept)
    assert all(same(rounded[kind], quantised(rounded[kind])) for kind in kept)
    assert pack(rounded) == pack(kept)
    assert canonical_bytes(rounded) == canonical_bytes(kept)


def test_the_order_in_which_streams_come_does_not_matter() -> None:
    kept = example_run(60).streams
    turned = {kind: kept[kind] for kind in reversed(list(kept))}
    assert pack(turned) == pack(kept)
    assert canonical_bytes(turned) == canonical_bytes(kept)


def test_another_value_has_other_canonical_bytes() -> None:
    kept = dict(example_run(60).streams)
    before = canonical_bytes(kept)
    kept[StreamKind.POWER] = kept[StreamKind.POWER].shifted(0.001)
    assert canonical_bytes(kept) != before


def test_a_missing_value_is_not_the_same_as_nothing() -> None:
    def one(value: float) -> dict[StreamKind, Stream]:
        column = {"power_w": np.array([value])}
        return {StreamKind.POWER: Stream(StreamKind.POWER, np.array([0.0]), column)}

    assert canonical_bytes(one(0)) != canonical_bytes(one(float("nan")))
    assert np.isnan(unpack(pack(one(float("nan"))))[StreamKind.POWER].values).all()


def test_an_hour_takes_less_than_sixty_kilobytes() -> None:
    rng = np.random.default_rng(7)
    run = dict(example_run(3600).streams)
    route = run[StreamKind.ROUTE]
    noisy = {
        name: column + rng.normal(0, 1, len(route)) * 1e-5 for name, column in route.columns.items()
    }
    run[StreamKind.ROUTE] = Stream(StreamKind.ROUTE, route.time_s, noisy)
    assert len(pack(run)) <= 60_000


def test_every_changed_byte_is_noticed() -> None:
    whole = pack(example_run(30).streams)
    for place in range(len(whole)):
        broken = bytearray(whole)
        broken[place] ^= 0x55
        with pytest.raises(Damaged):
            unpack(bytes(broken))


@pytest.mark.parametrize("kept", [0, 3, 20, -1])
def test_a_blob_cut_short_is_damaged(kept: int) -> None:
    with pytest.raises(Damaged):
        unpack(pack(example_run(30).streams)[:kept])


def blob_of(document: object) -> bytes:
    return zstandard.ZstdCompressor().compress(msgspec.msgpack.encode(document))


def test_a_later_version_says_so() -> None:
    with pytest.raises(Damaged, match="version 2; this program knows 1") as caught:
        unpack(blob_of({"version": 2, "something": "new"}))
    assert "newer FitGlue" in caught.value.next_step


def power(count: int, *columns: dict[str, object]) -> dict[str, object]:
    kept = {"kind": "power", "count": count, "columns": list(columns)}
    return {"version": 1, "streams": [kept]}


def column(**changes: object) -> dict[str, object]:
    plain = {"name": "time_s", "resolution": 0.001, "dtype": "i1", "data": b"\1", "first": 0}
    return plain | changes


@pytest.mark.parametrize(
    "broken",
    [
        {"version": 1, "streams": [{"kind": "telepathy", "count": 0, "columns": []}]},
        power(2),
        power(9, column()),
        power(2, column(dtype="f8")),
        power(2, column(resolution=9)),
        power(1 << 60, column(known=b"")),
        power(2, column(), column(name="x")),
        [],
    ],
)
def test_a_document_that_makes_no_streams_is_damaged(broken: object) -> None:
    with pytest.raises(Damaged):
        unpack(blob_of(broken))
