"""The towns of a way."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from fitglue.domain.booster_tools import Nowhere, Place
from fitglue.domain.streams import COLUMNS, Stream, StreamKind
from fitglue.domain.whereabouts import Whereabouts, whereabouts
from fitglue.domain.workout import Workout
from fitglue.places import ShippedPlaces
from fitglue.testing.examples import example_run, example_workout
from fitglue.testing.sport_examples import treadmill

LYON, GIVORS, VIENNE = (45.757, 4.835), (45.59, 4.77), (45.525, 4.875)
PLACES = ShippedPlaces()


@dataclass(frozen=True)
class Bands:
    """A map of towns side by side, each 0.01° of latitude wide from 47° on."""

    names: Sequence[str]

    def at(self, latitude_deg: float, longitude_deg: float) -> Place | None:
        del longitude_deg
        name = self.names[min(int((latitude_deg - 47) / 0.01), len(self.names) - 1)]
        return Place(name) if name else None


def a_way(*corners: tuple[float, float], points: int = 200, **fields: Any) -> Workout:
    """Go from corner to corner at an even pace."""
    share = np.linspace(0, len(corners) - 1, points)
    missing = {name: np.full(points, np.nan) for name in COLUMNS[StreamKind.ROUTE]}
    columns = missing | {
        name: np.interp(share, np.arange(len(corners)), [corner[at] for corner in corners])
        for at, name in enumerate(("latitude_deg", "longitude_deg"))
    }
    route = Stream(StreamKind.ROUTE, np.arange(float(points)), columns)
    return example_workout("cycling", float(points), streams={StreamKind.ROUTE: route}, **fields)


def north(*degrees: float, points: int = 200) -> Workout:
    return a_way(*((degree, 8.0) for degree in degrees), points=points)


def the_way(workout: Workout, names: Sequence[str]) -> Whereabouts:
    way = whereabouts(workout, Bands(names))
    assert way is not None
    return way


def names(places: Sequence[Place]) -> list[str]:
    return [place.name for place in places]


def test_a_way_from_one_town_to_another_has_both_ends() -> None:
    way = whereabouts(a_way(LYON, GIVORS, VIENNE), PLACES)
    assert way is not None
    assert way.leads_elsewhere
    assert names(way.through)[:1] == ["Lyon"]
    assert names(way.through)[-1:] == ["Vienne"]
    assert "Givors" in names(way.through)


def test_a_round_leads_nowhere_else_and_names_every_town_once() -> None:
    way = the_way(north(47.001, 47.025, 47.002), ("A", "B", "C"))
    assert way.is_round
    assert not way.leads_elsewhere
    assert names(way.through) == ["A", "B", "C"]


def test_the_town_that_most_of_it_lies_in_is_the_one() -> None:
    way = the_way(north(47.005, 47.048), ("A", "B", "B", "B", "C"))
    assert way.most.place == Place("B")
    assert 47.01 <= way.most.latitude_deg <= 47.04


def test_a_stop_without_moving_weighs_nothing() -> None:
    standing = [(47.005, 8.0)] * 30
    way = the_way(a_way(*standing, (47.011, 8.0), (47.025, 8.0), points=3000), ("A", "B", "B"))
    assert way.most.place == Place("B")


def test_of_two_with_as_much_the_first_counts() -> None:
    assert the_way(north(47.0001, 47.0190), ("A", "B")).most.place == Place("A")


def test_a_way_through_the_wild_keeps_what_has_a_name() -> None:
    way = the_way(north(47.005, 47.038), ("", "A", "", ""))
    assert names(way.through) == ["A"]
    assert not way.leads_elsewhere
    assert way.most.place == Place("A")


def test_where_nothing_has_a_name_the_middle_stands_for_it() -> None:
    way = whereabouts(north(47.0, 47.1), Nowhere())
    assert way is not None
    assert way.most.place is None
    assert abs(way.most.latitude_deg - 47.05) < 0.003


def test_there_and_back_is_a_round_but_half_of_it_is_not() -> None:
    assert the_way(north(47.0, 47.05, 47.0), ("A",)).is_round
    assert not the_way(north(47.0, 47.05, 47.02), ("A",)).is_round


def test_a_single_position_is_a_way_too() -> None:
    way = the_way(north(47.0, points=1), ("A",))
    assert len(way.stops) == 1
    assert way.is_round


def test_what_was_not_measured_is_nowhere() -> None:
    assert whereabouts(treadmill(), PLACES) is None
    assert whereabouts(replace(example_run(), virtual_route=True), PLACES) is None


def test_missing_positions_are_passed_over() -> None:
    run = example_run()
    route = run.streams[StreamKind.ROUTE]
    gone = {"latitude_deg": np.full(len(route), np.nan)}
    empty = Stream(StreamKind.ROUTE, route.time_s, {**route.columns, **gone})
    assert whereabouts(replace(run, streams={StreamKind.ROUTE: empty}), PLACES) is None


def test_a_long_way_is_asked_about_a_few_dozen_times() -> None:
    way = the_way(north(47.0, 48.0, points=20_000), ("A",))
    assert len(way.stops) == 50
