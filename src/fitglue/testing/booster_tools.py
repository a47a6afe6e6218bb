"""The tools of boosters for tests: a web, an account, a past and a map that say what they are told.

tools = tools_for(booster, {"minimum_km": 5}, web=FakeWeb({"https://…": {"answer": 1}}))
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from fitglue.domain.activity import Activity, Glance, glance
from fitglue.domain.booster_tools import BoosterTools, Place
from fitglue.domain.errors import Transient
from fitglue.domain.metrics import DayValue, MetricKind
from fitglue.domain.pace import Window
from fitglue.domain.plugins import Booster
from fitglue.domain.workout import Workout

LYON = Place("Lyon", "Auvergne-Rhône-Alpes", "France", 800.0)
NOW = datetime(2026, 5, 20, 12, tzinfo=UTC)


@dataclass
class FakeWeb:
    """Answers by the beginning of an address: a document, an error to raise, or what makes one.

    A function is given what was asked for. What nobody told it to answer does not answer. `asked`
    are the calls, in order.
    """

    answers: Mapping[str, Any] = field(default_factory=dict)
    asked: list[tuple[str, Mapping[str, str]]] = field(default_factory=list)

    def json(
        self,
        url: str,
        params: Mapping[str, str],
        *,
        keep: timedelta,
        pace: Sequence[Window] = (),
    ) -> Any:
        """Give the answer that was put there."""
        del keep, pace
        self.asked.append((url, dict(params)))
        return _answered(self.answers, url, params)


@dataclass
class FakeConnection:
    """An account that answers by the beginning of a path, as `FakeWeb` does."""

    answers: Mapping[str, Any] = field(default_factory=dict)
    asked: list[tuple[str, Mapping[str, str]]] = field(default_factory=list)

    def json(self, path: str, params: Mapping[str, str]) -> Any:
        """Give the answer that was put there."""
        self.asked.append((path, dict(params)))
        return _answered(self.answers, path, params)


@dataclass(frozen=True)
class FakeHistory:
    """A past: activities, the recordings of one by its id, and metrics by kind and day."""

    activities: Sequence[Activity] = ()
    recorded: Mapping[str, Sequence[Workout]] = field(default_factory=dict)
    metrics: Mapping[MetricKind, Sequence[DayValue]] = field(default_factory=dict)

    def latest(self, kind: MetricKind, day: date) -> DayValue | None:
        """Give the newest value before a day."""
        before = [value for value in self.metrics.get(kind, ()) if value.day < day]
        return max(before, key=lambda value: value.day, default=None)

    def max_heart_rate_bpm(self, day: date) -> float | None:
        """Give the highest of all activities before a day."""
        rates = [
            one.workout.max_hr_bpm
            for one in self.activities
            if one.workout.max_hr_bpm is not None and one.workout.start.date() < day
        ]
        return max(rates, default=None)

    def recordings(self, activity_id: str) -> Sequence[Workout]:
        """Give what was put there."""
        return self.recorded.get(activity_id, ())

    def overlapping(self, start: datetime, end: datetime) -> Sequence[Activity]:
        """Give those that share time."""
        return [
            one for one in self.activities if one.workout.start < end and one.workout.end > start
        ]

    def past(self, before: datetime, limit: int) -> Sequence[Glance]:
        """Give the figures of earlier ones, newest first."""
        earlier = [one for one in self.activities if one.workout.start < before]
        earlier.sort(key=lambda one: one.workout.start, reverse=True)
        return [glance(one) for one in earlier[:limit]]

    def activity(self, activity_id: str) -> Activity | None:
        """Give one by its id."""
        return next((one for one in self.activities if one.id == activity_id), None)


@dataclass(frozen=True)
class FakePlaces:
    """A map on which one place lies everywhere."""

    place: Place | None = LYON

    def at(self, latitude_deg: float, longitude_deg: float) -> Place | None:
        """Give the place."""
        del latitude_deg, longitude_deg
        return self.place


def tools_for(
    booster: Booster, settings: Mapping[str, Any] | None = None, **tools: Any
) -> BoosterTools:
    """Give a booster's tools with some settings; `tools` are fields of `BoosterTools`."""
    known: dict[str, Any] = {
        "zone": "Europe/Paris", "units": "metric", "now": NOW, "seed": b"a seed for tests",
        "person_seed": b"a person's seed for tests",
        "web": FakeWeb(), "connection": FakeConnection(), "history": FakeHistory(),
        "places": FakePlaces(),
    }  # fmt: skip
    checked = booster.about.settings.model_validate(settings or {})
    return BoosterTools(settings=checked, **(known | tools))


def _answered(answers: Mapping[str, Any], address: str, params: Mapping[str, str]) -> Any:
    for beginning, answer in answers.items():
        if not address.startswith(beginning):
            continue
        if isinstance(answer, Exception):
            raise answer
        return answer(params) if callable(answer) else answer
    raise Transient("Nobody answers here.")
