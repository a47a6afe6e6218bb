"""The booster that names places."""

import re
from dataclasses import replace
from datetime import datetime, timedelta
from importlib.resources import files
from typing import Any

import numpy as np
import pytest
from pydantic import ValidationError

from fitglue.boosters.location_naming import plugin
from fitglue.boosters.location_naming.settings import OWN, LocationNamingSettings
from fitglue.domain.activity import Activity, TitleSetBy
from fitglue.domain.boost import Boost, Outcome
from fitglue.domain.booster_tools import Nowhere, Place
from fitglue.domain.errors import Refused, Transient
from fitglue.domain.streams import COLUMNS, Stream, StreamKind
from fitglue.domain.workout import Workout
from fitglue.testing.booster_tools import FakePlaces, FakeWeb, tools_for
from fitglue.testing.examples import example_activity, example_run, example_workout
from fitglue.testing.sport_examples import treadmill

NOMINATIM = "https://nominatim.openstreetmap.org/reverse"
PARK = {
    "category": "leisure", "type": "park", "name": "Parc de la Tête d'Or",
    "address": {"leisure": "Parc de la Tête d'Or", "suburb": "Lyon 6e Arrondissement",
                "city": "Lyon", "state": "Auvergne-Rhône-Alpes", "country": "France"},
}  # fmt: skip
STREET = {
    "category": "highway", "type": "residential", "name": "Rue Garibaldi",
    "address": {"road": "Rue Garibaldi", "suburb": "Lyon 6e Arrondissement", "city": "Lyon",
                "state": "Auvergne-Rhône-Alpes", "country": "France"},
}  # fmt: skip
LYON = Place("Lyon", "Auvergne-Rhône-Alpes", "France", 800.0)
GENEVA = Place("Geneva", "Geneva", "Switzerland", 800.0)


class Border:
    """A map with Lyon in the south and Geneva in the north."""

    def at(self, latitude_deg: float, longitude_deg: float) -> Place:
        del longitude_deg
        return LYON if latitude_deg < 47.01 else GENEVA


class ManyTowns:
    """A map with a town every 100 m."""

    def at(self, latitude_deg: float, longitude_deg: float) -> Place:
        del longitude_deg
        return Place(f"Town {round((latitude_deg - 47) * 1000)}", "", "Here")


def a_tour(workout: Workout | None = None) -> Activity:
    """Ride 3 km due north, from 47.000° to 47.027°."""
    return example_activity(workout or example_run(1000))


def a_round(**fields: Any) -> Activity:
    """Ride north and back."""
    points = 101
    missing = {name: np.full(points, np.nan) for name in COLUMNS[StreamKind.ROUTE]}
    away = 0.02 * (1 - np.abs(np.linspace(-1, 1, points)))
    columns = missing | {"latitude_deg": 47 + away, "longitude_deg": np.full(points, 8.0)}
    route = Stream(StreamKind.ROUTE, np.arange(float(points)), columns)
    ride = example_workout("cycling", 100.0, streams={StreamKind.ROUTE: route}, **fields)
    return example_activity(ride)


def boosted(activity: Activity, settings: dict[str, Any] | None = None, **tools: Any) -> Boost:
    return plugin.boost(activity, tools_for(plugin, settings, **tools))


def title_of(activity: Activity, settings: dict[str, Any] | None = None, **tools: Any) -> str:
    boost = boosted(activity, settings, **tools)
    assert boost.activity is not None, boost.why
    assert boost.activity.title_set_by is TitleSetBy.BOOSTER
    return boost.activity.title


def test_a_title_names_the_sport_and_the_town() -> None:
    boost = boosted(a_tour())
    assert boost.activity is not None
    assert boost.activity.title == "Run in Lyon"
    assert boost.facts == {
        "town": "Lyon", "region": "Auvergne-Rhône-Alpes", "country": "France",
        "towns_along_the_way": ["Lyon"], "named_by": "GeoNames",
    }  # fmt: skip


def test_a_way_from_town_to_town_names_both() -> None:
    assert title_of(a_tour(), places=Border()) == "Run from Lyon to Geneva"
    assert title_of(a_tour(), {"point_to_point": False}, places=Border()) == "Run in Geneva"


def test_a_round_through_two_towns_names_the_one_that_most_of_it_lies_in() -> None:
    assert title_of(a_round(), places=Border()) == "Ride in Lyon"


@pytest.mark.parametrize(("where", "town"), [("start", "Lyon"), ("end", "Geneva")])
def test_one_end_can_be_the_place(where: str, town: str) -> None:
    assert title_of(a_tour(), {"where": where}, places=Border()) == f"Run in {town}"


def test_the_place_can_be_added_to_the_title_once() -> None:
    settings = {"mode": "suffix"}
    assert title_of(a_tour(), settings) == "Morning Run in Lyon"
    again = replace(a_tour(), title="Morning Run in Lyon")
    assert boosted(again, settings).why == "The title says so already."
    named = replace(a_tour(), title="Hills", title_set_by=TitleSetBy.RECORDING)
    assert title_of(named, settings) == "Hills in Lyon"


def test_the_description_names_the_towns_along_the_way() -> None:
    boost = boosted(a_tour(), {"mode": "description"}, places=Border())
    assert boost.activity is None
    assert boost.section == "Lyon \N{EN DASH} Geneva, France \N{EN DASH} Switzerland"


def test_a_long_tour_names_six_towns_its_ends_among_them() -> None:
    section = boosted(a_tour(), {"mode": "description"}, places=ManyTowns()).section
    towns = section.removesuffix(", Here").split(" \N{EN DASH} ")
    assert len(towns) == 6
    assert (towns[0], towns[-1]) == ("Town 0", "Town 27")


def test_title_and_description_can_both_be_written() -> None:
    boost = boosted(a_tour(), {"mode": "both"})
    assert boost.activity is not None
    assert (boost.activity.title, boost.section) == ("Run in Lyon", "Lyon, France")
    assert boost.why == "The title and the description say where it was."


def test_a_typed_title_stays_and_the_description_is_written_all_the_same() -> None:
    typed = replace(a_tour(), title="Mine", title_set_by=TitleSetBy.PERSON)
    assert boosted(typed).why == "You typed this title yourself."
    assert boosted(typed, {"mode": "suffix"}).outcome is Outcome.UNCHANGED
    boost = boosted(typed, {"mode": "both"})
    assert boost.activity is None
    assert boost.section == "Lyon, France"


def test_a_recordings_own_name_stays_unless_it_is_to_go() -> None:
    named = replace(a_tour(), title="Hills", title_set_by=TitleSetBy.RECORDING)
    assert boosted(named).why == "The recording has a name of its own."
    assert title_of(named, {"keep_own_name": False}) == "Run in Lyon"


@pytest.mark.parametrize(
    ("workout", "why"),
    [
        (treadmill(), "It has no route that was measured."),
        (example_workout(), "It has no route that was measured."),
        (example_run(virtual_route=True),
         "The route was drawn, not measured: it is no place where you were."),
    ],
)  # fmt: skip
def test_without_a_measured_route_there_is_no_place(workout: Workout, why: str) -> None:
    assert boosted(example_activity(workout)).why == why


def test_on_the_ocean_nothing_has_a_name() -> None:
    assert boosted(a_tour(), places=Nowhere()).why == "No town or village is known within 50 km."


@pytest.mark.parametrize(
    ("detail", "title"),
    [("city", "Run in Lyon"), ("full", "Run in Lyon, Auvergne-Rhône-Alpes, France")],
)
def test_a_place_is_named_as_exactly_as_wished(detail: str, title: str) -> None:
    assert title_of(a_tour(), {"detail": detail}) == title


@pytest.mark.parametrize(
    ("town", "region", "country", "full"),
    [
        ("Geneva", "Geneva", "Switzerland", "Geneva, Switzerland"),
        ("Zürich", "Zurich", "Switzerland", "Zürich, Switzerland"),
        ("Berlin", "State of Berlin", "Germany", "Berlin, Germany"),
        ("New York City", "New York", "United States", "New York City, United States"),
        ("Singapore", "", "Singapore", "Singapore"),
        ("東京", "東京都", "Japan", "東京, Japan"),
        ("Lyon", "", "France", "Lyon, France"),
    ],
)
def test_a_region_that_only_repeats_the_town_is_left_out(
    town: str, region: str, country: str, full: str
) -> None:
    places = FakePlaces(Place(town, region, country))
    assert title_of(a_tour(), {"detail": "full"}, places=places) == f"Run in {full}"


def test_the_names_of_the_originals_templates_work() -> None:
    assert title_of(a_tour(), {"title_template": "{activity_type} in {location}"}) == "Run in Lyon"


def test_a_template_can_have_everything_that_titles_can() -> None:
    template = "{weekday} {distance}[ in {region}][ near {neighbourhood}]"
    assert title_of(a_tour(), {"title_template": template}) == (
        "Friday 3.00 km in Auvergne-Rhône-Alpes"
    )


def test_a_template_that_cannot_be_filled_in_is_refused_with_a_hint() -> None:
    for name in ("title_template", "way_template", "suffix_template", "description_template"):
        with pytest.raises(ValidationError, match=r"Did you mean \{town\}"):
            LocationNamingSettings.model_validate({name: "{twon}"})


def at(begins: str, minutes: float = 40) -> Activity:
    """Run at 47° N, 8° E, where on 1 May the sun is up from 04:11 to 18:41 UTC."""
    start = datetime.fromisoformat(f"2026-05-01T{begins}:00+00:00")
    run = example_run(600, start=start, end=start + timedelta(minutes=minutes))
    return example_activity(run)


@pytest.mark.parametrize(
    ("begins", "title"),
    [
        ("04:00", "Sunrise Run in Lyon"), ("18:20", "Sunset Run in Lyon"),
        ("22:00", "Night Run in Lyon"), ("10:00", "Run in Lyon"),
    ],
)  # fmt: skip
def test_a_title_tells_the_light_of_the_sun(begins: str, title: str) -> None:
    assert title_of(at(begins), {"time_context": "solar"}) == title
    assert title_of(at(begins)) == "Run in Lyon"


def test_the_time_of_day_goes_by_the_sun_and_else_by_the_clock() -> None:
    settings = {"time_context": "solar", "title_template": "{time_of_day} {sport}"}
    assert title_of(at("04:00"), settings) == "Sunrise Run"
    assert title_of(at("06:30"), settings | {"title_template": "A {time_of_day} {sport}"}) == (
        "A Morning Run"
    )
    assert title_of(at("04:00"), settings | {"title_template": "{sport}[ at {light}]"}) == (
        "Run at Sunrise"
    )


def osm(answer: Any, **settings: Any) -> tuple[dict[str, Any], FakeWeb]:
    return {"ask_openstreetmap": True, **settings}, FakeWeb({NOMINATIM: answer})


def test_nothing_is_asked_unless_it_is_wished() -> None:
    web = FakeWeb({NOMINATIM: PARK})
    assert title_of(a_tour(), {"detail": "neighbourhood"}, web=web) == "Run in Lyon"
    assert web.asked == []


@pytest.mark.parametrize(
    ("answer", "title"),
    [
        (PARK, "Run in Parc de la Tête d'Or"), (STREET, "Run in Lyon 6e Arrondissement"),
        ({"address": {"city": "Lyon"}}, "Run in Lyon"),
        ({"error": "Unable to geocode"}, "Run in Lyon"),
        ([], "Run in Lyon"), ({"address": {"suburb": 5, "city": " "}}, "Run in Lyon"),
    ],
)  # fmt: skip
def test_a_park_is_named_before_a_neighbourhood_and_that_before_a_town(
    answer: Any, title: str
) -> None:
    settings, web = osm(answer, detail="neighbourhood")
    assert title_of(a_tour(), settings, web=web) == title


def test_one_position_leaves_the_machine_and_not_to_the_metre() -> None:
    settings, web = osm(PARK, language="fr")
    boosted(a_tour(), settings, web=web)
    ((url, params),) = web.asked
    assert url == NOMINATIM
    assert (params["lat"], params["lon"]) == ("47.014", "8.000")
    assert params["accept-language"] == "fr"


def test_nothing_is_asked_for_a_title_that_has_no_use_for_it() -> None:
    settings, web = osm(PARK)
    assert title_of(a_tour(), settings, web=web, places=Border()) == "Run from Lyon to Geneva"
    assert web.asked == []


def test_openstreetmap_is_named_where_it_helped() -> None:
    settings, web = osm(PARK, mode="description")
    boost = boosted(a_tour(), settings, web=web)
    assert boost.section == "Parc de la Tête d'Or, Lyon, France\n© OpenStreetMap contributors"
    assert boost.facts["named_by"] == "© OpenStreetMap contributors"


@pytest.mark.parametrize("problem", [Transient("Busy."), Refused("No.")])
def test_when_it_does_not_answer_the_list_of_names_will_do(problem: Exception) -> None:
    settings, web = osm(problem, detail="neighbourhood")
    boost = boosted(a_tour(), settings, web=web)
    assert boost.activity is not None
    assert boost.activity.title == "Run in Lyon"
    assert "OpenStreetMap did not answer" in boost.why


def test_a_turn_that_comes_soon_is_waited_for_but_not_for_ever() -> None:
    settings, web = osm(Transient("Not so fast.", retry_after_s=1.0), detail="neighbourhood")
    with pytest.raises(Transient):
        boosted(a_tour(), settings, web=web)
    assert title_of(a_tour(), settings, web=web, attempt=4) == "Run in Lyon"
    assert title_of(a_tour(), settings, web=web, rehearsing=True) == "Run in Lyon"


def test_who_wants_nothing_but_parks_waits_for_the_answer() -> None:
    settings, web = osm(Transient("Busy."), detail="neighbourhood", fallback=False)
    with pytest.raises(Transient):
        boosted(a_tour(), settings, web=web)


def test_who_wants_nothing_but_parks_gets_no_town() -> None:
    settings, web = osm({"address": {"city": "Lyon"}}, detail="neighbourhood", fallback=False)
    boost = boosted(a_tour(), settings, web=web)
    assert boost.why == "No park or neighbourhood there has a name that is known."


def test_openstreetmap_can_name_what_the_list_does_not_know() -> None:
    settings, web = osm({"address": {"village": "Hanga Roa", "country": "Chile"}})
    assert title_of(a_tour(), settings, web=web, places=Nowhere()) == "Run in Hanga Roa"


def test_a_language_is_a_code() -> None:
    with pytest.raises(ValidationError):
        LocationNamingSettings.model_validate({"language": "français; q=1"})


def test_the_article_lists_what_only_this_booster_can_fill_in() -> None:
    article = (files("fitglue") / "help" / "boosters" / "location_naming.md").read_text()
    listed = re.findall(r"^\* `\{(\w+)\}`: (.*)\.$", article, re.MULTILINE)
    assert dict(listed) == OWN
