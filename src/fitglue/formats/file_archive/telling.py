"""What an archive's own lists tell about its recordings: the names and sports that people gave."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from fitglue.domain.errors import Unreadable
from fitglue.formats.file_archive.contents import Packed
from fitglue.formats.file_archive.garmin import garmin_rows
from fitglue.formats.file_archive.strava import strava_rows
from fitglue.formats.file_archive.told import Told

__all__ = ["Telling", "Told", "telling"]
_SAME_START_S = 2


@dataclass(slots=True)
class Telling:
    """What is told of recordings, by the path of the file or by the moment of the start."""

    by_path: Mapping[str, Told] = field(default_factory=dict)
    by_start: Mapping[int, Told] = field(default_factory=dict)
    without_file: int = 0  # activities of a list that were typed in
    problems: tuple[str, ...] = ()  # sentences: lists that cannot be read

    def of_file(self, path: str) -> Told:
        """Give what is told of a file, in whatever folder the archive as a whole was packed."""
        parts = path.split("/")
        tails = ("/".join(parts[at:]) for at in range(len(parts)))
        return next((self.by_path[tail] for tail in tails if tail in self.by_path), Told())

    def of_start(self, start: datetime) -> Told:
        """Give what is told of the recording that began then."""
        second = int(start.timestamp())
        near = (second + away for away in sorted(range(-_SAME_START_S, _SAME_START_S + 1), key=abs))
        return next((self.by_start[one] for one in near if one in self.by_start), Told())


def telling(lists: Iterable[Packed]) -> Telling:
    """Read every list of an archive; one that cannot be read costs the names in it, no more."""
    rows, problems = list[Told](), list[str]()
    for one in lists:
        try:
            rows += _rows(one)
        except Unreadable as why:
            problems.append(f"{why.sentence} Its recordings come without the names in it.")
    return Telling(
        by_path={row.path: row for row in rows if row.path},
        by_start={int(row.start_s): row for row in rows if row.start_s is not None},
        without_file=sum(not row.path and row.start_s is None for row in rows),
        problems=tuple(problems),
    )


def _rows(one: Packed) -> Iterator[Told]:
    if one.name.lower().endswith(".json"):
        return garmin_rows(one.read())
    return strava_rows(one.read())
