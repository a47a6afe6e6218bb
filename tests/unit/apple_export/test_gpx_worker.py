"""Routes parsed in a process of their own, or here: the same either way."""

import os
import signal
import subprocess
import sys
import threading
import zipfile
import zlib
from pathlib import Path

import numpy as np
import pytest
import zstandard

from fitglue.domain.errors import Damaged, NotAWorkout
from fitglue.formats.apple_export import compiled
from fitglue.formats.apple_export.container import zip_directory
from fitglue.formats.apple_export.routes import route_reader, route_worker
from fitglue.formats.apple_export.routes.route_reader import RouteEntry
from fitglue.formats.apple_export.routes.route_worker import Routes

GPX = (
    "<gpx><trk><trkseg>"
    '<trkpt lon="6.1" lat="48.6"><ele>1.5</ele><time>2024-05-01T10:00:{:02}Z</time></trkpt>'
    "</trkseg></trk></gpx>"
)
NAMES = [f"workout-routes/route_{n}.gpx" for n in range(12)]
BROKEN, FOREIGN = NAMES[3], NAMES[5]


@pytest.fixture
def export(tmp_path: Path) -> Path:
    path = tmp_path / "export.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for second, name in enumerate(NAMES):
            text = GPX.format(second)
            file.writestr(name, {BROKEN: text[:-20], FOREIGN: "<kml/>"}.get(name, text))
    return path


def entries(export: Path) -> list[RouteEntry]:
    with export.open("rb") as stream:
        return zip_directory.entries(stream, lambda name: name.endswith(".gpx"))


@pytest.fixture(params=["thread", "process", "here"])
def routes(request: pytest.FixtureRequest, export: Path, monkeypatch: pytest.MonkeyPatch) -> Routes:
    monkeypatch.setattr(route_worker, "_cores", lambda: 2)
    if request.param == "thread" and compiled.module is None:
        pytest.skip("FitGlue was installed without its part in C")
    if request.param == "process":
        monkeypatch.setattr(compiled, "module", None)
    parallel = request.param != "here"
    return Routes(export, entries(export), keep_originals=True, parallel=parallel)


def second(routes: Routes, name: str) -> int:
    (time_s,) = routes.get(name).points.time_s.tolist()
    return int(time_s) % 60


def test_routes_come_by_name_in_any_order_and_more_than_once(routes: Routes) -> None:
    with routes:
        asked = [NAMES[8], NAMES[0], NAMES[11], NAMES[8], NAMES[1]]
        assert [second(routes, name) for name in asked] == [8, 0, 11, 8, 1]


def test_the_error_of_one_route_is_its_own(routes: Routes) -> None:
    with routes:
        with pytest.raises(Damaged) as broken:
            routes.get(BROKEN)
        with pytest.raises(NotAWorkout):
            routes.get(FOREIGN)
        assert second(routes, NAMES[4]) == 4
    assert broken.value.sentence
    assert broken.value.next_step


def test_the_original_comes_along_compressed(routes: Routes) -> None:
    with routes:
        original = routes.get(NAMES[2]).original_zstd
    assert original
    assert zstandard.ZstdDecompressor().decompress(original).decode() == GPX.format(2)


def test_an_unknown_name_is_a_mistake_of_the_caller(routes: Routes) -> None:
    with routes, pytest.raises(KeyError):
        routes.get("other.gpx")


def test_many_threads_may_ask(routes: Routes) -> None:
    wanted = [n for n in range(12) if NAMES[n] not in {BROKEN, FOREIGN}] * 5
    found: list[tuple[int, int]] = []
    with routes:
        threads = [
            threading.Thread(target=lambda n=n: found.append((n, second(routes, NAMES[n]))))
            for n in wanted
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert sorted(found) == sorted((n, n) for n in wanted)


def test_a_process_that_died_is_not_missed(export: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiled, "module", None)
    monkeypatch.setattr(route_worker, "_cores", lambda: 2)
    with Routes(export, entries(export), keep_originals=False, parallel=True) as routes:
        assert second(routes, NAMES[0]) == 0
        assert routes.process_id
        os.kill(routes.process_id, signal.SIGTERM)
        assert [second(routes, name) for name in NAMES[6:9]] == [6, 7, 8]


def test_nothing_is_left_running(export: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiled, "module", None)
    monkeypatch.setattr(route_worker, "_cores", lambda: 2)
    with Routes(export, entries(export), keep_originals=False, parallel=True) as routes:
        process_id = routes.process_id
        assert process_id
    with pytest.raises(ProcessLookupError):
        os.kill(process_id, 0)


def test_one_core_needs_no_second_process(export: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(route_worker, "_cores", lambda: 1)
    with Routes(export, entries(export), keep_originals=False, parallel=True) as routes:
        assert routes.process_id is None
        assert second(routes, NAMES[1]) == 1


def test_what_is_ready_stays_within_its_budget(export: Path) -> None:
    reader = route_reader.RouteReader(export, entries(export), keep_originals=False)
    ahead = route_reader.Ahead(reader, NAMES, budget_bytes=200)
    while ahead.work():
        pass
    assert 0 < ahead.size < 200 + 64
    taken = [ahead.take(name) for name in reversed(NAMES)]
    assert ahead.size == 0
    assert len(taken) == 12


def test_a_changed_route_fails_its_checksum(export: Path) -> None:
    listed = entries(export)
    raw = bytearray(export.read_bytes())
    begin = listed[0].offset + 30 + len(listed[0].name)
    other = zlib.compressobj(wbits=-15)
    packed = other.compress(GPX.format(59).encode()) + other.flush()
    raw[begin : begin + len(packed)] = packed
    export.write_bytes(bytes(raw))
    with (
        Routes(export, listed, keep_originals=False, parallel=False) as routes,
        pytest.raises(Damaged),
    ):
        routes.get(NAMES[0])


def test_a_plain_script_without_a_guard_may_use_it(export: Path, tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(
        "from pathlib import Path\n"
        "from fitglue.formats.apple_export import compiled\n"
        "from fitglue.formats.apple_export.container import zip_directory\n"
        "from fitglue.formats.apple_export.routes import route_worker\n"
        "route_worker._cores = lambda: 2\n"
        "compiled.module = None\n"
        f"path = Path({str(export)!r})\n"
        "listed = zip_directory.entries(path.open('rb'), lambda name: True)\n"
        "with route_worker.Routes(path, listed, keep_originals=False, parallel=True) as routes:\n"
        f"    print(len(routes.get({NAMES[0]!r}).points), routes.process_id is not None)\n"
    )
    done = subprocess.run([sys.executable, script], capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("1 True\n", "")


def test_points_survive_the_way_through_the_pipe(
    export: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(compiled, "module", None)
    listed = entries(export)
    here = Routes(export, listed, keep_originals=False, parallel=False).get(NAMES[0]).points
    with Routes(export, listed, keep_originals=False, parallel=True) as routes:
        there = routes.get(NAMES[0]).points
    for name in here.__slots__:
        assert np.array_equal(getattr(here, name), getattr(there, name), equal_nan=True)
