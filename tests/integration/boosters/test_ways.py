"""Boosters of ways work together in a pipeline: draw a route, hide a place on it, cut its end."""

from datetime import UTC, datetime
from typing import Any

from fitglue.domain.boost import Outcome
from fitglue.domain.draft import Draft
from fitglue.domain.plan import BoosterUse, Plan
from fitglue.domain.streams import StreamKind
from fitglue.formats.fit import encode_activity
from fitglue.pipeline.boosting import Circumstances, SharedTools, Stretch, boosted
from fitglue.testing import sport_examples
from fitglue.testing.examples import example_activity
from fitglue.testing.fit_checker import check_fit

HOME = {"name": "Park Lane", "spot": {"latitude_deg": 51.5082, "longitude_deg": -0.1558}}
HIDE = ("privacy_zone", {"zones": [HOME | {"spot": HOME["spot"] | {"radius_m": 100}}]})
DRAW: tuple[str, dict[str, Any]] = ("virtual_gps", {"vary": False})
CUT = ("trim", {"end_min": 1})


def run(*uses: tuple[str, dict[str, Any]], keys: str = "abc", seed: bytes = b"anna") -> Stretch:
    boosters = tuple(
        BoosterUse(key=key, plugin=plugin, settings=chosen)
        for key, (plugin, chosen) in zip(keys, uses, strict=False)
    )
    plan = Plan(id="p", name="P", sources=("file_upload",), boosters=boosters)
    draft = Draft(example_activity(sport_examples.treadmill()))
    known = Circumstances(
        zone="Europe/Zurich", units="metric", now=datetime(2026, 5, 1, tzinfo=UTC),
        shared=SharedTools(seed=seed),
    )  # fmt: skip
    return boosted(draft, plan, 0, known)


def test_a_drawn_route_is_hidden_and_cut_and_makes_a_file() -> None:
    stretch = run(DRAW, HIDE, CUT)
    assert [line.outcome for line in stretch.trace] == [Outcome.CHANGED] * 3
    workout = stretch.draft.activity.workout
    assert workout.virtual_route
    assert workout.elapsed_s == 540
    assert 0 < workout.route_points < 541
    check_fit(encode_activity(stretch.draft.activity))


def test_a_place_is_hidden_alike_in_every_pipeline_of_a_person() -> None:
    """Two different areas around one home could be laid over one another."""

    def shown(keys: str, seed: bytes) -> list[float]:
        route = run(DRAW, HIDE, keys=keys, seed=seed).draft.activity.workout.streams
        return route[StreamKind.ROUTE].time_s.tolist()

    assert shown("ab", b"anna") == shown("xy", b"anna")
    assert shown("ab", b"anna") != shown("ab", b"ben")
