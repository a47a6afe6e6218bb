"""Whether this process can do its work, and the figures of it, for those who watch it."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sqlalchemy.exc import SQLAlchemyError

from fitglue.instance import Instance
from fitglue.store.census import Counts, counts, is_current

#: Below this nothing is taken any more: SQLite needs room to finish what it began.
LEAST_FREE_BYTES = 200 * 10**6


@dataclass(frozen=True, slots=True)
class InstanceWatch:
    """Watches an open installation; `has_worker` tells whether ours lives, where there is one."""

    instance: Instance
    has_worker: Callable[[], bool] | None = None

    def shortcomings(self) -> list[str]:
        """Say what stands in the way of work; nothing when all is well."""
        return list(self._shortcomings())

    def counts(self) -> Counts:
        """Count rows."""
        return counts(self.instance.store.database)

    def free_bytes(self) -> int:
        """Give the room left for the data folder."""
        return shutil.disk_usage(self.instance.settings.data).free

    def _shortcomings(self) -> Iterator[str]:
        try:
            if not is_current(self.instance.store.database):
                yield "the database has the tables of another version"
        except SQLAlchemyError:
            yield "the database does not answer"
        if self.free_bytes() < LEAST_FREE_BYTES:
            yield "the disk is full"
        if self.has_worker is not None and not self.has_worker():
            yield "the import worker has stopped"
