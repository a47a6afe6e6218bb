"""Which of HealthKit's quantities becomes which stream, and in which unit: one table."""

from dataclasses import dataclass

from fitglue.domain.streams import StreamKind

_K = StreamKind


@dataclass(frozen=True, slots=True)
class Series:
    """One record type as a stream: `stream value = canonical value * scale`."""

    record: str
    kind: StreamKind
    canonical: str
    scale: float = 1.0


#: Kinds that hold an amount gathered over a span, not a value at a moment.
GATHERED = frozenset({_K.DISTANCE, _K.STEPS, _K.STROKES, _K.ACTIVE_ENERGY, _K.BASAL_ENERGY})
SERIES: tuple[Series, ...] = (
    Series("HeartRate", _K.HEART_RATE, "per min"),
    Series("RunningSpeed", _K.SPEED, "m/s"),
    Series("CyclingSpeed", _K.SPEED, "m/s"),
    Series("RowingSpeed", _K.SPEED, "m/s"),
    Series("PaddleSportsSpeed", _K.SPEED, "m/s"),
    Series("CrossCountrySkiingSpeed", _K.SPEED, "m/s"),
    Series("RunningPower", _K.POWER, "W"),
    Series("CyclingPower", _K.POWER, "W"),
    Series("CyclingCadence", _K.CADENCE, "per min"),
    Series("RunningStrideLength", _K.STRIDE_LENGTH, "m"),
    Series("RunningVerticalOscillation", _K.VERTICAL_OSCILLATION, "m", 1000),
    Series("RunningGroundContactTime", _K.GROUND_CONTACT_TIME, "s", 1000),
    Series("WaterTemperature", _K.WATER_TEMPERATURE, "degC"),
    Series("UnderwaterDepth", _K.UNDERWATER_DEPTH, "m"),
    Series("DistanceWalkingRunning", _K.DISTANCE, "m"),
    Series("DistanceCycling", _K.DISTANCE, "m"),
    Series("DistanceSwimming", _K.DISTANCE, "m"),
    Series("DistanceWheelchair", _K.DISTANCE, "m"),
    Series("DistanceDownhillSnowSports", _K.DISTANCE, "m"),
    Series("DistanceRowing", _K.DISTANCE, "m"),
    Series("DistancePaddleSports", _K.DISTANCE, "m"),
    Series("DistanceCrossCountrySkiing", _K.DISTANCE, "m"),
    Series("DistanceSkatingSports", _K.DISTANCE, "m"),
    Series("StepCount", _K.STEPS, "count"),
    Series("SwimmingStrokeCount", _K.STROKES, "count"),
    Series("ActiveEnergyBurned", _K.ACTIVE_ENERGY, "kcal"),
    Series("BasalEnergyBurned", _K.BASAL_ENERGY, "kcal"),
)
#: Record types that speak of a workout without being one of its streams.
EFFORT = ("WorkoutEffortScore", "EstimatedWorkoutEffortScore")
