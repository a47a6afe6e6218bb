"""Activities and metrics as files in answers of the server, for pages and for programs."""

from collections.abc import Iterable
from urllib.parse import quote

from starlette.responses import Response, StreamingResponse

from fitglue.domain.metrics import DayValue
from fitglue.formats.metric_table import MEDIA_TYPES, TableFormat, written
from fitglue.pipeline.downloading import Download, Downloads

_ZIP = "application/zip"


def one_file(downloads: Downloads, activity_id: str) -> Response:
    """Answer with one activity's file. Raises Gone, or Refused."""
    file = downloads.one(activity_id)
    return Response(file.content, media_type=file.media_type, headers=_attached(file.name))


def original(came: Download) -> Response:
    """Answer with a recording as it came."""
    return Response(came.content, media_type=came.media_type, headers=_attached(came.name))


def all_files(downloads: Downloads) -> StreamingResponse:
    """Answer with a zip of all, made while it is sent."""
    headers = _attached(downloads.archive_name)
    return StreamingResponse(downloads.archive(), media_type=_ZIP, headers=headers)


def metric_table(values: Iterable[DayValue], as_format: TableFormat) -> Response:
    """Answer with health metrics as a table."""
    name = f"fitglue-metrics.{as_format.value}"
    content = written(values, as_format)
    return Response(content, media_type=MEDIA_TYPES[as_format], headers=_attached(name))


def _attached(name: str) -> dict[str, str]:
    """Let a browser keep the file under its name: RFC 6266, for letters of every script."""
    told = f"attachment; filename*=utf-8''{quote(name)}"
    return {"content-disposition": told, "cache-control": "private, no-store"}
