"""Pipelines on pages: listed, edited without any script, shared, paused, tried and deleted."""

import re
from typing import Any

from starlette.testclient import TestClient

from fitglue.domain.runs import RunState
from fitglue.testing.at_work import until, until_quiet, working
from fitglue.testing.fakes import World

NEW = {
    "name": "Rides", "source": "apple_health", "target": "t", "plugin.t": "fake_target",
    "set.t.script": "", "press": "save",
}  # fmt: skip


def test_a_pipeline_reads_from_better_to(kim: Any) -> None:
    kim.has_pipeline(["ok"], name="Louder")
    told = kim.reads("/pipelines")
    assert "From Apple Health" in told
    assert "Made better by Fake Booster script “ok”" in told
    assert "To Fake Target" in told
    assert "No run in the last 30 days" in told


def test_the_list_says_what_was_run_and_what_needs_you(kim: Any, outside: World) -> None:
    kim.has_pipeline(["ask"])
    kim.has_pipeline(targets=["refuse"])
    kim.gets()
    with working(kim.instance):
        until(lambda: {run.state for run in kim.runs} == {"asking", "done"}, "both runs")
    told = kim.reads("/pipelines")
    assert "1 run in the last 30 days, 1 under way 1 question needs you" in told
    assert "1 delivery needs you" in told
    assert not outside.everything()


def test_a_new_pipeline_is_built_button_by_button(kim: Any) -> None:
    page = kim.browser.post(
        "/pipelines/new", data=NEW | {"press": "add-booster", "new-booster": "fake_booster"}
    ).text
    (key,) = re.findall(r'name="booster" value="(\w+)"', page)
    assert 'value="Rides"' in page
    form = NEW | {
        "booster": key, f"plugin.{key}": "fake_booster", f"on.{key}": "on",
        f"required.{key}": "on", f"set.{key}.script": "nothing", "without.t": key,
    }  # fmt: skip
    answer = kim.browser.post("/pipelines/new", data=form, follow_redirects=False)
    assert answer.status_code == 303
    (kept,) = kim.instance.store.pipelines.of_account(kim.id)
    (booster,) = kept.plan.boosters
    assert (booster.plugin, booster.required, booster.settings) == (
        "fake_booster", True, {"script": "nothing"},
    )  # fmt: skip
    assert kept.plan.targets[0].leaves_out == (key,)
    assert kept.enabled
    assert "Saved." in kim.reads(answer.headers["location"])


def test_boosters_move_and_go(kim: Any) -> None:
    pipeline = kim.has_pipeline(["first", "second", "third"])
    form = {
        "name": "Test", "source": "apple_health", "booster": ["b0", "b1", "b2"],
        **{f"plugin.b{at}": "fake_booster" for at in range(3)},
        "target": "t0", "plugin.t0": "fake_target", "without.t0": ["b1", "b2"],
    }  # fmt: skip

    def order(press: str) -> list[str]:
        page = kim.browser.post(f"/pipelines/{pipeline}", data=form | {"press": press}).text
        return re.findall(r'name="booster" value="(\w+)"', page)

    assert order("up:b1") == ["b1", "b0", "b2"]
    assert order("down:b1") == ["b0", "b2", "b1"]
    assert order("up:b0") == ["b0", "b1", "b2"]
    assert order("remove:b1") == ["b0", "b2"]
    kept = kim.instance.store.pipelines.get(kim.id, pipeline)
    assert [use.settings["script"] for use in kept.plan.boosters] == ["first", "second", "third"]


def test_what_is_wrong_is_said_where_it_is_wrong_and_nothing_is_kept(kim: Any) -> None:
    form = NEW | {
        "name": " ", "booster": "b", "plugin.b": "user_input", "set.b.hours": "1000",
        "source": [],
    }  # fmt: skip
    answer = kim.browser.post("/pipelines/new", data=form)
    assert answer.status_code == 422
    assert 'id="name-fault">The pipeline needs a name.' in answer.text
    assert "The pipeline has no source." in answer.text
    assert 'id="f-b-hours-fault">At most 720 h.' in answer.text
    assert 'value="1000"' in answer.text
    assert not kim.instance.store.pipelines.of_account(kim.id)


def test_settings_are_drawn_from_what_the_plugin_describes(kim: Any) -> None:
    form = NEW | {"booster": "b", "plugin.b": "user_input", "press": ""}
    page = kim.browser.post("/pipelines/new", data=form).text
    assert re.search(r'type="checkbox" id="f-b-wait" name="set.b.wait"', page)
    assert re.search(r'name="set.b.hours"[^>]*inputmode="decimal"', page)
    assert "Hours after the end of the workout" in page


def test_a_pipeline_is_paused_and_resumed_and_stays_so_when_it_is_edited(kim: Any) -> None:
    pipeline = kim.has_pipeline()
    assert "· paused" in kim.browser.post(f"/pipelines/{pipeline}/pause").text
    kim.browser.post(f"/pipelines/{pipeline}", data=NEW)
    kept = kim.instance.store.pipelines.get(kim.id, pipeline)
    assert (kept.plan.name, kept.enabled) == ("Rides", False)
    kim.gets()
    assert not kim.runs
    assert "· paused" not in kim.browser.post(f"/pipelines/{pipeline}/resume").text


def test_a_copy_is_paused_so_that_nothing_is_delivered_twice(kim: Any) -> None:
    page = kim.browser.post(f"/pipelines/{kim.has_pipeline(['ok'])}/duplicate").text
    assert "Copy of Test" in page
    assert "· paused" in page
    kim.gets()
    assert len(kim.runs) == 1


def test_a_deleted_pipeline_ends_what_waits_and_keeps_its_history(kim: Any, outside: World) -> None:
    pipeline = kim.has_pipeline(["ask"])
    activity = kim.gets()
    with working(kim.instance):
        until(lambda: kim.runs[0].state == RunState.ASKING, "the question")
        assert "Nothing to answer." not in kim.reads("/inputs")
        kim.browser.post(f"/pipelines/{pipeline}/delete")
        until_quiet(kim.instance, kim.id)
    assert kim.runs[0].state == RunState.CANCELLED
    assert "Nothing to answer." in kim.reads("/inputs")
    assert "No pipeline yet" in kim.reads("/pipelines")
    assert "Its pipeline was deleted." in kim.reads(f"/activities/{activity}")
    assert not outside.everything()


def test_a_share_code_carries_a_pipeline_to_somebody_else(kim: Any, eve: TestClient) -> None:
    pipeline = kim.has_pipeline(["nothing"], name="Quiet")
    page = kim.sees(f"/pipelines/{pipeline}/share")
    code = re.search(r"readonly[^>]*>\n(.*?)</textarea>", page, re.DOTALL)
    assert code is not None
    shown = eve.post("/pipelines/import", data={"code": code[1].replace("&#34;", '"')})
    assert 'value="Quiet"' in shown.text
    assert 'value="nothing"' in shown.text
    assert eve.post("/pipelines/import", data={"code": "{}"}).status_code == 400


def test_nobody_sees_or_touches_the_pipelines_of_another(kim: Any, eve: TestClient) -> None:
    pipeline = kim.has_pipeline()
    for path in ("", "/share", "/past", "/dry-run"):
        assert eve.get(f"/pipelines/{pipeline}{path}").status_code == 404
    for deed in ("", "/pause", "/resume", "/duplicate", "/delete", "/past"):
        assert eve.post(f"/pipelines/{pipeline}{deed}", data=NEW).status_code == 404
    assert kim.instance.store.pipelines.get(kim.id, pipeline).enabled


def test_a_dry_run_of_an_edited_pipeline_tells_everything_and_sends_nothing(
    kim: Any, outside: World
) -> None:
    kim.gets()
    form = NEW | {
        "booster": ["b", "c"], "plugin.b": "fake_booster", "on.b": "on", "set.b.script": "ok",
        "plugin.c": "fake_booster", "on.c": "on", "set.c.script": "ask", "press": "try",
    }  # fmt: skip
    told = kim.browser.post("/pipelines/new", data=form).text
    assert "Would not have delivered this activity: it would wait for your answer." in told
    assert "Louder." in told
    assert "What shall it be called?" in told
    assert "<b>Evening Run!</b>" in told  # what arrives while nobody answers
    assert "Hi." in told
    assert not outside.calls()


def test_a_kept_pipeline_is_tried_on_the_last_activities_or_a_chosen_one(kim: Any) -> None:
    activities = [kim.gets(f"run-{at}", days=at) for at in range(6)]
    pipeline = kim.has_pipeline(["halt"])
    told = kim.reads(f"/pipelines/{pipeline}/dry-run?last=5")
    assert "Would have delivered none of your last 5 activities: all would be kept back." in told
    told = kim.reads(f"/pipelines/{pipeline}/dry-run?activity={activities[0]}")
    assert "Would not have delivered this activity: it would be kept back." in told


def test_past_activities_are_counted_and_then_run_newest_first(kim: Any, outside: World) -> None:
    activities = [kim.gets(f"run-{at}", days=at) for at in range(4)]
    pipeline = kim.has_pipeline(["ok"])
    assert "4 past activities fit." in kim.reads(f"/pipelines/{pipeline}/past")
    narrowed = kim.reads(f"/pipelines/{pipeline}/past?sport=cycling")
    assert "0 past activities fit." in narrowed
    assert "4 activities come from its sources in all." in narrowed
    with working(kim.instance):
        kim.browser.post(f"/pipelines/{pipeline}/past", data={"delivers": "no"})
        until(lambda: [run.state for run in kim.runs] == ["done"] * 4, "the runs")
        assert not outside.calls()
        assert "0 past activities fit." in kim.reads(f"/pipelines/{pipeline}/past")
        assert "4 past activities fit." in kim.reads(f"/pipelines/{pipeline}/past?too=on")
        kim.browser.post(f"/pipelines/{pipeline}/past", data={"delivers": "yes", "too": "on"})
        until(lambda: len(outside.everything()) == 4, "the deliveries")
    assert all(len(outside.has(activity)) == 1 for activity in activities)
    assert all(run.backfill for run in kim.runs)


def test_a_choice_that_nothing_fits_starts_nothing_and_says_so(kim: Any) -> None:
    kim.gets()
    pipeline = kim.has_pipeline()
    answer = kim.browser.post(f"/pipelines/{pipeline}/past", data={"until": "2001-01-01"})
    assert answer.status_code == 400
    assert "No past activity fits this choice." in answer.text
