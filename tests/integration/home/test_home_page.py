"""The first page says what happened, what waits, and what is wrong, each with its button."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from starlette.testclient import TestClient

from fitglue.domain.plan import BoosterUse, Plan, TargetUse
from fitglue.instance import Instance
from fitglue.pipeline.intake import take
from fitglue.store.accounts import Account
from fitglue.store.tables import PhoneRow
from fitglue.testing.arrivals import a_run, an_arrival
from fitglue.testing.at_work import walk_through
from fitglue.testing.running_server import KIM

Reads = Callable[[str], str]


def arrives(instance: Instance, kim: Account, number: int = 1) -> list[str]:
    days = [-(datetime(2026, 3, 14, tzinfo=UTC) - datetime.now(UTC)).days - one - 1
            for one in range(number)]  # fmt: skip
    runs = [an_arrival(f"run-{day}", a_run(days=day, minutes=1)) for day in days]
    taken = take(instance.starter, kim.id, "apple_health", runs)
    walk_through(instance, kim.id)
    return [one.activity_id for one in taken]


def has_pipeline(instance: Instance, kim: Account, script: str, *boosters: BoosterUse) -> str:
    plan = Plan(
        id="", name="Out", sources=("apple_health",), boosters=boosters,
        targets=(TargetUse(key="t", plugin="fake_target", settings={"script": script}),),
    )  # fmt: skip
    return instance.store.pipelines.save(kim.id, plan).plan.id


def test_signing_in_leads_to_the_first_page_or_where_one_was_going(
    browser: TestClient, instance: Instance
) -> None:
    assert instance.store.accounts.count() == 1
    answer = browser.post("/sign-in", data={**KIM}, follow_redirects=False)
    assert answer.headers["location"] == "/"
    answer = browser.post("/sign-in?next=/imports", data={**KIM}, follow_redirects=False)
    assert answer.headers["location"] == "/imports"


def test_a_newcomer_is_led_through_three_steps(
    reads: Reads, instance: Instance, kim: Account
) -> None:
    page = reads("/")
    for words in ("First steps", "Add a source", "Build a pipeline (done)", "See it work",
                  "Try it with sample workouts", "Your workouts will be here."):  # fmt: skip
        assert words in page
    arrives(instance, kim)
    page = reads("/")
    assert "First steps" not in page
    assert "Folder on this machine" in page


def test_the_first_delivery_is_news_even_if_none_of_the_latest_activities_changed(
    instance: Instance, kim: Account
) -> None:
    before = instance.store.overview.mark(kim.id, "the latest, as they were")
    arrives(instance, kim)
    assert instance.store.overview.mark(kim.id, "the latest, as they were") != before


def test_the_first_steps_can_be_put_away_and_come_back(browser: TestClient, reads: Reads) -> None:
    browser.post("/first-steps/close")
    assert "First steps" not in reads("/")
    browser.post("/first-steps/open")
    assert "First steps" in reads("/")


def test_failures_are_gathered_by_cause_with_one_button(
    reads: Reads, instance: Instance, kim: Account
) -> None:
    has_pipeline(instance, kim, "refuse")
    arrives(instance, kim, 3)
    page = reads("/")
    assert page.count("not at Fake Target.") == 2  # said once, and once for who listens
    assert "3 activities are not at Fake Target." in page
    assert "not at Fake Target" in page


def test_a_phone_that_is_silent_is_told(reads: Reads, instance: Instance, kim: Account) -> None:
    long_ago = datetime.now(UTC) - timedelta(days=9)
    with instance.store.transactions.writing() as session:
        session.add(PhoneRow(
            id="p1", account_id=kim.id, token_hash="x" * 64, name="iPhone of Kim",
            app_version="1.0", os_version="26.1", state={}, sent={}, paired_at=long_ago,
            seen_at=long_ago, revoked_at=None, claim_hash=None,
        ))  # fmt: skip
    page = reads("/")
    assert "What waits for you" in page
    assert "iPhone of Kim" in page


def test_a_question_waits_with_its_answer_button(
    browser: TestClient, reads: Reads, instance: Instance, kim: Account
) -> None:
    has_pipeline(instance, kim, "", BoosterUse(key="q", plugin="user_input", settings={}))
    arrives(instance, kim)
    page = reads("/")
    assert "What waits for you" in page
    assert "waits for your answer" in page or "Folder on this machine" in page
    questions = reads("/inputs")
    assert "in Out , from Apple Health" in questions
    assert 'href="/inputs"' in browser.get("/").text


def test_a_pipeline_is_paused_in_its_line(
    browser: TestClient, reads: Reads, instance: Instance, kim: Account
) -> None:
    [one] = instance.store.pipelines.of_account(kim.id)
    browser.post(f"/home/pipelines/{one.plan.id}/pause")
    assert "Everything to folder · paused" in reads("/")
    browser.post(f"/home/pipelines/{one.plan.id}/resume")
    assert "· paused" not in reads("/")


def test_a_drawing_is_of_the_route_or_else_of_the_heart_rate(
    browser: TestClient, instance: Instance, kim: Account
) -> None:
    [with_route] = arrives(instance, kim)
    indoors = an_arrival("indoors", a_run(days=300, route=False))
    [taken] = take(instance.starter, kim.id, "apple_health", [indoors])
    drawings = [
        browser.get(f"/activities/{one}/drawing") for one in (with_route, taken.activity_id)
    ]
    assert [one.headers["content-type"] for one in drawings] == ["image/svg+xml"] * 2
    assert drawings[0].text != drawings[1].text
    assert "immutable" in drawings[0].headers["cache-control"]
    assert browser.get("/activities/none/drawing").status_code == 404
