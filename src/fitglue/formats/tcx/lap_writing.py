"""Laps of a TCX file as text: their figures, and the tracks in them."""

from collections.abc import Iterator, Mapping
from itertools import pairwise

import numpy as np

from fitglue.domain.measures import timer_at
from fitglue.formats.fit.parts import Part, Session
from fitglue.formats.fit.profile import EPOCH
from fitglue.formats.fit.summaries import Told, lap_row, session_row
from fitglue.formats.own_extension import lap_element, leg_element
from fitglue.formats.recorded_xml import escaped
from fitglue.formats.tcx.laps import REST, RESTING, TRIGGER_LABELS
from fitglue.formats.tcx.points import is_on_foot, points_of
from fitglue.formats.written_columns import begins_piece, whole_second

Figures = Mapping[str, float | str | None]
TRANSITION_ELEMENT = "Transition"
_MOST = 65_535
_TRIGGERS = {label: trigger for trigger, label in TRIGGER_LABELS.items()}


def instant(stamp: int) -> str:
    """Write one of FIT's seconds as an ISO time."""
    return whole_second(stamp + EPOCH)


class LapWriter:
    """Writes the laps of one workout, session by session."""

    def __init__(self, told: Told) -> None:
        self._told = told
        self._on_foot = is_on_foot(told.workout)
        self._points = points_of(told)
        self._stamps = told.clock.stamps(told.rows.time_s)
        self._breaks = begins_piece(told.workout, told.rows)

    def written(self, session: Session, *, tag: str) -> Iterator[str]:
        """Write the laps that cover a session, as elements of this name."""
        whole = session_row(self._told, session, 0, only=session.part.leg is None)
        for part in session.laps:
            figures = whole
            if len(session.laps) > 1 or part.lap is not None:
                figures = lap_row(self._told, part, 0, last=False)
            calories = self._calories(session, part, figures, whole)
            yield f'<{tag} StartTime="{instant(part.start)}">\n'
            yield from self._totals(part, figures, calories)
            yield from self._tracks(part)
            yield _notes(part)
            yield f"{self._extensions(session, part, figures, tag)}</{tag}>\n"

    def _totals(self, part: Part, figures: Figures, calories: int) -> Iterator[str]:
        """Write what stands before the tracks, in the order of the schema."""
        yield f"<TotalTimeSeconds>{part.timer_s:.3f}</TotalTimeSeconds>\n"
        yield f"<DistanceMeters>{_number(figures, 'total_distance') or 0.0:.3f}</DistanceMeters>\n"
        yield _optional(figures, "enhanced_max_speed", "<MaximumSpeed>%.3f</MaximumSpeed>\n")
        yield f"<Calories>{calories}</Calories>\n"
        for name, element in (("avg_heart_rate", "Average"), ("max_heart_rate", "Maximum")):
            template = f"<{element}HeartRateBpm><Value>%d</Value></{element}HeartRateBpm>\n"
            yield _optional(figures, name, template, lowest=1, highest=254)
        label = part.lap.label if part.lap is not None else ""
        yield f"<Intensity>{RESTING if label == REST else 'Active'}</Intensity>\n"
        if not self._on_foot:
            yield _optional(figures, "avg_cadence", "<Cadence>%d</Cadence>\n", highest=254)
        yield f"<TriggerMethod>{_TRIGGERS.get(label, 'Manual')}</TriggerMethod>\n"

    def _tracks(self, part: Part) -> Iterator[str]:
        """Write the tracks of a part; a point on the border belongs to the later part."""
        last = part.end == self._told.clock.stamp(self._told.workout.elapsed_s)
        first = int(np.searchsorted(self._stamps, part.start))
        after = int(np.searchsorted(self._stamps, part.end, "right" if last else "left"))
        bounds = [first, *(row for row in self._breaks if first < row < after), after]
        for begin, end in pairwise(bounds):
            if end > begin:
                yield "<Track>\n"
                yield from self._points[begin:end]
                yield "</Track>\n"

    def _calories(self, session: Session, part: Part, figures: Figures, whole: Figures) -> int:
        """Give the energy of a lap, or its share by the timer of what the workout states."""
        stated = _number(figures, "total_calories")
        if stated is None:
            stated = (_number(whole, "total_calories") or 0.0) * self._share(session, part)
        return min(round(stated), _MOST)

    def _share(self, session: Session, part: Part) -> float:
        bounds = np.array([*self._told.seconds(session.part), *self._told.seconds(part)])
        start, end, begun, over = timer_at(bounds, self._told.workout.pauses).tolist()
        return (over - begun) / (end - start) if end > start else 0.0

    def _extensions(self, session: Session, part: Part, figures: Figures, tag: str) -> str:
        """Write what ActivityExtension v2 holds, and what we say of a lap ourselves."""
        inside = "".join(self._of_activity_extension(figures))
        garmin = f"<ns3:LX>{inside}</ns3:LX>" if inside else ""
        ours = lap_element(part.lap) if part.lap is not None else ""
        leg = session.part.leg
        if tag == TRANSITION_ELEMENT and leg is not None:  # no activity is around it to say so
            ours += leg_element(self._told.workout, leg, first=False)
        return f"<Extensions>{garmin}{ours}</Extensions>\n" if garmin or ours else ""

    def _of_activity_extension(self, figures: Figures) -> Iterator[str]:
        """Write the elements of LX in their order."""
        yield _optional(figures, "enhanced_avg_speed", "<ns3:AvgSpeed>%.3f</ns3:AvgSpeed>")
        cadences = (("max_cadence", "MaxBikeCadence"),)
        if self._on_foot:
            cadences = (("avg_cadence", "AvgRunCadence"), ("max_cadence", "MaxRunCadence"))
        for name, element in cadences:
            yield _optional(figures, name, f"<ns3:{element}>%d</ns3:{element}>", highest=254)
        for name, element in (("avg_power", "AvgWatts"), ("max_power", "MaxWatts")):
            yield _optional(figures, name, f"<ns3:{element}>%d</ns3:{element}>", highest=_MOST)


def _notes(part: Part) -> str:
    """Write the label of a lap, unless its intensity or trigger has said it."""
    label = part.lap.label if part.lap is not None else ""
    told = not label or label == REST or label in _TRIGGERS
    return "" if told else f"<Notes>{escaped(label)}</Notes>\n"


def _number(figures: Figures, name: str) -> float | None:
    found = figures.get(name)
    return float(found) if isinstance(found, float | int) and np.isfinite(found) else None


def _optional(
    figures: Figures, name: str, template: str, *, lowest: float = 0.0, highest: float = 1e6
) -> str:
    """Write a figure that a lap may have, when the element can hold it."""
    found = _number(figures, name)
    if found is None:
        return ""
    value = round(found) if "%d" in template else found
    return template % value if lowest <= value <= highest else ""
