"""What a booster says: what it changed, or why it did not, or what it needs first.

A booster never touches the activity it is given; it answers with a `Boost`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from fitglue.domain.activity import Activity


class Outcome(StrEnum):
    """How a booster ended."""

    CHANGED = "changed"
    UNCHANGED = "unchanged"
    HALT = "halt"  # the run ends here: nothing is delivered
    RETRY_LATER = "retry_later"
    ASK = "ask"  # a person has to answer a question
    FAILED = "failed"  # a warning; the run goes on unless the booster is required


@dataclass(frozen=True, slots=True, kw_only=True)
class InputField:
    """One thing to fill in. `kind` is text, long_text, number, choice, yes_no or file.

    A question has at most one file; `accepts` are the endings of names that its page offers.
    """

    name: str
    label: str
    kind: str = "text"
    help: str = ""
    choices: tuple[str, ...] = ()
    required: bool = False
    accepts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What a booster asks. A blocking one holds the run until `deadline`, for ever without one."""

    title: str
    fields: tuple[InputField, ...]
    help: str = ""
    blocking: bool = True
    deadline: datetime | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of a question: values by field, or none when it was skipped or too late.

    The value of a file's field is its name; `file` are its bytes.
    """

    values: Mapping[str, str] | None
    file: bytes = field(default=b"", repr=False)

    @property
    def was_given(self) -> bool:
        """Tell whether somebody answered."""
        return self.values is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Boost:
    """A booster's answer. `why` is a sentence, and stands in the trace of the run.

    `activity` is the changed one; `section` is its paragraph of the description; `facts` are its
    findings as plain values, for targets and pages that want more than text. With `look_again_s`
    the run goes on, and so many seconds later another one lets the booster look again and brings
    the targets up to date.
    """

    outcome: Outcome
    why: str
    activity: Activity | None = None
    section: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)
    retry_after_s: float = 0.0
    is_trouble: bool = False  # it is called again because something did not work
    look_again_s: float = 0.0
    question: Question | None = None


def changed(
    why: str,
    *,
    activity: Activity | None = None,
    section: str = "",
    facts: Mapping[str, Any] | None = None,
) -> Boost:
    """Say what is better now."""
    return Boost(
        outcome=Outcome.CHANGED, why=why, activity=activity, section=section, facts=facts or {}
    )


def unchanged(why: str) -> Boost:
    """Say why there was nothing to do."""
    return Boost(outcome=Outcome.UNCHANGED, why=why)


def halt(why: str) -> Boost:
    """Stop the run: this activity goes nowhere through this pipeline."""
    return Boost(outcome=Outcome.HALT, why=why)


def retry_later(why: str, after_s: float) -> Boost:
    """Ask to be called again in `after_s` seconds; nothing waits meanwhile but a row."""
    return Boost(outcome=Outcome.RETRY_LATER, why=why, retry_after_s=after_s)


def ask(question: Question) -> Boost:
    """Put a question to the person."""
    return Boost(outcome=Outcome.ASK, why=question.title, question=question)


def failed(why: str) -> Boost:
    """Say that it could not be done; the run goes on with a warning."""
    return Boost(outcome=Outcome.FAILED, why=why)
