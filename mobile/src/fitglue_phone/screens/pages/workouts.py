"""The workouts, each with its state and the way to its page; what was refused comes first."""

from collections.abc import Iterator

from fitglue_phone.screens import words
from fitglue_phone.screens.facts import Facts
from fitglue_phone.screens.page import (
    Act,
    Block,
    Button,
    Buttons,
    Card,
    Heading,
    Page,
    Place,
    Press,
    Rows,
    Words,
    go,
)
from fitglue_phone.screens.pages import standing

_MOST_REFUSED = 20


def workouts(facts: Facts, most: int) -> Page:
    """List them, the newest first."""
    return Page(
        Place.WORKOUTS, "Workouts", _under(facts), tuple(_blocks(facts, most)), has_tabs=True
    )


def _under(facts: Facts) -> str:
    seen = facts.state.workouts_seen
    return f"{words.counted(seen, 'workout')} seen in {facts.health}." if seen else ""


def _blocks(facts: Facts, most: int) -> Iterator[Block]:
    if facts.refused:
        yield Heading("Not taken by the server")
        yield Rows(tuple(standing.refusal(one, facts) for one in facts.refused[:_MOST_REFUSED]))
        yield Words(
            "What is not taken is not sent again by itself, and nothing else waits for it.",
            is_soft=True,
        )
        yield Heading("All workouts")
    if not facts.workouts:
        yield _nothing(facts)
        return
    yield Rows(tuple(standing.row(one, facts) for one in facts.workouts[:most]))
    if len(facts.workouts) >= most:
        yield Buttons((Button("Show more", Press(Act.MORE)),))


def _nothing(facts: Facts) -> Card:
    if facts.state.read_s is None:
        return Card("Not looked yet", f"FitGlue has not read {facts.health} so far.",
                    (Button("Check now", Press(Act.CHECK), is_main=True),))  # fmt: skip
    return Card(
        "No workouts yet",
        f"What you record is here as soon as {facts.health} has it. If you have recorded some, "
        "see what stands in the way.",
        (go("Why is nothing syncing?", Place.WHY, is_main=True),),
    )
