"""What a recording is made of: laps, lengths of a pool, sets of strength training, legs."""

from bisect import bisect_right
from collections.abc import Mapping

from fitglue.domain.workout import (
    ExerciseSet,
    Lap,
    LapKind,
    Leg,
    Length,
    SetKind,
    Stroke,
)
from fitglue.formats.fit.reading.decoding import Decoded
from fitglue.formats.fit.reading.developer import Value, values
from fitglue.formats.fit.reading.fields import (
    EXERCISE_TITLE,
    FIRST_DATE,
    LAP,
    LENGTH,
    STRENGTH_SET,
)
from fitglue.formats.fit.reading.messages import Row
from fitglue.formats.fit.reading.sessions import Session, Sessions
from fitglue.formats.fit.reading.span import Span

#: A lap of the whole session differs from it by no more.
_ROUNDING_S = 2.0
#: What ended a lap by itself, and what a lap was for.
_TRIGGERS = {1: "time", 2: "distance", 3: "location", 4: "location", 5: "location"}
_INTENSITIES = {1: "rest", 2: "warm-up", 3: "cool-down", 4: "recovery"}
_STROKES = (
    Stroke.FREESTYLE, Stroke.BACKSTROKE, Stroke.BREASTSTROKE, Stroke.BUTTERFLY, Stroke.KICKBOARD,
    Stroke.MIXED, Stroke.MIXED, Stroke.MIXED, Stroke.MIXED,
)  # fmt: skip
#: Exercise categories in the order of their numbers; FIT leaves some out.
_CATEGORIES = (
    "bench_press", "calf_raise", "cardio", "carry", "chop", "core", "crunch", "curl", "deadlift",
    "flye", "hip_raise", "hip_stability", "hip_swing", "hyperextension", "lateral_raise",
    "leg_curl", "leg_raise", "lunge", "olympic_lift", "plank", "plyo", "pull_up", "push_up", "row",
    "shoulder_press", "shoulder_stability", "shrug", "sit_up", "squat", "total_body",
    "triceps_extension", "warm_up", "run", "bike", "cardio_sensors", "move", "pose",
    "banded_exercises", "battle_rope", "elliptical", "floor_climb", "indoor_bike", "indoor_row",
    "ladder", "sandbag", "sled", "sledge_hammer", "stair_stepper", "", "suspension", "tire", "",
    "run_indoor", "bike_outdoor",
)  # fmt: skip


def legs(sessions: Sessions) -> tuple[Leg, ...]:
    """Give the legs of a recording of several sessions, transitions among them."""
    if len(sessions.each) == 1:
        return ()
    start = sessions.span.start
    return tuple(
        Leg(
            one.span.start - start,
            one.span.start - start + one.span.elapsed_s,
            one.kind.sport,
            one.row.get("total_distance") or None,
            active_kcal(one.row),
        )
        for one in sessions.each
    )


def active_kcal(row: Row) -> float | None:
    """Give the energy of moving: FIT's calories hold the resting part too, where it is known."""
    total = row.get("total_calories") or None
    return None if total is None else max(total - row.get("metabolic_calories", 0.0), 0.0)


def laps(file: Decoded, sessions: Sessions) -> tuple[Lap, ...]:
    """Give the laps; one that is all of its session is none."""
    told = zip(file[LAP].rows, values(file, LAP), strict=True)
    rows = [(row, _label(row, added)) for row, added in told if _starts(row) is not None]
    rows.sort(key=lambda one: _starts(one[0]) or 0.0)
    starts, span = [session.span.start for session in sessions.each], sessions.span
    of_each: list[list[tuple[Row, str]]] = [[] for _ in starts]
    for row, label in rows:
        begun = bisect_right(starts, (_starts(row) or 0.0) + 1) - 1
        if begun >= 0 and (_starts(row) or 0.0) < sessions.each[begun].span.end:
            of_each[begun].append((row, label))
    return tuple(
        _lap(row, label, span)
        for session, own in zip(sessions.each, of_each, strict=True)
        if not (len(own) == 1 and _is_all_of(own[0][0], session))
        for row, label in own
    )


def _label(row: Row, added: Mapping[str, Value]) -> str:
    """Name a lap by the key path that an app kept, else by what it was for, or what ended it."""
    path = added.get("wointervalstepkeypath")
    if isinstance(path, str) and path:
        return path
    purpose = _INTENSITIES.get(int(row.get("intensity", 0)), "")
    return purpose or _TRIGGERS.get(int(row.get("trigger", 0)), "")


def _starts(row: Row) -> float | None:
    start = row.get("start_time", row.get("timestamp", 0.0) - row.get("total_elapsed_time", 0.0))
    return start if start >= FIRST_DATE else None


def _is_all_of(row: Row, session: Session) -> bool:
    return row.get("total_elapsed_time", 0.0) >= session.span.elapsed_s - _ROUNDING_S


def _lap(row: Row, label: str, span: Span) -> Lap:
    start_s = (_starts(row) or span.start) - span.start
    length_s = row.get("total_elapsed_time", row.get("timestamp", 0.0) - span.start - start_s)
    start_s = max(start_s, 0.0)
    return Lap(
        start_s,
        max(min(start_s + length_s, span.elapsed_s), start_s),
        LapKind.INTERVAL if "step" in row else LapKind.MANUAL,
        timer_s=row.get("total_timer_time"),
        distance_m=row.get("total_distance") or None,
        active_kcal=active_kcal(row),
        avg_hr_bpm=row.get("avg_heart_rate"),
        max_hr_bpm=row.get("max_heart_rate"),
        label=label,
    )


def lengths(file: Decoded, span: Span) -> tuple[Length, ...]:
    """Give the lengths of a pool swim, and the rests at its ends."""
    rows = [row for row in file[LENGTH].rows if row.get("start_time", 0.0) >= FIRST_DATE]
    return tuple(_length(row, span) for row in sorted(rows, key=lambda row: row["start_time"]))


def _length(row: Row, span: Span) -> Length:
    start_s = row["start_time"] - span.start
    duration_s = row.get("total_elapsed_time")
    if duration_s is None:
        duration_s = max(row.get("timestamp", row["start_time"]) - row["start_time"], 0.0)
    if row.get("length_type", 1) == 0:
        return Length(start_s, duration_s, active=False)
    stroke = int(row.get("swim_stroke", len(_STROKES)))
    strokes = int(row["total_strokes"]) if "total_strokes" in row else None
    return Length(
        start_s,
        duration_s,
        _STROKES[stroke] if stroke < len(_STROKES) else Stroke.UNKNOWN,
        swolf=None if not strokes else duration_s + strokes,  # what SWOLF is
        strokes=strokes,
    )


def sets(file: Decoded, span: Span) -> tuple[ExerciseSet, ...]:
    """Give the sets of strength training, with the rests between them."""
    messages = file[STRENGTH_SET]
    several = (messages.numbers(name) for name in ("category", "category_subtype"))
    titles = _titles(file)
    found = [
        _set(row, category, exercise, titles, span)
        for row, category, exercise in zip(messages.rows, *several, strict=True)
        if max(row.get("start_time", 0.0), row.get("timestamp", 0.0)) >= FIRST_DATE
    ]
    return tuple(sorted(found, key=lambda one: one.start_s or 0.0))


def _set(
    row: Row,
    category: list[float],
    exercise: list[float],
    titles: dict[tuple[float, float], str],
    span: Span,
) -> ExerciseSet:
    duration_s = row.get("duration")
    start = row.get("start_time", row.get("timestamp", 0.0) - (duration_s or 0.0))
    number = int(category[0]) if category else len(_CATEGORIES)
    repetitions = row.get("repetitions")
    return ExerciseSet(
        start - span.start,
        duration_s,
        SetKind.REST if row.get("set_type", 1) == 0 else SetKind.ACTIVE,
        category=_CATEGORIES[number] if 0 <= number < len(_CATEGORIES) else "",
        exercise=titles.get((category[0], exercise[0]), "") if category and exercise else "",
        repetitions=None if repetitions is None else int(repetitions),
        weight_kg=row.get("weight"),
    )


def _titles(file: Decoded) -> dict[tuple[float, float], str]:
    """Give the names of exercises, where the file spells them, by category and number."""
    messages = file[EXERCISE_TITLE]
    return {
        (row["category"], row["exercise"]): name
        for row, name in zip(messages.rows, messages.texts("name"), strict=True)
        if {"category", "exercise"} <= row.keys()
    }
