"""TCX files gone wrong: only declared errors, no hang, no memory to speak of."""

import random
import resource
from dataclasses import replace

import pytest

from fitglue.domain.arrival import SourceTools
from fitglue.domain.errors import Unreadable
from fitglue.domain.sport import by_key
from fitglue.domain.workout import Lap, LapKind, Leg, Pause
from fitglue.formats.recorded_file import FileWorkouts
from fitglue.formats.tcx import encode_tcx, read_tcx
from fitglue.testing.examples import example_activity, example_run
from fitglue.testing.mutation import at_most, mutated

MOST_MEMORY_MIB = 128
TOOLS = SourceTools(default_zone="Europe/Zurich", zone_at=lambda _lat, _lon: None)
LEGS = (
    Leg(0.0, 2.0, by_key("swimming")),
    Leg(2.0, 3.0, by_key("transition")),
    Leg(3.0, 4.0, by_key("running")),
)
RUN = example_run(4, pauses=(Pause(1.0, 3.0),), laps=(Lap(0.0, 1.0, LapKind.MANUAL),))
SEEDS = [
    encode_tcx(example_activity(RUN)),
    encode_tcx(example_activity(replace(example_run(4), legs=LEGS))),
    # A device knows nothing of our extension.
    encode_tcx(example_activity(RUN)).replace(b"FitGlue", b"Somebody"),
]


def attempted(content: bytes) -> FileWorkouts | Unreadable:
    try:
        return read_tcx(content, "a.tcx", TOOLS)
    except Unreadable as why:
        return why


def read(content: bytes) -> bool:
    """Read a file; only a declared error, with both its sentences, may say that it cannot be."""
    found = attempted(content)
    if isinstance(found, Unreadable):
        assert found.sentence.endswith(".")
        assert found.next_step
        return False
    assert found.workouts
    assert len(found.workouts) == len(found.source_ids) == len(found.titles)
    assert all(warning.endswith(".") for warning in found.warnings)
    return True


def read_many(first: int, count: int) -> None:
    before_kib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    read_at_all = 0
    for seed in range(first, first + count):
        chance = random.Random(seed)  # noqa: S311 - to be repeatable is the point
        content = mutated(SEEDS[seed % len(SEEDS)], chance)
        with at_most():
            read_at_all += read(content)
    grown_kib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before_kib
    assert grown_kib <= MOST_MEMORY_MIB << 10
    assert count // 10 < read_at_all < count


@pytest.mark.parametrize("batch", range(5))
def test_a_damaged_file_is_read_or_refused(batch: int) -> None:
    read_many(batch * 2_000, 2_000)


@pytest.mark.full
@pytest.mark.parametrize("batch", range(100))
def test_a_million_damaged_files_are_read_or_refused(batch: int) -> None:
    read_many(1_000_000 + batch * 10_000, 10_000)
