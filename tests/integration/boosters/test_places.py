"""Boosters that name places get the map that comes with FitGlue."""

from fitglue.domain.plan import BoosterUse, Plan, TargetUse
from fitglue.domain.runs import RunState
from fitglue.testing.at_work import until, working
from fitglue.testing.fakes import World
from fitglue.testing.member import Member


def test_a_run_beside_the_rhone_is_named_and_counted(kim: Member, outside: World) -> None:
    title = {"template": "{nth_ever|sport} in {place}, {country}"}
    plan = Plan(
        id="", name="Test", sources=("apple_health",),
        boosters=(
            BoosterUse(key="title", plugin="title", settings=title),
            BoosterUse(key="where", plugin="location_naming", settings={"mode": "description"}),
        ),
        targets=(TargetUse(key="t", plugin="fake_target"),),
    )  # fmt: skip
    kim.instance.store.pipelines.save(kim.id, plan)
    kim.gets(2)
    with working(kim.instance):
        until(lambda: set(kim.states) == {RunState.DONE}, "both deliveries")
    there = outside.everything()
    assert sorted(one["title"] for one in there) == [
        "2nd in Caluire-et-Cuire, France",
        "Run in Caluire-et-Cuire, France",
    ]
    assert {one["description"] for one in there} == {"Caluire-et-Cuire, France"}
