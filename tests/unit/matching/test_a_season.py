"""A made-up athlete's months, read from her export: copies find their originals, and only they."""

from datetime import date
from pathlib import Path

from fitglue.domain.activity import Recording, Sender
from fitglue.domain.arrival import Arrival, SourceTools
from fitglue.formats.apple_export import read_export
from fitglue.matching.belonging import Candidate, best_match
from fitglue.testing import athlete
from fitglue.testing.apple_export import write_export


def recordings(path: Path) -> list[Recording]:
    tools = SourceTools(default_zone="Europe/Paris", zone_at=lambda *_: "Europe/Paris")
    arrivals = [each for each in read_export(path, tools) if isinstance(each, Arrival)]
    return [
        Recording(Sender("lea", "apple_health", each.source_id), each.workout, each.source_id, {})
        for each in arrivals
    ]


def test_the_copies_of_a_season_find_their_originals(tmp_path: Path) -> None:
    planned = athlete.year(date(2026, 6, 30), workouts=60)
    write_export(tmp_path / "export.zip", planned)
    kept: dict[str, list[Recording]] = {}
    for arriving in recordings(tmp_path / "export.zip"):
        known = [Candidate(name, tuple(each)) for name, each in kept.items()]
        match = best_match(arriving, known)
        name = arriving.sender.activity_id if match is None else match.activity_id
        kept.setdefault(name, []).append(arriving)
    copies = [each for each in kept.values() if len(each) > 1]
    assert len(copies) == sum(each.is_copy for each in planned) > 0
    for one, other in copies:
        assert abs((one.workout.start - other.workout.start).total_seconds()) < 5
        assert {one.workout.app.name, other.workout.app.name} > {"Strava"}
