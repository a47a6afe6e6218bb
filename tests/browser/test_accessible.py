"""Every page of `bin/shots`, held against WCAG 2.2 AA by axe, in every theme and size.

axe-core (MPL-2.0) is a dependency of these tests alone. It is handed to the page by the browser's
own protocol, which the content security policy of the pages has no say in.
"""

import importlib.util
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from fitglue.testing.inline_code import inline_code

pytestmark = pytest.mark.browser
HERE = Path(__file__).parent
AXE = HERE.parents[1] / "frontend/node_modules/axe-core/axe.min.js"
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
#: What depends on colours alone; asked again in the dark.
COLOURS = {"runOnly": ["color-contrast", "link-in-text-block"]}
EVERYTHING = {"runOnly": WCAG, "rules": {"target-size": {"enabled": True}}}
RUN = """async (options) => {
    const quick = { resultTypes: ["violations"], preload: false };
    const { violations } = await axe.run(document, { ...options, ...quick });
    return violations.map((it) => [it.id, it.nodes.map((node) => node.html.slice(0, 160))]);
}"""
SETTLED = "() => new Promise((told) => requestAnimationFrame(() => requestAnimationFrame(told)))"
NARROWEST = 320


def test_every_page_can_be_used_by_everybody(browser: Browser) -> None:
    if not AXE.is_file():
        pytest.skip("there is no axe-core here: cd frontend && npm ci")
    found = []
    for stage in _shots().stages(browser, older=12):
        context = browser.new_context(
            base_url=stage.address, storage_state=stage.state, reduced_motion="reduce"
        )
        page = context.new_page()
        for name, path in stage.pages.items():
            found += [(name, *trouble) for trouble in _troubles(page, path)]
        context.close()
    assert found == []


def _troubles(page: Page, path: str) -> Iterator[tuple[str, str, Any]]:
    """Look at a page wide and narrow, in the light and in the dark, without loading it again."""
    page.set_viewport_size({"width": 1280, "height": 900})
    page.emulate_media(color_scheme="light")
    answer = page.goto(path)
    assert answer is not None
    if inline := inline_code(answer.text()):
        yield "as sent", "inline style or script", inline
    for island in ("route-map", "stream-charts"):
        if page.locator(island).count():
            page.locator(f"{island}[data-drawn]").wait_for()
    page.evaluate(AXE.read_text())
    yield from _axe(page, "wide, light", EVERYTHING)
    page.emulate_media(color_scheme="dark")
    yield from _axe(page, "wide, dark", COLOURS)
    page.set_viewport_size({"width": NARROWEST, "height": 740})
    page.evaluate(SETTLED)
    yield from _axe(page, "narrow, dark", EVERYTHING)
    page.emulate_media(color_scheme="light")
    yield from _axe(page, "narrow, light", COLOURS)
    width = page.evaluate("() => document.documentElement.scrollWidth")
    if width > NARROWEST:
        yield "narrow", "scrolls sideways", width


def _axe(page: Page, look: str, options: dict[str, Any]) -> Iterator[tuple[str, str, Any]]:
    for rule, nodes in page.evaluate(RUN, options):
        yield look, rule, nodes


def _shots() -> ModuleType:
    """Load the program that knows every page."""
    spec = importlib.util.spec_from_file_location("shots", HERE / "shots.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
