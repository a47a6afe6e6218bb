"""The editor's page: a form, what its buttons do, and what came of it."""

from dataclasses import dataclass, replace

from fastapi import Request
from fastapi.responses import Response
from starlette.datastructures import FormData

from fitglue.domain.connecting import ConnectionState
from fitglue.domain.errors import NeedsUser
from fitglue.domain.plan import first_plan
from fitglue.pipeline.faults import Fault, faults_of
from fitglue.pipeline.keeping import Keeping
from fitglue.pipeline.past import Choice, PastRuns
from fitglue.pipeline.recipes import Recipe, needs_of
from fitglue.store.pipelines import Pipeline
from fitglue.web.availability import means_of
from fitglue.web.forms import on_to, text
from fitglue.web.lines import Person
from fitglue.web.pages import Pages
from fitglue.web.pipeline_editor import AccountThere, editor_of
from fitglue.web.pipeline_form import Filled, after, filled
from fitglue.web.rehearsal_view import DryRun, dry_run_of
from fitglue.web.stored_activities import sports_of
from fitglue.web.taken_view import taken_of
from fitglue.web.wizard_view import Chosen

TRIED = 5  # activities, when the editor's button asks
NEW = replace(first_plan(), name="")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sought:
    """Which past activities somebody wants a pipeline to be tried on."""

    text: str = ""
    sport: str = ""


@dataclass(frozen=True, slots=True)
class Edited:
    """What the editor shows: a form, the pipeline it belongs to once kept, and what came of it.

    `chosen` is the wizard's choice that led here, `recipe` what it began with. `is_changed` says
    that the form tells more than what is kept.
    """

    form: Filled
    kept: Pipeline | None = None
    faults: tuple[Fault, ...] | list[Fault] = ()
    note: str = ""
    dry_run: DryRun | None = None
    chosen: Chosen | None = None
    recipe: Recipe | None = None
    is_changed: bool = False
    sought: Sought = Sought()


def press(
    request: Request, pages: Pages, person: Person, form: FormData, edited: Edited
) -> Response:
    """Do what a button of the form says, and show the form after it."""
    edited = replace(edited, is_changed=True)
    match text(form, "press"):
        case "save":
            return _save(request, pages, person, edited)
        case "try":
            sought = Sought(text=text(form, "try-text"), sport=text(form, "try-sport"))
            return show_editor(request, pages, person, _tried(pages, person, edited, sought))
        case button:
            pressed = replace(edited, form=after(button, edited.form, form))
            return show_editor(request, pages, person, pressed)


def _tried(pages: Pages, person: Person, edited: Edited, sought: Sought) -> Edited:
    plan, past = edited.form.plan, PastRuns(pages.instance.starter)
    choice = Choice(sport=sought.sport, text=sought.text, had_too=True)
    found = past.latest(person.id, plan, TRIED, choice)
    tried = pages.instance.rehearsed(person.id, plan, found)
    dry_run = dry_run_of(tried, person)
    return replace(edited, faults=faults_of(plan), dry_run=dry_run, sought=sought)


def _save(request: Request, pages: Pages, person: Person, edited: Edited) -> Response:
    keeping, plan = Keeping(pages.instance.store, person.id), edited.form.plan
    if edited.form.faults:
        return show_editor(request, pages, person, edited, status=422)
    try:
        saved = keeping.change(plan.id, plan) if edited.kept else keeping.create(plan)
    except NeedsUser:
        wrong = replace(edited, faults=faults_of(plan))
        return show_editor(request, pages, person, wrong, status=422)
    return on_to(f"/pipelines/{saved.plan.id}?saved")


def show_editor(
    request: Request, pages: Pages, person: Person, edited: Edited, status: int = 200
) -> Response:
    """Show the editor."""
    kept, instance = edited.kept, pages.instance
    past = PastRuns(instance.starter)
    waiting = past.count(person.id, kept.plan, Choice()) if kept is not None else 0
    return pages.show(
        request, "pipeline.html", person=person, status=status, kept=kept, edited=edited,
        editor=editor_of(
            edited.form, edited.faults, has_plans=instance.current.plans,
            accounts=_accounts(pages, person), means=means_of(instance, person.id),
        ),
        waiting=waiting, dry_run=edited.dry_run, missing=_missing(pages, person, edited),
        taken=taken_of(instance, person, edited.form.plan),
        sports=sports_of(instance.store, person.id),
    )  # fmt: skip


def show_taken(request: Request, pages: Pages, person: Person, form: FormData) -> Response:
    """Say how many past activities the filters of a form would let through."""
    found = taken_of(pages.instance, person, filled(form, "").plan)
    return pages.show(request, "taken.html", person=person, taken=found)


def _missing(pages: Pages, person: Person, edited: Edited) -> list[object]:
    """Give the services that a recipe needs and that are not connected."""
    if edited.recipe is None:
        return []
    means = means_of(pages.instance, person.id)
    return [about for about in needs_of(edited.form.plan) if about.id not in means.services]


def _accounts(pages: Pages, person: Person) -> list[AccountThere]:
    rows = pages.instance.store.connections.of_account(person.id)
    return [
        AccountThere(row.id, row.service, row.name or row.service)
        for row in rows
        if row.state != ConnectionState.BEGUN
    ]
