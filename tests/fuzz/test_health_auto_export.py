"""Requests of Health Auto Export gone wrong: only declared errors, no hang, no memory."""

import json
import random
from copy import deepcopy
from typing import Any

import numpy as np
import pytest

from fitglue.domain.arrival import Arrival, SourceTools
from fitglue.domain.timeline import timeline
from fitglue.formats.health_auto_export import read_health_auto_export
from fitglue.testing.health_auto_exports import (
    bare,
    beats,
    date,
    first_version,
    metric,
    quantity,
    request,
    route,
    run,
    series,
    twelve_hour_date,
)
from fitglue.testing.mutation import endures, mutated

TOOLS = SourceTools(default_zone="Europe/Zurich", zone_at=lambda _lat, _lon: None)
SHORT = {
    "activeEnergy": series([1.0] * 4, "kcal"), "stepCount": series([14] * 4, "steps"),
    "walkingAndRunningDistance": series([0.015] * 4, "km"),
    "runningPower": series([210.0] * 3, "W"),
    "heartRateData": beats([140.0, 141.0, 150.0]), "route": route(4),
}  # fmt: skip
STEP = {"start": date(0), "end": date(300), "metrics": {"distance": quantity(1, "km")}}
SEEDS = [
    request(run(**SHORT, end=date(20), duration=18.5)),
    request(first_version(route=first_version()["route"][:3], heartRateData=beats([120, 130]))),
    request(
        bare(
            "Schwimmbad Schwimmen", lapLength=quantity(0.02, "m"), swimStroke=series([9], "count")
        ),
        bare("Blorb", id="2", start=twelve_hour_date(0), activities=[STEP, STEP]),
    ),
    request(
        metrics=[
            metric("heart_rate", "bpm", {"date": date(0), "Min": 1, "Avg": 2, "Max": 3}),
            metric("sleep_analysis", "hr", {"date": date(0), "deep": 1.5, "source": "A|B"}),
        ]
    ),
]
#: What a value of valid JSON may turn into.
FEARED: tuple[Any, ...] = (
    None, True, 0, -1, 1e300, -1e300, 1e-300, 10**40, "", "x", "1,5", [], {}, [[]], [None], [{}],
    {"qty": None}, {"qty": 1e300, "units": "km"}, {"units": 7}, "2026-02-30 00:00:00 +0000",
    "9999-12-31 23:59:59 -1200", "0001-01-01 00:00:00 +1400", "\x00", "ß" * 300,
)  # fmt: skip


def read(content: bytes) -> bool:
    found = read_health_auto_export(content, TOOLS)
    for one in found.arrivals:
        if isinstance(one, Arrival):
            check(one)
        else:
            assert one.why.sentence.endswith(".")
    for each in found.metrics:
        assert (np.diff(each.time_s) >= 0).all()
        assert np.isfinite(each.value).all()
    return any(isinstance(one, Arrival) for one in found.arrivals) or bool(found.metrics)


def check(arrival: Arrival) -> None:
    """Hold a workout against what everything behind the reader relies on."""
    workout = arrival.workout
    assert arrival.source_id
    assert 0 <= workout.timer_s <= workout.elapsed_s
    assert workout.start <= workout.end
    for name in ("distance_m", "active_kcal", "basal_kcal", "ascent_m", "avg_hr_bpm"):
        figure = getattr(workout, name)
        assert figure is None or (np.isfinite(figure) and figure >= 0), name
    for stream in workout.streams.values():
        assert len(stream)
        assert not any(np.isinf(column).any() for column in stream.columns.values())
    if workout.elapsed_s < 1e5:  # a table of a month of seconds is slow
        assert len(timeline(workout))


def replaced(content: bytes, chance: random.Random) -> bytes:
    """Keep the JSON valid, and put something feared in the place of one to three values."""
    document = json.loads(content)
    for _ in range(chance.choice((1, 1, 2, 3))):
        places = list(containers(document["data"]))
        inside = chance.choice(places)
        key = chance.choice(list(inside) if isinstance(inside, dict) else range(len(inside)))
        inside[key] = deepcopy(chance.choice(FEARED))
    return json.dumps(document).encode()


def containers(value: Any) -> list[Any]:
    """Give every object and list inside that is not empty."""
    if not isinstance(value, dict | list) or not value:
        return []
    inside = value.values() if isinstance(value, dict) else value
    return [value, *(found for one in inside for found in containers(one))]


def damaged(seed: int, chance: random.Random) -> bytes:
    damage = mutated if seed % 2 else replaced
    return damage(SEEDS[seed // 2 % len(SEEDS)], chance)


@pytest.mark.parametrize("batch", range(4))
def test_a_damaged_request_is_read_or_refused(batch: int) -> None:
    endures(read, damaged, range(batch * 2_000, (batch + 1) * 2_000), share_read=0.25)


@pytest.mark.full
@pytest.mark.parametrize("batch", range(100))
def test_a_million_damaged_requests_are_read_or_refused(batch: int) -> None:
    first = 1_000_000 + batch * 10_000
    endures(read, damaged, range(first, first + 10_000), share_read=0.25)
