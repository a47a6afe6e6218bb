"""Uploads: taken at once, worked on for a while, and told of when asked.

https://developers.strava.com/docs/uploads/. The external id comes back with the file's extension.
The same activity again is no new one: the answer names the one there is, in one of two ways.
"""

import itertools
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from fitglue.testing.services.strava.answers import (
    DELETED,
    FAILED,
    PROCESSING,
    READY,
    upload_answer,
)
from fitglue.testing.services.strava.files import DATA_TYPES, Unreadable, track_of
from fitglue.testing.services.strava.kept import SPORT_TYPES, Remote, Track, Upload
from fitglue.testing.services.strava.signing_in import Wrong

_LARGEST_BYTES = 25 * 1024 * 1024  # [K]
_BEYOND_32_BIT = 2**31


@dataclass
class Uploads:
    """Files that came, and the activities that they became.

    An upload is worked on for `polls_needed` polls. Two activities are the same when they begin
    and last alike, by `tolerance_s`. With `links` duplicates are named by a link to the older one.
    With an `error` processing ends with that.
    """

    polls_needed: int = 0
    tolerance_s: float = 5.0
    links: bool = False
    are_private: bool = False
    error: str = ""
    uploads: dict[int, Upload] = field(default_factory=dict)
    activities: dict[int, Remote] = field(default_factory=dict)
    _numbers: Any = field(default_factory=itertools.count)

    def take(self, form: Mapping[str, str], name: str, content: bytes) -> dict[str, Any]:
        """Take a file. Raises Wrong for what needs no work to be seen."""
        data_type = form.get("data_type", "")
        upload = Upload(self._number(), _external_id(form, name, data_type), self.polls_needed)
        upload.error = _defect(content, data_type)
        if upload.error:
            raise Wrong(400, {"message": upload.error, **upload_answer(upload, FAILED)})
        self.uploads[upload.id] = upload
        self._work(upload, form, content)
        return upload_answer(upload, PROCESSING)

    def plant(self, **fields: Any) -> Remote:
        """Let an activity be there that came from elsewhere; `fields` are those of a Remote."""
        remote = Remote(id=self._number(), **fields)
        self.activities[remote.id] = remote
        return remote

    def poll(self, upload_id: int) -> dict[str, Any] | None:
        """Tell how far an upload is; nothing of one that never was."""
        upload = self.uploads.get(upload_id)
        if upload is None:
            return None
        if upload.polls_left > 0:
            upload.polls_left -= 1
            return upload_answer(upload, PROCESSING)
        if upload.error:
            return upload_answer(upload, FAILED)
        is_there = upload.activity_id in self.activities
        return upload_answer(upload, READY if is_there else DELETED)

    def _work(self, upload: Upload, form: Mapping[str, str], content: bytes) -> None:
        if self.error:
            upload.error = self.error
            return
        try:
            track = track_of(content, form["data_type"], form.get("sport_type", ""))
        except Unreadable:
            upload.error = f"{upload.external_id} malformed file."
            return
        same = next(
            (o for o in self.activities.values() if o.is_like(track, self.tolerance_s)), None
        )
        if same is not None:
            upload.error = self._duplicate(upload, same)
            return
        made = self._made(upload, form, track, content)
        self.activities[made.id], upload.activity_id = made, made.id

    def _made(
        self, upload: Upload, form: Mapping[str, str], track: Track, content: bytes
    ) -> Remote:
        wanted = form.get("sport_type", "")
        return Remote(
            id=self._number(),
            upload_id=upload.id,
            external_id=upload.external_id,
            name=form.get("name") or f"Afternoon {track.sport_type}",
            description=form.get("description", ""),
            sport_type=wanted if wanted in SPORT_TYPES else track.sport_type,
            trainer=_is_on_a_trainer(form, track),
            commute=form.get("commute") in {"1", "true"},
            track=track,
            file=content,
            is_private=self.are_private,
        )

    def _duplicate(self, upload: Upload, same: Remote) -> str:
        if not self.links:
            return f"{upload.external_id} duplicate of activity {same.id}"
        link = f"<a href='/activities/{same.id}' target='_blank'>{same.name}</a>"
        return f"{upload.external_id} duplicate of {link}"

    def _number(self) -> int:
        return _BEYOND_32_BIT + 7 + 11 * next(self._numbers)


def _is_on_a_trainer(form: Mapping[str, str], track: Track) -> bool:
    told = form.get("trainer")
    return track.is_still if told is None else told in {"1", "true"}


def _external_id(form: Mapping[str, str], name: str, data_type: str) -> str:
    told = form.get("external_id") or name
    return told if told.endswith(f".{data_type}") else f"{told}.{data_type}"


def _defect(content: bytes, data_type: str) -> str | None:
    if data_type not in DATA_TYPES:
        return f"Unrecognized data type: {data_type}"
    if not content:
        return "The file is empty."
    if len(content) > _LARGEST_BYTES:
        return "The file is too large."
    return None
