"""Past activities as conditions see them: from their rows, and from no more than is asked about."""

from collections.abc import Callable, Sequence
from typing import Any

import msgspec
from sqlalchemy import select

from fitglue.domain.booster_tools import Places
from fitglue.domain.clock import Zone, ZoneKnownBy
from fitglue.domain.conditions import NO_PLACES, Seen
from fitglue.domain.shape import Shape
from fitglue.domain.streams import Stream, StreamKind
from fitglue.domain.workout import Device
from fitglue.formats import stream_blob
from fitglue.store.blobs import Blobs
from fitglue.store.tables import ActivityRow
from fitglue.store.transactions import Transactions

_ROWS_AT_A_TIME = 1000
_R = ActivityRow
_COLUMNS = (
    _R.id, _R.title, _R.description, _R.sport, _R.indoor, _R.start, _R.end, _R.zone, _R.elapsed_s,
    _R.timer_s, _R.distance_m, _R.active_kcal, _R.avg_hr_bpm, _R.max_hr_bpm, _R.ascent_m,
    _R.route_points, _R.app, _R.streams_blob,
)  # fmt: skip


class _Depth(msgspec.Struct):
    """What a document says and its row does not; the rest of it is passed over."""

    device: Device = Device()
    moving_s: float | None = None
    effort: float | None = None
    user_entered: bool = False
    virtual_route: bool = False


_DEPTH = Shape(_Depth)


class SeenActivities:
    """Past activities of one account, for holding conditions against."""

    def __init__(self, transactions: Transactions, blobs: Blobs) -> None:
        self._transactions = transactions
        self._blobs = blobs

    def newest(
        self, account_id: str, limit: int, *, in_depth: bool, places: Places = NO_PLACES,
        among: Sequence[str] | None = None,
    ) -> list[Seen]:  # fmt: skip
        """See the newest `limit` activities, newest first; `among` some, where those are named.

        `in_depth` tells device, moving time, effort, what was typed in and what was drawn too. A
        route is read when somebody looks at it.
        """
        columns = (*_COLUMNS, ActivityRow.document) if in_depth else _COLUMNS
        rows = (
            select(*columns)
            .where(ActivityRow.account_id == account_id, ActivityRow.hidden_at.is_(None))
            .order_by(ActivityRow.start.desc(), ActivityRow.id.desc())
            .limit(limit)
        )
        if among is not None:
            rows = rows.where(ActivityRow.id.in_(among))
        with self._transactions.reading() as session:
            found = session.execute(rows.execution_options(yield_per=_ROWS_AT_A_TIME))
            return [self._seen(row, in_depth, places) for row in found]

    def _seen(self, row: Any, in_depth: bool, places: Places) -> Seen:  # noqa: FBT001 - two callers deep
        depth = _DEPTH.from_json(row.document) if in_depth else _Depth()
        return Seen(
            id=row.id,
            title=row.title,
            description=row.description,
            sport=row.sport,
            app=row.app,
            device=depth.device.name,
            start=row.start,
            end=row.end,
            zone=Zone(row.zone, ZoneKnownBy.RECORDING),
            elapsed_s=row.elapsed_s,
            timer_s=row.timer_s,
            moving_s=depth.moving_s,
            distance_m=row.distance_m,
            avg_hr_bpm=row.avg_hr_bpm,
            max_hr_bpm=row.max_hr_bpm,
            ascent_m=row.ascent_m,
            active_kcal=row.active_kcal,
            effort=depth.effort,
            indoor=row.indoor,
            has_route=row.route_points > 0,
            has_heart_rate=row.avg_hr_bpm is not None,
            virtual_route=depth.virtual_route,
            user_entered=depth.user_entered,
            read_route=self._route(row.streams_blob),
            places=places,
        )

    def _route(self, blob: str) -> Callable[[], Stream | None]:
        def read() -> Stream | None:
            kinds = {StreamKind.ROUTE}
            return stream_blob.unpack(self._blobs.get(blob), kinds).get(StreamKind.ROUTE)

        return read
