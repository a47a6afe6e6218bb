"""How Apple's export changed over the years, and its DOCTYPE.

The number is the one of the comment "HealthKit Export Version" in the file.
"""

from dataclasses import dataclass, replace

from fitglue.testing.plan import PlannedWorkout


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialect:
    """One version of the export and what it does in its own way."""

    version: int
    totals_are_attributes: bool = False
    inline_routes: bool = False
    has_activities: bool = True
    has_zones: bool = False
    doctype_is_broken: bool = False


IOS_12 = Dialect(version=8, totals_are_attributes=True, inline_routes=True, has_activities=False)
IOS_15 = Dialect(version=11, totals_are_attributes=True, has_activities=False)
IOS_16 = Dialect(version=12, doctype_is_broken=True)
IOS_17 = Dialect(version=13)
V14 = Dialect(version=14)
IOS_27 = Dialect(version=15, has_zones=True)
DIALECTS = {
    "ios12": IOS_12,
    "ios15": IOS_15,
    "ios16": IOS_16,
    "ios17": IOS_17,
    "v14": V14,
    "ios27": IOS_27,
}

# Quantities that came with iOS 16 or later.
_YOUNG = {
    "RunningSpeed", "RunningPower", "RunningStrideLength", "RunningVerticalOscillation",
    "RunningGroundContactTime", "CyclingPower", "CyclingCadence", "CyclingSpeed",
    "WaterTemperature",
}  # fmt: skip
_SAMPLE = "type sourceName sourceVersion? device? creationDate? startDate endDate"
_TRAITS = ("DateOfBirth", "BiologicalSex", "BloodType", "FitzpatrickSkinType")
#: element → content and attributes; `?` marks those that may be missing
_ELEMENTS = {
    "HealthData": ("(ExportDate,Me,(Record|Correlation|Workout|ActivitySummary)*)", "locale"),
    "ExportDate": ("EMPTY", "value"),
    "Me": ("EMPTY", " ".join(f"HKCharacteristicTypeIdentifier{name}" for name in _TRAITS)),
    "Record": ("((MetadataEntry|HeartRateVariabilityMetadataList)*)", _SAMPLE + " unit? value?"),
    "Correlation": ("((MetadataEntry|Record)*)", _SAMPLE),
    "Workout": ("((MetadataEntry|WorkoutEvent|WorkoutRoute|WorkoutStatistics)*)",
                ("workoutActivityType duration? durationUnit? totalDistance? totalDistanceUnit? "
                 "totalEnergyBurned? totalEnergyBurnedUnit? sourceName sourceVersion? device? "
                 "creationDate? startDate endDate")),
    "WorkoutActivity": ("((MetadataEntry)*)", "uuid startDate endDate? duration? durationUnit?"),
    "WorkoutEvent": ("((MetadataEntry)*)", "type date duration? durationUnit?"),
    "WorkoutStatistics": ("EMPTY", "type startDate endDate average? minimum? maximum? sum? unit?"),
    "WorkoutRoute": ("((MetadataEntry|FileReference|Location)*)",
                     "sourceName sourceVersion? device? creationDate? startDate endDate"),
    "FileReference": ("EMPTY", "path"),
    "Location": ("EMPTY", ("date latitude longitude altitude horizontalAccuracy "
                           "verticalAccuracy course speed")),
    "ActivitySummary": ("EMPTY", ("dateComponents? activeEnergyBurned? activeEnergyBurnedGoal? "
                                  "activeEnergyBurnedUnit? appleExerciseTime? "
                                  "appleExerciseTimeGoal? appleStandHours? appleStandHoursGoal?")),
    "MetadataEntry": ("EMPTY", "key value"),
    "HeartRateVariabilityMetadataList": ("(InstantaneousBeatsPerMinute*)", ""),
    "InstantaneousBeatsPerMinute": ("EMPTY", "bpm time"),
    "VisionPrescription": ("((MetadataEntry)*)", "type dateIssued expirationDate? brand?"),
}  # fmt: skip


def doctype(dialect: Dialect) -> str:
    """Write the XML declaration and the DOCTYPE, broken as iOS 16 wrote it where asked."""
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', "<!DOCTYPE HealthData [",
             f"<!-- HealthKit Export Version: {dialect.version} -->"]  # fmt: skip
    for element, (content, attributes) in _ELEMENTS.items():
        lines.append(f"<!ELEMENT {element} {content}>")
        if not attributes:
            continue
        lines.append(f"<!ATTLIST {element}")
        lines += [_attribute(name) for name in attributes.split()]
        unclosed = dialect.doctype_is_broken and element == "VisionPrescription"
        lines.append(">\n>" if unclosed else ">")
    return "\n".join([*lines, "]>", ""])


def as_told(planned: PlannedWorkout, dialect: Dialect) -> PlannedWorkout:
    """Leave out of the truth what a dialect cannot say."""
    if dialect.has_activities:
        return planned
    samples = tuple(series for series in planned.samples if series.quantity not in _YOUNG)
    return replace(
        planned, samples=samples, laps=(), legs=(), basal_kcal=None, effort=None,
        avg_hr_bpm=None, min_hr_bpm=None, max_hr_bpm=None,
    )  # fmt: skip


def _attribute(name: str) -> str:
    return f"  {name.rstrip('?')} CDATA #{'IMPLIED' if name.endswith('?') else 'REQUIRED'}"
