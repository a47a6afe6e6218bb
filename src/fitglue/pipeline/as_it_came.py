"""The bytes in which a recording came, for its owner to take away."""

import io
import zipfile
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from fitglue.domain.errors import Gone, Refused
from fitglue.formats.packing import unpacked
from fitglue.pipeline.downloading import Download
from fitglue.pipeline.staying import why_it_stays

if TYPE_CHECKING:
    from fitglue.store import Store

_ZIP, _BYTES = "application/zip", "application/octet-stream"


def as_it_came(store: "Store", account_id: str, activity_id: str, recording_id: str) -> Download:
    """Give what a recording of an activity was read from; several files in a zip.

    Raises Gone when there is none of that name, or nothing was kept, and Refused for what stays.
    """
    with store.transactions.reading() as session:
        row = store.recordings.owned(session, account_id, recording_id)
        if row is None or row.activity_id != activity_id:
            raise Gone("There is no such recording in this activity.")
        if why := why_it_stays(store, session, activity_id):
            raise Refused(why, "Take it away where it was read from.")
        kept = {PurePosixPath(name).name: str(blob) for name, blob in row.originals.items()}
    files = {name: unpacked(store.blobs.get(blob)) for name, blob in kept.items()}
    if not files:
        raise Gone("The bytes of this recording were not kept.")
    if len(files) == 1:
        [(name, content)] = files.items()
        return Download(name, _BYTES, content)
    return Download("original.zip", _ZIP, _zipped(files))


def _zipped(files: dict[str, bytes]) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return written.getvalue()
