"""A form with every kind of setting: what it shows, sends back, and does at a press."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, Field, SecretStr

from fitglue.domain.plan import BoosterUse, Plan, TargetUse
from fitglue.domain.sport import SPORTS
from fitglue.domain.spot import Spot
from fitglue.pipeline.editing import plain_settings
from fitglue.pipeline.faults import faults_of
from fitglue.testing.fakes import installed
from fitglue.testing.html_forms import Sent, sent
from fitglue.testing.many_settings import ManySettings, Pause, Rule, Weather
from fitglue.web.pages import templates
from fitglue.web.setting_fields import SettingField, fields_of
from fitglue.web.setting_rows import row_after, with_rows
from fitglue.web.setting_values import settings_from
from fitglue.web.setting_view import ShownSetting, Wrong, differs, in_drawers, shown

FIELDS = fields_of(ManySettings)
BY_NAME = {field.name: field for field in FIELDS}
PAGES = templates()
DRAWN: Any = PAGES.get_template("setting_fields.html").module

LETTERS = st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"])
WORDS = st.text(LETTERS, max_size=9).map(str.strip)
FILLED = st.text(LETTERS, min_size=1, max_size=20).map(str.strip).filter(bool)
SPOTS = st.builds(
    Spot,
    latitude_deg=st.floats(-90, 90),
    longitude_deg=st.floats(-180, 180),
    radius_m=st.floats(1, 100_000),
)
PAUSES = st.builds(Pause, minutes=st.integers(1, 60), spot=st.none() | SPOTS)
RULES = st.builds(
    Rule, word=WORDS, least_km=st.none() | st.floats(0, 500), then=st.sampled_from(["keep", "drop"])
)
KEYS = [one.key for one in SPORTS]


def in_order(keys: set[str]) -> list[str]:
    return sorted(keys, key=KEYS.index)


SETTINGS = st.builds(
    ManySettings,
    name=WORDS,
    text=st.lists(FILLED, max_size=3).map("\n".join),
    hours=st.floats(0, 24),
    count=st.integers(0),
    maybe=st.none() | st.integers(),
    wait=st.booleans(),
    indoor=st.none() | st.booleans(),
    weather=st.sampled_from(Weather),
    grade=st.sampled_from([1, 2, 3]),
    sports=st.sets(st.sampled_from(KEYS), max_size=5).map(
        lambda some: sorted(some, key=KEYS.index)
    ),
    words=st.lists(FILLED, max_size=3),
    day=st.none() | st.dates(),
    hour=st.times(),
    key=st.text(LETTERS, min_size=1).map(SecretStr),
    home=st.none() | SPOTS,
    spots=st.lists(SPOTS, max_size=3),
    pause=PAUSES,
    second=st.none() | PAUSES,
    rules=st.lists(RULES, max_size=4),
    story=st.lists(FILLED, min_size=1, max_size=4).map(lambda lines: "words:" + "\n".join(lines)),
)


def drawn(settings: dict[str, Any], wrong: Wrong = ()) -> str:
    return "".join(DRAWN.setting_field(one, "k") for one in shown_all(settings, wrong))


def shown_all(settings: dict[str, Any], wrong: Wrong = ()) -> list[ShownSetting]:
    return [shown(one, settings.get(one.name, one.default), _below(one, wrong)) for one in FIELDS]


def _below(field: SettingField, wrong: Wrong) -> Wrong:
    return [(way[1:], why) for way, why in wrong if way[0] == field.name]


def without_prefix(form: Sent) -> Sent:
    return {name.removeprefix("set.k."): values for name, values in form.items()}


@given(SETTINGS)
@settings(max_examples=50)
def test_a_form_sent_as_it_came_gives_the_settings_that_it_shows(made: ManySettings) -> None:
    plain = plain_settings(made)
    back = settings_from(FIELDS, without_prefix(sent(drawn(plain))))
    assert "key" not in back  # a secret is never shown, and stays when nobody types it
    assert ManySettings.model_validate({**back, "key": made.key}) == made


def test_an_untouched_form_gives_the_defaults() -> None:
    assert (
        ManySettings.model_validate(settings_from(FIELDS, without_prefix(sent(drawn({})))))
        == ManySettings()
    )


def test_choices_are_shown_by_their_labels() -> None:
    html = drawn({})
    assert "A little rain" in html
    assert "Australian Football" in html
    assert 'value="light_rain"' in html


@pytest.mark.parametrize(
    ("pasted", "latitude", "longitude"),
    [
        ("45.76, 4.84", 45.76, 4.84),
        ("45.76,4.84", 45.76, 4.84),
        ("45.76 4.84", 45.76, 4.84),
        (" -33.9;151.2 ", -33.9, 151.2),
        ("45.76° N, 4.84° W", 45.76, -4.84),
        ("33.9S 151.2E", -33.9, 151.2),
        ("geo:45.76,4.84?z=15", 45.76, 4.84),
        ("45.7640,4.8357", 45.764, 4.8357),
        ("12, 13", 12, 13),
    ],
)
def test_a_position_is_taken_as_maps_write_it(
    pasted: str, latitude: float, longitude: float
) -> None:
    filled = {"home.latitude_deg": [pasted], "home.longitude_deg": [""], "home.radius_m": ["50"]}
    made = ManySettings.model_validate(settings_from(FIELDS, filled | KEPT)).home
    assert made == Spot(latitude_deg=latitude, longitude_deg=longitude, radius_m=50)


KEPT = {"hours": ["1"], "count": ["1"], "weather": ["sun"], "grade": ["1"], "hour": ["07:30"],
        "pause.minutes": ["5"]}  # fmt: skip


def test_a_latitude_with_a_comma_is_not_taken_for_two_numbers() -> None:
    filled = {"home.latitude_deg": ["45,76"], "home.longitude_deg": ["4.8"]}
    assert settings_from(FIELDS, filled)["home"]["latitude_deg"] == "45,76"


def test_what_is_wrong_inside_a_row_is_said_there() -> None:
    use = BoosterUse(
        key="k",
        plugin="many_settings",
        settings={
            "rules": [{"word": "fine"}, {"word": "much too long", "least_km": 900}],
            "pause": {"minutes": 0},
            "home": {"latitude_deg": "north", "longitude_deg": "1"},
            "spots": [{"latitude_deg": 1, "longitude_deg": 2}] * 4,
        },
    )
    plan = Plan(id="", name="x", sources=("apple_health",), boosters=(use,),
                targets=(TargetUse(key="t", plugin="folder"),))  # fmt: skip
    faults = {fault.setting: fault.sentence for fault in faults_of(plan)}
    assert faults == {
        "rules.1.word": "At most 9 characters.",
        "rules.1.least_km": "At most 500 km.",
        "pause.minutes": "At least 1 min.",
        "home.latitude_deg": "Write a number, such as 12.",
        "spots": "At most 3 of them.",
    }
    wrong = [(tuple(place.split(".")), why) for place, why in faults.items()]
    html = drawn(dict(use.settings), wrong)
    for place, why in faults.items():
        where = f'id="f-k-{place.replace(".", "-")}-fault"'
        assert html.count(where) == 1
        assert why in html.split(where)[1][:90]


@pytest.fixture(autouse=True, scope="module")
def _fakes(tmp_path_factory: pytest.TempPathFactory) -> Any:
    with installed(tmp_path_factory.mktemp("fakes")):
        yield


def test_rows_are_added_moved_and_removed() -> None:
    rules: dict[str, Any] = {"rules": [{"word": "a"}, {"word": "b"}], "deep": {"in": [1, 2]}}

    def words(press: str, path: str) -> list[str]:
        return [row.get("word", "new") for row in with_rows(rules, press, path)["rules"]]

    assert words("row-add", "rules") == ["a", "b", "new"]
    assert words("row-down", "rules.0") == ["b", "a"]
    assert words("row-up", "rules.0") == ["a", "b"]
    assert words("row-remove", "rules.1") == ["a"]
    assert words("row-remove", "rules.7") == ["a", "b"]
    assert words("row-remove", "nothing.1") == ["a", "b"]
    assert with_rows(rules, "row-up", "deep.in.1")["deep"] == {"in": [2, 1]}
    nested = {"rows": [{}, {"inner": ["x", "y"]}]}
    assert with_rows(nested, "row-remove", "rows.1.inner.0")["rows"][1] == {"inner": ["y"]}


def test_a_press_looks_at_the_row_that_it_moved() -> None:
    rules = {"rules": [{}, {}]}
    assert row_after("row-add", "rules", rules) == "rules.1"
    assert row_after("row-up", "rules.1", rules) == "rules.0"
    assert row_after("row-down", "rules.1", rules) == "rules.1"
    assert row_after("row-remove", "rules.1", rules) == ""


def test_a_list_that_is_full_offers_no_further_row() -> None:
    spot = {"latitude_deg": 1.0, "longitude_deg": 2.0, "radius_m": 3.0}
    assert 'value="row-add:k:spots"' in drawn({"spots": [spot, spot]})
    assert 'value="row-add:k:spots"' not in drawn({"spots": [spot, spot, spot]})


def test_a_long_choice_can_be_narrowed_to_what_is_chosen() -> None:
    html = DRAWN.setting_field(shown(BY_NAME["sports"], ["running"]), "k")
    assert "Show only what is chosen" in html
    assert html.count(" checked") == 1


class Filter(BaseModel):
    mode: str = Field(default="", title="Mode")
    in_title: str = Field(default="", title="Match: title")
    in_sport: str = Field(default="", title="Match: sport")
    rules: list[Rule] = Field(default=[], title="Match: rules")
    last: str = Field(default="", title="Note: one alone")


def drawers(settings: dict[str, Any], wrong: Wrong = ()) -> list[tuple[str, list[str], int, bool]]:
    every = [
        shown(one, settings.get(one.name, one.default), _below(one, wrong))
        for one in fields_of(Filter)
    ]
    return [
        (one.title, [inside.title for inside in one.settings], one.set_here, one.is_open)
        for one in in_drawers(every)
    ]


def test_settings_whose_titles_begin_alike_share_a_drawer() -> None:
    assert drawers({}) == [
        ("", ["Mode"], 0, False),
        ("Match", ["Title", "Sport", "Rules"], 0, False),
        ("", ["Note: one alone"], 0, False),
    ]


def test_a_drawer_with_something_in_it_is_open() -> None:
    assert drawers({"in_sport": "running"})[1][2:] == (1, True)
    assert drawers({}, [(("rules", "0", "word"), "Too long.")])[1][3]


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("hours", "1.5", False),
        ("hours", "2", True),
        ("pause", {"minutes": "5", "spot": None}, False),
        ("pause", {"minutes": "6"}, True),
        ("second", {"minutes": 5}, True),
        ("rules", [], False),
        ("rules", [{}], True),
        ("sports", ["running"], True),
    ],
)
def test_what_was_typed_as_it_was_is_no_change(name: str, value: Any, *, expected: bool) -> None:
    assert differs(BY_NAME[name], value) is expected
