"""From an export on disk to workouts, one at a time."""

from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import closing
from pathlib import Path

from fitglue.domain.arrival import Arrival, Findings, Original, SetAside, Skipped, SourceTools
from fitglue.domain.errors import Damaged, TooBig, Unreadable
from fitglue.domain.health_writes import is_ours
from fitglue.formats.apple_export import compiled, findings
from fitglue.formats.apple_export.advice import EXPORT_AGAIN
from fitglue.formats.apple_export.container import archive
from fitglue.formats.apple_export.container.inflate import quiet_allocator, read_ahead
from fitglue.formats.apple_export.container.zip_directory import Entry
from fitglue.formats.apple_export.identity import Sketch, distinct, sketch
from fitglue.formats.apple_export.metrics import hand_over
from fitglue.formats.apple_export.progress import Teller
from fitglue.formats.apple_export.routes import lone
from fitglue.formats.apple_export.routes.route_reader import ParsedRoute
from fitglue.formats.apple_export.routes.route_worker import Routes
from fitglue.formats.apple_export.scanning.kinds import KEPT_TYPES, METRIC_TYPES
from fitglue.formats.apple_export.scanning.scan import Scan, scan
from fitglue.formats.apple_export.workouts.records import Records
from fitglue.formats.apple_export.workouts.spelling import device, instant
from fitglue.formats.apple_export.workouts.workout import Built, Surroundings, build
from fitglue.formats.healthkit.sources import SampleWriter, Sources
from fitglue.formats.packing import packed

_MOST_TOGETHER, _MOST_BYTES_TOGETHER = 16, 1 << 20


class ExportReading:
    """The workouts of one export. Iterating again reads the file again, with the same result."""

    def __init__(self, export: archive.Export, tools: SourceTools, *, parallel: bool) -> None:
        self.findings = Findings()
        self._export = export
        self._tools = tools
        self._parallel = parallel

    def __iter__(self) -> Iterator[Arrival | SetAside]:
        """Give every workout once. Raises Unreadable when the data itself is hostile or empty."""
        quiet_allocator()
        teller = Teller(self._tools.tell)
        tell = teller.records(self._export.xml.size)
        with self._routes() as routes:  # read ahead on the second core while this one scans
            with closing(self._blocks()) as blocks:
                scanned = scan(blocks, keep=self._keep, tell=tell)
            self.findings = findings.of_scan(scanned, self._export, keep=self._keep)
            if self.findings.partial and not scanned.workouts:
                raise Damaged(
                    "This export ends before its first workout: it was cut off on its way.",
                    EXPORT_AGAIN,
                )
            if self._tools.metrics is not None:
                hand_over(scanned, self._tools.default_zone, self._tools.metrics)
            joining = _Joining(self._export, self._tools, self.findings)
            yield from joining.run(scanned, routes, teller)
        teller.say(1.0, "Done")

    @property
    def _keep(self) -> frozenset[str]:
        return KEPT_TYPES if self._tools.metrics is None else KEPT_TYPES | METRIC_TYPES

    def _blocks(self) -> Generator[bytes]:
        blocks = self._export.blocks()
        in_c = compiled.module is not None  # numpy would hold the lock that a thread needs
        return read_ahead(blocks) if self._parallel and in_c else blocks

    def _routes(self) -> Routes:
        newest_first = reversed(self._export.routes.values())
        return Routes(
            self._export.path,
            [entry for entry in newest_first if not _too_long(entry)],
            keep_originals=self._tools.keep_originals,
            parallel=self._parallel,
        )


def _too_long(route: Entry) -> bool:
    return (route.size or 0) > archive.LARGEST_ROUTE


class _Joining:
    """Joins what the scan found, workout by workout, and completes the findings."""

    def __init__(self, export: archive.Export, tools: SourceTools, found: Findings) -> None:
        self._export = export
        self._tools = tools
        self._found = found
        self._missing: list[str] = []
        self._overwritten = 0
        self._ours = 0

    def run(self, scanned: Scan, routes: Routes, teller: Teller) -> Iterator[Arrival | SetAside]:
        """Give every workout once, then on request the routes of none."""
        sketches, twins = distinct(sketch(index, raw) for index, raw in enumerate(scanned.workouts))
        if twins:
            self._found.warnings.append(findings.twins(twins))
        around = self._surroundings(scanned, routes)
        # Newest first, as people look at them; an export has the oldest first.
        done = 0
        for some in _together(reversed(sketches), scanned.workouts):
            built = build((scanned.workouts[one.index] for one in some), around)
            for one, joined in zip(some, built, strict=True):
                arrived = self._arrived(one, scanned.workouts, joined)
                if isinstance(arrived, Arrival) and is_ours(arrived.workout.metadata):
                    self._ours += 1
                else:
                    yield arrived
                done += 1
                teller.workouts(done, len(sketches))
        named = {archive.route_key(file) for one in sketches for file in one.files}
        lone_names = sorted(set(self._export.routes) - named)
        yield from self._lone(lone_names, around)
        if self._ours:
            self._found.skipped.append(Skipped("Workout", self._ours, "written by FitGlue itself"))
        self._warn(len(lone_names))

    def _surroundings(self, scanned: Scan, routes: Routes) -> Surroundings:
        def fetch(basename: str) -> ParsedRoute | None:
            entry = self._export.route(basename)
            if entry is None:
                return None
            if _too_long(entry):
                raise TooBig("A route file of this export is too long to be a person's way.")
            return routes.get(entry.name)

        writers = [SampleWriter(one.name, device(one.device)) for one in scanned.sources]
        exported = instant(scanned.export_date)
        return Surroundings(
            records=Records(scanned.samples, Sources(writers), scanned.units),
            fetch=fetch,
            tools=self._tools,
            exported_s=exported.timestamp() if exported else None,
        )

    def _arrived(
        self, one: Sketch, texts: Sequence[bytes], built: Built | Unreadable
    ) -> Arrival | SetAside:
        if isinstance(built, Unreadable):
            return SetAside(f"Workout {one.index + 1} of the export", built)
        self._missing += built.route.missing
        self._overwritten += built.route.overwritten
        originals: tuple[Original, ...] = ()
        if self._tools.keep_originals:
            text = packed(texts[one.index])
            originals = (Original("workout.xml", text), *built.route.originals)
        return Arrival(one.source_id, built.workout, originals)

    def _lone(self, names: Sequence[str], around: Surroundings) -> Iterator[Arrival | SetAside]:
        for name in names if self._tools.lone_routes else ():
            entry = self._export.routes[name]
            try:
                parsed = around.fetch(entry.basename)
                if parsed is not None:
                    yield lone.arrival(entry.basename, parsed, self._tools)
            except Unreadable as why:
                yield SetAside(f"The route file “{entry.basename}”", why)

    def _warn(self, lone_count: int) -> None:
        warnings = self._found.warnings
        if self._missing:
            warnings.append(findings.missing_routes(self._missing, zipped=self._export.zipped))
        if self._overwritten:
            warnings.append(findings.overwritten_routes(self._overwritten))
        if lone_count:
            warnings.append(findings.lone_routes(lone_count, taken=self._tools.lone_routes))


def _together(sketches: Iterable[Sketch], texts: Sequence[bytes]) -> Iterator[list[Sketch]]:
    """Put workouts together that are joined at once: a few, and not many bytes of text."""
    some, size = list[Sketch](), 0
    for one in sketches:
        some.append(one)
        size += len(texts[one.index])
        if len(some) == _MOST_TOGETHER or size > _MOST_BYTES_TOGETHER:
            yield some
            some, size = list[Sketch](), 0
    if some:
        yield some


def read_export(path: Path, tools: SourceTools, *, parallel: bool = True) -> ExportReading:
    """Open an export of the iPhone's Health app: `export.zip`, or the bare XML in it.

    Reads the container only; the workouts come when the result is iterated, and its `findings`
    are complete afterwards. `parallel` lets a second process read the routes. Raises Unreadable
    with what to do next for any file that is no such export.
    """
    try:
        return ExportReading(archive.open_export(path), tools, parallel=parallel)
    except OSError as error:
        raise Unreadable("This file cannot be opened.", EXPORT_AGAIN) from error
