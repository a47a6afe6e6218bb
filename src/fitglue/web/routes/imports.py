"""Files on their way in: receiving them, and watching what becomes of them."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Header, HTTPException, Query, Request
from fastapi.responses import JSONResponse, Response

from fitglue import incoming
from fitglue.incoming import Sent
from fitglue.web.forms import on_to
from fitglue.web.import_view import is_over, outcome
from fitglue.web.lines import ImportLine
from fitglue.web.pages import ThePages, Visitor, is_fragment
from fitglue.web.stored_imports import import_line, import_lines, imports_mark

router = APIRouter()


@router.get("/imports")
def imports(request: Request, pages: ThePages, person: Visitor) -> Response:
    """Offer to take files, and list those that came."""
    lines = import_lines(pages.instance.store, person.id)
    template = "imports_list.html" if is_fragment(request) else "imports.html"
    return pages.show(request, template, person=person, lines=lines, mark=imports_mark(lines))


@router.post("/imports")
async def receive(  # noqa: PLR0913, PLR0917 - the parts of the request
    request: Request, pages: ThePages, person: Visitor,
    name: str = "export.zip", lone_routes: Annotated[int, Query(ge=0, le=1)] = 0,
    content_length: Annotated[int | None, Header(ge=0)] = None,
) -> JSONResponse:  # fmt: skip
    """Write the body to disk as it comes, and queue the import."""
    if content_length is None:  # how large may it become, and is there room?
        raise HTTPException(HTTPStatus.LENGTH_REQUIRED)
    sent = Sent(name, content_length, request.stream(), lone_routes=lone_routes == 1)
    key = await incoming.receive(pages.instance, person.id, sent)
    return JSONResponse({"id": key, "url": f"/imports/{key}"}, 201)


@router.get("/imports/{import_id}/outcome")
def outcome_of(pages: ThePages, person: Visitor, import_id: str) -> JSONResponse:
    """Say in a line how an import goes, or went, for the list of files that are being sent."""
    line = _found(import_line(pages.instance.store, person.id, import_id))
    told = {"told": outcome(line), "next_step": ""}
    if line.state == "refused" and line.refused:
        told = {"told": line.refused[0].why, "next_step": line.refused[0].next_step}
    return JSONResponse({"state": line.state, "not_taken": len(line.refused), **told})


@router.get("/imports/{import_id}")
def import_(request: Request, pages: ThePages, person: Visitor, import_id: str) -> Response:
    """Show how an import goes, or went."""
    line = _found(import_line(pages.instance.store, person.id, import_id))
    template = "import_state.html" if is_fragment(request) else "import.html"
    return pages.show(request, template, person=person, line=line, is_over=is_over(line))


@router.post("/imports/{import_id}/cancel")
def cancel(pages: ThePages, person: Visitor, import_id: str) -> Response:
    """Let an import go no further; what it has taken stays."""
    _found(import_line(pages.instance.store, person.id, import_id))
    pages.instance.store.imports.cancel(person.id, import_id)
    return on_to(f"/imports/{import_id}")


def _found(line: ImportLine | None) -> ImportLine:
    if line is None:
        raise HTTPException(404)
    return line
