"""Pipelines in the browser: built, tried, and at work; questions answered, deliveries repeated."""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Route, expect

from fitglue.config import Settings
from fitglue.domain.plan import BoosterUse, Plan, TargetUse
from fitglue.instance import Instance, open_instance
from fitglue.pipeline.intake import take
from fitglue.testing.arrivals import a_run, an_arrival
from fitglue.testing.at_work import until, until_quiet, working
from fitglue.testing.fakes import World, installed
from fitglue.testing.running_server import KIM
from fitglue.testing.web_site import served, signed_in
from fitglue.web.app import create_app

pytestmark = pytest.mark.browser
APPLE = "apple_health"
PHONE = {"viewport": {"width": 375, "height": 740}, "is_mobile": True, "has_touch": True}


class Desk:
    """Kim's installation at work, with the fakes in it."""

    def __init__(self, instance: Instance, outside: World) -> None:
        self.instance, self.outside = instance, outside
        self.id = instance.add_account(**KIM).id

    def has_only(self, *boosters: BoosterUse, script: str = "") -> None:
        """Let Kim have one pipeline, to the fake target."""
        for one in self.instance.store.pipelines.of_account(self.id):
            self.instance.store.pipelines.archive(self.id, one.plan.id)
        target = TargetUse(key="t", plugin="fake_target", settings={"script": script})
        plan = Plan(id="", name="Test", sources=(APPLE,), boosters=boosters, targets=(target,))
        self.instance.store.pipelines.save(self.id, plan)

    def gets(self, source_id: str, **changes: Any) -> str:
        """Let a workout arrive, and give its activity's address."""
        arrival = an_arrival(source_id, a_run(**changes))
        (taken,) = take(self.instance.starter, self.id, APPLE, [arrival])
        return f"/activities/{taken.activity_id}"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """Give an installation that works, with Kim's account."""
    with installed(tmp_path / "fakes") as outside:
        instance = open_instance(Settings(data=tmp_path / "data", zone="Europe/Paris"))
        with working(instance):
            yield Desk(instance, outside)
        instance.close()


@pytest.fixture
def page(browser: Browser, desk: Desk, look: dict[str, Any]) -> Iterator[Page]:
    """Give a page of Kim's; fails when it complains."""
    complaints: list[str] = []
    with served(create_app(desk.instance)) as address:
        state = signed_in(browser, address)
        context = browser.new_context(base_url=address, storage_state=state, **look)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda told: _hear(told, complaints))
        yield page
        context.close()
    assert complaints == []


def _hear(told: ConsoleMessage, complaints: list[str]) -> None:
    if told.type == "error" and "422" not in told.text:  # the answer to a form with a mistake
        complaints.append(told.text)


def add(page: Page, booster: str) -> None:
    """Take a booster from the shelf."""
    page.get_by_text("Add a booster…").click()
    page.get_by_role("button", name=f"Add {booster}", exact=True).click()


def test_a_pipeline_is_built_tried_saved_and_delivers_what_arrives(page: Page, desk: Desk) -> None:
    desk.gets("earlier")
    until_quiet(desk.instance, desk.id)
    page.goto("/pipelines")
    page.get_by_role("link", name="New pipeline").click()
    page.get_by_role("link", name="Straight to the editor").click()
    page.get_by_label("Name").fill("Louder runs")
    for name in ("Fake Booster", "User Input"):
        add(page, name)
        expect(page.get_by_role("group", name=name)).to_be_visible()
    page.get_by_role("button", name="Move User Input up").click()
    expect(page.get_by_role("group", name="1. User Input")).to_be_visible()
    page.get_by_label("Script", exact=True).fill("ok")
    page.get_by_role("button", name="Remove User Input").click()
    expect(page.get_by_role("group", name="User Input")).to_have_count(0)
    page.get_by_label("A target to add").select_option(label="Fake Target")
    page.get_by_role("button", name="Add target").click()
    expect(page.get_by_role("group", name="Fake Target")).to_be_visible()
    page.get_by_role("button", name="Remove Folder").click()
    expect(page.get_by_role("group", name="Folder")).to_have_count(0)

    page.get_by_role("button", name="Try on past activities").click()
    expect(page.get_by_text("Would have delivered this activity.")).to_be_visible()
    expect(page.get_by_text("Louder.")).to_be_visible()
    expect(page.locator(".arrives")).to_contain_text("Evening Run!")
    assert not desk.outside.everything()

    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Saved.")).to_be_visible()
    activity = desk.gets("new", days=1)
    until(lambda: len(desk.outside.everything()) == 1, "the delivery")
    until_quiet(desk.instance, desk.id)
    page.goto(activity)
    expect(page.locator("#journey")).to_contain_text("Fake Target")
    expect(page.locator(".trace")).to_contain_text("Louder.")
    page.goto("/pipelines")
    expect(page.get_by_role("article", name="Louder runs")).to_contain_text("1 run in the last")


def test_what_is_missing_is_said_at_its_place(page: Page) -> None:
    page.goto("/pipelines/new?step=look")
    add(page, "User Input")
    page.get_by_label("Wait at most").fill("long")
    page.get_by_label("Wait at most").press("Enter")  # Enter saves
    expect(page.get_by_label("Name")).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_text("The pipeline needs a name.")).to_be_visible()
    expect(page.get_by_text("Write a number, such as 12.")).to_be_visible()
    expect(page.get_by_label("Wait at most")).to_have_value("long")


def test_an_empty_pipeline_is_not_saved_says_where_it_lacks_and_keeps_what_was_typed(
    page: Page,
) -> None:
    page.goto("/pipelines/new?step=look")
    for source in reversed(page.locator("input[name=source]:checked").all()):
        source.uncheck()
    page.get_by_role("button", name="Remove Folder on this machine").click()
    expect(page.get_by_role("group", name="Folder on this machine")).to_have_count(0)
    page.get_by_label("Name").fill("Kept")
    page.get_by_role("button", name="Save", exact=True).click()
    told = page.get_by_role("alert")
    expect(told.get_by_role("link")).to_have_text(["From", "To"])
    expect(page.get_by_label("Name")).to_have_value("Kept")
    for place, sentence in (("From", "no source."), ("To", "no target.")):
        told.get_by_role("link", name=place).click()
        at = page.get_by_role("group", name=place, exact=True)
        expect(at.get_by_text(f"The pipeline has {sentence}")).to_be_in_viewport()


def test_a_question_is_answered_and_its_activity_goes_on(page: Page, desk: Desk) -> None:
    desk.has_only(BoosterUse(key="q", plugin="user_input"))
    desk.gets("run-1")
    until(lambda: desk.instance.store.inputs.count(desk.id) == 1, "the question")
    page.goto("/activities")
    expect(page.get_by_text("asks you")).to_be_visible()
    page.get_by_role("link", name="Questions 1 waiting").click()
    page.get_by_label("Title").fill("Canal loop")
    page.get_by_label("Description").fill("Windy.")
    page.get_by_role("button", name="Answer").click()
    expect(page.get_by_text("Nothing to answer.")).to_be_visible()
    until(lambda: len(desk.outside.everything()) == 1, "the delivery")
    (there,) = desk.outside.everything()
    assert (there["title"], there["description"]) == ("Canal loop", "Windy.")


def test_what_was_not_taken_is_sent_again_with_a_press(page: Page, desk: Desk) -> None:
    desk.has_only(script="needs-user")
    activity = desk.gets("run-1")
    until_quiet(desk.instance, desk.id)
    page.goto(activity)
    expect(page.locator("#journey")).to_contain_text("Sign in again.")
    with page.expect_navigation():
        page.get_by_role("button", name="Send again to Fake Target").click()
    until(lambda: len(desk.outside.everything()) == 1, "the delivery")
    until_quiet(desk.instance, desk.id)
    page.reload()
    page.get_by_text("2 tries").click()
    expect(page.locator(".attempts li")).to_have_count(2)


def test_past_activities_are_counted_as_the_choice_changes_and_then_run(
    page: Page, desk: Desk
) -> None:
    for at in range(3):
        desk.gets(f"run-{at}", days=at)
    until_quiet(desk.instance, desk.id)
    desk.has_only()
    page.goto("/pipelines")
    page.get_by_role("link", name="Test", exact=True).click()
    page.get_by_role("link", name="Run for past activities").click()
    expect(page.get_by_text("3 past activities fit.")).to_be_visible()
    page.get_by_label("From", exact=True).fill("2026-03-15")
    expect(page.get_by_text("2 past activities fit.")).to_be_visible()
    page.get_by_label("Deliver them").check()
    page.get_by_role("button", name="Run for 2 activities").click()
    until(lambda: len(desk.outside.everything()) == 2, "the deliveries")
    expect(page.get_by_text("All 2 are through.")).to_be_visible()


@pytest.mark.parametrize("look", [PHONE])
def test_on_a_phone_nothing_of_it_scrolls_sideways(page: Page, desk: Desk) -> None:
    desk.has_only(BoosterUse(key="q", plugin="user_input"), script="needs-user")
    activity = desk.gets("run-1")
    until(lambda: desk.instance.store.inputs.count(desk.id) == 1, "the question")
    (pipeline,) = desk.instance.store.pipelines.of_account(desk.id)
    own = f"/pipelines/{pipeline.plan.id}"
    for path in (
        "/pipelines",
        own,
        "/boosters",
        f"{own}/past",
        f"{own}/dry-run",
        "/pipelines/new",
        "/pipelines/new?source=apple_health&booster=weather&step=better",
        "/pipelines/recipes",
        "/pipelines/new?recipe=one-copy-everywhere",
        "/runs",
        f"/runs/{desk.instance.store.runs.recent(desk.id)[0].id}",
        "/inputs",
        activity,
    ):
        page.goto(path)
        assert page.evaluate("() => document.documentElement.scrollWidth") <= 375, path


@pytest.mark.parametrize("look", [{"java_script_enabled": False}])
def test_a_pipeline_is_built_without_any_script(page: Page, desk: Desk) -> None:
    page.goto("/pipelines/new?step=look")
    page.get_by_label("Name").fill("Plain")
    add(page, "Fake Booster")
    page.get_by_label("Script", exact=True).fill("nothing")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Saved.")).to_be_visible()
    plans = [one.plan for one in desk.instance.store.pipelines.of_account(desk.id)]
    assert [use.settings for use in plans[-1].boosters] == [{"script": "nothing"}]


@pytest.mark.parametrize("look", [{}], ids=["desktop"])
def test_the_editor_shows_the_title_while_its_pattern_is_written(page: Page, desk: Desk) -> None:
    desk.has_only(BoosterUse(key="b", plugin="title", settings={"template": "{sport}"}))
    desk.gets("run-1")
    until_quiet(desk.instance)
    (kept,) = desk.instance.store.pipelines.of_account(desk.id)
    page.goto(f"/pipelines/{kept.plan.id}")
    part = page.get_by_role("group", name="1. Title")
    part.get_by_text("Settings").click()
    part.get_by_role("button", name="What would it do?").click()
    expect(part.get_by_role("status")).to_contain_text("Its title: “Run”.")
    part.get_by_label("Template", exact=True).fill("{distance} before dinner")
    part.get_by_label("Template", exact=True).blur()
    expect(part.get_by_role("status")).to_contain_text("“5.10 km before dinner”")


def names_in_order(page: Page) -> list[str]:
    """Give the boosters of the list that can be put in order."""
    rows = page.locator("drag-order > [data-key]")
    return [str(row.get_attribute("data-name")) for row in rows.all()]


@pytest.mark.parametrize("look", [{}], ids=["desktop"])
def test_the_wizard_grows_goes_back_and_its_boosters_are_dragged(page: Page, desk: Desk) -> None:
    page.goto("/pipelines/new")
    page.get_by_role("checkbox", name="Apple Health").check()
    page.get_by_role("button", name="Next: what makes them better").click()
    page.get_by_label("Search boosters").fill("route draws")
    expect(page.get_by_role("button", name="Add Trim")).to_be_hidden()
    page.get_by_role("button", name="Add Virtual GPS").click()
    expect(page.get_by_role("group", name="1. Virtual GPS")).to_be_visible()
    page.get_by_label("Search boosters").fill("")
    page.get_by_role("button", name="Add Trim").first.click()
    expect(page.get_by_role("group", name="2. Trim")).to_be_visible()
    page.get_by_role("button", name="Add User Input").click()
    expect(page.get_by_role("group", name="3. User Input")).to_be_visible()
    page.go_back()
    expect(page.get_by_role("group", name="3. User Input")).to_have_count(0)
    page.get_by_role("button", name="Add Fake Booster").click()
    expect(page.get_by_role("group", name="3. Fake Booster")).to_be_visible()

    # With the pointer: the last row is dragged above the first.
    page.get_by_role("button", name="Move Fake Booster", exact=True).hover()
    page.mouse.down()
    first = page.get_by_role("group", name="1. Virtual GPS").bounding_box()
    assert first is not None
    page.mouse.move(first["x"] + 20, first["y"] + 2, steps=12)
    page.mouse.up()
    expect(page.get_by_role("group", name="1. Fake Booster")).to_be_visible()
    # With the keyboard: it is lifted, moved down, and dropped; Escape leaves everything.
    grip = page.get_by_role("button", name="Move Fake Booster", exact=True)
    grip.focus()
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_text("Fake Booster: 2 of 3.")).to_be_attached()
    page.keyboard.press("Escape")
    assert names_in_order(page) == ["Fake Booster", "Virtual GPS", "Trim"]
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Space")
    expect(page.get_by_role("group", name="2. Fake Booster")).to_be_visible()

    page.get_by_role("button", name="Next: where they go").click()
    page.get_by_role("checkbox", name="Fake Target").check()
    page.get_by_role("button", name="Next: set it up and name it").click()
    expect(page.get_by_label("Name", exact=True)).to_have_value("Apple Health to Fake Target")
    page.get_by_role("button", name="Move Trim", exact=True).focus()
    for key in ("Space", "ArrowUp", "Space"):
        page.keyboard.press(key)
    expect(page.get_by_role("group", name="2. Trim")).to_be_visible()
    expect(page.get_by_text("Not saved yet.")).to_be_visible()
    page.get_by_role("button", name="Save pipeline").click()
    expect(page.get_by_text("Saved.")).to_be_visible()
    kept = desk.instance.store.pipelines.of_account(desk.id)[-1].plan
    assert [use.plugin for use in kept.boosters] == ["virtual_gps", "trim", "fake_booster"]


@pytest.mark.parametrize("look", [{}], ids=["desktop"])
def test_a_wrong_filter_is_found_through_the_run_trace_and_fixed(page: Page, desk: Desk) -> None:
    strict = {"match_minimum_distance_km": 50}
    desk.has_only(BoosterUse(key="far", plugin="activity_filter", settings=strict))
    desk.gets("run-1")
    until_quiet(desk.instance, desk.id)
    page.goto("/runs")
    page.locator(".run-line").click()
    expect(page.get_by_text("Kept back: its distance is 5.1 km").first).to_be_visible()
    wrong = page.url
    page.get_by_role("link", name="Change what held it").click()
    part = page.get_by_role("group", name="1. Activity Filter")
    expect(page.get_by_text("Would not have taken your only activity.")).to_be_visible()
    part.get_by_role("group", name="Match").get_by_label("Minimum distance").fill("5")
    page.keyboard.press("Tab")
    expect(page.get_by_text("Would have taken your only activity.")).to_be_visible()
    # What is pressed while the last press is still being answered is not lost.
    page.route("**/pipelines/*", slowly)
    page.get_by_label("A target to add").select_option(label="Showcase")
    page.get_by_role("button", name="Add target").click()
    page.get_by_role("button", name="Remove Activity Filter").dispatch_event("click")
    expect(page.get_by_role("group", name="Showcase")).to_be_visible()
    expect(page.get_by_role("group", name="1. Activity Filter")).to_have_count(0)
    page.unroute("**/pipelines/*")
    page.get_by_role("link", name="Discard").click()
    part.get_by_text("Settings of Activity Filter").click()
    part.get_by_role("group", name="Match").get_by_label("Minimum distance").fill("5")
    page.get_by_role("button", name="Save changes").click()
    expect(page.get_by_text("Saved.")).to_be_visible()
    page.goto(wrong)
    expect(page.get_by_text("The boosters of this pipeline have changed since")).to_be_visible()
    page.get_by_role("button", name="Run again").click()
    expect(page.get_by_text("Done.")).to_be_visible()
    expect(page.locator("#journey")).to_contain_text("Fake Target")
    assert len(desk.outside.everything()) == 1


def slowly(route: Route) -> None:
    """Let an answer take its time."""
    time.sleep(0.3)
    route.continue_()
