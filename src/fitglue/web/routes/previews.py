"""What a booster would do, while it is being set up."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from fitglue.web.forms import TheLargeForm
from fitglue.web.pages import ThePages, Visitor
from fitglue.web.pipeline_form import filled
from fitglue.web.preview_view import preview_of

router = APIRouter()


@router.post("/pipelines/preview")
def preview(
    request: Request, pages: ThePages, person: Visitor, form: TheLargeForm, key: str = ""
) -> Response:
    """Try one booster of the editor's form on past activities. Nothing is sent or kept."""
    shown = preview_of(pages.instance, person, filled(form, "").plan, key)
    return pages.show(request, "preview.html", person=person, preview=shown)
