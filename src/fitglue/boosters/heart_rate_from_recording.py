"""Heart Rate from Recording: takes the heart rate of another recording of the same time."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

import numpy as np
from pydantic import Field

from fitglue.domain.activity import Activity
from fitglue.domain.better_heart_rate import (
    CHANGES,
    HeartRateChoice,
    Offer,
    covered,
    taken,
    why_left,
)
from fitglue.domain.boost import Boost, retry_later, unchanged
from fitglue.domain.booster_tools import BoosterTools
from fitglue.domain.coverage import span_of
from fitglue.domain.heart_rate import filled, heart_rate, measured, whose
from fitglue.domain.looking_again import in_words, look_again_s, look_again_until
from fitglue.domain.plugins import About, Category, Example, PluginKind
from fitglue.domain.streams import TIME_RESOLUTION_S, Stream
from fitglue.domain.workout import Workout

#: So many samples alike are one heart rate, told by two.
_MOST, _SAME_BPM = 0.9, 0.01


class HeartRateFromRecordingSettings(HeartRateChoice):
    """What to do with the heart rate, whose it may be, and how long to wait for it."""

    only_from: tuple[str, ...] = Field(
        default=(),
        max_length=20,
        title="Only from",
        description=(
            "Apps or devices whose heart rate is taken, best first; a part of the name is enough. "
            "None: any, the one that covers most first."
        ),
    )
    wait: bool = Field(
        default=False,
        title="Wait for a recording",
        description=(
            "Hold the activity back until there is another recording. Otherwise it is delivered "
            "now and updated later."
        ),
    )
    hours: float = Field(
        default=24,
        ge=0,
        le=72,
        title="Look again for",
        description=(
            "Hours after the end of the workout in which another recording may still come; 0 "
            "takes what is there."
        ),
        json_schema_extra={"unit": "h"},
    )


ABOUT = About(
    id="heart_rate_from_recording",
    kind=PluginKind.BOOSTER,
    name="Heart Rate from Recording",
    summary="Takes the heart rate from another of your recordings of the same time.",
    description=(
        "When the watch recorded the route and a strap's app the heart, this brings both together: "
        "it looks through your other recordings and activities of the same time, takes the one "
        "that covers most, and puts each sample at its own instant. If there is none yet, it looks "
        "again later."
    ),
    settings=HeartRateFromRecordingSettings,
    category=Category.DATA,
    changes=CHANGES,
    examples=(
        Example("Prefer the chest strap to the watch.", {"force": True, "only_from": ("Polar",)}),
        Example("Fill gaps from whatever else was worn.", {"fill_gaps": True}),
        Example("Hold the activity back for two hours, until the other device has synced.",
                {"wait": True, "hours": 2}),
    ),
)  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class _Voice:
    """A heart rate on the activity's clock, and every name of who measured it."""

    source: str
    names: tuple[str, ...]
    stream: Stream


class HeartRateFromRecording:
    """Looks through the person's other recordings, and again while one may still come."""

    about = ABOUT

    def boost(self, activity: Activity, tools: BoosterTools) -> Boost:
        """Give the heart rate of the recording that covers most, or of the preferred one."""
        settings: HeartRateFromRecordingSettings = tools.settings
        workout = activity.workout
        if why := why_left(workout, settings):
            return unchanged(why)
        voices = _chosen(_voices(activity, tools), workout, settings)
        if not voices:
            return _none_yet(workout, tools)
        return taken(activity, _together(voices, workout, settings), settings)


def _voices(activity: Activity, tools: BoosterTools) -> Iterator[_Voice]:
    """Give every other heart rate of the activity's time; its own is passed over."""
    workout = activity.workout
    for one in _others(activity, tools):
        own = measured(one)
        if own is None:
            continue
        later_s = (one.start - workout.start).total_seconds()
        stream = heart_rate(own.time_s + later_s, own.values, workout.elapsed_s)
        if len(stream) and not _is_its_own(stream, workout):
            yield _Voice(whose(one), _names(one), stream)


def _others(activity: Activity, tools: BoosterTools) -> Iterator[Workout]:
    yield from tools.history.recordings(activity.id)
    workout = activity.workout
    for one in tools.history.overlapping(workout.start, workout.end):
        if one.id != activity.id:
            yield one.workout


def _is_its_own(stream: Stream, workout: Workout) -> bool:
    """Tell whether an activity's heart rate is this one: most samples are the same."""
    own = measured(workout)
    if own is None:
        return False
    moments, at = (np.round(one.time_s / TIME_RESOLUTION_S) for one in (own, stream))
    there = np.searchsorted(moments, at).clip(max=len(moments) - 1)
    same = (moments[there] == at) & (np.abs(own.values[there] - stream.values) < _SAME_BPM)
    return bool(same.mean() >= _MOST)


def _names(workout: Workout) -> tuple[str, ...]:
    device = workout.device
    named = (whose(workout), workout.app.name, device.name, device.manufacturer, device.model)
    return tuple(name.casefold() for name in named if name)


def _chosen(
    voices: Iterable[_Voice], workout: Workout, settings: HeartRateFromRecordingSettings
) -> list[_Voice]:
    """Give those that are wanted, the preferred first, of equals the one that covers most."""
    wanted = [name.strip().casefold() for name in settings.only_from if name.strip()]
    ranked = [
        (_rank(voice, wanted), -covered(workout, voice.stream, settings).share, at, voice)
        for at, voice in enumerate(voices)
    ]
    return [voice for rank, _, _, voice in sorted(ranked, key=lambda one: one[:3]) if rank >= 0]


def _rank(voice: _Voice, wanted: list[str]) -> int:
    """Give the place of a voice among the wanted; -1 when it is none of them."""
    if not wanted:
        return 0
    places = (at for at, part in enumerate(wanted) if any(part in name for name in voice.names))
    return next(places, -1)


def _together(
    voices: list[_Voice], workout: Workout, settings: HeartRateFromRecordingSettings
) -> Offer:
    """Take the first heart rate, and let the others fill what it has not."""
    span, stream, sources = span_of(workout, settings.gap_s), voices[0].stream, [voices[0].source]
    for voice in voices[1:]:
        more = filled(stream, voice.stream, span)
        if len(more) > len(stream):
            stream = more
            sources.append(voice.source)
    return Offer(" and ".join(dict.fromkeys(sources)), stream)


def _none_yet(workout: Workout, tools: BoosterTools) -> Boost:
    settings: HeartRateFromRecordingSettings = tools.settings
    until = look_again_until(workout.end, settings.hours)
    after_s = look_again_s(tools.attempt, tools.now, until)
    none = "There is no other heart rate of this time"
    if not after_s:
        return unchanged(f"{none}.")
    why = f"{none} yet; the next look is in {in_words(after_s)}."
    if settings.wait:
        return retry_later(why, after_s)
    return replace(unchanged(why), look_again_s=after_s)


plugin = HeartRateFromRecording()
