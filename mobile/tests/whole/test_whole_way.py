"""The app as a process, a FitGlue server as another: what Health has is what the server has."""

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

import fitglue_phone
from fitglue.config import Settings
from fitglue.domain.sport import from_healthkit
from fitglue.domain.streams import StreamKind
from fitglue.domain.workout import Workout as Arrived
from fitglue.formats.packing import unpacked
from fitglue.formats.phone_sync import read_item
from fitglue.instance import Instance, open_instance
from fitglue.store.activities import Wanted
from fitglue.testing.command_line import CommandLine
from fitglue.testing.phone_server import PhoneServer
from fitglue.testing.running_server import serving
from fitglue_phone.core.workout import Series
from fitglue_phone.simulated import Recorded, SimulatedHealth, a_life
from fitglue_phone.simulated.life import SWIM_BIKE_RUN
from fitglue_phone.simulated.phone import AUTUMN_S, SetClock

#: Where a process of its own finds the app, which is not installed.
SOURCES = str(Path(fitglue_phone.__file__).parents[1])
HasAll = Callable[[PhoneServer, SimulatedHealth], bool]
MINUTES = 12
UNTIL_S = 1_700_000_000.0  # long ago on any machine


def test_forty_workouts_arrive_as_health_has_them(tmp_path: Path, has_all: HasAll) -> None:
    arrive_as_health_has_them(tmp_path, 40, has_all)


@pytest.mark.full
def test_three_hundred_workouts_arrive_as_health_has_them(tmp_path: Path, has_all: HasAll) -> None:
    arrive_as_health_has_them(tmp_path, 300, has_all)


def arrive_as_health_has_them(tmp_path: Path, workouts: int, has_all: HasAll) -> None:
    fitglue = CommandLine(tmp_path / "data")
    with serving(fitglue) as server, server.signed_up() as browser:
        page = browser.post("/settings/phones").text
        (code,) = set(re.findall(r"\b[0-9A-Z]{4}-[0-9A-Z]{5}-[0-9A-Z]{5}\b", page))
        ended = run_app(tmp_path / "phone", server.address, code, workouts)
        assert ended.returncode == 0, ended.stdout + ended.stderr
        assert "Everything was sent." in ended.stdout
        again = run_app(tmp_path / "phone", server.address, code, workouts)
        assert again.returncode == 0
    life = a_life(workouts, UNTIL_S, minutes=MINUTES)
    health = SimulatedHealth(life, SetClock(AUTUMN_S))
    instance = open_instance(Settings(data=fitglue.data))
    try:
        account = instance.store.accounts.first()
        assert account is not None
        kept, activities = what_is_kept(instance, account.id, health)
    finally:
        instance.close()
    assert has_all(kept, health)
    for one in health.contents():
        assert_is(activities.pop(one.uuid), one, health)
    assert activities == {}


def run_app(
    folder: Path, address: str, code: str, workouts: int
) -> "subprocess.CompletedProcess[str]":
    command = [
        sys.executable, "-S", "-m", "fitglue_phone", "--simulated", "--folder", folder,
        "--server", address, "--code", code, "--workouts", workouts, "--minutes", MINUTES,
        "--until", UNTIL_S, "--patience", 500,
    ]  # fmt: skip
    return subprocess.run(
        [str(one) for one in command],
        capture_output=True,
        text=True,
        timeout=550,
        check=False,
        env={**os.environ, "PYTHONPATH": SOURCES},
    )


def what_is_kept(
    instance: Instance, account_id: str, health: SimulatedHealth
) -> tuple[PhoneServer, dict[str, Arrived]]:
    """Read every part that the server keeps of Health's workouts, and every activity it shows."""
    store, kept = instance.store, PhoneServer()
    uuids = {one.uuid for one in health.contents()}
    with store.transactions.reading() as session:
        parts = store.sync.parts(session, account_id, uuids)
    for uuid, of_workout in parts.items():
        kept.parts[uuid] = {
            part.name: (part, read_item(unpacked(store.blobs.get(blob))))
            for part, blob in of_workout
        }
    page = store.activities.page(account_id, Wanted(limit=1000))
    whole = [store.activities.get(account_id, one.id) for one in page.rows]
    return kept, {one.workout.healthkit_uuid: one.workout for one in whole if one is not None}


def assert_is(arrived: Arrived, one: Recorded, health: SimulatedHealth) -> None:
    """Hold an activity against the workout that it was made of."""
    workout = one.workout
    assert arrived.sport == from_healthkit(workout.activity_type)
    assert arrived.start.timestamp() == pytest.approx(workout.start_s, abs=1e-3)
    assert arrived.end.timestamp() == pytest.approx(workout.end_s, abs=1e-3)
    assert arrived.timer_s == pytest.approx(workout.duration_s)
    assert arrived.app.bundle_id == workout.app.bundle_id
    assert arrived.device.hardware == workout.device.hardware
    if workout.activity_type != SWIM_BIKE_RUN:  # whose distance is that of its legs
        assert arrived.distance_m == pytest.approx(workout.statistics[0].sum)
    assert arrived.active_kcal == pytest.approx(workout.statistics[1].sum)
    assert len(arrived.legs) == len(workout.legs)
    assert len(arrived.pauses) == sum(event.type == 1 for event in workout.events)
    for route in health.routes(workout):
        stream, points = arrived.streams[StreamKind.ROUTE], route.points
        np.testing.assert_allclose(stream.time_s, np.array(points.time_s) - workout.start_s)
        for name in stream.columns:
            np.testing.assert_allclose(stream[name], getattr(points, name), atol=1e-2, rtol=1e-8)
    rates = [one for one in health.series(workout) if one.quantity == "HeartRate"]
    assert not rates or any(is_stream(arrived, series) for series in rates)


def is_stream(arrived: Arrived, series: Series) -> bool:
    values = arrived.streams[StreamKind.HEART_RATE].values
    return len(values) == len(series.value) and np.allclose(values, series.value, atol=1e-2)
