"""Pipelines: the list, the editor, and pausing, copying, sharing and deleting one."""

from datetime import UTC, datetime, timedelta

from fastapi import APIRouter, Request
from fastapi.responses import Response

from fitglue.domain.errors import NeedsUser
from fitglue.pipeline.editing import read_share_code, share_code
from fitglue.pipeline.faults import faults_of
from fitglue.pipeline.keeping import Keeping
from fitglue.store.journal import PipelineStands
from fitglue.web.editing_page import Edited, press, show_editor, show_taken
from fitglue.web.forms import TheForm, TheLargeForm, on_to, text
from fitglue.web.languages import gettext
from fitglue.web.pages import ThePages, Visitor
from fitglue.web.pipeline_form import Filled, filled
from fitglue.web.pipeline_view import card_of

router = APIRouter()
_LATELY = timedelta(days=30)


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


@router.post("/pipelines/taken")
def count_taken(request: Request, pages: ThePages, person: Visitor, form: TheLargeForm) -> Response:
    """Count what the filters of the editor's form would let through. Nothing is kept."""
    return show_taken(request, pages, person, form)


@router.post("/pipelines/new")
def create(request: Request, pages: ThePages, person: Visitor, form: TheLargeForm) -> Response:
    """Keep a new pipeline, or press another button of its form."""
    written = filled(form, "")
    return press(request, pages, person, form, Edited(written))


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
    return show_editor(request, pages, person, Edited(Filled(plan), faults=faults_of(plan)))


@router.get("/pipelines/{pipeline_id}")
def pipeline(request: Request, pages: ThePages, person: Visitor, pipeline_id: str) -> Response:
    """Show one in the editor."""
    kept = Keeping(pages.instance.store, person.id).get(pipeline_id)
    note = gettext("Saved.") if "saved" in request.query_params else ""
    opened = request.query_params.get("open", "")
    written = Filled(kept.plan, frozenset({opened}), focus=opened)
    edited = Edited(written, kept, faults=faults_of(kept.plan), note=note)
    return show_editor(request, pages, person, edited)


@router.post("/pipelines/{pipeline_id}")
def change(
    request: Request, pages: ThePages, person: Visitor, pipeline_id: str, form: TheLargeForm
) -> Response:
    """Keep a changed pipeline, or press another button of its form."""
    kept = Keeping(pages.instance.store, person.id).get(pipeline_id)
    return press(request, pages, person, form, Edited(filled(form, pipeline_id, kept.plan), kept))


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
