"""The weather of a moment, whoever told it."""

from dataclasses import dataclass, fields, replace

from fitglue.domain.workout import Weather


@dataclass(frozen=True, slots=True, kw_only=True)
class Conditions:
    """The weather of a moment; None is what nobody said.

    `wind_from_deg` is where the wind comes from, clockwise from north; `precipitation_mm` fell
    within the hour; `code` is WMO's. `credit` is the line that its source wants to be shown.
    """

    temperature_c: float | None = None
    feels_like_c: float | None = None
    humidity_percent: float | None = None
    precipitation_mm: float | None = None
    code: int | None = None
    wind_m_per_s: float | None = None
    wind_from_deg: float | None = None
    credit: str = ""

    @property
    def is_known(self) -> bool:
        """Tell whether anybody said anything."""
        return any(getattr(self, field.name) not in {None, ""} for field in fields(self))


NOTHING = Conditions()


def of_recording(weather: Weather) -> Conditions:
    """Give what a recording names."""
    return Conditions(
        temperature_c=weather.temperature_c, humidity_percent=weather.humidity_percent
    )


def together(own: Conditions, asked: Conditions) -> Conditions:
    """Complete what the recording names by what a service says; the recording's word stands.

    A felt temperature that belongs to another temperature is left out.
    """
    if not asked.is_known:
        return own
    both = replace(
        asked,
        temperature_c=asked.temperature_c if own.temperature_c is None else own.temperature_c,
        humidity_percent=(
            asked.humidity_percent if own.humidity_percent is None else own.humidity_percent
        ),
    )
    return both if own.temperature_c is None else replace(both, feels_like_c=None)
