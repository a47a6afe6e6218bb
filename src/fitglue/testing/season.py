"""An installation with a season of workouts in it, for tests of whatever shows or moves them."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from fitglue.domain.activity import Activity, Sender
from fitglue.domain.arrival import Arrival
from fitglue.formats import workout_document
from fitglue.instance import Instance
from fitglue.pipeline.engine import Engine, Job
from fitglue.pipeline.intake import take
from fitglue.pipeline.starting import Starter
from fitglue.store.activity_rows import search_text
from fitglue.store.tables import ActivityRow, DeliveryRow, RecordingRow, RunRow
from fitglue.testing.at_work import walk_through
from fitglue.testing.running_server import KIM
from fitglue.testing.web_activities import workout_of
from fitglue.testing.web_plans import EXAMPLES, YEARS_REPEAT, Plan, years_of
from fitglue.worker import running_of

#: The examples whose delivery waits, was refused, and that happened at the same time as another.
WAITING, REFUSED, TWICE = "Lunch ride", "Indoor Run", "Evening run along the canal"
_SOURCE = "apple_health"
_REPEATS_OF_A_LIFE = 334  # 55 years, 10,000 workouts
_OTHER_HOURS = timedelta(minutes=150)
# Tables of an activity in the order that foreign keys ask for, and what names the activity there.
_COPIED = (
    (ActivityRow, ActivityRow.id),
    (RecordingRow, RecordingRow.activity_id),
    (RunRow, RunRow.activity_id),
    (DeliveryRow, DeliveryRow.activity_id),
)


class _ByHand(Engine):
    """Queues nothing: the runs are walked through here and now, and by no worker once more."""

    def __init__(self) -> None: ...

    def enqueue(self, session: Session, job: Job) -> None:
        """Leave it."""


@dataclass(frozen=True, slots=True)
class Season:
    """An open installation, Kim's account in it, and the ids of the examples by their titles."""

    instance: Instance
    account_id: str
    ids: Mapping[str, str]

    def path(self, title: str) -> str:
        """Give the address of an example's page."""
        return f"/activities/{self.ids[title]}"


def season(instance: Instance, older: int = 120) -> Season:
    """Make Kim's account with the examples and `older` workouts before them."""
    account = instance.add_account(**KIM)
    return Season(instance, account.id, fill(instance, account.id, older))


def fill(instance: Instance, account_id: str, older: int) -> dict[str, str]:
    """Bring in the examples and `older` workouts before them; give the examples' ids by title.

    All are delivered, but for the one that waits and the one that is refused.
    """
    examples = {plan.title: _arrival(plan) for plan in EXAMPLES}
    ids = {title: Sender(account_id, _SOURCE, title).activity_id for title in examples}
    waiting, starter = examples.pop(WAITING), Starter(instance.store, _ByHand())
    earlier = [_arrival(plan) for plan in years_of(min(older, YEARS_REPEAT))]
    taken = take(starter, account_id, _SOURCE, [*examples.values(), *earlier])
    walk_through(instance, account_id)
    take(instance.starter, account_id, _SOURCE, [waiting])  # a worker would go on with it
    _boost_only(instance, account_id)
    _refuse(instance, account_id, ids[REFUSED])
    repeated = [one.activity for one in taken[len(examples) :] if one.activity is not None]
    _repeat(instance, repeated, older - len(earlier))
    return ids


def _arrival(plan: Plan) -> Arrival:
    return Arrival(plan.title or f"{plan.start:%Y-%m-%d}", workout_of(plan))


def _boost_only(instance: Instance, account_id: str) -> None:
    for run in instance.store.runs.recent(account_id, state="waiting"):
        running_of(instance).boost(run.id, run.segment)


def _refuse(instance: Instance, account_id: str, activity_id: str) -> None:
    (delivered,) = instance.store.deliveries.of_activities(account_id, [activity_id])
    with instance.store.transactions.writing("refuse") as session:
        row = session.get_one(DeliveryRow, delivered.id)
        row.state, row.url = "refused", ""
        row.why, row.next_step = (
            "The output folder cannot be written.", "Make room on the disk, then send again.",
        )  # fmt: skip


def _repeat(instance: Instance, activities: Sequence[Activity], count: int) -> None:
    """Repeat activities further back, with their rows: 10,000 through the intake take a minute."""
    with instance.store.transactions.writing() as session:
        originals = [(one, _rows(session, one.id)) for one in activities if count > 0]
        for first in range(0, count, YEARS_REPEAT):
            again = originals[: count - first]
            back = _further_back(first // YEARS_REPEAT)
            copies = [_copied(rows, _moved(one, back)) for one, rows in again]
            for (table, _), rows in zip(_COPIED, zip(*copies, strict=True), strict=True):
                session.execute(insert(table), list(rows))


def _further_back(times: int) -> timedelta:
    """Go through a long life, sixty days earlier each time; then once more, at other hours.

    Nothing overlaps, and ten thousand or a hundred thousand are spread over the same years.
    """
    lives, sixty_days = divmod(times, _REPEATS_OF_A_LIFE)
    return timedelta(days=60 * (1 + sixty_days)) + lives * _OTHER_HOURS


def _rows(session: Session, activity_id: str) -> list[dict[str, Any]]:
    found = (
        session.execute(select(table.__table__).where(named == activity_id)).mappings().one()
        for table, named in _COPIED
    )
    return [dict(row) for row in found]


def _moved(activity: Activity, earlier: timedelta) -> Activity:
    workout = activity.workout
    moved = replace(workout, start=workout.start - earlier, end=workout.end - earlier)
    return replace(activity, workout=moved)


def _copied(rows: Sequence[dict[str, Any]], activity: Activity) -> list[dict[str, Any]]:
    """Give every row a new id, wherever another row names it, and the moved workout."""
    renamed = {row["id"]: str(uuid.uuid4()) for row in rows}
    workout = activity.workout
    changed = {
        "start": workout.start, "end": workout.end, "search": search_text(activity),
        "document": workout_document.encode(workout), "source_id": str(uuid.uuid4()),
        "day": workout.zone.local(workout.start).date(),
    }  # fmt: skip
    return [
        {
            name: changed.get(name, renamed.get(value, value) if isinstance(value, str) else value)
            for name, value in row.items()
        }
        for row in rows
    ]
