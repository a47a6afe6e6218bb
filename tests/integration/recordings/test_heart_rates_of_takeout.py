"""A run without a heart rate, and the Takeout of the Fitbit that was worn on it."""

import json
import zipfile
from datetime import timedelta
from pathlib import Path
from typing import Any

from fitglue.domain.streams import StreamKind
from fitglue.instance import source_tools
from fitglue.pipeline.importing import ImportResult, import_file, keep
from fitglue.pipeline.intake import Outcome
from fitglue.pipeline.known_workouts import with_workouts
from fitglue.testing.arrivals import SPRING, a_run

RUN = a_run(avg_hr_bpm=None, max_hr_bpm=None)


def takeout(path: Path) -> Path:
    moments = [SPRING + timedelta(seconds=one) for one in range(-600, 3600, 5)]
    rows = [
        {"dateTime": f"{at:%m/%d/%y %H:%M:%S}", "value": {"bpm": 133, "confidence": 2}}
        for at in moments
    ]
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr(f"Takeout/Fitbit/heart_rate-{SPRING:%Y-%m-%d}.json", json.dumps(rows))
    return path


def imported(kim: Any, path: Path) -> ImportResult:
    tools = source_tools(kim.instance.store.accounts.get(kim.id))
    tools = with_workouts(tools, kim.instance.store, kim.id)
    return import_file(path, path.name, tools, keep(kim.instance.starter, kim.id))


def test_the_run_has_a_heart_rate_then_and_all_else_it_had(kim: Any, tmp_path: Path) -> None:
    routes = {kind: one for kind, one in RUN.streams.items() if kind is StreamKind.ROUTE}
    run = a_run(streams=routes, avg_hr_bpm=None, max_hr_bpm=None)
    activity_id = kim.gets("1", run)
    before = kim.activity(activity_id)
    result = imported(kim, takeout(tmp_path / "takeout.zip"))
    assert result.activity_ids == [activity_id]
    (after,) = kim.activities
    assert after.revision > before.revision
    assert after.workout.avg_hr_bpm == 133
    assert len(after.workout.streams[StreamKind.HEART_RATE]) == 361
    assert after.title == before.title
    for name in ("start", "end", "distance_m", "active_kcal", "timer_s", "sport", "zone", "pauses"):
        assert getattr(after.workout, name) == getattr(before.workout, name), name
    assert after.workout.route_points == before.workout.route_points
    assert kim.instance.store.pairs.waiting(kim.id) == []

    again = imported(kim, tmp_path / "takeout.zip")
    assert not any(again.outcomes[one] for one in Outcome)
    assert len(kim.recordings(activity_id)) == 2
