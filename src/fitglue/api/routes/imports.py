"""Imports: files sent in, and what became of them."""

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Header, Query, Request
from pydantic import BaseModel, Field

from fitglue import incoming
from fitglue.api.auth import Reader, TheInstance, Writer
from fitglue.api.file_form import FORM, FileForm
from fitglue.api.run_models import Made
from fitglue.domain.errors import Gone, Unreadable
from fitglue.incoming import Sent
from fitglue.store.tables import ImportRow

router = APIRouter(tags=["imports"])
_BODY = {
    "requestBody": {
        "required": True,
        "content": {
            "application/octet-stream": {"schema": {"type": "string", "format": "binary"}},
            FORM: {
                "schema": {
                    "type": "object",
                    "properties": {"file": {"type": "string", "format": "binary"}},
                }
            },
        },
    }
}


class NotTaken(BaseModel):
    """A file, or a part of one, that was not taken, and what to do about it."""

    file: str
    why: str
    next: str


class LeftOut(BaseModel):
    """Content that was left out on purpose."""

    kind: str
    count: int
    why: str


class ImportOut(BaseModel):
    """A file that was sent in."""

    id: str
    name: str
    size_bytes: int
    state: str = Field(description="waiting, running, done, refused or cancelled.")
    share: float = Field(description="How much of it is done, of 1.")
    doing: str
    new: int = Field(description="Activities that it made.")
    changed: int = Field(description="Activities that it made better.")
    unchanged: int = Field(description="Workouts that were known already.")
    refused: list[NotTaken]
    warnings: list[str]
    skipped: list[LeftOut]
    created_at: datetime
    finished_at: datetime | None


@router.post("/imports", status_code=201, openapi_extra=_BODY)
async def send_file(  # noqa: PLR0913, PLR0917 - the parts of the request
    request: Request, caller: Writer, instance: TheInstance,
    name: Annotated[str, Query(description="What the file is called, if the body is it.")] = "",
    lone_routes: Annotated[
        int, Query(ge=0, le=1, description="1 also takes routes that belong to no workout.")
    ] = 0,
    content_type: Annotated[str, Header(include_in_schema=False)] = "",
    content_length: Annotated[int | None, Header(ge=0, include_in_schema=False)] = None,
) -> Made:  # fmt: skip
    """Send a file to be imported: as the body, or as the one file of a form.

    FIT, GPX or TCX, gzipped or zips of them, Strava's and Garmin's account archives, and the
    export of the Health app. Its import begins at once; ask for it by the id.
    """
    if content_length is None:
        raise Unreadable("The request does not say how large it is.", "Send a Content-Length.")
    pieces = request.stream()
    if content_type.startswith(FORM):
        form = FileForm(request)
        name, pieces = await form.begun(), form.pieces()
    sent = Sent(name or "file", content_length, pieces, lone_routes=lone_routes == 1)
    return Made(id=await incoming.receive(instance, caller.account.id, sent))


@router.get("/imports")
def list_imports(
    caller: Reader,
    instance: TheInstance,
    limit: Annotated[int, Query(ge=1, le=200, description="How many at most.")] = 50,
) -> list[ImportOut]:
    """List the files that were sent in, newest first."""
    return [import_out(row) for row in instance.store.imports.of_account(caller.account.id, limit)]


@router.get("/imports/{import_id}")
def get_import(caller: Reader, instance: TheInstance, import_id: str) -> ImportOut:
    """Tell how an import goes, or went."""
    row = instance.store.imports.get(import_id)
    if row is None or row.account_id != caller.account.id:
        raise Gone("There is no such import.")
    return import_out(row)


@router.post("/imports/{import_id}/cancel")
def cancel_import(caller: Writer, instance: TheInstance, import_id: str) -> ImportOut:
    """Let an import go no further; what it has taken stays. One that is over stays as it is."""
    instance.store.imports.cancel(caller.account.id, import_id)
    return get_import(caller, instance, import_id)


def import_out(row: ImportRow) -> ImportOut:
    """Show an import."""
    told: dict[str, Any] = {
        **dict.fromkeys(("new", "changed", "unchanged"), 0),
        **{name: [] for name in ("refused", "warnings", "skipped")},
        **row.result,
    }
    row_told = {
        name: getattr(row, name) for name in ImportOut.model_fields if hasattr(ImportRow, name)
    }
    return ImportOut(**{**told, **row_told})
