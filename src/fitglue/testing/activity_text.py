"""An activity as lines of text, for comparing before and after in a diff."""

from collections.abc import Iterator, Mapping
from dataclasses import fields
from difflib import unified_diff
from typing import Any

import numpy as np

from fitglue.domain.activity import Activity
from fitglue.domain.boost import Boost
from fitglue.domain.streams import Stream
from fitglue.domain.workout import Workout

_SHOWN_SAMPLES = 5


def activity_lines(activity: Activity) -> list[str]:
    """Write an activity: a line for each figure, some for each stream."""
    own = [
        f"title: {activity.title} ({activity.title_set_by})",
        f"description: {activity.description!r}",
        f"tags: {', '.join(activity.tags)}",
        f"gear: {activity.gear}",
    ]
    return own + list(_workout_lines(activity.workout))


def boost_lines(before: Activity, boost: Boost) -> list[str]:
    """Write what a booster said, and what is another line now."""
    said = [f"{boost.outcome}: {boost.why}"]
    said += [f"| {line}" for line in boost.section.splitlines()]
    said += [f"{name} = {_plain(value)}" for name, value in sorted(boost.facts.items())]
    if boost.activity is None:
        return said
    old, new = activity_lines(before), activity_lines(boost.activity)
    changes = list(unified_diff(old, new, lineterm="", n=0))[2:]
    return said + [line for line in changes if not line.startswith("@@")]


def _workout_lines(workout: Workout) -> Iterator[str]:
    for field in fields(workout):
        if field.name != "streams":
            yield from _field_lines(field.name, getattr(workout, field.name))
    for kind, stream in sorted(workout.streams.items()):
        yield from _stream_lines(kind, stream)


def _field_lines(name: str, value: Any) -> Iterator[str]:
    if isinstance(value, Mapping):
        yield from (f"{name}[{key}]: {_plain(value[key])}" for key in sorted(value))
    elif isinstance(value, tuple) and not isinstance(value, str):
        yield from (f"{name}[{at}]: {_plain(one)}" for at, one in enumerate(value))
    else:
        yield f"{name}: {_plain(getattr(value, 'key', value))}"


def _stream_lines(kind: str, stream: Stream) -> Iterator[str]:
    yield f"{kind}: {len(stream)} samples, {_range(stream.time_s)} s"
    for name, column in stream.columns.items():
        known = np.count_nonzero(np.isfinite(column))
        if known:
            yield f"{kind}.{name}: {known} known, {_range(column)}; {_samples(column)}"


def _range(column: Any) -> str:
    known = column[np.isfinite(column)]
    return f"{known.min():.6g} to {known.max():.6g}" if len(known) else "nothing"


def _samples(column: Any) -> str:
    picked = np.linspace(0, len(column) - 1, min(_SHOWN_SAMPLES, len(column))).astype(int)
    return " ".join(f"{value:.8g}" for value in column[picked])


def _plain(value: Any) -> str:
    return f"{value:.6g}" if isinstance(value, float) else str(value)
