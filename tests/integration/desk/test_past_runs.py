"""Running for past activities: counted by target, paused, gone on with."""

from typing import Any

from fitglue.domain.runs import RunState
from fitglue.testing.at_work import until, until_quiet, working
from fitglue.testing.fakes import World


def test_what_is_new_at_a_target_and_what_is_there_is_counted_apart(
    kim: Any, outside: World
) -> None:
    pipeline = kim.has_pipeline()
    kim.gets("there")
    with working(kim.instance):
        until_quiet(kim.instance, kim.id)
    kim.instance.store.pipelines.enable(kim.id, pipeline, enabled=False)
    kim.gets("new-1", days=1)
    kim.gets("new-2", days=2)
    told = kim.reads(f"/pipelines/{pipeline}/past?too=on")
    assert "3 past activities fit." in told
    assert "Fake Target 2 new there, 1 there already, brought up to date" in told
    assert len(outside.everything()) == 1


def test_a_run_for_past_ones_is_paused_and_goes_on_with_the_rest(kim: Any, outside: World) -> None:
    for at in range(3):
        kim.gets(f"run-{at}", days=at)
    pipeline = kim.has_pipeline(["much-later"])
    address = f"/pipelines/{pipeline}/past"
    with working(kim.instance):
        page = kim.browser.post(address, data={"delivers": "yes"}).text
        assert "How far it is" in page
        until(lambda: [run.state for run in kim.runs] == ["parked"] * 3, "the waits")
        assert "0 of 3 are through." in kim.reads(address)
        kim.browser.post(f"{address}/pause")
        assert {run.state for run in kim.runs} == {RunState.CANCELLED}
        told = kim.reads(address)
        assert "Paused: 0 are through, 3 wait." in told
        assert "3 past activities fit." in told
        kim.browser.post(address, data={"delivers": "yes"})
        until(lambda: len(kim.runs) == 6, "the runs begun anew")
        until(lambda: [run.state for run in kim.runs][:3] == ["parked"] * 3, "the waits")
        for run in kim.runs[:3]:
            kim.browser.post(f"/runs/{run.id}/wake")
        until_quiet(kim.instance, kim.id)
        until(lambda: len(outside.everything()) == 3, "the deliveries")
    assert "All 3 are through." in kim.reads(address)
