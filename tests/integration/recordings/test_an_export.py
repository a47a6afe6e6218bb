"""An export in which an app copied some of the watch's workouts: one activity for each."""

from datetime import date
from pathlib import Path
from typing import Any

from fitglue.instance import source_tools
from fitglue.pipeline.importing import import_file, keep
from fitglue.testing import athlete
from fitglue.testing.apple_export import write_export
from fitglue.testing.plan import Writer


def test_an_app_s_copies_join_the_watch_s_workouts(kim: Any, tmp_path: Path) -> None:
    planned = athlete.year(date(2026, 5, 1), workouts=40)
    copies = [one for one in planned if one.writer is Writer.STRAVA]
    assert copies
    path = tmp_path / "export.zip"
    write_export(path, planned)
    tools = source_tools(kim.instance.store.accounts.get(kim.id))
    result = import_file(path, path.name, tools, keep(kim.instance.starter, kim.id))
    assert len(result.activity_ids) == len(planned)
    activities = {one.id: one for one in kim.activities}
    assert len(activities) == len(planned) - len(copies)
    both = [key for key in activities if len(kim.recordings(key)) == 2]
    assert len(both) == len(copies)
    for key in both:
        apps = {row.app for row in kim.recordings(key)}
        assert "Strava" in apps
        origins = {origin.source for origin in activities[key].workout.provenance.values()}
        assert "Strava" in origins
        assert len(origins) > 1
    assert kim.instance.store.pairs.waiting(kim.id) == []
