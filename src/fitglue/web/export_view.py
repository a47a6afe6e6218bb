"""An export of everything, as its page tells of it."""

from dataclasses import dataclass
from datetime import datetime

from fitglue.store.exports import DONE, FAILED, UNFINISHED
from fitglue.store.tables import ExportRow
from fitglue.web.words import listed, plural

_TOLD = (
    ("activities", "activity", "activities"), ("recordings", "recording", "recordings"),
    ("deliveries", "delivery", "deliveries"), ("pipelines", "pipeline", "pipelines"),
    ("metric_days", "day of a metric", "days of metrics"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ExportView:
    """One export: how far it is, what is in it, and until when it is there."""

    id: str
    state: str
    share: float
    doing: str
    holds: str
    size_bytes: int
    why: str
    next_step: str
    created_at: datetime
    expires_at: datetime | None

    @property
    def is_over(self) -> bool:
        """Tell whether nothing more will happen by itself."""
        return self.state not in UNFINISHED

    @property
    def is_there(self) -> bool:
        """Tell whether it can be taken away."""
        return self.state == DONE

    @property
    def has_failed(self) -> bool:
        """Tell whether it could not be made."""
        return self.state == FAILED


def export_view(row: ExportRow, now: datetime) -> ExportView:
    """Show an export."""
    told = [
        plural(row.counted[name], one, many) for name, one, many in _TOLD if row.counted.get(name)
    ]
    is_over = row.state == DONE and row.expires_at is not None and row.expires_at <= now
    return ExportView(
        id=row.id, state="gone" if is_over else row.state, share=row.share, doing=row.doing,
        holds=listed(told), size_bytes=row.size_bytes, why=row.why, next_step=row.next_step,
        created_at=row.created_at, expires_at=row.expires_at,
    )  # fmt: skip
