"""Rules about one activity: what a person would look for on its page and not see, and why.

Nothing is said where all is well.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from fitglue.diagnosis.facts import Other, WorkoutFacts
from fitglue.diagnosis.trouble import Article, Press, Severity, Trouble, lasting
from fitglue.domain.clock import ZoneKnownBy
from fitglue.domain.sport import Rate
from fitglue.domain.streams import StreamKind
from fitglue.domain.workout import SwimLocation, Workout

# Routes reach the iPhone minutes after the workout, seldom later than a day.
_COMING = timedelta(hours=24)
_READ_ROUTES = Press(
    "On the phone: Settings → Privacy & Security → Health → FitGlue: turn on Workout Routes."
)
_READ_PULSE = Press(
    "On the phone: Settings → Privacy & Security → Health → FitGlue: turn on Heart Rate."
)
#: The trouble that another activity of the same time makes.
TWICE = "twice"
Rule = Callable[[WorkoutFacts, datetime], Trouble | None]


def workout_troubles(facts: WorkoutFacts, now: datetime) -> list[Trouble]:
    """Find what is missing; what the recording itself notes takes the place of our own guess."""
    found = [one for rule in _RULES if (one := rule(facts, now)) is not None]
    noted = [
        Trouble(
            code=note.code,
            severity=Severity.ODD,
            sentence="",
            cause=note.sentence,
            article=Article.NOTES,
        )
        for note in facts.workout.notes
    ]
    return found + noted


def _is_noted(workout: Workout, word: str) -> bool:
    return any(word in note.code for note in workout.notes)


def _typed_in(facts: WorkoutFacts, _now: datetime) -> Trouble | None:
    if not facts.workout.user_entered:
        return None
    return Trouble(
        code="typed-in", severity=Severity.ODD, sentence="Typed in by hand.",
        cause="Nothing was measured, so there is nothing to draw.", article=Article.NOTES,
    )  # fmt: skip


def _route(facts: WorkoutFacts, now: datetime) -> Trouble | None:
    workout = facts.workout
    if workout.has_route or workout.user_entered or workout.sport.rate is Rate.NONE:
        return None
    if _is_noted(workout, "route"):
        return None
    if workout.swim_location is SwimLocation.POOL:
        return _no_map("A swim in a pool has no route.", Severity.NATURAL)
    if workout.indoor is True:
        return _no_map("It was recorded indoors, so there is no route.", Severity.NATURAL)
    if (other := next((one for one in facts.others if one.has_route), None)) is not None:
        return _no_map(
            f"{_writer(workout)} recorded none. {_said(other)} has one of the same time.",
            press=_compare(other),
        )
    return _late_route(facts, now) if facts.by_phone else _no_map(_exported(workout))


def _late_route(facts: WorkoutFacts, now: datetime) -> Trouble:
    since = now - (facts.received_at or now)
    if since < _COMING:
        return _no_map(
            f"The phone has sent no route yet; this workout came {lasting(since)} ago. Routes "
            "reach the iPhone after the workout, and are added here by themselves.",
            Severity.NATURAL,
        )
    return _no_map(
        f"No route has come in {lasting(since)}. {_writer(facts.workout)} recorded none, or "
        "reading routes is off on the phone: iOS does not tell an app which.",
        press=_READ_ROUTES,
    )


def _exported(workout: Workout) -> str:
    return (
        f"{_writer(workout)} recorded no route, or it had not reached the iPhone when this was "
        "exported. If the Health app shows a map today, export again and import the new file."
    )


def _no_map(
    cause: str, severity: Severity = Severity.ODD, *, press: Press | None = None
) -> Trouble:
    return Trouble(
        code="no-route", severity=severity, sentence="No map.", cause=cause, press=press,
        article=Article.NO_ROUTE,
    )  # fmt: skip


def _heart_rate(facts: WorkoutFacts, _now: datetime) -> Trouble | None:
    workout = facts.workout
    if StreamKind.HEART_RATE in workout.streams or workout.user_entered:
        return None
    if _is_noted(workout, "heart"):
        return None
    if workout.avg_hr_bpm is not None:
        return Trouble(
            code="no-heart-rate-curve", severity=Severity.ODD, sentence="No heart rate curve.",
            cause="The recording states its average; the samples did not come with it.",
            press=_READ_PULSE if facts.by_phone else None, article=Article.NO_HEART_RATE,
        )  # fmt: skip
    return _no_pulse(facts)


def _no_pulse(facts: WorkoutFacts) -> Trouble:
    cause = f"The recording was written by {_by(facts.workout)}, which recorded none."
    press = None
    if (other := next((one for one in facts.others if one.has_heart_rate), None)) is not None:
        cause, press = f"{cause} {_said(other)} has it for the same time.", _compare(other)
    elif facts.by_phone:
        cause = (
            f"No heart rate came with it. {_writer(facts.workout)} recorded none, or reading it is "
            "off on the phone: iOS does not tell an app which."
        )
        press = _READ_PULSE
    return Trouble(
        code="no-heart-rate", severity=Severity.ODD, sentence="No heart rate.", cause=cause,
        press=press, article=Article.NO_HEART_RATE,
    )  # fmt: skip


def _distance(facts: WorkoutFacts, _now: datetime) -> Trouble | None:
    workout = facts.workout
    usual = workout.sport.rate is not Rate.NONE and workout.sport.healthkit_distance
    if workout.distance_m is not None or workout.user_entered or not usual:
        return None
    return Trouble(
        code="no-distance", severity=Severity.ODD, sentence="No distance.",
        cause=f"{_writer(workout)} wrote none.", article=Article.NOTES,
    )  # fmt: skip


def _zone(facts: WorkoutFacts, _now: datetime) -> Trouble | None:
    if facts.workout.zone.known_by is not ZoneKnownBy.SETTING:
        return None
    return Trouble(
        code="zone-guessed", severity=Severity.ODD, sentence="Local time is a guess.",
        cause="The recording does not name its time zone, so yours from the settings is used.",
        article=Article.TIME_ZONES,
    )  # fmt: skip


def _twice(facts: WorkoutFacts, _now: datetime) -> Trouble | None:
    if not facts.others:
        return None
    return Trouble(
        code=TWICE, severity=Severity.ODD, sentence="Perhaps one workout, recorded twice.",
        cause=f"{_said(facts.others[0])} shares its time.", press=_compare(facts.others[0]),
        article=Article.TWICE,
    )  # fmt: skip


def _said(other: Other) -> str:
    by = f", written by {_plain(other.app)}," if other.app else ""
    return f"“{other.title}”{by}"


def _compare(other: Other) -> Press:
    return Press(f"Look at “{other.title}”", f"/activities/{other.id}")


def _writer(workout: Workout, unknown: str = "The app that wrote it") -> str:
    return _plain(workout.app.name) or _plain(workout.device.name) or unknown


def _by(workout: Workout) -> str:
    return _writer(workout, "the app that wrote it")


def _plain(name: str) -> str:
    return " ".join(name.split())


_RULES: tuple[Rule, ...] = (_typed_in, _route, _heart_rate, _distance, _zone, _twice)
