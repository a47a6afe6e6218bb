"""Exports of everything."""

from datetime import datetime
from typing import Any

from fastapi import APIRouter
from fastapi.responses import FileResponse
from pydantic import BaseModel, Field

from fitglue.api.auth import Reader, TheInstance, Writer
from fitglue.api.run_models import Made
from fitglue.ownership import taking_away
from fitglue.ownership.erasing import erase
from fitglue.people import reassured
from fitglue.people.acting import Acting
from fitglue.store.tables import ExportRow

router = APIRouter(tags=["me"])
_ZIP: dict[int | str, dict[str, Any]] = {
    200: {"content": {"application/zip": {}}, "description": "The zip."}
}


class ExportOut(BaseModel):
    """An export of everything."""

    id: str
    state: str = Field(description="waiting, running, done, failed or gone.")
    share: float = Field(description="How much of it is done, of 1.")
    doing: str
    counted: dict[str, int] = Field(description="Rows in it, by table.")
    size_bytes: int
    why: str
    created_at: datetime
    expires_at: datetime | None


@router.post("/exports", status_code=201)
def ask_for_export(caller: Writer, instance: TheInstance) -> Made:
    """Let an export of everything be made; ask for it by the id."""
    return Made(id=taking_away.ask_for(instance, caller.account.id))


@router.get("/exports")
def list_exports(caller: Reader, instance: TheInstance) -> list[ExportOut]:
    """List exports, newest first."""
    return [_out(row) for row in instance.store.exports.of_account(caller.account.id)]


@router.get("/exports/{export_id}")
def get_export(caller: Reader, instance: TheInstance, export_id: str) -> ExportOut:
    """Tell how an export goes, or went."""
    return _out(taking_away.found(instance, caller.account.id, export_id))


@router.get("/exports/{export_id}/file", responses=_ZIP, response_class=FileResponse)
def get_export_file(caller: Reader, instance: TheInstance, export_id: str) -> FileResponse:
    """Give the zip, within 24 hours."""
    row = taking_away.found(instance, caller.account.id, export_id)
    path = taking_away.file_of(instance, row)
    return FileResponse(path, media_type="application/zip", filename=taking_away.FILE_NAME)


class Farewell(BaseModel):
    """Who erases everything: their address and password once more."""

    email: str
    password: str
    keep_files: bool = Field(
        default=False, description="Leave what was delivered to the folder here."
    )


class Counted(BaseModel):
    """Something that was counted."""

    what: str
    before: int
    now: int


class ProofOut(BaseModel):
    """What was there, what is found now, and what stays elsewhere."""

    at: datetime
    is_clean: bool
    counted: list[Counted]
    stays: list[str]


@router.post("/me/erase")
def erase_everything(caller: Writer, instance: TheInstance, told: Farewell) -> ProofOut:
    """Erase everything of the person for good, and prove it. The token is gone with it."""
    acting = Acting(instance, caller.account, caller.visit)
    reassured.check_typed(caller.account, told.email)
    reassured.check_password(acting, told.password)
    proof = erase(instance, caller.account, keep_files=told.keep_files)
    counted = [Counted(what=one.what, before=one.before, now=one.now) for one in proof.counted]
    return ProofOut(at=proof.at, is_clean=proof.is_clean, counted=counted, stays=list(proof.stays))


def _out(row: ExportRow) -> ExportOut:
    return ExportOut(**{name: getattr(row, name) for name in ExportOut.model_fields})
