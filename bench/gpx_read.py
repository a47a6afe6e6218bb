"""Speed of reading GPX, beside gpxpy on the same files.

Two hours at 1 Hz in three dialects: a route of Apple Health, a ride as Garmin Connect exports it
with heart rate and cadence, and our own file. `ours` is what gpxpy does: a file becomes points, all
that it says of each as numbers (gpxpy leaves its extensions as raw elements). `workouts` is what
FitGlue does with a file: cleaned, cut into workouts, with distance, climb and moving time worked
out. Contestants run in fresh processes that take turns and time the reading alone.
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
from fitglue.formats.gpx.document import read_document
from fitglue.formats.gpx.layouts import without_points
from fitglue.formats.xml_tracks.untrusted import as_utf8
tools = SourceTools(default_zone="UTC", zone_at=lambda latitude, longitude: None)
"""
_OUR_READ = "[t.rows.points() for t in read_document(*without_points(as_utf8(content))).tracks]"
_WORKOUTS = "read_gpx(content, 'a.gpx', tools)"
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


def _seconds_of(path: Path, interpreter: str, opening: str, read: str, rounds: int) -> float:
    """Read a file again and again in a fresh process; give the median time."""
    program = opening + _ROUNDS.format(read=read)
    command = [interpreter, "-c", program, str(path), str(rounds)]
    return float(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


def measured(seconds: int, runs: int, *, with_peer: bool) -> dict[str, object]:
    """Measure every dialect; Apple's is the figure that is compared."""
    harness.CACHE.mkdir(parents=True, exist_ok=True)
    detail: dict[str, object] = {
        "peer": "gpxpy",
        "target": "at least 250 MB/s for a route of Apple Health",
        "points": seconds,
    }
    speeds: dict[str, dict[str, float]] = {}
    for dialect in _DIALECTS:
        path = harness.CACHE / f"read_{dialect}.gpx"
        path.write_bytes(file_of(dialect, seconds))
        speeds[dialect] = _speeds(path, runs, with_peer=with_peer)
        detail[f"{dialect}_megabytes"] = round(path.stat().st_size / 1e6, 2)
        for contestant, speed in speeds[dialect].items():
            detail[f"{dialect}_{contestant}_mb_per_s"] = round(speed, 2)
    apple = speeds["apple"]
    return harness.result(apple["ours"], apple.get("peer"), "MB/s", detail)


def _speeds(path: Path, runs: int, *, with_peer: bool) -> dict[str, float]:
    """Let contestants take turns; give the megabytes that each reads in a second."""
    programs = {"ours": (sys.executable, _OURS, _OUR_READ, 10)}
    programs["workouts"] = (sys.executable, _OURS, _WORKOUTS, 10)
    if with_peer and (harness.PEERS / "python").exists():
        programs["peer"] = (str(harness.PEERS / "python"), "import gpxpy", _PEER_READ, 1)
    taken = [
        {name: _seconds_of(path, *program) for name, program in programs.items()}
        for _ in range(runs)
    ]
    megabytes = path.stat().st_size / 1e6
    return {name: megabytes / statistics.median(each[name] for each in taken) for name in programs}


def main() -> None:
    """Read the arguments and print the figures."""
    parser = harness.arguments(__doc__ or "")
    parser.add_argument("--seconds", type=int, default=7200, help="points of each file")
    chosen = parser.parse_args()
    found = measured(chosen.seconds, chosen.runs, with_peer=not chosen.no_peer)
    harness.report(found, as_json=chosen.json)


if __name__ == "__main__":
    main()
