"""What a person changed of an activity: a layer over what its recordings say.

It is kept apart from them and applied each time they are merged, so that a part that comes later,
or another run, leaves it in place; and taken back, what comes is what was there before it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import datetime
from typing import Any

from fitglue.domain.shape import Shape
from fitglue.domain.sport import by_key
from fitglue.domain.streams import StreamKind
from fitglue.domain.trimming import Span, trimmed
from fitglue.domain.workout import How, Origin, Workout

#: How provenance names the person themselves.
BY_PERSON = "You"
#: Less than this is no workout any more, and a trim that would leave it is not made.
LEAST_LEFT_S = 10.0


@dataclass(frozen=True, slots=True)
class Witness:
    """A recording by its source and its name there."""

    source: str
    source_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Edits:
    """What a person changed; None is what they left alone.

    A trim is kept as instants, for another recording may begin the workout earlier. `streams` says
    whose stream counts, by kind.
    """

    title: str | None = None
    sport: str | None = None
    description: str | None = None
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    streams: Mapping[str, Witness] = field(default_factory=dict)

    def __bool__(self) -> bool:
        """Tell whether anything was changed."""
        return self != NO_EDITS

    @property
    def trims(self) -> bool:
        """Tell whether an end was cut off."""
        return self.starts_at is not None or self.ends_at is not None

    def over(self, other: "Edits") -> "Edits":
        """Give these, and another's where these leave something alone."""
        own = {one.name: value for one in fields(self) if (value := getattr(self, one.name))}
        if self.trims:
            own |= {"starts_at": self.starts_at, "ends_at": self.ends_at}
        kept: dict[str, Any] = {
            name: value for name in _TEXTS if (value := getattr(self, name)) is not None
        }
        return replace(other, **(own | kept | {"streams": {**other.streams, **self.streams}}))

    def without(self, other: "Edits") -> "Edits":
        """Give these less what another has just so."""
        same = [
            one.name
            for one in fields(self)
            if one.name != "streams" and getattr(self, one.name) == getattr(other, one.name)
        ]
        left = {kind: who for kind, who in self.streams.items() if other.streams.get(kind) != who}
        return replace(self, **dict.fromkeys(same), streams=left)

    def taken_back(self, part: str) -> "Edits":
        """Give these less one part: a name of `PARTS`."""
        return replace(self, **{name: getattr(NO_EDITS, name) for name in PARTS[part]})


NO_EDITS = Edits()
EDITS = Shape(Edits)
_TEXTS = ("title", "sport", "description")
#: What can be taken back on its own, and the fields of it.
PARTS: Mapping[str, tuple[str, ...]] = {
    "title": ("title",), "sport": ("sport",), "description": ("description",),
    "trim": ("starts_at", "ends_at"), "streams": ("streams",),
}  # fmt: skip


def edited(workout: Workout, edits: Edits) -> Workout:
    """Give a merged workout as its owner changed it: its sport, and what was cut off."""
    if edits.sport is not None and edits.sport != workout.sport.key:
        said = Origin(BY_PERSON, How.STATED)
        known = {**workout.provenance, "sport": said}
        workout = replace(workout, sport=by_key(edits.sport), provenance=known)
    span = span_of(workout, edits)
    return workout if span is None else trimmed(workout, span.start_s, span.end_s)


def span_of(workout: Workout, edits: Edits) -> Span | None:
    """Give what a trim leaves of a workout that is not trimmed; None for all of it.

    One that would leave next to nothing is passed over: the workout is not the one that it was
    made for.
    """
    if not edits.trims:
        return None
    start_s, end_s = 0.0, workout.elapsed_s
    if edits.starts_at is not None:
        start_s = max(start_s, (edits.starts_at - workout.start).total_seconds())
    if edits.ends_at is not None:
        end_s = min(end_s, (edits.ends_at - workout.start).total_seconds())
    return Span(start_s, end_s) if end_s - start_s >= LEAST_LEFT_S else None


def sport_is_persons(workout: Workout) -> bool:
    """Tell whether a person chose the sport: no booster changes it then."""
    origin = workout.provenance.get("sport")
    return origin is not None and origin.source == BY_PERSON


def chosen(edits: Edits) -> Mapping[StreamKind, Witness]:
    """Give whose streams count, as far as the kinds are ours."""
    kinds = {kind.value: kind for kind in StreamKind}
    return {kinds[name]: who for name, who in edits.streams.items() if name in kinds}
