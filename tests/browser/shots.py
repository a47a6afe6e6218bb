"""Takes a picture of every page, light and dark, on a desktop and on a phone."""

import sys
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from playwright.sync_api import Browser, Page, StorageState, sync_playwright

from fitglue.config import Settings
from fitglue.domain.plan import BoosterUse, Plan, TargetUse
from fitglue.instance import Instance, open_instance
from fitglue.people.acting import Acting
from fitglue.pipeline.intake import take
from fitglue.testing.arrivals import SPRING, a_run, an_arrival
from fitglue.testing.at_work import until, until_quiet, working
from fitglue.testing.exports import with_trouble
from fitglue.testing.fakes import installed
from fitglue.testing.people import HOME, furnish
from fitglue.testing.running_server import KIM
from fitglue.testing.season import season
from fitglue.testing.web_site import launched, served, signed_in
from fitglue.web.app import create_app

SIZES = {"desktop": (1280, 900), "phone": (390, 844)}
EXAMPLES = {
    "run": "Evening run along the canal",
    "indoor-ride": "Lunch ride",
    "pool-swim": "Pool swim",
    "intervals": "Six times three minutes",
    "triathlon": "Triathlon de Nice",
    "walk": "Walk through the Marais",
    "long-ride": "To the sea and back",
}
PAGES = {
    "activities": "/activities",
    "search": "/activities?text=nothing+like+it",
    "filtered": "/activities?sport=running&least=5&without=heart_rate&since=2025-01-01",
    "nothing-fits": "/activities?sport=swimming&least=200&sent=sent",
    "calendar": "/activities?view=calendar",
    "gallery": "/activities?view=gallery",
    "deleted": "/activities/deleted",
    "settings": "/settings",
    "ways-in": "/settings/sign-in",
    "sessions": "/settings/sessions",
    "tokens": "/settings/tokens",
    "phones": "/settings/phones",
    "health-auto-export": "/settings/phones/health-auto-export",
    "shortcut": "/settings/phones/shortcut",
    "names": "/settings/phones/names",
    "log": "/settings/log",
    "people": "/people",
    "people-log": "/people/log",
    "help": "/help/export",
    "help-list": "/help",
    "boosters": "/boosters",
    "help-booster": "/help/boosters/user_input",
    "help-options": "/help/boosters/many_settings",
    "help-shortcut": "/help/shortcut",
    "missing": "/activities/none",
}
#: What does not fit, so that the editor opens and says so.
MANY = {
    "rules": [{"word": "canal"}, {"word": "much too long", "least_km": 900}],
    "spots": [{"latitude_deg": 45.76, "longitude_deg": 4.84, "radius_m": 300}],
    "home": {"latitude_deg": "north", "longitude_deg": 4.84, "radius_m": 300},
    "sports": ["running", "cycling"],
    "story": "words:Once upon a time",
    "second": {"minutes": 10},
}


def main(folder: Path, wanted: list[str]) -> None:
    """Fill `folder` with pictures named page-theme-size.png."""
    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = launched(playwright)
        with (
            tempfile.TemporaryDirectory() as fakes,
            installed(Path(fakes)),
            installation() as (instance, address),
        ):
            made = season(instance)
            furnish(Acting(instance, instance.owner(), HOME))
            examples = {name: made.path(title) for name, title in EXAMPLES.items()}
            state = signed_in(browser, address)
            shoot(browser, address, {"sign-in": "/sign-in"}, folder, wanted)
            shoot(browser, address, PAGES | examples, folder, wanted, state)
            desk = _desk(instance, made.account_id)
            shoot(browser, address, desk, folder, wanted, state)
        with installation() as (instance, address):
            link = f"/welcome/{instance.welcome_token()}"
            shoot(browser, address, {"welcome": link}, folder, wanted)
            instance.add_account(**KIM)
            state = signed_in(browser, address)
            shoot(browser, address, {"empty": "/activities"}, folder, wanted, state)
            shoot(browser, address, _imports(browser, address, state), folder, wanted, state)
        browser.close()


@contextmanager
def installation() -> Generator[tuple[Instance, str]]:
    """Serve an installation that nobody has used yet, with its imports; give its address."""
    with tempfile.TemporaryDirectory() as data:
        instance = open_instance(Settings(data=Path(data), zone="Europe/Paris"))
        with working(instance), served(create_app(instance)) as address:
            yield instance, address
        instance.close()


def shoot(  # noqa: PLR0913, PLR0917 - what, where, whose
    browser: Browser, address: str, pages: dict[str, str], folder: Path, wanted: list[str],
    state: StorageState | None = None,
) -> None:  # fmt: skip
    """Take the pictures that are wanted, in every theme and size."""
    for theme in ("light", "dark"):
        for size, (width, height) in SIZES.items():
            context = browser.new_context(
                base_url=address, color_scheme=theme, storage_state=state,
                viewport={"width": width, "height": height},
                is_mobile=size == "phone", has_touch=size == "phone",
            )  # fmt: skip
            for name, path in pages.items():
                if not wanted or name in wanted:
                    _shoot(context.new_page(), path, folder / f"{name}-{theme}-{size}.png")
            context.close()


def _desk(instance: Instance, account_id: str) -> dict[str, str]:
    """Let workouts arrive in pipelines that ask, refuse and wait; give the pages that tell it."""
    many = BoosterUse(key="many", plugin="many_settings", settings=MANY)
    gate = BoosterUse(key="gate", plugin="fake_gate")
    asks = BoosterUse(key="asks", plugin="user_input", settings={"hours": 12})
    loud = BoosterUse(key="loud", plugin="fake_booster", settings={"script": "ok"}, required=True)
    off = BoosterUse(key="off", plugin="fake_booster", on=False)
    friend = TargetUse(
        key="friend", plugin="fake_target", settings={"script": "needs-user"}, leaves_out=("loud",)
    )
    folder = TargetUse(key="folder", plugin="folder", settings={"subfolder": "runs"})
    plans = (
        Plan(id="", name="Asked about", sources=("apple_health",), boosters=(asks, loud, off),
             targets=(folder, friend)),
        Plan(id="", name="To a friend", sources=("apple_health",), boosters=(loud,),
             targets=(friend, folder)),
        Plan(id="", name="Everything", sources=("file_upload",), boosters=(asks, many, gate),
             targets=(folder,)),
    )  # fmt: skip
    asking, friendly, every = (
        instance.store.pipelines.save(account_id, one).plan.id for one in plans
    )
    today = (datetime.now(UTC) - SPRING) / timedelta(days=1)
    runs = [an_arrival(f"desk-{at}", a_run(days=today - 0.1 * at)) for at in (1, 2, 3)]
    taken = take(instance.starter, account_id, "apple_health", runs)
    until_quiet(instance, account_id)
    until(lambda: instance.store.inputs.count(account_id) == len(runs), "the questions")
    return {
        "pipelines": "/pipelines",
        "pipeline": f"/pipelines/{asking}",
        "pipeline-new": "/pipelines/new",
        "pipeline-many": f"/pipelines/{every}",
        "pipeline-past": f"/pipelines/{friendly}/past?too=on",
        "pipeline-share": f"/pipelines/{friendly}/share",
        "pipeline-import": "/pipelines/import",
        "dry-run": f"/pipelines/{asking}/dry-run?last=5",
        "dry-run-one": f"/pipelines/{friendly}/dry-run?activity={taken[0].activity_id}",
        "runs": "/runs",
        "questions": "/inputs",
        "journey": f"/activities/{taken[0].activity_id}",
    }


def _imports(browser: Browser, address: str, state: StorageState) -> dict[str, str]:
    """Import an export and a picture, and give the addresses of what came of it."""
    page = browser.new_page(base_url=address, storage_state=state)
    with tempfile.TemporaryDirectory() as folder:
        export = with_trouble(Path(folder)).read_bytes()
    sent = {"import": ("export.zip", export), "import-refused": ("holiday.jpg", bytes(9000))}
    paths = {"imports": "/imports"}
    for name, (file, content) in sent.items():
        answer = page.request.post(f"/imports?name={file}", data=content)
        paths[name] = answer.json()["url"]
        page.goto(paths[name])
        page.locator("import-progress .btn.go").wait_for(timeout=60_000)  # it is over
    page.close()
    return paths


def _shoot(page: Page, path: str, picture: Path) -> None:
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


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "shots"), sys.argv[2:])
