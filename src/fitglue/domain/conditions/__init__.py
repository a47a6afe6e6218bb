"""Conditions on activities: one language for filters, gates, mappings and counts.

A `Condition` is a row of a form; `seen_of` gives what it looks at; `judged` and `judged_together`
hold one against the other; `words` and `saw_words` say it to a person.
"""

from fitglue.domain.conditions.aspects import (
    ABOUT_PLACES,
    MANNERS,
    OP_LABELS,
    OPPOSITES,
    Aspect,
    Manner,
    Op,
    ValueKind,
)
from fitglue.domain.conditions.condition import ASPECT_LABELS, HOW_LABELS, Condition
from fitglue.domain.conditions.explaining import explained, judgement_words
from fitglue.domain.conditions.judging import (
    Judgement,
    Match,
    Verdict,
    judged,
    judged_together,
    matching,
)
from fitglue.domain.conditions.seen import NO_PLACES, Seen, seen_of
from fitglue.domain.conditions.telling import (
    joined,
    saw_words,
)
from fitglue.domain.conditions.values import TextList, spot_text, text_list
from fitglue.domain.conditions.wording import condition_words, rule_words, words

__all__ = [
    "ABOUT_PLACES",
    "ASPECT_LABELS",
    "HOW_LABELS",
    "MANNERS",
    "NO_PLACES",
    "OPPOSITES",
    "OP_LABELS",
    "Aspect",
    "Condition",
    "Judgement",
    "Manner",
    "Match",
    "Op",
    "Seen",
    "TextList",
    "ValueKind",
    "Verdict",
    "condition_words",
    "explained",
    "joined",
    "judged",
    "judged_together",
    "judgement_words",
    "matching",
    "rule_words",
    "saw_words",
    "seen_of",
    "spot_text",
    "text_list",
    "words",
]
