"""The streams of a workout: which series of the app becomes which, and in which unit."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from fitglue.domain.sport import Sport
from fitglue.domain.streams import Stream, StreamKind, scalar, spans
from fitglue.formats.health_auto_export.energy import Energy
from fitglue.formats.health_auto_export.quantities import factor
from fitglue.formats.health_auto_export.route import route_of
from fitglue.formats.health_auto_export.samples import Samples, samples
from fitglue.formats.health_auto_export.told import Told

_K = StreamKind
_PER_HOUR = 1 / 3.6


@dataclass(frozen=True, slots=True)
class _Series:
    """One of the app's series: `stream value = value * factor of its label * scale`."""

    name: str
    kind: StreamKind
    canonical: str
    most: float  # more, or less than nothing, was never measured
    otherwise: float = 1.0  # for a label that says nothing
    scale: float = 1.0


# "km" for km/h and the like: a label of another quantity says nothing.
_MEASURED = (
    _Series("heartRateData", _K.HEART_RATE, "per min", 300),
    _Series("heartRate", _K.HEART_RATE, "per min", 300),
    _Series("runningSpeed", _K.SPEED, "m/s", 300, _PER_HOUR),
    _Series("cyclingSpeed", _K.SPEED, "m/s", 300, _PER_HOUR),
    _Series("runningPower", _K.POWER, "W", 5_000),
    _Series("cyclingPower", _K.POWER, "W", 5_000),
    _Series("cyclingCadence", _K.CADENCE, "per min", 400),
    _Series("runningStrideLength", _K.STRIDE_LENGTH, "m", 500),
    _Series("runningVerticalOscillation", _K.VERTICAL_OSCILLATION, "m", 1_000, 0.01, 1_000),
    _Series("runningGroundContactTime", _K.GROUND_CONTACT_TIME, "s", 10_000, 1e-3, 1_000),
)
_COUNTED = (
    _Series("stepCount", _K.STEPS, "count", 1e5),
    _Series("swimStroke", _K.STROKES, "count", 1e5),
)
_DISTANCES = {
    "walkingAndRunningDistance": "DistanceWalkingRunning", "cyclingDistance": "DistanceCycling",
    "swimDistance": "DistanceSwimming", "swimmingDistance": "DistanceSwimming",
    "wheelchairDistance": "DistanceWheelchair", "rowingDistance": "DistanceRowing",
    "paddleSportsDistance": "DistancePaddleSports",
    "downhillSnowSportsDistance": "DistanceDownhillSnowSports",
    "crossCountrySkiingDistance": "DistanceCrossCountrySkiing",
    "skatingSportsDistance": "DistanceSkatingSports",
}  # fmt: skip
DISTANCE_SERIES = tuple(_DISTANCES)
#: No series adds up to more: a month at the speed of a train.
_FURTHEST = 1e8
_MOST_ENERGY = 1e6
#: How far the label of a distance may be off, and how surely that shows.
_THOUSAND, _ROUGHLY = 1_000.0, 0.1


@dataclass(frozen=True, eq=False, slots=True)
class Drawn:
    """The streams of a workout, the source of each, and the ends of its grouped heart rate."""

    streams: Mapping[StreamKind, Stream]
    sources: Mapping[StreamKind, str]
    pulse: Samples | None = None


@dataclass(slots=True)
class _Gathered:
    streams: dict[StreamKind, Stream] = field(default_factory=dict)
    sources: dict[StreamKind, str] = field(default_factory=dict)
    pulse: Samples | None = None

    def take(self, stream: Stream, source: str) -> None:
        if stream.kind not in self.streams:
            self.streams[stream.kind], self.sources[stream.kind] = stream, source


def drawn(said: Told, sport: Sport, distance_m: float | None, burnt: Energy) -> Drawn:
    """Read every series of a workout whose sport, distance and energy are known."""
    gathered = _Gathered()
    route = route_of(said)
    if route is not None:
        gathered.take(route, "")
    for series in _MEASURED:
        found = samples(said, series.name, (0.0, series.most))
        if found is not None:
            gathered.take(_measured(series, found), found.source)
            gathered.pulse = gathered.pulse or (found if series.kind is _K.HEART_RATE else None)
    for series in _COUNTED:
        _add_up(gathered, said, series.name, series.kind, (series.most, lambda _: 1.0))
    _energies(gathered, said, burnt)
    for name in _by_sport(sport):
        _add_up(gathered, said, name, _K.DISTANCE, (_FURTHEST, _to_metres(distance_m)))
    return Drawn(gathered.streams, gathered.sources, gathered.pulse)


def _measured(series: _Series, found: Samples) -> Stream:
    scale = factor(found.units, series.canonical, series.otherwise) * series.scale
    return scalar(series.kind, found.time_s, found.value * scale)


def _energies(gathered: _Gathered, said: Told, burnt: Energy) -> None:
    for name, kind in (("activeEnergy", _K.ACTIVE_ENERGY), ("basalEnergy", _K.BASAL_ENERGY)):
        kcal: _Scaling = lambda found: burnt.kcal(found.units)  # noqa: E731 - one line of meaning
        _add_up(gathered, said, name, kind, (_MOST_ENERGY, kcal))


_Scaling = Callable[[Samples], float]


def _add_up(
    gathered: _Gathered, said: Told, name: str, kind: StreamKind, scaled: tuple[float, _Scaling]
) -> None:
    """Take a series of amounts gathered over spans: none above a most, each scaled alike."""
    most, scaling = scaled
    found = samples(said, name, (0.0, most))
    if found is None or not found.value.any():
        return
    amounts = found.value * scaling(found)
    gathered.take(spans(kind, found.time_s, found.spans_s(said.elapsed_s), amounts), found.source)


def _by_sport(sport: Sport) -> Iterator[str]:
    """Give the series of distance, the sport's own first: several tell the same way."""
    own = (name for name, kind in _DISTANCES.items() if kind == sport.healthkit_distance)
    yield from dict.fromkeys((*own, *_DISTANCES))


def _to_metres(distance_m: float | None) -> _Scaling:
    """Read a label, and see through one that is off by a thousand from the workout's distance."""

    def scaling(found: Samples) -> float:
        by_label = factor(found.units, "m", _THOUSAND)
        if not distance_m:
            return by_label
        ratio = float(found.value.sum()) * by_label / distance_m
        for off in (_THOUSAND, 1 / _THOUSAND):
            if abs(ratio / off - 1) <= _ROUGHLY:
                return by_label / off
        return by_label

    return scaling


def series_metres(said: Told, sport: Sport | None = None) -> float | None:
    """Add up the series of distance by its label, in metres; None without one."""
    names = _by_sport(sport) if sport is not None else iter(_DISTANCES)
    for name in names:
        found = samples(said, name, (0.0, _FURTHEST))
        if found is not None and found.value.any():
            return float(found.value.sum()) * factor(found.units, "m", _THOUSAND)
    return None
