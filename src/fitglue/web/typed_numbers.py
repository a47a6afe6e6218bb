"""Numbers that people type in their own units, and as they are shown again."""

import math
from dataclasses import dataclass

from fitglue.domain.errors import NeedsUser
from fitglue.domain.figures import KG_PER_LB, M_PER_FOOT, Units
from fitglue.web.languages import gettext, marked


@dataclass(frozen=True, slots=True)
class Kind:
    """A quantity that a form asks for: its words, its unit in both habits, and its bounds."""

    label: str
    least: float
    most: float
    metric: str
    imperial: str = ""
    each_imperial: float = 1.0
    digits: int = 0

    def unit(self, units: Units) -> str:
        """Give the unit in which somebody types it."""
        return (self.imperial or self.metric) if units == "imperial" else self.metric

    def shown(self, value: float | None, units: Units) -> str:
        """Give a value as it stands in its field; empty for none."""
        if value is None:
            return ""
        return f"{round(value / self.each(units), self.digits):.10g}"

    def typed(self, text: str, units: Units) -> float | None:
        """Read a field; none for an empty one. Raises NeedsUser for what is no such number."""
        text = text.strip().replace(",", ".")
        if not text:
            return None
        try:
            value = float(text) * self.each(units)
        except ValueError:
            value = math.nan
        spare = self.each(units) / 2  # what is shown was rounded
        if not self.least - spare <= value <= self.most + spare:
            raise NeedsUser(
                gettext(
                    "%(label)s: “%(text)s” cannot be.", label=gettext(self.label), text=text[:20]
                ),
                self._advice(units),
            )
        return min(max(value, self.least), self.most)

    def each(self, units: Units) -> float:
        """Give what one of somebody's units is of the unit that is kept."""
        return self.each_imperial if units == "imperial" and self.imperial else 1.0

    def _advice(self, units: Units) -> str:
        least, most = self.shown(self.least, units), self.shown(self.most, units)
        return (
            gettext(
                "Type a number from %(least)s to %(most)s %(unit)s",
                least=least,
                most=most,
                unit=self.unit(units),
            ).rstrip()
            + "."
        )


WEIGHT = Kind(marked("Weight"), 20, 300, "kg", "lb", KG_PER_LB, digits=1)
RADIUS = Kind(marked("Radius"), 50, 2000, "m", "ft", M_PER_FOOT)
LATITUDE = Kind(marked("Latitude"), -90, 90, "°", digits=6)
LONGITUDE = Kind(marked("Longitude"), -180, 180, "°", digits=6)
HIGHEST = Kind(marked("Highest heart rate"), 100, 240, "bpm")
RESTING = Kind(marked("Resting heart rate"), 25, 120, "bpm")
THRESHOLD_BPM = Kind(marked("Threshold heart rate"), 80, 230, "bpm")
THRESHOLD_W = Kind(marked("Threshold power"), 20, 700, "W")
BORN = Kind(marked("Year of birth"), 1900, 2025, "")
BOUND_BPM = Kind(marked("Where a zone begins"), 40, 240, "bpm")
BOUND_W = Kind(marked("Where a zone begins"), 20, 2500, "W")
