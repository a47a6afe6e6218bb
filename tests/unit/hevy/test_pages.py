"""A moment is found in an account's workouts, wherever the search begins."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fitglue.domain.asking import NotConnected
from fitglue.domain.errors import Gone
from fitglue.formats.hevy.pages import Bookmark, WorkoutPages

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)
PER_PAGE = 10


def at(hours: int) -> datetime:
    return NOON + timedelta(hours=hours)


@dataclass
class Listed(NotConnected):
    """A connection to an account with workouts at some hours."""

    hours: list[int]
    asked: list[int] = field(default_factory=list)

    def json(self, path: str, params: Mapping[str, str]) -> Any:
        del path
        number = int(params["page"])
        self.asked.append(number)
        count = max(math.ceil(len(self.hours) / PER_PAGE), 1)
        if number > count:
            raise Gone("There is no such page.")
        rows = sorted(self.hours, reverse=True)[(number - 1) * PER_PAGE : number * PER_PAGE]
        return {"page": number, "page_count": count, "workouts": [_row(hour) for hour in rows]}


def _row(hour: int) -> dict[str, str]:
    start = at(hour).isoformat()
    return {"id": str(hour), "start_time": start, "end_time": start}


hours = st.integers(0, 60)
bookmarks = st.none() | st.builds(Bookmark, st.integers(1, 12), hours.map(at))


@given(st.lists(hours, max_size=90), hours, bookmarks)
def test_what_begins_then_is_found_and_what_is_later_counted(
    listed: list[int], wanted: int, bookmark: Bookmark | None
) -> None:
    pages = WorkoutPages(Listed(listed), bookmark)
    found = [one for one in pages.around(at(wanted)) if one.start == at(wanted)]
    assert len(found) == listed.count(wanted)
    assert pages.later_than(at(wanted)) == sum(hour > wanted for hour in listed)


@given(st.lists(hours, max_size=90), hours, bookmarks)
def test_no_page_is_asked_for_twice(
    listed: list[int], wanted: int, bookmark: Bookmark | None
) -> None:
    account = Listed(listed)
    pages = WorkoutPages(account, bookmark)
    list(pages.around(at(wanted)))
    asked = [number for number in account.asked if number <= math.ceil(len(listed) / PER_PAGE)]
    assert len(set(asked)) == len(asked)


@pytest.mark.parametrize("older", [5, 15, 95])
def test_the_next_older_one_is_found_with_one_question(older: int) -> None:
    account = Listed(list(range(100)))
    first = WorkoutPages(account)
    list(first.around(at(older)))
    account.asked.clear()
    list(WorkoutPages(account, first.bookmark).around(at(older - 1)))
    assert len(account.asked) == 1


def test_what_is_new_is_looked_for_in_front() -> None:
    account = Listed(list(range(100)))
    first = WorkoutPages(account)
    list(first.around(at(5)))
    account.asked.clear()
    list(WorkoutPages(account, first.bookmark).around(at(200)))
    assert account.asked == [1]


def test_in_ten_thousand_workouts_a_moment_is_found_in_some_twenty_questions() -> None:
    account = Listed(list(range(10_000)))
    assert WorkoutPages(account).later_than(at(1234)) == 10_000 - 1235
    assert len(account.asked) <= 20


def test_a_workout_that_cannot_be_read_hides_no_other() -> None:
    class Broken(Listed):
        def json(self, path: str, params: Mapping[str, str]) -> Any:
            page = super().json(path, params)
            return page | {"workouts": [{"id": 5}, *page["workouts"]]}

    assert [one.id for one in WorkoutPages(Broken([1])).around(at(1))] == ["1"]
