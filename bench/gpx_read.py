"""Speed of reading GPX, beside gpxpy on the same files.

Two hours at 1 Hz in three dialects: a route of Apple Health, a ride as Garmin Connect exports it
with heart rate and cadence, and our own file. Ours gives workouts, with distance, climb, moving
time and heart rate worked out; gpxpy gives points, with its extensions as raw elements. Both run
in fresh processes that take turns and time the reading alone.
"""

import statistics
import subprocess
import sys
from pathlib import Path

import numpy as np

import harness
from fitglue.domain.streams import StreamKind, scalar
from fitglue.formats.gpx import encode_gpx
from fitglue.testing.examples import example_activity, example_route, example_workout

_APPLE = (
    '<trkpt lon="{lon:.6f}" lat="{lat:.6f}"><ele>{ele:.6f}</ele><time>{time}Z</time><extensions>'
    "<speed>2.976885</speed><course>50.515900</course><hAcc>6.680021</hAcc><vAcc>6.416514</vAcc>"
    "</extensions></trkpt>\n"
)
_GARMIN = """      <trkpt lat="{lat:.17g}" lon="{lon:.17g}">
        <ele>{ele:.16g}</ele>
        <time>{time}.000Z</time>
        <extensions>
          <ns3:TrackPointExtension>
            <ns3:atemp>21.0</ns3:atemp>
            <ns3:hr>{pulse}</ns3:hr>
            <ns3:cad>85</ns3:cad>
          </ns3:TrackPointExtension>
        </extensions>
      </trkpt>
"""
_DOCUMENT = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<gpx version="1.1" creator="{creator}"'
    ' xmlns="http://www.topografix.com/GPX/1/1"'
    ' xmlns:ns3="http://www.garmin.com/xmlschemas/TrackPointExtension/v1">\n'
    "<trk><name>Bench</name><type>cycling</type><trkseg>\n{points}</trkseg></trk></gpx>\n"
)
_ROUNDS = """
import statistics, sys, time
content = open(sys.argv[1], "rb").read()
taken = []
for _ in range(int(sys.argv[2]) + 1):
    begun = time.perf_counter()
    {read}
    taken.append(time.perf_counter() - begun)
print(statistics.median(taken[1:]))
"""
_OURS = """
from fitglue.domain.arrival import SourceTools
from fitglue.formats.gpx import read_gpx
tools = SourceTools(default_zone="UTC", zone_at=lambda latitude, longitude: None)
"""
_OUR_READ = "read_gpx(content, 'a.gpx', tools)"
_PEER_READ = "gpxpy.parse(content)"
_DIALECTS = ("apple", "garmin", "ours")


def file_of(dialect: str, seconds: int) -> bytes:
    """Write a file of so many points, one a second."""
    if dialect == "ours":
        return _ours(seconds)
    template, creator = (_APPLE, "Apple Health Export"), (_GARMIN, "Garmin Connect")
    layout, maker = template if dialect == "apple" else creator
    points = "".join(
        layout.format(
            lat=47 + second / 37_000.1,
            lon=8 + second / 90_000.3,
            ele=400 + 50 * np.sin(second / 500),
            time=np.datetime64(1_777_618_800 + second, "s"),
            pulse=140 + second % 20,
        )
        for second in range(seconds)
    )
    return _DOCUMENT.format(creator=maker, points=points).encode()


def _ours(seconds: int) -> bytes:
    second = np.arange(float(seconds))
    route = example_route(second, altitude_m=400 + 50 * np.sin(second / 500))
    pulse = scalar(StreamKind.HEART_RATE, second, 140 + second % 20)
    streams = {stream.kind: stream for stream in (route, pulse)}
    return encode_gpx(example_activity(example_workout("cycling", seconds - 1.0, streams=streams)))


def seconds_of(interpreter: Path | str, opening: str, read: str, path: Path, rounds: int) -> float:
    """Read a file again and again in a fresh process; give the median time."""
    program = opening + _ROUNDS.format(read=read)
    command = [str(interpreter), "-c", program, str(path), str(rounds)]
    return float(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


def measured(seconds: int, runs: int, *, with_peer: bool) -> dict[str, object]:
    """Measure every dialect, contestants taking turns; Apple's is the figure that is compared."""
    harness.CACHE.mkdir(parents=True, exist_ok=True)
    peer_python = harness.PEERS / "python"
    with_peer = with_peer and peer_python.exists()
    detail: dict[str, object] = {
        "peer": "gpxpy",
        "target": "at least 250 MB/s for a route of Apple Health",
        "points": seconds,
    }
    speeds: dict[str, tuple[float, float | None]] = {}
    for dialect in _DIALECTS:
        path = harness.CACHE / f"read_{dialect}.gpx"
        path.write_bytes(file_of(dialect, seconds))
        megabytes = path.stat().st_size / 1e6
        ours, peer = [], []
        for _ in range(runs):
            ours.append(seconds_of(sys.executable, _OURS, _OUR_READ, path, 10))
            if with_peer:
                peer.append(seconds_of(peer_python, "import gpxpy", _PEER_READ, path, 1))
        theirs = round(megabytes / statistics.median(peer), 2) if peer else None
        speeds[dialect] = (megabytes / statistics.median(ours), theirs)
        detail[f"{dialect}_megabytes"] = round(megabytes, 2)
        detail[f"{dialect}_ours_mb_per_s"] = round(speeds[dialect][0], 1)
        detail[f"{dialect}_peer_mb_per_s"] = theirs
    return harness.result(*speeds["apple"], "MB/s", detail)


def main() -> None:
    """Read the arguments and print the figures."""
    parser = harness.arguments(__doc__ or "")
    parser.add_argument("--seconds", type=int, default=7200, help="points of each file")
    chosen = parser.parse_args()
    found = measured(chosen.seconds, chosen.runs, with_peer=not chosen.no_peer)
    harness.report(found, as_json=chosen.json)


if __name__ == "__main__":
    main()
