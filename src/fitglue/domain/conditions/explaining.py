"""Why a rule decided as it did: what was seen, and what was asked."""

from collections.abc import Iterable

from fitglue.domain.conditions.judging import Judgement, Match, Verdict
from fitglue.domain.conditions.telling import joined, saw_words
from fitglue.domain.conditions.wording import rule_words


def explained(verdicts: Iterable[Verdict], units: str, asked: str = "asked") -> str:
    """Say what was seen and what was asked: "its distance is 4.2 km (asked: of at least 5 km)"."""
    return joined(
        f"{saw_words(one, units)} ({asked}: {rule_words(one.condition, units)})" for one in verdicts
    )


def judgement_words(judgement: Judgement, units: str) -> str:
    """Say what decided: what was seen where all had to hold and did, else what was asked too."""
    if judgement.match is Match.ALL and judgement.holds:
        return joined(saw_words(one, units) for one in judgement.deciding)
    return explained(judgement.deciding, units)
