"""One activity of an archive's list."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Told:
    """What a list tells of an activity, as the service spells it; empty where it says nothing."""

    title: str = ""
    sport: str = ""
    description: str = ""
    path: str = ""  # of the file, as the list names it
    start_s: float | None = None  # Unix time
