"""What a person is told by itself, and in which words.

Nothing private is in them: the title that its owner gave, names of targets, and sentences of ours.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum

from fitglue.domain.shape import Shape


class Kind(StrEnum):
    """What happened, the most pressing first."""

    NEEDS_YOU = "needs_you"
    FAILED = "failed"
    QUESTION = "question"
    DELIVERED = "delivered"

    @property
    def asks(self) -> bool:
        """Tell whether somebody has to do something about it."""
        return self is not Kind.DELIVERED


class SendingState(StrEnum):
    """What became of a notification at a channel. `sending` is written before anything leaves.

    What is found there after a crash becomes `unknown`, and is never sent again.
    """

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    UNKNOWN = "unknown"
    FAILED = "failed"
    SKIPPED = "skipped"  # solved before it left


MEANINGS: dict[Kind, str] = {
    Kind.NEEDS_YOU: "a service or a target wants you to do something first",
    Kind.FAILED: "an activity was refused, could not be read, or was given up after three days",
    Kind.QUESTION: "a booster asks you something",
    Kind.DELIVERED: "an activity has arrived where it should",
}
#: What a new channel tells.
FIRST_CHOICE = (Kind.NEEDS_YOU, Kind.FAILED, Kind.QUESTION)
#: A crowd of which nobody came for so long is over; the next one is told anew.
QUIET = timedelta(minutes=20)
#: How the subject of a crowd begins.
CROWD = "past:"
_AT_MOST = 8  # lines in a message of many


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What is known of it: `about` an activity's title or a service's name, `where` targets.

    `link` is the page of ours that solves it; `url` is where the activity lies at its target.
    `unread_at` is the service that has what could not be read.
    """

    about: str = ""
    where: tuple[str, ...] = ()
    why: str = ""
    next_step: str = ""
    link: str = ""
    url: str = ""
    unread_at: str = ""

    def merged(self, other: "Told") -> "Told":
        """Add the targets of what happened to the same activity later."""
        return replace(other, where=tuple(dict.fromkeys((*self.where, *other.where))))


TOLD = Shape(Told)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """Something to be told once: the same `subject` again is the same cause, until it is solved.

    `adds` counts one more of a crowd, as in a history run; otherwise `number` says how many there
    are by now.
    """

    kind: Kind
    subject: str
    told: Told
    number: int = 1
    adds: bool = False


@dataclass(frozen=True, slots=True)
class Wording:
    """A notification in words; `button` names what its link does."""

    title: str
    text: str
    button: str


@dataclass(frozen=True, slots=True)
class Message:
    """What leaves by a channel."""

    title: str
    text: str
    link: str


_CROWD_LINKS = {
    Kind.NEEDS_YOU: "/runs?state=needs_you",
    Kind.FAILED: "/runs?state=needs_you",
    Kind.QUESTION: "/inputs",
    Kind.DELIVERED: "/activities",
}


def page(kind: Kind, told: Told, number: int) -> str:
    """Give the page of ours on which it is seen or solved."""
    return told.link if number == 1 or told.unread_at else _CROWD_LINKS[kind]


def wording(kind: Kind, told: Told, number: int) -> Wording:
    """Write a notification for a person."""
    match kind:
        case Kind.DELIVERED:
            return Wording(_delivered(told, number), "", "Open it" if number == 1 else "See them")
        case Kind.FAILED:
            return Wording(_failed(told, number), _sentences(told), "Look at it")
        case Kind.NEEDS_YOU:
            wait = f"{number:,} activities wait for it." if number > 1 else ""
            text = " ".join(part for part in (_sentences(told), wait) if part)
            return Wording(f"{told.about} needs you", text, "See to it")
        case Kind.QUESTION:
            asked = f"{number:,} activities have a question for you"
            title = asked if number > 1 else f"A question about “{told.about}”"
            return Wording(title, told.why if number == 1 else "", "Answer")


def gathered(told: Sequence[tuple[Kind, Wording, str]], elsewhere: str) -> Message:
    """Write one message of all that happened in a while: kinds, words and links.

    `elsewhere` is the link of a message of many.
    """
    if len(told) == 1:
        (_, words, link) = told[0]
        return Message(words.title, words.text, link)
    pressing = sorted(told, key=lambda one: list(Kind).index(one[0]))
    lines = [f"• {words.title}" for _, words, _ in pressing[:_AT_MOST]]
    if len(pressing) > _AT_MOST:
        lines.append(f"and {len(pressing) - _AT_MOST:,} more")
    return Message(f"{len(told):,} things happened", "\n".join(lines), elsewhere)


def _delivered(told: Told, number: int) -> str:
    where = _listed(told.where)
    if number > 1:
        return f"{number:,} activities were delivered to {where}"
    return f"“{told.about}” was delivered to {where}"


def _failed(told: Told, number: int) -> str:
    if told.unread_at:
        unread = f"{number:,} workouts" if number > 1 else "A workout"
        return f"{unread} of {told.unread_at} could not be read"
    what = f"{number:,} activities" if number > 1 else f"“{told.about}”"
    were = "were" if number > 1 else "was"
    return f"{what} {were} not " + (f"delivered to {_listed(told.where)}" if told.where else "made")


def _sentences(told: Told) -> str:
    return " ".join(part for part in (told.why, told.next_step) if part)


def _listed(names: Sequence[str]) -> str:
    return " and ".join(part for part in (", ".join(names[:-1]), *names[-1:]) if part)
