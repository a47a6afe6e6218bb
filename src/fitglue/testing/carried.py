"""What a person carries on an outing, when it is, and what may go wrong with clocks."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np

from fitglue.domain.activity import Recording
from fitglue.domain.workout import App
from fitglue.testing.outings import Outing
from fitglue.testing.recorders import OTHERS, WATCH, Recorder, off_by, recorded

Rng = np.random.Generator
_APPS = (App("Strava", "412"), App("Training Log", "3.0"), App("Route Keeper"))
_HOUR_S, _CLOCK_S = 3600.0, 180.0


def by_watch(rng: Rng, outing: Outing) -> Recording:
    """Record an outing with the watch."""
    return pressed(rng, outing, WATCH)


def by_another(rng: Rng, outing: Outing, *, label: str = "") -> Recording:
    """Record an outing with another device or app, which may call it otherwise."""
    recorder = replace(clock_of(rng, any_other(rng)), label=label)
    return pressed(rng, outing, recorder)


def pressed(rng: Rng, outing: Outing, recorder: Recorder) -> Recording:
    """Press start and stop on one device: some seconds late, or early."""
    late_s, early_s = (float(round(rng.exponential(12), 2)) for _ in range(2))
    most_s = outing.length_s / 10
    return recorded(
        rng, outing, recorder, min(late_s, most_s), outing.length_s - min(early_s, most_s)
    )


def clock_of(rng: Rng, recorder: Recorder) -> Recorder:
    """Put a clock wrong by up to three minutes, as half of them are."""
    off_s = float(rng.uniform(-_CLOCK_S, _CLOCK_S)) if rng.random() < 0.5 else 0.0  # noqa: PLR2004
    return replace(recorder, clock_s=off_s)


def any_other(rng: Rng) -> Recorder:
    """Take another device than the watch."""
    return OTHERS[int(rng.integers(len(OTHERS)))]


def any_app(rng: Rng) -> App:
    """Take an app that copies."""
    return _APPS[int(rng.integers(len(_APPS)))]


def shifted(rng: Rng, recording: Recording) -> Recording:
    """Take local time for UTC or the reverse; or else be off by any whole or half hour up to 14."""
    from_utc = recording.workout.zone.local(recording.workout.start).utcoffset()
    shift_s = from_utc.total_seconds() if from_utc else 0.0
    if rng.random() < 0.4 or not shift_s:  # noqa: PLR2004 - two in five
        shift_s = float(rng.integers(1, 29)) * _HOUR_S / 2
    return off_by(recording, shift_s * (1 if rng.random() < 0.5 else -1))  # noqa: PLR2004 - a coin


def near(rng: Rng) -> float:
    """Give seconds that make two sessions look like one in another zone, half of the time."""
    return float(rng.uniform(-_CLOCK_S, _CLOCK_S) if rng.random() < 0.5 else rng.uniform(0, 3600))  # noqa: PLR2004


def some_day(rng: Rng) -> datetime:
    """Give a moment between morning and evening."""
    day = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(days=int(rng.integers(0, 365)))
    return day + timedelta(seconds=float(round(rng.uniform(5, 18) * _HOUR_S, 3)))
