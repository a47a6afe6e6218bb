"""Boosters of figures keep what every booster promises, also where a service and a past answer."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from fitglue.boosters import calories, elevation_correction, treadmill_calibration, weather
from fitglue.domain.boost import Answer
from fitglue.domain.metrics import DayValue, MetricKind, Way
from fitglue.domain.plugins import Booster
from fitglue.testing.booster_tools import FakeHistory, FakeWeb, tools_for
from fitglue.testing.conformance.boosters import BOOSTER_PROMISES
from fitglue.testing.open_meteo import open_meteo

USES: Mapping[str, tuple[Booster, Mapping[str, Any]]] = {
    "the weather is asked": (weather.plugin, {"ask": True, "detail": "full"}),
    "the ground is asked": (elevation_correction.plugin, {"way": "terrain", "virtual": True}),
    "it is smoothed hard": (
        elevation_correction.plugin, {"window_s": 60, "level_loops": True, "virtual": True},
    ),
    "the treadmill is answered": (treadmill_calibration.plugin, {}),
    "energy by heart rate": (
        calories.plugin, {"born": 1986, "sex": "male", "replace": True, "text": "fun"},
    ),
    "energy by all there is": (calories.plugin, {"replace": True, "text": "fun"}),
}  # fmt: skip


@pytest.mark.parametrize("promise", BOOSTER_PROMISES)
@pytest.mark.parametrize("use", USES)
def test_a_promise_is_kept_where_everybody_answers(use: str, promise: str) -> None:
    booster, settings = USES[use]
    day = date(2026, 1, 1)
    weight = DayValue(MetricKind.WEIGHT, day, 70.0, next(iter(Way)), ("Scales",))
    tools = tools_for(
        booster,
        settings,
        web=FakeWeb(open_meteo()),
        history=FakeHistory(metrics={MetricKind.WEIGHT: [weight]}),
        answer=Answer({"distance_km": "4.2"}),
    )
    BOOSTER_PROMISES[promise](booster, tools)


@pytest.mark.parametrize("use", USES)
def test_settings_can_be_drawn_as_a_form(use: str) -> None:
    booster, _ = USES[use]
    drawn = booster.about.settings.model_json_schema()["properties"]
    assert all(field["title"] and field["description"] for field in drawn.values())
    assert all("default" in field for field in drawn.values())
