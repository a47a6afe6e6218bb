"""Files made to do harm, one builder each: `HOSTILE["zip bomb"](folder)` gives the file's path.

Every one is quick to build, whatever it would grow to in a reader that is not careful.
"""

import stat
import struct
import zlib
from collections.abc import Callable, Mapping
from datetime import date
from functools import cache
from pathlib import Path

import numpy as np

from fitglue.testing import athlete
from fitglue.testing.apple_export import CDA, Layout, export_xml
from fitglue.testing.bombs import (
    ENCRYPTED,
    LINK,
    Member,
    write_bomb,
    write_overlapping,
    write_sparse,
    write_zip,
)

_XML = "apple_health_export/export.xml"
_ROUTES = "apple_health_export/workout-routes"
_MB, _GB = 1_000_000, 1_000_000_000
_HEAD = b'<?xml version="1.0" encoding="UTF-8"?>\n<HealthData locale="en_GB">\n'
_TAIL = b"</HealthData>\n"
_RECORD = (
    b' <Record type="HKQuantityTypeIdentifierHeartRate" sourceName="Watch" unit="count/min" '
    b'creationDate="2026-01-01 08:00:01 +0100" startDate="2026-01-01 08:00:00 +0100" '
    b'endDate="2026-01-01 08:00:00 +0100" value="61"/>\n'
)
#: What a reader must never reach; a test may look whether it did.
UNREACHABLE = "http://127.0.0.1:9/fitglue-must-not-fetch"
#: The name that a careless reader would write beside its folder.
ESCAPED = "fitglue-escaped.gpx"


def zip_bomb(folder: Path) -> Path:
    """Make 10 GB of one record after a good head, in some 30 MB."""
    parts = (_HEAD, _RECORD * 4000, _TAIL)
    return write_bomb(folder / "bomb.zip", _XML, parts, 10 * _GB)


def overlapping_entries(folder: Path) -> Path:
    """Make 20,000 route names that share the bytes of one: 4 GB out of a megabyte."""
    route = Member(name=f"{_ROUTES}/route_0.gpx", content=b"<gpx>" + b" " * 200_000 + b"</gpx>")
    names = [f"{_ROUTES}/route_{nth}.gpx" for nth in range(20_000)]
    return write_overlapping(folder / "overlapping.zip", _good(), route, names)


def names_that_climb_out(folder: Path) -> Path:
    """Make a good export, and a route that wants to lie outside its folder."""
    out = Member(name=f"{_ROUTES}/../../../../../../tmp/{ESCAPED}", content=b"<gpx/>")
    return write_zip(folder / "climbing.zip", [_good(), out])


def absolute_names(folder: Path) -> Path:
    """Make a good export, and entries that want to lie at the root of the disk."""
    names = (f"/tmp/{ESCAPED}", f"C:\\{ESCAPED}")  # noqa: S108 - the attack
    members = [Member(name=name, content=b"<gpx/>") for name in names]
    return write_zip(folder / "absolute.zip", [_good(), *members])


def symbolic_links(folder: Path) -> Path:
    """Make an export whose document and route are links to a file of the machine."""
    document = Member(name=_XML, content=b"/etc/passwd", mode=LINK)
    route = Member(
        name=f"{_ROUTES}/route_2026-01-01_8.00am.gpx", content=b"../../etc/passwd", mode=LINK
    )
    return write_zip(folder / "links.zip", [document, route])


def billion_laughs(folder: Path) -> Path:
    """Make entities that grow to gigabytes when they are expanded."""
    steps = "".join(
        f'<!ENTITY l{nth} "{f"&l{nth - 1};" * 10}">\n' for nth in range(1, 11)
    )  # fmt: skip
    return _with_doctype(folder / "laughs.zip", f'<!ENTITY l0 "ha">\n{steps}', "&l10;")


def external_file_entity(folder: Path) -> Path:
    """Make an entity that wants a file of this machine in a source's name."""
    return _with_doctype(
        folder / "file_entity.zip", '<!ENTITY x SYSTEM "file:///etc/passwd">', "&x;"
    )


def external_http_entity(folder: Path) -> Path:
    """Make entities that want something fetched: a general one and a parameter one."""
    entities = f'<!ENTITY x SYSTEM "{UNREACHABLE}">\n<!ENTITY % y SYSTEM "{UNREACHABLE}">\n%y;'
    return _with_doctype(folder / "http_entity.zip", entities, "&x;")


def endless_attribute(folder: Path) -> Path:
    """Make two gigabytes inside one attribute."""
    parts = (
        _HEAD + b' <Record type="HKQuantityTypeIdentifierHeartRate" sourceName="',
        b"A" * 4 * _MB,
        b'"/>\n' + _TAIL,
    )
    return write_bomb(folder / "attribute.zip", _XML, parts, 2 * _GB)


def patient_attribute(folder: Path) -> Path:
    """Make the same of letters at random, packed no tighter than an export might be."""
    letters = np.random.default_rng(1).integers(65, 91, 12_000, np.uint8).tobytes()
    head = _HEAD + b' <Record type="HKQuantityTypeIdentifierHeartRate" sourceName="'
    parts = (head, letters * 300, b'"/>\n' + _TAIL)
    return write_bomb(folder / "patient.zip", _XML, parts, 2 * _GB)


def endless_attribute_bare(folder: Path) -> Path:
    """Make two gigabytes inside one attribute, unzipped: a hole, where the disk keeps holes."""
    head = _HEAD + b' <Workout workoutActivityType="HKWorkoutActivityTypeRunning" sourceName="'
    return write_sparse(folder / "export.xml", head, 2 * _GB, b'"/>\n' + _TAIL)


def endless_workout(folder: Path) -> Path:
    """Make one workout with two gigabytes of events, never closed."""
    event = b'  <WorkoutEvent type="HKWorkoutEventTypeLap" date="2026-01-01 08:00:00 +0100"/>\n'
    head = (
        b' <Workout workoutActivityType="HKWorkoutActivityTypeRunning" sourceName="W" '
        b'startDate="2026-01-01 08:00:00 +0100" endDate="2026-01-01 09:00:00 +0100">\n'
    )
    parts = (_HEAD + head, event * 40_000, b"")
    return write_bomb(folder / "workout.zip", _XML, parts, 2 * _GB)


def zip_in_a_zip(folder: Path) -> Path:
    """Make an export inside an archive inside an archive."""
    inner = write_zip(folder / "inner.zip", [_good()])
    outer = write_zip(
        folder / "export.zip", [Member(name="export.zip", content=inner.read_bytes())]
    )
    inner.unlink()
    return outer


def encrypted_entries(folder: Path) -> Path:
    """Make an export that says it needs a password."""
    member = Member(name=_XML, content=_document(), flags=ENCRYPTED)
    return write_zip(folder / "encrypted.zip", [member])


def sizes_that_lie_small(folder: Path) -> Path:
    """Make a document of 300 MB that claims to have a hundred bytes."""
    parts = (_HEAD, b" " * 4 * _MB, _TAIL)
    return write_bomb(folder / "lies_small.zip", _XML, parts, 300 * _MB, claimed_size=100)


def sizes_that_lie_big(folder: Path) -> Path:
    """Make a small document that claims to have four gigabytes."""
    member = Member(name=_XML, content=_document(), claimed_size=4 * _GB)
    return write_zip(folder / "lies_big.zip", [member])


def truncated_zip(folder: Path) -> Path:
    """Make a download that broke off: no directory at its end."""
    path = write_zip(folder / "truncated.zip", [_good()])
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2])
    return path


def empty_zip(folder: Path) -> Path:
    """Make an archive of nothing."""
    return write_zip(folder / "empty.zip", [])


def empty_file(folder: Path) -> Path:
    """Make a file of nothing."""
    return _written(folder / "nothing.zip", b"")


def too_many_entries(folder: Path) -> Path:
    """Make an archive of 300,000 empty files."""
    path = folder / "many.zip"
    name = b"apple_health_export/workout-routes/%06d.gpx"
    length = len(name % 0)
    local = struct.pack("<4s5H3I2H", b"PK\3\4", 20, 0, 0, 0, 33, 0, 0, 0, length, 0)
    row = struct.pack(
        "<4s6H3I5H2I", b"PK\1\2", 45, 20, 0, 0, 0, 33, 0, 0, 0, length, 0, 0, 0, 0, 0, 0
    )
    names = [name % nth for nth in range(300_000)]
    body = b"".join(row + each for each in names)
    end = struct.pack(
        "<4sQ2H2I4Q", b"PK\6\6", 44, 45, 45, 0, 0, 300_000, 300_000, len(body), length + 30
    )
    end += struct.pack("<4sIQI", b"PK\6\7", 0, length + 30 + len(body), 1)
    end += struct.pack("<4s4H2IH", b"PK\5\6", 0, 0, 65_535, 65_535, len(body), length + 30, 0)
    return _written(path, local + names[0] + body + end)


def clinical_document_alone(folder: Path) -> Path:
    """Make the other document of an export, which holds no workout."""
    return _written(folder / "export_cda.xml", CDA)


def clinical_document_zipped(folder: Path) -> Path:
    """Make an archive whose only document is the clinical one."""
    return write_zip(
        folder / "export.zip", [Member(name="apple_health_export/export_cda.xml", content=CDA)]
    )


def fit_file_renamed(folder: Path) -> Path:
    """Make a FIT file that calls itself an export."""
    return _written(
        folder / "export.zip", struct.pack("<2BHI4sH", 14, 0x20, 2189, 0, b".FIT", 0) + b"\0\0"
    )


def gpx_file_renamed(folder: Path) -> Path:
    """Make a GPX file that calls itself an export."""
    return _written(
        folder / "export.xml", b'<?xml version="1.0"?>\n<gpx version="1.1"><trk/></gpx>\n'
    )


def picture_renamed(folder: Path) -> Path:
    """Make a picture that calls itself an export."""
    chunks = (
        (b"IHDR", struct.pack(">2I5B", 1, 1, 8, 0, 0, 0, 0)),
        (b"IDAT", zlib.compress(b"\0\0")),
        (b"IEND", b""),
    )
    body = b"".join(
        struct.pack(">I", len(content))
        + kind
        + content
        + struct.pack(">I", zlib.crc32(kind + content))
        for kind, content in chunks
    )
    return _written(folder / "export.zip", b"\x89PNG\r\n\x1a\n" + body)


def device_as_entry(folder: Path) -> Path:
    """Make an export whose document says it is a device of the machine."""
    device = Member(name=_XML, content=b"", mode=stat.S_IFCHR | 0o666)
    return write_zip(folder / "device.zip", [device])


HOSTILE: Mapping[str, Callable[[Path], Path]] = {
    build.__name__.replace("_", " "): build
    for build in (
        zip_bomb, overlapping_entries, names_that_climb_out, absolute_names, symbolic_links,
        device_as_entry, billion_laughs, external_file_entity, external_http_entity,
        endless_attribute, patient_attribute, endless_attribute_bare, endless_workout, zip_in_a_zip,
        encrypted_entries, sizes_that_lie_small, sizes_that_lie_big, truncated_zip, empty_zip,
        empty_file, too_many_entries, clinical_document_alone, clinical_document_zipped,
        fit_file_renamed, gpx_file_renamed, picture_renamed,
    )
}  # fmt: skip


@cache
def _document() -> bytes:
    return export_xml([athlete.one("yoga", date(2026, 1, 1))], layout=Layout(with_everyday=False))


def _good() -> Member:
    return Member(name=_XML, content=_document())


def _with_doctype(path: Path, entities: str, use: str) -> Path:
    head = f'<?xml version="1.0"?>\n<!DOCTYPE HealthData [\n{entities}\n]>\n'
    head += '<HealthData locale="en_GB">\n'
    record = _RECORD.replace(b'sourceName="Watch"', f'sourceName="{use}"'.encode())
    workout = _document().partition(b" <Workout ")[2].partition(b"</Workout>")[0]
    zone, instead = (f'key="HKTimeZone" value="{name}"'.encode() for name in ("Europe/Paris", use))
    workout = b" <Workout " + workout.replace(zone, instead) + b"</Workout>\n"
    return write_zip(path, [Member(name=_XML, content=head.encode() + record + workout + _TAIL)])


def _written(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path
