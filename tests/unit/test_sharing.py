"""What a share code tells of places: nothing."""

from fitglue.pipeline.sharing import without_places

HOME = {"latitude_deg": 45.76, "longitude_deg": 4.84, "radius_m": 300.0}


def test_a_place_is_left_out_wherever_it_stands() -> None:
    settings = {"place": HOME, "zones": [HOME, HOME], "rows": [{"name": "home", "spot": HOME}]}
    assert without_places(settings) == {
        "place": None, "zones": [], "rows": [{"name": "home", "spot": None}],
    }  # fmt: skip


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
