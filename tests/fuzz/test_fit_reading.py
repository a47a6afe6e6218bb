"""FIT files with random damage: read, or refused with a sentence; never anything else."""

import random
import resource
import struct
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from fitglue.domain.errors import Unreadable
from fitglue.formats.fit import encode_activity
from fitglue.formats.fit.reading import read_fit
from fitglue.formats.recorded_file import FileWorkouts
from fitglue.testing.examples import example_activity, example_run
from fitglue.testing.fit_files import STARTED, FitFile, Typed, event, file_id, session, small_run
from fitglue.testing.fit_reading import TOOLS

#: Longer than any damaged file of this size may take, on a machine that has other work too.
TOO_LONG_S = 2.0
MOST_MEMORY_MIB = 128
BATCH = 1_000


def a_bit_of_everything() -> FitFile:
    """Make a file with every kind of message, in both byte orders."""
    file = FitFile()
    file.add(0, file_id())
    file.add(23, {0: ("uint8", 0), 19: ("string", "Watch (11.0)"), 27: ("string", "Watch6,1")})
    file.add(207, {1: ("byte", b"\7" * 16), 3: ("uint8", 0)})
    for number, (kind, name) in enumerate([(7, "apple_health_uuid"), (2, "SESSION INDOOR")]):
        described = {0: ("uint8", 0), 1: ("uint8", number), 2: ("uint8", kind)}
        file.add(206, {**described, 3: ("string", name)}, local=9)
    file.add(21, event(0, 0))
    for second in range(24):
        file.big_endian = second >= 12
        row: dict[int, Typed] = {
            253: ("uint32", STARTED + second), 0: ("sint32", 5_000_000 + second),
            1: ("sint32", 6_000_000), 3: ("uint8", 120), 4: ("uint8", 80),
            5: ("uint32", 300 * second), 7: ("uint16", 200), 13: ("sint8", 20),
            73: ("uint32", 3000), 78: ("uint32", 4500),
        }  # fmt: skip
        file.add(20, row, local=1)
    for second in range(24, 40):
        file.add(20, {3: ("uint8", 100 + second)}, local=2, seconds=STARTED + second)
    file.add(132, {253: ("uint32", STARTED), 6: ("uint8", 99), 9: ("uint32", 4096)}, local=3)
    file.add(132, {6: ("uint8", range(90, 98)), 10: ("byte", bytes(range(12)))}, local=3)
    file.add(101, {2: ("uint32", STARTED), 3: ("uint32", 20_000), 5: ("uint16", 9)}, local=4)
    file.add(225, {254: ("uint32", STARTED + 9), 0: ("uint32", 9_000), 7: ("uint16", [0, 1])})
    file.add(264, {0: ("uint16", 0), 1: ("uint16", 26), 2: ("string", "Bench")}, local=5)
    file.add(19, {2: ("uint32", STARTED), 7: ("uint32", 20_000), 8: ("uint32", 20_000)}, local=6)
    file.add(21, event(40, 4))
    apple: dict[tuple[int, int], Typed] = {(0, 0): ("string", "x" * 36), (0, 1): ("uint8", 1)}
    file.add(18, session(20, sport=("enum", 5), pool_length=("uint16", 2500)), apple)
    file.add(18, session(20, 20, sport=("enum", 1)), apple)
    file.add(34, {253: ("uint32", STARTED + 40), 5: ("uint32", STARTED + 7240)})
    return file


SEEDS = [
    a_bit_of_everything().content(),
    small_run(30).content(),
    small_run(8, big_endian=True).content() + small_run(5).content(),
    encode_activity(example_activity(example_run(40))),
]


def damaged(rng: random.Random) -> bytes:
    """Damage a file in one to a dozen places."""
    content = bytearray(rng.choice(SEEDS))
    for _ in range(rng.choice((1, 1, 2, 4, 12))):
        rng.choice((_flip, _set, _cut, _grow, _repeat, _swap))(content, rng)
    return bytes(content)


def _flip(content: bytearray, rng: random.Random) -> None:
    if content:
        content[rng.randrange(len(content))] ^= 1 << rng.randrange(8)


def _set(content: bytearray, rng: random.Random) -> None:
    if content:
        at = rng.randrange(len(content))
        content[at] = rng.choice((0, 1, 0x40, 0x60, 0x7F, 0x80, 0xFE, 0xFF))


def _cut(content: bytearray, rng: random.Random) -> None:
    at = rng.randrange(len(content) + 1)
    del content[at : at + rng.choice((1, 2, 7, 100, 1_000))]


def _grow(content: bytearray, rng: random.Random) -> None:
    at = rng.randrange(len(content) + 1)
    content[at:at] = rng.randbytes(rng.choice((1, 2, 7, 50)))


def _repeat(content: bytearray, rng: random.Random) -> None:
    at = rng.randrange(len(content) + 1)
    content[at:at] = content[at : at + rng.choice((3, 20, 200))] * rng.choice((1, 2, 30))


def _swap(content: bytearray, rng: random.Random) -> None:
    if content:
        at, to, size = rng.randrange(len(content)), rng.randrange(len(content)), rng.randrange(20)
        content[at : at + size], content[to : to + size] = (
            content[to : to + size],
            content[at : at + size],
        )


def read(content: bytes) -> FileWorkouts | Unreadable:
    try:
        return read_fit(content, "evening.fit", TOOLS)
    except Unreadable as refused:
        return refused


def check(found: FileWorkouts | Unreadable) -> None:
    """Hold what came out against what every workout, or every refusal, promises."""
    if isinstance(found, Unreadable):
        assert found.sentence.endswith(".")
        assert found.next_step
        return
    assert len(found.workouts) == len(found.source_ids) == len(found.titles) > 0
    assert all(warning.endswith(".") for warning in found.warnings)
    for workout in found.workouts:
        assert 0 <= workout.timer_s <= workout.elapsed_s
        assert workout.start <= workout.end
        assert all(0 <= one.start_s <= one.end_s <= workout.elapsed_s for one in workout.pauses)
        assert all(one.start_s <= one.end_s for one in workout.laps)


def a_batch(seed: int) -> None:
    rng = random.Random(seed)  # noqa: S311 - to be repeatable is the point
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for number in range(BATCH):
        content = damaged(rng)
        begun = time.process_time()
        try:
            check(read(content))
        except Exception as problem:
            raise AssertionError(f"input {number} of seed {seed}: {problem!r}") from problem
        assert time.process_time() - begun < TOO_LONG_S, f"input {number} of seed {seed}"
    grown_mib = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    assert grown_mib < MOST_MEMORY_MIB


@pytest.mark.parametrize("seed", range(20))
def test_a_damaged_file_is_read_or_refused(seed: int) -> None:
    a_batch(seed)


def endless_samples() -> bytes:
    """Make as many samples as are still read, each sensor silent once."""
    file = FitFile()
    file.add(0, file_id())
    widths = {3: "uint8", 4: "uint8", 13: "uint8", 7: "uint16", 6: "uint16", 39: "uint16"}
    row: dict[int, Typed] = {253: ("uint32", STARTED)}
    for silent in widths:
        heard = {number: (kind, 99) for number, kind in widths.items() if number != silent}
        file.add(20, {**row, **heard}, local=1)
    file.add(20, {**row, **{number: (kind, 99) for number, kind in widths.items()}}, local=1)
    file.body += b"".join(
        b"\1" + struct.pack("<IBBBHHH", STARTED + second // 10, 99, 80, 20, 200, 3000, 900)
        for second in range(540_000)
    )
    file.add(18, session(54_000, sport=("enum", 2)))
    return file.content()


def wide_samples() -> bytes:
    """Make samples of 250 heart rates each, up to the largest file."""
    file = FitFile()
    file.add(0, file_id())
    file.add(20, {253: ("uint32", STARTED), 3: ("uint8", [99] * 250)}, local=1)
    file.body += (b"\1" + struct.pack("<I", STARTED) + b"\x63" * 250) * 90_000
    file.add(18, session(60))
    return file.content()


def endless_beats() -> bytes:
    """Make as many beats as are still read."""
    file = FitFile()
    file.add(0, file_id())
    file.add(132, {253: ("uint32", STARTED), 6: ("uint8", 99), 9: ("uint32", 4096)}, local=2)
    file.add(132, {6: ("uint8", [99] * 8), 10: ("byte", bytes(range(12)))}, local=1)
    file.body += bytes(file.body[-21:]) * 39_000
    file.add(18, session(60))
    return file.content()


WATCHED = """
import resource, sys
from pathlib import Path
from fitglue.formats.fit.reading import read_fit
from fitglue.testing.fit_files import small_run
from fitglue.testing.fit_reading import TOOLS
read_fit(small_run().content(), "small.fit", TOOLS)
def peak(): return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
before = peak()
read = read_fit(Path(sys.argv[1]).read_bytes(), "big.fit", TOOLS)
print(len(read.workouts), peak() - before)
"""


@pytest.mark.parametrize("make", [endless_samples, wide_samples, endless_beats])
def test_the_largest_files_that_are_read_stay_small_in_memory(
    make: Callable[[], bytes], tmp_path: Path
) -> None:
    path = tmp_path / "big.fit"
    path.write_bytes(make())
    done = subprocess.run(
        [sys.executable, "-c", WATCHED, str(path)], capture_output=True, check=True, text=True
    )
    workouts, grown_mib = map(int, done.stdout.split())
    assert workouts == 1
    assert grown_mib <= MOST_MEMORY_MIB


@pytest.mark.full
@pytest.mark.parametrize("seed", range(1_000, 2_000))
def test_a_million_damaged_files_are_read_or_refused(seed: int) -> None:
    a_batch(seed)
