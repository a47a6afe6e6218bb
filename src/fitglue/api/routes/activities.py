"""Activities as files: one, or all of them."""

from typing import Annotated, Any

from fastapi import APIRouter, Query
from fastapi.responses import Response, StreamingResponse

from fitglue.api.auth import Reader, TheInstance
from fitglue.domain.file_format import FormatKey
from fitglue.outgoing import all_files, one_file, original
from fitglue.pipeline.as_it_came import as_it_came
from fitglue.pipeline.downloading import downloads

router = APIRouter(tags=["activities"])
Answers = dict[int | str, dict[str, Any]]
_FILE: Answers = {200: {"content": {"application/octet-stream": {}}, "description": "The file."}}
_ZIP: Answers = {200: {"content": {"application/zip": {}}, "description": "The zip."}}
Format = Annotated[FormatKey, Query(alias="format", description="What docs/files.md describes.")]


@router.get("/activities/archive", responses=_ZIP, response_class=StreamingResponse)
def download_all(
    caller: Reader, instance: TheInstance, key: Format = FormatKey.FIT
) -> StreamingResponse:
    """Give every activity as a file of one zip, made while it is sent.

    A README.txt in it tells what the format cannot hold.
    """
    return all_files(downloads(instance.store, caller.account.id, key))


@router.get("/activities/{activity_id}/download", responses=_FILE, response_class=Response)
def download(
    caller: Reader, instance: TheInstance, activity_id: str, key: Format = FormatKey.FIT
) -> Response:
    """Give an activity as a file. What the format cannot hold is a problem with its reason."""
    return one_file(downloads(instance.store, caller.account.id, key), activity_id)


@router.get(
    "/activities/{activity_id}/recordings/{recording_id}/original",
    responses=_FILE,
    response_class=Response,
)
def download_original(
    caller: Reader, instance: TheInstance, activity_id: str, recording_id: str
) -> Response:
    """Give a recording in the bytes in which it came; several files as a zip."""
    return original(as_it_came(instance.store, caller.account.id, activity_id, recording_id))
