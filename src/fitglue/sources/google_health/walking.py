"""A look over the exercises of the last days, and what was seen by it: the cursor of changes."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from fitglue.formats.google_health import Exercise

#: Trackers keep a week, and people type in what they forgot; a month is three requests.
_LOOKS_BACK = timedelta(days=35)
#: Stands for an exercise that was there before anybody asked.
_BEFORE = ""
#: Stands for the local start of one that cannot be read: after every other.
_BROKEN = "~"


@dataclass(frozen=True, slots=True)
class Walk:
    """A look over the last days, page by page; its fields are the cursor.

    `known` are the exercises that are there: when each changed last and its local start, by id.
    `met` are those that this walk came across. The first walk delivers nothing.
    """

    since: str = ""
    token: str = ""
    known: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    met: tuple[str, ...] = ()
    is_first: bool = False

    @classmethod
    def after(cls, cursor: Mapping[str, Any], today: date) -> "Walk":
        """Go on, or begin another."""
        told = Walk(**cursor) if cursor else Walk(is_first=True)
        told = replace(told, known={name: tuple(kept) for name, kept in told.known.items()})
        if told.token:
            return told
        return replace(told, since=(today - _LOOKS_BACK).isoformat(), met=())

    @property
    def cursor(self) -> Mapping[str, Any]:
        """Give the fields as plain values."""
        return {
            "since": self.since,
            "token": self.token,
            "known": {name: list(kept) for name, kept in self.known.items()},
            "met": list(self.met),
            "is_first": self.is_first,
        }

    def is_new(self, exercise: Exercise) -> bool:
        """Tell whether it is not known, or not as it is now."""
        stamp, _ = self.known.get(exercise.id, (None, ""))
        return not self.is_first and stamp not in (_BEFORE, exercise.told.update_time)

    def past_broken(self, name: str) -> tuple["Walk", bool]:
        """Note one that cannot be read, and tell whether that is news."""
        known = {**self.known, name: (_BEFORE, _BROKEN)}
        is_news = not self.is_first and name not in self.known
        return replace(self, known=known, met=(*self.met, name)), is_news

    def past(self, exercise: Exercise) -> "Walk":
        """Note an exercise."""
        before, _ = self.known.get(exercise.id, (None, ""))
        is_old = self.is_first or before == _BEFORE
        stamp = _BEFORE if is_old else exercise.told.update_time or "once"
        known = {**self.known, exercise.id: (stamp, exercise.local_start)}
        return replace(self, known=known, met=(*self.met, exercise.id))

    def missed(self) -> list[str]:
        """Give those that should have been met and were not."""
        return [
            name for name, (_, start) in self.known.items()
            if self.since <= start < _BROKEN and name not in self.met
        ]  # fmt: skip

    def over(self, gone: list[str]) -> "Walk":
        """End it: what is gone or older than the next look is forgotten."""
        known = {
            name: kept for name, kept in self.known.items()
            if name not in gone and kept[1] >= self.since
            and (kept[1] != _BROKEN or name in self.met)
        }  # fmt: skip
        return replace(self, token="", known=known, met=(), is_first=False)
