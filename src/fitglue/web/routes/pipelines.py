"""Pipelines: the list, the editor, and pausing, copying, sharing and deleting one."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from fastapi import APIRouter, Request
from fastapi.responses import Response
from starlette.datastructures import FormData

from fitglue.domain.connecting import ConnectionState
from fitglue.domain.errors import FitGlueError, NeedsUser
from fitglue.instance import first_plan
from fitglue.pipeline.editing import read_share_code, share_code
from fitglue.pipeline.faults import Fault, faults_of
from fitglue.pipeline.keeping import Keeping
from fitglue.pipeline.past import Choice, PastRuns
from fitglue.store.journal import PipelineStands
from fitglue.store.pipelines import Pipeline
from fitglue.web.forms import TheForm, TheLargeForm, on_to, text
from fitglue.web.lines import Person
from fitglue.web.pages import Pages, ThePages, Visitor
from fitglue.web.pipeline_editor import AccountThere, editor_of
from fitglue.web.pipeline_form import Filled, after, filled
from fitglue.web.pipeline_view import card_of
from fitglue.web.rehearsal_view import DryRun, dry_run_of

router = APIRouter()
_LATELY = timedelta(days=30)
_TRIED = 20  # activities, when the editor's button asks
_NEW = replace(first_plan(), name="")


@router.get("/pipelines")
def pipelines(request: Request, pages: ThePages, person: Visitor) -> Response:
    """List them."""
    store = pages.instance.store
    stands = store.journal.stands(person.id, datetime.now(UTC) - _LATELY)
    cards = [
        card_of(one, stands.get(one.plan.id, PipelineStands()))
        for one in store.pipelines.of_account(person.id)
    ]
    return pages.show(request, "pipelines.html", person=person, cards=cards)


@router.get("/pipelines/new")
def new(request: Request, pages: ThePages, person: Visitor) -> Response:
    """Offer an empty pipeline."""
    return _edit(request, pages, person, Edited(Filled(_NEW)))


@router.post("/pipelines/new")
def create(request: Request, pages: ThePages, person: Visitor, form: TheLargeForm) -> Response:
    """Keep a new pipeline, or press another button of its form."""
    written = filled(form, "")
    return _pressed(request, pages, person, form, Edited(written))


@router.get("/pipelines/import")
def import_page(request: Request, pages: ThePages, person: Visitor) -> Response:
    """Ask for a share code."""
    return pages.show(request, "pipeline_import.html", person=person, code="", error=None)


@router.post("/pipelines/import")
def import_code(request: Request, pages: ThePages, person: Visitor, form: TheForm) -> Response:
    """Open the editor with what somebody shared; nothing is kept yet."""
    code = text(form, "code")
    try:
        plan = read_share_code(code)
    except NeedsUser as error:
        return pages.show(
            request, "pipeline_import.html", person=person, status=400, code=code, error=error
        )
    return _edit(request, pages, person, Edited(Filled(plan), faults=faults_of(plan)))


@router.get("/pipelines/{pipeline_id}")
def pipeline(request: Request, pages: ThePages, person: Visitor, pipeline_id: str) -> Response:
    """Show one in the editor."""
    kept = Keeping(pages.instance.store, person.id).get(pipeline_id)
    note = "Saved." if "saved" in request.query_params else ""
    written = Filled(kept.plan)
    edited = Edited(written, kept, faults=faults_of(kept.plan), note=note)
    return _edit(request, pages, person, edited)


@router.post("/pipelines/{pipeline_id}")
def change(
    request: Request, pages: ThePages, person: Visitor, pipeline_id: str, form: TheLargeForm
) -> Response:
    """Keep a changed pipeline, or press another button of its form."""
    kept = Keeping(pages.instance.store, person.id).get(pipeline_id)
    return _pressed(
        request, pages, person, form, Edited(filled(form, pipeline_id, kept.plan), kept)
    )


@router.post("/pipelines/{pipeline_id}/pause")
def pause(pages: ThePages, person: Visitor, pipeline_id: str) -> Response:
    """Let no new activity through."""
    Keeping(pages.instance.store, person.id).enable(pipeline_id, enabled=False)
    return on_to("/pipelines")


@router.post("/pipelines/{pipeline_id}/resume")
def resume(pages: ThePages, person: Visitor, pipeline_id: str) -> Response:
    """Let new activities through again."""
    Keeping(pages.instance.store, person.id).enable(pipeline_id, enabled=True)
    return on_to("/pipelines")


@router.post("/pipelines/{pipeline_id}/duplicate")
def duplicate(pages: ThePages, person: Visitor, pipeline_id: str) -> Response:
    """Copy it, and open the copy."""
    copy = Keeping(pages.instance.store, person.id).duplicate(pipeline_id)
    return on_to(f"/pipelines/{copy.plan.id}")


@router.post("/pipelines/{pipeline_id}/delete")
def delete(pages: ThePages, person: Visitor, pipeline_id: str) -> Response:
    """Delete it; its history stays."""
    Keeping(pages.instance.store, person.id).delete(pipeline_id)
    return on_to("/pipelines")


@router.get("/pipelines/{pipeline_id}/share")
def share(request: Request, pages: ThePages, person: Visitor, pipeline_id: str) -> Response:
    """Show the share code."""
    plan = Keeping(pages.instance.store, person.id).get(pipeline_id).plan
    return pages.show(
        request, "pipeline_share.html", person=person, plan=plan, code=share_code(plan)
    )


@dataclass(frozen=True, slots=True)
class Edited:
    """What the editor shows: a form, the pipeline it belongs to once kept, and what came of it."""

    form: Filled
    kept: Pipeline | None = None
    faults: tuple[Fault, ...] | list[Fault] = ()
    note: str = ""
    error: FitGlueError | None = None
    dry_run: DryRun | None = None


def _pressed(
    request: Request, pages: Pages, person: Person, form: FormData, edited: Edited
) -> Response:
    plan, kept = edited.form.plan, edited.kept
    match text(form, "press"):
        case "save":
            return _save(request, pages, person, edited)
        case "try":
            faults, past = faults_of(plan), PastRuns(pages.instance.starter)
            tried = pages.instance.rehearsed(person.id, plan, past.latest(person.id, plan, _TRIED))
            shown = Edited(edited.form, kept, faults=faults, dry_run=dry_run_of(tried, person.zone))
            return _edit(request, pages, person, shown)
        case button:
            return _edit(request, pages, person, Edited(after(button, edited.form, form), kept))


def _save(request: Request, pages: Pages, person: Person, edited: Edited) -> Response:
    keeping, plan = Keeping(pages.instance.store, person.id), edited.form.plan
    if edited.form.faults:
        return _edit(request, pages, person, edited, status=422)
    try:
        saved = keeping.change(plan.id, plan) if edited.kept else keeping.create(plan)
    except NeedsUser:
        wrong = Edited(edited.form, edited.kept, faults=faults_of(plan))
        return _edit(request, pages, person, wrong, status=422)
    return on_to(f"/pipelines/{saved.plan.id}?saved")


def _edit(
    request: Request, pages: Pages, person: Person, edited: Edited, status: int = 200
) -> Response:
    kept = edited.kept
    past = PastRuns(pages.instance.starter)
    waiting = past.count(person.id, kept.plan, Choice()) if kept is not None else 0
    return pages.show(
        request, "pipeline.html", person=person, status=status, kept=kept, note=edited.note,
        editor=editor_of(
            edited.form, edited.faults, has_plans=pages.instance.current.plans,
            accounts=_accounts(pages, person),
        ),
        waiting=waiting, dry_run=edited.dry_run,
    )  # fmt: skip


def _accounts(pages: Pages, person: Person) -> list[AccountThere]:
    rows = pages.instance.store.connections.of_account(person.id)
    return [
        AccountThere(row.id, row.service, row.name or row.service)
        for row in rows
        if row.state != ConnectionState.BEGUN
    ]
