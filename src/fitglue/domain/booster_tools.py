"""What a booster may use besides the activity; it touches nothing else.

Each tool is handed in by whoever runs boosters, so the same activity, settings and tools give the
same boost. `fitglue.testing.booster_tools` has all of them for tests.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Protocol

from fitglue.domain.activity import Activity, Glance
from fitglue.domain.asking import Lookup, NotConnected
from fitglue.domain.athlete import Athlete
from fitglue.domain.boost import Answer
from fitglue.domain.errors import Transient
from fitglue.domain.metrics import DayValue, MetricHistory, MetricKind
from fitglue.domain.pace import Window
from fitglue.domain.spot import Spot
from fitglue.domain.workout import Workout


class Web(Protocol):
    """Asks public services, within their pace; answers are kept, so that nobody is asked twice."""

    def json(
        self,
        url: str,
        params: Mapping[str, str],
        *,
        keep: timedelta,
        pace: Sequence[Window] = (),
    ) -> Any:
        """Get a JSON document, one kept for less than `keep` if there is one.

        Raises Transient when the service does not answer, is busy or was asked too often, and
        Refused when it says no.
        """
        ...


class History(MetricHistory, Protocol):
    """What a person's past says; whatever they did not switch on is not known."""

    def recordings(self, activity_id: str) -> Sequence[Workout]:
        """Give the recordings that an activity was merged from, with their streams."""
        ...

    def overlapping(self, start: datetime, end: datetime) -> Sequence[Activity]:
        """Give the activities that share time with a span, with their streams, oldest first."""
        ...

    def past(self, before: datetime, limit: int) -> Sequence[Glance]:
        """Give the figures of the newest `limit` activities that began before a moment."""
        ...

    def activity(self, activity_id: str) -> Activity | None:
        """Give one activity with its streams."""
        ...


@dataclass(frozen=True, slots=True)
class Place:
    """A place by name; what is not known is empty. `distance_m` is how far off its middle is."""

    name: str
    region: str = ""
    country: str = ""
    distance_m: float = 0.0


class Places(Protocol):
    """Names places, off-line."""

    def at(self, latitude_deg: float, longitude_deg: float) -> Place | None:
        """Name the town or village around a position; none where nobody lives."""
        ...


class NoWeb:
    """No service can be asked."""

    def json(
        self,
        url: str,
        params: Mapping[str, str],
        *,
        keep: timedelta,
        pace: Sequence[Window] = (),
    ) -> Any:
        """Say that it is not there."""
        del url, params, keep, pace
        raise Transient("FitGlue cannot reach the internet from here.")


class NoHistory:
    """Nothing is known."""

    def latest(self, kind: MetricKind, day: date) -> DayValue | None:
        """Know nothing."""

    def max_heart_rate_bpm(self, day: date) -> float | None:
        """Know nothing."""

    def recordings(self, activity_id: str) -> Sequence[Workout]:
        """Know nothing."""
        del activity_id
        return ()

    def overlapping(self, start: datetime, end: datetime) -> Sequence[Activity]:
        """Know nothing."""
        del start, end
        return ()

    def past(self, before: datetime, limit: int) -> Sequence[Glance]:
        """Know nothing."""
        del before, limit
        return ()

    def activity(self, activity_id: str) -> Activity | None:
        """Know nothing."""


class Nowhere:
    """No place has a name."""

    def at(self, latitude_deg: float, longitude_deg: float) -> Place | None:
        """Know nothing."""


@dataclass(frozen=True, kw_only=True)
class BoosterTools:
    """What a booster may use besides the activity.

    `settings` are checked against its description. `now` is the only clock. `answer` is there once
    its question was answered, skipped or ran out of time. `attempt` counts from 1 and grows with
    every `retry_later` and `look_again_s`. `seed` is secret and stays the same for this use of the
    booster by this person: chance that nobody can guess and every run repeats. `person_seed` is
    the same for all uses of the booster by this person, in whatever pipeline. `text` are the
    paragraphs of the description so far. `athlete` is what the person said of their body, and
    `privacy_zones` are their places where nobody may see them. In a rehearsal nothing outside may
    be changed.
    """

    settings: Any
    zone: str
    units: str
    now: datetime
    answer: Answer | None = None
    attempt: int = 1
    rehearsing: bool = False
    seed: bytes = field(default=b"", repr=False)
    person_seed: bytes = field(default=b"", repr=False)
    text: tuple[str, ...] = ()
    web: Web = field(default_factory=NoWeb)
    connection: Lookup = field(default_factory=NotConnected)
    history: History = field(default_factory=NoHistory)
    places: Places = field(default_factory=Nowhere)
    athlete: Athlete = field(default_factory=Athlete)
    privacy_zones: tuple[Spot, ...] = ()
