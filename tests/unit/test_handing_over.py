"""After a lost answer a target is asked first; what the ledger knows of it stays known."""

from dataclasses import dataclass, field
from pathlib import Path

import pytest

from fitglue.domain.activity import Activity
from fitglue.domain.plugins import (
    Ability,
    About,
    NoSettings,
    PluginKind,
    Receipt,
    TargetTools,
)
from fitglue.pipeline.handing_over import handed_over
from fitglue.pipeline.judging import first_of
from fitglue.testing.arrivals import a_run

KNOWN = Receipt("1", "https://there.example/1", wrote=("Weather: sun",))

ABOUT = About(
    id="remembering", kind=PluginKind.TARGET, name="Remembering", summary="", description="",
    abilities=frozenset({Ability.UPDATE, Ability.FIND}),
)  # fmt: skip


@dataclass
class Remembering:
    """A target that finds what it is told to find, and remembers what an update was given."""

    there: Receipt | None
    about: About = ABOUT
    given: list[Receipt] = field(default_factory=list)

    def deliver(self, activity: Activity, tools: TargetTools) -> Receipt:
        del activity, tools
        return Receipt("new", "")

    def update(self, activity: Activity, receipt: Receipt, tools: TargetTools) -> Receipt:
        del activity, tools
        self.given.append(receipt)
        return receipt

    def find(self, activity: Activity, tools: TargetTools) -> Receipt | None:
        del activity, tools
        return self.there


@pytest.fixture
def activity() -> Activity:
    return first_of("a", a_run(minutes=1, route=False))


def after_a_lost_answer(target: Remembering, activity: Activity, known: Receipt | None) -> Receipt:
    tools = TargetTools(settings=NoSettings(), output=Path(), owner="kim")
    return handed_over(target, activity, tools, known=known, asks_first=True)


def test_what_we_wrote_stays_known_when_the_same_is_found(activity: Activity) -> None:
    target = Remembering(Receipt("1", "https://moved.example/1"))
    after_a_lost_answer(target, activity, KNOWN)
    assert target.given == [Receipt("1", "https://moved.example/1", wrote=("Weather: sun",))]


def test_of_another_one_that_is_found_nothing_is_known(activity: Activity) -> None:
    target = Remembering(Receipt("2", "https://there.example/2"))
    after_a_lost_answer(target, activity, KNOWN)
    assert target.given == [target.there]


def test_what_is_known_is_brought_up_to_date_where_nothing_is_found(activity: Activity) -> None:
    target = Remembering(None)
    after_a_lost_answer(target, activity, KNOWN)
    assert target.given == [KNOWN]


def test_what_was_never_there_is_delivered(activity: Activity) -> None:
    assert after_a_lost_answer(Remembering(None), activity, None).id == "new"
