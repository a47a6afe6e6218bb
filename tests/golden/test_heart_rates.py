"""What a person reads of the boosters that bring a heart rate, in every case there is, as text.

`FITGLUE_WRITE_GOLDEN=1 bin/test tests/golden/test_heart_rates.py` writes the file anew.
"""

import os
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np

from fitglue.boosters import fit_file_heart_rate, fitbit_heart_rate, heart_rate_from_recording
from fitglue.domain.activity import Activity
from fitglue.domain.boost import Answer
from fitglue.domain.booster_tools import BoosterTools
from fitglue.domain.plugins import Booster
from fitglue.domain.streams import StreamKind
from fitglue.domain.workout import App, Device, Workout
from fitglue.formats.fit import encode_activity
from fitglue.testing import sport_examples
from fitglue.testing.activity_text import boost_lines
from fitglue.testing.booster_tools import FakeHistory, tools_for
from fitglue.testing.examples import START, example_activity, example_run
from fitglue.testing.services.google_health import Beat, GoogleHealth

PATH = Path(__file__).parent / "heart_rates.txt"
END = START + timedelta(seconds=600)
HR = StreamKind.HEART_RATE


def without() -> Workout:
    """A run of ten minutes without a heart rate."""
    return sport_examples.without(HR)


def holed() -> Workout:
    """A run whose watch lost the heart for four minutes, with laps that have heart rates."""
    run = example_run()
    kept = run.streams[HR].take((run.streams[HR].time_s <= 120) | (run.streams[HR].time_s >= 360))
    return replace(run, streams={**run.streams, HR: kept})


def tracker(first_s: int = -60, last_s: int = 900) -> GoogleHealth:
    return GoogleHealth(
        [Beat(START + timedelta(seconds=at), 130 + at % 20) for at in range(first_s, last_s + 1, 3)]
    )


def fitbit(service: GoogleHealth, *, hours: float = 0.1, **settings: Any) -> BoosterTools:
    return tools_for(
        fitbit_heart_rate.plugin, settings, connection=service.connected,
        now=END + timedelta(hours=hours),
    )  # fmt: skip


def strap(first_s: float = 0, seconds: int = 600) -> Workout:
    run = example_run(seconds, app=App("Polar Beat"), device=Device("H10", "Polar"))
    start = START + timedelta(seconds=first_s)
    return replace(
        run, start=start, end=start + timedelta(seconds=seconds), streams={HR: run.streams[HR]}
    )


def file(workout: Workout, **settings: Any) -> BoosterTools:
    answer = Answer({"file": "strap.fit"}, encode_activity(example_activity(workout)))
    return tools_for(fit_file_heart_rate.plugin, settings, answer=answer)


def other(*workouts: Workout, **settings: Any) -> BoosterTools:
    history = FakeHistory((), {"0197f0a2": workouts})
    now = END + timedelta(minutes=5)
    return tools_for(heart_rate_from_recording.plugin, settings, history=history, now=now)


FITBIT, FILE, OTHER = fitbit_heart_rate.plugin, fit_file_heart_rate.plugin, (
    heart_rate_from_recording.plugin
)  # fmt: skip
STORIES: Mapping[str, tuple[Booster, Workout, BoosterTools]] = {
    "A tracker that has synced": (FITBIT, without(), fitbit(tracker(), mention=True)),
    "A tracker that was put on after five minutes": (
        FITBIT, without(), fitbit(tracker(300), mention=True)),
    "A tracker that has synced half of it": (FITBIT, without(), fitbit(tracker(last_s=300))),
    "The same, a day later": (FITBIT, without(), fitbit(tracker(last_s=300), hours=24)),
    "A tracker that has not synced": (FITBIT, without(), fitbit(tracker(last_s=-10))),
    "The same, held back": (FITBIT, without(), fitbit(tracker(last_s=-10), wait=True)),
    "A tracker instead of the watch": (FITBIT, holed(), fitbit(tracker(), force=True)),
    "A tracker for the gaps": (FITBIT, holed(), fitbit(tracker(), fill_gaps=True)),
    "A tracker with next to nothing": (FITBIT, without(), fitbit(tracker(580))),
    "A file of the same time": (FILE, without(), file(strap())),
    "A file with a clock an hour ahead": (FILE, without(), file(strap(3600))),
    "A file with a clock two minutes behind": (FILE, without(), file(strap(-120))),
    "A file of the day before": (FILE, without(), file(strap(-86400))),
    "A strap in the person's other recording": (OTHER, without(), other(strap())),
    "Two of them": (OTHER, without(), other(strap(0, 300), strap(250, 500))),
    "None of them yet": (OTHER, without(), other()),
    "None of the wanted": (OTHER, without(), other(strap(), only_from=("Garmin",), hours=0)),
}  # fmt: skip


def lines() -> Iterator[str]:
    for says, (booster, workout, tools) in STORIES.items():
        activity: Activity = example_activity(workout)
        yield f"# {says}"
        yield from boost_lines(activity, booster.boost(activity, tools))
        yield ""


def test_heart_rates_from_elsewhere_are_told_as_ever() -> None:
    text = "\n".join(lines())
    if os.environ.get("FITGLUE_WRITE_GOLDEN"):
        PATH.write_text(text)
    assert text == PATH.read_text()


def test_every_sample_of_the_stories_is_one_that_was_measured() -> None:
    for says, (booster, workout, tools) in STORIES.items():
        after = booster.boost(example_activity(workout), tools).activity
        if after is not None:
            values = after.workout.streams[HR].values
            assert ((values >= 115) & (values <= 165)).all(), says
            assert np.isfinite(values).all()
