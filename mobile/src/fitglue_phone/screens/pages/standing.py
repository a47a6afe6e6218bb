"""How a workout stands, in a sentence."""

import re

from fitglue_phone.core.ledger import Standing
from fitglue_phone.screens import words
from fitglue_phone.screens.facts import Facts, Kept, Refused
from fitglue_phone.screens.page import Act, Button, Press, Row, Tone
from fitglue_phone.screens.sports import sport

_STILL = {
    Standing.NEW: "The server is asked whether it has it.",
    Standing.MISSING: "Only on this phone, until you send earlier workouts.",
    Standing.TAKEN: "Being read.",
    Standing.THERE: "The server had it already.",
}
_CAPITAL = re.compile(r"(?<=[a-z])(?=[A-Z])")


def row(kept: Kept, facts: Facts) -> Row:
    """Give a workout's two lines, and the way to its page on the server."""
    told, tone = standing(kept, facts)
    return Row(
        f"{name(kept, facts)}, {words.when(kept.start_s, facts.now_s, facts.zone)}",
        f"{words.length(kept.end_s - kept.start_s)}. {told}",
        tone,
        _link(kept),
    )


def name(kept: Kept, facts: Facts) -> str:
    """Give the word for its sport."""
    return sport(kept.activity_type, facts.state.platform)


def standing(kept: Kept, facts: Facts) -> tuple[str, Tone]:
    """Say what became of it."""
    if kept.refused:
        return _not_taken(kept, facts), Tone.NEEDS_YOU
    if kept.waiting:
        return f"{words.counted(kept.waiting, 'part')} of it {_wait(kept.waiting)}.", Tone.WAITS
    if kept.sent_s is not None:
        return f"Sent {words.when(kept.sent_s, facts.now_s, facts.zone)}.", Tone.DONE
    told = _STILL.get(Standing(kept.standing), "")
    return told, Tone.DONE if kept.standing == Standing.THERE else Tone.WAITS


def refusal(one: Refused, facts: Facts) -> Row:
    """Say which part was not taken, why, and what to do."""
    of = next((kept for kept in facts.workouts if kept.uuid == one.workout), None)
    title = "An earlier workout"
    if of:
        title = f"{name(of, facts)}, {words.when(of.start_s, facts.now_s, facts.zone)}"
    told = f"{part(one.part)}: {one.why or 'the server did not say why.'}"
    return Row(title, f"{told} {one.next_step}".strip(), Tone.NEEDS_YOU)


def part(raw: str) -> str:
    """Give the word for a part: "Its route", "Its heart rate", "The workout itself"."""
    kind, _, rest = raw.partition(":")
    if kind == "route":
        return "Its route"
    if kind == "series" and rest:
        return f"Its {_CAPITAL.sub(' ', rest.split(':')[0]).lower()}"
    return "The workout itself"


def _not_taken(kept: Kept, facts: Facts) -> str:
    why = next((one.why for one in facts.refused if one.workout == kept.uuid and one.why), "")
    return f"Not all was taken: {why}" if why else "The server did not take all of it."


def _wait(number: int) -> str:
    return "waits to be sent" if number == 1 else "wait to be sent"


def _link(kept: Kept) -> Button | None:
    if not kept.activity_id:
        return None
    return Button("Open", Press(Act.OPEN, f"/activities/{kept.activity_id}"))
