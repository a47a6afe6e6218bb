"""Takes a picture of every page, light and dark, on a desktop and on a phone."""

import sys
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from fitglue.testing.web_services import MemoryServices
from fitglue.testing.web_site import launched, served
from fitglue.web.app import create_app

SIZES = {"desktop": (1280, 900), "phone": (390, 844)}
PAGES = {
    "activities": "/activities",
    "run": "/activities/a1",
    "indoor-ride": "/activities/a2",
    "pool-swim": "/activities/a3",
    "intervals": "/activities/a5",
    "triathlon": "/activities/a7",
    "walk": "/activities/a9",
    "long-ride": "/activities/a10",
    "search": "/activities?text=nothing+like+it",
    "imports": "/imports",
    "import": "/imports/i1",
    "import-refused": "/imports/i2",
    "settings": "/settings",
    "help": "/help/export",
    "missing": "/activities/none",
}


def main(folder: Path, wanted: list[str]) -> None:
    """Fill `folder` with pictures named page-theme-size.png."""
    folder.mkdir(parents=True, exist_ok=True)
    services = MemoryServices(import_seconds=0.2)
    with served(create_app(services)) as address, sync_playwright() as playwright:
        browser = launched(playwright)
        for theme in ("light", "dark"):
            for size, (width, height) in SIZES.items():
                context = browser.new_context(
                    base_url=address, color_scheme=theme,
                    viewport={"width": width, "height": height},
                    is_mobile=size == "phone", has_touch=size == "phone",
                )  # fmt: skip
                _sign_in(context, services, folder / f"welcome-{theme}-{size}.png")
                for name, path in PAGES.items():
                    if not wanted or name in wanted:
                        _shoot(context, path, folder / f"{name}-{theme}-{size}.png")
                context.close()
        if not wanted or "empty" in wanted:
            _shoot_empty(browser, folder)
        browser.close()


def _sign_in(context: BrowserContext, services: MemoryServices, picture: Path) -> None:
    page = context.new_page()
    if services.has_account():
        page.goto("/sign-in")
        page.screenshot(path=str(picture).replace("welcome-", "sign-in-"))
    else:
        page.goto(f"/welcome/{services.welcome_token}")
        page.screenshot(path=picture)
        page.fill("[name=name]", "Kim")
    page.fill("[name=email]", "kim@example.org")
    page.fill("[name=password]", "a long password")
    page.click("main form button")
    page.wait_for_url("**/activities")
    if not services.kept_imports:
        page.request.post("/imports?name=export.zip", data=b"x" * 42_000)
        page.request.post("/imports?name=holiday.jpg", data=b"x" * 9_000)
    page.close()


def _shoot(context: BrowserContext, path: str, picture: Path) -> None:
    page = context.new_page()
    page.on("console", lambda told: _complain(path, told.text))
    page.goto(path)
    _settle(page)
    page.screenshot(path=picture, full_page=True)
    page.close()


def _complain(path: str, text: str) -> None:
    sys.stderr.write(f"{path}: {text}\n")


def _settle(page: Page) -> None:
    for island in ("route-map", "stream-charts"):
        if page.locator(island).count():
            page.locator(f"{island}[data-drawn]").wait_for(timeout=20_000)
    if page.locator("stream-charts").count():
        page.locator(".moment").focus()
        for _ in range(18):
            page.keyboard.press("Shift+ArrowRight")
    page.wait_for_timeout(400)


def _shoot_empty(browser: Browser, folder: Path) -> None:
    services = MemoryServices(empty=True)
    with served(create_app(services)) as address:
        context = browser.new_context(base_url=address)
        _sign_in(context, services, folder / "welcome-empty.png")
        _shoot(context, "/activities", folder / "empty-light-desktop.png")
        context.close()


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "shots"), sys.argv[2:])
