"""A selection of activities as conditions of a database.

What a row's own columns tell is answered by the index `activities_by_list` alone, without a look at
the rows; what recordings and deliveries tell by one walk through an index of theirs, or by a look
at those of each activity where a short time is asked for.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, not_, or_, select, union_all
from sqlalchemy.orm import aliased

from fitglue.domain.health_writes import TARGET_ID
from fitglue.domain.ledger import OPEN, DeliveryState
from fitglue.domain.runs import RunState
from fitglue.domain.selection import Order, Selection
from fitglue.store.tables import ActivityRow, DeliveryRow, RecordingRow, RunRow

_TROUBLE = (DeliveryState.NEEDS_YOU, DeliveryState.REFUSED)
_SHORT = timedelta(days=366)
_A = ActivityRow
_OfActivities = type[RecordingRow] | type[DeliveryRow] | type[RunRow]
NO_DISTANCE_M = -1.0  # as orders by distance have it
_DAYS_APART = 1  # at most: the day on which something began where it was, and the day of UTC
#: What a list is ordered by, and whether the greatest comes first.
ORDERS: dict[Order, tuple[ColumnElement[Any], bool]] = {
    Order.NEWEST: (_A.start.expression, True),
    Order.OLDEST: (_A.start.expression, False),
    Order.FARTHEST: (func.coalesce(_A.distance_m, NO_DISTANCE_M), True),
    Order.LONGEST: (_A.timer_s.expression, True),
}


def visible(account_id: str) -> list[ColumnElement[bool]]:
    """Ask for what a person sees."""
    return [_A.account_id == account_id, _A.hidden_at.is_(None)]


def mine_among(account_id: str) -> list[ColumnElement[bool]]:
    """Ask for what a person sees among rows that are named by their ids."""
    return [owned_by(_A.account_id, account_id), _A.hidden_at.is_(None)]


def owned_by(owner: Any, account_id: str) -> ColumnElement[bool]:
    """Ask whose a row is, where ids say which rows to look at.

    Joined with nothing, for SQLite would rather walk through all that a person has.
    """
    return owner + "" == account_id


def fitting(account_id: str, wanted: Selection) -> list[ColumnElement[bool]]:
    """Ask for the activities of a selection."""
    # Those that overlap are few and named by their ids, so nobody walks through the others again.
    mine = mine_among(account_id) if wanted.overlapping else visible(account_id)
    return [*mine, *narrowing(account_id, wanted)]


def narrowing(account_id: str, wanted: Selection) -> list[ColumnElement[bool]]:
    """Ask for what a selection asks for beside that a person sees it."""
    return [
        *_of_the_row(wanted),
        # Words before what other tables tell: the index that SQLite walks holds them, and looking
        # an activity up among a long list of ids takes longer.
        *(_A.search.contains(word, autoescape=True) for word in wanted.text.lower().split()),
        *_of_recordings(account_id, wanted),
        *_of_deliveries(account_id, wanted),
        *([_A.id.in_(_overlapping(account_id))] if wanted.overlapping else []),
    ]


def asks_one_index(wanted: Selection) -> bool:
    """Tell whether `activities_by_list` alone answers a selection."""
    return asks_its_row(wanted) and not wanted.text


def asks_its_row(wanted: Selection) -> bool:
    """Tell whether an activity's own row says if it fits."""
    beside = wanted.sources, wanted.writers, wanted.sent, wanted.target
    return not any(beside) and not wanted.overlapping


def behind(order: Order, value: datetime | float, activity_id: str) -> ColumnElement[bool]:
    """Ask for what comes behind a place of an order."""
    key, greatest_first = ORDERS[order]
    # The value alone first: by that an index leads there.
    if greatest_first:
        return and_(key <= value, or_(key < value, _A.id < activity_id))
    return and_(key >= value, or_(key > value, _A.id > activity_id))


def _of_the_row(wanted: Selection) -> list[ColumnElement[bool]]:
    # Joined with nothing, so that no database walks by sport and looks at every row of it.
    sport = _A.sport + ""
    found: list[ColumnElement[bool]] = [sport.in_(wanted.sports)] if wanted.sports else []
    found += _on_days(wanted.since, wanted.until)
    found += _between(_A.distance_m, wanted.least_m, wanted.most_m)
    found += _between(_A.timer_s, wanted.least_s, wanted.most_s)
    found += [_A.route_points == 0] if "route" in wanted.without else []
    found += [_A.avg_hr_bpm.is_(None)] if "heart_rate" in wanted.without else []
    return found


def _on_days(since: date | None, until: date | None) -> list[ColumnElement[bool]]:
    """Ask for days; by their starts the index leads there, instead of through all that there is."""
    soonest = _midnight(since, -_DAYS_APART) if since else None
    latest = _midnight(until, 1 + _DAYS_APART) if until else None
    return [*_between(_A.start, soonest, latest), *_between(_A.day, since, until)]


def _midnight(day: date, days_later: int) -> datetime | None:
    """Give a moment some days later, none where no calendar goes on."""
    try:
        return datetime.combine(day + timedelta(days=days_later), time.min, UTC)
    except OverflowError:
        return None


def _between(column: Any, least: Any, most: Any) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [] if least is None else [column >= least]
    return found if most is None else [*found, column <= most]


def _of_recordings(account_id: str, wanted: Selection) -> list[ColumnElement[bool]]:
    if not wanted.sources and not wanted.writers:
        return []
    there: list[ColumnElement[bool]] = [RecordingRow.left_at.is_(None)]
    if wanted.sources:
        there.append(RecordingRow.source.in_(wanted.sources))
    if wanted.writers:
        by_app = RecordingRow.app.in_(wanted.writers)
        there.append(or_(by_app, RecordingRow.device.in_(wanted.writers)))
    if _is_short(wanted):
        return [_has_one(RecordingRow, account_id, there)]
    return [_A.id.in_(_activity_ids(RecordingRow, account_id, there))]


def _is_short(wanted: Selection) -> bool:
    """Tell whether so few days are asked for that each activity of them is looked up.

    Of a long time a list is made instead, by one walk through an index.
    """
    if wanted.since is None or wanted.until is None:
        return False
    return wanted.until - wanted.since <= _SHORT


def _has_one(
    table: _OfActivities, account_id: str, there: Sequence[ColumnElement[bool]]
) -> ColumnElement[bool]:
    # By the activity alone: another index would lead through all that a person has, each time.
    mine = owned_by(table.account_id, account_id)
    return exists().where(table.activity_id == _A.id, mine, *there)


def _activity_ids(
    table: _OfActivities, account_id: str, there: Sequence[ColumnElement[bool]]
) -> Select[Any]:
    return select(table.activity_id).where(table.account_id == account_id, *there)


def _of_deliveries(account_id: str, wanted: Selection) -> list[ColumnElement[bool]]:
    match wanted.sent:
        case "":
            return [_is_delivered(account_id, wanted)] if wanted.target else []
        case "sent":
            return [_is_delivered(account_id, wanted, DeliveryState.SENT)]
        case "not_sent":
            return [not_(_is_delivered(account_id, wanted, DeliveryState.SENT))]
        case "waiting":
            there = _is_delivered(account_id, wanted, *OPEN)
            on_its_way = _runs(account_id, RunState.WAITING, RunState.PARKED)
            return [there if wanted.target else or_(there, _A.id.in_(on_its_way))]
        case "needs_you":
            stuck = _is_delivered(account_id, wanted, *_TROUBLE)
            asking = _A.id.in_(_runs(account_id, RunState.ASKING))
            return [stuck if wanted.target else or_(stuck, asking)]


def _is_delivered(
    account_id: str, wanted: Selection, *states: DeliveryState
) -> ColumnElement[bool]:
    is_short = _is_short(wanted)
    state = DeliveryRow.state + "" if is_short else DeliveryRow.state  # as in `owned_by`
    there: list[ColumnElement[bool]] = [state.in_(states)] if states else []
    there += [DeliveryRow.target == wanted.target] if wanted.target else []
    if is_short:
        return _has_one(DeliveryRow, account_id, there)
    return _A.id.in_(_activity_ids(DeliveryRow, account_id, there))


def _runs(account_id: str, *states: RunState) -> Select[Any]:
    return _activity_ids(RunRow, account_id, [RunRow.state.in_(states)])


def _overlapping(account_id: str) -> Select[Any]:
    """Find pairs: whatever begins before another has ended is a step away by the index.

    Windows over all that there is would take four times as long.
    """
    one, other = aliased(_A), aliased(_A)
    begins_within = (
        other.account_id == account_id,
        other.hidden_at.is_(None),
        other.start >= one.start,
        other.start < one.end,
        # Of two that begin together, the one that lists name later.
        or_(other.start > one.start, other.id > one.id),
    )
    mine = one.account_id == account_id, one.hidden_at.is_(None)
    found = select(one.id.label("one"), other.id.label("other")).join(other, and_(*begins_within))
    pairs = found.where(*mine).cte("pairs").prefix_with("MATERIALIZED")
    both = union_all(select(pairs.c.one.label("id")), select(pairs.c.other)).subquery()
    return select(both.c.id)


def has_not_left() -> ColumnElement[bool]:
    """Tell deliveries of which nothing has gone out: they wait, for their turn or for a phone."""
    for_a_phone = and_(DeliveryRow.target == TARGET_ID, DeliveryRow.state == DeliveryState.UNKNOWN)
    return or_(DeliveryRow.state == DeliveryState.WAITING, for_a_phone)
