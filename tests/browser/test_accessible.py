"""Every page of `bin/shots`, held against WCAG 2.2 AA by axe, in every theme and size.

axe-core (MPL-2.0) is a dependency of these tests alone. It is handed to the page by the browser's
own protocol, which the content security policy of the pages has no say in.
"""

import importlib.util
from collections.abc import Iterator, Sequence
from itertools import cycle
from pathlib import Path
from types import ModuleType
from typing import Any, Literal

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from fitglue.testing.inline_code import inline_code
from fitglue.testing.web_site import Site

pytestmark = [pytest.mark.browser, pytest.mark.long]
HERE = Path(__file__).parent
AXE = HERE.parents[1] / "frontend/node_modules/axe-core/axe.min.js"
RUN = """async () => {
    const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
    const { violations } = await axe.run(document, {
        runOnly: tags, rules: { "target-size": { enabled: true } },
        resultTypes: ["violations"], preload: false,
    });
    return violations.map((it) => [it.id, it.nodes.map((node) => node.html.slice(0, 160))]);
}"""
SETTLED = "() => new Promise((told) => requestAnimationFrame(() => requestAnimationFrame(told)))"
Look = tuple[Literal["light", "dark"], ViewportSize]
WIDE: ViewportSize = {"width": 1280, "height": 900}
NARROW: ViewportSize = {"width": 320, "height": 740}
#: A theme and a size, and the rest of them in the other order on every other page.
TWO_LOOKS = (("light", WIDE), ("dark", NARROW)), (("dark", WIDE), ("light", NARROW))
ALL_LOOKS = (TWO_LOOKS[0] + TWO_LOOKS[1],)


@pytest.mark.parametrize(
    "looks", [TWO_LOOKS, pytest.param(ALL_LOOKS, marks=pytest.mark.full)], ids=["two", "all"]
)
def test_every_page_can_be_used_by_everybody(
    browser: Browser, looks: Sequence[Sequence[Look]]
) -> None:
    if not AXE.is_file():
        pytest.skip("there is no axe-core here: cd frontend && npm ci")
    found, turns = [], cycle(looks)
    for stage in _shots().stages(browser, older=12):
        context = browser.new_context(
            base_url=stage.address, storage_state=stage.state, reduced_motion="reduce"
        )
        page = context.new_page()
        for name, path in stage.pages.items():
            found += [(name, *trouble) for trouble in _troubles(page, path, next(turns))]
        context.close()
    assert found == []


def test_the_note_of_a_server_that_does_not_answer_can_be_used_by_everybody(
    browser: Browser, site: Site
) -> None:
    if not AXE.is_file():
        pytest.skip("there is no axe-core here: cd frontend && npm ci")
    page = browser.new_page(
        base_url=site.base_url, storage_state=site.state, reduced_motion="reduce"
    )
    page.goto("/settings")
    page.route("**/manifest.webmanifest", lambda route: route.abort())
    page.evaluate("() => document.dispatchEvent(new Event('htmx:error'))")
    expect(page.locator("#toasts").get_by_role("button", name="Try again")).to_be_visible()
    found = list(_in_several_looks(page, ALL_LOOKS[0]))
    page.close()
    assert found == []


def _troubles(page: Page, path: str, looks: Sequence[Look]) -> Iterator[tuple[str, str, Any]]:
    """Look at a page in several ways, without loading it again."""
    page.set_viewport_size(looks[0][1])
    answer = page.goto(path)
    assert answer is not None
    if inline := inline_code(answer.text()):
        yield "as sent", "inline style or script", inline
    for island in ("route-map", "stream-charts", "trim-chart"):
        if page.locator(island).count():
            page.locator(f"{island}[data-drawn]").wait_for()
    yield from _in_several_looks(page, looks)


def _in_several_looks(page: Page, looks: Sequence[Look]) -> Iterator[tuple[str, str, Any]]:
    page.evaluate(AXE.read_text())
    for theme, size in looks:
        page.emulate_media(color_scheme=theme)
        page.set_viewport_size(size)
        page.evaluate(SETTLED)
        look = f"{theme}, {size['width']} wide"
        for rule, nodes in page.evaluate(RUN):
            yield look, rule, nodes
        width = page.evaluate("() => document.documentElement.scrollWidth")
        if width > size["width"]:
            yield look, "scrolls sideways", width


def _shots() -> ModuleType:
    """Load the program that knows every page."""
    spec = importlib.util.spec_from_file_location("shots", HERE / "shots.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
