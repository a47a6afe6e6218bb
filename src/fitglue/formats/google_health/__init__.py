"""What Google Health tells: lists in pages, heart rates by instant, exercises."""

from fitglue.formats.google_health.exercise import Exercise, exercise_of
from fitglue.formats.google_health.heart_rates import TRACKERS, Beats, heart_rates
from fitglue.formats.google_health.pages import MISUNDERSTOOD, PageOf, page_of
from fitglue.formats.google_health.workout import exercise_workout

__all__ = [
    "MISUNDERSTOOD",
    "TRACKERS",
    "Beats",
    "Exercise",
    "PageOf",
    "exercise_of",
    "exercise_workout",
    "heart_rates",
    "page_of",
]
