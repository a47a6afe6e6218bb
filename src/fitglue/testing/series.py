"""What a watch writes down of a movement: spans with amounts, and momentary values."""

import numpy as np

from fitglue.domain.streams import FloatArray
from fitglue.testing.motion import MASS_KG, Movement, wander
from fitglue.testing.plan import Samples, Writer

#: quantity → unit, decimals
_WRITTEN = {
    "HeartRate": ("count/min", 0),
    "StepCount": ("count", 0),
    "SwimmingStrokeCount": ("count", 0),
    "DistanceWalkingRunning": ("km", 6),
    "DistanceCycling": ("km", 6),
    "DistanceSwimming": ("m", 3),
    "ActiveEnergyBurned": ("kcal", 3),
    "BasalEnergyBurned": ("kcal", 3),
    "RunningSpeed": ("km/hr", 4),
    "RunningPower": ("W", 0),
    "RunningStrideLength": ("m", 2),
    "RunningVerticalOscillation": ("cm", 1),
    "RunningGroundContactTime": ("ms", 0),
    "CyclingSpeed": ("km/hr", 4),
    "CyclingPower": ("W", 0),
    "CyclingCadence": ("count/min", 0),
    "WaterTemperature": ("degC", 2),
}
# A watch writes two or three times as often; a demo has to be small.
AMOUNTS_EVERY_S, _FORM_EVERY_S = 20.0, 30.0
_USUAL_RUN_M_PER_S = 3.1
_FACTORS = {"km": 0.001, "km/hr": 3.6}


def gathered(
    quantity: str,
    second: FloatArray,
    total: FloatArray,
    every_s: float,
    writer: Writer = Writer.WATCH,
) -> Samples:
    """Write down what came together every `every_s` seconds; `total` is in our units."""
    unit, places = _WRITTEN[quantity]
    edges = np.append(np.arange(second[0], second[-1] - every_s / 2, every_s), second[-1])
    by_then = np.round(np.interp(edges, second, total) * _FACTORS.get(unit, 1), places)
    values = np.round(np.diff(by_then), places)
    some = values > 0
    return Samples(
        quantity, unit, edges[:-1][some], np.diff(edges)[some], values[some], places, writer
    )


def observed(
    quantity: str, movement: Movement, values: FloatArray, every_s: float, rng: np.random.Generator
) -> Samples:
    """Write down momentary values of the moving seconds, about every `every_s` seconds."""
    unit, places = _WRITTEN[quantity]
    at = _moments(len(values) - 1, every_s, rng)
    at = at[~np.isin(at, _edges(movement))]
    at = at[movement.moving[at] > 0] if quantity != "HeartRate" else at
    written = np.round(values[at] * _FACTORS.get(unit, 1), places)
    return Samples(quantity, unit, movement.second[at], np.zeros(len(at)), written, places)


def distance(quantity: str, movement: Movement) -> Samples:
    """Write down the distance as it came together."""
    return gathered(quantity, movement.second, movement.distance_m, AMOUNTS_EVERY_S)


def run_samples(movement: Movement, rng: np.random.Generator) -> tuple[Samples, ...]:
    """Give what a watch writes of a run: distance, steps, speed, power and form."""
    speed = movement.speed_m_per_s
    cadence = 161 + 7 * (speed - _USUAL_RUN_M_PER_S) + 1.5 * wander(rng, len(speed), 40)
    stride = np.clip(speed / np.maximum(cadence, 1) * 60, 0.4, 1.8)
    power = MASS_KG * speed * (1.04 + 3.2 * np.clip(movement.grade, -0.1, 0.2))
    steps = np.cumsum(cadence / 60 * movement.moving)
    return (
        distance("DistanceWalkingRunning", movement),
        gathered("StepCount", movement.second, steps, AMOUNTS_EVERY_S),
        observed("RunningSpeed", movement, speed, _FORM_EVERY_S, rng),
        observed("RunningPower", movement, np.clip(power, 40, 480), _FORM_EVERY_S, rng),
        observed("RunningStrideLength", movement, stride, _FORM_EVERY_S, rng),
        observed("RunningVerticalOscillation", movement, 8.2 + 1.0 * stride, _FORM_EVERY_S, rng),
        observed(
            "RunningGroundContactTime", movement, 300 - 22 * (speed - 2.5), _FORM_EVERY_S, rng
        ),
    )


def ride_samples(
    movement: Movement, watts: FloatArray, rng: np.random.Generator
) -> tuple[Samples, ...]:
    """Give what a watch and a power meter write of a ride."""
    cadence = np.where(watts > 0, 84 + 5 * wander(rng, len(watts), 30), 0)
    return (
        distance("DistanceCycling", movement),
        observed("CyclingPower", movement, watts, AMOUNTS_EVERY_S / 2, rng),
        observed("CyclingCadence", movement, cadence, AMOUNTS_EVERY_S / 2, rng),
        observed("CyclingSpeed", movement, movement.speed_m_per_s, AMOUNTS_EVERY_S, rng),
    )


def phone_samples(movement: Movement) -> tuple[Samples, ...]:
    """Give what the phone in the pocket counts of the same run: nearly the same, coarser."""
    return (
        gathered(
            "DistanceWalkingRunning",
            movement.second,
            movement.distance_m * 0.984,
            300,
            Writer.PHONE,
        ),
        gathered("StepCount", movement.second, movement.distance_m * 0.86, 300, Writer.PHONE),
    )


def shifted(samples: Samples, seconds: float) -> Samples:
    """Move a series in time."""
    s = samples
    return Samples(s.quantity, s.unit, s.at_s + seconds, s.for_s, s.values, s.places, s.writer)


def significant(value: float, digits: int = 6) -> float:
    """Round as "%g" prints: HealthKit's statistics have six digits."""
    return float(f"{value:.{digits}g}")


def _edges(movement: Movement) -> list[float]:
    """Give the seconds of which nobody could say whether they belong to a pause."""
    return [edge for pause in movement.pauses for edge in (pause.start_s, pause.end_s)]


def _moments(last: int, every_s: float, rng: np.random.Generator) -> np.ndarray:
    steps = np.maximum(
        1, np.rint(every_s + 0.3 * every_s * rng.standard_normal(int(last / every_s * 2) + 9))
    )
    moments = np.cumsum(steps).astype(int)
    return moments[moments <= last]
