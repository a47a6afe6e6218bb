"""What a person changes of an activity, as JSON."""

from datetime import datetime

from pydantic import AwareDatetime, BaseModel, Field

from fitglue.domain.edits import Edits
from fitglue.domain.sport_choice import SportKey
from fitglue.domain.streams import StreamKind
from fitglue.pipeline.amending import LONGEST_TEXT, LONGEST_TITLE


class EditsIn(BaseModel):
    """All that is to be changed of an activity; what is left out is as its recordings say."""

    title: str | None = Field(default=None, max_length=LONGEST_TITLE)
    sport: SportKey | None = None
    description: str | None = Field(default=None, max_length=LONGEST_TEXT)
    starts_at: AwareDatetime | None = Field(default=None, description="What is before is cut off.")
    ends_at: AwareDatetime | None = Field(default=None, description="What is after is cut off.")
    streams: dict[StreamKind, str] = Field(
        default_factory=dict, description="Whose stream counts: the id of a recording, by kind."
    )
    update_targets: bool = Field(
        default=False, description="Whether targets that have it are brought up to date."
    )


class EditsOut(BaseModel):
    """What was changed of an activity."""

    title: str | None
    sport: str | None
    description: str | None
    starts_at: datetime | None
    ends_at: datetime | None
    streams: dict[str, str] = Field(description="Ids of recordings, by kind of stream.")


def edits_out(edits: Edits, names: dict[tuple[str, str], str]) -> EditsOut:
    """Show what was changed; `names` are the ids of recordings by source and name there."""
    return EditsOut(
        title=edits.title,
        sport=edits.sport,
        description=edits.description,
        starts_at=edits.starts_at,
        ends_at=edits.ends_at,
        streams={
            kind: names[who.source, who.source_id]
            for kind, who in edits.streams.items()
            if (who.source, who.source_id) in names
        },
    )
