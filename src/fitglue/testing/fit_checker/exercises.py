"""Rules of strength sets, of the titles of their exercises, and of the steps that laps name."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise
from typing import Any

from garmin_fit_sdk import Profile

from fitglue.testing.fit_checker.decoding import DecodedFit

_SECOND = timedelta(seconds=1)


def _sets_are_numbered_and_in_order(decoded: DecodedFit) -> Iterator[str]:
    sets = decoded["set"]
    if [one["message_index"] for one in sets] != list(range(len(sets))):
        yield "set messages are not numbered 0, 1, 2 …"
    if any(after["start_time"] < before["start_time"] for before, after in pairwise(sets)):
        yield "Sets run backward."
    first, last = decoded["session"][0]["start_time"], decoded["session"][-1]["timestamp"]
    for one in sets:
        end = one["start_time"] + timedelta(seconds=one.get("duration") or 0.0)
        if abs(end - one["timestamp"]) > _SECOND:
            yield "A set does not end its duration after its start."
        if not first <= one["start_time"] <= one["timestamp"] <= last:
            yield "A set lies outside the sessions."


def _sets_say_what_was_lifted(decoded: DecodedFit) -> Iterator[str]:
    for one in decoded["set"]:
        if one.get("category_subtype") is not None and one.get("category") is None:
            yield "A set has a category_subtype without a category."
        if (one.get("weight") is None) != (one.get("weight_display_unit") is None):
            yield "A set's weight stands without its unit, or the unit without it."
        if one["set_type"] == "rest" and (one.get("repetitions") or one.get("weight")):
            yield "A rest has repetitions or a weight."


def _exercises_have_names(decoded: DecodedFit) -> Iterator[str]:
    titles = decoded["exercise_title"]
    if [title["message_index"] for title in titles] != list(range(len(titles))):
        yield "exercise_title messages are not numbered 0, 1, 2 …"
    titled = [(title["exercise_category"], title["exercise_name"]) for title in titles]
    if len(set(titled)) != len(titled):
        yield "An exercise has two titles."
    for one in decoded["set"]:
        category, number = _first(one.get("category")), _first(one.get("category_subtype"))
        if number is None or (category, number) in titled:
            continue
        names: dict[int, str] = Profile["types"].get(f"{category}_exercise_name", {})
        if number not in names:
            yield f"Exercise {number} of {category} is none of FIT's, and has no title."


def _first(value: Any) -> Any:
    return value[0] if isinstance(value, list) else value


def _laps_name_steps_that_are_there(decoded: DecodedFit) -> Iterator[str]:
    steps = [step.get("message_index") for step in decoded["workout_step"]]
    if steps != list(range(len(steps))):
        yield "workout_step messages are not numbered 0, 1, 2 …"
    if [row.get("num_valid_steps") for row in decoded["workout"]] not in ([], [len(steps)]):
        yield "num_valid_steps does not count the steps."
    if not decoded["workout"] and steps:
        yield "There are steps of no workout."
    named = [step for step in decoded.column("wkt_step_index", "lap") if step is not None]
    if not set(named) <= set(steps):
        yield "A lap names a step that is not there."


EXERCISE_RULES = (
    _sets_are_numbered_and_in_order, _sets_say_what_was_lifted, _exercises_have_names,
    _laps_name_steps_that_are_there,
)  # fmt: skip
