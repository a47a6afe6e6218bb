"""Light and dark, large and small, metric and imperial."""

import pytest
from playwright.sync_api import Page, expect

from fitglue.testing.season import TWICE, Season

pytestmark = pytest.mark.browser
PHONE = {"viewport": {"width": 375, "height": 740}, "is_mobile": True, "has_touch": True}
EVERY_PAGE = (
    "/activities",
    TWICE,
    "Pool swim",
    "Triathlon de Nice",
    "/imports",
    "/settings",
    "/settings/phones",
    "/help",
    "/help/export",
    "/boosters",
    "/help/boosters/user_input",
    "/help/no-route",
)
BACKGROUND = "() => getComputedStyle(document.body).backgroundColor"


@pytest.mark.parametrize("look", [{"color_scheme": "dark"}])
def test_a_dark_device_gets_dark_pages_and_dark_charts(page: Page, the_season: Season) -> None:
    page.goto(the_season.path(TWICE))
    assert page.evaluate(BACKGROUND) == "rgb(20, 22, 26)"
    page.locator("stream-charts[data-drawn]").wait_for()
    colour = page.evaluate(
        "() => getComputedStyle(document.querySelector('.charts')).backgroundColor"
    )
    assert colour == "rgb(27, 30, 36)"


def test_a_light_device_gets_light_pages(page: Page) -> None:
    page.goto("/activities")
    assert page.evaluate(BACKGROUND) == "rgb(250, 249, 246)"


def test_the_settings_choose_theme_and_units_whatever_the_device_says(
    page: Page, the_season: Season
) -> None:
    page.goto("/settings")
    page.get_by_label("Dark", exact=True).check()
    page.get_by_label("Imperial").check()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved.")).to_be_visible()
    assert page.evaluate(BACKGROUND) == "rgb(20, 22, 26)"
    page.goto(the_season.path(TWICE))
    expect(page.locator(".facts").first).to_contain_text("5.57mi")
    expect(page.locator("figure[data-key=rate] .told")).to_contain_text("/mi")
    page.goto("/settings")
    page.get_by_label("As this device").check()
    page.get_by_label("Metric").check()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved.")).to_be_visible()


@pytest.mark.parametrize("look", [PHONE])
@pytest.mark.parametrize("path", EVERY_PAGE)
def test_on_a_phone_no_page_scrolls_sideways(page: Page, the_season: Season, path: str) -> None:
    page.goto(path if path.startswith("/") else the_season.path(path))
    if page.locator("stream-charts").count():
        page.locator("stream-charts[data-drawn]").wait_for()
    width = page.evaluate("() => document.documentElement.scrollWidth")
    assert width <= 375
    bar = page.get_by_role("navigation", name="Pages").bounding_box()
    assert bar is not None
    assert bar["y"] + bar["height"] == pytest.approx(740, abs=1)


@pytest.mark.parametrize("look", [PHONE])
def test_on_a_phone_five_places_are_in_the_bar_and_the_rest_behind_more(page: Page) -> None:
    page.goto("/settings")
    bar = page.get_by_role("navigation", name="Pages")
    shown = [one.inner_text() for one in bar.locator("> :is(a, button)").all() if one.is_visible()]
    assert shown == ["Home", "Activities", "Pipelines", "Questions", "More"]
    help_centre = bar.get_by_role("link", name="Help")
    expect(help_centre).to_be_hidden()
    more = bar.get_by_role("button", name="More")
    more.focus()
    page.keyboard.press("Enter")
    expect(help_centre).to_be_visible()
    page.keyboard.press("Tab")
    expect(bar.get_by_role("link", name="Notifications")).to_be_focused()
    page.keyboard.press("Escape")
    expect(help_centre).to_be_hidden()
    expect(more).to_be_focused()
    more.click()
    help_centre.click()
    expect(page.get_by_role("heading", name="Help", exact=True)).to_be_visible()


@pytest.mark.parametrize("look", [{"forced_colors": "active", "reduced_motion": "reduce"}])
def test_the_parts_can_be_told_apart_without_our_colours_and_nothing_moves(page: Page) -> None:
    page.goto("/look")
    style = "(it, [what, part]) => getComputedStyle(it, part)[what]"
    switch = page.get_by_role("switch").first
    on, moves = (
        switch.evaluate(style, asked) for asked in (["backgroundColor", None], ["transition", None])
    )
    assert moves.startswith("none")
    switch.uncheck()
    assert switch.evaluate(style, ["backgroundColor", None]) != on
    button = page.get_by_role("button", name="Save").first
    assert button.evaluate(style, ["borderTopColor", None]) != button.evaluate(
        style, ["backgroundColor", None]
    )
    here = page.get_by_role("link", name="List", exact=True).first
    assert here.evaluate(style, ["outlineStyle", None]) == "solid"


def test_an_act_asks_first_and_what_was_done_can_be_closed(page: Page) -> None:
    page.goto("/look")
    half = page.get_by_role("region", name="Light")
    half.get_by_role("button", name="Delete…").click()
    asked = page.get_by_role("dialog", name="Delete this activity?")
    expect(asked.get_by_role("button", name="Leave it as it is")).to_be_focused()
    page.keyboard.press("Escape")
    expect(asked).to_be_hidden()
    half.get_by_role("button", name="Delete…").click()
    asked.get_by_role("button", name="Delete it").click()
    done = page.locator("toast-note")
    expect(done).to_contain_text("was taken out")
    expect(done.get_by_role("button", name="Undo")).to_be_visible()
    done.get_by_role("button", name="Close").click()
    expect(done).to_have_count(0)


@pytest.mark.parametrize("look", [PHONE])
def test_a_finger_on_a_chart_points_at_a_moment(page: Page, the_season: Season) -> None:
    page.goto(the_season.path(TWICE))
    page.locator("stream-charts[data-drawn]").wait_for()
    over = page.locator("figure[data-key=heart_rate] .u-over")
    over.scroll_into_view_if_needed()
    over.tap()
    expect(page.locator("figure[data-key=heart_rate] .told")).to_have_text("bpm")


def test_the_focus_can_be_seen_on_every_stop_of_the_tab_key(page: Page) -> None:
    page.goto("/activities")
    for _ in range(12):
        page.keyboard.press("Tab")
        outline = page.evaluate(
            """() => {
                const rings = [document.activeElement, document.activeElement.closest("label")];
                return rings.some((it) => it && getComputedStyle(it).outlineStyle === "solid");
            }"""
        )
        assert outline, page.evaluate("() => document.activeElement.outerHTML")
