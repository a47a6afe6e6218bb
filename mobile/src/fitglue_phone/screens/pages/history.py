"""Earlier workouts: how far back, how much that is, how far it is, a pause."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from fitglue_phone.screens import words
from fitglue_phone.screens.facts import Chosen, Facts
from fitglue_phone.screens.page import (
    Act,
    Block,
    Button,
    Buttons,
    Card,
    Choice,
    Page,
    Place,
    Press,
    Progress,
    Words,
    go,
)

_DAY_S = 86400.0
#: How far back, in seconds; None is everything.
RANGES: Mapping[str, float | None] = MappingProxyType({
    "The last month": 31 * _DAY_S,
    "The last year": 366 * _DAY_S,
    "The last five years": 5 * 365.25 * _DAY_S,
    "Everything": None,
})  # fmt: skip
EVERYTHING = "Everything"


def since(name: str, now_s: float) -> float:
    """Give where a range begins."""
    back_s = RANGES[name]
    return 0.0 if back_s is None else max(now_s - back_s, 0.0)


def history(facts: Facts, chosen_range: str) -> Page:
    """Offer a range, or say how far it is."""
    return Page(
        Place.HISTORY,
        "Earlier workouts",
        "",
        tuple(_blocks(facts, chosen_range)),
        Place.HOME,
    )


def hint(facts: Facts) -> Iterator[Block]:
    """Give what the first page says of it, if there is anything to say."""
    if facts.state.history_paused:
        yield Card(
            "Earlier workouts are paused",
            _so_far(facts.chosen, facts.left) if facts.chosen else "",
            (Button("Go on", Press(Act.RESUME)),),
        )
    elif facts.chosen and is_running(facts):
        yield Card(
            "Earlier workouts are on their way",
            _so_far(facts.chosen, facts.left),
            (go("Show", Place.HISTORY),),
        )
    elif facts.state.missing and facts.state.has_asked:
        many = words.counted(facts.state.missing, "earlier workout")
        is_one = facts.state.missing == 1
        yield Card(
            f"{many} {'is' if is_one else 'are'} only on this phone",
            "They go to the server when you say how far back.",
            (go("Send earlier workouts", Place.HISTORY),),
        )


def is_running(facts: Facts) -> bool:
    """Tell whether chosen workouts are still to be read or sent."""
    is_over = facts.chosen is None or facts.chosen.is_done
    return not is_over and (facts.left > 0 or facts.state.waiting > 0)


def _blocks(facts: Facts, chosen_range: str) -> Iterator[Block]:
    chosen, state = facts.chosen, facts.state
    if not state.is_paired or not state.has_asked:
        yield Card(
            "Not yet",
            "The server is asked first what it has, so that nothing is sent twice.",
            (Button("Check now", Press(Act.CHECK)),),
        )
        return
    if chosen and (is_running(facts) or state.history_paused):
        yield from _under_way(facts, chosen)
        return
    if chosen:
        yield Card("All of them were sent", f"{words.counted(chosen.workouts, 'workout')}.")
    if state.missing:
        yield from _offer(facts, chosen_range)
    elif not chosen:
        yield Card("Nothing to send", f"The server has everything that is in {facts.health}.")


def _offer(facts: Facts, chosen_range: str) -> Iterator[Block]:
    estimate = facts.estimates[chosen_range]
    yield Words(
        f"Not on the server yet: {words.counted(facts.state.missing, 'workout')} of "
        f"{facts.health}. What is there is not sent again."
    )
    yield Choice("How far back", tuple(RANGES), chosen_range)
    if not estimate.workouts:
        yield Words("There is nothing to send in this time.", is_soft=True)
        return
    about = (
        f"{words.counted(estimate.workouts, 'workout')}, about {words.size(estimate.about_bytes)}"
    )
    send = Button("Send them", Press(Act.SEND_HISTORY, chosen_range), is_main=True)
    yield Card(about, "New workouts go first all the same.", (send,))


def _under_way(facts: Facts, chosen: Chosen) -> Iterator[Block]:
    is_paused = facts.state.history_paused
    done = chosen.workouts - facts.left
    yield Progress(done / max(chosen.workouts, 1), _so_far(chosen, facts.left))
    if facts.state.waiting:
        yield Words(f"{words.counted(facts.state.waiting, 'part')} to send.")
    if is_paused:
        yield Words("Paused. New workouts are sent all the same.", is_soft=True)
        yield Buttons((Button("Go on", Press(Act.RESUME), is_main=True),))
        return
    yield Words(
        "It is fastest while FitGlue is open, and goes on whenever the system wakes it. You can "
        "close it at any time.",
        is_soft=True,
    )
    yield Buttons((Button("Pause", Press(Act.PAUSE)),))


def _so_far(chosen: Chosen, left: int) -> str:
    return f"{chosen.workouts - left:,} of {words.counted(chosen.workouts, 'workout')} read."
