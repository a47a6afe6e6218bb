"""A phone that writes into Health at once, for tests of the target."""

import uuid
from dataclasses import dataclass, field

from fitglue.domain.health_writes import HealthWrite, Standing, write_id_of

_NAMES = uuid.UUID("7d8f6f5e-2b5c-4c0a-9a57-3b1d6d1a8f10")


@dataclass(slots=True)
class MemoryOutbox:
    """Holds what was written, one for each activity."""

    written: dict[str, Standing] = field(default_factory=dict)

    def put(self, write: HealthWrite) -> Standing:
        """Write it, unless that very content is written."""
        before = self.written.get(write.activity_id)
        if before is not None and before.content_hash == write.content_hash:
            return before
        version = before.version + 1 if before is not None else 1
        health_uuid = str(uuid.uuid5(_NAMES, write.content_hash)).upper()
        self.written[write.activity_id] = now = Standing(
            write_id=write_id_of("kim", write.activity_id), version=version,
            content_hash=write.content_hash, written_version=version,
            written_hash=write.content_hash, health_uuid=health_uuid,
        )  # fmt: skip
        return now

    def find(self, activity_id: str) -> Standing | None:
        """Give what was written."""
        return self.written.get(activity_id)

    def has_phone(self) -> bool:
        """Say yes."""
        return True
