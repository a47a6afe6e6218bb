"""What stands in the way between a source and a target."""

from dataclasses import replace
from typing import Any

import pytest

from fitglue.diagnosis.facts import FlowFacts, PipelineFacts
from fitglue.diagnosis.flow import flow_troubles

FOLDER = PipelineFacts("p1", "Everything to folder", True, frozenset({"apple_health"}), 1)  # noqa: FBT003 - it is enabled
PHONES = "/settings/phones"
WELL = FlowFacts(pipelines=(FOLDER,), arrived_from={"apple_health": "Apple Health"})


def test_nothing_is_said_where_all_is_well() -> None:
    assert flow_troubles(WELL) == []


@pytest.mark.parametrize(
    ("changes", "code", "sentence", "address"),
    [
        (
            {"arrived_from": {"health_connect": "Health Connect"}}, "unheard",
            "What comes from Health Connect goes nowhere.", "/pipelines",
        ),
        ({"pipelines": ()}, "unheard", "What comes from Apple Health goes nowhere.", "/pipelines"),
        ({"runs": {"asking": 2}}, "asking", "2 activities cannot go on without", "/inputs"),
        ({"runs": {"blocked": 1}}, "plan-limit", "1 activity over the limit", "/settings/plan"),
        ({"runs": {"parked": 1}}, "parked", "1 activity on the way", "/runs?state=under_way"),
        ({"refused_items": 1}, "set-aside", "1 thing sent by a phone", f"{PHONES}#refused"),
        ({"set_aside": 2}, "set-aside-of-a-service", "2 workouts of a service", "/connections"),
        ({"kept_elsewhere": 2}, "kept-elsewhere", "2 activities deleted", f"{PHONES}#deleted"),
        (
            {"import_refused": ("i1", "holiday.jpg", "This is no file that FitGlue can read.")},
            "import-refused", "“holiday.jpg” was not imported.", "/imports/i1",
        ),
        ({"headless": 1}, "headless", "Parts of 1 workout came", ""),
        ({"free_bytes": 10, "least_free_bytes": 20}, "no-room", "no room left", ""),
    ],
)  # fmt: skip
def test_each_state_has_its_sentence_and_its_button(
    changes: dict[str, Any], code: str, sentence: str, address: str
) -> None:
    [one] = flow_troubles(replace(WELL, **changes))
    assert one.code == code
    assert sentence in one.sentence
    assert one.press is not None
    assert one.press.address == address
    assert one.article is not None


@pytest.mark.parametrize(
    ("state", "number", "sentence"),
    [
        ("needs_you", 1, "1 delivery waits for you."),
        ("needs_you", 2, "2 deliveries wait for you."),
        ("refused", 1, "1 delivery was not taken."),
        ("refused", 3, "3 deliveries were not taken."),
    ],
)
def test_deliveries_in_trouble_are_counted(state: str, number: int, sentence: str) -> None:
    [one] = flow_troubles(replace(WELL, deliveries={state: number}))
    assert one.sentence == sentence
    assert one.press is not None
    assert one.press.address == "/runs?state=needs_you"


@pytest.mark.parametrize(
    ("pipeline", "sentence"),
    [
        (replace(FOLDER, enabled=False), "“Everything to folder” is paused."),
        (replace(FOLDER, sources=frozenset()), "“Everything to folder” has no source."),
        (replace(FOLDER, targets=0), "“Everything to folder” has no target."),
    ],
)
def test_a_pipeline_that_does_nothing_is_named(pipeline: PipelineFacts, sentence: str) -> None:
    other = replace(FOLDER, id="p2", name="Another")
    [one] = flow_troubles(replace(WELL, pipelines=(pipeline, other)))
    assert one.sentence == sentence
    assert one.press is not None
    assert one.press.address == "/pipelines/p1"


def test_what_a_paused_pipeline_would_take_goes_nowhere() -> None:
    found = flow_troubles(replace(WELL, pipelines=(replace(FOLDER, enabled=False),)))
    assert {one.code for one in found} == {"unheard", "idle-pipeline"}


def test_what_stops_everything_comes_first() -> None:
    facts = replace(WELL, free_bytes=0, least_free_bytes=1, runs={"parked": 1, "asking": 1})
    assert [one.code for one in flow_troubles(facts)] == ["no-room", "asking", "parked"]
