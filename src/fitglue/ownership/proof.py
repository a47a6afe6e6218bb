"""The proof of an erasure: what was there, what is left of it, and what stays elsewhere."""

from dataclasses import dataclass, field
from datetime import UTC, datetime

from fitglue.instance import Instance
from fitglue.ownership.searching import Words, found_in_database
from fitglue.ownership.taking_away import exports_folder
from fitglue.store.erasing_people import Erased, rows_left


@dataclass(frozen=True, slots=True)
class Left:
    """Something that was counted: what was there before, and what is found now."""

    what: str
    before: int
    now: int


@dataclass(frozen=True, slots=True)
class Proof:
    """A report that is shown once and kept nowhere."""

    at: datetime
    counted: tuple[Left, ...]
    stays: tuple[str, ...] = field(default=())

    @property
    def is_clean(self) -> bool:
        """Tell whether nothing was found."""
        return not any(one.now for one in self.counted)

    @property
    def gone(self) -> tuple[Left, ...]:
        """Give what there was any of."""
        return tuple(one for one in self.counted if one.before or one.now)


def counted_anew(
    instance: Instance, erased: Erased, words: Words, others: tuple[Left, ...]
) -> tuple[Left, ...]:
    """Count what is left, and look through the database byte by byte."""
    store = instance.store
    with store.transactions.reading() as session:
        left = rows_left(session, erased.account_id)
    blobs = sum(store.blobs.has(key) for key in erased.blobs)
    found = found_in_database(store.database, words)
    return (
        *(Left(f"Rows in {name}", erased.rows.get(name, 0), now) for name, now in left.items()),
        Left("Originals and samples in the blob store", len(erased.blobs), blobs),
        *others,
        Left("Ids and addresses of yours in the raw database", len(words.ids), found),
    )


def what_stays(
    instance: Instance, services: list[str], kept_files: int
) -> tuple[str, ...]:  # fmt: skip
    """Say plainly where copies may still be."""
    told = []
    for copy in sorted(instance.settings.backups_folder.glob("*")):
        made = datetime.fromtimestamp(copy.stat().st_mtime, UTC)
        told.append(
            f"A copy of the database of {made.day} {made:%B %Y} still holds what you had then: "
            f"{copy}. Its operator can delete it."
        )
    told.append(
        "Backups that lie elsewhere are where their maker put them; FitGlue does not know of them. "
        "Restoring one brings you back."
    )
    if instance.store.database.dialect.name == "postgresql":
        told.append("PostgreSQL's own archives and replicas are its operator's.")
    if services:
        told.append(
            f"What was sent to {', '.join(services)} is yours there and stays. FitGlue told them "
            "that it is disconnected, where they offer that; look there whether it is still listed."
        )
    if kept_files:
        told.append(f"{kept_files} files stay in the output folder, as you wished.")
    told.append("Workouts of other people here were not touched, nor was what they own.")
    return tuple(told)


def export_files(instance: Instance, ids: set[str]) -> list[str]:
    """Name the files of some exports that are there."""
    folder = exports_folder(instance.settings)
    return [path.name for path in folder.glob("*") if any(one in path.name for one in ids)]
