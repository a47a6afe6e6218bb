"""What every booster makes of well-known activities, as text that can be read in a diff.

`FITGLUE_WRITE_GOLDEN=1 bin/test tests/golden/test_boosters.py` writes the files anew.
"""

import os
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from fitglue import registry
from fitglue.domain.activity import Activity
from fitglue.domain.errors import FitGlueError
from fitglue.domain.plugins import Booster, Example, PluginKind
from fitglue.domain.workout import Workout
from fitglue.testing import sport_examples
from fitglue.testing.activity_text import boost_lines
from fitglue.testing.booster_tools import tools_for
from fitglue.testing.examples import example_activity

FOLDER = Path(__file__).parent / "boosters"
BOOSTERS = {name: registry.booster(name) for name in registry.of_kind(PluginKind.BOOSTER)}
ACTIVITIES: Mapping[str, Callable[[], Workout]] = {
    "A run with everything": sport_examples.run_with_form,
    "A treadmill run": sport_examples.treadmill,
    "A ride": sport_examples.ride,
    "A swim in a pool": sport_examples.pool_swim,
    "Strength training": sport_examples.strength,
}


def lines(booster: Booster) -> Iterator[str]:
    for example in (Example("As it comes."), *booster.about.examples):
        yield f"# {example.says}"
        for name, workout in ACTIVITIES.items():
            yield f"\n## {name}"
            yield from boosted(booster, example, example_activity(workout()))
        yield ""


def boosted(booster: Booster, example: Example, activity: Activity) -> list[str]:
    try:
        boost = booster.boost(activity, tools_for(booster, example.settings))
    except FitGlueError as problem:
        return [f"{type(problem).__name__}: {problem.sentence}"]
    return boost_lines(activity, boost)


@pytest.mark.parametrize("name", BOOSTERS)
def test_a_booster_makes_the_same_of_well_known_activities_as_ever(name: str) -> None:
    text, path = "\n".join(lines(BOOSTERS[name])), FOLDER / f"{name}.txt"
    if os.environ.get("FITGLUE_WRITE_GOLDEN"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
    assert text == path.read_text()


def test_no_golden_file_has_lost_its_booster() -> None:
    assert {path.stem for path in FOLDER.glob("*.txt")} == set(BOOSTERS)
