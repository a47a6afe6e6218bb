"""Types are known before threads meet them."""

import re
import subprocess
import sys
from pathlib import Path

import fitglue
from fitglue.formats import stream_blob, workout_document
from fitglue.testing.arrivals import a_run

SOURCES = Path(fitglue.__file__).parent
# Eight threads make the first workout of a process at once; the switch is as quick as can be.
AT_ONCE = """
import pathlib, sys, threading
from fitglue.formats import stream_blob, workout_document
sys.setswitchinterval(1e-6)
document, streams = (pathlib.Path(name).read_bytes() for name in sys.argv[1:])
ready = threading.Barrier(8)
def read():
    ready.wait()
    workout_document.decode(document, stream_blob.unpack(streams))
threads = [threading.Thread(target=read) for _ in range(8)]
[thread.start() for thread in threads]
[thread.join() for thread in threads]
"""


def test_threads_that_read_the_first_workout_at_once_do_not_crash(tmp_path: Path) -> None:
    document, streams = tmp_path / "document", tmp_path / "streams"
    document.write_bytes(workout_document.encode(a_run()))
    streams.write_bytes(stream_blob.pack(a_run().streams))
    for _ in range(5):
        subprocess.run([sys.executable, "-c", AT_ONCE, document, streams], check=True)


def test_no_type_is_met_by_msgspec_for_the_first_time_when_it_is_read() -> None:
    met_late = re.compile(r"msgspec\.(convert\(|(json|msgpack)\.decode\([^)]*type=)")
    late = [
        str(path.relative_to(SOURCES))
        for path in SOURCES.rglob("*.py")
        if met_late.search(path.read_text())
    ]
    assert late == ["domain/shape.py"]
