"""The core's own engine on the gateway: woken by HealthKit, through rubicon-objc, on a fake."""

import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from fitglue_phone.core.engine import Engine
from fitglue_phone.core.ports import Ports


class Clock:
    def now_s(self) -> float:
        return time.time()


@pytest.fixture
def launched(fake: Any, tmp_path: Path) -> Iterator[tuple[Any, Engine]]:
    from fitglue_phone.ios.healthkit.store import HealthKit  # noqa: PLC0415 - needs the fake
    from fitglue_phone.ios.keychain import SecItems  # noqa: PLC0415 - same
    from fitglue_phone.ios.launching import Launch  # noqa: PLC0415 - same
    from fitglue_phone.ios.phone import IPhone  # noqa: PLC0415 - same

    launch = Launch(Clock())
    ports = Ports(
        health=HealthKit(), uploader=launch.uploads, scheduler=launch.refreshes,
        keychain=SecItems(str(tmp_path)), clock=Clock(), phone=IPhone(),
    )  # fmt: skip
    engine = Engine(ports, tmp_path)
    launch.start(engine)
    fake.waits_for("completions", 2)
    yield launch, engine
    launch.observers.stop()
    launch.finish()
    engine.close()


def a_workout(number: int) -> dict[str, Any]:
    start_s = 1_700_000_000 + number * 86_400
    return {
        "uuid": f"00000000-0000-4000-8000-{number:012X}", "activity_type": 37, "start_s": start_s,
        "end_s": start_s + 1800, "duration_s": 1800, "app": {"name": "Watch", "bundle_id": "w"},
    }  # fmt: skip


def test_a_wake_reads_and_moves_the_anchors(fake: Any, launched: Any) -> None:
    _, engine = launched
    before = engine.anchors()
    fake.holds(a_workout(1), a_workout(2))
    fake.tell(notify="HKWorkoutTypeIdentifier")
    fake.waits_for("completions", 3)
    after = engine.anchors()
    assert set(after) == {"workouts", "routes"}
    assert after["workouts"] != before["workouts"]


def test_an_observer_is_completed_before_the_parts_of_what_it_told_are_read(
    fake: Any, launched: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from fitglue_phone.ios.healthkit.store import HealthKit  # noqa: PLC0415 - needs the fake

    _, engine = launched
    goes_on, completed = threading.Event(), []

    def workout(_self: HealthKit, _uuid: str) -> None:
        completed.append(fake.counted("completions"))
        assert goes_on.wait(10)

    monkeypatch.setattr(HealthKit, "workout", workout)
    fake.holds(a_workout(1))
    fake.tell(notify="HKWorkoutTypeIdentifier")
    fake.waits_for("completions", 3)
    assert engine.state().waiting == 1  # its envelope
    goes_on.set()
    fake.waits_for("ends of stays", 3)
    assert completed == [3]


def test_a_locked_phone_moves_no_anchor_and_catches_up_when_unlocked(
    fake: Any, launched: Any
) -> None:
    _, engine = launched
    fake.holds(a_workout(1))
    fake.fails(read=6)
    before = engine.anchors()
    for wakes in range(5):
        fake.tell(notify="HKWorkoutTypeIdentifier")
        fake.waits_for("completions", 3 + wakes)
    assert engine.anchors() == before
    fake.fails()
    fake.tell(unlock=True)
    deadline = time.monotonic() + 10
    while engine.anchors() == before:
        assert time.monotonic() < deadline
        time.sleep(0.01)
