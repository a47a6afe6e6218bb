"""“Why is nothing syncing?”: what stands in the way, what is known, and a report to share."""

from collections.abc import Iterator

from fitglue_phone import __version__
from fitglue_phone.core import diagnosis
from fitglue_phone.screens import words
from fitglue_phone.screens.facts import Facts
from fitglue_phone.screens.page import (
    Act,
    Block,
    Button,
    Buttons,
    Document,
    Heading,
    Page,
    Place,
    Press,
    Row,
    Rows,
    Tone,
    Words,
    go,
)
from fitglue_phone.screens.pages import troubles


def why(facts: Facts) -> Page:
    """Say what is known, what stands in the way first."""
    found = troubles.cards(facts)
    under = "This stands in the way:" if found else "Nothing stands in the way."
    blocks: list[Block] = [*found]
    blocks += [Heading("What FitGlue knows"), Rows(tuple(_known(facts)))]
    blocks.append(
        Buttons((Button("Check again", Press(Act.CHECK)), go("A report to share", Place.REPORT)))
    )
    return Page(Place.WHY, "Why is nothing syncing?", under, tuple(blocks), Place.HOME)


def report(facts: Facts) -> Page:
    """Show a text for whoever helps: facts, and nothing of a person's health."""
    blocks: list[Block] = [Document("\n".join(_lines(facts)))]
    if facts.can_share:
        blocks.append(Buttons((Button("Share", Press(Act.SHARE), is_main=True),)))
    else:
        blocks.append(Words("Press into the text to select and copy it.", is_soft=True))
    return Page(
        Place.REPORT,
        "A report to share",
        "For whoever helps you. It has no workouts, places, measurements, names or addresses.",
        tuple(blocks),
        Place.WHY,
    )


def text(facts: Facts) -> str:
    """Give the report's text."""
    return "\n".join(_lines(facts))


def _known(facts: Facts) -> Iterator[Row]:
    state = facts.state
    yield _moment(f"{facts.health} was read", state.read_s, facts)
    yield _moment("The server took something", state.answered_s, facts)
    yield _moment("The system woke FitGlue", state.wake_s, facts)
    for finding in diagnosis.findings(state, facts.now_s):
        if not finding.is_trouble:
            first, rest = words.split(finding.sentence)
            yield Row(first, rest)


def _moment(what: str, moment_s: float | None, facts: Facts) -> Row:
    if moment_s is None:
        return Row(what, "Not yet.", Tone.WAITS)
    return Row(what, f"{words.ago(moment_s, facts.now_s).capitalize()}.", Tone.DONE)


def _lines(facts: Facts) -> Iterator[str]:
    state, phone = facts.state, facts.state.phone
    yield f"FitGlue {__version__}, {state.platform}, system {phone.os_version or 'unknown'}"
    yield f"health here: {_yes(phone.has_health)}, asked: {state.request_status}"
    yield f"health error: {_or_none(state.health_error)}"
    yield from (f"{name}: {_yes(given)}" for name, given in sorted(state.permissions.items()))
    if state.wants_metrics:
        yield f"metrics wanted, their error: {_or_none(state.metrics_error)}"
    yield f"paired: {_yes(state.is_paired)}, let in: {_yes(state.is_let_in)}"
    yield f"asked what is there: {_yes(state.has_asked)}, last status: {_or_none(state.status)}"
    for name, count in (
        ("workouts seen", state.workouts_seen), ("parts waiting", state.waiting),
        ("workouts to read", state.reading), ("only here", state.missing),
        ("parts refused", state.refused), ("set aside", state.aside),
        ("not seen any more", state.absent),
    ):  # fmt: skip
        yield f"{name}: {count}"
    if state.aside_why:
        yield f"set aside at: {state.aside_why}"
    for name, moment_s in (
        ("woken", state.wake_s),
        ("read", state.read_s),
        ("taken", state.answered_s),
    ):
        yield f"{name}: {'never' if moment_s is None else words.ago(moment_s, facts.now_s)}"
    yield f"earlier workouts paused: {_yes(state.history_paused)}"
    yield f"background: {phone.background_refresh or 'not told'}"
    yield f"low power: {_yes(phone.low_power)}"
    yield f"locked: {_yes(not phone.protected_data)}, online: {_yes(phone.online)}"


def _yes(told: bool | None) -> str:  # noqa: FBT001 - it is the thing that is written
    return "not told" if told is None else "yes" if told else "no"


def _or_none(number: int | None) -> str:
    return "none" if number is None else str(number)
