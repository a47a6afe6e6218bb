"""The list of activities is told when its top is another one."""

import re
from dataclasses import replace
from typing import Any

from fitglue.testing.at_work import walk_through
from fitglue.testing.people import KIM, LEE, account_of
from fitglue.testing.phone_workouts import a_workout


def mark(home: Any) -> str:
    told: str = home.instance.store.activities.mark(home.kim.account.id)
    return told


def signed_in(home: Any) -> Any:
    form = {"email": KIM.email, "password": KIM.password}
    home.client.post("/sign-in", data=form, follow_redirects=False)
    return home.client


def test_whatever_changes_on_the_list_changes_its_mark(home: Any) -> None:
    route, *others = a_workout().parts
    marks = [mark(home)]
    home.phone.records(replace(a_workout(), parts=tuple(others)))
    home.phone.syncs()
    marks.append(mark(home))
    walk_through(home.instance, home.kim.account.id)
    marks.append(mark(home))
    home.phone.gets(route)
    home.phone.syncs()
    marks.append(mark(home))
    home.phone.deletes(a_workout().uuid)
    home.phone.syncs()
    marks.append(mark(home))
    assert len(set(marks[:-1])) == 4
    assert marks[-1] == marks[0]


def test_what_changes_nothing_leaves_the_mark(home: Any) -> None:
    home.phone.records(a_workout())
    home.phone.syncs()
    before = mark(home)
    home.phone.records(a_workout())
    home.phone.syncs()
    assert mark(home) == before


def test_anothers_workouts_are_no_news(home: Any) -> None:
    home.phone.records(a_workout())
    home.phone.syncs()
    lee = account_of(home.instance, LEE)
    empty = home.instance.store.activities.mark(lee.account.id)
    home.phone.records(a_workout(1))
    home.phone.syncs()
    assert home.instance.store.activities.mark(lee.account.id) == empty


def test_the_page_carries_the_mark(home: Any) -> None:
    client = signed_in(home)
    [before] = re.findall(r'data-after="(\w+)"', client.get("/activities").text)
    assert before == mark(home)
    home.phone.records(a_workout())
    home.phone.syncs()
    assert mark(home) != before


def test_a_stranger_is_told_nothing(home: Any) -> None:
    answer = home.client.get("/events?topics=activities", follow_redirects=False)
    assert answer.status_code == 303
