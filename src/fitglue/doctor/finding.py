"""What a look at one thing came to."""

from dataclasses import dataclass
from enum import StrEnum

from fitglue.domain.errors import FitGlueError


class Verdict(StrEnum):
    """How bad it is."""

    GOOD = "good"
    ODD = "odd"  # worth a look; nothing is lost
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Finding:
    """A sentence about one thing, and what to do where something is to be done."""

    about: str
    verdict: Verdict
    sentence: str
    next_step: str = ""


def good(about: str, sentence: str) -> Finding:
    """Say that all is well."""
    return Finding(about, Verdict.GOOD, sentence)


def odd(about: str, sentence: str, next_step: str) -> Finding:
    """Say what is worth a look."""
    return Finding(about, Verdict.ODD, sentence, next_step)


def wrong(about: str, sentence: str, next_step: str) -> Finding:
    """Say what is broken."""
    return Finding(about, Verdict.WRONG, sentence, next_step)


def of_error(about: str, problem: FitGlueError) -> Finding:
    """Take over an error's own words."""
    return wrong(about, problem.sentence, problem.next_step)
