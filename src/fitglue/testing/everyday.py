"""What a phone gathers between workouts: little of it matters to a workout, all of it is there."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta

import numpy as np

from fitglue.domain.streams import FloatArray
from fitglue.testing.plan import PlannedWorkout, Samples, Writer
from fitglue.testing.record_xml import one_record
from fitglue.testing.workout_xml import Manner

_DAY_S = 86_400
_BEATS_A_DAY = 30
_NOT_NEAR_S = 300


def everyday(planned: Sequence[PlannedWorkout], seed: int = 1) -> list[Samples]:
    """Give the series of ordinary days around the workouts; their clock is the Unix epoch."""
    days = _days(planned)
    rng = np.random.default_rng([seed, days[0]])
    count = len(days)
    night = days * _DAY_S + 4 * 3600.0
    hours = (days[:, None] * _DAY_S + np.arange(7, 21) * 3600.0).ravel()
    still = np.zeros(count)
    resting, weight = rng.normal(51, 1.5, count).round(), rng.normal(61, 0.4, count).round(1)
    fitness, floors = rng.normal(49, 0.4, count).round(2), (rng.gamma(2, 3, count) + 1).round()
    steps, walked_s = (rng.gamma(2, 180, len(hours)) + 3).round(), np.full(len(hours), 1500.0)
    return [
        _heart_rate_of_the_day(planned, days, rng),
        Samples("RestingHeartRate", "count/min", night, still, resting, 0),
        Samples("VO2Max", "mL/min·kg", night[::9], still[::9], fitness[::9], 2),
        Samples("BodyMass", "kg", night[::7] + 9000, still[::7], weight[::7], 1, Writer.SCALE),
        Samples("StepCount", "count", hours, walked_s, steps, 0, Writer.PHONE),
        Samples("FlightsClimbed", "count", night + 15_000, still + 40, floors, 0, Writer.PHONE),
    ]


def single_records(planned: Sequence[PlannedWorkout], manner: Manner) -> Iterator[tuple[str, str]]:
    """Give (type, element) of the rarer kinds: sleep, variability, blood pressure, effort."""
    for day in _days(planned)[::3]:
        morning = datetime.fromtimestamp(int(day) * _DAY_S + 5 * 3600, UTC)
        yield "HKCategoryTypeIdentifierSleepAnalysis", _sleep(morning, manner)
        yield "HKQuantityTypeIdentifierHeartRateVariabilitySDNN", _variability(morning, manner)
    for workout in planned:
        if workout.effort is not None and manner.dialect.has_activities:
            when = manner.date(workout.start), manner.date(workout.end)
            kind = "HKQuantityTypeIdentifierWorkoutEffortScore"
            yield (
                kind,
                one_record(kind, "appleEffortScore", f"{workout.effort:g}", when, Writer.WATCH),
            )


def blood_pressure(day: date, manner: Manner) -> tuple[str, str]:
    """Give a correlation, and its two records as they are repeated beside it."""
    morning = datetime(day.year, day.month, day.day, 7, 5, tzinfo=UTC)
    when = manner.date(morning), manner.date(morning)
    pair = "".join(
        one_record(
            f"HKQuantityTypeIdentifierBloodPressure{name}", "mmHg", value, when, Writer.PHONE
        )
        for name, value in (("Systolic", "112"), ("Diastolic", "68"))
    )
    inside = pair.replace(" <Record", "  <Record")
    head = f'type="HKCorrelationTypeIdentifierBloodPressure" sourceName="{Writer.PHONE.value.name}"'
    dates = f'creationDate="{when[0]}" startDate="{when[0]}" endDate="{when[1]}"'
    return f" <Correlation {head} {dates}>\n{inside} </Correlation>\n", pair


def summaries(planned: Sequence[PlannedWorkout]) -> str:
    """Give one `ActivitySummary` a day."""
    return "".join(
        f' <ActivitySummary dateComponents="{date(1970, 1, 1) + timedelta(days=int(day))}" '
        f'activeEnergyBurned="{420 + day * 37 % 310}" activeEnergyBurnedGoal="450" '
        f'activeEnergyBurnedUnit="kcal" appleExerciseTime="{20 + day * 13 % 70}" '
        f'appleExerciseTimeGoal="30" appleStandHours="{8 + day % 7}" appleStandHoursGoal="12"/>\n'
        for day in _days(planned)
    )


def _days(planned: Sequence[PlannedWorkout]) -> np.ndarray:
    starts = [int(workout.start.timestamp()) // _DAY_S for workout in planned]
    return np.arange(min(starts), max(starts) + 1)


def _heart_rate_of_the_day(
    planned: Sequence[PlannedWorkout], days: np.ndarray, rng: np.random.Generator
) -> Samples:
    at = np.sort(
        (days[:, None] * _DAY_S + rng.integers(0, _DAY_S, (len(days), _BEATS_A_DAY))).ravel()
    )
    at = at[~_near_a_workout(planned, at)]
    bpm = np.rint(np.clip(rng.gamma(4, 6, len(at)) + 48, 46, 120))
    return Samples("HeartRate", "count/min", at.astype(float), np.zeros(len(at)), bpm, 0)


def _near_a_workout(planned: Sequence[PlannedWorkout], at: FloatArray) -> np.ndarray:
    spans = sorted((p.start.timestamp(), p.end.timestamp()) for p in planned)
    starts, ends = np.array(spans).T
    last = np.searchsorted(starts - _NOT_NEAR_S, at, side="right") - 1
    return (last >= 0) & (at <= np.maximum.accumulate(ends)[last] + _NOT_NEAR_S)


def _sleep(morning: datetime, manner: Manner) -> str:
    when = manner.date(morning, -6 * 3600), manner.date(morning)
    return one_record(
        "HKCategoryTypeIdentifierSleepAnalysis", "", "HKCategoryValueSleepAnalysisAsleepCore", when,
        Writer.WATCH, '<MetadataEntry key="HKTimeZone" value="Europe/Paris"/>',
    )  # fmt: skip


def _variability(morning: datetime, manner: Manner) -> str:
    beats = "\n".join(
        f'   <InstantaneousBeatsPerMinute bpm="{52 + nth * 7 % 9}" '
        f'time="5:00:{nth:02d}.41\u202fAM"/>'
        for nth in range(1, 20)
    )
    when = manner.date(morning), manner.date(morning, 60)
    children = (
        "<HeartRateVariabilityMetadataList>",
        beats[2:],
        "</HeartRateVariabilityMetadataList>",
    )
    kind = "HKQuantityTypeIdentifierHeartRateVariabilitySDNN"
    return one_record(
        kind, "ms", f"{48 + morning.day}.{morning.month}", when, Writer.WATCH, *children
    )
