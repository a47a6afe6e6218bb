"""Time in the zones of heart rate and power, and where the zones come from."""

from collections.abc import Iterable
from dataclasses import dataclass

from fitglue.domain import figures
from fitglue.domain.streams import StreamKind
from fitglue.domain.workout import Workout
from fitglue.domain.zones import PersonalZones, Zones, ZonesFrom
from fitglue.web.languages import gettext

_LEAST_S = 1.0  # less was a sample astray


@dataclass(frozen=True, slots=True)
class ZoneLine:
    """One zone: its number, its span, the time in it, and its share of the whole in percent."""

    number: int
    span: str
    time: str
    share: int


@dataclass(frozen=True, slots=True)
class ZonesCard:
    """The zones of one quantity, the highest first; `tone` names its colour."""

    title: str
    tone: str
    lines: tuple[ZoneLine, ...]
    told: str
    are_own: bool


def zones_of(workout: Workout, zones: PersonalZones) -> list[ZonesCard]:
    """Give the time in each zone, of what was measured and has zones."""
    offered = [
        (gettext("Heart rate zones"), "heart", "bpm", StreamKind.HEART_RATE, zones.heart_rate),
        (gettext("Power zones"), "power", "W", StreamKind.POWER, zones.power),
    ]
    return [
        card
        for title, tone, unit, kind, of in offered
        if of is not None and kind in workout.streams
        for card in _card(workout, kind, of, (title, tone, unit))
    ]


def _card(
    workout: Workout, kind: StreamKind, zones: Zones, words: tuple[str, str, str]
) -> Iterable[ZonesCard]:
    seconds = zones.seconds_in(workout.streams[kind], workout.pauses)
    whole = sum(seconds)
    if whole < _LEAST_S:
        return
    title, tone, unit = words
    lines = tuple(
        ZoneLine(number, _span(low, high, unit), figures.duration(each), round(100 * each / whole))
        for number, ((low, high), each) in enumerate(
            zip(zones.spans(), seconds, strict=True), start=1
        )
    )
    yield ZonesCard(title, tone, lines[::-1], _known_by(zones), zones.known_by is ZonesFrom.PERSON)


def _span(low: float | None, high: float | None, unit: str) -> str:
    if low is None:
        return gettext(
            "below %(high)s\N{NO-BREAK SPACE}%(unit)s", high=format(high, ".0f"), unit=unit
        )
    if high is None:
        return gettext(
            "%(low)s\N{NO-BREAK SPACE}%(unit)s and more", low=format(low, ".0f"), unit=unit
        )
    return f"{low:.0f}\N{EN DASH}{high - 1:.0f}\N{NO-BREAK SPACE}{unit}"


def _known_by(zones: Zones) -> str:
    if zones.known_by is ZonesFrom.HIGHEST:
        return gettext(
            "By the highest heart rate of all your activities, %(reference)s bpm.",
            reference=format(zones.reference, ".0f"),
        )
    if zones.known_by is ZonesFrom.THRESHOLD:
        return gettext(
            "By your threshold power, %(reference)s W.", reference=format(zones.reference, ".0f")
        )
    return gettext("Your own zones.")
