"""What the diagnosis found, as cards with presses."""

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
    diagnosis.Button.SHOW_REFUSED: Press(Act.GO, Place.WORKOUTS),
}


def troubles(facts: Facts) -> list[Finding]:
    """Give what stands in the way; a pause that somebody chose does not."""
    found = diagnosis.findings(facts.state, facts.now_s)
    return [one for one in found if one.is_trouble and not _is_a_choice(one)]


def card(finding: Finding) -> Card:
    """Give a finding with its cause and its buttons."""
    first, rest = words.split(finding.sentence)
    buttons = tuple(Button(one, _PRESSES[one]) for one in finding.buttons)
    return Card(first, rest, buttons, Tone.NEEDS_YOU if finding.is_trouble else Tone.CALM)


def _is_a_choice(finding: Finding) -> bool:
    return diagnosis.Button.RESUME_HISTORY in finding.buttons
