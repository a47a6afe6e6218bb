"""Makes one workout of several recordings of it, the best of each, and says what came from whom.

It is worked out from the recordings each time and keeps nothing: leave one out, and what comes is
what was there before it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from fitglue.domain.activity import Recording
from fitglue.domain.clock import ZoneKnownBy
from fitglue.domain.edits import Witness
from fitglue.domain.measures import heart_rate_summary, timer_s
from fitglue.domain.sport import OTHER
from fitglue.domain.streams import StreamKind
from fitglue.domain.workout import How, Origin, PauseKind, Weather, Workout
from fitglue.matching.best_streams import Chosen, best_streams
from fitglue.matching.voices import Voice, voices

_K = StreamKind
#: Figures, and whose word counts: who measured the first of these streams that anybody has.
_TRUSTED: Mapping[str, tuple[StreamKind, ...]] = {
    "distance_m": (_K.DISTANCE, _K.ROUTE),
    "ascent_m": (_K.ROUTE,),
    "descent_m": (_K.ROUTE,),
    "active_kcal": (_K.ACTIVE_ENERGY, _K.HEART_RATE),
    "basal_kcal": (_K.BASAL_ENERGY, _K.ACTIVE_ENERGY),
    "avg_mets": (_K.HEART_RATE,),
    "moving_s": (),
    "effort": (),
    "training_load": (_K.HEART_RATE,),
}
#: What is true of the workout whoever says it, the lead first.
_SAID = ("indoor", "brand", "weather", "external_id", "healthkit_uuid")
#: Whoever tells most of it tells it all; figures of a swim go with its lengths.
_RICHEST = {
    "laps": (), "legs": (), "sets": (), "marks": (), "lengths": ("pool_length_m", "swim_location"),
}  # fmt: skip
_NONE_WANTED: Mapping[StreamKind, Witness] = {}
_HEART = ("avg_hr_bpm", "min_hr_bpm", "max_hr_bpm")


def merged(
    recordings: Iterable[Recording],
    order: Sequence[str] = (),
    wanted: Mapping[StreamKind, Witness] = _NONE_WANTED,
) -> Workout:
    """Merge the recordings of one workout; `order` names apps and devices, the preferred first.

    Of the streams in `wanted` the person said whose counts.

    The order of `recordings` makes no difference, nor does one that is there twice. A single one
    comes back as it is. Raises ValueError when there is none.
    """
    distinct = {(each.sender, each.content_hash): each for each in recordings}
    if not distinct:
        raise ValueError("an activity has at least one recording")
    if len(distinct) == 1:
        return next(iter(distinct.values())).workout
    told = voices(list(distinct.values()), order)
    return told[0].workout if len(told) == 1 else _merged(told, best_streams(told, wanted))


def _merged(told: Sequence[Voice], best: Chosen) -> Workout:
    lead = told[0]
    whose = _whose(told, best)
    values: dict[str, Any] = {name: getattr(voice.workout, name) for name, voice in whose.items()}
    origins = {name: _origin(name, voice) for name, voice in whose.items() if _says(name, voice)}
    heart, heart_origins = _heart(told, best)
    times, time_origins = _times(told)
    whole = replace(
        lead.workout,
        **(values | heart | times),
        statistics=_statistics(told),
        metadata={k: v for voice in reversed(told) for k, v in voice.workout.metadata.items()},
        streams={kind: voice.workout.streams[kind] for kind, voice in best.items()},
        notes=best.get(_K.ROUTE, lead).workout.notes,
        virtual_route=best.get(_K.ROUTE, lead).workout.virtual_route,
    )
    sampled = {kind.value: _sampled(kind, voice) for kind, voice in best.items()}
    whose_word = origins | heart_origins | time_origins | sampled
    return replace(
        whole,
        moving_s=None if whole.moving_s is None else min(whole.moving_s, whole.timer_s),
        provenance={**lead.workout.provenance, **whose_word},
    )


def _whose(told: Sequence[Voice], best: Chosen) -> dict[str, Voice]:
    """Say whose word counts for each field."""
    wholes = [voice for voice in told if voice.whole]
    whose = {name: _first(name, _asked(kinds, best, wholes)) for name, kinds in _TRUSTED.items()}
    whose |= {name: _first(name, told) for name in _SAID}
    for name, beside in _RICHEST.items():
        richest = max(told, key=lambda voice: len(getattr(voice.workout, name)))
        whose[name] = richest
        whose |= {each: _first(each, (richest, *told)) for each in beside}
    specific = (voice for voice in wholes if voice.workout.sport.key != OTHER.key)
    whose["sport"] = next(specific, told[0])
    return whose


def _asked(kinds: Iterable[StreamKind], best: Chosen, wholes: Sequence[Voice]) -> list[Voice]:
    """Order voices by trust: who measured, if as a whole, then the usual order."""
    measured = (best[kind] for kind in kinds if kind in best)
    return [*(voice for voice in measured if voice.whole), *wholes]


def _first(name: str, asked: Sequence[Voice]) -> Voice:
    """Give the first that says something; the first of all when none does."""
    return next((voice for voice in asked if _says(name, voice)), asked[0])


def _says(name: str, voice: Voice) -> bool:
    value = getattr(voice.workout, name)
    return value is not None and value not in ("", (), Weather())


def _heart(
    told: Sequence[Voice], best: Chosen
) -> tuple[dict[str, float | None], dict[str, Origin]]:
    """Take the figures of whoever's heart rate it is; work out those that it does not give."""
    if _K.HEART_RATE not in best:
        whose = {name: _first(name, told) for name in _HEART}
        known = {name: _origin(name, voice) for name, voice in whose.items() if _says(name, voice)}
        return {name: getattr(voice.workout, name) for name, voice in whose.items()}, known
    voice = best[_K.HEART_RATE]
    stream = voice.workout.streams[_K.HEART_RATE]
    found = heart_rate_summary(stream, voice.workout.pauses)
    worked_out = (found.avg_bpm, found.min_bpm, found.max_bpm) if found else (None,) * 3
    values, origins = {}, {}
    for name, otherwise in zip(_HEART, worked_out, strict=True):
        says = _says(name, voice)
        values[name] = getattr(voice.workout, name) if says else otherwise
        origins[name] = (
            _origin(name, voice) if says else Origin(voice.name, How.COMPUTED, len(stream))
        )
    return values, origins


def _times(told: Sequence[Voice]) -> tuple[dict[str, Any], dict[str, Origin]]:
    """Keep the lead's pauses; of a kind that it has none of, take the most that another has."""
    lead, values, origins = told[0], {}, {}
    zone = min(told, key=lambda voice: tuple(ZoneKnownBy).index(voice.workout.zone.known_by))
    whose = {kind: _most_pauses(kind, told) for kind in PauseKind}
    pauses = [pause for kind, voice in whose.items() for pause in _pauses(kind, voice)]
    values["pauses"] = tuple(sorted(pauses, key=lambda pause: (pause.start_s, pause.end_s)))
    values["zone"] = zone.workout.zone
    if zone is not lead:
        origins["zone"] = _origin("zone", zone)
    for voice in whose.values():
        if voice is not lead and pauses:
            origins["pauses"] = _origin("pauses", voice)
    if whose[PauseKind.MANUAL] is not lead:
        values["timer_s"] = timer_s(lead.workout.elapsed_s, values["pauses"])
        origins["timer_s"] = Origin(whose[PauseKind.MANUAL].name, How.COMPUTED)
    return values, origins


def _most_pauses(kind: PauseKind, told: Sequence[Voice]) -> Voice:
    if _pauses(kind, told[0]):
        return told[0]
    return max(told, key=lambda voice: len(_pauses(kind, voice)) if voice.whole else 0)


def _pauses(kind: PauseKind, voice: Voice) -> list[Any]:
    return [pause for pause in voice.workout.pauses if pause.kind is kind]


def _statistics(told: Sequence[Voice]) -> tuple[Any, ...]:
    """Keep the lead's, and of the others that are whole what it does not have."""
    kept: dict[str, Any] = {}
    for voice in told:
        for statistic in voice.workout.statistics if voice.whole else ():
            kept.setdefault(statistic.kind, statistic)
    return tuple(kept.values())


def _origin(name: str, voice: Voice) -> Origin:
    return voice.workout.provenance.get(name) or Origin(voice.name, How.STATED)


def _sampled(kind: StreamKind, voice: Voice) -> Origin:
    count = len(voice.workout.streams[kind])
    told = voice.workout.provenance.get(kind.value) or Origin(voice.name, How.SAMPLED)
    return replace(told, samples=count)
