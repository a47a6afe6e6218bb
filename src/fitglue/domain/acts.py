"""What a person does with many activities at once."""

from datetime import timedelta
from enum import StrEnum

#: How long a deleted activity can be brought back.
RESTORABLE = timedelta(days=30)
MOST_MERGED = 5
#: Activities further apart than this are not one workout.
NEAR = timedelta(minutes=30)


class Kind(StrEnum):
    """The acts."""

    RUN = "run"
    SEND = "send"
    MERGE = "merge"
    DELETE = "delete"


class State(StrEnum):
    """Where an act stands."""

    WORKING = "working"
    DONE = "done"
    UNDONE = "undone"
