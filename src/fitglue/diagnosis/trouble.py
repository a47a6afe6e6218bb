"""What a rule finds: a sentence, its cause, a button, and the article that explains it."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

_DAYS_FROM = timedelta(hours=48)
_HOURS_FROM = timedelta(minutes=90)


class Severity(StrEnum):
    """How bad it is."""

    WRONG = "wrong"  # nothing moves until somebody does something
    ODD = "odd"  # worth a look
    NATURAL = "natural"  # as it has to be: nothing for anybody to mend


class Article(StrEnum):
    """The articles of the help centre that troubles lead to, by the end of their address."""

    NOTHING_ARRIVES = "nothing-arrives"
    BACKGROUND = "background-sync"
    NO_HEART_RATE = "no-heart-rate"
    NO_ROUTE = "no-route"
    TWICE = "recorded-twice"
    HEALTH_CONNECT = "health-connect"
    NOT_TAKEN = "not-taken"
    NOT_DELIVERED = "not-delivered"
    DELETED = "deleted-in-health"
    EXPORT = "export"
    NOTES = "notes"
    TIME_ZONES = "concepts/time-zones"

    @property
    def address(self) -> str:
        """Give where it is."""
        return f"/help/{self.value}"


@dataclass(frozen=True, slots=True)
class Press:
    """What to press: a button that leads to `address`; without one, what to press on the phone."""

    label: str
    address: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """Something that a rule found. `cause` says why, as far as that can be known."""

    code: str
    severity: Severity
    sentence: str
    cause: str = ""
    press: Press | None = None
    article: Article | None = None

    @property
    def read_on(self) -> str:
        """Give where it is explained, down to the paragraph; nothing where nothing explains it."""
        return f"{self.article.address}#{self.code}" if self.article else ""

    @property
    def is_natural(self) -> bool:
        """Tell whether there is nothing to mend."""
        return self.severity is Severity.NATURAL


def plural(number: int, one: str, many: str = "") -> str:
    """Count things: "1 part", "1,204 parts"."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def lasting(span: timedelta) -> str:
    """Say how long: "26 hours", "3 days", "12 minutes"."""
    if span >= _DAYS_FROM:
        return plural(span.days, "day")
    if span >= _HOURS_FROM:
        return plural(round(span.total_seconds() / 3600), "hour")
    return plural(max(int(span.total_seconds() // 60), 1), "minute")
