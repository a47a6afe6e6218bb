"""What becomes of a heart rate that somebody offers: added, filling gaps, replacing, or left.

The boosters that bring one from elsewhere share this, so that they have the same options and the
same words.
"""

from dataclasses import dataclass, replace
from typing import Any

from pydantic import BaseModel, Field

from fitglue.domain.activity import Activity
from fitglue.domain.boost import Boost, changed, unchanged
from fitglue.domain.coverage import GAP_S, Coverage, coverage, holes, span_of
from fitglue.domain.heart_rate import filled, measured, whose, with_heart_rate
from fitglue.domain.parts import Part, Parts
from fitglue.domain.streams import Stream, StreamKind
from fitglue.domain.workout import Note, Workout

#: What a new heart rate changes; of the times only what laps say about the heart.
CHANGES: Parts = frozenset({StreamKind.HEART_RATE, Part.FIGURES, Part.TIMES})
#: From here on a heart rate is as good as whole.
WHOLE = 0.95
_NOTE = "heart-rate-incomplete"


class HeartRateChoice(BaseModel):
    """What to do with a heart rate from elsewhere."""

    force: bool = Field(
        default=False,
        title="Replace",
        description="Replace the heart rate that an activity has already. Otherwise it is kept.",
    )
    fill_gaps: bool = Field(
        default=False,
        title="Fill gaps",
        description="Keep the heart rate that an activity has, and fill only its gaps.",
    )
    gap_s: float = Field(
        default=GAP_S,
        ge=5,
        le=600,
        title="Shortest gap",
        description="A longer time without a sample is a gap: it does not count as covered.",
        json_schema_extra={"unit": "s"},
    )
    minimum_percent: float = Field(
        default=10,
        ge=0,
        le=100,
        title="Least coverage",
        description="A heart rate for less of the time is not taken, except to fill gaps.",
        json_schema_extra={"unit": "%"},
    )
    mention: bool = Field(
        default=False,
        title="Mention it",
        description="Say in the description where the heart rate comes from.",
    )


@dataclass(frozen=True, slots=True, eq=False)
class Offer:
    """A heart rate on a workout's clock, and who measured it."""

    source: str
    stream: Stream


@dataclass(frozen=True, slots=True, eq=False)
class _Taken:
    workout: Workout
    way: str
    why: str


def why_left(workout: Workout, choice: HeartRateChoice) -> str:
    """Say why nobody needs to be asked for a heart rate; "" when somebody is."""
    if workout.elapsed_s <= 0:
        return "It has no length, so nothing can be measured in it."
    own = measured(workout)
    if own is None or choice.force:
        return ""
    if not choice.fill_gaps:
        return f"It has a heart rate already: {len(own):,} samples from {whose(workout)}."
    if not len(holes(own.time_s, span_of(workout, choice.gap_s))):
        return f"Its heart rate has no gap longer than {choice.gap_s:g} s."
    return ""


def covered(workout: Workout, stream: Stream, choice: HeartRateChoice) -> Coverage:
    """Tell how much of a workout a heart rate covers."""
    return coverage(stream.time_s, span_of(workout, choice.gap_s))


def taken(activity: Activity, offer: Offer, choice: HeartRateChoice) -> Boost:
    """Give an activity the heart rate that is offered, or say why not."""
    if not len(offer.stream):
        return unchanged(f"There is no heart rate of this time from {offer.source}.")
    own = measured(activity.workout)
    if own is not None and choice.fill_gaps and not choice.force:
        return _boost(activity, offer, _filled(activity.workout, own, offer, choice), choice)
    found = covered(activity.workout, offer.stream, choice)
    if found.share * 100 < choice.minimum_percent:
        return unchanged(
            f"The heart rate from {offer.source} covers {found.percent} % of the time, less than "
            f"the {choice.minimum_percent:g} % asked for."
        )
    return _boost(activity, offer, _put(activity.workout, own, offer, found), choice)


def _put(workout: Workout, own: Stream | None, offer: Offer, found: Coverage) -> _Taken:
    samples = f"{len(offer.stream):,} samples from {offer.source}"
    instead = "" if own is None else f", in place of {len(own):,} from {whose(workout)}"
    return _Taken(
        with_heart_rate(workout, offer.stream, offer.source),
        "added" if own is None else "replaced",
        f"Heart rate for {found.percent} % of the time, {samples}{instead}.",
    )


def _filled(workout: Workout, own: Stream, offer: Offer, choice: HeartRateChoice) -> _Taken | None:
    span = span_of(workout, choice.gap_s)
    both = filled(own, offer.stream, span)
    added = len(both) - len(own)
    if not added:
        return None
    before, after = coverage(own.time_s, span), coverage(both.time_s, span)
    return _Taken(
        with_heart_rate(workout, both, f"{whose(workout)} and {offer.source}"),
        "filled",
        f"Gaps filled with {added:,} samples from {offer.source}: heart rate for {after.percent} % "
        f"of the time, {before.percent} % before.",
    )


def _boost(activity: Activity, offer: Offer, made: _Taken | None, choice: HeartRateChoice) -> Boost:
    if made is None:
        return unchanged(f"Nothing from {offer.source} fills the gaps of its heart rate.")
    stream = made.workout.streams[StreamKind.HEART_RATE]
    found = covered(made.workout, stream, choice)
    return changed(
        made.why,
        activity=replace(activity, workout=_noted(made.workout, found)),
        section=_section(offer, found) if choice.mention else "",
        facts=_facts(offer, made, found),
    )


def _facts(offer: Offer, made: _Taken, found: Coverage) -> dict[str, Any]:
    return {
        "heart_rate_source": offer.source,
        "heart_rate_way": made.way,
        "heart_rate_samples": found.samples,
        "heart_rate_coverage_percent": found.percent,
        "heart_rate_longest_gap_s": round(found.longest_gap_s, 1),
    }


def _section(offer: Offer, found: Coverage) -> str:
    part = "" if found.share >= WHOLE else f", for {found.percent} % of the time"
    return f"Heart rate from {offer.source}{part}."


def _noted(workout: Workout, found: Coverage) -> Workout:
    """Note that a heart rate has holes; a note of an earlier one goes."""
    others = tuple(note for note in workout.notes if note.code != _NOTE)
    if found.share >= WHOLE:
        return replace(workout, notes=others)
    source = workout.provenance[StreamKind.HEART_RATE.value].source
    sentence = f"The heart rate from {source} covers {found.percent} % of the time."
    return replace(workout, notes=(*others, Note(_NOTE, sentence)))
