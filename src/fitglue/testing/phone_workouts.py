"""Workouts as a phone would send them: envelopes, routes and series."""

import uuid
from dataclasses import dataclass, field
from typing import Any

import msgspec
import numpy as np

from fitglue.formats.phone_sync import wire

#: 14 March 2026, 17:30 UTC.
SPRING_S = 1_773_509_400.25
WATCH = wire.App(name="Kim's Apple Watch", bundle_id="com.apple.health.4F1C", version="12.1")
DEVICE = wire.Device(
    name="Apple Watch", manufacturer="Apple Inc.", model="Watch", hardware="Watch7,2",
    software="12.1",
)  # fmt: skip
_NAMESPACE = uuid.UUID("0e7a7f5e-54d5-4a40-8d9f-5f6c9b1a7a33")
_RUNNING = 37


@dataclass(frozen=True, slots=True)
class OnPhone:
    """A workout in a phone's Health store: its envelope and whatever there is besides by now."""

    envelope: wire.Workout
    parts: tuple[wire.Route | wire.Series, ...] = field(default=())

    @property
    def uuid(self) -> str:
        """Give its HealthKit UUID."""
        return self.envelope.uuid

    @property
    def items(self) -> list[wire.Item]:
        """Give everything that the phone can send of it."""
        return [self.envelope, *self.parts]


def on_android(one: OnPhone, exercise_type: int) -> OnPhone:
    """Give a workout as an Android phone has it, in the words of Health Connect."""
    app = wire.App(name="Running", bundle_id="com.example.running")
    records = {"DistanceWalkingRunning": "Distance", "ActiveEnergyBurned": "ActiveCaloriesBurned"}
    statistics = [
        msgspec.structs.replace(told, quantity=records.get(told.quantity, told.quantity))
        for told in one.envelope.statistics
    ]
    climbed = wire.Statistic(quantity="ElevationGained", unit="m", sum=12.5)
    envelope = msgspec.structs.replace(
        one.envelope, activity_type=exercise_type, app=app, metadata={},
        statistics=[*statistics, climbed], platform="health_connect",
    )  # fmt: skip
    return OnPhone(envelope, tuple(_on_android(part, app) for part in one.parts))


def _on_android(part: wire.Route | wire.Series, app: wire.App) -> wire.Route | wire.Series:
    told = msgspec.structs.replace(part, app=app, platform="health_connect")
    if isinstance(told, wire.Series) and told.quantity == "StepCount":
        return msgspec.structs.replace(told, quantity="Steps")
    return told


def uuid_of(number: int, what: str = "workout") -> str:
    """Give the UUID of the number-th thing, the same each time."""
    return str(uuid.uuid5(_NAMESPACE, f"{what} {number}")).upper()


def a_workout(number: int = 0, *, minutes: float = 2, **changes: Any) -> OnPhone:
    """Make a run of a day of its own, with its route, heart rate and steps."""
    envelope = an_envelope(number, minutes=minutes, **changes)
    return OnPhone(
        envelope,
        (a_route(number, minutes=minutes), a_heart_rate(number, minutes=minutes),
         steps(number, minutes=minutes)),
    )  # fmt: skip


def an_envelope(number: int = 0, *, minutes: float = 2, **changes: Any) -> wire.Workout:
    """Make the envelope alone; `changes` are fields of it."""
    start_s = start_of(number)
    envelope = wire.Workout(
        uuid=uuid_of(number), revision=1, activity_type=_RUNNING, start_s=start_s,
        end_s=start_s + minutes * 60, duration_s=minutes * 60, time_zone="Europe/Paris",
        app=WATCH, device=DEVICE,
        statistics=[
            wire.Statistic(quantity="DistanceWalkingRunning", unit="m", sum=minutes * 170),
            wire.Statistic(quantity="ActiveEnergyBurned", unit="kcal", sum=minutes * 11),
        ],
        metadata={
            "HKIndoorWorkout": False,
            "HKElevationAscended": wire.Quantity(12.5, "m"),
            "HKAverageMETs": wire.Quantity(9.5, "kcal/hr·kg"),
        },
    )  # fmt: skip
    return msgspec.structs.replace(envelope, **changes)


def start_of(number: int) -> float:
    """Give the start of the number-th workout: one a day."""
    return SPRING_S + number * 86400.0


def a_route(
    number: int = 0, *, minutes: float = 2, revision: int = 1, piece: int = 0, **changes: Any
) -> wire.Route:
    """Make a route of a point each second on a circle beside the Rhône."""
    time_s = np.arange(0, minutes * 60, 1.0)
    angle, points = time_s / 300, len(time_s)
    route = wire.Route(
        workout=uuid_of(number), route=uuid_of(number, "route"), revision=revision, piece=piece,
        app=WATCH, device=DEVICE, time_s=(start_of(number) + time_s).tolist(),
        latitude_deg=np.round(45.78 + 0.004 * np.sin(angle), 7).tolist(),
        longitude_deg=np.round(4.85 + 0.006 * np.cos(angle), 7).tolist(),
        altitude_m=np.round(170 + 5 * np.sin(angle), 3).tolist(),
        horizontal_accuracy_m=[4.0] * points, vertical_accuracy_m=[3.0] * points,
        speed_m_per_s=[2.8] * points, course_deg=[-1.0] * points,
    )  # fmt: skip
    return msgspec.structs.replace(route, **changes)


def a_heart_rate(
    number: int = 0, *, minutes: float = 2, revision: int = 1, **changes: Any
) -> wire.Series:
    """Make a heart rate every five seconds."""
    time_s = np.arange(0, minutes * 60, 5.0)
    series = wire.Series(
        workout=uuid_of(number), quantity="HeartRate", revision=revision, unit="count/min",
        app=WATCH, device=DEVICE, start_s=(start_of(number) + time_s).tolist(),
        value=np.round(142 + 14 * np.sin(time_s / 200), 2).tolist(),
    )  # fmt: skip
    return msgspec.structs.replace(series, **changes)


def steps(number: int = 0, *, minutes: float = 2, revision: int = 1) -> wire.Series:
    """Make the steps of every minute, as spans."""
    begins = start_of(number) + np.arange(0, minutes * 60, 60.0)
    return wire.Series(
        workout=uuid_of(number), quantity="StepCount", revision=revision, unit="count", app=WATCH,
        device=DEVICE, start_s=begins.tolist(), end_s=(begins + 60.0).tolist(),
        value=[165.0] * len(begins),
    )  # fmt: skip


def encoded(batch: wire.Batch[wire.Item]) -> bytes:
    """Give a batch as the bytes of its JSON."""
    return msgspec.json.encode(batch)
