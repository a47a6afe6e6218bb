"""The boosters that bring a heart rate keep the promises of all when there is one to bring."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest

from fitglue.boosters import fit_file_heart_rate, fitbit_heart_rate, heart_rate_from_recording
from fitglue.domain.boost import Answer, Outcome
from fitglue.domain.booster_tools import BoosterTools
from fitglue.domain.plugins import Booster
from fitglue.domain.workout import App
from fitglue.formats.fit import encode_activity
from fitglue.testing.arrivals import SPRING, a_run
from fitglue.testing.booster_tools import FakeHistory, tools_for
from fitglue.testing.conformance.boosters import BOOSTER_PROMISES
from fitglue.testing.conformance.targets import an_activity
from fitglue.testing.examples import START, example_activity, example_run
from fitglue.testing.services.google_health import Beat, GoogleHealth

EVERY_S = 30
DAY = range(0, 25 * 3600, EVERY_S)
BEATS = [Beat(SPRING + timedelta(seconds=at), 100 + at % 70) for at in DAY]
BEATS += [Beat(START + timedelta(seconds=at), 100 + at % 70) for at in DAY[:120]]


def google() -> BoosterTools:
    service = GoogleHealth(BEATS)
    return tools_for(fitbit_heart_rate.plugin, {"force": True}, connection=service.connected)


def a_file() -> BoosterTools:
    answer = Answer({"file": "strap.fit"}, encode_activity(example_activity(a_run(route=False))))
    settings = {"force": True, "minimum_percent": 0}
    return tools_for(fit_file_heart_rate.plugin, settings, answer=answer)


def recordings() -> BoosterTools:
    beside = example_activity(example_run(1200, app=App("Strap")))
    strap = a_run(minutes=60, app=App("Strap"), provenance={})
    history = FakeHistory([beside], {an_activity().id: [strap]})
    settings = {"force": True, "minimum_percent": 0}
    return tools_for(heart_rate_from_recording.plugin, settings, history=history)


WITH_SOMETHING: Mapping[str, tuple[Booster, Any]] = {
    "Google Health": (fitbit_heart_rate.plugin, google),
    "a file": (fit_file_heart_rate.plugin, a_file),
    "recordings": (heart_rate_from_recording.plugin, recordings),
}


@pytest.mark.parametrize("promise", BOOSTER_PROMISES)
@pytest.mark.parametrize("name", WITH_SOMETHING)
def test_promises_are_kept_when_there_is_a_heart_rate_to_bring(name: str, promise: str) -> None:
    booster, tools = WITH_SOMETHING[name]
    BOOSTER_PROMISES[promise](booster, tools())


@pytest.mark.parametrize("name", WITH_SOMETHING)
def test_there_was_one(name: str) -> None:
    booster, tools = WITH_SOMETHING[name]
    without = an_activity(a_run(streams={}, avg_hr_bpm=None, max_hr_bpm=None))
    assert booster.boost(without, tools()).outcome is Outcome.CHANGED
