"""Takes a picture of every page, light and dark, on a desktop and on a phone."""

import sys
import tempfile
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Literal

from playwright.sync_api import Browser, Page, StorageState, sync_playwright

from fitglue.config import Settings
from fitglue.domain.edits import Edits
from fitglue.domain.plan import BoosterUse, Plan, TargetUse
from fitglue.domain.showcase import Look
from fitglue.instance import Instance, open_instance
from fitglue.people.acting import Acting
from fitglue.pipeline.again import Again
from fitglue.pipeline.amending import Amending
from fitglue.pipeline.bulk import Bulk
from fitglue.pipeline.intake import take
from fitglue.store.showcase_profiles import Profile
from fitglue.testing.arrivals import SPRING, a_lift, a_run, a_strap, an_arrival
from fitglue.testing.at_work import until, until_quiet, working
from fitglue.testing.exports import with_trouble
from fitglue.testing.fakes import installed
from fitglue.testing.people import HOME, LEE, account_of, furnish
from fitglue.testing.running_server import KIM
from fitglue.testing.season import Season, season
from fitglue.testing.web_site import launched, served, signed_in
from fitglue.web.app import create_app

SIZES = {"desktop": (1280, 900), "phone": (390, 844)}
THEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
EXAMPLES = {
    "run": "Evening run along the canal",
    "indoor-ride": "Lunch ride",
    "pool-swim": "Pool swim",
    "intervals": "Six times three minutes",
    "triathlon": "Triathlon de Nice",
    "strength": "Lunch Strength Training",
    "walk": "Walk through the Marais",
    "long-ride": "To the sea and back",
}
PAGES = {
    "home": "/",
    "notifications": "/notifications",
    "imports": "/imports",
    "activities": "/activities",
    "search": "/activities?text=nothing+like+it",
    "filtered": "/activities?sport=running&least=5&without=heart_rate&since=2025-01-01",
    "nothing-fits": "/activities?sport=swimming&least=200&sent=sent",
    "calendar": "/activities?view=calendar",
    "gallery": "/activities?view=gallery",
    "deleted": "/activities/deleted",
    "settings": "/settings",
    "settings-body": "/settings/body",
    "settings-places": "/settings/places",
    "settings-workouts": "/settings/workouts",
    "settings-email": "/settings/email",
    "settings-export": "/settings/export",
    "settings-erase": "/settings/erase",
    "settings-health": "/settings/health",
    "ways-in": "/settings/sign-in",
    "sessions": "/settings/sessions",
    "tokens": "/settings/tokens",
    "phones": "/settings/phones",
    "settings-notifications": "/settings/notifications",
    "settings-showcase": "/settings/showcase",
    "health": "/health",
    "webhook": "/settings/phones/webhook",
    "new-strava": "/connections/new/strava",
    "new-hevy": "/connections/new/hevy",
    "health-auto-export": "/settings/phones/health-auto-export",
    "shortcut": "/settings/phones/shortcut",
    "names": "/settings/phones/names",
    "log": "/settings/log",
    "people": "/people",
    "server": "/admin",
    "server-jobs": "/admin/jobs",
    "server-storage": "/admin/storage",
    "server-backups": "/admin/backups",
    "server-settings": "/admin/settings",
    "server-keys": "/admin/keys",
    "connections": "/connections",
    "people-log": "/people/log",
    "help": "/help/export",
    "help-source": "/help/sources/apple_health",
    "help-search": "/help/search?q=no+map",
    "help-none": "/help/search?q=qqqzzz",
    "help-trouble": "/help/nothing-arrives",
    "help-list": "/help",
    "boosters": "/boosters",
    "help-booster": "/help/boosters/user_input",
    "help-options": "/help/boosters/many_settings",
    "help-shortcut": "/help/shortcut",
    "missing": "/activities/none",
    "look": "/look?done",
}
#: An address, and what is pressed there, or filled in.
Way = tuple[str | tuple[str, str], ...]
#: Pages as they are after what is pressed on them, one selector after the other.
PRESSED: dict[str, Way] = {
    "more": ("/activities", ".more-places"),
    "filter-sheet": ("/activities?sport=running", ".filters > summary"),
    "chosen-bar": ("/activities", "li:nth-child(2) > .choose", "li:nth-child(3) > .choose"),
    "chosen": (
        "/activities", "li:nth-child(2) > .choose", "li:nth-child(3) > .choose", ".act-bar .go"
    ),
    "calendar-menu": ("/activities?view=calendar", ".menu > summary"),
    "pairing": ("/settings/phones", "#pair .btn"),
    "token-made": ("/settings/tokens", ("main [name=name]", "Backup"), "main .btn.go"),
    "erase-sure": ("/settings/erase", ".sure > summary"),
    "help-said": ("/settings/phones", "header.top .help-mark"),
    "pipeline-refused": ("/pipelines/new?step=look", "header.top .btn.go"),
    "dialog": ("/look", ".look-half:first-child [popovertarget]"),
}  # fmt: skip
ERASED = (
    "/settings/erase", ".sure > summary", ("[name=typed]", LEE.email), ".sure form .btn.danger"
)  # fmt: skip
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
        for stage in stages(browser):
            shoot(browser, stage, folder, wanted)
        browser.close()


@dataclass(frozen=True)
class Stage:
    """Pages of one installation as they are at one time, seen by whoever `state` signs in."""

    address: str
    pages: dict[str, str]
    state: StorageState | None = None
    pressed: dict[str, Way] = field(default_factory=dict)
    anew: Callable[[], StorageState] | None = None


def stages(browser: Browser, older: int = 120) -> Generator[Stage]:
    """Set up one installation after the other and give their pages while they are served."""
    with (
        tempfile.TemporaryDirectory() as fakes,
        installed(Path(fakes)),
        installation() as (instance, address),
    ):
        made = season(instance, older)
        furnish(Acting(instance, instance.owner(), HOME))
        examples = {name: made.path(title) for name, title in EXAMPLES.items()}
        state = signed_in(browser, address)
        yield Stage(address, {"sign-in": "/sign-in"})
        yield Stage(address, PAGES | examples, state, PRESSED)
        yield Stage(address, _edited(instance, made), state)
        yield Stage(address, _desk(instance, made.account_id), state)
        yield Stage(address, _shown(instance, made))
    with installation() as (instance, address):
        yield Stage(address, {"welcome": f"/welcome/{instance.welcome_token()}"})
        instance.add_account(**KIM)
        state = signed_in(browser, address)
        yield Stage(address, {"empty": "/activities", "home-empty": "/"}, state)
        yield Stage(address, _imports(browser, address, state), state)
    with installation(plans=True, trial_days=0, monthly_limit=2) as (instance, address):
        instance.add_account(**KIM)
        member = _a_member(instance)
        pages = {"server-plans": "/admin/plans", "person": f"/people/{member.account.id}"}
        yield Stage(address, pages, signed_in(browser, address))
        yield Stage(address, {"plan": "/settings/plan"}, signed_in(browser, address, LEE))
        yield Stage(
            address, {}, pressed={"erased": ERASED}, anew=lambda: _anew(browser, address, instance)
        )


@contextmanager
def installation(**settings: Any) -> Generator[tuple[Instance, str]]:
    """Serve an installation that nobody has used yet, with its imports; give its address."""
    with tempfile.TemporaryDirectory() as data:
        instance = open_instance(Settings(data=Path(data), zone="Europe/Paris", **settings))
        with working(instance), served(create_app(instance)) as address:
            yield instance, address
        instance.close()


def shoot(browser: Browser, stage: Stage, folder: Path, wanted: list[str]) -> None:
    """Take the pictures that are wanted, in every theme and size, or in those that are named."""
    themes = [one for one in THEMES if one in wanted] or THEMES
    sizes = [one for one in SIZES if one in wanted] or list(SIZES)
    wanted = [one for one in wanted if one not in THEMES and one not in SIZES]
    for theme in themes:
        for size in sizes:
            width, height = SIZES[size]
            context = browser.new_context(
                base_url=stage.address, color_scheme=theme,
                storage_state=stage.anew() if stage.anew else stage.state,
                viewport={"width": width, "height": height},
                is_mobile=size == "phone", has_touch=size == "phone",
            )  # fmt: skip
            every = {name: (path,) for name, path in stage.pages.items()} | stage.pressed
            for name, path in every.items():
                if not wanted or name in wanted:
                    _shoot(context.new_page(), path, folder / f"{name}-{theme}-{size}.png")
            context.close()


def _a_member(instance: Instance) -> Acting:
    """Let somebody be over the limit of their plan."""
    lee = account_of(instance, LEE)
    target = TargetUse(key="folder", plugin="folder")
    plan = Plan(id="", name="To a folder", sources=("apple_health",), targets=(target,))
    instance.store.pipelines.save(lee.account.id, plan)
    runs = [an_arrival(f"lee-{at}", a_run(days=-at)) for at in range(4)]
    take(instance.starter, lee.account.id, "apple_health", runs)
    until_quiet(instance, lee.account.id)
    return lee


def _anew(browser: Browser, address: str, instance: Instance) -> StorageState:
    """Sign somebody in who may be gone."""
    if instance.store.accounts.by_email(LEE.email) is None:
        account_of(instance, LEE)
    return signed_in(browser, address, LEE)


def _edited(instance: Instance, made: Season) -> dict[str, str]:
    """Let a watch and a strap record one run, and change another activity."""
    own = made.account_id
    take(instance.starter, own, "apple_health", [an_arrival("two-watch", a_run(days=-9))])
    (strap,) = take(instance.starter, own, "file_upload", [an_arrival("strap", a_strap(days=-9))])
    run = made.ids[EXAMPLES["run"]]
    changed = instance.store.activities.get(own, run)
    assert changed is not None
    start = changed.workout.start
    edits = Edits(title="Along the canal", starts_at=start + timedelta(minutes=4))
    Amending(instance.starter, own).amend(run, edits)
    others = [one for title, one in made.ids.items() if title not in EXAMPLES.values()][:3]
    act = Bulk(instance.starter, own).delete(others)
    (lifted,) = take(instance.starter, own, "apple_health", [an_arrival("lift", a_lift(days=-11))])
    return {
        "lift": f"/activities/{lifted.activity_id}",
        "two-recordings": f"/activities/{strap.activity_id}",
        "edit": f"/activities/{run}/edit",
        "edited": f"/activities/{run}",
        "deleted-some": "/activities/deleted",
        "activity-deleted": f"/activities/{others[0]}",
        "activities-done": f"/activities?done={act}",
    }


def _desk(instance: Instance, account_id: str) -> dict[str, str]:
    """Let workouts arrive in pipelines that ask, refuse and wait; give the pages that tell it."""
    many = BoosterUse(key="many", plugin="many_settings", settings=MANY)
    gate = BoosterUse(key="gate", plugin="fake_gate")
    asks = BoosterUse(key="asks", plugin="user_input", settings={"hours": 12})
    loud = BoosterUse(key="loud", plugin="fake_booster", settings={"script": "ok"}, required=True)
    title = BoosterUse(key="title", plugin="title", settings={"template": "{distance} {sport}"})
    virtual = BoosterUse(key="virtual", plugin="virtual_gps")
    long = BoosterUse(
        key="long", plugin="activity_filter", settings={"match_minimum_distance_km": 10}
    )
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
        Plan(id="", name="Named by distance", sources=("apple_health", "file_upload"),
             boosters=(title, virtual), targets=(folder,)),
        Plan(id="", name="Long ones", sources=("apple_health",), boosters=(long, title),
             targets=(folder,)),
    )  # fmt: skip
    asking, friendly, every, better, gated = (
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
        "pipeline-new-better": "/pipelines/new?source=apple_health&booster=activity_filter"
        "&booster=weather&step=better",
        "pipeline-new-to": "/pipelines/new?source=apple_health&booster=weather&step=to",
        "pipeline-new-look": "/pipelines/new?source=apple_health&booster=activity_filter"
        "&booster=weather&target=strava&target=folder&step=look",
        "recipes": "/pipelines/recipes",
        "pipeline-recipe": "/pipelines/new?recipe=private-near-home",
        "pipeline-many": f"/pipelines/{every}",
        "pipeline-past": f"/pipelines/{friendly}/past?too=on",
        "pipeline-share": f"/pipelines/{friendly}/share",
        "pipeline-import": "/pipelines/import",
        "dry-run": f"/pipelines/{asking}/dry-run?last=5",
        "dry-run-one": f"/pipelines/{friendly}/dry-run?activity={taken[0].activity_id}",
        "dry-run-title": f"/pipelines/{better}/dry-run?last=5",
        "runs": "/runs",
        "runs-empty": "/runs?text=nothing+like+it",
        "run-page": f"/runs/{run_of(instance, account_id, friendly)}",
        "run-halted": f"/runs/{run_of(instance, account_id, gated)}",
        "questions": "/inputs",
        "home-busy": "/",
        "notifications-told": "/notifications",
        "journey": f"/activities/{taken[0].activity_id}",
    }


def _shown(instance: Instance, made: Season) -> dict[str, str]:
    """Show two activities and a profile to everybody; give their pages."""
    store, own = instance.store, made.account_id
    target = TargetUse(
        key="page", plugin="showcase", settings={"heart_rate": True, "audience": "profile"}
    )
    plan = Plan(id="", name="To show", sources=("health_connect",), targets=(target,))
    pipeline_id = store.pipelines.save(own, plan).plan.id
    shown = {f"shown-{name}": made.ids[EXAMPLES[name]] for name in ("run", "strength")}
    for activity_id in shown.values():
        Again(instance.starter, own).run(activity_id, pipeline_id)
    until_quiet(instance, own)
    store.showcase.profiles.save(own, Profile("kim-runs", "Kim of Lyon", Look.SEA, is_on=True))
    rows = store.deliveries.of_activities(own, list(shown.values()))
    urls = {row.activity_id: row.url for row in rows if row.pipeline_id == pipeline_id}
    pages = {name: urls[activity_id] for name, activity_id in shown.items()}
    return pages | {"shown-profile": "/u/kim-runs", "shown-gone": "/s/none"}


def run_of(instance: Instance, account_id: str, pipeline_id: str) -> str:
    """Give the newest run of a pipeline."""
    return instance.store.runs.recent(account_id, pipeline_id=pipeline_id, limit=1)[0].id


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
        page.locator("job-progress .btn.go").wait_for(timeout=60_000)  # it is over
    page.close()
    return paths


def _shoot(page: Page, way: Way, picture: Path) -> None:
    address, *presses = way
    page.on("console", lambda told: _complain(str(address), told.text))
    page.goto(str(address))
    _settle(page)
    for press in presses:
        selector, value = press if isinstance(press, tuple) else (press, "")
        it = page.locator(selector).first
        if value:
            it.fill(value)
        elif it.is_visible():
            it.click()
            _settle(page)
    page.screenshot(path=picture, full_page=not presses)
    page.close()


def _complain(path: str, text: str) -> None:
    sys.stderr.write(f"{path}: {text}\n")


def _settle(page: Page) -> None:
    for island in ("route-map", "stream-charts", "zone-map", "trim-chart"):
        if page.locator(island).count():
            page.locator(f"{island}[data-drawn]").wait_for(timeout=20_000)
    if page.locator("stream-charts").count():
        page.locator(".moment").focus()
        for _ in range(18):
            page.keyboard.press("Shift+ArrowRight")
    page.wait_for_timeout(400)


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "shots"), sys.argv[2:])
