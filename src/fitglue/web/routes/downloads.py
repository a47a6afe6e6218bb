"""Activities as files to take away: one, or all of them."""

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import Response, StreamingResponse

from fitglue.domain.file_format import FormatKey
from fitglue.outgoing import all_files, one_file, original
from fitglue.pipeline.as_it_came import as_it_came
from fitglue.pipeline.downloading import downloads
from fitglue.web.pages import ThePages, Visitor

router = APIRouter()
Format = Annotated[FormatKey, Query(alias="format")]


@router.get("/activities/archive")
def download_all(
    pages: ThePages, person: Visitor, key: Format = FormatKey.FIT
) -> StreamingResponse:
    """Give every activity as a file of one zip, made while it is sent."""
    return all_files(downloads(pages.instance.store, person.id, key))


@router.get("/activities/{activity_id}/download")
def download(
    pages: ThePages, person: Visitor, activity_id: str, key: Format = FormatKey.FIT
) -> Response:
    """Give an activity as a file."""
    return one_file(downloads(pages.instance.store, person.id, key), activity_id)


@router.get("/activities/{activity_id}/recordings/{recording_id}/original")
def download_original(
    pages: ThePages, person: Visitor, activity_id: str, recording_id: str
) -> Response:
    """Give a recording in the bytes in which it came."""
    return original(as_it_came(pages.instance.store, person.id, activity_id, recording_id))
