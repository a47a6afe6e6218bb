"""What a share code tells of places: nothing."""

from fitglue.pipeline.sharing import without_places

HOME = {"latitude_deg": 45.76, "longitude_deg": 4.84, "radius_m": 300.0}


def test_a_place_is_left_out_wherever_it_stands() -> None:
    settings = {"place": HOME, "zones": [HOME, HOME], "rows": [{"name": "home", "spot": HOME}]}
    assert without_places(settings) == {
        "place": None, "zones": [], "rows": [{"spot": None}],
    }  # fmt: skip


def test_what_somebody_called_a_place_goes_with_it() -> None:
    zones = [{"name": "Grandma, Hauptstr. 5 Bern", "spot": HOME}, {"name": "home", "spot": HOME}]
    assert without_places({"figures": "cut", "zones": zones}) == {
        "figures": "cut", "zones": [{"spot": None}, {"spot": None}],
    }  # fmt: skip
    several = {"spots": [HOME], "label": "Grandma's", "limit": 3}
    assert without_places(several) == {"spots": [], "limit": 3}


def test_what_was_chosen_beside_a_place_stays_for_it_says_what_is_done() -> None:
    """A filter that blocks must not let everything pass when it is shared."""
    rules = {"mode": "block", "from_time": "06:00:00", "place": HOME, "place_name": "At Grandma's"}
    assert without_places(rules) == {"mode": "block", "from_time": "06:00:00", "place": None}


def test_a_condition_on_a_place_keeps_its_question() -> None:
    asked = {"field": "starts_in", "op": "inside", "value": "45.76, 4.84, 300 m", "sport": "x"}
    assert without_places({"rules": [asked]}) == {"rules": [{**asked, "value": ""}]}


def test_names_of_towns_and_all_else_stay() -> None:
    settings = {
        "conditions": [
            {"field": "starts_in", "op": "inside", "value": "Lyon"},
            {"field": "distance", "op": "at_least", "value": "5 km"},
        ],
        "limit": 3, "word": "45.76, 4.84", "on": True, "none": None,
    }  # fmt: skip
    assert without_places(settings) == settings
