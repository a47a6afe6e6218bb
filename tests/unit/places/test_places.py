"""Places by name, without the internet."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fitglue.places import FARTHEST_M, ShippedPlaces
from fitglue.places.table import Town, packed, unpacked

PLACES = ShippedPlaces()


def places_of(*towns: Town) -> ShippedPlaces:
    return ShippedPlaces(unpacked(packed(towns)))


@pytest.mark.parametrize(
    ("where", "latitude", "longitude", "name", "region", "country"),
    [
        ("the park in the north of Lyon", 45.777, 4.855, "Lyon", "Auvergne-Rhône-Alpes", "France"),
        ("an Alpine valley", 45.92, 6.87, "Chamonix-Mont-Blanc", "Auvergne-Rhône-Alpes", "France"),
        ("Hyde Park", 51.507, -0.166, "London", "England", "United Kingdom"),
        ("a beach of Rio", -22.97, -43.18, "Rio de Janeiro", "Rio de Janeiro", "Brazil"),
        ("the Golden Gate Park", 37.769, -122.48, "San Francisco", "California", "United States"),
        ("a park in Tokyo", 35.672, 139.695, "Tokyo", "Tokyo", "Japan"),
        ("a beach of Sydney", -33.89, 151.275, "Sydney", "New South Wales", "Australia"),
        ("a forest in Nairobi", -1.24, 36.83, "Nairobi", "Nairobi County", "Kenya"),
        ("below Table Mountain", -33.915, 18.385, "Cape Town", "Western Cape", "South Africa"),
        ("the gardens of Delhi", 28.593, 77.22, "Delhi", "Delhi", "India"),
        ("the end of America", -54.8, -68.3, "Ushuaia", "Tierra del Fuego", "Argentina"),
        ("the far north", 78.22, 15.65, "Longyearbyen", "Svalbard", "Svalbard"),
        ("an island at the date line", -13.83, -171.76, "Apia", "Tuamasaga", "Samoa"),
        ("the middle of Australia", -23.7, 133.88, "Alice Springs", "Northern Territory",
         "Australia"),
        ("a city that is a country", 1.3, 103.83, "Singapore", "", "Singapore"),
    ],
)  # fmt: skip
def test_a_position_has_the_name_that_people_there_say(  # noqa: PLR0913, PLR0917 - a table
    where: str, latitude: float, longitude: float, name: str, region: str, country: str
) -> None:
    place = PLACES.at(latitude, longitude)
    assert place is not None, where
    assert (place.name, place.region, place.country) == (name, region, country), where


@pytest.mark.parametrize(
    ("latitude", "longitude", "town"),
    [
        (45.77, 4.885, "Villeurbanne"), (48.835, 2.241, "Boulogne-Billancourt"),
        (52.40, 13.06, "Potsdam"), (40.745, -74.03, "Hoboken"), (34.01, -118.49, "Santa Monica"),
        (37.859, -122.485, "Sausalito"),
    ],
)  # fmt: skip
def test_a_suburb_that_is_a_town_of_its_own_keeps_its_name(
    latitude: float, longitude: float, town: str
) -> None:
    place = PLACES.at(latitude, longitude)
    assert place is not None
    assert place.name == town


@pytest.mark.parametrize(
    ("latitude", "longitude", "city"),
    [
        (45.757, 4.857, "Lyon"), (52.497, 13.41, "Berlin"), (47.39, 8.485, "Zürich"),
        (48.84, 2.293, "Paris"), (-22.97, -43.18, "Rio de Janeiro"), (51.44, -0.27, "London"),
    ],
)  # fmt: skip
def test_a_quarter_of_a_city_is_the_city(latitude: float, longitude: float, city: str) -> None:
    place = PLACES.at(latitude, longitude)
    assert place is not None
    assert place.name == city


@pytest.mark.parametrize(
    ("latitude", "longitude"),
    [(0, -150), (-90, 0), (90, 0), (90, 179.9), (30, -40), (-77.85, 166.67), (0, 180), (0, -180)],
)
def test_nobody_lives_on_the_ocean_or_at_a_pole(latitude: float, longitude: float) -> None:
    assert PLACES.at(latitude, longitude) is None


@pytest.mark.parametrize(
    ("latitude", "longitude"), [(float("nan"), 0), (0, float("nan")), (91, 0), (0, float("inf"))]
)
def test_what_is_no_position_has_no_name(latitude: float, longitude: float) -> None:
    assert PLACES.at(latitude, longitude) is None


@pytest.mark.parametrize(("town_at", "asked_at"), [(179.95, -179.95), (-179.95, 179.95)])
def test_the_date_line_is_no_border(town_at: float, asked_at: float) -> None:
    places = places_of(Town("Waiyevo", -16.79, town_at, 2000, "Northern", "Fiji"))
    found = places.at(-16.79, asked_at)
    assert found is not None
    assert found.distance_m == pytest.approx(10_650, abs=150)


@pytest.mark.parametrize("latitude", [-89.9, 89.9])
def test_round_a_pole_every_longitude_is_near(latitude: float) -> None:
    places = places_of(Town("Camp", latitude, 10, 300, "", "Nobody's"))
    for longitude in (-180, -90, 0, 100, 179):
        assert places.at(latitude, longitude) is not None


def test_a_longitude_may_go_round_the_world() -> None:
    found = PLACES.at(45.777, 4.855 + 360)
    assert found is not None
    assert found.name == "Lyon"


def test_a_village_is_named_in_its_own_land_and_not_the_city_behind_it() -> None:
    places = places_of(
        Town("City", 45.0, 5.0, 500_000, "R", "C"), Town("Village", 45.0, 5.25, 1000, "R", "C")
    )
    assert [place.name for place in (places.at(45.0, 5.24), places.at(45.0, 5.05)) if place] == [
        "Village",
        "City",
    ]


def test_far_from_all_the_nearest_edge_counts_up_to_a_limit() -> None:
    places = places_of(
        Town("City", 45.0, 5.0, 500_000, "R", "C"), Town("Hut", 45.0, 5.6, 300, "R", "C")
    )
    near_hut = places.at(45.0, 5.45)
    assert near_hut is not None
    assert near_hut.name == "Hut"
    assert places.at(46.3, 5.0) is None


def test_all_threads_may_be_the_first_to_ask() -> None:
    places = ShippedPlaces()
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: places.at(48.8606, 2.3376), range(32)))
    assert {place.name for place in found if place} == {"Paris"}


def test_nothing_is_read_before_somebody_asks() -> None:
    says = "import fitglue.places as p; s = p.ShippedPlaces(); print(s._table is None)"
    done = subprocess.run([sys.executable, "-c", says], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "True"


@settings(max_examples=200, deadline=None)
@given(st.floats(-90, 90), st.floats(-180, 180))
def test_every_position_has_a_place_nearby_or_none(latitude: float, longitude: float) -> None:
    place = PLACES.at(latitude, longitude)
    if place is not None:
        assert place.name
        assert place.country
        assert 0 <= place.distance_m <= FARTHEST_M
