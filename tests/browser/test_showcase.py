"""The Showcase as strangers see it: drawn, dark too, on a phone, and asking nobody else."""

from collections.abc import Mapping
from dataclasses import dataclass

import pytest
from playwright.sync_api import Page, expect

from fitglue.domain.plan import Plan, TargetUse
from fitglue.domain.showcase import Look
from fitglue.pipeline.again import Again
from fitglue.store.showcase_profiles import Profile
from fitglue.testing import web_pixels as pixels
from fitglue.testing.at_work import walk_through
from fitglue.testing.season import TWICE, Season

pytestmark = pytest.mark.browser

PHONE = {"viewport": {"width": 375, "height": 740}, "is_mobile": True, "has_touch": True}
REDS = ((150, 0, 0), (240, 130, 110))
BLUES = ((20, 40, 130), (130, 200, 230))
BACKGROUND = "() => getComputedStyle(document.body).backgroundColor"
EXAMPLES = (TWICE, "Pool swim", "Triathlon de Nice", "Lunch Strength Training")


@dataclass(frozen=True)
class Shown:
    """The addresses of pages by title: as they come, and with all there is in another colour."""

    plain: Mapping[str, str]
    rich: Mapping[str, str]


@pytest.fixture(scope="session")
def shown(the_season: Season) -> Shown:
    """Let Kim show some activities twice, and switch the profile on."""
    rich = {
        "look": "clay", "heart_rate": True, "exact_times": True, "hide_start_m": 0,
        "hide_end_m": 0,
    }  # fmt: skip
    shown = Shown(_shows(the_season, {"audience": "profile"}), _shows(the_season, rich))
    profile = Profile("kim-runs", "Kim of Lyon", Look.SEA, is_on=True)
    the_season.instance.store.showcase.profiles.save(the_season.account_id, profile)
    return shown


def _shows(season: Season, settings: Mapping[str, object]) -> dict[str, str]:
    store, own = season.instance.store, season.account_id
    target = TargetUse(key="page", plugin="showcase", settings=settings)
    plan = Plan(id="", name="To show", sources=("health_connect",), targets=(target,))
    pipeline_id = store.pipelines.save(own, plan).plan.id
    for title in EXAMPLES:
        Again(season.instance.starter, own).run(season.ids[title], pipeline_id)
    walk_through(season.instance, own)
    rows = store.deliveries.of_activities(own, [season.ids[title] for title in EXAMPLES])
    urls = {row.activity_id: row.url for row in rows if row.pipeline_id == pipeline_id}
    return {title: urls[season.ids[title]] for title in EXAMPLES}


def drawn(page: Page, path: str) -> Page:
    page.goto(path)
    for island in ("route-map", "stream-charts"):
        if page.locator(island).count():
            page.locator(f"{island}[data-drawn]").wait_for(timeout=20_000)
    return page


def test_a_stranger_sees_the_route_drawn_and_the_charts(stranger: Page, shown: Shown) -> None:
    page = drawn(stranger, shown.rich[TWICE])
    expect(page.get_by_role("heading", level=1)).to_have_text(TWICE)
    expect(page.locator(".facts").first).to_contain_text("heart rate, up to")
    assert pixels.count_between(page.locator(".map-canvas"), *REDS) > 1200
    expect(page.locator("figure.chart")).to_have_count(8)
    expect(page.get_by_text("Recorded with Apple Watch")).to_be_visible()
    assert page.context.cookies() == []


def test_by_itself_the_route_has_the_colours_of_pace_and_no_heart_is_seen(
    stranger: Page, shown: Shown
) -> None:
    page = drawn(stranger, shown.plain[TWICE])
    assert pixels.count_between(page.locator(".map-canvas"), *BLUES) > 1200
    assert pixels.count_between(page.locator(".map-canvas"), *REDS) < 300
    expect(page.locator("body")).not_to_contain_text("bpm")
    expect(page.locator("body")).not_to_contain_text("18:14")


@pytest.mark.parametrize(
    ("look", "seen"),
    [
        ({"color_scheme": "dark"}, "rgb(23, 20, 18)"),
        ({"color_scheme": "light"}, "rgb(251, 247, 243)"),
    ],
)
def test_each_colour_has_a_light_and_a_dark_side(stranger: Page, shown: Shown, seen: str) -> None:
    page = drawn(stranger, shown.rich[TWICE])
    assert page.evaluate(BACKGROUND) == seen
    assert pixels.count_between(page.locator(".map-canvas"), *REDS) > 600


@pytest.mark.parametrize("look", [PHONE, {**PHONE, "color_scheme": "dark"}])
@pytest.mark.parametrize("title", [*EXAMPLES, "profile"])
def test_on_a_phone_no_page_scrolls_sideways(stranger: Page, shown: Shown, title: str) -> None:
    drawn(stranger, shown.rich.get(title, "/u/kim-runs"))
    assert stranger.evaluate("() => document.documentElement.scrollWidth") <= 375


def test_arrow_keys_move_the_moment_on_a_public_page(stranger: Page, shown: Shown) -> None:
    page = drawn(stranger, shown.plain[TWICE])
    slider = page.get_by_role("slider", name="Moment of the activity")
    slider.focus()
    slider.press("Home")
    for _ in range(3):
        slider.press("ArrowRight")
    expect(slider).to_have_attribute("aria-valuenow", "3")


def test_swims_and_legs_have_their_tables(stranger: Page, shown: Shown) -> None:
    page = drawn(stranger, shown.plain["Pool swim"])
    expect(page.get_by_role("columnheader", name="SWOLF")).to_be_visible()
    page = drawn(stranger, shown.plain["Triathlon de Nice"])
    expect(page.get_by_role("rowheader", name="Transition")).to_have_count(2)


def test_a_profile_leads_to_its_pages_and_back(stranger: Page, shown: Shown) -> None:
    stranger.goto("/u/kim-runs")
    expect(stranger.get_by_role("heading", level=1)).to_have_text("Kim of Lyon")
    expect(stranger.locator(".facts")).to_contain_text("4activities")
    stranger.get_by_role("link", name=TWICE).click()
    stranger.locator("route-map[data-drawn]").wait_for(timeout=20_000)
    assert stranger.url.endswith(shown.plain[TWICE])
    stranger.get_by_role("link", name="kim-runs").click()
    expect(stranger.get_by_role("heading", level=1)).to_have_text("Kim of Lyon")


def test_the_picture_for_messengers_is_one_that_browsers_can_read(
    stranger: Page, shown: Shown
) -> None:
    stranger.goto("/u/kim-runs")
    size = stranger.evaluate(
        """async address => {
            const bitmap = await createImageBitmap(await (await fetch(address)).blob());
            return [bitmap.width, bitmap.height];
        }""",
        f"{shown.rich[TWICE]}/share.png",
    )
    assert size == [1200, 630]


def test_its_owner_copies_the_link_makes_a_new_one_and_takes_it_down(
    page: Page, shown: Shown, the_season: Season
) -> None:
    page.goto("/settings/showcase")
    entry = page.locator("li.entry", has=page.locator(f'a[href$="{shown.rich["Pool swim"]}"]'))
    link = entry.get_by_role("textbox")
    expect(link).to_have_value(f"{page.url.partition('/settings')[0]}{shown.rich['Pool swim']}")
    entry_id = entry.get_attribute("id")
    entry.get_by_role("button", name="New link").click()
    entry = page.locator(f"[id='{entry_id}']")
    renewed = entry.get_by_role("textbox").input_value()
    assert not renewed.endswith(shown.rich["Pool swim"])
    entry.get_by_role("button", name="Take down").click()
    expect(page.locator(f"[id='{entry_id}']")).to_have_count(0)
    assert page.request.get(renewed).status == 404
    page.goto(the_season.path("Pool swim"))
    expect(page.locator("#journey")).to_contain_text("taken down: You took its page down.")
