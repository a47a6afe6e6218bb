"""Import of an Apple Health export: ours beside healthkit-to-sqlite, raw expat and the limit.

Every contestant is a fresh process on the same generated `export.zip`. Ours reads workouts, heart
rate and all routes, with its part in C where that was built and once more without it;
healthkit-to-sqlite writes its database into memory where the system can; expat reads the document
alone and keeps nothing; the limit inflates it and looks at every byte.
Imports stand inside functions: a contestant loads what it needs itself and nothing more.
"""

import json
import os
import sys
import tempfile
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from xml.parsers import expat

import harness

_XML = "apple_health_export/export.xml"
_BLOCK = 1 << 20
_SELDOM_S = 0.5  # a look at memory now and then costs a run of half a minute nothing
_TARGET = "at least 40 times healthkit-to-sqlite, at most 3.5 times the limit"


def ours(path: Path) -> dict[str, int]:
    """Read everything through the reader's front door and count what came."""
    from fitglue.domain.arrival import Arrival, SourceTools  # noqa: PLC0415 - see above
    from fitglue.formats.apple_export import read_export  # noqa: PLC0415 - see above

    tools = SourceTools(
        default_zone="Europe/Paris", zone_at=lambda _, __: None, keep_originals=False
    )
    found = {"workouts": 0, "route_points": 0, "heart_rates": 0}
    for arrival in read_export(path, tools):
        if isinstance(arrival, Arrival):
            found["workouts"] += 1
            found["route_points"] += arrival.workout.route_points
            found["heart_rates"] += len(arrival.workout.streams.get("heart_rate", ()))
    return found


def idle(_: Path) -> dict[str, int]:
    """Import what ours imports, and do nothing."""
    import fitglue.domain.plugins  # noqa: PLC0415 - see above
    import fitglue.formats.apple_export  # noqa: PLC0415 - see above

    return {"modules": len([fitglue.domain.plugins, fitglue.formats.apple_export])}


def expat_silent(path: Path) -> dict[str, int]:
    """Let expat read the document without a handler."""
    return {"blocks": _expat(path, expat.ParserCreate())}


def expat_elements(path: Path) -> dict[str, int]:
    """Let expat call a function for every element."""
    parser, seen = expat.ParserCreate(), []

    def start(name: str, _: dict[str, str]) -> None:
        if name == "Workout":
            seen.append(name)

    parser.StartElementHandler = start
    _expat(path, parser)
    return {"workouts": len(seen)}


def limit(path: Path) -> dict[str, int]:
    """Inflate the document as fast as we know how, and let memchr pass over it."""
    from fitglue.formats.apple_export.container.archive import open_export  # noqa: PLC0415 - see above
    from fitglue.formats.apple_export.container.inflate import quiet_allocator  # noqa: PLC0415 - see above

    quiet_allocator()
    return {"found": sum(block.find(b"\0") >= 0 for block in open_export(path).blocks())}


CONTESTANTS = {each.__name__: each for each in (ours, idle, expat_silent, expat_elements, limit)}


def measure(size_mb: float, runs: int, *, with_peer: bool) -> dict[str, object]:
    """Run all contestants in turns and give the result."""
    path, truth = export(size_mb)
    without_c = os.environ | {"FITGLUE_WITHOUT_C": "1"}
    alone = {
        "ours": lambda: _fresh("ours", path),
        "without_c": lambda: _fresh("ours", path, without_c),
        "limit": lambda: _fresh("limit", path),
    }
    results = harness.interleaved(runs, alone)
    mb = truth["xml_bytes"] / 1e6
    seconds = {name: harness.median_seconds(each) for name, each in results.items()}
    memory = {
        name: _fresh(name, path, memory_every_s=harness.CLOSELY_S).peak_mb
        for name in ("ours", "idle")
    }
    detail: dict[str, Any] = {
        "peer": "healthkit-to-sqlite 1.0.1", "target": _TARGET, "xml_mb": round(mb, 1), **truth,
        "found": json.loads(results["ours"][0].output), "runs": runs,
        "seconds": round(seconds["ours"], 3), "limit_seconds": round(seconds["limit"], 3),
        "cpu_seconds": round(harness.least_cpu_s(results["ours"]), 3),
        "limit_cpu_seconds": round(harness.least_cpu_s(results["limit"]), 3),
        "times_the_limit": round(seconds["ours"] / seconds["limit"], 2),
        "without_c_seconds": round(seconds["without_c"], 3),
        "without_c_times_the_limit": round(seconds["without_c"] / seconds["limit"], 2),
        "records_per_s": round(truth["records"] / seconds["ours"]),
        "peak_mb": round(memory["ours"], 1),
        "peak_mb_over_idle": round(memory["ours"] - memory["idle"], 1),
    }  # fmt: skip
    peer_mb_s = _peers(path, mb, detail) if with_peer else None
    return harness.result(mb / seconds["ours"], peer_mb_s, "MB/s of XML", detail)


def export(size_mb: float) -> tuple[Path, dict[str, int]]:
    """Give the export of that size and what it holds, made once and kept."""
    from fitglue.testing.bulk import write_bulk_export  # noqa: PLC0415 - see above

    harness.CACHE.mkdir(parents=True, exist_ok=True)
    path = harness.CACHE / f"export-{size_mb:g}mb.zip"
    note = path.with_suffix(".json")
    if not (path.exists() and note.exists()):
        truth = write_bulk_export(path, size_mb)
        note.write_text(json.dumps({name: getattr(truth, name) for name in truth.__slots__}))
    return path, json.loads(note.read_text())


def _peers(path: Path, mb: float, detail: dict[str, Any]) -> float:
    for name in ("expat_silent", "expat_elements"):
        alone = _fresh(name, path, memory_every_s=_SELDOM_S)
        detail[f"{name}_mb_per_s"] = round(mb / alone.seconds, 1)
        detail[f"{name}_records_per_s"] = round(detail["records"] / alone.seconds)
        detail[f"{name}_peak_mb"] = round(alone.peak_mb, 1)
    peer = healthkit_to_sqlite(path)
    detail["peer_seconds"], detail["peer_peak_mb"] = round(peer.seconds, 2), round(peer.peak_mb, 1)
    detail["peer_records_per_s"] = round(detail["records"] / peer.seconds)
    detail["peer_cpu_seconds"] = round(peer.cpu_seconds, 2)
    return mb / peer.seconds


def healthkit_to_sqlite(path: Path) -> harness.Run:
    """Let the peer import an export into a database in memory: a disk would slow it down."""
    memory = Path("/dev/shm")  # noqa: S108 - the system's folder in memory
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as folder:
        command = [harness.PEERS / "healthkit-to-sqlite", path, f"{folder}/peer.db"]
        return harness.run(command, memory_every_s=_SELDOM_S)


def _fresh(
    name: str,
    path: Path,
    environment: Mapping[str, str] | None = None,
    *,
    memory_every_s: float = 0.0,
) -> harness.Run:
    command = [harness.python(), __file__, "--contestant", name, "--export", path]
    return harness.run(command, environment, memory_every_s=memory_every_s)


def _expat(path: Path, parser: expat.XMLParserType) -> int:
    blocks = 0
    for block in _inflated(path):
        parser.Parse(block)
        blocks += 1
    parser.Parse(b"", True)  # noqa: FBT003 - expat's own signature
    return blocks


def _inflated(path: Path) -> Iterator[bytes]:
    """Inflate the document with isal where it is installed, in bounded blocks."""
    try:
        from isal import isal_zlib as inflate  # noqa: PLC0415 - see above
    except ImportError:
        inflate = zlib
    with zipfile.ZipFile(path) as archive:
        entry = archive.getinfo(_XML)
    with path.open("rb") as file:
        file.seek(entry.header_offset + 26)
        name, extra = (int.from_bytes(file.read(2), "little") for _ in range(2))
        file.seek(name + extra, 1)
        left, unpacker, rest = entry.compress_size, inflate.decompressobj(-15), b""
        while left or rest:
            fresh = file.read(min(left, 1 << 18))
            left -= len(fresh)
            yield unpacker.decompress(rest + fresh, _BLOCK)
            rest = unpacker.unconsumed_tail


def main() -> None:
    """Measure, or be one of the contestants."""
    parser = harness.arguments(__doc__ or "")
    parser.add_argument("--size-mb", type=float, default=500, help="size of the document")
    parser.add_argument("--contestant", choices=CONTESTANTS, help=harness.argparse.SUPPRESS)
    parser.add_argument("--export", type=Path, help=harness.argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.contestant:
        json.dump(CONTESTANTS[chosen.contestant](chosen.export), sys.stdout)
        return
    measured = measure(chosen.size_mb, chosen.runs, with_peer=not chosen.no_peer)
    harness.report(measured, as_json=chosen.json)


if __name__ == "__main__":
    main()
