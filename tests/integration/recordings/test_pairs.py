"""Labelled pairs through a real store: merged in either order alike, and undone without a trace."""

from collections.abc import Iterator
from functools import cache
from itertools import count
from typing import Any

import pytest

from fitglue.domain.activity import Recording
from fitglue.formats.workout_document import content_hash
from fitglue.pipeline.one_or_two import OneOrTwo
from fitglue.testing.arrivals import an_arrival
from fitglue.testing.pairs import IN_A_ROW, Pair, pairs

_PEOPLE = count()


@cache
def generated() -> list[Pair]:
    """Thirty, with one of every kind."""
    return list(pairs(11, 30))


@pytest.fixture
def settings(request: Any) -> Any:
    """One database is enough for what is worked out."""
    return request.getfixturevalue("sqlite_settings")


class Somebody:
    """One of many people of an installation, each with a pair of their own."""

    def __init__(self, kim: Any) -> None:
        number = next(_PEOPLE)
        account = kim.instance.add_account(
            name="Somebody", email=f"{number}@example.org", password=""
        )
        self.id, self.instance = account.id, kim.instance
        self.kim = type(kim)(kim.instance, account.id, kim.world)

    def gets(self, *recordings: Recording) -> dict[str, str]:
        """Let recordings arrive one by one, and give what their activities hold, by id."""
        for one in recordings:
            self.kim.take(an_arrival(one.sender.source_id, one.workout), source="file_upload")
        return self.now()

    def now(self) -> dict[str, str]:
        return {
            one: content_hash(activity.workout)
            for one in self.instance.store.activities.ids(self.id)
            if (activity := self.instance.store.activities.get(self.id, one)) is not None
        }


def _alone(kim: Any, pair: Pair) -> set[str]:
    return {hashed for one in (pair.one, pair.other) for hashed in Somebody(kim).gets(one).values()}


def _merged(kim: Any) -> Iterator[tuple[Pair, Somebody, dict[str, str]]]:
    for pair in generated():
        somebody = Somebody(kim)
        now = somebody.gets(pair.one, pair.other)
        yield pair, somebody, now


def test_every_merge_is_undone_without_a_trace(kim: Any) -> None:
    undone = 0
    for pair, somebody, now in _merged(kim):
        assert not (pair.kind in IN_A_ROW and len(now) == 1 and not pair.same), pair.kind
        if len(now) == 2:
            continue
        (own,) = now
        deciding = OneOrTwo(somebody.instance.starter, somebody.id)
        rows = somebody.instance.store.recordings.listed(somebody.id, own)
        split = deciding.split(own, rows[undone % 2].id)
        assert set(somebody.now().values()) == _alone(kim, pair), pair.kind
        assert set(somebody.now()) == {one.sender.activity_id for one in _mine(somebody, pair)}
        (other,) = set(somebody.now()) - {split}
        deciding.join(split, other)
        assert set(somebody.now().values()) == set(now.values()), pair.kind
        undone += 1
    assert undone >= 17


def _mine(somebody: Somebody, pair: Pair) -> Iterator[Recording]:
    for one in (pair.one, pair.other):
        sender = type(one.sender)(somebody.id, "file_upload", one.sender.source_id)
        yield Recording(sender, one.workout, one.content_hash, {})


def test_the_order_of_arrival_makes_no_difference(kim: Any) -> None:
    for pair, _, now in _merged(kim):
        turned = Somebody(kim).gets(pair.other, pair.one)
        assert set(turned.values()) == set(now.values()), pair.kind
