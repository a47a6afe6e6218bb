from datetime import date, datetime

import pytest

from fitglue.domain.sport import by_key, sport_words
from fitglue.web import import_view
from fitglue.web.words import listed, near_day, place_of, plural


def at(*when: int) -> datetime:
    """Give a wall clock: in here times have no zone, for it was left behind."""
    return datetime.fromisoformat("{:04}-{:02}-{:02}T{:02}:{:02}".format(*when))


TODAY = date(2025, 9, 17)


@pytest.mark.parametrize(
    ("moment", "told"),
    [
        (at(2025, 9, 17, 7, 5), "today 07:05"),
        (at(2025, 9, 16, 18, 14), "yesterday 18:14"),
        (at(2025, 9, 12, 7, 40), "Friday 07:40"),
        (at(2025, 9, 10, 7, 40), "Wed 10 Sep, 07:40"),
        (at(2025, 9, 19, 7, 40), "Fri 19 Sep, 07:40"),
    ],
)
def test_a_day_is_named_as_one_would_say_it_today(moment: datetime, told: str) -> None:
    assert near_day(moment, TODAY) == told


def test_a_sport_is_named_with_where_it_took_place() -> None:
    swim, ride, strength = by_key("swimming"), by_key("cycling"), by_key("yoga")
    assert sport_words(swim, indoor=True, is_open_water=False) == "Pool Swim"
    assert sport_words(swim, indoor=None, is_open_water=True) == "Open-Water Swim"
    assert sport_words(swim, indoor=None, is_open_water=False) == "Swim"
    assert sport_words(ride, indoor=True, is_open_water=False) == "Indoor Ride"
    assert sport_words(strength, indoor=True, is_open_water=False) == "Yoga"


def test_a_zone_is_named_by_its_city() -> None:
    assert place_of("America/New_York") == "New York time"
    assert place_of("UTC") == "UTC"
    assert place_of("Etc/GMT+3") == "Etc/GMT+3"


def test_lists_and_plurals_read_as_sentences() -> None:
    assert listed(["a", "b", "c"]) == "a, b and c"
    assert listed([]) == ""
    assert plural(1, "pause", "pauses") == "1 pause"
    assert plural(1204, "sample", "samples") == "1,204 samples"


def test_what_an_import_found_is_said_in_plain_words() -> None:
    assert import_view.kind_words("Record HeartRate") == "heart rate sample"
    assert import_view.kind_words("Record VO2Max") == "VO2 max sample"
    assert import_view.kind_words("ActivitySummary") == "activity summary"
    assert import_view.kind_words("Route file") == "route"
