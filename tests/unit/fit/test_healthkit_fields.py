"""Developer fields: what a way back needs and FIT's own fields cannot say."""

from dataclasses import replace

import pytest

from fitglue.domain.sport import SPORTS, Sport, from_healthkit
from fitglue.domain.workout import Workout
from fitglue.formats.fit import encode_activity
from fitglue.testing.examples import example_activity, example_run, example_workout
from fitglue.testing.fit_checker import DecodedFit, check_fit
from fitglue.testing.sport_examples import HEALTHKIT_UUID, ride


def written(workout: Workout) -> DecodedFit:
    return check_fit(encode_activity(example_activity(workout)))


def test_the_healthkit_id_goes_along_by_the_name_that_stravas_app_uses() -> None:
    fit = written(example_run(60, healthkit_uuid=HEALTHKIT_UUID))
    assert fit.developer_column("apple_health_uuid") == [HEALTHKIT_UUID]


def test_without_a_healthkit_id_the_field_is_not_even_described() -> None:
    names = written(example_run(60)).column("field_name", "field_description")
    assert names == ["SESSION ACTIVITY TYPE"]


@pytest.mark.parametrize("sport", SPORTS, ids=lambda sport: sport.key)
def test_every_sport_comes_back_by_healthkits_own_number(sport: Sport) -> None:
    (raw,) = written(example_workout(sport.key)).developer_column("SESSION ACTIVITY TYPE")
    assert from_healthkit(raw) is sport


def test_a_sport_of_the_future_keeps_its_number() -> None:
    fit = written(replace(example_workout(), sport=from_healthkit(99)))
    assert fit.developer_column("SESSION ACTIVITY TYPE") == [99]
    assert fit.session["sport"] == "generic"


@pytest.mark.parametrize(("indoor", "told"), [(True, 1), (False, 0), (None, None)])
def test_indoors_is_told_where_somebody_said_so(indoor: bool | None, told: int | None) -> None:
    fit = written(example_workout("traditional_strength_training", indoor=indoor))
    assert fit.developer_column("SESSION INDOOR") == [told]


def test_a_virtual_ride_says_so_twice() -> None:
    fit = written(ride(virtual_route=True, indoor=True))
    assert fit.session["sub_sport"] == "virtual_activity"
    assert fit.developer_column("SESSION VIRTUAL ROUTE") == [1]


@pytest.mark.parametrize("sport", ["running", "rowing"])
def test_runs_and_rows_can_be_virtual(sport: str) -> None:
    fit = written(example_workout(sport, virtual_route=True))
    assert fit.session["sub_sport"] == "virtual_activity"


def test_a_virtual_route_of_a_sport_that_has_no_such_kind_is_still_marked() -> None:
    fit = written(example_workout("walking", indoor=True, virtual_route=True))
    assert fit.session["sub_sport"] == "indoor_walking"
    assert fit.developer_column("SESSION VIRTUAL ROUTE") == [1]


def test_a_real_route_has_no_mark() -> None:
    assert written(ride()).developer_column("SESSION VIRTUAL ROUTE") == [None]


def test_effort_and_training_load_are_in_fits_own_fields() -> None:
    session = written(example_run(60, effort=6.5, training_load=83.5)).session
    assert session["workout_rpe"] == 65
    assert session["training_load_peak"] == 83.5
