"""What a booster would do, said in the editor while somebody sets it up."""

from typing import Any

from fitglue.testing.html_forms import words_of

FORM = {
    "name": "Long runs", "source": "apple_health", "target": "t", "plugin.t": "fake_target",
    "set.t.script": "",
}  # fmt: skip


def booster(key: str, plugin: str, **settings: str) -> dict[str, str]:
    named = {f"set.{key}.{name}": value for name, value in settings.items()}
    return {"booster": key, f"plugin.{key}": plugin, f"on.{key}": "on", **named}


def preview(kim: Any, key: str, form: dict[str, Any]) -> str:
    answer = kim.browser.post(f"/pipelines/preview?key={key}", data=FORM | form)
    assert answer.status_code == 200, answer.text
    return words_of(answer.text)


def a_gate(least: str) -> dict[str, str]:
    rows = {
        "conditions": "0", "conditions.0.field": "distance", "conditions.0.op": "at_least",
        "conditions.0.value": least, "match": "all", "on_match": "continue", "on_no_match": "halt",
    }  # fmt: skip
    return booster("g", "logic_gate", **rows)


def test_past_activities_that_a_gate_lets_through_are_counted(kim: Any) -> None:
    for day, minutes in enumerate((20, 40, 60)):
        kim.gets(f"run-{day}", days=day, minutes=minutes)
    told = preview(kim, "g", a_gate("6 km"))
    assert told.startswith("Lets through 2 of your last 3 activities.")
    assert "It goes on, because the condition holds" in told
    assert "Lets through none of your last 3" in preview(kim, "g", a_gate("60 km"))


def test_a_title_is_shown_as_the_newest_activity_would_have_it(kim: Any) -> None:
    kim.gets()
    told = preview(kim, "b", booster("b", "title", template="{distance} on {weekday}"))
    assert "Its title: “5.10 km on Saturday”." in told


def test_a_booster_is_tried_behind_those_before_it(kim: Any) -> None:
    kim.gets()
    both = a_gate("60 km") | booster("b", "title", template="x") | {"booster": ["g", "b"]}
    assert "does not come this far" in preview(kim, "b", both)


def test_what_is_not_set_up_yet_says_so(kim: Any) -> None:
    kim.gets()
    assert "saving says what" in preview(kim, "g", a_gate("far"))
    assert "no past activity" in preview(kim, "gone", {})


def test_nobody_elses_activities_are_looked_at(kim: Any, eve: Any) -> None:
    kim.gets()
    answer = eve.post("/pipelines/preview?key=g", data=FORM | a_gate("1 km"))
    assert words_of(answer.text).startswith("There is no past activity to try it on.")
