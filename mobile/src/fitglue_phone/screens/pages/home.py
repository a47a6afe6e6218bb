"""How things are: one sentence, what stands in the way, and the newest workouts."""

from collections.abc import Iterator

from fitglue_phone.screens import words
from fitglue_phone.screens.facts import Facts
from fitglue_phone.screens.page import (
    Act,
    Block,
    Button,
    Buttons,
    Card,
    Figure,
    Figures,
    Heading,
    Page,
    Place,
    Press,
    Rows,
    go,
)
from fitglue_phone.screens.pages import history, standing, troubles

_NEWEST = 3


def home(facts: Facts) -> Page:
    """Say how things are."""
    title, under = _said(facts)
    return Page(Place.HOME, title, under, tuple(_blocks(facts)), has_tabs=True)


def _said(facts: Facts) -> tuple[str, str]:
    state = facts.state
    found = len(troubles.troubles(facts))
    if found:
        return f"{words.small(found, 'thing')} in the way", _kept(facts)
    if state.read_s is None or not state.has_asked:
        return f"Looking through {facts.health}", (
            "The server is asked what it has, so that nothing is sent twice. A few years of "
            "workouts take about a minute."
        )
    if not state.is_up_to_date and not state.history_paused:
        return "Sending", _on_its_way(facts)
    return "Up to date", _last(facts)


def _blocks(facts: Facts) -> Iterator[Block]:
    cards = troubles.cards(facts)
    yield from cards
    if facts.state.workouts_seen:
        yield _figures(facts)
    yield from history.hint(facts)
    if facts.workouts or not cards:
        yield from _newest(facts)
    check = Button("Check again", Press(Act.CHECK))
    is_there = any(one.press == check.press for card in cards for one in card.buttons)
    why = go("Why is nothing syncing?", Place.WHY)
    yield Buttons((why,) if is_there else (check, why))


def _figures(facts: Facts) -> Figures:
    state = facts.state
    told = [
        Figure(f"{state.workouts_seen:,}", f"seen in {facts.health}"),
        Figure(f"{state.waiting:,}", "parts waiting"),
    ]
    if state.missing:
        told.append(Figure(f"{state.missing:,}", "only here"))
    return Figures(tuple(told))


def _newest(facts: Facts) -> Iterator[Block]:
    if not facts.workouts:
        if facts.state.read_s is not None:
            yield Card(
                "Your workouts will be here",
                "The newest come first, each with what became of it. Record one, and it is sent by "
                "itself.",
            )
        return
    yield Heading("Newest workouts")
    yield Rows(tuple(standing.row(one, facts) for one in facts.workouts[:_NEWEST]))


def _last(facts: Facts) -> str:
    if not facts.workouts:
        return "Everything was sent."
    last = facts.workouts[0]
    when = words.when(last.start_s, facts.now_s, facts.zone)
    told, _ = standing.standing(last, facts)
    return f"Last workout: {standing.name(last, facts)}, {when}. {told}"


def _on_its_way(facts: Facts) -> str:
    state = facts.state
    told = []
    if state.reading:
        told.append(f"{words.counted(state.reading, 'workout')} to read.")
    if state.waiting:
        told.append(f"{words.counted(state.waiting, 'part')} to send, new workouts first.")
    return " ".join(told)


def _kept(facts: Facts) -> str:
    if not facts.state.waiting:
        return "Nothing is lost."
    return f"Nothing is lost: {words.counted(facts.state.waiting, 'part')} {_wait(facts)}."


def _wait(facts: Facts) -> str:
    return "waits here" if facts.state.waiting == 1 else "wait here"
