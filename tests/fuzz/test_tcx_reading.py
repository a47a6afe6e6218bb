"""TCX files gone wrong: only declared errors, no hang, no memory to speak of."""

import random
from dataclasses import replace

import pytest

from fitglue.domain.arrival import SourceTools
from fitglue.domain.sport import by_key
from fitglue.domain.workout import Lap, LapKind, Leg, Pause
from fitglue.formats.tcx import encode_tcx, read_tcx
from fitglue.testing.examples import example_activity, example_run
from fitglue.testing.mutation import endures, mutated

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


def read(content: bytes) -> bool:
    found = read_tcx(content, "a.tcx", TOOLS)
    assert found.workouts
    assert len(found.workouts) == len(found.source_ids) == len(found.titles)
    assert all(warning.endswith(".") for warning in found.warnings)
    return True


def damaged(seed: int, chance: random.Random) -> bytes:
    return mutated(SEEDS[seed % len(SEEDS)], chance)


@pytest.mark.parametrize("batch", range(10))
def test_a_damaged_file_is_read_or_refused(batch: int) -> None:
    endures(read, damaged, range(batch * 2_000, (batch + 1) * 2_000))


@pytest.mark.full
@pytest.mark.parametrize("batch", range(100))
def test_a_million_damaged_files_are_read_or_refused(batch: int) -> None:
    first = 1_000_000 + batch * 10_000
    endures(read, damaged, range(first, first + 10_000))
