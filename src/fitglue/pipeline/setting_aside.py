"""Sets aside what could not be read of a service: its bytes, its reason, and one notification.

The rest goes on. What was set aside is forgotten when it could be taken, or is gone there.
"""

import logging
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from typing import TYPE_CHECKING

from sqlalchemy.exc import DBAPIError

from fitglue.domain.activity import Recording
from fitglue.domain.arrival import Arrival, Page, SetAside, bug_with_a_workout
from fitglue.domain.aside import Aside, Came
from fitglue.domain.errors import FitGlueError
from fitglue.domain.notification import Cause, Kind, Told
from fitglue.domain.plugins import PluginKind
from fitglue.formats.packing import packed, unpacked
from fitglue.pipeline.intake import recording_of
from fitglue.pipeline.notifying import Notifying, name_of
from fitglue.pipeline.starting import Starter

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from fitglue.pipeline.judging import Manner
    from fitglue.store.blobs import Blobs
    from fitglue.store.tables import ConnectionRow

#: What a newer one may read that this one could not.
READER = version("fitglue")
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class SettingAside:
    """Sets aside for one source of one connection."""

    starter: Starter
    connection: "ConnectionRow"
    source: str
    manner: "Manner"

    def put(self, session: "Session", asides: Sequence[Aside]) -> None:
        """Keep some in the caller's transaction, and tell their owner once."""
        if asides:
            self.starter.store.asides.put(session, self._came, asides)
            self._tell(session)

    def forget(self, session: "Session", source_ids: Collection[str]) -> None:
        """Forget some that could be taken by now, or are gone there."""
        asides = self.starter.store.asides
        if asides.forget(session, self.connection.id, self.source, source_ids):
            self._tell(session)

    @property
    def _came(self) -> Came:
        return Came(
            account_id=self.connection.account_id, connection_id=self.connection.id,
            source=self.source, posts=self.manner.runs, backfill=self.manner.backfill,
            read_by=READER,
        )  # fmt: skip

    def _tell(self, session: "Session") -> None:
        tell_what_is_left(self.starter, session, self.connection, self.source)


def tell_what_is_left(
    starter: Starter, session: "Session", connection: "ConnectionRow", source: str
) -> None:
    """Tell their owner, once, that something of a source could not be read; or that all could."""
    rows = starter.store.asides.broken(session, connection.id, source)
    notifying, own = Notifying(starter.store, starter.engine), connection.account_id
    subject = f"aside:{connection.id}:{source}"
    if not rows:
        notifying.can_be_read(session, own, subject)
        return
    latest = rows[0]
    told = Told(
        about=latest.what, why=latest.why, next_step=latest.next_step,
        unread_at=name_of(PluginKind.SERVICE, connection.service),
        link=f"/connections/{connection.id}/set-aside",
    )  # fmt: skip
    cause = Cause(kind=Kind.FAILED, subject=subject, told=told, number=len(rows))
    notifying.tell(session, own, cause)


def recordings_of(account_id: str, source: str, page: Page) -> Iterator[Recording | SetAside]:
    """Prepare what a page brings; one that cannot be prepared is set aside."""
    for one in page.arrivals:
        yield _prepared(account_id, source, one) if isinstance(one, Arrival) else one


def asides_of(blobs: "Blobs", some: Sequence[SetAside]) -> list[Aside]:
    """Keep the bytes of some; where a mistake is ours, the log is told where it was made."""
    for one in some:
        log.warning(
            "a workout of a service was set aside", extra={"why": one.why.sentence},
            exc_info=one.why.__cause__ if one.is_broken else None,
        )  # fmt: skip
    return [Aside(one, blobs.put(packed(one.content)) if one.content else "") for one in some]


def _prepared(account_id: str, source: str, arrival: Arrival) -> Recording | SetAside:
    try:
        return recording_of(account_id, source, arrival)
    except (FitGlueError, OSError, DBAPIError):  # the machine's trouble, not the workout's
        raise
    except Exception as problem:  # noqa: BLE001 - `asides_of` tells it to the log
        first = next(iter(arrival.originals), None)
        content = unpacked(first.zstd) if first is not None else b""
        why = bug_with_a_workout(problem)
        return SetAside(arrival.workout.brand or "A workout", why, content, arrival.source_id)
