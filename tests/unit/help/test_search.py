"""What somebody types finds the article that they need."""

import pytest

from fitglue.articles.search import index


def found(asked: str) -> list[str]:
    return [hit.article.key for hit in index().find(asked)]


@pytest.mark.parametrize(
    ("asked", "first"),
    [
        ("nothing arrives", "nothing-arrives"),
        ("no map", "no-route"),
        ("twice at strava", "recorded-twice"),
        ("virtual gps", "boosters/virtual_gps"),
        ("background app refresh", "concepts/background-app-refresh"),
        ("treadmill", "boosters/treadmill_calibration"),
        ("export", "export"),
        ("time zones", "concepts/time-zones"),
        ("notifications", "concepts/notifications"),
        ("tokens", "concepts/api-tokens"),
    ],
)
def test_the_words_of_a_trouble_find_its_article(asked: str, first: str) -> None:
    assert found(asked)[0] == first


@pytest.mark.parametrize(
    ("asked", "wanted"),
    [
        ("vitual gps", "boosters/virtual_gps"),
        ("notificatons", "concepts/notifications"),
        ("tredmill", "boosters/treadmill_calibration"),
        ("privcy zone", "boosters/privacy_zone"),
        ("nextclowd", "services/webdav"),
    ],
)
def test_a_small_mistake_does_not_matter(asked: str, wanted: str) -> None:
    assert wanted in found(asked)[:3]


def test_the_beginning_of_a_word_is_enough() -> None:
    assert found("backgr")[0] in {"concepts/background-app-refresh", "background-sync"}
    assert "boosters/elevation_correction" in found("elev")[:2]


def test_accents_capitals_and_the_plural_do_not_matter() -> None:
    assert found("STRAVA") == found("strava")
    assert found("Pipelínes") == found("pipeline")


def test_the_name_of_a_rule_finds_who_explains_it() -> None:
    assert "nothing-arrives" in found("never-came")
    assert "concepts/deliveries" in found("NeedsUser")


def test_a_hit_shows_the_fitting_piece_with_the_words_marked() -> None:
    hit = next(
        one for one in index().find("low power background") if one.article.key == "background-sync"
    )
    assert hit.heading == "Low Power Mode"
    assert hit.address == "/help/background-sync#low-power-mode"
    assert "<mark>" in hit.snippet


def test_what_is_typed_is_never_html() -> None:
    for hit in index().find("<script>alert strava"):
        assert "<script" not in hit.snippet


@pytest.mark.parametrize("asked", ["", "   ", "the of", "!?", "qqqqzzzz", "\x00", "a" * 5000])
def test_nothing_that_can_be_found_finds_nothing(asked: str) -> None:
    assert found(asked) == []
