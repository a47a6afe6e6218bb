"""What one `<Workout>` of an export says by itself."""

from datetime import datetime, timedelta
from xml.etree.ElementTree import Element

from fitglue.domain.errors import Damaged
from fitglue.domain.sport import from_healthkit
from fitglue.domain.workout import App
from fitglue.formats.apple_export.workouts import spelling
from fitglue.formats.apple_export.workouts.entries import attribute, entries, figure, seconds
from fitglue.formats.apple_export.workouts.spelling import instant
from fitglue.formats.healthkit import events, totals
from fitglue.formats.healthkit.events import Event
from fitglue.formats.healthkit.parts import Part
from fitglue.formats.healthkit.told import Told, elapsed, timed


def told(element: Element) -> Told:
    """Read a workout's element. Raises Damaged when it has no usable time."""
    start, end = _times(element)
    duration_s = seconds(element, "duration")
    between_s = (end - start).total_seconds()
    found = _events(element, start)
    elapsed_s = elapsed(between_s, duration_s, found)
    pauses = events.pauses(found, elapsed_s)
    timer_s, notes = timed(elapsed_s, duration_s, pauses)
    return Told(
        sport=from_healthkit(element.get("workoutActivityType", "")),
        start=start,
        end=end,
        elapsed_s=elapsed_s,
        timer_s=timer_s,
        app=App(
            element.get("sourceName") or element.get("source", ""),
            element.get("sourceVersion", ""),
        ),
        device=spelling.device(element.get("device", "")),
        metadata=entries(element),
        statistics=_statistics(element),
        events=found,
        parts=_parts(element, start),
        pauses=pauses,
        notes=notes,
        distance_m=attribute(element, "totalDistance", "m"),
        active_kcal=attribute(element, "totalEnergyBurned", "kcal"),
    )


def _times(element: Element) -> tuple[datetime, datetime]:
    start = spelling.instant(element.get("startDate", ""))
    if start is None:
        raise Damaged("A workout in this export has no start.", _AGAIN)
    end = spelling.instant(element.get("endDate", ""))
    if end is None:
        end = start + timedelta(seconds=seconds(element, "duration") or 0.0)
    if end < start:
        raise Damaged(f"The workout that starts at {start:%Y-%m-%d %H:%M} UTC ends before.", _AGAIN)
    return start, end


_AGAIN = (
    "Look at the workout in the Health app on the iPhone: if it is right there, export again "
    "(your picture → Export All Health Data)."
)


def _events(element: Element, start: datetime) -> tuple[Event, ...]:
    """Give the direct events; undated ones are dropped."""
    found = (_event(child, start) for child in element.findall("WorkoutEvent"))
    return events.in_order(event for event in found if event is not None)


def _event(child: Element, start: datetime) -> Event | None:
    kind, at = events.kind_of(child.get("type", "")), instant(child.get("date", ""))
    if at is None or kind == events.SEGMENT:
        return None
    said = entries(child) if len(child) else {}
    at_s = (at - start).total_seconds()
    return events.event_of(kind, at_s, seconds(child, "duration") or 0.0, said)


def _parts(element: Element, start: datetime) -> tuple[Part, ...]:
    """Give the activities of a workout by their start; those without dates are dropped."""
    found = (_part(child, start) for child in element.findall("WorkoutActivity"))
    known = (part for part in found if part is not None)
    return tuple(sorted(known, key=lambda part: part.start_s))


def _part(child: Element, start: datetime) -> Part | None:
    begin, end = instant(child.get("startDate", "")), instant(child.get("endDate", ""))
    timer_s = seconds(child, "duration")
    if begin is None or (end is None and timer_s is None):
        return None
    start_s = (begin - start).total_seconds()
    end_s = (end - start).total_seconds() if end else start_s + (timer_s or 0.0)
    if end_s < start_s:
        return None
    return Part(start_s, end_s, timer_s, _statistics(child), entries(child))


def _statistics(element: Element) -> totals.Statistics:
    """Give the direct statistics of a workout or of one of its activities, each kind once.

    A value in a unit that nobody knows is left out; the others stay.
    """
    found: totals.Statistics = {}
    for child in element.findall("WorkoutStatistics"):
        figures = {name: figure(child, attribute) for name, attribute in _FIGURES.items()}
        one = totals.statistic(child.get("type", ""), child.get("unit", "count"), figures)
        if one is not None:
            found.setdefault(one.kind, one)
    return found


_FIGURES = {"total": "sum", "average": "average", "minimum": "minimum", "maximum": "maximum"}
