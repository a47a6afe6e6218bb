"""Where the streams and figures of an activity come from, in as few sentences as they need."""

from collections.abc import Collection
from dataclasses import dataclass

from fitglue.domain.streams import StreamKind
from fitglue.domain.workout import How, Origin, Workout
from fitglue.web.languages import gettext, marked
from fitglue.web.words import listed, plain_name, plural

STREAM_NAMES = {
    "route": marked("Route"),
    "heart_rate": marked("Heart rate"),
    "speed": marked("Speed"),
    "power": marked("Power"),
    "cadence": marked("Cadence"),
    "stride_length": marked("Stride length"),
    "distance": marked("Distance over time"),
    "vertical_oscillation": marked("Vertical oscillation"),
    "ground_contact_time": marked("Ground contact"),
    "steps": marked("Steps"),
    "strokes": marked("Strokes"),
    "active_energy": marked("Active energy over time"),
    "basal_energy": marked("Resting energy over time"),
    "air_temperature": marked("Temperature"),
    "water_temperature": marked("Water temperature"),
    "underwater_depth": marked("Depth"),
}
_FIGURES = {
    "distance_m": marked("distance"),
    "timer_s": marked("time"),
    "elapsed_s": marked("start to end"),
    "moving_s": marked("moving time"),
    "active_kcal": marked("active energy"),
    "basal_kcal": marked("resting energy"),
    "ascent_m": marked("climb"),
    "descent_m": marked("descent"),
    "avg_hr_bpm": marked("average heart rate"),
    "min_hr_bpm": marked("lowest heart rate"),
    "max_hr_bpm": marked("highest heart rate"),
    "avg_mets": "METs",
    "effort": "effort",
    "weather": "weather",
    "laps": "laps",
    "legs": "legs",
    "lengths": "lengths",
    "pauses": "pauses",
}


@dataclass(frozen=True, slots=True)
class Provenance:
    """One line of "where this comes from"."""

    what: str
    told: str


def streams_from(workout: Workout) -> list[Provenance]:
    """Say for every stream how many samples there are and who measured them."""
    return [
        Provenance(gettext(name), _samples(key, origin))
        for key, name in STREAM_NAMES.items()
        if (origin := workout.provenance.get(key)) is not None
    ]


def figures_from(workout: Workout) -> list[Provenance]:
    """Say for the figures who gave them, those with one origin together."""
    together: dict[str, list[str]] = {}
    for key, name in _FIGURES.items():
        if (origin := workout.provenance.get(key)) is not None:
            together.setdefault(_given(origin), []).append(gettext(name))
    return [Provenance(told, listed(names)) for told, names in together.items()]


def writer_of(recorded: Workout) -> str:
    """Name who wrote a recording."""
    return plain_name(recorded.app.name or recorded.device.name or recorded.device.model)


def given_by(workout: Workout, recorded: Workout, writers: Collection[str]) -> list[str]:
    """Name the streams and figures that a workout has from one of its recordings.

    `recorded` is that recording's own, which need not have its streams. What one of the `writers`
    of all its recordings measured counts as that one's, though another app copied it.
    """
    own, name = recorded.provenance, writer_of(recorded)
    told = {name, *({plain_name(origin.source) for origin in own.values()} - set(writers))}
    given = {key: plain_name(origin.source) for key, origin in workout.provenance.items()}
    streams = [
        gettext(label).lower()
        for key, label in STREAM_NAMES.items()
        if given.get(key) == name or (key in own and given.get(key) in told)
    ]
    figures = [
        gettext(label)
        for key, label in _FIGURES.items()
        if given.get(key) in told and _says(recorded, key)
    ]
    return streams + figures


def _says(recorded: Workout, name: str) -> bool:
    value = getattr(recorded, name)
    return value is not None and value != ()


def _samples(key: str, origin: Origin) -> str:
    is_way = key == StreamKind.ROUTE
    return gettext(
        "%(number)s from %(source)s",
        number=plural(origin.samples, "point", "points")
        if is_way
        else plural(origin.samples, "sample", "samples"),
        source=plain_name(origin.source),
    )


def _given(origin: Origin) -> str:
    source = plain_name(origin.source)
    if origin.how is How.COMPUTED:
        return gettext("Worked out from %(source)s", source=source)
    if origin.how is How.DRAWN:
        return gettext("Drawn by %(source)s", source=source)
    return (
        gettext("Measured by %(source)s", source=source)
        if origin.how is How.SAMPLED
        else gettext("As %(source)s gives it", source=source)
    )
