"""Why a rule decided as it did: what was seen, and what was asked."""

from collections.abc import Iterable

from fitglue.domain.conditions.judging import Verdict
from fitglue.domain.conditions.telling import joined, saw_words
from fitglue.domain.conditions.wording import rule_words


def explained(verdicts: Iterable[Verdict], units: str, asked: str = "asked") -> str:
    """Say what was seen and what was asked: "its distance is 4.2 km (asked: of at least 5 km)"."""
    return joined(
        f"{saw_words(one, units)} ({asked}: {rule_words(one.condition, units)})" for one in verdicts
    )
