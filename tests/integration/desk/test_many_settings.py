"""Settings with more inside, on pages: rows by buttons, files that stay, and faults in place."""

import re
from typing import Any

from fitglue.testing.html_forms import sent
from fitglue.web.setting_files import LARGEST_FILE

FORM = {
    "name": "Many", "source": "apple_health", "target": "t", "plugin.t": "fake_target",
    "set.t.script": "", "booster": "b", "plugin.b": "many_settings", "on.b": "on",
}  # fmt: skip
STORY = {"set.b.story.file": ("story.txt", b"Once upon a time", "text/plain")}


def press(kim: Any, page: str, button: str, **more: Any) -> str:
    """Send the form of a page as it stands, with one of its buttons."""
    form = sent(page) if page else _untouched(kim)
    form |= {name: [value] for name, value in more.pop("data", {}).items()}
    return kim.browser.post("/pipelines/new", data=form | {"press": [button]}, **more).text


def _untouched(kim: Any) -> dict[str, list[str]]:
    page = kim.browser.post("/pipelines/new", data=FORM | {"press": "add-booster:many_settings"})
    form = sent(page.text)
    return form | {"booster": form["booster"][-1:]} | {"name": ["Many"]}


def key_of(page: str) -> str:
    (key,) = re.findall(r'name="booster" value="(\w+)"', page)
    return key


def kept(kim: Any) -> dict[str, Any]:
    (pipeline,) = kim.instance.store.pipelines.of_account(kim.id)
    return pipeline.plan.boosters[0].settings


def test_rows_come_move_and_go_by_buttons_and_are_kept(kim: Any) -> None:
    page = press(kim, "", "")
    key = key_of(page)
    page = press(kim, page, f"row-add:{key}:rules")
    page = press(kim, page, f"row-add:{key}:rules", data={f"set.{key}.rules.0.word": "first"})
    page = press(kim, page, f"row-up:{key}:rules.1", data={f"set.{key}.rules.1.word": "second"})
    assert re.search(rf'value="row-down:{key}:rules.0"[^>]* autofocus', page)
    page = press(kim, page, f"row-add:{key}:rules")
    page = press(kim, page, f"row-remove:{key}:rules.2")
    page = press(kim, page, f"row-add:{key}:spots")
    pasted = {f"set.{key}.spots.0.latitude_deg": "45.76, 4.84"}
    press(kim, page, "save", data=pasted)
    assert [rule["word"] for rule in kept(kim)["rules"]] == ["second", "first"]
    assert kept(kim)["spots"] == [{"latitude_deg": 45.76, "longitude_deg": 4.84, "radius_m": 500.0}]
    assert "rules: 2" in kim.reads("/pipelines")


def test_a_file_becomes_its_setting_and_stays_through_every_button(kim: Any) -> None:
    page = press(kim, "", "")
    key = key_of(page)
    file = {f"set.{key}.story.file": ("story.txt", b"\xef\xbb\xbfOnce\r\nupon a time")}
    page = press(kim, page, f"row-add:{key}:rules", files=file)
    assert f'name="set.{key}.story" value="words:Once upon a time"' in page
    assert "A story of 4 words." in page
    page = press(kim, page, f"row-remove:{key}:rules.0", files={f"set.{key}.story.file": ("", b"")})
    page = press(kim, page, "add-target:folder")
    press(kim, page, "save")
    assert kept(kim)["story"] == "words:Once upon a time"
    (pipeline,) = kim.instance.store.pipelines.of_account(kim.id)
    page = kim.sees(f"/pipelines/{pipeline.plan.id}")
    gone = sent(page) | {f"set.{key}.story.removed": ["on"], "press": ["save"]}
    kim.browser.post(f"/pipelines/{pipeline.plan.id}", data=gone)
    assert kept(kim)["story"] == ""


def test_a_file_that_will_not_do_is_told_at_its_place_and_the_one_before_stays(kim: Any) -> None:
    page = press(kim, "", "")
    key = key_of(page)
    name = f"set.{key}.story.file"
    page = press(kim, page, "", files={name: ("a.txt", b"Once")})
    for content, told in (
        (b"<gpx>", "This file has brackets in it."),
        (b"\xff\xfe", "is not a text file."),
        (b"", "“b.txt” is empty."),
        (b"x" * (LARGEST_FILE + 1), "is larger than 20 MB."),
    ):
        wrong = press(kim, page, "save", files={name: ("b.txt", content)})
        assert told in wrong.split(f'id="f-{key}-story-fault">')[1][:90]
        assert 'value="words:Once"' in wrong
    assert not kim.instance.store.pipelines.of_account(kim.id)


def test_what_is_wrong_inside_is_said_inside(kim: Any) -> None:
    page = press(kim, "", "")
    key = key_of(page)
    page = press(kim, page, f"row-add:{key}:rules")
    wrong = press(kim, page, "save", data={f"set.{key}.rules.0.least_km": "far"})
    assert f'id="f-{key}-rules-0-least_km-fault">Write a number, such as 12.' in wrong


def test_filters_first_is_advice_with_a_button(kim: Any) -> None:
    page = press(kim, "", "")
    key = key_of(page)
    assert "Filters first" not in page
    page = press(kim, page, "add-booster:fake_gate")
    assert "Filters first" not in page  # many_settings runs last wherever it stands
    page = press(kim, page, "add-booster:fake_booster")
    page = press(kim, page, "add-booster:fake_gate")
    assert "Filters first saves work" in page
    page = press(kim, page, "gates-first")
    plugins = [sent(page)[f"plugin.{one}"][0] for one in sent(page)["booster"]]
    assert plugins == ["fake_gate", "fake_gate", "many_settings", "fake_booster"]
    assert sent(page)["booster"][2] == key
    assert "Filters first" not in page
    assert "uns last, wherever it stands" in page


def test_boosters_stand_on_a_shelf_by_what_they_do(kim: Any) -> None:
    page = kim.reads("/pipelines/new?step=look")
    assert re.search(r"Filters and rules .*Fake Gate A filter .* Better data", page)
    assert "part of the Athlete plan" not in page
    assert 'href="/help/boosters/many_settings"' in press(kim, "", "")


def test_a_share_code_tells_no_place_and_no_file(kim: Any) -> None:
    page = press(kim, "", "")
    key = key_of(page)
    filled = {
        f"set.{key}.home.latitude_deg": "45.76, 4.84",
        f"set.{key}.name": "Grandma's canal",
        f"set.{key}.weather": "light_rain",
    }
    file = {f"set.{key}.story.file": ("story.txt", b"Once upon a time")}
    press(kim, page, "save", data=filled, files=file)
    assert kept(kim)["story"]
    (pipeline,) = kim.instance.store.pipelines.of_account(kim.id)
    code = kim.sees(f"/pipelines/{pipeline.plan.id}/share")
    assert "light_rain" in code
    assert "canal" not in code
    assert "Once" not in code
    assert "45.76" not in code
