"""Where the streams and figures of an activity come from, in as few sentences as they need."""

from collections.abc import Collection
from dataclasses import dataclass

from fitglue.domain.streams import StreamKind
from fitglue.domain.workout import How, Origin, Workout
from fitglue.web.words import listed, plain_name, plural

STREAM_NAMES = {
    "route": "Route", "heart_rate": "Heart rate", "speed": "Speed", "power": "Power",
    "cadence": "Cadence", "stride_length": "Stride length", "distance": "Distance over time",
    "vertical_oscillation": "Vertical oscillation", "ground_contact_time": "Ground contact",
    "steps": "Steps", "strokes": "Strokes", "active_energy": "Active energy over time",
    "basal_energy": "Resting energy over time", "air_temperature": "Temperature",
    "water_temperature": "Water temperature", "underwater_depth": "Depth",
}  # fmt: skip
_FIGURES = {
    "distance_m": "distance", "timer_s": "time", "elapsed_s": "start to end",
    "moving_s": "moving time", "active_kcal": "active energy", "basal_kcal": "resting energy",
    "ascent_m": "climb", "descent_m": "descent", "avg_hr_bpm": "average heart rate",
    "min_hr_bpm": "lowest heart rate", "max_hr_bpm": "highest heart rate", "avg_mets": "METs",
    "effort": "effort", "weather": "weather", "laps": "laps", "legs": "legs",
    "lengths": "lengths", "pauses": "pauses",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Provenance:
    """One line of "where this comes from"."""

    what: str
    told: str


def streams_from(workout: Workout) -> list[Provenance]:
    """Say for every stream how many samples there are and who measured them."""
    return [
        Provenance(name, _samples(key, origin))
        for key, name in STREAM_NAMES.items()
        if (origin := workout.provenance.get(key)) is not None
    ]


def figures_from(workout: Workout) -> list[Provenance]:
    """Say for the figures who gave them, those with one origin together."""
    together: dict[str, list[str]] = {}
    for key, name in _FIGURES.items():
        if (origin := workout.provenance.get(key)) is not None:
            together.setdefault(_given(origin), []).append(name)
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
        label.lower()
        for key, label in STREAM_NAMES.items()
        if given.get(key) == name or (key in own and given.get(key) in told)
    ]
    figures = [
        label for key, label in _FIGURES.items() if given.get(key) in told and _says(recorded, key)
    ]
    return streams + figures


def _says(recorded: Workout, name: str) -> bool:
    value = getattr(recorded, name)
    return value is not None and value != ()


def _samples(key: str, origin: Origin) -> str:
    what = "point" if key == StreamKind.ROUTE else "sample"
    return f"{plural(origin.samples, what)} from {plain_name(origin.source)}"


def _given(origin: Origin) -> str:
    source = plain_name(origin.source)
    if origin.how is How.COMPUTED:
        return f"Worked out from {source}"
    if origin.how is How.DRAWN:
        return f"Drawn by {source}"
    return f"Measured by {source}" if origin.how is How.SAMPLED else f"As {source} gives it"
