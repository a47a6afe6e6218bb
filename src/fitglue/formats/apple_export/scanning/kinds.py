"""The kinds of Record that say something about an activity, without their prefix."""

from fitglue.domain.metrics import BY_HEALTHKIT

KEPT_TYPES: frozenset[str] = frozenset({
    "HeartRate", "RestingHeartRate", "HeartRateRecoveryOneMinute", "VO2Max", "BodyMass",
    "RunningSpeed", "RunningPower", "RunningStrideLength", "RunningVerticalOscillation",
    "RunningGroundContactTime",
    "CyclingPower", "CyclingCadence", "CyclingSpeed", "CyclingFunctionalThresholdPower",
    "DistanceWalkingRunning", "DistanceCycling", "DistanceSwimming", "DistanceWheelchair",
    "DistanceDownhillSnowSports", "DistanceRowing", "DistancePaddleSports",
    "DistanceCrossCountrySkiing", "DistanceSkatingSports",
    "RowingSpeed", "PaddleSportsSpeed", "CrossCountrySkiingSpeed",
    "StepCount", "SwimmingStrokeCount", "ActiveEnergyBurned", "BasalEnergyBurned",
    "WorkoutEffortScore", "EstimatedWorkoutEffortScore", "WaterTemperature", "UnderwaterDepth",
})  # fmt: skip
#: What stands beside workouts, for whoever wants it.
METRIC_TYPES: frozenset[str] = frozenset(BY_HEALTHKIT)
