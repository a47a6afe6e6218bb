"""From the names of the Health Auto Export app to sports."""

import pytest

from fitglue.domain.sport import SPORTS, Sport, by_key
from fitglue.formats.health_auto_export import foreign_names, name_key, spoken_names
from fitglue.formats.health_auto_export.names import Named, Place, named


@pytest.mark.parametrize("sport", SPORTS, ids=lambda sport: sport.key)
def test_every_sport_is_found_by_healthkits_own_name(sport: Sport) -> None:
    assert named(sport.key.replace("_", " ").title(), {}).sport is sport


@pytest.mark.parametrize(
    ("name", "key", "place"),
    [
        ("Outdoor Run", "running", Place.OUTDOOR), ("Outdoor_Run", "running", Place.OUTDOOR),
        ("Pool Swim", "swimming", Place.POOL), ("Open Water Swim", "swimming", Place.OPEN_WATER),
        ("Indoor Cycling", "cycling", Place.INDOOR), ("Outdoor Cycle", "cycling", Place.OUTDOOR),
        ("Outdoor Ausführen", "running", Place.OUTDOOR),
        ("Innenräume Radfahren", "cycling", Place.INDOOR),
        ("Schwimmbad Schwimmen", "swimming", Place.POOL),
        ("户外 步行", "walking", Place.OUTDOOR), ("户外步行", "walking", Place.OUTDOOR),
        ("室内跑步", "running", Place.INDOOR), ("屋外ランニング", "running", Place.OUTDOOR),
        ("실외 걷기", "walking", Place.OUTDOOR), ("Бег", "running", None),
        ("Entraînement de Force Fonctionnelle", "functional_strength_training", None),
        ("Course à pied en extérieur", "running", Place.OUTDOOR),
        ("Correr al aire libre", "running", Place.OUTDOOR), ("WANDERN", "hiking", None),
    ],
)  # fmt: skip
def test_a_name_is_read_in_the_language_of_the_phone(
    name: str, key: str, place: Place | None
) -> None:
    assert named(name, {}) == Named(by_key(key), place)


def test_spelling_makes_no_difference() -> None:
    assert name_key("Outdoor\u00a0AUSFÜHREN") == name_key(" outdoor_ausfu\u0308hren")


def test_a_place_alone_is_no_sport() -> None:
    assert named("Outdoor", {}) == Named(None, Place.OUTDOOR)


def test_no_word_means_two_sports() -> None:
    meant: dict[str, set[str]] = {}
    for names in (spoken_names.ENGLISH, foreign_names.FOREIGN):
        for key, said in names.items():
            for name in said.split("|"):
                meant.setdefault(name_key(name), set()).add(key)
    assert {name for name, keys in meant.items() if len(keys) > 1} == set()


def test_a_persons_own_rule_wins_over_the_dictionary() -> None:
    rules = {name_key("Outdoor Run"): by_key("hiking")}
    assert named("outdoor run", rules).sport is by_key("hiking")
