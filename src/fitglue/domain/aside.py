"""What is set aside of a service, and by what it is known when it comes again."""

from dataclasses import dataclass
from hashlib import sha256

from fitglue.domain.arrival import SetAside

LONGEST_ID = 128


@dataclass(frozen=True, slots=True)
class Aside:
    """Something to set aside; `blob` holds its bytes, packed, if it has any."""

    told: SetAside
    blob: str = ""

    @property
    def source_id(self) -> str:
        """Give its id at its source, as far as it is kept."""
        return self.told.source_id[:LONGEST_ID]

    @property
    def name(self) -> str:
        """Name it, so that it is known when it comes again."""
        if self.told.source_id:
            return self.source_id
        return sha256(self.told.content or self.told.why.sentence.encode()).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Came:
    """Where it came from, and how it would have been taken, by which FitGlue."""

    account_id: str
    connection_id: str
    source: str
    posts: bool
    backfill: bool
    read_by: str
