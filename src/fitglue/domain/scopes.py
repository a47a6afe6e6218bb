"""What a personal token may be allowed to do."""

from enum import StrEnum


class Scope(StrEnum):
    """One permission of a token; none contains another."""

    READ = "read"
    WRITE = "write"
    SYNC = "sync"
    INGEST = "ingest"
    ADMIN = "admin"


MEANINGS: dict[Scope, str] = {
    Scope.READ: "see your activities, pipelines and settings",
    Scope.WRITE: "change them",
    Scope.SYNC: "send workouts, as the phone does",
    Scope.INGEST: "send workouts, as Health Auto Export and Shortcuts do",
    Scope.ADMIN: "look after the people here; for admins only",
}
