"""Pictures of activities: drawn when they are written, or once when somebody first looks."""

from collections.abc import Sequence

from sqlalchemy import select, update

from fitglue.domain.errors import Damaged
from fitglue.domain.outline import outline
from fitglue.domain.streams import StreamKind
from fitglue.formats import stream_blob
from fitglue.store.blobs import Blobs
from fitglue.store.listing import batches
from fitglue.store.selecting import mine_among
from fitglue.store.tables import ActivityRow
from fitglue.store.transactions import Transactions

_KINDS = {StreamKind.ROUTE, StreamKind.HEART_RATE}


class Outlines:
    """Gives pictures, and draws those that are missing."""

    def __init__(self, transactions: Transactions, blobs: Blobs) -> None:
        self._transactions = transactions
        self._blobs = blobs

    def of(self, account_id: str, activity_ids: Sequence[str]) -> dict[str, str]:
        """Give the pictures of some activities; an empty one shows nothing."""
        row, found = ActivityRow, {}
        with self._transactions.reading() as session:
            for asked in batches(activity_ids):
                some = select(row.id, row.outline, row.streams_blob).where(
                    *mine_among(account_id), row.id.in_(asked)
                )
                found.update({one.id: one for one in session.execute(some)})
        missing = [(key, one.streams_blob) for key, one in found.items() if one.outline is None]
        return {key: one.outline or "" for key, one in found.items()} | self._draw(missing)

    def draw_some(self, limit: int) -> int:
        """Draw some of those that an older FitGlue left without a picture, and count them."""
        row = ActivityRow
        some = select(row.id, row.streams_blob).where(row.outline.is_(None)).limit(limit)
        with self._transactions.reading() as session:
            missing = [(key, blob) for key, blob in session.execute(some)]
        return len(self._draw(missing))

    def _draw(self, missing: Sequence[tuple[str, str]]) -> dict[str, str]:
        drawn = {key: self._drawing(blob) for key, blob in missing}
        if not drawn:
            return drawn
        with self._transactions.writing("draw outlines") as session:
            for key, blob in missing:
                # Not over that of a revision that was written meanwhile.
                this = (ActivityRow.id == key, ActivityRow.streams_blob == blob)
                session.execute(update(ActivityRow).where(*this).values(outline=drawn[key]))
        return drawn

    def _drawing(self, blob: str) -> str:
        try:
            return outline(stream_blob.unpack(self._blobs.get(blob), _KINDS))
        except Damaged:  # its page says so
            return ""
