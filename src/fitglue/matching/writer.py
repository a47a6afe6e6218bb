"""Who wrote a recording, and whether a name says that two are one.

The name is HealthKit's UUID, or an id that one app left with another. Where there is none, one
app cannot have begun and ended two workouts in the same two seconds: an export without ids and a
phone that has them send the same recording.
"""

import unicodedata

from fitglue.domain.activity import Recording
from fitglue.domain.workout import Workout

#: Two writings of one moment differ by no more: dates of an export are whole seconds.
SAME_MOMENT_S = 2.0
#: A shorter id ("1") may be anybody's.
_TELLING_ID = 8


def same_by_name(one: Recording, other: Recording) -> str | None:
    """Say by which name two recordings are one; None when no name says so."""
    if one.sender == other.sender:
        return "They are two versions of one recording."
    if _ids(one.workout) & _ids(other.workout):
        return "They carry the same identifier."
    if same_writer(one.workout, other.workout) and _same_moment(one.workout, other.workout):
        return "The same app wrote both, and they begin and end at the same second."
    return None


def same_writer(one: Workout, other: Workout) -> bool:
    """Tell whether one app on one device wrote both, as far as is known."""
    if _device(one) and _device(other) and not same_device(one, other):
        return False
    if _app(one) or _app(other):
        return _same_app(one, other)
    return same_device(one, other)


def same_device(one: Workout, other: Workout) -> bool:
    """Tell whether one thing measured both; no if either does not say."""
    return bool(_device(one)) and _device(one) == _device(other)


def spelt_alike(name: str) -> str:
    """Give a name without what spelling adds: curly quotes, no-break spaces, capitals."""
    plain = unicodedata.normalize("NFKC", name).replace("\u2019", "'")
    return " ".join(plain.casefold().split())


def _same_app(one: Workout, other: Workout) -> bool:
    if one.app.bundle_id and other.app.bundle_id:
        return one.app.bundle_id.casefold() == other.app.bundle_id.casefold()
    return _app(one) == _app(other)


def _app(workout: Workout) -> str:
    return spelt_alike(workout.app.name)


def _device(workout: Workout) -> str:
    device = workout.device
    return spelt_alike(device.hardware or device.model or device.name)


def _ids(workout: Workout) -> set[str]:
    ids = (workout.healthkit_uuid, workout.external_id)
    return {told.casefold() for told in ids if len(told) >= _TELLING_ID}


def _same_moment(one: Workout, other: Workout) -> bool:
    return (
        one.sport.key == other.sport.key
        and abs((one.start - other.start).total_seconds()) <= SAME_MOMENT_S
        and abs(one.elapsed_s - other.elapsed_s) <= SAME_MOMENT_S
    )
