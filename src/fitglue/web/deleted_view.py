"""What is left of an activity that was deleted in Health: where it had been sent."""

from dataclasses import dataclass

from fitglue.domain.ledger import AT_THE_TARGET, DeliveryState
from fitglue.pipeline.deleting import can_delete
from fitglue.store import Store
from fitglue.store.tables import ActivityRow
from fitglue.web.activity_journey import ShownDelivery, shown_delivery
from fitglue.web.lines import Person
from fitglue.web.words import near_day_in


@dataclass(frozen=True, slots=True)
class LeftThere:
    """A target that had taken it. `by_hand`: it has it, and FitGlue cannot delete it there."""

    delivery: ShownDelivery
    can_delete: bool
    by_hand: bool


@dataclass(frozen=True, slots=True)
class Left:
    """The page of a deleted activity."""

    title: str
    deleted: str
    targets: list[LeftThere]


def left_of(store: Store, person: Person, row: ActivityRow) -> Left:
    """Prepare the page; `row` is hidden, and this person's."""
    had = [
        LeftThere(
            shown_delivery(store, person, one),
            can_delete=one.state == DeliveryState.SENT and can_delete(one.target),
            by_hand=one.state == DeliveryState.SENT and not can_delete(one.target),
        )
        for one in store.deliveries.of_activities(person.id, [row.id])
        if one.state in {*AT_THE_TARGET, DeliveryState.DELETED}
    ]
    deleted = near_day_in(row.hidden_at, person.zone) if row.hidden_at else ""
    return Left(row.title, deleted, had)
