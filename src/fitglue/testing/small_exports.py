"""Texts of small exports for tests: every element as the phone writes it, and nothing more."""

import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from xml.sax.saxutils import quoteattr

from fitglue.domain.arrival import Arrival, Findings, Progress, SetAside, SourceTools
from fitglue.domain.workout import Workout
from fitglue.formats.apple_export import read_export

START = datetime(2025, 7, 14, 15, 0, 0, tzinfo=UTC)
WATCH = "Apple\u00a0Watch"
WATCH_DEVICE = (
    "<<HKDevice: 0xc937f6fa0>, name:Apple Watch, manufacturer:Apple Inc., model:Watch, "
    "hardware:Watch7,2, software:11.6.1, creation date:2025-08-14 23:49:07 +0000>"
)
QUANTITY = "HKQuantityTypeIdentifier"


def at(seconds: float) -> datetime:
    """Give the instant so many seconds after the start of the usual workout."""
    return START + timedelta(seconds=seconds)


def date(when: datetime, offset_hours: int = 1) -> str:
    """Write a date as the phone does: in one offset, whatever the season or the place."""
    shifted = when + timedelta(hours=offset_hours)
    return (
        f"{shifted:%Y-%m-%d %H:%M:%S} {'+' if offset_hours >= 0 else '-'}{abs(offset_hours):02}00"
    )


def tag(name: str, attributes: Mapping[str, object], *children: str) -> str:
    """Write an element; attributes of value None are left out."""
    said = "".join(
        f" {key}={quoteattr(str(value))}" for key, value in attributes.items() if value is not None
    )
    return f"<{name}{said}>{''.join(children)}</{name}>" if children else f"<{name}{said}/>"


def record(  # noqa: PLR0913 - the attributes of a sample
    kind: str,
    start_s: float,
    value: object,
    unit: str | None = "count/min",
    *,
    lasts_s: float = 0.0,
    source: str = WATCH,
    device: str | None = None,
) -> str:
    """Write a sample that begins so many seconds after the start."""
    prefix = "" if kind.startswith("HK") else QUANTITY
    return tag("Record", {
        "type": prefix + kind, "sourceName": source, "sourceVersion": "11.6.1", "device": device,
        "unit": unit, "creationDate": date(at(start_s + lasts_s)),
        "startDate": date(at(start_s)), "endDate": date(at(start_s + lasts_s)), "value": value,
    })  # fmt: skip


def metadata(**entries: object) -> str:
    """Write metadata entries."""
    return "".join(tag("MetadataEntry", {"key": k, "value": v}) for k, v in entries.items())


def statistic(kind: str, unit: str, **figures: float) -> str:
    """Write a statistic with `sum`, or `average`, `minimum` and `maximum`."""
    return tag("WorkoutStatistics", {
        "type": QUANTITY + kind, "startDate": date(START), "endDate": date(at(600)), **figures,
        "unit": unit,
    })  # fmt: skip


def event(kind: str, start_s: float, lasts_s: float | None = None, *children: str) -> str:
    """Write an event; one with a length gives it in minutes."""
    minutes = None if lasts_s is None else lasts_s / 60
    return tag("WorkoutEvent", {
        "type": f"HKWorkoutEventType{kind}", "date": date(at(start_s)), "duration": minutes,
        "durationUnit": None if minutes is None else "min",
    }, *children)  # fmt: skip


def part(start_s: float, end_s: float, *children: str) -> str:
    """Write an activity inside a workout."""
    return tag("WorkoutActivity", {
        "uuid": "5508C9A8-3F3B-4497-BE32-CFDEDCAAB9F2", "startDate": date(at(start_s)),
        "endDate": date(at(end_s)), "duration": (end_s - start_s) / 60, "durationUnit": "min",
    }, *children)  # fmt: skip


def route(
    path: str, start_s: float = 0, end_s: float = 600, *children: str, source: str = WATCH
) -> str:
    """Write a route that names a file."""
    named = tag("FileReference", {"path": f"/workout-routes/{path}"})
    return route_of(start_s, end_s, *children, named, source=source)


def route_of(start_s: float, end_s: float, *children: str, source: str = WATCH) -> str:
    """Write a route around whatever it holds."""
    return tag("WorkoutRoute", {
        "sourceName": source, "startDate": date(at(start_s)), "endDate": date(at(end_s)),
    }, *children)  # fmt: skip


def location(second: float, latitude: float, longitude: float, **said: float) -> str:
    """Write an inline position as iOS 12 did."""
    return tag("Location", {
        "date": date(at(second)), "latitude": latitude, "longitude": longitude, **said,
    })  # fmt: skip


def workout(*children: str, sport: str = "Running", lasts_s: float = 600, **said: object) -> str:
    """Write a workout that starts at START and lasts so long by its dates and its duration."""
    attributes: dict[str, object] = {
        "workoutActivityType": f"HKWorkoutActivityType{sport}",
        "duration": lasts_s / 60, "durationUnit": "min",
        "sourceName": WATCH, "sourceVersion": "11.6.1", "device": WATCH_DEVICE,
        "creationDate": date(at(lasts_s + 10)), "startDate": date(START),
        "endDate": date(at(lasts_s)),
    }  # fmt: skip
    return tag("Workout", attributes | said, *children)


def export(*elements: str, head: str = "", tail: str = "</HealthData>\n") -> bytes:
    """Write a whole export of the usual layout: one element a line, one space before it."""
    lines = "".join(f" {element}\n" for element in elements)
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n{head}<HealthData locale="en_GB">\n'
        f' <ExportDate value="{date(at(86400))}"/>\n{lines}{tail}'
    ).encode()


Point = tuple[float, float, float]


def track(start_s: int, end_s: int, *, latitude: float = 48.0, step_m: float = 3.0) -> list[Point]:
    """Give one point a second, walking east along a parallel at `step_m` metres a second."""
    step_deg = step_m / 74_500  # a degree of longitude at 48° north
    return [(s, latitude, 6.0 + step_deg * s) for s in range(start_s, end_s + 1)]


def gpx(points: Sequence[Point], **said: float) -> bytes:
    """Write points as Apple does: unnamespaced extensions, UTC, whole seconds."""
    extensions = {"speed": 3.0, "course": 90.0, "hAcc": 4.0, "vAcc": 3.0} | said
    inner = "".join(f"<{key}>{value:.6f}</{key}>" for key, value in extensions.items())
    lines = "".join(
        f'<trkpt lon="{longitude:.6f}" lat="{latitude:.6f}"><ele>200.000000</ele>'
        f"<time>{at(second):%Y-%m-%dT%H:%M:%SZ}</time><extensions>{inner}</extensions></trkpt>\n"
        for second, latitude, longitude in points
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<gpx version="1.1" creator="Apple Health Export" '
        'xmlns="http://www.topografix.com/GPX/1/1">\n<metadata><time>2026-01-01T00:00:00Z</time>'
        f"</metadata>\n<trk><name>Route</name><trkseg>{lines}</trkseg></trk></gpx>\n"
    ).encode()


def zipped(folder: Path, files: Mapping[str, bytes], name: str = "export.zip") -> Path:
    """Pack files into a zip under the names given."""
    path = folder / name
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for file, content in files.items():
            archive.writestr(file, content)
    return path


XML = "apple_health_export/export.xml"
ROUTES = "apple_health_export/workout-routes/"


@dataclass
class Outcome:
    """Everything that reading an export gave."""

    arrivals: list[Arrival] = field(default_factory=list)
    set_aside: list[SetAside] = field(default_factory=list)
    findings: Findings = field(default_factory=Findings)
    told: list[Progress] = field(default_factory=list)

    @property
    def workouts(self) -> list[Workout]:
        """Give the workouts alone."""
        return [arrival.workout for arrival in self.arrivals]

    @property
    def only(self) -> Workout:
        """Give the workout of an export with one."""
        (workout_,) = self.workouts
        return workout_

    def note(self, code: str) -> str:
        """Give the sentence of a note on the only workout, '' without one."""
        return next((note.sentence for note in self.only.notes if note.code == code), "")


def nowhere(_latitude: float, _longitude: float) -> str | None:
    """Know no zone of any position."""
    return None


def read(
    path: Path,
    *,
    zone_at: Callable[[float, float], str | None] = nowhere,
    keep_originals: bool = False,
    lone_routes: bool = False,
    parallel: bool = False,
) -> Outcome:
    """Read an export with settings of no importance to most tests, in this process."""
    outcome = Outcome()
    tools = SourceTools(
        default_zone="Pacific/Auckland",
        zone_at=zone_at,
        tell=outcome.told.append,
        keep_originals=keep_originals,
        lone_routes=lone_routes,
    )
    reading = read_export(path, tools, parallel=parallel)
    for item in reading:
        if isinstance(item, Arrival):
            outcome.arrivals.insert(0, item)  # in the order of the file; newest come first
        else:
            outcome.set_aside.append(item)
    outcome.findings = reading.findings
    return outcome


def read_xml(folder: Path, *elements: str) -> Outcome:
    """Read an export of these elements from bare XML."""
    path = folder / "export.xml"
    path.write_bytes(export(*elements))
    return read(path)


def read_zip(folder: Path, elements: Sequence[str], routes: Mapping[str, bytes]) -> Outcome:
    """Read a zip of these elements and route files."""
    files = {XML: export(*elements)} | {ROUTES + name: content for name, content in routes.items()}
    return read(zipped(folder, files))
