"""Which workouts came, changed or went: all of them page by page, and what changed since.

An anchor says where in this we are. The token of changes is taken before the first page is read,
so that nothing falls between the two. Health Connect keeps changes for about 30 days, and without
a permission of its own shows nothing older than 30 days before the app was first let in: after
either, reading begins anew, and the core asks the server what it has.
"""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from typing import Any, Final

from fitglue_phone.android.framework import Class, every, text
from fitglue_phone.android.health_connect.asking import INVALID, Provider, with_token
from fitglue_phone.android.health_connect.permissions import HISTORY
from fitglue_phone.android.health_connect.sessions import SESSION, workout
from fitglue_phone.core.ports import AnchorInvalid, Changes, HealthFailure
from fitglue_phone.core.workout import Workout

_TOKEN = Class("android.health.connect.changelog.ChangeLogTokenRequest$Builder")
_LOGS = Class("android.health.connect.changelog.ChangeLogsRequest$Builder")
_ALL = Class("android.health.connect.ReadRecordsRequestUsingFilters$Builder")
#: A page of workouts brings their routes along, where they may be read.
_MOST_IN_PAGE: Final = 25
_FIRST: Final = -1
_KEPT_S: Final = 30 * 86400.0


@dataclass(frozen=True, slots=True)
class _Place:
    """Where we are: behind a token of changes, and maybe before a page of all workouts."""

    token: str
    page: int | None
    history: bool
    at_s: float

    def written(self) -> bytes:
        return json.dumps(asdict(self), sort_keys=True).encode()


def changes(provider: Provider, anchor: bytes | None, limit: int, now_s: float) -> Changes:
    """Give a page of what changed, briefly. Raises HealthFailure, AnchorInvalid among them."""
    provider.check()
    history = provider.permissions.has(HISTORY)
    place = _began(provider, history, now_s) if anchor is None else _read(anchor)
    if history and not place.history:
        raise AnchorInvalid("Earlier workouts can be read now.")
    if now_s - place.at_s > _KEPT_S:
        raise AnchorInvalid("Health Connect keeps changes for 30 days.")
    place = replace(place, history=history)
    most = min(limit, _MOST_IN_PAGE)
    if place.page is None:
        return _since(provider, place, most, now_s)
    return _all(provider, place, place.page, most)


def _began(provider: Provider, history: bool, now_s: float) -> _Place:  # noqa: FBT001 - a fact
    request = _TOKEN().addRecordType(SESSION.itself).build()
    told = provider.ask(lambda service, executor, receiver: service.getChangeLogToken(
        request, executor, receiver
    ))  # fmt: skip
    return _Place(text(told.getToken()), _FIRST, history, now_s)


def _read(anchor: bytes) -> _Place:
    try:
        return _Place(**json.loads(anchor))
    except (ValueError, TypeError) as wrong:
        raise AnchorInvalid from wrong


def _all(provider: Provider, place: _Place, page: int, most: int) -> Changes:
    """Give a page of all workouts, the earliest first, as a page's token has it."""
    asked = _ALL(SESSION.itself).setPageSize(most)
    records, token = provider.page(with_token(asked, page).build())
    is_last = token == _FIRST
    place = replace(place, page=None if is_last else token)
    return Changes(
        anchor=place.written(), workouts=_theirs(provider, records), more=not is_last,
        are_brief=True,
    )  # fmt: skip


def _since(provider: Provider, place: _Place, most: int, now_s: float) -> Changes:
    request = _LOGS(place.token).setPageSize(most).build()
    try:
        told = provider.ask(lambda service, executor, receiver: service.getChangeLogs(
            request, executor, receiver
        ))  # fmt: skip
    except HealthFailure as failure:
        if failure.code == INVALID:
            raise AnchorInvalid("Health Connect does not know this token.") from failure
        raise
    place = replace(place, token=text(told.getNextChangesToken()), at_s=now_s)
    return Changes(
        anchor=place.written(),
        workouts=_theirs(provider, every(told.getUpsertedRecords())),
        deleted=tuple(text(one.getDeletedRecordId()) for one in every(told.getDeletedLogs())),
        more=bool(told.hasMorePages()),
        are_brief=True,
    )


def _theirs(provider: Provider, records: Iterable[Any]) -> tuple[Workout, ...]:
    return tuple(workout(one) for one in records if not provider.is_ours(one))
