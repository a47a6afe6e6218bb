"""What phones are told to write into Health, as JSON."""

from pydantic import BaseModel, Field

from fitglue.store.tables import HealthWriteRow


class WriteWaiting(BaseModel):
    """A write that waits for this phone."""

    write_id: str
    write_version: int = Field(description="Health keeps the highest version of each write.")
    start_s: float = Field(description="When the workout begins: look for an earlier one there.")
    end_s: float


class WritesOut(BaseModel):
    """What this phone is to write, the oldest first."""

    writes: list[WriteWaiting]
    more: bool = Field(description="Whether more waits: ask again when these are written.")
    wants_writing: bool = Field(
        description="Whether anything may come to be written: ask for permission only then."
    )


def waiting_out(row: HealthWriteRow) -> WriteWaiting:
    """Show a write that waits."""
    return WriteWaiting(
        write_id=row.id, write_version=row.version, start_s=row.start.timestamp(),
        end_s=row.end.timestamp(),
    )  # fmt: skip
