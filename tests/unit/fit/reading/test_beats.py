"""HR messages: beats that a strap kept while the watch could not hear it."""

import pytest

from fitglue.domain.streams import StreamKind
from fitglue.testing.fit_files import STARTED, FitFile, Typed, file_id, session, small_run
from fitglue.testing.fit_reading import read_one


def packed(ticks: list[int]) -> bytes:
    """Pack the low twelve bits of a clock two in three bytes."""
    found = bytearray()
    for first, second in zip(ticks[::2], ticks[1::2], strict=True):
        low, high = first & 0xFFF, second & 0xFFF
        found += bytes((low & 0xFF, low >> 8 | (high & 0xF) << 4, high >> 4))
    return bytes(found)


def swim(records: int = 0) -> FitFile:
    file = FitFile()
    file.add(0, file_id())
    file.records([{3: ("uint8", 99)} for _ in range(records)])
    return file


def strapped(file: FitFile, first_s: int, count: int, *, fraction: int = 0) -> None:
    """Add a beat of 120 to 127 every half second from `first_s` on."""
    clock = 5_000_000
    start: dict[int, Typed] = {253: ("uint32", STARTED + first_s), 0: ("uint16", fraction)}
    file.add(132, {**start, 6: ("uint8", 120), 9: ("uint32", clock)})
    for group in range(count // 8):
        ticks = [clock + 512 * (8 * group + beat + 1) for beat in range(8)]
        file.add(132, {6: ("uint8", range(120, 128)), 10: ("byte", packed(ticks))}, local=3)


def test_beats_are_unpacked_on_the_clock_of_the_strap() -> None:
    file = swim()
    strapped(file, 10, 80, fraction=16_384)
    file.add(18, session(60, sport=("enum", 5)))
    stream = read_one(file).streams[StreamKind.HEART_RATE]
    assert len(stream) == 81
    assert stream.time_s.tolist() == pytest.approx([10.5 + 0.5 * beat for beat in range(81)])
    assert stream.values[:4].tolist() == [120, 120, 121, 122]


def test_beats_win_over_what_the_watch_heard_in_their_time() -> None:
    file = swim(records=60)
    strapped(file, 20, 16)
    file.add(18, session(60, sport=("enum", 5)))
    stream = read_one(file).streams[StreamKind.HEART_RATE]
    inside = (stream.time_s >= 20) & (stream.time_s <= 28)
    assert (stream.values[inside] >= 120).all()
    assert (stream.values[~inside] == 99).all()


def test_beats_in_a_second_file_of_the_chain_belong_to_the_first() -> None:
    kept = FitFile()
    kept.add(0, file_id(4))
    del kept.body[:]
    kept._defined.clear()  # noqa: SLF001 - a chain's second file begins with nothing defined
    kept.add(0, file_id(9))
    strapped(kept, 10, 40)
    first = swim()
    first.add(18, session(60, sport=("enum", 5)))
    workout = read_one(first.content() + kept.content())
    assert len(workout.streams[StreamKind.HEART_RATE]) == 41


def test_beats_without_a_time_of_day_are_passed_over() -> None:
    file = small_run()
    file.add(132, {6: ("uint8", range(120, 128)), 10: ("byte", bytes(12))}, local=3)
    assert len(read_one(file).streams[StreamKind.HEART_RATE]) == 61


def test_bits_that_are_all_set_are_bits_all_the_same() -> None:
    file = swim()
    clock = 5_000_000 // 4096 * 4096
    file.add(132, {253: ("uint32", STARTED), 6: ("uint8", 120), 9: ("uint32", clock)})
    ticks = [clock + low for low in (0xFF, 0xFFF, 0x10FF, 0x1FFF, 0x20FF, 0x2FFF, 0x30FF, 0x3FFF)]
    file.add(132, {6: ("uint8", range(120, 128)), 10: ("byte", packed(ticks))}, local=3)
    file.add(18, session(60, sport=("enum", 5)))
    times = read_one(file).streams[StreamKind.HEART_RATE].time_s
    assert times[1:].tolist() == pytest.approx([(tick - clock) / 1024 for tick in ticks])
