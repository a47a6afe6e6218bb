"""What an activity lacks, and why, in sentences. Nothing is said where all is well."""

from dataclasses import dataclass

from fitglue.domain.clock import ZoneKnownBy
from fitglue.domain.sport import Rate
from fitglue.domain.streams import StreamKind
from fitglue.domain.workout import SwimLocation, Workout
from fitglue.web.words import plain_name


@dataclass(frozen=True, slots=True)
class Gap:
    """Something missing: a few words that name it, and the reason with what can be done."""

    what: str
    why: str
    is_natural: bool = False  # as it has to be: nothing for anybody to mend


def gaps_of(workout: Workout) -> list[Gap]:
    """Find what a person would look for on the page and not see."""
    told = {note.code for note in workout.notes}
    offered = [
        _typed_in(workout),
        _route(workout) if not any("route" in code for code in told) else None,
        _heart_rate(workout) if not any("heart" in code for code in told) else None,
        _distance(workout),
        _zone(workout),
    ]
    noted = [Gap("", note.sentence) for note in workout.notes]
    return [gap for gap in offered if gap is not None] + noted


def _typed_in(workout: Workout) -> Gap | None:
    if not workout.user_entered:
        return None
    return Gap("Typed in by hand.", "Nothing was measured, so there is nothing to draw.")


def _route(workout: Workout) -> Gap | None:
    if workout.has_route or workout.user_entered or workout.sport.rate is Rate.NONE:
        return None
    if workout.swim_location is SwimLocation.POOL:
        return Gap("No map.", "A swim in a pool has no route.", is_natural=True)
    if workout.indoor is True:
        return Gap("No map.", "It was recorded indoors, so there is no route.", is_natural=True)
    return Gap(
        "No map.",
        f"{_writer(workout)} recorded no route, or it had not reached the iPhone when this was "
        "exported. If the Health app shows a map today, export again and import the new file.",
    )


def _heart_rate(workout: Workout) -> Gap | None:
    if StreamKind.HEART_RATE in workout.streams or workout.user_entered:
        return None
    if workout.avg_hr_bpm is not None:
        return Gap(
            "No heart rate curve.",
            "The recording states its average; the samples did not come with it.",
        )
    return Gap(
        "No heart rate.",
        f"The recording was written by {_writer(workout)}, which recorded none.",
    )


def _distance(workout: Workout) -> Gap | None:
    usual = workout.sport.rate is not Rate.NONE and workout.sport.healthkit_distance
    if workout.distance_m is not None or workout.user_entered or not usual:
        return None
    return Gap("No distance.", f"{_writer(workout)} wrote none.")


def _zone(workout: Workout) -> Gap | None:
    if workout.zone.known_by is not ZoneKnownBy.SETTING:
        return None
    return Gap(
        "Local time is a guess.",
        "The recording does not name its time zone, so yours from the settings is used.",
    )


def _writer(workout: Workout) -> str:
    name = plain_name(workout.app.name) or plain_name(workout.device.name)
    return name or "the app that wrote it"
