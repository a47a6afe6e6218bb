"""What the diagnosis found, as cards with presses."""

import re

from fitglue_phone.core import diagnosis
from fitglue_phone.core.diagnosis import Finding
from fitglue_phone.screens import words
from fitglue_phone.screens.facts import Facts
from fitglue_phone.screens.page import Act, Button, Card, Place, Press, Tone

_PRESSES = {
    diagnosis.Button.PAIR: Press(Act.GO, Place.PAIR),
    diagnosis.Button.ASK_HEALTH: Press(Act.GO, Place.READING),
    diagnosis.Button.OPEN_SETTINGS: Press(Act.OPEN_SETTINGS),
    diagnosis.Button.CHECK_AGAIN: Press(Act.CHECK),
    diagnosis.Button.CHOOSE_HISTORY: Press(Act.GO, Place.HISTORY),
    diagnosis.Button.RESUME_HISTORY: Press(Act.RESUME),
    diagnosis.Button.READ_AGAIN: Press(Act.READ_AGAIN),
    diagnosis.Button.SHOW_REFUSED: Press(Act.GO, Place.WORKOUTS),
}


_PERMISSION = re.compile(r"(?:android\.permission\.health\.)?READ_([A-Z_]+)")
#: What diagnosis says when it knows nothing yet: a beginning, and no trouble.
NOT_LOOKED = "FitGlue has not looked yet."


def troubles(facts: Facts) -> list[Finding]:
    """Give what stands in the way; a pause that somebody chose does not, nor does a beginning."""
    found = diagnosis.findings(facts.state, facts.now_s)
    return [one for one in found if one.is_trouble and not _is_fine(one)]


def cards(facts: Facts) -> list[Card]:
    """Give what stands in the way, each with its cause and buttons; the first is the main one."""
    return [_card(one, is_first=at == 0) for at, one in enumerate(troubles(facts))]


def _card(finding: Finding, *, is_first: bool) -> Card:
    first, rest = words.split(_PERMISSION.sub(_permission, finding.sentence))
    buttons = tuple(
        Button(one, _PRESSES[one], is_main=is_first and at == 0)
        for at, one in enumerate(finding.buttons)
    )
    return Card(first, rest, buttons, Tone.NEEDS_YOU)


def _permission(found: re.Match[str]) -> str:
    """Write Android's READ_EXERCISE_ROUTES as "exercise routes"."""
    return found[1].removeprefix("HEALTH_").replace("_", " ").lower()


def _is_fine(finding: Finding) -> bool:
    return finding.sentence == NOT_LOOKED or diagnosis.Button.RESUME_HISTORY in finding.buttons
