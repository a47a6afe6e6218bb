"""Some exercises of an account at Hevy: a few of its own, and how a custom one is made."""

import uuid
from typing import Any

Json = dict[str, Any]

_TEMPLATES = """
Bench Press (Barbell)|weight_reps|chest|triceps shoulders
Bench Press (Dumbbell)|weight_reps|chest|triceps shoulders
Incline Bench Press (Dumbbell)|weight_reps|chest|shoulders triceps
Squat (Barbell)|weight_reps|quadriceps|glutes hamstrings
Leg Press (Machine)|weight_reps|quadriceps|glutes
Deadlift (Barbell)|weight_reps|glutes|hamstrings lower_back traps
Romanian Deadlift (Barbell)|weight_reps|hamstrings|glutes
Bent Over Row (Barbell)|weight_reps|upper_back|lats biceps
Bicep Curl (Dumbbell)|weight_reps|biceps|
Lat Pulldown (Cable)|weight_reps|lats|biceps
Lat Pulldown (Machine)|weight_reps|lats|biceps
Shoulder Press (Dumbbell)|weight_reps|shoulders|triceps
Pull Up|bodyweight_reps|lats|biceps
Pull Up (Weighted)|weight_reps|lats|biceps
Push Up|bodyweight_reps|chest|triceps
Plank|duration|abdominals|
Farmers Walk|short_distance_weight|forearms|traps
Running|distance_duration|cardio|
Cycling|distance_duration|cardio|
Walking|distance_duration|cardio|
Rowing Machine|distance_duration|cardio|
Yoga|duration|full_body|
Warm Up|duration|full_body|
"""


def template(title: str, kind: str, main: str, others: str = "", *, custom: bool = False) -> Json:
    """Make an exercise; Hevy's have ids of eight hexadecimal digits, custom ones are UUIDs."""
    named = uuid.uuid5(uuid.NAMESPACE_URL, title)
    return {
        "id": str(named) if custom else named.hex[:8].upper(),
        "title": title,
        "type": kind,
        "primary_muscle_group": main,
        "secondary_muscle_groups": others.split(),
        "is_custom": custom,
    }


def some_templates() -> list[Json]:
    """Give a few of Hevy's own exercises."""
    return [template(*line.split("|")) for line in _TEMPLATES.strip().splitlines()]
