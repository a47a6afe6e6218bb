"""What will be read, and why: before the system asks."""

from fitglue_phone.screens.facts import Facts
from fitglue_phone.screens.page import (
    Act,
    Button,
    Buttons,
    Page,
    Place,
    Press,
    Row,
    Rows,
    Words,
    go,
)

_READ = (
    Row("Workouts", "What you did and when, with its laps, pauses and legs."),
    Row("Routes", "The map, the climbs, and the weather where you were."),
    Row("Heart rate", "The curve, your zones, and what a workout cost you."),
    Row("Speed, power, cadence and strokes", "What your watch and sensors measured on the way."),
    Row("Distance, steps, energy and effort", "The totals, as your watch counted them."),
)
_METRICS = Row(
    "Health metrics, day by day",
    "Your server keeps them, as you switched that on: sleep, weight, resting heart rate, steps "
    "and what else your watch tells of a day.",
)


def reading(facts: Facts) -> Page:
    """Say what and why, and lead to the system's own question."""
    health = facts.health
    return Page(
        Place.READING,
        "What FitGlue reads",
        _under(facts),
        (
            Rows((*_READ, _METRICS) if facts.state.wants_metrics else _READ),
            Words(_next(facts)),
            Buttons(
                (
                    Button(f"Choose in {health}", Press(Act.ASK_HEALTH), is_main=True),
                    go("Not now", Place.HOME),
                )
            ),
            Words(_writing(facts, health), is_soft=True),
        ),
        Place.HOME,
    )


def _writing(facts: Facts, health: str) -> str:
    if not facts.state.wants_writing:
        return f"FitGlue writes nothing into {health}."
    return (
        f"A pipeline of yours has workouts written into {health}, so FitGlue asks for that too: "
        "the workout, its route, heart rate, distance and energy. It changes nothing of others."
    )


def _under(facts: Facts) -> str:
    if facts.state.wants_metrics:
        return "Each thing for a reason, and nothing that you do not choose."
    return "Only what was measured during a workout, and each thing for a reason."


def _next(facts: Facts) -> str:
    if facts.state.platform == "healthkit":
        return (
            "Health shows its switches next, and all of them are off. Turn on what you want; "
            "without Workouts there is nothing to send."
        )
    return (
        "Health Connect asks next. Allow past data, too, if you want to send earlier workouts, and "
        "reading in the background, so that new ones go by themselves."
    )
