"""What was set aside of a service, and what is written into its diary, in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from fitglue.store.tables import AsideRow, DiaryRow
from fitglue.web import words


@dataclass(frozen=True, slots=True, kw_only=True)
class AsideLine:
    """Something that was set aside, and what can be done about it."""

    id: str
    what: str
    why: str
    next_step: str
    told: str
    is_broken: bool
    has_bytes: bool
    can_be_asked_for: bool


def aside_lines(rows: Sequence[AsideRow], zone: str) -> list[AsideLine]:
    """Show what was set aside."""
    return [_line(row, zone) for row in rows]


def how_many_aside(counted: Mapping[bool, int]) -> str:
    """Count what was set aside: what is wrong, and what is no workout."""
    told = []
    if broken := counted.get(True, 0):
        told.append(words.plural(broken, "workout", "workouts") + " could not be read")
    if others := counted.get(False, 0):
        told.append(words.plural(others, "thing was", "things were") + " left there")
    return ", ".join(told)


def diary_line(row: DiaryRow | None, zone: str, keeps_metrics: bool) -> tuple[str, str]:  # noqa: FBT001 - read at its one caller
    """Say what becomes of health metrics at a service, and why nothing does."""
    if row is None:
        return "", ""
    if not keeps_metrics:
        return "Nothing is sent: FitGlue keeps no health metrics of you.", ""
    written = words.near_day_in(row.written_at, zone) if row.written_at else "not yet"
    return f"On: a day is sent when it changes here. Last sent: {written}.", row.why


def _line(row: AsideRow, zone: str) -> AsideLine:
    when = words.near_day_in(row.received_at, zone)
    again = " · it is read again as soon as it is its turn" if row.next_at else ""
    return AsideLine(
        id=row.id, what=row.what, why=row.why, next_step=row.next_step, told=f"{when}{again}",
        is_broken=row.is_broken, has_bytes=bool(row.content_blob),
        can_be_asked_for=bool(row.source_id),
    )  # fmt: skip
