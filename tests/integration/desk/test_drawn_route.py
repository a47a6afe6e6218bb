"""A treadmill run with Virtual GPS, on its page: a map, dashed, that says that it was drawn."""

from typing import Any

from fitglue.domain.plan import BoosterUse, Plan, TargetUse
from fitglue.domain.runs import RunState
from fitglue.testing.at_work import until, working

DRAW = Plan(
    id="",
    name="Treadmill",
    sources=("apple_health",),
    boosters=(BoosterUse(key="v", plugin="virtual_gps"),),
    targets=(TargetUse(key="t", plugin="fake_target"),),
)


def test_a_drawn_route_is_seen_and_said_to_be_drawn(kim: Any) -> None:
    kim.instance.store.pipelines.save(kim.id, DRAW)
    activity = kim.gets(route=False, indoor=True)
    with working(kim.instance):
        until(lambda: [run.state for run in kim.runs] == [RunState.DONE], "the run")
    (run,) = kim.runs
    page = kim.sees(f"/activities/{activity}")
    assert "Virtual route: drawn, not measured" in page
    assert f"/activities/{activity}/series?version={run.id}" in page
    series = kim.browser.get(f"/activities/{activity}/series?version={run.id}").json()
    assert series["virtual"]
    assert series["route"]
    recorded = kim.sees(f"/activities/{activity}?version=recorded")
    assert "Virtual route" not in recorded
    assert "route-map" not in recorded
