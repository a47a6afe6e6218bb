"""Runs, deliveries and questions on pages: what happened, in words, and what can be pressed."""

import re
from typing import Any

import pytest
from starlette.testclient import TestClient

from fitglue.domain.plan import TargetUse
from fitglue.domain.runs import RunState
from fitglue.testing.at_work import until, until_quiet, working
from fitglue.testing.fakes import World
from fitglue.testing.html_forms import words_of


def test_an_activity_tells_what_happened_on_the_way(kim: Any) -> None:
    kim.has_pipeline(["ok", "nothing", "fail"])
    activity = kim.gets()
    with working(kim.instance):
        until_quiet(kim.instance, kim.id)
    told = kim.reads(f"/activities/{activity}")
    assert "✓ Fake Booster · Louder." in told
    assert "\N{EN DASH} Fake Booster · Unchanged. It is good as it is." in told
    assert "! Fake Booster · Could not do it. The script says so." in told
    assert "1 try" in told
    assert "It is there: " in told


@pytest.mark.parametrize(
    ("script", "sentence"),
    [
        ("much-later", "Waits: Not there yet. It tries again today"),
        ("halt", "Kept back: The script says so."),
        ("ask", "Asks you: What shall it be called?"),
    ],
)
def test_where_a_run_stands_is_a_sentence(kim: Any, script: str, sentence: str) -> None:
    kim.has_pipeline([script])
    activity = kim.gets()
    with working(kim.instance):
        until_quiet(kim.instance, kim.id)
    told = kim.reads(f"/activities/{activity}")
    assert sentence in told or sentence.replace("today", "tomorrow") in told
    assert sentence.partition(":")[0] in kim.reads("/runs")


def test_a_waiting_run_is_tried_now_or_cancelled(kim: Any, outside: World) -> None:
    kim.has_pipeline(["much-later"])
    kim.gets("run-1")
    kim.gets("run-2", days=1)
    with working(kim.instance):
        until(lambda: [run.state for run in kim.runs] == ["parked"] * 2, "the waits")
        assert len(re.findall(r"</i>\s*waiting", kim.browser.get("/activities").text)) == 2
        one, other = kim.runs
        kim.browser.post(f"/runs/{one.id}/wake")
        kim.browser.post(f"/runs/{other.id}/cancel")
        until_quiet(kim.instance, kim.id)
        until(lambda: len(outside.everything()) == 1, "the delivery")
        again = kim.browser.post(f"/runs/{other.id}/cancel")
    assert again.status_code == 422
    assert "This run is over already." in again.text


def test_what_was_not_taken_is_sent_again_and_its_history_stays(kim: Any, outside: World) -> None:
    kim.has_pipeline(targets=["needs-user"])
    activity = kim.gets()
    with working(kim.instance):
        until_quiet(kim.instance, kim.id)
        told = kim.reads(f"/activities/{activity}")
        assert "needs you: The fake target does not know you. Sign in again." in told
        assert "needs you" in kim.reads("/runs?state=needs_you")
        kim.browser.post(f"/deliveries/{kim.deliveries[0].id}/send")
        until_quiet(kim.instance, kim.id)
    assert "2 tries" in kim.reads(f"/activities/{activity}")
    assert "Nothing needs you." in kim.reads("/runs?state=needs_you")
    assert len(outside.everything()) == 1


def test_what_was_on_its_way_when_its_run_was_cancelled_does_not_wait_for_ever(
    kim: Any, outside: World
) -> None:
    pipeline = kim.has_pipeline(targets=["busy-forever"])
    kim.gets()
    with working(kim.instance):
        until(lambda: bool(kim.deliveries) and kim.deliveries[0].tries > 0, "the first try")
        kim.instance.store.pipelines.archive(kim.id, pipeline)
        until_quiet(kim.instance, kim.id)
        until(lambda: kim.deliveries[0].state == "skipped", "its end")
    assert kim.deliveries[0].why == "Its pipeline was deleted."
    assert not outside.everything()


def test_a_target_added_later_is_offered_and_gets_it(kim: Any, outside: World) -> None:
    pipeline = kim.has_pipeline()
    activity = kim.gets()
    with working(kim.instance):
        until_quiet(kim.instance, kim.id)
        plan = kim.instance.store.pipelines.get(kim.id, pipeline).plan
        both = (*plan.targets, TargetUse(key="late", plugin="fake_target"))
        kim.instance.store.pipelines.save(kim.id, type(plan)(
            id=plan.id, name=plan.name, sources=plan.sources, targets=both,
        ))  # fmt: skip
        page = kim.sees(f"/activities/{activity}")
        address = re.search(r'action="(/runs/[\w-]+/targets/late/send)"', page)
        assert address is not None
        kim.browser.post(address[1])
        until_quiet(kim.instance, kim.id)
    assert [row.state for row in kim.deliveries] == ["sent", "sent"]
    assert len(outside.everything()) == 2


def test_an_activity_is_run_again_or_through_another_pipeline(kim: Any, outside: World) -> None:
    pipeline = kim.has_pipeline(["ok"])
    activity = kim.gets()
    other = kim.has_pipeline(name="Other")
    with working(kim.instance):
        until_quiet(kim.instance, kim.id)
        assert "Run it through Other" in kim.reads(f"/activities/{activity}")
        for one in (pipeline, other):
            kim.browser.post(f"/activities/{activity}/runs", data={"pipeline": one})
        until_quiet(kim.instance, kim.id)
    assert len(kim.runs) == 3
    assert "1 earlier run" in kim.reads(f"/activities/{activity}")
    assert len(outside.calls("update")) == 1


def test_a_question_is_answered_where_it_stands(kim: Any, outside: World) -> None:
    kim.has_pipeline(["ask"])
    activity = kim.gets()
    with working(kim.instance):
        until(lambda: kim.runs[0].state == RunState.ASKING, "the question")
        assert "Questions 1 waiting" in kim.reads("/activities")
        assert "asks you" in kim.reads("/activities")
        assert "What shall it be called?" in kim.reads(f"/activities/{activity}")
        (row,) = kim.instance.store.inputs.waiting(kim.id)
        wrong = kim.browser.post(f"/inputs/{row.id}/answer", data={"answer.title": " "})
        assert wrong.status_code == 400
        assert "Title is missing." in wrong.text
        data = {"answer.title": "Canal loop", "back": "activity"}
        answer = kim.browser.post(f"/inputs/{row.id}/answer", data=data, follow_redirects=False)
        assert answer.headers["location"].startswith(f"/activities/{activity}")
        until_quiet(kim.instance, kim.id)
        until(lambda: kim.runs[0].state == RunState.DONE, "the run's end")
        late = kim.browser.post(f"/inputs/{row.id}/skip")
    assert outside.everything()[0]["title"] == "Canal loop"
    assert late.status_code == 422
    assert "This question has been answered already." in late.text


def test_a_question_for_a_file_takes_one(kim: Any, outside: World) -> None:
    kim.has_pipeline(["ask-file"])
    kim.gets()
    with working(kim.instance):
        until(lambda: kim.runs[0].state == RunState.ASKING, "the question")
        page = kim.sees("/inputs")
        assert 'enctype="multipart/form-data"' in page
        assert 'accept=".fit"' in page
        (row,) = kim.instance.store.inputs.waiting(kim.id)
        address = f"/inputs/{row.id}/answer"
        large = kim.browser.post(address, files={"answer.file": ("a.fit", bytes((20 << 20) + 1))})
        assert large.status_code == 400
        assert "is larger than 20 MB." in large.text
        kim.browser.post(address, files={"answer.file": ("ride.fit", bytes(2_000_000))})
        until(lambda: kim.runs[0].state == RunState.DONE, "the run's end")
    assert "2000000 bytes." in outside.everything()[0]["description"]
    (answered,) = [kim.instance.store.inputs.get(kim.id, row.id)]
    assert answered.answer == {"file": "ride.fit"}


def test_a_question_is_skipped_or_its_activity_kept_back(kim: Any, outside: World) -> None:
    kim.has_pipeline(["ask"])
    kim.gets("run-1")
    kept_back = kim.gets("run-2", days=1)
    with working(kim.instance):
        until(lambda: len(kim.instance.store.inputs.waiting(kim.id)) == 2, "both questions")
        for row in kim.instance.store.inputs.waiting(kim.id):
            deed = "cancel" if row.activity_id == kept_back else "skip"
            kim.browser.post(f"/inputs/{row.id}/{deed}")
        until_quiet(kim.instance, kim.id)
        until(lambda: len(outside.everything()) == 1, "the delivery")
    assert "You cancelled it when it asked you." in kim.reads(f"/activities/{kept_back}")


def test_runs_are_listed_by_state_and_pipeline_page_by_page(kim: Any) -> None:
    first, second = kim.has_pipeline(name="First"), kim.has_pipeline(["halt"], name="Second")
    for at in range(30):
        kim.gets(f"run-{at}", days=at)
    with working(kim.instance):
        until_quiet(kim.instance, kim.id)
    page = kim.sees("/runs")
    assert page.count("run-line") == 50
    older = re.search(r'class="btn" href="(/runs\?[^"]+)"', page)
    assert older is not None
    assert kim.sees(older[1].replace("&amp;", "&")).count("run-line") == 10
    assert kim.sees(f"/runs?pipeline={first}&state=done").count("run-line") == 30
    assert "No run like that." in kim.sees(f"/runs?pipeline={first}&state=stopped")
    assert "Kept back: The script says so." in kim.sees(f"/runs?pipeline={second}")


def test_nobody_sees_or_touches_the_runs_of_another(kim: Any, eve: TestClient) -> None:
    pipeline = kim.has_pipeline(["ask"])
    activity = kim.gets()
    with working(kim.instance):
        until(lambda: kim.runs[0].state == RunState.ASKING, "the question")
    (row,) = kim.instance.store.inputs.waiting(kim.id)
    run = kim.runs[0].id
    for path in (
        f"/runs/{run}/cancel", f"/runs/{run}/wake", f"/runs/{run}/targets/t0/send",
        f"/inputs/{row.id}/answer", f"/inputs/{row.id}/skip", f"/inputs/{row.id}/cancel",
    ):  # fmt: skip
        assert eve.post(path, data={"answer.title": "x"}).status_code == 404
    told = eve.post(f"/activities/{activity}/runs", data={"pipeline": pipeline})
    assert told.status_code == 404
    assert "No run yet" in eve.get("/runs").text
    assert kim.runs[0].state == RunState.ASKING


def test_a_run_says_what_held_it_back_and_leads_to_that_part_of_the_editor(kim: Any) -> None:
    pipeline = kim.has_pipeline(["ok", "halt", "nothing"])
    activity = kim.gets()
    with working(kim.instance):
        until_quiet(kim.instance, kim.id)
        page = kim.sees(f"/runs/{kim.runs[0].id}")
        told = words_of(page)
        assert "Kept back: The script says so." in told
        assert "It never came to Fake Booster." in told
        assert "of work in all." in told
        assert f'href="/pipelines/{pipeline}?open=b1#part-b1"' in page
        editor = kim.sees(f"/pipelines/{pipeline}?open=b1")
        assert re.search(r'name="open" value="b1" checked autofocus', editor)
        again = kim.browser.post(
            f"/activities/{activity}/runs", data={"pipeline": pipeline, "back": "run"}
        )
        assert "Its other runs in this pipeline" in again.text
        until_quiet(kim.instance, kim.id)
    assert len(kim.runs) == 2


def test_runs_are_found_by_the_activity_and_stand_day_by_day(kim: Any) -> None:
    kim.has_pipeline()
    wanted = kim.gets("run-1", brand="Canal loop")
    kim.gets("run-2", days=1)
    with working(kim.instance):
        until_quiet(kim.instance, kim.id)
    assert "Today" in kim.reads("/runs")
    assert kim.sees("/runs?text=canal").count("run-line") == 1
    assert kim.sees(f"/runs?activity={wanted}").count("run-line") == 1
    assert "No run like that." in kim.reads("/runs?text=nothing+like+it")


def test_a_delivery_is_sent_again_from_its_run(kim: Any, outside: World) -> None:
    kim.has_pipeline(targets=["needs-user"])
    kim.gets()
    with working(kim.instance):
        until_quiet(kim.instance, kim.id)
        (run,) = kim.runs
        assert "Sign in again." in kim.reads(f"/runs/{run.id}")
        answer = kim.browser.post(
            f"/deliveries/{kim.deliveries[0].id}/send", data={"back": "run"},
            follow_redirects=False,
        )  # fmt: skip
        assert answer.headers["location"] == f"/runs/{run.id}"
        until_quiet(kim.instance, kim.id)
    assert len(outside.everything()) == 1
