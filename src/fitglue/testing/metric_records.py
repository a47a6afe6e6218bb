"""Records of health metrics for small exports: a day of a watch, a phone, a scale and a clock.

Seconds count from `small_exports.START`, 15:00 UTC of 14 July 2025.
"""

from collections.abc import Sequence

from fitglue.testing.small_exports import record, tag

PHONE, SCALE, CLOCK = "Kim\u2019s iPhone", "Body Scale", "Sleep Clock"
_HOUR_S = 3600.0
_SLEEP = "HKCategoryTypeIdentifierSleepAnalysis"


def a_day() -> list[str]:
    """Write one of everything, steps of two devices, and a night of two sources."""
    return [*steps(), *night(), *measured()]


def steps() -> list[str]:
    """Write steps: 1,200 of the watch, of which the phone felt 900, and 300 of the phone alone."""
    watch = [record("StepCount", at * 600, 200, "count", lasts_s=600) for at in range(6)]
    phone = [
        record("StepCount", at * 600, 150, "count", lasts_s=600, source=PHONE) for at in range(6)
    ]
    later = record("StepCount", 3 * _HOUR_S, 300, "count", lasts_s=900, source=PHONE)
    return [*watch, watch[0], *phone, later]  # the first one stands there twice, as happens


def night() -> list[str]:
    """Write the night to 15 July: 7 h 30 min of the watch's stages, and a clock that says 9 h."""
    bed_s = 7.5 * _HOUR_S  # 22:30 UTC, half past midnight in Paris
    stages = (("Core", 4.0), ("Deep", 1.5), ("REM", 2.0))
    told, at_s = [stage("InBed", bed_s, 8 * _HOUR_S)], bed_s
    for name, hours in stages:
        told.append(stage(f"Asleep{name}", at_s, hours * _HOUR_S))
        at_s += hours * _HOUR_S
    told.append(stage("Awake", at_s, 900))
    both = [stage(name, bed_s - 1800, 9 * _HOUR_S, CLOCK) for name in ("InBed", "Asleep")]
    return [*told, *both]


def stage(name: str, start_s: float, lasts_s: float, source: str = "Apple\u00a0Watch") -> str:
    """Write a stretch of the night; its value is a word."""
    value = f"HKCategoryValueSleepAnalysis{name}"
    return record(_SLEEP, start_s, value, None, lasts_s=lasts_s, source=source)


def measured() -> Sequence[str]:
    """Write what is measured now and then, percentages as fractions."""
    beats = tag("InstantaneousBeatsPerMinute", {"bpm": 61, "time": "5:00:02.41\u202fPM"})
    hrv = record("HeartRateVariabilitySDNN", 60, 48.5, "ms", lasts_s=60)
    with_beats = hrv[:-2] + f"><HeartRateVariabilityMetadataList>{beats}"
    with_beats += "</HeartRateVariabilityMetadataList></Record>"
    return [
        with_beats,
        record("HeartRateVariabilitySDNN", 7200, 51.5, "ms", lasts_s=60),
        record("RestingHeartRate", -9 * _HOUR_S, 52, "count/min"),
        record("RestingHeartRate", 0, 51, "count/min"),
        record("VO2Max", 900, 47.25, "mL/min·kg"),
        record("BodyMass", 1000, 154.3236, "lb", source=SCALE),
        record("BodyFatPercentage", 1000, 0.185, "%", source=SCALE),
        record("RespiratoryRate", 1100, 14.5, "count/min"),
        record("OxygenSaturation", 1200, 0.97, "%"),
        record("OxygenSaturation", 1300, 0.04, "%"),  # of nobody alive
        record("BodyMassIndex", 1000, 22.1, "count", source=SCALE),
    ]
