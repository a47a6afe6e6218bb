"""What people's phones call their workouts, and the sports that they say these names mean."""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from fitglue.domain.sport import Sport, by_key
from fitglue.domain.workout import Workout
from fitglue.formats import stream_blob, workout_document
from fitglue.formats.packing import unpacked
from fitglue.store.blobs import Blobs
from fitglue.store.tables import NamedWorkoutRow, NameRuleRow, RecordingRow
from fitglue.store.transactions import Transactions


@dataclass(frozen=True, slots=True)
class Name:
    """A name that workouts came under, how many did, and the sport that its rule says, or ""."""

    key: str
    name: str
    workouts: int
    sport: str


@dataclass(frozen=True, eq=False, slots=True)
class Kept:
    """All that was kept of one workout: its versions, oldest first, and the latest one's bytes."""

    source_id: str
    versions: tuple[Workout, ...]
    original: bytes


class Names:
    """Questions about names and rules, always of one account."""

    def __init__(self, transactions: Transactions, blobs: Blobs) -> None:
        self._transactions = transactions
        self._blobs = blobs

    def rules(self, account_id: str) -> Mapping[str, Sport]:
        """Give the sport of every name that has a rule, by its key."""
        mine = select(NameRuleRow.name_key, NameRuleRow.sport).where(
            NameRuleRow.account_id == account_id, NameRuleRow.sport != ""
        )
        with self._transactions.reading() as session:
            return {key: by_key(sport) for key, sport in session.execute(mine)}

    def rule(self, rule_id: str) -> NameRuleRow | None:
        """Give a rule, whoever's it is; none when it was changed since."""
        with self._transactions.reading() as session:
            return session.get(NameRuleRow, rule_id)

    @staticmethod
    def set_rule(session: Session, account_id: str, key: str, name: str, sport: str) -> str:
        """Write what a name means from now on, and give the rule's id; no sport: nothing."""
        before = NameRuleRow.account_id == account_id, NameRuleRow.name_key == key
        session.execute(delete(NameRuleRow).where(*before))
        row = NameRuleRow(
            id=str(uuid.uuid4()), account_id=account_id, name_key=key, name=name, sport=sport,
            made_at=datetime.now(UTC),
        )  # fmt: skip
        session.add(row)
        session.flush()
        return row.id

    def listed(self, account_id: str) -> list[Name]:
        """Give a person's names, the most frequent first, and those that only a rule has last."""
        counted = (
            select(
                NamedWorkoutRow.name_key, func.max(NamedWorkoutRow.name).label("name"),
                func.count().label("workouts"),
            )
            .where(NamedWorkoutRow.account_id == account_id)
            .group_by(NamedWorkoutRow.name_key)
        )  # fmt: skip
        mine = select(NameRuleRow).where(
            NameRuleRow.account_id == account_id, NameRuleRow.sport != ""
        )
        with self._transactions.reading() as session:
            rules = {row.name_key: row for row in session.scalars(mine)}
            seen = [
                Name(key, name, workouts, rules.pop(key).sport if key in rules else "")
                for key, name, workouts in session.execute(counted)
            ]
        unseen = [Name(row.name_key, row.name, 0, row.sport) for row in rules.values()]
        return sorted([*seen, *unseen], key=lambda one: (-one.workouts, one.name))

    @staticmethod
    def note(session: Session, account_id: str, named: Iterable[tuple[str, str, str]]) -> None:
        """Note the names of some workouts: each a source id, the name's key and the name."""
        for source_id, key, name in named:
            row = session.get(NamedWorkoutRow, (account_id, source_id))
            if row is None:
                row = NamedWorkoutRow(account_id=account_id, source_id=source_id)
                session.add(row)
            row.name_key, row.name = key, name
        session.flush()

    def source_ids(self, account_id: str, key: str) -> list[str]:
        """Give the workouts that came under a name."""
        rows = select(NamedWorkoutRow.source_id).where(
            NamedWorkoutRow.account_id == account_id, NamedWorkoutRow.name_key == key
        )
        with self._transactions.reading() as session:
            return list(session.scalars(rows.order_by(NamedWorkoutRow.source_id)))

    def kept(self, account_id: str, source: str, source_id: str) -> Kept | None:
        """Give what was kept of a workout; none without the bytes that it was read from."""
        rows = select(RecordingRow).where(
            RecordingRow.account_id == account_id, RecordingRow.source == source,
            RecordingRow.source_id == source_id,
        )  # fmt: skip
        with self._transactions.reading() as session:
            found = list(session.scalars(rows.order_by(RecordingRow.revision)))
        blob = found[-1].originals.get(f"{source_id}.json") if found else None
        if blob is None:
            return None
        versions = tuple(self._workout(row) for row in found)
        return Kept(source_id, versions, unpacked(self._blobs.get(blob)))

    def _workout(self, row: RecordingRow) -> Workout:
        streams = stream_blob.unpack(self._blobs.get(row.streams_blob))
        return workout_document.decode(row.document, streams)
