"""From files and archives to workouts, one at a time."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from fitglue.domain.arrival import (
    Arrival,
    Findings,
    Original,
    Progress,
    Reading,
    SetAside,
    SourceTools,
)
from fitglue.domain.errors import NotAWorkout, Unreadable
from fitglue.domain.sport import OTHER
from fitglue.domain.workout import Workout
from fitglue.formats.file_archive import Archive, Packed, Telling, Told, open_archive, telling
from fitglue.formats.files import LARGEST_FILE, kind_of, opened
from fitglue.formats.packing import packed
from fitglue.formats.recorded_file import FileWorkouts
from fitglue.formats.takeout_heart_rate import begins_as_heart_rates
from fitglue.formats.xml_tracks.sport_names import sport_named
from fitglue.sources.file_upload.heart_rates import heart_rates_alone, heart_rates_beside
from fitglue.sources.file_upload.noticing import Noticed


def read_file(path: Path, tools: SourceTools) -> Reading:
    """Open a file of one recording, plain or gzipped."""
    return _FileReading(path, tools)


def read_archive(path: Path, tools: SourceTools) -> Reading:
    """Open a zip of recordings. Raises Unreadable when it holds nothing or is not to be trusted."""
    return _ArchiveReading(open_archive(path), tools)


class _FileReading:
    """The workouts of one file."""

    def __init__(self, path: Path, tools: SourceTools) -> None:
        self.findings = Findings()
        self._path = path
        self._tools = tools

    def __iter__(self) -> Iterator[Arrival]:
        """Give every workout once. Raises Unreadable."""
        with self._path.open("rb") as file:
            content = file.read(LARGEST_FILE + 1)
        name = _base_name(self._tools.name or self._path.name)
        if begins_as_heart_rates(content):
            noticed = Noticed()
            yield from heart_rates_alone(content, self._tools, noticed)
            self.findings = noticed.of_a_file()
            return
        read = _read(name, content, self._tools)
        noticed = Noticed()
        noticed.read(name, read.kind, read.found)
        yield from _arrivals(read, Telling(), "")
        self.findings = noticed.of_a_file()


class _ArchiveReading:
    """The workouts of an archive, in the order of its files. Iterating again reads it again."""

    def __init__(self, archive: Archive, tools: SourceTools) -> None:
        self.findings = Findings()
        self._archive = archive
        self._tools = tools

    def __iter__(self) -> Iterator[Arrival | SetAside]:
        """Give every workout once. Raises NotAWorkout when there is none, and nothing to say."""
        noticed, told = Noticed(), telling(self._archive.lists)
        for number, one in enumerate(self._archive.recordings()):
            share = min(number / max(self._archive.count, 1), 0.999)
            self._tools.tell(Progress(share, f"Reading file {number + 1:,}"))
            for found in self._found(one, told, noticed):
                if isinstance(found, SetAside):
                    noticed.set_aside += 1
                    yield found
                elif noticed.is_first(found.source_id):
                    yield found
        yield from self._beside(noticed)
        self.findings = noticed.of_an_archive(self._archive, told)
        self._tools.tell(Progress(1.0, "Done"))

    def _beside(self, noticed: Noticed) -> Iterator[Arrival | SetAside]:
        """Give the heart rates that lie beside the recordings, for workouts that have none."""
        for found in heart_rates_beside(self._archive.heart_rates, self._tools, noticed):
            noticed.set_aside += isinstance(found, SetAside)
            yield found

    def _found(
        self, one: Packed | SetAside, told: Telling, noticed: Noticed
    ) -> Iterator[Arrival | SetAside]:
        if isinstance(one, SetAside):
            yield one
            return
        try:
            read = _read(one.name, one.read(), self._tools)
        except NotAWorkout:
            noticed.leave_out(one.name)
        except Unreadable as why:
            yield SetAside(one.path, why)
        else:
            noticed.read(one.name, read.kind, read.found)
            yield from _arrivals(read, told, one.path)


@dataclass(frozen=True, slots=True)
class _Read:
    """What was read of one file, and what of it is kept."""

    kind: str
    found: FileWorkouts
    originals: tuple[Original, ...]


def _read(name: str, content: bytes, tools: SourceTools) -> _Read:
    """Read a file's workouts. Raises Unreadable."""
    kind = kind_of(content, name)
    if kind is None:
        raise NotAWorkout("This is neither a FIT nor a GPX nor a TCX file.")
    plain = opened(content)
    found = kind.read(plain, name, tools)
    kept = (Original(name.removesuffix(".gz"), packed(plain)),) if tools.keep_originals else ()
    return _Read(kind.name, found, kept)


def _arrivals(read: _Read, told: Telling, path: str) -> Iterator[Arrival]:
    found = read.found
    of_file = told.of_file(path)
    for workout, source_id, title in zip(
        found.workouts, found.source_ids, found.titles, strict=True
    ):
        named = replace(workout, brand=title or workout.brand)
        as_told = _as_told(named, of_file if len(found.workouts) == 1 else Told())
        yield Arrival(source_id, _as_told(as_told, told.of_start(workout.start)), read.originals)


def _as_told(workout: Workout, told: Told) -> Workout:
    """Name a workout as its owner does. Their word on the sport counts where the file has none."""
    sport = workout.sport
    if sport.key == OTHER.key:
        sport = sport_named(told.sport) or sport
    return replace(
        workout,
        sport=sport,
        brand=told.title or workout.brand,
        description=told.description or workout.description,
    )


def _base_name(name: str) -> str:
    return name.replace("\\", "/").rsplit("/", 1)[-1]
