"""Heart rates of Google Takeout: read by the day, given to the workouts that lack one."""

import json
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from fitglue.domain.activity import Recording, Sender
from fitglue.domain.arrival import Arrival, Findings, SetAside, SourceTools
from fitglue.domain.errors import Damaged
from fitglue.domain.streams import StreamKind
from fitglue.domain.workout import How, Workout
from fitglue.formats.takeout_heart_rate import begins_as_heart_rates, day_of_name, read_day
from fitglue.matching.likeness import Verdict, likeness
from fitglue.sources.file_upload import plugin as files
from fitglue.testing import recorded_files as recorded
from fitglue.testing.arrivals import a_run

NOON = datetime(2026, 3, 14, 12, tzinfo=UTC)
RUN = a_run(streams={}, avg_hr_bpm=None, max_hr_bpm=None)
FOLDER = "Takeout/Fitbit/Global Export Data"


def row(at: datetime, bpm: float = 130, confidence: int = 3) -> dict[str, Any]:
    value = {"bpm": bpm, "confidence": confidence}
    return {"dateTime": at.strftime("%m/%d/%y %H:%M:%S"), "value": value}


def a_day(day: date, every_s: int = 5, zone_h: int = 0) -> bytes:
    """Write the file of a wearer's day, `zone_h` ahead of UTC."""
    midnight = datetime(day.year, day.month, day.day, tzinfo=UTC) - timedelta(hours=zone_h)
    moments = [midnight + timedelta(seconds=one) for one in range(0, 86_400, every_s)]
    return json.dumps([row(at, 100 + at.minute) for at in moments]).encode()


def takeout(path: Path, days: Mapping[str, bytes], **more: bytes) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("Takeout/archive_browser.html", "<html></html>")
        packed.writestr(f"{FOLDER}/steps-2026-03-14.json", "[]")
        for day, content in days.items():
            packed.writestr(f"{FOLDER}/heart_rate-{day}.json", content)
        for name, content in more.items():
            packed.writestr(f"Takeout/{name.replace('_', '.')}", content)
    return path


def tools(*workouts: Workout) -> SourceTools:
    def between(start: datetime, end: datetime) -> Sequence[Workout]:
        return [one for one in workouts if one.start < end and one.end > start]

    return SourceTools(default_zone="UTC", zone_at=lambda *_: None, workouts=between)


def read(path: Path, *workouts: Workout) -> tuple[list[Arrival], list[SetAside], Findings]:
    assert files.recognises(path, path.name)
    reading = files.read(path, replace(tools(*workouts), name=path.name))
    pieces = list(reading)
    arrivals = [one for one in pieces if isinstance(one, Arrival)]
    return arrivals, [one for one in pieces if isinstance(one, SetAside)], reading.findings


def pulse(arrival: Arrival) -> list[float]:
    return arrival.workout.streams[StreamKind.HEART_RATE].values.tolist()


def test_a_day_is_read_in_utc_without_what_no_heart_made() -> None:
    rows = [row(NOON, 71), row(NOON + timedelta(seconds=9), 70, 0), row(NOON, 300),
            row(NOON - timedelta(seconds=5), 72)]  # fmt: skip
    day = read_day(json.dumps(rows).encode())
    assert day.bpm.tolist() == [72, 71]
    assert day.at_s.tolist() == [NOON.timestamp() - 5, NOON.timestamp()]
    assert not len(read_day(b"[]").at_s)


@pytest.mark.parametrize(
    "content",
    [
        b"", b"[", b"{}", b"[1]", b'[{"dateTime": "soon", "value": {"bpm": 70}}]',
        b'[{"dateTime": "13/45/26 12:00:00", "value": {"bpm": 70}}]',
        b'[{"dateTime": "03/14/26 12:00:00", "value": {"bpm": "fast"}}]',
        a_day(date(2026, 3, 14))[:-100],
    ],
)  # fmt: skip
def test_a_broken_day_says_so(content: bytes) -> None:
    with pytest.raises(Damaged, match="broken or cut short"):
        read_day(content)


def test_a_file_is_known_by_its_name_and_by_its_beginning() -> None:
    assert day_of_name(f"{FOLDER}/heart_rate-2026-03-14.json") == date(2026, 3, 14)
    for other in ("resting_heart_rate-2026-03-14.json", "heart_rate-2026-13-14.json", "x.fit"):
        assert day_of_name(other) is None
    assert begins_as_heart_rates(a_day(date(2026, 3, 14), 3600))
    assert not begins_as_heart_rates(b'[{"dateTime": "03/14/26 12:00:00", "value": "12"}]')


def test_a_workout_without_a_heart_rate_gets_a_recording_beside_it(tmp_path: Path) -> None:
    path = takeout(tmp_path / "takeout.zip", {"2026-03-14": a_day(date(2026, 3, 14))})
    (arrival,), aside, findings = read(path, RUN)
    assert not aside
    found = arrival.workout
    assert (found.start, found.end, found.sport) == (RUN.start, RUN.end, RUN.sport)
    assert len(pulse(arrival)) == 361
    assert pulse(arrival)[0] == 100 + RUN.start.minute
    assert (found.distance_m, found.active_kcal, found.brand) == (None, None, "")
    assert found.provenance["heart_rate"].how is How.SAMPLED
    assert findings.found == {
        "Workout": 0, "Day of heart rates": 1, "Heart rate for a workout": 1,
    }  # fmt: skip
    assert not findings.warnings


@pytest.mark.parametrize("minutes", [4, 30, 300])
def test_it_is_merged_without_a_question(tmp_path: Path, minutes: float) -> None:
    run = a_run(minutes=minutes, streams={}, avg_hr_bpm=None, max_hr_bpm=None)
    path = takeout(tmp_path / "takeout.zip", {"2026-03-14": a_day(date(2026, 3, 14))})
    (arrival,), _, _ = read(path, run)
    one, other = (
        Recording(Sender("kim", source, name), workout, name, {})
        for source, name, workout in (
            ("apple_health", "1", run), ("file_upload", arrival.source_id, arrival.workout),
        )
    )  # fmt: skip
    assert likeness(one, other).verdict is Verdict.SAME


@pytest.mark.parametrize("zone_h", [-11, 0, 13])
def test_the_day_of_a_file_is_its_wearers(tmp_path: Path, zone_h: int) -> None:
    days = [date(2026, 3, 14) + timedelta(days=one) for one in (-1, 0, 1)]
    contents = {day.isoformat(): a_day(day, zone_h=zone_h) for day in days}
    over_midnight = a_run(minutes=600, streams={}, avg_hr_bpm=None, max_hr_bpm=None)
    found, _, _ = read(takeout(tmp_path / "takeout.zip", contents), over_midnight)
    assert [len(pulse(one)) for one in found] == [7201]


def test_a_workout_with_a_whole_heart_rate_is_left_alone(tmp_path: Path) -> None:
    path = takeout(tmp_path / "takeout.zip", {"2026-03-14": a_day(date(2026, 3, 14))})
    found, _, findings = read(path, a_run())
    assert not found
    assert "import those first" in findings.warnings[0]


def test_one_with_holes_gets_what_knows_more(tmp_path: Path) -> None:
    whole = a_run()
    half = {**whole.streams}
    half[StreamKind.HEART_RATE] = half[StreamKind.HEART_RATE].between(0, 900)
    path = takeout(tmp_path / "takeout.zip", {"2026-03-14": a_day(date(2026, 3, 14))})
    found, _, _ = read(path, replace(whole, streams=half))
    assert len(found) == 1
    sparse = takeout(tmp_path / "sparse.zip", {"2026-03-14": a_day(date(2026, 3, 14), 1200)})
    assert not read(sparse, replace(whole, streams=half))[0]


def test_a_day_off_the_wrist_gives_nothing(tmp_path: Path) -> None:
    path = takeout(tmp_path / "takeout.zip", {"2026-03-14": b"[]"})
    assert not read(path, RUN)[0]


def test_a_broken_day_is_set_aside_once_and_the_others_go_on(tmp_path: Path) -> None:
    days = {"2026-03-13": b"[", "2026-03-14": a_day(date(2026, 3, 14)), "2026-03-15": b"["}
    found, aside, _ = read(takeout(tmp_path / "takeout.zip", days), RUN)
    assert len(found) == 1
    assert [one.what[-15:] for one in aside] == ["2026-03-13.json", "2026-03-15.json"]


def test_workouts_and_heart_rates_come_from_one_archive(tmp_path: Path) -> None:
    days = {"2026-03-14": a_day(date(2026, 3, 14))}
    path = takeout(tmp_path / "takeout.zip", days, run_tcx=recorded.tcx_file())
    found, _, findings = read(path, RUN)
    assert len(found) == 2
    assert findings.found["Workout"] == 1
    assert {one.kind: one.count for one in findings.skipped} == {"Other file": 2}


def test_a_file_by_itself_does_the_same(tmp_path: Path) -> None:
    path = tmp_path / "heart_rate-2026-03-14.json"
    path.write_bytes(a_day(date(2026, 3, 14)))
    (arrival,), _, findings = read(path, RUN)
    assert len(pulse(arrival)) == 361
    assert findings.found["Heart rate for a workout"] == 1
    path.write_bytes(path.read_bytes()[:5000])
    with pytest.raises(Damaged):
        read(path, RUN)


def test_the_same_file_gives_the_same_name(tmp_path: Path) -> None:
    path = takeout(tmp_path / "takeout.zip", {"2026-03-14": a_day(date(2026, 3, 14))})
    names = {read(path, RUN)[0][0].source_id for _ in range(2)}
    assert names == {"takeout-heart-rate-20260314T173000Z"}
